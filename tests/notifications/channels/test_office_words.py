"""What became of a mail, in an official's words."""

import smtplib
import socket

import pytest

from notifications.channels.outcome import (
    Advice,
    Outcome,
    Refused,
    Sent,
    Unknown,
    describe,
    office_words,
    unreachable_words,
)


def refused(code: str, text: str = "Connection refused") -> Refused:
    return Refused(advice=Advice.RETRY, code=code, text=text)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Sent(reference="250 ok"), "đã gửi"),
        (refused("connection", "[Errno 111] Connection refused"), "không kết nối được đến máy chủ thư"),
        (refused("535", "5.7.8 Authentication failed"), "máy chủ thư không nhận tên đăng nhập, mật khẩu (mã 535)"),
        (refused("421", "Service not available"), "máy chủ thư đang bận (mã 421)"),
        (refused("571", "Blocked"), "máy chủ thư không nhận thư (mã 571)"),
        (Unknown(text="EOF"), "máy chủ thư ngắt giữa chừng, không rõ thư đã đến hay chưa"),
    ],
)
def test_an_outcome_is_said_without_the_protocols_words(outcome: Outcome, words: str) -> None:
    assert office_words(outcome) == words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "máy chủ không nhận kết nối ở cổng này"),
        (TimeoutError("timed out"), "quá giờ chờ máy chủ trả lời"),
        (socket.gaierror(-2, "Name or service not known"), "không tìm thấy tên máy chủ"),
        (smtplib.SMTPServerDisconnected("máy chủ im lặng"), "máy chủ im lặng"),
    ],
)
def test_a_server_that_is_not_reached_is_told_of_without_the_systems_words(error: Exception, words: str) -> None:
    outcome = Refused(advice=Advice.RETRY, code="connection", text=unreachable_words(error))
    assert describe(outcome) == f"không kết nối được ({words}): gửi lại sau"


def test_a_known_refusal_is_told_of_in_words_beside_the_servers_own() -> None:
    outcome = Refused(advice=Advice.DEAD, code="550", text="5.1.1 no such user")
    said = "bị từ chối: máy chủ thư không nhận địa chỉ người gửi hoặc người nhận, [550] 5.1.1 no such user"
    assert describe(outcome) == f"{said}: không gửi được, cần người xem"
