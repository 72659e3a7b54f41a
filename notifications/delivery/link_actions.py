"""Answering a mail by its signed links: taking a duty on, ending reminders. For the pages that the links open.

A page that is opened (GET) calls `read_request` and changes nothing, because mail scanners open every link; the button
on it (POST) calls `accept_by_link` or `end_reminders`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from notifications.messages.signed_links import (
    LinkPurpose,
    LinkRefused,
    SignedLink,
    masked_recipient,
    read_token,
    signed_url,
)
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.duties.transitions import apply
from workflow.store.people.contacts import speaks_for, unsubscribe

LINK_KEY_USE = "mail links"
# A duty may be taken on from a mail of last month; after that there are newer mails.
GOOD_FOR = timedelta(days=60)
# Whose it is by now isn't told to an address that is another agency's.
NOT_THEIRS = "nhiệm vụ nay không thuộc cơ quan nhận thư ở địa chỉ này"


@dataclass(frozen=True, kw_only=True)
class Links:
    """Makes the links of one run's mails. `keys` are the installation's for `LINK_KEY_USE`; the first signs."""

    base_url: str
    keys: Sequence[bytes] = field(repr=False)
    today: date

    def acknowledge(self, assignment_id: int, recipient: str) -> str:
        """The address at which a recipient may take a duty on."""
        return self._url(LinkPurpose.ACKNOWLEDGE, str(assignment_id), recipient)

    def unsubscribe(self, recipient: str) -> str:
        """The address at which a recipient may end the reminders to himself."""
        return self._url(LinkPurpose.UNSUBSCRIBE, "", recipient)

    def _url(self, purpose: LinkPurpose, subject: str, recipient: str) -> str:
        link = SignedLink(purpose=purpose, subject=subject, recipient=recipient, last_day=self.today + GOOD_FOR)
        return signed_url(self.base_url, link, key=self.keys[0])


def read_request(token: str, purpose: LinkPurpose, *, keys: Sequence[bytes], today: date) -> SignedLink:
    """Return what a link asks for, without doing it. Raises `LinkRefused`, also for a link of another purpose."""
    link = _read(token, keys, today)
    if link.purpose is not purpose:
        raise LinkRefused("dùng cho mục đích khác")
    return link


def accept_by_link(database: Database, token: str, *, keys: Sequence[bytes], now: datetime) -> Assignment:
    """Take the duty of a link on, in the name of whom the mail was sent to; return it as it stands then.

    A duty that is in progress already is left as it is. Raises `LinkRefused`, also when the duty is another agency's
    by now, and the errors of `workflow.store.duties.transitions.move`.
    """
    link = read_request(token, LinkPurpose.ACKNOWLEDGE, keys=keys, today=now.date())
    with database.writing() as session:
        duty = assignment(session, int(link.subject))
        if not speaks_for(session, link.recipient, duty.agency):
            raise LinkRefused(f"không còn dùng được: {NOT_THEIRS}")
        if duty.state is State.IN_PROGRESS:
            return duty
        act = Transition(event=Event.ACCEPT, role=Role.STAFF, by=By(actor=_who(link), now=now))
        return apply(session, duty.id, act)


def end_reminders(database: Database, token: str, *, keys: Sequence[bytes], now: datetime) -> int:
    """End the reminders to whom the mail was sent to; return for how many contacts that is new.

    Escalations go on. Raises `LinkRefused` and `UnknownContact`.
    """
    link = read_request(token, LinkPurpose.UNSUBSCRIBE, keys=keys, today=now.date())
    with database.writing() as session:
        return unsubscribe(session, link.recipient, By(actor="người nhận, qua liên kết trong thư", now=now))


def _who(link: SignedLink) -> str:
    # The log is read by many: whose address it is, whoever sent the letter finds among the notices.
    return f"qua liên kết trong thư gửi {masked_recipient(link.recipient)}"


def _read(token: str, keys: Sequence[bytes], today: date) -> SignedLink:
    """What a link says by the first key that knows it: a replaced key still reads the mails of last week."""
    for key in keys[:-1]:
        try:
            return read_token(token, key=key, today=today)
        except LinkRefused:
            continue
    return read_token(token, key=keys[-1], today=today)
