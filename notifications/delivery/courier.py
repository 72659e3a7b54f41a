"""Delivering a message through a channel's URL: one recipient a call, and an honest answer.

The project's own channels tell what the other side said. Of any other Apprise URL only yes or no is known, and a no
may mean that the message arrived all the same (a time-out after the hand-over), so it is `Unknown`, never a refusal.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import apprise
from apprise.attachment.memory import AttachMemory
from apprise.common import NotifyFormat

from base.errors import DondocError
from notifications.channels.base import OwnChannel
from notifications.channels.mail import EmailWithCalendar
from notifications.channels.outcome import Advice, Outcome, PendingOutcome, Refused, Sent, Unknown, already_known
from notifications.channels.zalo.account import AccountChannel, OfficialAccount, TemplateMessage
from notifications.channels.zalo.bot import Bot
from notifications.channels.zalo.tokens import TokenKeeper
from notifications.messages.message import Message

__all__ = ["Advice", "ChannelMisconfigured", "Courier", "Outcome", "Refused", "Sent", "Unknown", "deliver_message"]

OWN_CHANNELS: Mapping[str, type[OwnChannel]] = {
    kind.SCHEME: kind for kind in (EmailWithCalendar, OfficialAccount, TemplateMessage, Bot)
}
PLAIN_MAIL = {"mailto", "mailtos"}
# Apprise's mail services: they take the digest as it is. Its chat services read some HTML too, but no tables.
MAIL_SERVICES = PLAIN_MAIL | {
    *("azure", "brevo", "mailersend", "mailgun", "o365", "postmark", "resend"),
    *("sendgrid", "sendpulse", "ses", "smtp2go", "sparkpost"),
}
# Apprise writes a Message-ID of its own and adds ours as a second one: these are what it may carry over.
CARRIED_HEADERS = {
    "Auto-Submitted",
    "In-Reply-To",
    "References",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "X-Dondoc",
}
PLACEHOLDER = "{to}"


# Only half of Apprise is typed.
_Apprise: Any = apprise.Apprise
_AttachMemory: Any = AttachMemory


class ChannelMisconfigured(DondocError):
    """The URL names no channel, or one that lacks what it needs. Nothing was sent and nothing was tried."""

    def __init__(self, url: str, reason: str = "không mở được kênh nào") -> None:
        super().__init__(
            # The rest of the URL may hold a password.
            given=f"{_scheme(url) or '?'}://…",
            place="Địa chỉ kênh gửi",
            reason=reason,
            remedy="Sửa địa chỉ; mẫu: emailics://user:mật-khẩu@host:587/?from=dondoc@tinh.example&tls=starttls.",
        )


class Courier:
    """Delivers the messages of one run and keeps connections open. How fast and whether at all is the outbox's affair.

    `tokens` is needed for Zalo's Official Account.
    """

    def __init__(self, *, tokens: TokenKeeper | None = None) -> None:
        self._tokens = tokens
        self._open: dict[str, OwnChannel] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def deliver(self, message: Message, channel_url: str) -> Outcome:
        """Send one message through one channel; raises `ChannelMisconfigured` when the URL can't be one."""
        return self.hand_over(message, channel_url)()

    def hand_over(self, message: Message, channel_url: str) -> PendingOutcome:
        """Begin to send one message, for who has something to do meanwhile.

        The outcome must be asked for before the next message of the channel. Raises as `deliver_message` does.
        """
        if own := self._own(channel_url):
            return own.hand_over(message)
        reads_html = _scheme(channel_url) in MAIL_SERVICES
        return already_known(_notify(_channel(_addressed(channel_url, message)), message, reads_html=reads_html))

    def look_up(self, message_id: str, recipient: str, channel_url: str) -> Outcome | None:
        """Ask the channel what became of an earlier message; None when it can't tell."""
        channel = self._own(channel_url)
        return None if channel is None else channel.look_up(message_id, recipient)

    def close(self) -> None:
        """Close every connection; the courier may deliver again afterwards."""
        for channel in self._open.values():
            channel.close()
        self._open.clear()

    def _own(self, channel_url: str) -> OwnChannel | None:
        """The channel of ours behind a URL, kept for the next message; None when it is one of Apprise's."""
        if known := self._open.get(channel_url):
            return known
        channel = _channel(_examplary(channel_url))
        if not isinstance(channel, OwnChannel):
            return None
        if isinstance(channel, AccountChannel):
            channel.tokens = self._tokens
        self._open[channel_url] = channel
        return channel


