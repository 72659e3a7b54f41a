"""What a year calendar shows, before anybody lays it out: the months, their days off, and the duties by day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from base.vietnamese import one_line, short_date
from calendars.entries.events import event_title
from calendars.entries.writer import clean
from workflow.assignment import Assignment
from workflow.lifecycle import STATE_LABELS, State
from workflow.timeliness import CLOSED_UNDONE, Timeliness
from workflow.working_days import FreeDay

# A cell of a printed table must stay smaller than a page, whatever a plan prints.
_LONGEST_TEXT = 600


class DayMark(StrEnum):
    """How a duty's day is marked; a day with several duties takes the first of these that one of them has."""

    LATE = "quá hạn"
    OPEN = "chưa xong"
    DONE = "đã xong"


@dataclass(frozen=True, kw_only=True)
class YearLine:
    """One duty as a line of the list. `day` is its due day; None stands for one that waits for `event`."""

    day: date | None
    mark: DayMark
    title: str
    short: str
    product: str
    source: str
    state: str
    opens: date | None
    act_by: date | None
    event: str


@dataclass(frozen=True, kw_only=True)
class YearCalendar:
    """An agency's year. `earlier` is what is open from the years before, `undated` what has no day yet."""

    agency: str
    year: int
    as_of: date
    free_days: Mapping[date, str]
    worked_days: frozenset[date]
    lines: tuple[YearLine, ...]
    earlier: tuple[YearLine, ...]
    undated: tuple[YearLine, ...]

    def on(self, day: date) -> tuple[YearLine, ...]:
        """Return the duties due on a day."""
        return self.by_day.get(day, ())

    @cached_property
    def by_day(self) -> Mapping[date, tuple[YearLine, ...]]:
        """The duties of the year by their due day."""
        days: defaultdict[date, list[YearLine]] = defaultdict(list)
        for line in self.lines:
            if line.day:
                days[line.day].append(line)
        return {day: tuple(lines) for day, lines in days.items()}

    def of_month(self, month: int) -> tuple[YearLine, ...]:
        return tuple(line for line in self.lines if line.day and line.day.month == month)

    def is_free(self, day: date) -> bool:
        """Say whether offices are closed: weekends and holidays, less the days that are worked instead."""
        return day not in self.worked_days and (day.weekday() >= 5 or day in self.free_days)

    @property
    def sentence(self) -> str:
        """The year in one line, as in "12 nhiệm vụ đến hạn trong năm: 3 đã xong, 1 quá hạn, 8 chưa xong"."""
        if not self.lines:
            return "Chưa có nhiệm vụ nào đến hạn trong năm."
        counts = {
            mark: sum(line.mark is mark for line in self.lines) for mark in (DayMark.DONE, DayMark.LATE, DayMark.OPEN)
        }
        told = ", ".join(f"{count} {mark}" for mark, count in counts.items() if count)
        return f"{len(self.lines)} nhiệm vụ đến hạn trong năm: {told}."


def year_calendar(
    assignments: Iterable[Assignment], *, agency: str, year: int, as_of: date, free_days: Iterable[FreeDay] = ()
) -> YearCalendar:
    """Return the year of an agency's assignments as it stands on the day `as_of`.

    What was withdrawn or superseded is left out: paper can't be updated, and shows what is to be done.
    """
    duties = sorted(
        (duty for duty in assignments if duty.state not in CLOSED_UNDONE),
        key=lambda duty: (duty.due or date.max, duty.id),
    )
    free = tuple(free_days)
    return YearCalendar(
        agency=one_line(clean(agency)),
        year=year,
        as_of=as_of,
        free_days={day.day: day.name for day in free if not day.worked},
        worked_days=frozenset(day.day for day in free if day.worked),
        lines=tuple(_line(duty) for duty in duties if duty.due and duty.due.year == year),
        earlier=tuple(
            _line(duty) for duty in duties if duty.due and duty.due.year < year and duty.state is not State.COMPLETED
        ),
        undated=tuple(_line(duty) for duty in duties if duty.due is None and duty.state is not State.COMPLETED),
    )


def day_mark(lines: Iterable[YearLine]) -> DayMark | None:
    """Return the mark of a day: late before open before done; None for a day without duties."""
    marks = {line.mark for line in lines}
    return next((mark for mark in DayMark if mark in marks), None)


def _line(duty: Assignment) -> YearLine:
    task = duty.task
    return YearLine(
        day=duty.due,
        mark=_mark(duty),
        title=_cell(task.title),
        short=event_title(clean(task.title)),
        product=_cell(task.product),
        source=_cell(f"{task.plan_number} ({short_date(task.plan_issued_on)}), {task.place}"),
        state=DayMark.LATE.value if _mark(duty) is DayMark.LATE else STATE_LABELS[duty.state],
        opens=duty.opens if duty.opens != duty.due else None,
        act_by=duty.act_by if duty.act_by != duty.due else None,
        event=_cell(duty.event or ""),
    )


def _mark(duty: Assignment) -> DayMark:
    if duty.state is State.COMPLETED:
        return DayMark.DONE
    return DayMark.LATE if duty.timeliness is Timeliness.OVERDUE else DayMark.OPEN


def _cell(text: str) -> str:
    line = one_line(clean(text))
    return line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…"
