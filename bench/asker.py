"""Ask one address over four connections until the time is up, then say how often it answered.

`python -m bench.asker URL SECONDS [NAME:VALUE …]`. A program of its own, so that it can be stopped while another side
has its turn. What it costs itself doesn't matter: only the server's processor time is counted.
"""

import asyncio
import re
import sys
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

CONNECTIONS = 4
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
# Answers without a body, whatever their head says.
_BODILESS = {204, 304}


async def ask_until_over(url: str, seconds: float, lines: Sequence[str]) -> int:
    """Return how many answers came; raises `ValueError` for one that is refused or can't be read."""
    end = time.monotonic() + seconds
    return sum(await asyncio.gather(*(_one(url, end, lines) for _ in range(CONNECTIONS))))


async def _one(url: str, end: float, lines: Sequence[str]) -> int:
    parts = urlsplit(url)
    head = [f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *lines]
    request = "\r\n".join([*head, "\r\n"]).encode()
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    answers = 0
    while time.monotonic() < end:
        writer.write(request)
        await _answer(reader)
        answers += 1
    writer.close()
    return answers


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    status, length = _STATUS.match(head), _LENGTH.search(head)
    if status is None or int(status[1]) >= 400:
        raise ValueError(head)
    if int(status[1]) in _BODILESS:
        return
    if length is None:
        raise ValueError(head)
    await reader.readexactly(int(length[1]))


if __name__ == "__main__":
    address, duration, *headers = sys.argv[1:]
    sys.stdout.write(f"{asyncio.run(ask_until_over(address, float(duration), headers))}\n")
