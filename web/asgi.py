"""Sending answers as ASGI, without a framework in between: what the calendar addresses need of it."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from web.feed_answers import GUARDED, FeedAnswer, Headers, is_unchanged

AsgiMessage = MutableMapping[str, Any]
AsgiScope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Awaitable[None]]
AsgiApp = Callable[[AsgiScope, Receive, Send], Awaitable[None]]

_WANTED = frozenset({b"if-none-match", b"if-modified-since", b"accept-encoding"})


async def give(scope: AsgiScope, send: Send, answer: FeedAnswer, more: Headers = ()) -> None:
    """Send a calendar, or that it is unchanged, as the request's conditions and codings ask for."""
    asked = _asked(scope["headers"])
    coded = answer.coded(asked.get(b"accept-encoding", b""))
    if is_unchanged(answer, coded, asked.get(b"if-none-match"), asked.get(b"if-modified-since")):
        await send({"type": "http.response.start", "status": 304, "headers": coded.unchanged + more})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": coded.fresh + more})
    # Whole: no calendar is over 900 kB, and `web.serving` cuts off who doesn't read it.
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else coded.content})


async def refuse_request(scope: AsgiScope, send: Send, status: int, said: str, *more: tuple[bytes, bytes]) -> None:
    """Send a refusal that tells nothing of the address: the same words and lines for all of one kind."""
    body = f"{said}\n".encode()
    lines = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    )
    await send({"type": "http.response.start", "status": status, "headers": [*lines, *more, *GUARDED]})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _asked(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The header lines that matter here; one that comes twice is one list (RFC 9110 section 5.3)."""
    asked: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _WANTED:
            asked[name] = b"%b, %b" % (asked[name], value) if name in asked else value
    return asked
