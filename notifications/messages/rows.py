"""A digest's compact list and the details below it, in the words of the templates. Every field is text."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from base.page_addresses import duty_url
from base.vietnamese import capitalise, full_date, one_line, short_date, shorten
from notifications.messages.grouping import grouped_lines, later_days, numbers_of, reason_of
from notifications.messages.message import Recipient
from notifications.messages.sections import Cause, MessageSection, SectionLine, count_words, in_sections, sentences_of
from workflow.lifecycle import State
from workflow.nearness import NearnessKind, Vantage
from workflow.plan import Shown
from workflow.views.plain_chain import duty_chain

# What a reader can take in; Gmail cuts mails of over 102 kB.
MOST_DETAILS = 8
MOST_ROWS = 150
_TITLE = 120
# How many of the agencies that owe the same are named.
_NAMED = 3
_SHAPES = {
    NearnessKind.OVERDUE: "▲",
    NearnessKind.DUE_TODAY: "●",
    NearnessKind.DUE_SOON: "◆",
    NearnessKind.AHEAD: "○",
    NearnessKind.WAITING: "◷",
    NearnessKind.DONE_ON_TIME: "✓",
    NearnessKind.DONE_LATE: "✓",
    NearnessKind.UNDATED: "–",
}


@dataclass(frozen=True, kw_only=True)
class DigestRow:
    """One duty, or the same duty of several agencies: what the compact list shows. `shape` and `kind` go together."""

    code: str
    title: str
    due: str
    shape: str
    kind: str
    standing: str
    who: str
    reason: str
    url: str


@dataclass(frozen=True, kw_only=True)
class DutyDetail:
    """One duty in full: the printed words and their source, the steps from them to today, further labels and texts."""

    code: str
    title: str
    words: str
    source: str
    chain: tuple[tuple[str, str], ...]
    pairs: tuple[tuple[str, str], ...]
    url: str
    acknowledge_url: str


@dataclass(frozen=True, kw_only=True)
class DigestPart:
    """One section: how many duties in words, what is asked of all of them, the rows, how many were left out."""

    section: MessageSection
    counted: str
    asked: str
    rows: tuple[DigestRow, ...]
    left_out: int


@dataclass(frozen=True, kw_only=True)
class ShownDuties:
    """The duties of a digest: a compact list by sections, and the first of them in full."""

    parts: tuple[DigestPart, ...]
    details: tuple[DutyDetail, ...]


def shown_duties(
    lines: Iterable[SectionLine], recipient: Recipient, vantage: Vantage, base_url: str | None
) -> ShownDuties:
    """Put the lines, one for each duty, into their sections. What doesn't fit is counted, never silently left out."""
    parts: list[DigestPart] = []
    first: list[SectionLine] = []
    room = MOST_ROWS
    for section, some in in_sections(lines, today=vantage.today):
        groups = grouped_lines(some, vantage)
        asked = _asked_of_all(some, recipient) if section in _ASKING else ()
        say_new = section not in _NEW
        shown, left = groups[:room], groups[room:]
        room -= len(shown)
        first += [group[0] for group in shown][: MOST_DETAILS - len(first)]
        rows = tuple(_row(group, _why(group, asked, say_new=say_new), recipient, vantage, base_url) for group in shown)
        left_out = sum(map(len, left))
        parts.append(
            DigestPart(section=section, counted=count_words(some), asked=" ".join(asked), rows=rows, left_out=left_out)
        )
    return ShownDuties(parts=tuple(parts), details=tuple(_detail(line, recipient, vantage, base_url) for line in first))


GIVEN = "Mới được giao."
# News of one duty that was given afterwards tells on which day.
_SAYS_NEW = "Ngày "
# How what is asked begins.
_ASKS = ("Đề nghị ", "Kính đề nghị ", "Kính báo cáo ")
# Sections in which what is asked may be said once for all.
_ASKING = frozenset({MessageSection.OVERDUE, MessageSection.TODAY, MessageSection.WEEK, MessageSection.LATER})


# Sections of what was just given: what is new needs no saying in them.
_NEW = frozenset({MessageSection.NEW, MessageSection.NEW_WAITING, MessageSection.NEW_CONTINUOUS})
# What the words beside the date say already isn't said again as the duty's state.
_SAID = frozenset({State.WAITING, State.COMPLETED})


