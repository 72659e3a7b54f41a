"""An assignment as one VTODO, for the task lists of CalDAV alone: subscribed calendars show no tasks.

It has the UID and the revision of its event (`calendars.entries.events`), so whoever compares finds the same duty.
Unlike an event it needs no date: what waits for an event stands in the list without one.
"""

from collections.abc import Iterator
from datetime import datetime, time

from calendars.entries.events import (
    CLOSED_STATES,
    COLORS,
    PLAIN,
    DisplayAlarm,
    EventOptions,
    alarm_lines,
    before_due,
    described_lines,
    revision_lines,
)
from calendars.entries.writer import PLUS_SEVEN, fold_line, ics_day, utc
from workflow.assignment import Assignment
from workflow.lifecycle import State

_STATUSES = {
    State.WAITING: "NEEDS-ACTION",
    State.ASSIGNED: "NEEDS-ACTION",
    State.IN_PROGRESS: "IN-PROCESS",
    State.REPORTED: "IN-PROCESS",
    State.COMPLETED: "COMPLETED",
    State.REFUSED: "NEEDS-ACTION",
    State.WITHDRAWN: "CANCELLED",
    State.SUPERSEDED: "CANCELLED",
}
# At noon in Vietnam it is the same day from Europe to New Zealand.
NOON = time(12)


def todo_bytes(assignment: Assignment, options: EventOptions = PLAIN) -> bytes:
    """Return the VTODO of an assignment, dated or not; like an event's, its bytes change only with the revision."""
    return told_todo(assignment, described_lines(assignment, options), options)


def told_todo(assignment: Assignment, texts: list[bytes], options: EventOptions) -> bytes:
    """Return the VTODO of an assignment that unfolded lines tell of."""
    lines = [
        b"BEGIN:VTODO",
        *revision_lines(assignment),
        *(line.encode() for line in _days(assignment)),
        *texts,
        f"COLOR:{COLORS[assignment.state]}".encode(),
        *(line.encode() for line in _progress(assignment)),
        *_alarm(assignment, options.alarm),
        b"END:VTODO",
    ]
    return fold_line(lines)


def _days(assignment: Assignment) -> Iterator[str]:
    """DUE is the due day itself; programs show it as such, though it has no end of its own as an event has."""
    if assignment.due is None:
        return
    if assignment.opens and assignment.opens < assignment.due:
        yield f"DTSTART;VALUE=DATE:{ics_day(assignment.opens)}"
    yield f"DUE;VALUE=DATE:{ics_day(assignment.due)}"


def _progress(assignment: Assignment) -> Iterator[str]:
    yield f"STATUS:{_STATUSES[assignment.state]}"
    if assignment.state is State.COMPLETED:
        reported = assignment.reported_on
        done = datetime.combine(reported, NOON, PLUS_SEVEN) if reported else assignment.changed_at
        yield f"COMPLETED:{utc(done)}"
        yield "PERCENT-COMPLETE:100"


def _alarm(assignment: Assignment, alarm: DisplayAlarm) -> tuple[bytes, ...]:
    if alarm is DisplayAlarm.NONE or assignment.due is None or assignment.state in CLOSED_STATES:
        return ()
    # A task's alarm counts from its start unless it says that it means the end.
    return alarm_lines(assignment, f";RELATED=END:{before_due(assignment, alarm)}")
