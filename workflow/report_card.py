"""The report card: how many duties stand in each group, as a whole and by agency, plan and section.

The groups are the four of Quyết định 42/2014/QĐ-TTg (done on time or late; not done, in time or overdue) and the two
that the systems in use add for duties without a deadline. Each duty that counts stands in exactly one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.lifecycle import State
from workflow.nearness import days_past
from workflow.timeliness import CLOSED_UNDONE, Dates, Timeliness, timeliness


class Group(StrEnum):
    """Where a duty is counted, in the order in which reports print the groups."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    UNDONE_IN_TIME = "undone_in_time"
    UNDONE_OVERDUE = "undone_overdue"
    DONE_UNDATED = "done_undated"
    UNDONE_UNDATED = "undone_undated"

    @property
    def label(self) -> str:
        """The group in the words of the decision."""
        return GROUP_LABELS[self]


GROUP_LABELS = {
    Group.DONE_ON_TIME: "Hoàn thành đúng hạn",
    Group.DONE_LATE: "Hoàn thành quá hạn",
    Group.UNDONE_IN_TIME: "Chưa hoàn thành, trong hạn",
    Group.UNDONE_OVERDUE: "Chưa hoàn thành, quá hạn",
    Group.DONE_UNDATED: "Hoàn thành, không hạn",
    Group.UNDONE_UNDATED: "Chưa hoàn thành, không hạn",
}
_DONE = frozenset({Group.DONE_ON_TIME, Group.DONE_LATE, Group.DONE_UNDATED})
UNDATED = frozenset({Group.DONE_UNDATED, Group.UNDONE_UNDATED})


def group_of(state: State, *, due: date | None, reported_on: date | None, as_of: date) -> Group | None:
    """Return where a duty counts at the end of a day; None for one that was withdrawn or superseded.

    It follows `workflow.timeliness`: what is done is judged by the report's day, and while a report awaits its
    confirmation the duty is not done, but its clock stands still.
    """
    if state in CLOSED_UNDONE:
        return None
    standing = timeliness(state, Dates(due=due, soon_on=due, reported_on=reported_on), today=as_of)
    if standing is Timeliness.UNDATED:
        return Group.DONE_UNDATED if state is State.COMPLETED else Group.UNDONE_UNDATED
    return {
        Timeliness.DONE_ON_TIME: Group.DONE_ON_TIME,
        Timeliness.DONE_LATE: Group.DONE_LATE,
        Timeliness.OVERDUE: Group.UNDONE_OVERDUE,
    }.get(standing, Group.UNDONE_IN_TIME)


_WORST_FIRST = (
    *(Group.UNDONE_OVERDUE, Group.UNDONE_IN_TIME, Group.UNDONE_UNDATED),
    *(Group.DONE_LATE, Group.DONE_ON_TIME, Group.DONE_UNDATED),
)


def worse(one: Group, other: Group) -> Group:
    """Return the group that a task stands in of which one duty stands in each: it is done when all of it is."""
    return min(one, other, key=_WORST_FIRST.index)


class PeriodReversed(DondocError):
    """The period's first day is after its last."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is counted, and as of the end of which day.

    A period (`first` and `last`, both inclusive, either may be open) takes in the duties that fall due in it; one
    without a deadline belongs by the day of its report, and as long as it is not done to every period. `plan` is a
    number, `year` that of the plan's issue, `plans` are the store's numbers; `agencies` are codes. None means all.
    """

    as_of: date
    first: date | None = None
    last: date | None = None
    plan: str | None = None
    year: int | None = None
    agencies: tuple[str, ...] = ()
    plans: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise PeriodReversed(
                given=f"{short_date(self.first)} - {short_date(self.last)}",
                place="Kỳ báo cáo",
                reason="có ngày đầu sau ngày cuối",
                remedy="Đổi lại --from và --to.",
            )

    @property
    def is_period(self) -> bool:
        """Whether only the duties of a period count."""
        return self.first is not None or self.last is not None

    @property
    def is_narrow(self) -> bool:
        """Whether only the duties of some plans or agencies count."""
        return bool(self.plan or self.year or self.agencies or self.plans)