def deliver_message(message: Message, channel_url: str) -> Outcome:
    """Send one message through one channel and close it again. For many messages, use a `Courier`."""
    with Courier() as courier:
        return courier.deliver(message, channel_url)


def try_channel_address(channel_url: str) -> None:
    """Raise `ChannelMisconfigured` unless a channel could be made from the URL. Connects to nothing."""
    _channel(_examplary(channel_url))


def _own_channel(url: str) -> OwnChannel | None:
    """The channel of ours that a URL names; None for any other. Apprise need not read its hundred plugins for it."""
    kind = OWN_CHANNELS.get(_scheme(url))
    if kind is None:
        return None
    with _told_as_misconfigured(url):
        if parts := kind.parse_url(url):
            return kind(**parts)
    raise ChannelMisconfigured(url)


@contextmanager
def _told_as_misconfigured(url: str) -> Iterator[None]:
    try:
        yield
    except TypeError as error:
        raise ChannelMisconfigured(url, f"không dùng được: {error}") from error
    except ValueError as error:
        # What reads addresses speaks English, and quotes them.
        raise ChannelMisconfigured(url, "không đọc được; ký tự đặc biệt của mật khẩu viết dạng %XX") from error


def _scheme(url: str) -> str:
    """What kind of channel a URL names, also one that is no URL: "[" in a password makes it none."""
    return url.partition("://")[0].lower() if "://" in url else ""


def _channel(url: str) -> Any:
    if own := _own_channel(url):
        return own
    with _told_as_misconfigured(url):
        channel = _Apprise.instantiate(url, suppress_exceptions=False)
    if channel is None:
        raise ChannelMisconfigured(url)
    return channel


def _examplary(url: str) -> str:
    """The URL with somebody in it, as an address must have to be one."""
    return url.replace(PLACEHOLDER, quote("ai-do@co-quan.example", safe=""))


def _addressed(url: str, message: Message) -> str:
    """The URL with the recipient in it: where it says `{to}`, or in a plain mail URL's `to`."""
    address = message.recipient.address
    if PLACEHOLDER in url:
        return url.replace(PLACEHOLDER, quote(address, safe=""))
    parts = urlsplit(url)
    if parts.scheme.lower() not in PLAIN_MAIL:
        return url
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "to"]
    headers = [(f"+{name}", value) for name, value in message.headers if name in CARRIED_HEADERS]
    return urlunsplit(parts._replace(query=urlencode([*query, ("to", address), *headers], quote_via=quote)))


def _notify(channel: Any, message: Message, *, reads_html: bool) -> Outcome:
    """Send through a plugin that Apprise brings: the digest where mail is read, the chat text elsewhere."""
    # Pacing is the outbox's; Apprise would sleep 5.5 s between two calls of one object.
    channel.request_rate_per_sec = 0
    service = _Apprise()
    service.add(channel)
    files = [_AttachMemory(content=a.content, name=a.name, mimetype=_plain_mime(a.mime)) for a in message.attachments]
    result = service.notify(
        title=message.subject,
        body=message.html if reads_html else "\n\n".join(message.short),
        body_format=NotifyFormat.HTML if reads_html else NotifyFormat.TEXT,
        attach=(files or None) if channel.attachment_support else None,
    )
    if result is None or _status(result) == "NOMATCH":
        raise ChannelMisconfigured(channel.url(privacy=True))
    return Sent() if result else Unknown(text="Apprise báo gửi không thành công, không rõ tin đã đến hay chưa")


def _status(result: object) -> str:
    """The name of a 2.x result; Apprise 1.13 answers a bare bool."""
    return getattr(getattr(result, "status", None), "name", "")


def _plain_mime(mime: str) -> str:
    return mime.partition(";")[0].strip()
