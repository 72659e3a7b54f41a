"""A real SMTP server on loopback, which behaves as a test asks: keeps, refuses, hangs up or falls silent."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import Enum, auto
from ssl import SSLContext
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

KEPT = "250 2.0.0 kept"


class Trick(Enum):
    """What a server may do with a mail besides answering."""

    DROP_UNREAD = auto()
    KEEP_AND_DROP = auto()
    KEEP_AND_HANG = auto()


Answer = str | Trick | None


@dataclass
class Sink:
    """Keeps the mails it accepts. `replies` maps a stage (MAIL, RCPT, DATA) to what it says there, else it agrees.

    A stage's answer may be a list: it is used up from its front, then the server agrees again.
    """

    replies: Mapping[str, Answer | list[Answer]] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    greeted_by: list[str] = field(default_factory=list)
    port: int = 0

    def url(self, **options: str) -> str:
        """The `emailics://` address of this server."""
        usual = {"from": "dondoc@tinh.example", "tls": "none", "timeout": "2"}
        query = "&".join(f"{name}={value}" for name, value in (usual | options).items())
        return f"emailics://127.0.0.1:{self.port}/?{query}"

    def _answer(self, stage: str) -> Answer:
        answer = self.replies.get(stage)
        if isinstance(answer, list):
            return answer.pop(0) if answer else None
        return answer

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Session, _envelope: Envelope, host: str, replies: list[str]
    ) -> Any:
        self.greeted_by.append(host)
        session.host_name = host
        return replies

    async def handle_MAIL(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: ARG002, N802
        answer = self._answer("MAIL")
        if answer is Trick.DROP_UNREAD:
            server.transport.abort()
        if isinstance(answer, str):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: ARG002, N802
        answer = self._answer("RCPT")
        if answer is Trick.DROP_UNREAD:
            server.transport.abort()
        if isinstance(answer, str):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        answer = self._answer("DATA")
        if isinstance(answer, str):
            return answer
        if answer is Trick.DROP_UNREAD:
            server.transport.abort()
            return KEPT
        content = cast("bytes", envelope.content)
        self.raw.append(content)
        self.envelopes.append(envelope)
        self.mails.append(message_from_bytes(content, policy=default))
        if answer is Trick.KEEP_AND_DROP:
            server.transport.abort()
        if answer is Trick.KEEP_AND_HANG:
            await asyncio.sleep(5)
        return KEPT


class _OnAnyPort(Controller):
    """Takes a free port; the library's own then knocks on port 0."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def running(
    sink: Sink,
    *,
    login: tuple[str, str] | None = None,
    starttls: SSLContext | None = None,
    ssl: SSLContext | None = None,
) -> Iterator[Sink]:
    """Run the server on a free port of loopback while the block lasts."""

    def authenticate(_server: object, _session: object, _envelope: object, _kind: object, given: object) -> AuthResult:
        known = isinstance(given, LoginPassword) and (given.login.decode(), given.password.decode()) == login
        return AuthResult(success=known, handled=known)

    controller = _OnAnyPort(
        sink,
        hostname="127.0.0.1",
        port=0,
        ssl_context=ssl,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=authenticate if login else None,
        auth_required=login is not None,
        auth_require_tls=starttls is not None,
    )
    controller.start()
    sink.port = controller.port
    # The library knocked to see whether it is up.
    sink.greeted_by.clear()
    try:
        yield sink
    finally:
        controller.stop()
