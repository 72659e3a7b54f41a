"""Pages that are given again as long as nothing was committed since: most looks at a page change nothing in it.

A page is kept for one cookie and one address, for a minute at most, so that the end of a session, of a right or of a
day is seen in time; a browser that has it still is told so in a few bytes. What was not made for keeping (a redirect, a
file, a page that sets a cookie) passes through untouched.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.screens.memory import Memory
from web.asgi import AsgiApp, AsgiMessage, AsgiScope, Receive, Send

_LONGEST = timedelta(minutes=1)
OCTETS = 64 * 1024 * 1024
PACKED_FROM = 600
# Level 4 is within a tenth of the best in a quarter of the time.
_LEVEL = 4
_KEEPABLE = b"private, no-cache"
_Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer as it goes out, plain and packed, and for which beat and until when it is right."""

    beat: object
    until: datetime
    tag: bytes
    headers: _Headers
    plain: bytes
    packed: bytes

    @property
    def octets(self) -> int:
        return len(self.plain) + len(self.packed)


class KeptPages:
    """An application with its pages kept. `memory` tells whether anything was committed, `now` the aware moment."""

    def __init__(self, app: AsgiApp, memory: Memory, *, now: Callable[[], datetime], octets: int = OCTETS) -> None:
        self._app = app
        self._memory = memory
        self._now = now
        self._most = octets
        self._octets = 0
        self._kept: OrderedDict[tuple[bytes, ...], _Kept] = OrderedDict()

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or let the application answer and keep that."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        key = (
            scope["raw_path"] if scope.get("raw_path") else scope["path"].encode(),
            scope["query_string"],
            asked.get(b"cookie", b""),
            asked.get(b"host", b""),
            asked.get(b"hx-request-type", b"") if asked.get(b"hx-request") else b"",
        )
        beat = self._memory.beat()
        known = self._kept.get(key)
        if known is not None and known.beat == beat and self._now() < known.until:
            self._kept.move_to_end(key)
            await _give(known, scope["method"], asked, send)
            return
        await self._app(scope, receive, _Catcher(self, key, beat, scope["method"], asked, send))

    def keep(self, key: tuple[bytes, ...], kept: _Kept) -> None:
        """Keep an answer in the place of an older one; the longest unasked ones go when there is no room."""
        old = self._kept.pop(key, None)
        self._kept[key] = kept
        self._octets += kept.octets - (old.octets if old else 0)
        while self._octets > self._most:
            _, gone = self._kept.popitem(last=False)
            self._octets -= gone.octets

    def until(self) -> datetime:
        """Return until when an answer of now is right."""
        return self._now() + _LONGEST


class _Catcher:
    """Takes what the application sends: a page whole, anything else straight on."""

    def __init__(
        self, pages: KeptPages, key: tuple[bytes, ...], beat: object, method: str, asked: dict[bytes, bytes], send: Send
    ) -> None:
        self._pages, self._key, self._beat = pages, key, beat
        self._method, self._asked, self._send = method, asked, send
        self._headers: _Headers = ()
        self._parts: list[bytes] | None = None

    async def __call__(self, message: AsgiMessage) -> None:
        if message["type"] == "http.response.start":
            self._headers = tuple(message["headers"])
            if message["status"] == 200 and _is_page(dict(self._headers)):
                self._parts = []
                return
        elif self._parts is not None:
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish(b"".join(self._parts))
            return
        await self._send(message)

    async def _finish(self, body: bytes) -> None:
        named = dict(self._headers)
        lines = tuple((name, value) for name, value in self._headers if name not in {b"content-length", b"vary"})
        vary = named.get(b"vary", b"") + b", Accept-Encoding"
        kept = _Kept(
            beat=self._beat,
            until=self._pages.until(),
            tag=named[b"etag"],
            headers=(*lines, (b"vary", vary.lstrip(b", "))),
            plain=body,
            packed=gzip.compress(body, _LEVEL, mtime=0) if len(body) >= PACKED_FROM else b"",
        )
        if self._method == "GET":
            self._pages.keep(self._key, kept)
        await _give(kept, self._method, self._asked, self._send)


def _is_page(headers: dict[bytes, bytes]) -> bool:
    return (
        b"etag" in headers
        and headers.get(b"cache-control") == _KEEPABLE
        and b"set-cookie" not in headers
        and b"content-encoding" not in headers
    )


async def _give(kept: _Kept, method: str, asked: dict[bytes, bytes], send: Send) -> None:
    known = asked.get(b"if-none-match", b"")
    if known and kept.tag.removeprefix(b"W/") in known:
        lines = [(name, value) for name, value in kept.headers if name != b"content-type"]
        await send({"type": "http.response.start", "status": 304, "headers": lines})
        await send({"type": "http.response.body", "body": b""})
        return
    packed = kept.packed and b"gzip" in asked.get(b"accept-encoding", b"")
    body = kept.packed if packed else kept.plain
    coding = [(b"content-encoding", b"gzip")] if packed else []
    headers = [*kept.headers, *coding, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
