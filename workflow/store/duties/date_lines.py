"""The lines of the log that a message leans on: how each duty's date came about, and what was asked about it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.lifecycle import Event
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.store.log.writing import entry_of
from workflow.store.tables import EventRow, TriggerRow
from workflow.views.plain_chain import DateLines

_READ = (
    LogAction.ASSIGN,
    LogAction.CHECK_IN,
    LogAction.REQUEST_EXTENSION,
    LogAction.GRANT_EXTENSION,
    LogAction.RESCHEDULE,
    LogAction.AMEND_DEADLINE,
    LogAction.CORRECT_EVENT,
    Event.FIRE,
    Event.UNFIRE,
    Event.REPORT,
    Event.RECALL_REPORT,
    Event.RETURN,
    Event.REFUSE,
    Event.REASSIGN,
    Event.REOPEN,
)
# SQLite takes at most 32,766 values in one statement.
_BATCH = 10_000


def date_lines(session: Session, ids: Collection[int]) -> dict[int, DateLines]:
    """Return the lines of duties; one without any is left out."""
    found: dict[int, list[LogEntry]] = {}
    events: dict[int, tuple[str, date | None]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        rows = session.execute(
            select(EventRow, TriggerRow.wording, TriggerRow.fired_on)
            .outerjoin(TriggerRow, TriggerRow.id == EventRow.trigger_id)
            .where(EventRow.assignment_id.in_(wanted[start : start + _BATCH]), EventRow.action.in_(_READ))
            .order_by(EventRow.assignment_id, EventRow.id)
        )
        for row, wording, fired_on in rows:
            duty = row.assignment_id
            assert duty is not None
            found.setdefault(duty, []).append(entry_of(row))
            if row.action == Event.FIRE or (wording and row.details.get("on")):
                events[duty] = (wording or "", fired_on)
    return {duty: DateLines(tuple(lines), *events.get(duty, ("", None))) for duty, lines in found.items()}
