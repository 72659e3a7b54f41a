"""Mail servers that answer slowly, without end, or so that two readers could take it in two ways."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import pytest

from notifications.channels.outcome import Advice, Outcome, Refused, Sent, Unknown
from notifications.channels.smtp import SmtpLine, SmtpServer, Tls

# What a server says at each point where nothing else is asked of it.
USUAL: Mapping[str, bytes] = {
    "greeting": b"220 may.example ESMTP\r\n",
    "EHLO": b"250 may.example\r\n",
    "MAIL": b"250 ok\r\n",
    "RCPT": b"250 ok\r\n",
    "DATA": b"354 go on\r\n",
    "dot": b"250 taken\r\n",
    "RSET": b"250 ok\r\n",
    "QUIT": b"221 bye\r\n",
}
HURRIED = 0.5
ENDLESS = b"220-chao\r\n" * 200
TRICKLE = object()


@contextmanager
def a_server(**instead: object) -> Iterator[int]:
    """A server that says the usual, but for what is said instead; `TRICKLE` is an octet now and then for ever."""
    listening = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def say(connection: socket.socket, point: str) -> None:
        said = instead.get(point, USUAL.get(point, b"500 unknown\r\n"))
        if isinstance(said, bytes):
            connection.sendall(said)
            return
        while not stopped.wait(HURRIED / 5):
            connection.sendall(b"2")

    def converse(connection: socket.socket) -> None:
        say(connection, "greeting")
        with connection, connection.makefile("rb") as heard:
            for line in heard:
                point = line.split()[0].decode().upper()
                say(connection, point)
                if point == "DATA":
                    while heard.readline() not in {b".\r\n", b""}:
                        pass
                    say(connection, "dot")

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with suppress(OSError):
                    converse(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        stopped.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def handed_over(port: int) -> Outcome:
    line = SmtpLine(SmtpServer(host="127.0.0.1", port=port, tls=Tls.NONE, timeout=HURRIED, helo="tinh.example"))
    try:
        return line.hand_over("dondoc@tinh.example", "lan@snv.example", b"Subject: x\r\n\r\nx\r\n")()
    finally:
        line.close()


def test_a_server_that_says_the_usual_is_believed() -> None:
    with a_server() as port:
        assert isinstance(handed_over(port), Sent)


@pytest.mark.parametrize(
    "said",
    [
        b"999 what\r\n",
        b"25\r\n",
        b"25 ok\r\n",
        b"+250 ok\r\n",
        b" 250 ok\r\n",
        b"ok\r\n",
        b"\r\n",
        b"250-one\r\n550 two\r\n",
        b"250\tok\r\n",
        b"2500 ok\r\n",
        b"100 wait\r\n",
        b"354 go on\r\n",
        b"\xff\xfe\r\n",
        b"",
        b"25",
        b"250-" + b"x" * 5_000,
        ENDLESS,
    ],
)
def test_what_is_neither_yes_nor_no_after_the_final_dot_leaves_the_mail_in_doubt(said: bytes) -> None:
    """Neither sent again, which would be a second mail, nor given up."""
    with a_server(dot=said) as port:
        assert isinstance(handed_over(port), Unknown)


@pytest.mark.parametrize(("said", "advice"), [(b"451 later\r\n", Advice.RETRY), (b"571 no\r\n", Advice.DEAD)])
def test_a_refusal_after_the_final_dot_is_one(said: bytes, advice: Advice) -> None:
    with a_server(dot=said) as port:
        outcome = handed_over(port)
    assert isinstance(outcome, Refused)
    assert outcome.advice is advice


def test_a_server_that_answers_before_it_has_the_mail_gets_none() -> None:
    with a_server(DATA=b"354 go\r\n250 early\r\n", dot=b"550 no\r\n") as port:
        outcome = handed_over(port)
    assert isinstance(outcome, Refused)
    assert outcome.advice is Advice.RETRY


@pytest.mark.parametrize("point", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("said", [b"999 what\r\n", b"nonsense\r\n", b"250-\r\n", ENDLESS, TRICKLE])
def test_nonsense_before_the_mail_is_handed_over_means_another_try(point: str, said: object) -> None:
    began = time.monotonic()
    with a_server(**{point: said}) as port:
        outcome = handed_over(port)
    assert isinstance(outcome, Refused)
    assert outcome.advice is Advice.RETRY
    assert time.monotonic() - began < 60


def test_one_octet_at_a_time_after_the_final_dot_is_not_waited_for_for_ever() -> None:
    with a_server(dot=TRICKLE) as port:
        assert isinstance(handed_over(port), Unknown)
