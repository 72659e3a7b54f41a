"""Which calendars there are: one per agency with the duties it leads, one per plan with all of its duties."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from base.vietnamese import one_line, slug
from calendars.entries.events import PLAIN, EventOptions
from calendars.feeds.feed import FeedHeader
from calendars.feeds.headers import agency_header, plan_header
from calendars.feeds.window import CalendarEntry, calendar_entry, task_entry_of
from workflow.assignment import Assignment

_Rendered = tuple[Assignment, CalendarEntry]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A calendar before a window is laid on it. `file` is its ASCII file name without ".ics"."""

    file: str
    header: FeedHeader
    entries: tuple[CalendarEntry, ...]


def calendars_of(assignments: Iterable[Assignment], options: EventOptions = PLAIN) -> tuple[Calendar, ...]:
    """Return the calendars of the dated assignments, agencies by code, then plans by number.

    Each event is rendered once, though it stands in two calendars. What has no date is in none of them.
    """
    return _calendars(
        [(assignment, calendar_entry(assignment, options)) for assignment in assignments if assignment.due]
    )


def task_lists_of(assignments: Iterable[Assignment], options: EventOptions = PLAIN) -> tuple[Calendar, ...]:
    """Return the same calendars as task lists for CalDAV, with what has no date yet."""
    return _calendars([(assignment, task_entry_of(assignment, options)) for assignment in assignments])


def _calendars(rendered: Iterable[_Rendered]) -> tuple[Calendar, ...]:
    agencies: defaultdict[str, list[_Rendered]] = defaultdict(list)
    plans: defaultdict[tuple[str, date], list[_Rendered]] = defaultdict(list)
    for assignment, entry in rendered:
        agencies[assignment.agency].append((assignment, entry))
        plans[one_line(assignment.task.plan_number), assignment.task.plan_issued_on].append((assignment, entry))
    return (
        *(_agency_calendar(code, found) for code, found in sorted(agencies.items())),
        *(_plan_calendar(number, issued_on, found) for (number, issued_on), found in sorted(plans.items())),
    )


def _agency_calendar(code: str, found: list[_Rendered]) -> Calendar:
    name = found[0][0].agency_name
    header = agency_header(code, name, _last_change(found))
    return Calendar(file=f"co-quan-{slug(one_line(name))}", header=header, entries=tuple(entry for _, entry in found))


def _plan_calendar(number: str, issued_on: date, found: list[_Rendered]) -> Calendar:
    header = plan_header(number, issued_on, found[0][0].task.plan_title, _last_change(found))
    file = f"van-ban-{slug(number)}-{issued_on.year}"
    return Calendar(file=file, header=header, entries=tuple(entry for _, entry in found))


def _last_change(found: list[_Rendered]) -> datetime:
    return max(assignment.event_stamp for assignment, _ in found)
