"""`dondoc calendars check ADDRESS`: what a subscriber's program would get, within limits."""

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from typer.testing import CliRunner

from calendars.publish import CalendarUnreadable
from cli.calendars.address import fetch, masked_address
from cli.calendars.calendars import app
from tests.calendars.checking.test_validator import GOOD

SECRET = "q0n4Vb7yTzK2mXw9RfLhE5cAsJ8uPdGi3oNtY6"


class Feeds(BaseHTTPRequestHandler):
    """Serves one calendar under several names, some of them badly."""

    def do_GET(self) -> None:
        body = gzip.compress(GOOD.encode()) if self.path == "/nen.ics" else GOOD.encode()
        if self.path == "/chuyen.ics":
            self.send_response(302)
            self.send_header("Location", "/lich.ics")
        elif self.path == "/vong.ics":
            self.send_response(302)
            self.send_header("Location", "/vong.ics")
        elif "khong" in self.path:
            self.send_response(404)
        else:
            self.send_response(200)
        if self.path == "/nen.ics":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.path == "/cham.ics":
            self._drip()
        else:
            self.wfile.write(b"" if "khong" in self.path else body)

    def _drip(self) -> None:
        try:
            for _ in range(50):
                self.wfile.write(b"BEGIN")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.mark.parametrize("scheme", ["http", "webcal", "WEBCAL"])
@pytest.mark.parametrize("path", ["lich.ics", "nen.ics", "chuyen.ics"])
def test_an_address_is_read_as_a_subscriber_reads_it(host: str, scheme: str, path: str) -> None:
    assert fetch(f"{scheme}://{host}/{path}") == GOOD.encode()


def test_the_command_checks_addresses_like_files(host: str) -> None:
    result = CliRunner().invoke(app, ["check", f"webcal://{host}/lich.ics"])

    assert (result.exit_code, result.stdout) == (0, "")
    assert "1/1 lịch không có lỗi" in result.stderr


@pytest.mark.parametrize(
    ("path", "reason"), [("khong-co.ics", "404"), ("vong.ics", "không đọc được"), ("cham.ics", "trong 0.3 giây")]
)
def test_what_cannot_be_read_is_told(host: str, path: str, reason: str) -> None:
    with pytest.raises(CalendarUnreadable, match=reason):
        fetch(f"http://{host}/{path}", seconds=0.3 if path == "cham.ics" else 20)


@pytest.mark.parametrize("path", ["lich.ics", "nen.ics"])
def test_a_body_that_is_too_long_is_dropped_though_it_came_small(host: str, path: str) -> None:
    with pytest.raises(CalendarUnreadable, match="nên không phải lịch"):
        fetch(f"http://{host}/{path}", octets=100)


def test_nobody_there_is_told() -> None:
    with pytest.raises(CalendarUnreadable, match="không đọc được"):
        fetch("http://127.0.0.1:9/lich.ics")


def test_the_secret_of_an_address_is_not_printed(host: str) -> None:
    with pytest.raises(CalendarUnreadable) as told:
        fetch(f"http://ai:mat-khau@{host}/khong/{SECRET}.ics?token={SECRET}")

    assert SECRET[:8] not in str(told.value)
    assert "mat-khau" not in str(told.value)
    assert masked_address(f"https://dondoc.example/lich/{SECRET}.ics") == "https://dondoc.example/lich/q0n4….ics"
