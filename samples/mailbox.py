"""A mail server on this machine that keeps what it receives as `.eml` files: the demo's post office."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Mailbox:
    """Where the server listens, and the folder its mails lie in."""

    port: int
    folder: Path

    def mails(self) -> list[Path]:
        """Return the mails received so far, by name."""
        return sorted(self.folder.glob("*.eml"))


class _Keeper:
    """Writes each accepted mail into a file named after its recipient."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipient = re.sub(r"[^\w.@-]", "_", envelope.rcpt_tos[0])
        number = sum(1 for _ in self.folder.glob(f"{recipient}*.eml")) + 1
        content = envelope.content or b""
        (self.folder / f"{recipient}-{number}.eml").write_bytes(content if isinstance(content, bytes) else b"")
        return "250 OK"


class _OnAnyPort(Controller):
    """Listens on a free port. The library checks that it listens by knocking on the port it was given, which is 0."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def receiving(folder: Path) -> Iterator[Mailbox]:
    """Receive mail on a free port of the loopback until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = _OnAnyPort(_Keeper(folder), hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield Mailbox(port=controller.port, folder=folder)
    finally:
        controller.stop()
