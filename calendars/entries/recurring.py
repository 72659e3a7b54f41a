"""A recurring task as one repeating event, for programs and people who want the rule rather than each day of it.

The calendars of the house hold single events, since each day has a state of its own. This variant has none: it tells
when the task comes, for planning. Its days are those of the single events, also where days off move them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from base.clock import ONE_DAY
from base.vietnamese import one_line, short_date
from calendars.entries.events import event_title
from calendars.entries.writer import escape_text, fold_line, ics_day, utc
from workflow.assignment import Assignment, TaskBrief, assignment_uid
from workflow.registry.repeating import TaskCycle
from workflow.timeliness import CLOSED_UNDONE


@dataclass(frozen=True, kw_only=True)
class RepeatingTask:
    """What one agency does again and again for one task. `uid` is for life, like an assignment's."""

    uid: str
    agency_name: str
    task: TaskBrief
    cycle: TaskCycle
    revision: int
    changed_at: datetime


def repeating_tasks(
    assignments: Iterable[Assignment], cycles: Mapping[int, tuple[TaskCycle, ...]]
) -> tuple[RepeatingTask, ...]:
    """Return the repeating tasks of the assignments' agencies; `cycles` is by task id.

    A task whose every duty of an agency was withdrawn no longer repeats there. The revision is the sum over duties,
    which are never deleted: it only grows.
    """
    owned: dict[tuple[int, str], list[Assignment]] = {}
    for assignment in assignments:
        if assignment.task.id in cycles:
            owned.setdefault((assignment.task.id, assignment.agency), []).append(assignment)
    living = (duties for duties in owned.values() if any(duty.state not in CLOSED_UNDONE for duty in duties))
    return tuple(repeating for duties in living for repeating in _repeating(duties, cycles[duties[0].task.id]))


def _repeating(duties: Sequence[Assignment], cycles: Iterable[TaskCycle]) -> Iterator[RepeatingTask]:
    first = min(duties, key=lambda duty: duty.id)
    for cycle in cycles:
        yield RepeatingTask(
            uid=assignment_uid(first.uid, f"rrule {cycle.ordinal}"),
            agency_name=first.agency_name,
            task=first.task,
            cycle=cycle,
            revision=sum(duty.revision + 1 for duty in duties),
            changed_at=max(duty.event_stamp for duty in duties),
        )


def repeating_event(repeating: RepeatingTask) -> bytes:
    """Return the VEVENT of a repeating task: its rule, less the days that moved, plus where they moved to.

    UNTIL, EXDATE and RDATE are days like DTSTART: of another type, Thunderbird shows excluded days again.
    """
    cycle, changed = repeating.cycle, utc(repeating.changed_at)
    start = cycle.named[0]
    gone = sorted(set(cycle.named) - set(cycle.days))
    added = sorted(set(cycle.days) - set(cycle.named))
    lines = [
        "BEGIN:VEVENT",
        f"UID:{repeating.uid}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{repeating.revision}",
        f"DTSTART;VALUE=DATE:{ics_day(start)}",
        f"DTEND;VALUE=DATE:{ics_day(start + ONE_DAY)}",
        f"RRULE:{cycle.rule};UNTIL={ics_day(cycle.named[-1])}",
        *(f"EXDATE;VALUE=DATE:{ics_day(away)}" for away in gone),
        *(f"RDATE;VALUE=DATE:{ics_day(to)}" for to in added),
        "COLOR:slateblue",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    ]
    texts = [b"SUMMARY:" + escape_text(_summary(repeating)), b"DESCRIPTION:" + escape_text(_description(repeating))]
    return fold_line([*(line.encode() for line in lines), *texts, b"END:VEVENT"])


def _summary(repeating: RepeatingTask) -> str:
    return f"{event_title(repeating.task.title)} ({one_line(repeating.agency_name)})"


def _description(repeating: RepeatingTask) -> str:
    task = repeating.task
    return "\n".join(
        (
            task.title,
            f"Thời hạn (nguyên văn): “{task.expression}”",
            task.explanation,
            f"Nguồn: {task.plan_number} ngày {short_date(task.plan_issued_on)}, {task.place}",
            "Đây là quy tắc lặp lại, không cho biết từng kỳ đã xong hay chưa.",
        )
    )
