"""The channel `emailics://`: mail through an SMTP server, with our own headers and a calendar that clients understand.

    emailics://user:password@host:port/?from=dondoc@tinh.example&name=Đôn%20Đốc&tls=starttls

Apprise's own `mailto://` writes two Message-IDs, knows no calendar methods and waits 5.5 s between two mails (measured
with 1.13.1).
"""

import re
from email.headerregistry import Address
from typing import ClassVar

from apprise.common import NotifyFormat

from base.vietnamese import one_line
from notifications.channels.base import OwnChannel
from notifications.channels.mime import as_bytes
from notifications.channels.outcome import Advice, Outcome, PendingOutcome, Refused, already_known
from notifications.channels.smtp import SmtpLine, SmtpServer, Tls, wire_address
from notifications.messages.message import Message

USUAL_PORTS = {Tls.NONE: 25, Tls.STARTTLS: 587, Tls.SSL: 465}
_USUAL_TIMEOUT = 30.0
HIGHEST_PORT = 65_535


class EmailWithCalendar(OwnChannel):
    """One mail account. Keeps its connection open from one message to the next."""

    SCHEME = "emailics"
    OPTIONS: ClassVar = {
        "from": "From address",
        "name": "From name",
        "reply": "Reply-To address",
        "tls": "none, starttls (usual) or ssl",
        "timeout": "Seconds to wait for the server",
        "helo": "How this machine calls itself; usually the domain of from",
        "to": "To address, for programs that call Apprise themselves",
    }
    service_name = "Email with calendar"
    notify_format = NotifyFormat.HTML

    def set_up(self) -> None:
        """Refuse what could never send: no host, no sender, an unknown protection."""
        if not self.host:
            raise ValueError("thiếu tên máy chủ thư")
        if self.port is None and re.search(r"(?<!:):[^:\]]*$", self.host):
            raise ValueError("cổng phải là số")
        if self.port is not None and not 1 <= int(self.port) <= HIGHEST_PORT:
            raise ValueError(f"cổng phải từ 1 đến {HIGHEST_PORT}")
        try:
            protection = Tls(self.options.get("tls", Tls.STARTTLS))
        except ValueError as error:
            raise ValueError(f"tls phải là một trong: {', '.join(Tls)}") from error
        self.sender = _address(self.options.get("from", ""), self.options.get("name", ""))
        self.reply_to = _address(reply) if (reply := self.options.get("reply")) else None
        self.line = SmtpLine(
            SmtpServer(
                host=self.host,
                port=self.port or USUAL_PORTS[protection],
                tls=protection,
                user=self.user or "",
                password=self.password or "",
                timeout=float(self.options.get("timeout", _USUAL_TIMEOUT)),
                verify=self.verify_certificate,
                helo=self.options.get("helo", self.sender.domain),
            )
        )

    def carry(self, message: Message) -> Outcome:
        """Send one message to its recipient."""
        return self.hand_over(message)()

    def hand_over(self, message: Message) -> PendingOutcome:
        """Give one message to the server, which reads it while we do something else."""
        recipient = wire_address(message.recipient.address)
        if recipient is None:
            words = f"“{one_line(message.recipient.address)}” không phải địa chỉ thư điện tử dùng được"
            return already_known(Refused(advice=Advice.DEAD, code="address", text=words))
        to = _address(recipient, message.recipient.name)
        content = as_bytes(message, sender=self.sender, to=to, reply_to=self.reply_to)
        return self.line.hand_over(self.sender.addr_spec, recipient, content)

    def close(self) -> None:
        """End the connection of this run."""
        self.line.close()


def _address(address: str, name: str = "") -> Address:
    wire = wire_address(address)
    if wire is None:
        raise ValueError(f"“{one_line(address)}” không phải địa chỉ thư điện tử dùng được")
    local, _, domain = wire.rpartition("@")
    return Address(display_name=one_line(name), username=local, domain=domain)
