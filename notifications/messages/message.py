"""What is sent: one message to one person, in all the forms that channels need. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One person, or one office's mailbox. `office` is the agency named at the end of the subject.

    `address` is what the channel understands: an email address, a Zalo user or group id, a phone number.
    """

    address: str
    name: str
    office: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes along. `mime` may carry parameters, as in `text/calendar; method=PUBLISH`."""

    name: str
    content: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one recipient.

    `message_id` carries its angle brackets; it follows from what the message speaks of, so the same notices sent
    again are the same message. `short` are the texts for chat channels, each within Zalo's limit, and `short_keys` the
    keys of the notices that each of them completes. `facts` are the few words that fill a template channel's blanks.
    `sent_at` is aware.
    """

    recipient: Recipient
    subject: str
    text: str
    html: str
    message_id: str
    sent_at: datetime
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    short: tuple[str, ...] = ()
    short_keys: tuple[frozenset[str], ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
