"""What the log says of accounts: who signed in, failed, was locked, was given which right."""

from datetime import datetime
from typing import Any

from workflow.by import By
from workflow.log.actions import LogAction
from workflow.log.audit import PERSON
from workflow.people.grants import Actor
from workflow.rights import Yes, signature
from workflow.store.database.opening import Session
from workflow.store.log.writing import LogEntry, record


def note(
    session: Session,
    action: LogAction,
    by: By,
    *,
    person: int | None,
    **details: Any,
) -> None:
    """Write one line about the account `person`, which need not be that of who acts.

    The log names people by their numbers: names and addresses may be erased.
    """
    about = {} if person is None else {PERSON: person}
    kept = {key: value for key, value in details.items() if value not in {"", None}}
    record(session, [LogEntry(at=by.now, actor=by.actor[:120], action=action, reason=by.reason, details=about | kept)])


def by_of(actor: Actor, now: datetime, answer: Yes | None = None) -> By:
    """Return who did something, as the log names him: in whose place, by whose leave."""
    lent = answer.grant.lent_by if answer is not None and answer.grant is not None else None
    return By(
        actor=signature(actor, answer or Yes()),
        now=now,
        person=actor.person,
        lent_by=lent.person if lent else None,
    )
