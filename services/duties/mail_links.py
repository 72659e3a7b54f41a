"""What the links in mails do without a sign-in: take a duty on, end reminders. Opening one changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from config.keys import keys_of
from notifications.delivery.link_actions import LINK_KEY_USE, accept_by_link, end_reminders, read_request
from notifications.messages.signed_links import LinkPurpose, LinkRefused
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.log.audit import LogEntry
from workflow.store.database.opening import Session
from workflow.store.duties.reading import assignment
from workflow.store.log.writing import history
from workflow.store.people.contacts import is_known, reminders_ended, speaks_for


@dataclass(frozen=True, kw_only=True)
class OpenedLink:
    """A link that proved whom it was sent to. `duty` is what it is about; None when it is about reminders alone.

    `ended_at` is since when there are no reminders any more, None while there are. A link that isn't `held` is
    worth nothing by now: the duty went to another agency, or nobody is reached at the address any more. `last` is the
    step that took a duty on from where the link could do something.
    """

    purpose: LinkPurpose
    recipient: str
    duty: Assignment | None
    ended_at: datetime | None = None
    held: bool = True
    last: LogEntry | None = None


def open_link(installation: Installation, token: str, *, now: datetime) -> OpenedLink:
    """Return what a link offers. Raises `LinkRefused`, `KeyUnusable`, `UnknownAssignment`."""
    refused: LinkRefused | None = None
    for purpose in LinkPurpose:
        try:
            link = read_request(token, purpose, keys=_keys(installation), today=now.date())
        except LinkRefused as error:
            refused = error
            continue
        if purpose is LinkPurpose.UNSUBSCRIBE:
            with installation.database.reading() as session:
                ended, held = reminders_ended(session, link.recipient), is_known(session, link.recipient)
            return OpenedLink(purpose=purpose, recipient=link.recipient, duty=None, ended_at=ended, held=held)
        with installation.database.reading() as session:
            duty = assignment(session, int(link.subject))
            held = speaks_for(session, link.recipient, duty.agency)
            last = _last_step(session, duty) if held else None
        return OpenedLink(purpose=purpose, recipient=link.recipient, duty=duty, held=held, last=last)
    assert refused is not None
    raise refused


def follow_link(installation: Installation, token: str, *, now: datetime) -> None:
    """Do what a link offers. Raises as `open_link` and the lifecycle do."""
    if open_link(installation, token, now=now).purpose is LinkPurpose.UNSUBSCRIBE:
        end_reminders(installation.database, token, keys=_keys(installation), now=now)
    else:
        accept_by_link(installation.database, token, keys=_keys(installation), now=now)


def _last_step(session: Session, duty: Assignment) -> LogEntry | None:
    if duty.state in {State.ASSIGNED, State.IN_PROGRESS}:
        return None
    steps = [line for line in history(session, duty.id) if line.after == duty.state and line.before != line.after]
    return steps[-1] if steps else None


def _keys(installation: Installation) -> tuple[bytes, ...]:
    return tuple(keys_of(installation.settings).for_use(LINK_KEY_USE))
