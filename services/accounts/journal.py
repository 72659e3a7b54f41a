"""What the log says of accounts: who signed in, failed, was locked, was given which right."""

from datetime import datetime
from typing import Any

from workflow.log.actions import LogAction
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import PERSON
from workflow.store.log.writing import LogEntry, record


def note(
    session: Session,
    action: LogAction,
    *,
    actor: str,
    person: int | None,
    now: datetime,
    reason: str = "",
    **details: Any,
) -> None:
    """Write one line about an account. The log names people by their numbers: names and addresses may be erased."""
    about = {} if person is None else {PERSON: person}
    kept = {key: value for key, value in details.items() if value not in {"", None}}
    record(session, [LogEntry(at=now, actor=actor[:120], action=action, reason=reason, details=about | kept)])
