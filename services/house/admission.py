"""One door for what is done to the house itself: rights are asked inside the transaction that writes the log."""

from datetime import datetime

from services.accounts.journal import by_of
from services.duties.acting import actor_now
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Subject, may
from workflow.store.database.opening import Session


def admit_keeper(session: Session, actor: Actor, action: Action, *, place: str, now: datetime) -> By:
    """Return who acts as the log names him. Raises `NotAllowed` unless his rights of now let him."""
    fresh = actor_now(session, actor, now)
    answer = may(fresh, action, Subject())
    if isinstance(answer, No):
        raise NotAllowed(given=action.label, place=place, reason="không thuộc quyền của bạn", remedy=answer.reason)
    return by_of(fresh, now, answer)


def check_right(actor: Actor, action: Action, *, place: str) -> None:
    """Raise `NotAllowed` for a page that somebody may not even look at."""
    answer = may(actor, action, Subject())
    if isinstance(answer, No):
        raise NotAllowed(given=action.label, place=place, reason="không thuộc quyền của bạn", remedy=answer.reason)