def _asked_of_all(lines: Sequence[SectionLine], recipient: Recipient) -> Sequence[str]:
    """The sentences that ask the same of all; what happened to a duty stands beside that duty.

    What comes without words of its own, from a week's picture, is asked what the others are, unless some of all are the
    reader's own: whoever leads a duty is asked for another thing than whoever follows it up.
    """
    told = [sentences_of(line.reason) for line in lines if line.reason or line.cause is not Cause.STEP]
    own = {line.assignment.agency_name == recipient.office for line in lines}
    if not told or (len(told) < len(lines) and len(own) > 1):
        return ()
    if all(line.cause is Cause.STEP for line in lines) and all(words == told[0] for words in told):
        return told[0]
    common = [words for words in told[0] if words.startswith(_ASKS) and all(words in other for other in told)]
    return common if len(lines) > 1 else ()


def _row(
    group: Sequence[SectionLine], why: str, recipient: Recipient, vantage: Vantage, base_url: str | None
) -> DigestRow:
    line = group[0]
    duty = line.assignment
    near = vantage.near(duty)
    return DigestRow(
        code=numbers_of(group),
        title=shorten(duty.task.title, _TITLE),
        due=due_words(line),
        shape=_SHAPES[near.kind],
        kind=near.kind.value,
        standing=near.words,
        who=_who(group, recipient),
        reason=one_line(f"{later_days(group)} {why}"),
        url=duty_url(base_url, duty.id),
    )


def _why(group: Sequence[SectionLine], asked: Collection[str], *, say_new: bool) -> str:
    """Why the duties of a row are here, but what is asked of all; of a new one that it is, where no heading says so."""
    reason = " ".join(sentence for sentence in sentences_of(reason_of(group)) if sentence not in asked)
    is_new = say_new and group[0].cause is Cause.NEW
    return f"{GIVEN} {reason}" if is_new and not reason.startswith(_SAYS_NEW) else reason


def due_words(line: SectionLine) -> str:
    """The due day with its weekday; what is awaited where there is none."""
    duty = line.assignment
    if duty.due is not None:
        return capitalise(full_date(duty.due))
    return one_line(f"“{duty.event}”") if duty.event else "Chưa có hạn"


def _who(group: Sequence[SectionLine], recipient: Recipient) -> str:
    """Who owes it, where that isn't the reader's own agency, and its state, where the date's words don't say it."""
    line = group[0]
    state = "" if line.assignment.state in _SAID else line.assignment.state.label
    if line.cooperates:
        return one_line(f"phối hợp; chủ trì: {', '.join(line.assignment.leading)}")
    names = list(dict.fromkeys(one_line(each.assignment.agency_name) for each in group))
    if len(names) > 1:
        more = f" và {len(names) - _NAMED} cơ quan khác" if len(names) > _NAMED else ""
        owing = f"{len(names)} cơ quan: {', '.join(names[:_NAMED])}{more}"
    else:
        owing = "" if names[0] == one_line(recipient.office) else names[0]
    return " · ".join(filter(None, (owing, state)))


def _detail(line: SectionLine, recipient: Recipient, vantage: Vantage, base_url: str | None) -> DutyDetail:
    duty = line.assignment
    task = duty.task
    own = duty.agency_name == recipient.office
    pairs = [
        ("Chủ trì", ", ".join(duty.leading) if line.cooperates else "" if own else duty.agency_name),
        ("Phối hợp", shorten(", ".join(task.cooperating), 240)),
        *((label, shorten(text, 240)) for label, text in task.cells(Shown.MAIL)),
        ("Kỳ dữ liệu", capitalise(duty.data_period.words) if duty.data_period else ""),
    ]
    return DutyDetail(
        code=f"Số {duty.id}",
        title=one_line(task.title),
        words=f"“{one_line(task.expression)}”" if one_line(task.expression) else "(không ghi)",
        source=one_line(f"{task.plan_number} ngày {short_date(task.plan_issued_on)}, {task.place}"),
        chain=tuple(duty_chain(duty, line.known, vantage)[1:]),
        pairs=tuple((label, one_line(text)) for label, text in pairs if text),
        url=duty_url(base_url, duty.id),
        acknowledge_url=line.acknowledge_url,
    )
