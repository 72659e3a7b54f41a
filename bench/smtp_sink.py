"""A mail server on loopback for benches, in a process of its own: takes every mail and writes down its Message-ID.

`python -m bench.smtp_sink FILE` prints its port. FILE gets one line for each mail, flushed before the 250 is sent.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from aiosmtpd.smtp import SMTP


class Keeper:
    """Notes whom each mail is for and its Message-ID, then takes it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        head = envelope.content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        lines = iter(head.split("\r\n"))
        found = next((line for line in lines if line.lower().startswith("message-id:")), "")
        value = found.partition(":")[2].strip() or next(lines, "").strip()
        self._file.write(f"{envelope.rcpt_tos[0]} {value}\n")
        return "250 OK"


async def serve(path: Path) -> None:
    loop = asyncio.get_running_loop()
    keeper = Keeper(path)
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="sink", data_size_limit=0, loop=loop), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def sink(path: Path) -> Iterator[int]:
    """Run the server while the block lasts; give its port."""
    with Popen([sys.executable, "-m", "bench.smtp_sink", str(path)], stdout=PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
