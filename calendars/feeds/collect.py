"""Which calendars there are: one per agency with the duties it leads, one per plan with all of its duties."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from base.vietnamese import one_line, slug
from calendars.entries.events import PLAIN, EventOptions
from calendars.entries.groups import in_groups
from calendars.feeds.feed import FeedHeader
from calendars.feeds.headers import agency_header, plan_header
from calendars.feeds.window import (
    CalendarEntry,
    calendar_entry,
    departed_entry,
    departed_task_entry,
    group_entry,
    task_entry_of,
)
from workflow.assignment import Assignment, Departure

_Plan = tuple[str, date]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A calendar before a window is laid on it. `file` is its ASCII file name without ".ics"."""

    file: str
    header: FeedHeader
    entries: tuple[CalendarEntry, ...]


def calendars_of(
    assignments: Iterable[Assignment], options: EventOptions = PLAIN, departed: Iterable[Departure] = ()
) -> tuple[Calendar, ...]:
    """Return the calendars of the dated assignments, agencies by code, then plans by number.

    A plan's calendar has one event for a task and day, whatever number of agencies owe it; all duties of each
    occurrence have to be given. What has no date is in no calendar. What has departed from an agency stands in its
    calendar as cancelled.
    """
    duties = list(assignments)
    rendered = {duty.id: calendar_entry(duty, options) for duty in duties if duty.due}
    left = [(departure, departed_entry(departure, options)) for departure in departed if departure.duty.due]
    agencies = _by_agency(duties, rendered, left)
    plans: defaultdict[_Plan, _Entries] = defaultdict(_Entries)
    alone, groups = in_groups(duties)
    for duty in alone:
        plans[_plan_of(duty)].add(duty, duty.event_stamp, rendered[duty.id])
    for group in groups:
        first = group.duties[0]
        plans[_plan_of(first)].add(first, group.stamp, group_entry(group, options))
    return (*agencies, *(_plan_calendar(plan, found) for plan, found in sorted(plans.items())))


def task_lists_of(
    assignments: Iterable[Assignment], options: EventOptions = PLAIN, departed: Iterable[Departure] = ()
) -> tuple[Calendar, ...]:
    """Return the same calendars as task lists for CalDAV, with what has no date yet, each duty by itself."""
    duties = list(assignments)
    rendered = {duty.id: task_entry_of(duty, options) for duty in duties}
    plans: defaultdict[_Plan, _Entries] = defaultdict(_Entries)
    for duty in duties:
        plans[_plan_of(duty)].add(duty, duty.event_stamp, rendered[duty.id])
    found = (_plan_calendar(plan, entries) for plan, entries in sorted(plans.items()))
    left = [(departure, departed_task_entry(departure, options)) for departure in departed]
    return (*_by_agency(duties, rendered, left), *found)


@dataclass
class _Entries:
    """What stands in one calendar; `first` is a duty of it, for its names."""

    first: Assignment | None = None
    entries: list[CalendarEntry] = field(default_factory=list)
    stamps: list[datetime] = field(default_factory=list)

    def add(self, duty: Assignment, stamp: datetime, entry: CalendarEntry) -> None:
        self.first = self.first or duty
        self.entries.append(entry)
        self.stamps.append(stamp)


def _by_agency(
    duties: Iterable[Assignment],
    rendered: Mapping[int, CalendarEntry],
    left: Iterable[tuple[Departure, CalendarEntry]],
) -> Iterator[Calendar]:
    agencies: defaultdict[str, _Entries] = defaultdict(_Entries)
    for duty in duties:
        if duty.id in rendered:
            agencies[duty.agency].add(duty, duty.event_stamp, rendered[duty.id])
    for departure, entry in left:
        former = replace(departure.duty, agency=departure.agency, agency_name=departure.agency_name)
        agencies[departure.agency].add(former, former.event_stamp, entry)
    return (_agency_calendar(code, found) for code, found in sorted(agencies.items()))


def _plan_of(duty: Assignment) -> _Plan:
    return one_line(duty.task.plan_number), duty.task.plan_issued_on


def _agency_calendar(code: str, found: _Entries) -> Calendar:
    assert found.first is not None
    name = found.first.agency_name
    header = agency_header(code, name, max(found.stamps))
    return Calendar(file=f"co-quan-{slug(one_line(name))}", header=header, entries=tuple(found.entries))


def _plan_calendar(plan: _Plan, found: _Entries) -> Calendar:
    assert found.first is not None
    number, issued_on = plan
    header = plan_header(number, issued_on, found.first.task.plan_title, max(found.stamps))
    return Calendar(file=f"van-ban-{slug(number)}-{issued_on.year}", header=header, entries=tuple(found.entries))
