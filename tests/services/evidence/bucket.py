"""A server for tests that speaks as much S3 as our store asks for: put, get, delete, list; signed requests only."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET = "khoa", "bi-mat"


class Bucket(ThreadingHTTPServer):
    """One server; `objects` are its contents by their paths, with when they came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.objects: dict[str, tuple[bytes, datetime]] = {}

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.signed():
            self.server.objects[self.key] = (content, datetime.now(UTC))
            self.answer(200, tag=content)

    def do_GET(self) -> None:
        if not self.signed():
            return
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self.answer(200, self.listed(query.get("prefix", [""])[0]))
        else:
            self.give()

    do_HEAD = do_GET  # noqa: N815

    def do_DELETE(self) -> None:
        if self.signed():
            self.server.objects.pop(self.key, None)
            self.answer(204)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        bucket = urlsplit(self.path).path.split("/")[1]
        keys = [part.partition("</Key>")[0] for part in body.split("<Key>")[1:]]
        for key in keys:
            self.server.objects.pop(f"{bucket}/{key}", None)
        told = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self.answer(200, f'<?xml version="1.0"?><DeleteResult>{told}</DeleteResult>'.encode())

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def signed(self) -> bool:
        if f"Credential={KEY}/" in self.headers.get("Authorization", ""):
            return True
        self.answer(403)
        return False

    def give(self) -> None:
        if self.key not in self.server.objects:
            self.answer(404, b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>')
            return
        content, at = self.server.objects[self.key]
        self.answer(200, content, tag=content, at=at)

    def listed(self, prefix: str) -> bytes:
        bucket = urlsplit(self.path).path.split("/")[1]
        found = {
            key.removeprefix(f"{bucket}/"): value
            for key, value in sorted(self.server.objects.items())
            if key.startswith(f"{bucket}/{prefix}")
        }
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{at:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<Size>{len(content)}</Size><ETag>x</ETag></Contents>"
            for key, (content, at) in found.items()
        )
        return (
            f'<?xml version="1.0"?><ListBucketResult><Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix>'
            f"<KeyCount>{len(found)}</KeyCount><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
        ).encode()

    def answer(self, status: int, body: bytes = b"", *, tag: bytes | None = None, at: datetime | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", format_datetime(at or datetime.now(UTC), usegmt=True))
        if tag is not None:
            self.send_header("ETag", f'"{hashlib.md5(tag).hexdigest()}"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


@contextmanager
def a_bucket() -> Iterator[Bucket]:
    """Run the server while the block lasts."""
    with Bucket() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)
