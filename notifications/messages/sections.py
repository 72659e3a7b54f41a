"""What a digest speaks of, and in which order: the lines, and the section each belongs to on a day."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from base.vietnamese import one_line
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.notices.ladder import DECISIONS, DIRECTED, GAINED
from workflow.views.plain_chain import NO_LINES, DateLines

OWED = frozenset({State.ASSIGNED, State.IN_PROGRESS, State.REFUSED})


class Cause(StrEnum):
    """Why a duty is spoken of: a step of the ladder, a trigger that fired, or something about it that changed.

    What was handed away is no longer the reader's: no date of it presses on him. So it is with what his deputy did.
    """

    STEP = "step"
    OPENED = "opened"
    CHANGED = "changed"
    HANDED_AWAY = "handed_away"
    DEPUTY = "deputy"
    NEW = "new"
    NEW_CONTINUOUS = "new_continuous"
    DECIDE = "decide"


def cause_of(step: str) -> Cause:
    """The cause of a notice of this step: news is named after it, every other step is one of the ladder's."""
    if step in _DECISIONS:
        return Cause.DECIDE
    if step == DIRECTED.id:
        return Cause.CHANGED
    if step == GAINED.id:
        return Cause.NEW
    return Cause(step) if step in _NAMED_ALIKE else Cause.STEP


class MessageSection(StrEnum):
    """The parts of a digest, most urgent first. `DECIDE` is what nobody but the reader can go on with."""

    DECIDE = "decide"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    NEW = "new"
    NEW_WAITING = "new_waiting"
    NEW_CONTINUOUS = "new_continuous"
    OPENED = "opened"
    CHANGED = "changed"
    DEPUTY = "deputy"

    @property
    def heading(self) -> str:
        """The heading over the part; each is true of every duty in it on the day."""
        return _HEADINGS[self]

    @property
    def counted(self) -> str:
        """How the subject says it, after "3 nhiệm vụ"."""
        return _COUNTED[self]


_NAMED_ALIKE = frozenset({Cause.OPENED, Cause.CHANGED, Cause.HANDED_AWAY, Cause.DEPUTY})
# What else is said of a duty comes before these, and tells where it stands.
_WEIGHT = {Cause.DEPUTY: 0, Cause.STEP: 1}
_WHATEVER_ITS_DATES = {
    Cause.DECIDE: MessageSection.DECIDE,
    Cause.HANDED_AWAY: MessageSection.CHANGED,
    Cause.DEPUTY: MessageSection.DEPUTY,
    Cause.NEW_CONTINUOUS: MessageSection.NEW_CONTINUOUS,
}
_DECISIONS = frozenset(step.id for step in DECISIONS)
_HEADINGS = {
    MessageSection.DECIDE: "Chờ cơ quan đầu mối quyết định",
    MessageSection.OVERDUE: "Quá hạn, chưa có báo cáo kết quả",
    MessageSection.TODAY: "Cần xong hôm nay",
    MessageSection.WEEK: "Cần xong trong tuần này",
    MessageSection.LATER: "Sắp tới",
    MessageSection.NEW: "Mới được giao, có thời hạn",
    MessageSection.NEW_WAITING: "Mới được giao, chờ sự kiện",
    MessageSection.NEW_CONTINUOUS: "Mới được giao, thực hiện thường xuyên",
    MessageSection.OPENED: "Mới xác định thời hạn",
    MessageSection.CHANGED: "Có thay đổi",
    MessageSection.DEPUTY: "Người được bạn ủy quyền đã làm thay",
}
_COUNTED = {
    MessageSection.DECIDE: "chờ quyết định",
    MessageSection.OVERDUE: "quá hạn",
    MessageSection.TODAY: "cần xong hôm nay",
    MessageSection.WEEK: "cần xong trong tuần này",
    MessageSection.LATER: "sắp tới",
    MessageSection.NEW: "mới được giao",
    MessageSection.NEW_WAITING: "mới (chờ sự kiện)",
    MessageSection.NEW_CONTINUOUS: "mới (thường xuyên)",
    MessageSection.OPENED: "mới xác định thời hạn",
    MessageSection.CHANGED: "có thay đổi",
    MessageSection.DEPUTY: "được làm thay",
}


@dataclass(frozen=True, kw_only=True)
class SectionLine:
    """One duty in a digest. `key` is its notice's unique key; `reason` says in Vietnamese why it is here.

    `news` is the number of the log's line that it tells of, 0 where it asks or reminds. `known` are the lines of the
    log that say how its date came about. `cooperates` marks a duty that the reader's
    agency helps with; who leads it is named. `acknowledge_url` is a signed link that takes the duty on.
    """

    key: str
    assignment: Assignment
    reason: str
    cause: Cause = Cause.STEP
    news: int = 0
    known: DateLines = NO_LINES
    cooperates: bool = False
    acknowledge_url: str = ""


