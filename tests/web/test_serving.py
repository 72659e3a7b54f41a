"""The server itself, over real sockets: who trickles, floods or smuggles is cut off, and no log learns an address."""

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.plans import a_row, registered
from tests.web.serving import HOST, running
from tests.web.subscribing import Subscription, a_token
from web.serving import HideSecrets, Patience
from workflow.feeds import FeedScope
from workflow.store.database.opening import Database

SHORT = Patience(head=0.4, reading=0.6, idle=2, head_octets=8_192)


@pytest.fixture
def subscription(file_database: Database) -> Iterator[Subscription]:
    registered(file_database, a_row("Tháng 6", "UBND các xã, phường", title="Nhiệm vụ " * 200))
    with closing(Subscription(file_database)) as made:
        yield made


def asked(port: int, request: bytes) -> bytes:
    """Send these bytes, and return all that comes back until the server closes."""
    with socket.create_connection((HOST, port), timeout=300) as connection:
        connection.sendall(request)
        return received(connection)


def received(connection: socket.socket) -> bytes:
    content = b""
    try:
        while octets := connection.recv(65_536):
            content += octets
    except ConnectionResetError:
        pass
    return content


def a_request(path: str, *lines: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *lines, "", ""]).encode()


def test_a_calendar_comes_over_the_wire_and_names_no_server(subscription: Subscription) -> None:
    token = subscription.opened("50/KH-UBND", scope=FeedScope.PLAN)
    with running(subscription, SHORT) as port:
        head, _, body = asked(port, a_request(f"/lich/{token}.ics")).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"server:" not in head.lower()
    assert b"set-cookie" not in head.lower()


def test_who_trickles_a_request_is_cut_off_and_others_are_served_meanwhile(subscription: Subscription) -> None:
    token = subscription.opened()
    with running(subscription, SHORT) as port, socket.create_connection((HOST, port), timeout=300) as slow:
        slow.sendall(b"GET /lich/")
        assert b" 200 " in asked(port, a_request(f"/lich/{token}.ics"))[:20]
        with pytest.raises(OSError):  # noqa: PT011 - reset or broken, whichever the system tells
            for _ in range(200):
                slow.sendall(b"x")
                time.sleep(0.02)


def test_who_does_not_read_is_cut_off(subscription: Subscription) -> None:
    token = subscription.opened("50/KH-UBND", scope=FeedScope.PLAN)
    with running(subscription, SHORT) as port:
        # A busy machine may need longer until there is more to read than fits on the way.
        assert any(is_cut_off(port, token, SHORT.reading * 3**turn) for turn in range(1, 6))


def is_cut_off(port: int, token: str, seconds: float) -> bool:
    """Whether who asks for much and reads nothing for so many seconds gets less than that."""
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.settimeout(300)
        deaf.connect((HOST, port))
        for _ in range(40):
            deaf.sendall(f"GET /lich/{token}.ics HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(seconds)
        return not received(deaf).endswith(b"END:VCALENDAR\r\n")


@pytest.mark.parametrize(
    "lines",
    [
        ("X-Filler: " + "x" * 100_000,),
        tuple(f"X-{n}: {'x' * 50}" for n in range(5_000)),
        ("X-Broken: a\rSet-Cookie: b",),
        ("Content-Length: 5", "Transfer-Encoding: chunked", "Content-Length: 6"),
    ],
    ids=["a huge line", "very many lines", "a bare carriage return", "two lengths"],
)
def test_requests_that_are_too_big_or_ambiguous_are_refused_without_an_echo(
    subscription: Subscription, lines: tuple[str, ...]
) -> None:
    token = subscription.opened()
    with running(subscription, SHORT) as port:
        answer = asked(port, a_request(f"/lich/{token}.ics", *lines))

    assert b" 200 " not in answer[:20]
    assert b"cookie" not in answer.lower()
    assert token.encode() not in answer


@pytest.mark.parametrize(
    "path",
    ["/lich/../lich/{}.ics", "//lich/{}.ics", "/lich//{}.ics", "/lich/%2e%2e/{}.ics", "/LICH/{}.ics", "/lich/{}.ics\\"],
)
def test_no_other_spelling_of_a_path_leads_to_the_calendar(subscription: Subscription, path: str) -> None:
    token = subscription.opened()
    with running(subscription, SHORT) as port:
        answer = asked(port, a_request(path.format(token)))

    assert b"BEGIN:VCALENDAR" not in answer
    assert answer[9:12] in {b"404", b"400"}


def test_the_log_of_requests_has_no_token_in_it(subscription: Subscription, capfd: pytest.CaptureFixture[str]) -> None:
    token = subscription.opened()
    with running(subscription, SHORT, log_level="info") as port:
        asked(port, a_request(f"/lich/{token}.ics?x=1"))
        asked(port, a_request(f"/lich/{a_token()}.ics"))
    told = "".join(capfd.readouterr())

    assert "GET /lich/…" in told
    assert token not in told
    assert token[:10] not in told


def test_whatever_is_logged_about_an_address_loses_its_token() -> None:
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 1, "at /lich/abc.ics %s", ("/lich/def.ics?a",), None)

    assert HideSecrets().filter(record)

    assert record.getMessage() == "at /lich/… /lich/…?a"


@pytest.mark.parametrize("form", ["/LICH/{}.ics", "/{}.ics", "/?t={}", "/lich/x/{}/y", "%2Flich%2F{}", "lỗi ở {}"])
def test_a_token_is_hidden_wherever_it_stands(form: str) -> None:
    token = a_token()
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 1, form.format(token), (), None)

    assert HideSecrets().filter(record)

    assert token not in record.getMessage()
