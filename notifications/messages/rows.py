"""A digest's compact list and the details below it, in the words of the templates. Every field is text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from base.page_addresses import duty_url
from base.vietnamese import capitalise, full_date, one_line, short_date, shorten
from notifications.messages.message import Recipient
from notifications.messages.sections import MessageSection, SectionLine, in_sections
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
    """One section: how many duties, what is asked of all of them, the rows, how many duties were left out."""

    section: MessageSection
    count: int
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
        groups = _same_for_several(some, vantage)
        asked = _asked_of_all(some) if section in _ASKING else ""
        shown, left = groups[:room], groups[room:]
        room -= len(shown)
        first += [group[0] for group in shown][: MOST_DETAILS - len(first)]
        rows = tuple(_row(group, asked, recipient, vantage, base_url) for group in shown)
        parts.append(DigestPart(section=section, count=len(some), asked=asked, rows=rows, left_out=sum(map(len, left))))
    return ShownDuties(parts=tuple(parts), details=tuple(_detail(line, recipient, vantage, base_url) for line in first))


# Sections in which what is asked may be said once for all.
_ASKING = frozenset({MessageSection.OVERDUE, MessageSection.TODAY, MessageSection.WEEK, MessageSection.LATER})


def _asked_of_all(lines: Sequence[SectionLine]) -> str:
    reasons = {line.reason for line in lines}
    return one_line(reasons.pop()) if len(reasons) == 1 else ""


def _same_for_several(lines: Sequence[SectionLine], vantage: Vantage) -> list[list[SectionLine]]:
    """The lines, those of one task with the same day, standing and reason together."""
    groups: dict[tuple[object, ...], list[SectionLine]] = {}
    for line in lines:
        duty = line.assignment
        same = (duty.task.id, duty.due, duty.state, vantage.near(duty).words, line.reason, line.cooperates)
        groups.setdefault(same, []).append(line)
    return list(groups.values())


def _row(
    group: Sequence[SectionLine], asked: str, recipient: Recipient, vantage: Vantage, base_url: str | None
) -> DigestRow:
    line = group[0]
    duty = line.assignment
    near = vantage.near(duty)
    return DigestRow(
        code=_code(group),
        title=shorten(duty.task.title, _TITLE),
        due=due_words(line),
        shape=_SHAPES[near.kind],
        kind=near.kind.value,
        standing=near.words,
        who=_who(group, recipient),
        reason="" if asked else one_line(line.reason),
        url=duty_url(base_url, duty.id),
    )


def _code(group: Sequence[SectionLine]) -> str:
    number = f"Số {group[0].assignment.id}"
    return number if len(group) == 1 else f"{number} và {len(group) - 1} số khác"


def due_words(line: SectionLine) -> str:
    """The due day with its weekday; what is awaited where there is none."""
    duty = line.assignment
    if duty.due is not None:
        return capitalise(full_date(duty.due))
    return one_line(f"Chờ sự kiện: {duty.event}") if duty.event else "Chưa có hạn"


def _who(group: Sequence[SectionLine], recipient: Recipient) -> str:
    """Who owes it, where that isn't the reader's own agency, and its state."""
    line = group[0]
    state = line.assignment.state.label
    if line.cooperates:
        return one_line(f"phối hợp; chủ trì: {', '.join(line.assignment.task.leads)}")
    names = [one_line(each.assignment.agency_name) for each in group]
    if len(names) > 1:
        more = f" và {len(names) - _NAMED} cơ quan khác" if len(names) > _NAMED else ""
        return f"{len(names)} cơ quan: {', '.join(names[:_NAMED])}{more} · {state}"
    return state if names[0] == one_line(recipient.office) else f"{names[0]} · {state}"


def _detail(line: SectionLine, recipient: Recipient, vantage: Vantage, base_url: str | None) -> DutyDetail:
    duty = line.assignment
    task = duty.task
    own = duty.agency_name == recipient.office
    pairs = [
        ("Chủ trì", ", ".join(task.leads) if line.cooperates else "" if own else duty.agency_name),
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
