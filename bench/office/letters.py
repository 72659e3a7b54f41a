"""A mail server beside the program that keeps what it is given, and its letters as a person reads them."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_HEADING = re.compile(r"^[^ *].* \((?:\d+ nhiệm vụ, )?(\d+) (?:nhiệm vụ|lượt giao|kỳ)\)$", re.MULTILINE)
_ROW = re.compile(r"^  (.+?) \(Số (\d+)(?: và (\d+) số khác)?(?:; .*)?\)$", re.MULTILINE)
_LEFT_OUT = re.compile(r"^… và (\d+) nhiệm vụ khác", re.MULTILINE)


@dataclass(frozen=True)
class Letter:
    """What a letter lists: rows of title, duty and how many others it stands for; what its headings count in all."""

    recipient: str
    number: str
    rows: tuple[tuple[str, int, int], ...]
    counted: int
    left_out: int
    text: str


def read_letter(content: bytes) -> Letter:
    """Read a letter's plain text."""
    message = message_from_bytes(content)
    text = _plain(message)
    return Letter(
        recipient=parseaddr(str(message["To"]))[1],
        number=str(message["Message-ID"]),
        rows=tuple((title, int(number), int(others or 0)) for title, number, others in _ROW.findall(text)),
        counted=sum(map(int, _HEADING.findall(text))),
        left_out=sum(map(int, _LEFT_OUT.findall(text))),
        text=text,
    )


def _plain(message: Message) -> str:
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode("utf-8").replace("\r\n", "\n")


@dataclass
class LetterBox:
    """What came, and where the server listens."""

    port: int = 0
    _come: list[bytes] = field(default_factory=list)

    def take(self) -> list[Letter]:
        """Return what came since the last time."""
        come, self._come = self._come, []
        return [read_letter(each) for each in come]

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
