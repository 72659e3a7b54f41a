"""What every answer carries, and what is no answerable request: over real sockets."""

import socket
from collections.abc import Iterator

import pytest

from tests.web.accounts.office import Office
from tests.web.serving import HOST, serving
from web.guard.headers import ON_EVERY_ANSWER
from web.serving import Patience
from workflow.store.database.opening import Database

QUICK = Patience(head=5.0, reading=5.0, idle=2, head_octets=8_192)


@pytest.fixture
def port(file_database: Database) -> Iterator[int]:
    with serving(Office(file_database).app, QUICK) as found:
        yield found


def said(port: int, request: bytes) -> bytes:
    """What comes back for these bytes until the server closes."""
    with socket.create_connection((HOST, port), timeout=300) as connection:
        connection.sendall(request)
        content = b""
        while octets := connection.recv(65_536):
            content += octets
    return content


def a_request(line: str, *more: str, host: str = "127.0.0.1") -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *more, "", ""]).encode()


@pytest.mark.parametrize(
    "path", ["/dang-nhap", "/toi", "/khong-co", "/healthz", "/readyz", "/lich/abc.ics", "/metrics"]
)
def test_every_answer_has_the_headers_that_protect_it(port: int, path: str) -> None:
    head = said(port, a_request(f"GET {path}")).partition(b"\r\n\r\n")[0].lower()

    for name in ON_EVERY_ANSWER:
        assert b"\r\n%b:" % name in head, name


@pytest.mark.parametrize("path", ["/dang-nhap", "/toi", "/khong-co", "/healthz"])
def test_head_is_answered_as_get_without_a_body(port: int, path: str) -> None:
    got = said(port, a_request(f"GET {path}")).partition(b"\r\n")[0]
    head, _, body = said(port, a_request(f"HEAD {path}")).partition(b"\r\n\r\n")

    assert head.partition(b"\r\n")[0] == got
    assert body == b""


def test_another_name_is_not_served(port: int) -> None:
    for path in ("/", "/metrics", "/dang-nhap", "/lich/abc.ics"):
        answer = said(port, a_request(f"GET {path}", host="evil.example"))
        assert answer.startswith(b"HTTP/1.1 421 ")
        assert b"content-security-policy" in answer.lower()


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /dang-nhap HTTP/1.1\nHost: 127.0.0.1\n\n",
        b"GET /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\nX: 1\r\n\r\n",
        b"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        b"GET /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET /dang-nhap HTTP/2.0\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
def test_what_two_readers_could_take_in_two_ways_is_refused_and_the_connection_closed(
    port: int, request_bytes: bytes
) -> None:
    answer = said(port, request_bytes + b"\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"content-security-policy" in answer.lower()


def test_a_request_in_pieces_and_two_in_a_row_are_answered(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=300) as connection:
        for piece in (
            b"GET /healthz HT",
            b"TP/1.1\r\nHost: 127.0.0.1\r",
            b"\n\r\nGET /readyz HTTP/1.1\r\n",
            b"Host: 127.0.0.1\r\nConnection: close\r\n\r\n",
        ):
            connection.sendall(piece)
        content = b""
        while octets := connection.recv(65_536):
            content += octets
    assert content.count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"HEAD /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx",
        b"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\nZ: 1\r\n\r\n",
    ],
)
def test_a_body_that_turns_out_broken_closes_the_connection_with_one_answer_at_most(
    port: int, request_bytes: bytes
) -> None:
    answer = said(port, request_bytes)

    assert answer.count(b"HTTP/1.1 ") <= 1
    assert b" 5" not in answer[:13]
    assert said(port, a_request("GET /healthz")).startswith(b"HTTP/1.1 200 ")
