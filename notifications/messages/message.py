"""What is sent: one message to one person, in all the forms that channels need. Values only."""

from collections.abc import Callable, Mapping
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


@dataclass(frozen=True)
class ShortText:
    """One text for a chat channel, and the keys of the notices that it completes: whoever got it was told of them."""

    text: str
    keys: frozenset[str] = frozenset()


ShortTexts = Callable[[], tuple[ShortText, ...]]


def no_short_texts() -> tuple[ShortText, ...]:
    """Say nothing on chat channels."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message to one recipient.

    `message_id` carries its angle brackets; it follows from what the message speaks of, so the same notices sent
    again are the same message. `short_texts` writes what chat channels say, each within Zalo's limit, when one asks:
    most messages go as mail. `facts` are the few words that fill a template channel's blanks. `sent_at` is aware.
    """

    recipient: Recipient
    subject: str
    text: str
    html: str
    message_id: str
    sent_at: datetime
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    short_texts: ShortTexts = field(default=no_short_texts, repr=False, compare=False)
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def short(self) -> tuple[str, ...]:
        """The texts for chat channels."""
        return tuple(text.text for text in self.short_texts())

    @property
    def short_keys(self) -> tuple[frozenset[str], ...]:
        """The keys of the notices that each of them completes."""
        return tuple(text.keys for text in self.short_texts())