def one_line_a_duty(lines: Iterable[SectionLine]) -> tuple[SectionLine, ...]:
    """Merge the lines that speak of the same duty: it is listed once, with each reason.

    What happened is told in the order in which it happened, before what is asked: the last day that is named stands.
    """
    merged: dict[int, SectionLine] = {}
    for line in sorted(lines, key=lambda line: (not line.news, line.news)):
        known = merged.get(line.assignment.id)
        merged[line.assignment.id] = _both(known, line) if known else line
    return tuple(merged.values())


def in_sections(
    lines: Iterable[SectionLine], *, today: date
) -> tuple[tuple[MessageSection, tuple[SectionLine, ...]], ...]:
    """The lines by section, empty ones left out; within a section the earliest due day first, undated last."""
    placed: dict[MessageSection, list[SectionLine]] = {section: [] for section in MessageSection}
    for line in lines:
        placed[section_of(line, today=today)].append(line)
    return tuple((section, _in_order(some)) for section, some in placed.items() if some)


def count_words(lines: Collection[SectionLine], *, between: str = ", {}") -> str:
    """How many tasks these are, then how many duties where that is more: "4 nhiệm vụ, 20 lượt giao"."""
    tasks = {line.assignment.task.id for line in lines}
    if len(tasks) == len(lines):
        return f"{len(lines)} nhiệm vụ"
    owed = {(line.assignment.task.id, line.assignment.agency_name) for line in lines}
    unit = "kỳ" if len(owed) == len(tasks) else "lượt giao"
    return f"{len(tasks)} nhiệm vụ{between.format(f'{len(lines)} {unit}')}"


def section_of(line: SectionLine, *, today: date) -> MessageSection:
    """Where a line belongs: by its dates when they press, else by what happened to it."""
    duty = line.assignment
    if line.cause in _WHATEVER_ITS_DATES:
        return _WHATEVER_ITS_DATES[line.cause]
    if duty.due is not None and duty.state in OWED:
        act_by = duty.act_by or duty.due
        if duty.due < today:
            return MessageSection.OVERDUE
        if today in (act_by, duty.due):
            return MessageSection.TODAY
        if act_by <= _last_day_of_week(today):
            return MessageSection.WEEK
    if line.cause is Cause.NEW:
        return _section_of_new(duty)
    if line.cause is Cause.STEP:
        return MessageSection.LATER if duty.state in OWED else MessageSection.CHANGED
    return MessageSection.OPENED if line.cause is Cause.OPENED else MessageSection.CHANGED


def _section_of_new(duty: Assignment) -> MessageSection:
    if duty.state is State.WAITING:
        return MessageSection.NEW_WAITING
    return MessageSection.NEW if duty.due else MessageSection.NEW_CONTINUOUS


_SENTENCE_ENDS = re.compile(r"(?<=\.)\s+")


def sentences_of(reason: str) -> list[str]:
    """The sentences of a reason, each with the mark that ends it."""
    return [sentence for sentence in _SENTENCE_ENDS.split(one_line(reason)) if sentence]


def _said_once(*reasons: str) -> str:
    """The reasons one after the other, each sentence once: both may say for whom somebody stands in."""
    return " ".join(dict.fromkeys(sentence for reason in reasons for sentence in sentences_of(reason)))


def _both(one: SectionLine, other: SectionLine) -> SectionLine:
    """One line for two notices about a duty. What changed outranks a step, and what is to be decided that."""
    lighter = one.cause in _WEIGHT and _WEIGHT[one.cause] <= _WEIGHT.get(other.cause, len(_WEIGHT))
    lighter = lighter or (other.cause is Cause.DECIDE and one.cause is not Cause.DECIDE)
    news, reminder = (other, one) if lighter else (one, other)
    first, then = (one, other) if one.news and other.news else (news, reminder)
    return replace(
        news,
        key="\n".join(sorted({one.key, other.key})),
        news=max(one.news, other.news),
        reason=_said_once(first.reason, then.reason),
        cooperates=news.cooperates and reminder.cooperates,
        acknowledge_url=news.acknowledge_url or reminder.acknowledge_url,
    )


def _in_order(lines: Sequence[SectionLine]) -> tuple[SectionLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.assignment.due or date.max, line.assignment.id)))


def _last_day_of_week(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())