@dataclass(frozen=True)
class CardHeading:
    """What a line of figures is about. `key` tells apart what bears the same name."""

    key: str
    name: str


@dataclass(frozen=True)
class Count:
    """A figure: how many duties of what the heading names stand in a group."""

    heading: CardHeading
    group: Group
    duties: int


@dataclass(frozen=True)
class Tally:
    """Figures by group; a group that nothing stands in is 0."""

    counts: Mapping[Group, int] = field(default_factory=dict)

    def __getitem__(self, group: Group) -> int:
        return self.counts.get(group, 0)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """All that is done, on time, late or without a deadline."""
        return sum(self[group] for group in _DONE)

    @property
    def undone(self) -> int:
        return self.total - self.done


@dataclass(frozen=True)
class CardLine:
    """The figures of one agency, plan or section."""

    heading: CardHeading
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class ReportCard:
    """The figures. Each of the three tables adds up to `total`: every duty has one agency, one plan and one section.

    Agencies with most overdue duties come first; plans and sections keep the order of the counts. Outside the sums:
    `closed` counts what was withdrawn or superseded, `carried_over` what fell due before the period and is not done.
    """

    scope: Scope
    total: Tally
    agencies: tuple[CardLine, ...]
    plans: tuple[CardLine, ...]
    sections: tuple[CardLine, ...]
    closed: int = 0
    carried_over: int = 0


@dataclass(frozen=True, kw_only=True)
class ListedDuty:
    """A duty behind the figures. `days_late` is how late it was done, or is by now; 0 when it is in time.

    `cells` are the texts of the columns that reports show of their own accord.
    """

    id: int
    agency: str
    plan: str
    section: str
    number: str
    title: str
    expression: str
    due: date | None
    reported_on: date | None
    result: str
    state: State
    group: Group
    days_late: int
    cells: tuple[str, ...] = ()


def card_of(
    scope: Scope,
    *,
    agencies: Iterable[Count],
    plans: Iterable[Count],
    sections: Iterable[Count],
    closed: int = 0,
    carried_over: int = 0,
) -> ReportCard:
    """Add the counts up into a report card."""
    by_plan = _lines(plans)
    return ReportCard(
        scope=scope,
        total=_sum(line.tally for line in by_plan),
        agencies=tuple(sorted(_lines(agencies), key=_worst_first)),
        plans=by_plan,
        sections=_lines(sections),
        closed=closed,
        carried_over=carried_over,
    )


def latest_first(duties: Iterable[ListedDuty]) -> list[ListedDuty]:
    """Return duties by how late they are: one that was reported late is less late than its day says."""
    return sorted(duties, key=lambda duty: -duty.days_late)


def days_late(group: Group, *, due: date | None, reported_on: date | None, as_of: date) -> int:
    """Return by how many calendar days a duty of a late group missed its day; 0 in the other groups."""
    if due is None or group not in {Group.DONE_LATE, Group.UNDONE_OVERDUE}:
        return 0
    day = min(reported_on or as_of, as_of) if group is Group.UNDONE_OVERDUE else reported_on or as_of
    return days_past(due, day)


def _lines(counts: Iterable[Count]) -> tuple[CardLine, ...]:
    grouped: dict[CardHeading, Counter[Group]] = {}
    for count in counts:
        grouped.setdefault(count.heading, Counter())[count.group] += count.duties
    return tuple(CardLine(heading, Tally(counts)) for heading, counts in grouped.items())


def _sum(tallies: Iterable[Tally]) -> Tally:
    counts: Counter[Group] = Counter()
    for tally in tallies:
        counts.update(tally.counts)
    return Tally(counts)


def _worst_first(line: CardLine) -> tuple[int, int, str, str]:
    overdue = line.tally[Group.UNDONE_OVERDUE]
    return (-overdue, -line.tally.total, line.heading.name, line.heading.key)
