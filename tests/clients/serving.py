"""The smallest server of one calendar: an address with a secret, an ETag, 304."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PATH = "/lich/q0n4Vb7yTzK2mXw9RfLhE5cAsJ8uPdGi3oNtY6w1Dk0.ics"


@dataclass
class Address:
    """An address whose calendar changes. `url` is where clients find it."""

    url: str
    content: bytes = b""


@contextmanager
def served() -> Iterator[Address]:
    """Serve a calendar on loopback while the block lasts."""
    address = Address(url="")

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            etag = f'"{hashlib.sha256(address.content).hexdigest()}"'
            fresh = self.headers.get("If-None-Match") == etag
            found = self.path == PATH
            self.send_response(404 if not found else 304 if fresh else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            body = address.content if found and not fresh else b""
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    address.url = f"http://127.0.0.1:{server.server_port}{PATH}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
