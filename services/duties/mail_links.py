"""What the links in mails do without a sign-in: take a duty on, end reminders. Opening one changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from config.keys import keys_of
from notifications.delivery.link_actions import LINK_KEY_USE, accept_by_link, end_reminders, read_request
from notifications.messages.signed_links import LinkPurpose, LinkRefused
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.store.duties.reading import assignment


@dataclass(frozen=True, kw_only=True)
class OpenedLink:
    """A link that proved whom it was sent to. `duty` is what it is about; None when it is about reminders alone."""

    purpose: LinkPurpose
    recipient: str
    duty: Assignment | None


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
            return OpenedLink(purpose=purpose, recipient=link.recipient, duty=None)
        with installation.database.reading() as session:
            duty = assignment(session, int(link.subject))
        return OpenedLink(purpose=purpose, recipient=link.recipient, duty=duty)
    assert refused is not None
    raise refused


def follow_link(installation: Installation, token: str, *, now: datetime) -> OpenedLink:
    """Do what a link offers, and return it as it stands then. Raises as `open_link` and the lifecycle do."""
    opened = open_link(installation, token, now=now)
    if opened.purpose is LinkPurpose.UNSUBSCRIBE:
        end_reminders(installation.database, token, keys=_keys(installation), now=now)
        return opened
    duty = accept_by_link(installation.database, token, keys=_keys(installation), now=now)
    return OpenedLink(purpose=opened.purpose, recipient=opened.recipient, duty=duty)


def _keys(installation: Installation) -> tuple[bytes, ...]:
    return tuple(keys_of(installation.settings).for_use(LINK_KEY_USE))
