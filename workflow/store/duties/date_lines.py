"""The lines of the log that a message leans on: how each duty's date came about, and what was asked about it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.lifecycle import Event
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.store.log.writing import LINE_COLUMNS, entry_of
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
_LINES = (
    select(*LINE_COLUMNS, TriggerRow.wording, TriggerRow.fired_on)
    .outerjoin_from(EventRow, TriggerRow, TriggerRow.id == EventRow.trigger_id)
    .where(EventRow.assignment_id.in_(bindparam("duties", expanding=True)), EventRow.action.in_(_READ))
    .order_by(EventRow.assignment_id, EventRow.id)
)
# SQLite takes at most 32,766 values in one statement.
_BATCH = 10_000


def date_lines(session: Session, ids: Collection[int]) -> dict[int, DateLines]:
    """Return the lines of duties; one without any is left out."""
    found: dict[int, list[LogEntry]] = {}
    events: dict[int, tuple[str, date | None]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH):
        for row in session.execute(_LINES, {"duties": wanted[start : start + _BATCH]}):
            found.setdefault(row.assignment_id, []).append(entry_of(row))
            if row.action == Event.FIRE or (row.wording and row.details.get("on")):
                events[row.assignment_id] = (row.wording or "", row.fired_on)
    return {duty: DateLines(tuple(lines), *events.get(duty, ("", None))) for duty, lines in found.items()}
