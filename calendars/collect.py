"""Which calendars there are: one per agency with the duties it leads, one per plan with all of its duties."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from calendars.events import PLAIN, EventOptions, one_line
from calendars.feed import FeedHeader
from calendars.slug import slug
from calendars.window import Entry, entry_of, task_entry_of
from workflow.assignment import Assignment

AGENCY_COLOR = ("steelblue", "#4682B4")
PLAN_COLOR = ("seagreen", "#2E8B57")

Rendered = tuple[Assignment, Entry]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A calendar before a window is laid on it. `file` is its ASCII file name without ".ics"."""

    file: str
    header: FeedHeader
    entries: tuple[Entry, ...]


def calendars_of(assignments: Iterable[Assignment], options: EventOptions = PLAIN) -> tuple[Calendar, ...]:
    """Return the calendars of the dated assignments, agencies by code, then plans by number.

    Each event is rendered once, though it stands in two calendars. What has no date is in none of them.
    """
    return _calendars([(assignment, entry_of(assignment, options)) for assignment in assignments if assignment.due])


def task_lists_of(assignments: Iterable[Assignment], options: EventOptions = PLAIN) -> tuple[Calendar, ...]:
    """Return the same calendars as task lists for CalDAV, with what has no date yet."""
    return _calendars([(assignment, task_entry_of(assignment, options)) for assignment in assignments])


def _calendars(rendered: Iterable[Rendered]) -> tuple[Calendar, ...]:
    agencies: defaultdict[str, list[Rendered]] = defaultdict(list)
    plans: defaultdict[tuple[str, date], list[Rendered]] = defaultdict(list)
    for assignment, entry in rendered:
        agencies[assignment.agency].append((assignment, entry))
        plans[one_line(assignment.task.plan_number), assignment.task.plan_issued_on].append((assignment, entry))
    return (
        *(_agency_calendar(code, found) for code, found in sorted(agencies.items())),
        *(_plan_calendar(number, issued_on, found) for (number, issued_on), found in sorted(plans.items())),
    )


def _agency_calendar(code: str, found: list[Rendered]) -> Calendar:
    name = one_line(found[0][0].agency_name)
    color, color_code = AGENCY_COLOR
    header = FeedHeader(
        key=f"agency:{code}",
        name=f"Việc được giao - {name}",
        description=f"Các việc {name} chủ trì, theo hạn trong văn bản, kế hoạch. Lịch của phần mềm Đôn Đốc.",
        changed_at=max(assignment.changed_at for assignment, _ in found),
        color=color,
        color_code=color_code,
    )
    return Calendar(file=f"co-quan-{slug(name)}", header=header, entries=tuple(entry for _, entry in found))


def _plan_calendar(number: str, issued_on: date, found: list[Rendered]) -> Calendar:
    color, color_code = PLAN_COLOR
    title = one_line(found[0][0].task.plan_title)
    header = FeedHeader(
        key=f"plan:{number}:{issued_on.isoformat()}",
        name=f"Văn bản {number} ({issued_on.year})",
        description=f"{number} ngày {issued_on:%d/%m/%Y}: {title}. Lịch của phần mềm Đôn Đốc.",
        changed_at=max(assignment.changed_at for assignment, _ in found),
        color=color,
        color_code=color_code,
    )
    file = f"van-ban-{slug(number)}-{issued_on.year}"
    return Calendar(file=file, header=header, entries=tuple(entry for _, entry in found))
