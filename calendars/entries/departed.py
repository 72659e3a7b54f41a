"""A duty that was given to another agency, as its former one sees it: crossed out, so that people see it go.

It has the duty's own UID and revision: where its event or task stood, it is now cancelled. It has no address: the
former agency may not open the duty any more.
"""

from dataclasses import replace

from calendars.entries.events import (
    PLAIN,
    EventOptions,
    categories,
    event_summary,
    told_event,
    undated_refusal,
    what_and_when,
    with_whom_and_from_where,
)
from calendars.entries.todos import told_todo
from calendars.entries.writer import escape_text
from workflow.assignment import Assignment
from workflow.lifecycle import State


def departed_event(assignment: Assignment, options: EventOptions = PLAIN) -> bytes:
    """Return the VEVENT of a duty for a calendar that it has left. Raises `Undated` for one without a date."""
    if assignment.due is None:
        raise undated_refusal(assignment)
    return told_event(_gone(assignment), assignment.due, _texts(assignment), options)


def departed_todo(assignment: Assignment, options: EventOptions = PLAIN) -> bytes:
    """Return the VTODO of a duty, dated or not, for a task list that it has left."""
    return told_todo(_gone(assignment), _texts(assignment), options)


def _gone(assignment: Assignment) -> Assignment:
    return replace(assignment, state=State.WITHDRAWN, agency_name=f"nay giao {assignment.agency_name}")


def _texts(assignment: Assignment) -> list[bytes]:
    gone = _gone(assignment)
    facts = [
        *what_and_when(gone),
        f"Trạng thái: đã giao lại cho {assignment.agency_name}",
        *with_whom_and_from_where(gone),
    ]
    return [
        b"SUMMARY:" + escape_text(event_summary(gone)),
        b"DESCRIPTION:" + escape_text("\n".join(filter(None, facts))),
        categories(gone.task.plan_number),
    ]
