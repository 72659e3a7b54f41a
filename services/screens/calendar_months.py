"""The calendar: what falls due on each day of some months, with the days off, for whoever may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.installation import Installation
from workflow.people.grants import Actor
from workflow.rights import sight
from workflow.store.duties.sighting import in_sight
from workflow.store.figures.agenda import due_by_day
from workflow.timeliness import Timeliness
from workflow.working_days import FreeDay, WorkingDays


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """One day: whether offices are open, what it is called if it is special, how many duties fall due by standing."""

    day: date
    working: bool
    name: str
    due: Mapping[Timeliness, int]


@dataclass(frozen=True, kw_only=True)
class CalendarMonth:
    """A month's weeks from Monday on; None where a week reaches beyond the month."""

    first: date
    weeks: Sequence[Sequence[CalendarDay | None]]
    working: int
    due: int


def calendar_months(installation: Installation, actor: Actor, firsts: Sequence[date]) -> list[CalendarMonth]:
    """Return the months that begin on these days, one after the other."""
    first, last = firsts[0], _end(firsts[-1])
    with installation.database.reading() as session:
        found = due_by_day(session, in_sight(session, sight(actor)), first, last)
    return [_month(each, found, installation.policies.working_days) for each in firsts]


def free_days_from(working_days: WorkingDays, today: date, most: int) -> list[FreeDay]:
    """Return the next special days: days off that are no weekends, and weekend days that are worked."""
    coming = [free for year in (today.year, today.year + 1) for free in working_days.free_days(year)]
    return [free for free in coming if free.day >= today][:most]


def _month(first: date, due: Mapping[date, Mapping[Timeliness, int]], working_days: WorkingDays) -> CalendarMonth:
    names = {free.day: free for free in working_days.free_days(first.year)}
    last = _end(first)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    cells: list[CalendarDay | None] = [None] * first.weekday()
    for day in days:
        free = names.get(day)
        name = "" if free is None else f"đi làm: {free.name}" if free.worked else free.name
        cells.append(CalendarDay(day=day, working=working_days.is_working(day), name=name, due=due.get(day, {})))
    cells += [None] * (-len(cells) % 7)
    return CalendarMonth(
        first=first,
        weeks=[cells[n : n + 7] for n in range(0, len(cells), 7)],
        working=sum(1 for cell in cells if cell and cell.working),
        due=sum(sum(cell.due.values()) for cell in cells if cell),
    )


def _end(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
