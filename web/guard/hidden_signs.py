"""What nobody can see, taken out of addresses and forms before anything reads them (`base.visible`).

A form's octets come in pieces, percent-encoded; a sign that stands over the edge of two pieces is found as well.
"""

import re
from urllib.parse import quote, unquote_to_bytes

from base.visible import visible
from web.asgi import AsgiApp, AsgiMessage, AsgiScope, Receive, Send

_ENCODED = re.compile(rb"(?:%[0-9A-Fa-f]{2}|[\x80-\xff])+")
_UNFINISHED = re.compile(rb"(?:%[0-9A-Fa-f]{2}|[\x80-\xff])*(?:%[0-9A-Fa-f]?)?$")
# A run of encoded signs is kept until it ends, but no longer than that.
_LONGEST = 4_096
_FORM = b"application/x-www-form-urlencoded"


def without_hidden(encoded: bytes) -> bytes:
    """Return octets of an address or a form without what nobody can see.

    >>> without_hidden(b"ten=Lan%E2%80%8B%00&so=1%0A")
    b'ten=Lan&so=1%0A'
    """
    return _ENCODED.sub(_seen, encoded)


def _seen(run: re.Match[bytes]) -> bytes:
    text = unquote_to_bytes(run[0]).decode("utf-8", "surrogateescape")
    shown = visible(text)
    return run[0] if shown == text else quote(shown.encode("utf-8", "surrogateescape"), safe="").encode()


def with_visible_text(app: AsgiApp) -> AsgiApp:
    """Return the application, which is asked and told nothing that can't be seen."""

    async def cleaned(scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        scope = {**scope, "query_string": without_hidden(scope["query_string"])}
        await app(scope, _cleaning(receive) if _is_form(scope) else receive, send)

    return cleaned


def _is_form(scope: AsgiScope) -> bool:
    return any(name == b"content-type" and value.lower().startswith(_FORM) for name, value in scope["headers"])


def _cleaning(receive: Receive) -> Receive:
    kept = b""

    async def received() -> AsgiMessage:
        nonlocal kept
        message = await receive()
        if message["type"] != "http.request":
            return message
        octets = kept + message.get("body", b"")
        cut = len(octets) if not message.get("more_body", False) else _cut(octets)
        kept = octets[cut:]
        return {**message, "body": without_hidden(octets[:cut])}

    return received


def _cut(octets: bytes) -> int:
    """Where to part a form: not within a run of encoded signs that may go on, unless it is longer than any sign."""
    tail = _UNFINISHED.search(octets, max(0, len(octets) - _LONGEST))
    return tail.start() if tail else len(octets)
