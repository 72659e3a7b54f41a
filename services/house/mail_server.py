"""The mail server as a form asks for it, and as the address of our own channel says it."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from base.errors import DondocError, Topic
from config.settings import Settings
from notifications.channels.smtp import Tls
from notifications.messages.message import Recipient
from notifications.messages.plain_letter import compose_letter
from services.accounts.desk import AccountDesk, MailUnavailable

_SCHEME = "emailics"


class MailServerUnusable(DondocError):
    """A server that no mail can go through: without a host, a sender, or with a port that is none."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mails are handed over. `port` is "" for the usual one of the protection; `sender` is a mail address."""

    host: str
    port: str
    tls: str
    user: str
    password: str
    sender: str
    sender_name: str

    @property
    def address(self) -> str:
        """The channel's address."""
        who = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        place = f"{self.host}:{self.port}" if self.port else self.host
        said = {"from": self.sender, "name": self.sender_name, "tls": self.tls}
        query = urlencode({name: value for name, value in said.items() if value}, quote_via=quote)
        return f"{_SCHEME}://{who}{'@' if who else ''}{place}/?{query}"


def mail_server_of(address: str) -> MailServer | None:
    """Return what a channel's address says; None for one that is of another kind, or none."""
    parts = urlsplit(address)
    if parts.scheme != _SCHEME or not parts.hostname:
        return None
    said = dict(parse_qsl(parts.query))
    return MailServer(
        host=parts.hostname,
        port=str(parts.port or ""),
        tls=said.get("tls", Tls.STARTTLS),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=said.get("from", ""),
        sender_name=said.get("name", ""),
    )


def sender_of(settings: Settings) -> str:
    """Return the sender that the house's mails bear, as a mail's header says it: answers go there."""
    server = mail_server_of(settings.mail_url) if settings.mail_url else None
    if server is None or not server.sender:
        return settings.mail_from
    return str(Address(server.sender_name, addr_spec=server.sender))


def check_server(server: MailServer) -> None:
    """Make sure that the address opens a channel. Connects to nothing. Raises `MailServerUnusable`."""
    # Apprise takes a while to load.
    from notifications.delivery.courier import ChannelMisconfigured, try_channel_address

    try:
        try_channel_address(server.address)
    except (ChannelMisconfigured, ValueError) as error:
        reason = error.reason if isinstance(error, DondocError) else str(error)
        raise MailServerUnusable(
            given=server.host,
            place="Máy chủ thư",
            reason=f"chưa dùng được: {reason}",
            remedy="Kiểm tra tên máy chủ, cổng và địa chỉ người gửi.",
        ) from error


def send_test_letter(desk: AccountDesk, to: str, *, now: datetime) -> None:
    """Send one letter now that says it is a test.

    Raises `MailServerUnusable` unless the server took it: what is wrong with it, and where that is put right.
    """
    letter = compose_letter(
        Recipient(address=to, name="", office=""),
        "Thư thử",
        "Đây là thư thử của hệ thống Đôn Đốc: máy chủ thư đã nhận và chuyển được thư.",
        keys=("thu-thu", now.isoformat()),
        sent_at=now,
        base_url=desk.base_url,
        closing="Không cần trả lời thư này.",
    )
    try:
        desk.send(letter)
    except MailUnavailable as error:
        raise MailServerUnusable(
            given=Topic("thư thử"),
            place="Máy chủ thư",
            reason=error.reason,
            remedy="Kiểm tra tên máy chủ, cổng, cách bảo vệ, tên đăng nhập và mật khẩu ở trên, ghi lại rồi gửi thử.",
        ) from error
