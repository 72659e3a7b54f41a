"""HTTP/1.1 read strictly: what two readers could understand in two ways is refused, so that nobody smuggles a request.

h11 takes a bare line feed for the end of a header line (RFC 9112 section 2.2 allows it) and lets Transfer-Encoding win
over Content-Length (section 6.3 allows that too); a proxy in front of us may have decided otherwise.
"""

import re
from typing import Any

import h11

_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_HEAD_ENDS = re.compile(rb"\n\r?\n")
_VERSIONS = frozenset((b"1.0", b"1.1"))
_LENGTH, _CODING = b"content-length", b"transfer-encoding"


class StrictConnection(h11.Connection):
    """h11's side of a server, without its leniency."""

    def next_event(self) -> Any:
        """Return what comes next; raise `h11.RemoteProtocolError` for what could be meant in two ways."""
        if self.their_state is h11.IDLE:
            self._refuse_bare_line_feeds()
        event = super().next_event()
        if isinstance(event, h11.EndOfMessage) and len(event.headers):
            # Nobody needs them here, and h11 lets a bare line feed end one.
            raise h11.RemoteProtocolError("trailers behind a body")
        if isinstance(event, h11.Request):
            if event.http_version not in _VERSIONS:
                raise h11.RemoteProtocolError("another version of HTTP")
            names = {name.lower() for name, _ in event.headers.raw_items()}
            if _LENGTH in names and _CODING in names:
                raise h11.RemoteProtocolError("Content-Length beside Transfer-Encoding")
        return event

    def _refuse_bare_line_feeds(self) -> None:
        waiting, _ = self.trailing_data
        # Nearly no request has one anywhere, and counting is much cheaper than looking where the head ends.
        if waiting.count(b"\n") == waiting.count(b"\r\n"):
            return
        end = _HEAD_ENDS.search(waiting)
        if _BARE_LINE_FEED.search(waiting, 0, end.end() if end else len(waiting)):
            raise h11.RemoteProtocolError("bare line feed in a request's head")
