"""Running the web application on uvicorn, hardened for addresses that strangers may knock at.

uvicorn waits for ever for the rest of a request and for a client that stops reading; here both have a limit. Secret
addresses never reach a log. The h11 parser is chosen on purpose: it bounds the size of a request's head.
"""

import asyncio
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from web.asgi import AsgiApp
from web.guard.headers import ON_EVERY_ANSWER
from web.guard.strict_http import StrictConnection
from workflow.feeds import TOKEN

_SECRET = re.compile(r"((?:/|%2F)(?:lich|l|cong-khai|loi-moi|da-giu|dang-nhap/lien-ket)(?:/|%2F)|[?&]giu=)[^\s\"'?&]+")
# Wherever it stands: whoever mistypes an address mostly leaves its token whole.
_TOKEN = re.compile(TOKEN.pattern)
TALKATIVE = ("info", "debug", "trace")
LOGGERS = ("uvicorn", "uvicorn.access", "uvicorn.error", "uvicorn.asgi")


@dataclass(frozen=True, kw_only=True)
class Patience:
    """What a client may cost: seconds to send a request's head, to read or send on, to do nothing; octets of a head."""

    head: float = 10.0
    reading: float = 60.0
    idle: int = 15
    head_octets: int = 16 * 1024
    connections: int = 500


class HideSecrets(logging.Filter):
    """Leaves the tokens of calendars, mailed links and kept forms out of what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; always let it pass."""
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hidden, record.args))
        return True


def _hidden(value: Any) -> Any:
    return _TOKEN.sub("…", _SECRET.sub(r"\1…", value)) if isinstance(value, str) else value


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with an end to its patience: a connection that trickles or doesn't read is cut off."""

    patience = Patience()
    _deadline: asyncio.TimerHandle | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = StrictConnection(h11.SERVER, self.patience.head_octets)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait(self.patience.head)

    def data_received(self, data: bytes) -> None:
        """Take in what came. Once a request's head is complete, nobody waits for it any more."""
        answered = self.cycle
        idle = answered is None or answered.response_complete
        if idle and len(data) > self.patience.head_octets and b"\r\n\r\n" not in data[: self.patience.head_octets]:
            # h11 only bounds heads that come in pieces.
            self.send_400_response("Request head is too large.")
            return
        super().data_received(data)
        if self.conn.their_state is h11.SEND_BODY:
            # A body that stops coming would hold its place for ever.
            self._wait(self.patience.reading)
        elif self.cycle is not answered or self.conn.their_state is h11.DONE:
            self._stop_waiting()
        elif idle and self._deadline is None:
            self._wait(self.patience.head)

    def send_400_response(self, msg: str) -> None:
        """Refuse what isn't HTTP with the headers of every answer, and close.

        Where an answer was under way already nothing more is said: the rest would be taken for a part of it.
        """
        if self.cycle is not None and not self.cycle.response_complete:
            # Whoever works on the request answers into nothing.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), *ON_EVERY_ANSWER.items()]
        refusal = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
        self.transport.write(self.conn.send(refusal) or b"")
        # The answer to HEAD has no body, whatever is wrong with the request.
        with suppress(h11.LocalProtocolError):
            for event in (h11.Data(data=msg.encode("ascii")), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def pause_writing(self) -> None:
        """Begin to wait for the client to read on."""
        super().pause_writing()
        self._wait(self.patience.reading)

    def resume_writing(self) -> None:
        """Go on: the client reads."""
        self._stop_waiting()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        # Not closed but aborted: closing would wait for the client to read what is left.
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def server(
    app: AsgiApp, *, host: str, port: int, patience: Patience | None = None, log_level: str = "warning"
) -> uvicorn.Server:
    """Return a server ready to run. Behind a proxy on this machine, the client's own address counts."""
    patience = patience or Patience()
    protocol = type("Protocol", (PatientProtocol,), {"patience": patience})
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        log_level=log_level,
        server_header=False,
        # Otherwise uvicorn words a line for each answer before it finds that nobody wants it.
        access_log=log_level in TALKATIVE,
        timeout_keep_alive=patience.idle,
        h11_max_incomplete_event_size=patience.head_octets,
        limit_concurrency=patience.connections,
    )
    for name in LOGGERS:
        logging.getLogger(name).addFilter(HideSecrets())
    return uvicorn.Server(config)
