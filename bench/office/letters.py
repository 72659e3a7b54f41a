"""A mail server beside the program that keeps what it is given, to be read the same day."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class LetterBox:
    """What came, and where the server listens."""

    port: int = 0
    _come: list[bytes] = field(default_factory=list)

    def take(self) -> list[EmailMessage]:
        """Return what came since the last time."""
        come, self._come = self._come, []
        return [message_from_bytes(each, policy=default) for each in come]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self._come.append(content)
        return "250 OK"


class _OnAnyPort(Controller):
    """Takes a free port; the library's own then knocks on port 0."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def receiving_letters() -> Iterator[LetterBox]:
    """Receive mail on a free port of the loopback until the block ends."""
    box = LetterBox()
    controller = _OnAnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
