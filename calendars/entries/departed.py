"""A duty that was given to another agency, as its former one sees it: crossed out, so that people see it go."""

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
from calendars.entries.writer import escape_text
from workflow.assignment import Assignment
from workflow.lifecycle import State


def departed_event(assignment: Assignment, options: EventOptions = PLAIN) -> bytes:
    """Return the VEVENT of a duty for a calendar that it has left. Raises `Undated` for one without a date.

    It has the duty's own UID and revision: where the event stood, it is now cancelled.
    """
    if assignment.due is None:
        raise undated_refusal(assignment)
    gone = replace(assignment, state=State.WITHDRAWN, agency_name=f"nay giao {assignment.agency_name}")
    facts = [
        *what_and_when(gone),
        f"Trạng thái: đã giao lại cho {assignment.agency_name}",
        *with_whom_and_from_where(gone),
    ]
    texts = [
        b"SUMMARY:" + escape_text(event_summary(gone)),
        b"DESCRIPTION:" + escape_text("\n".join(filter(None, facts))),
        categories(gone.task.plan_number),
    ]
    return told_event(gone, assignment.due, texts, options)
