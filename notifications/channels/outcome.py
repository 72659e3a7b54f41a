"""What became of a message: sent, refused, or nobody knows. The table of `docs/notices.md` is made of these."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from base.vietnamese import one_line


class Advice(StrEnum):
    """What to do about a refusal."""

    RETRY = "retry"
    REFRESH = "refresh"
    FALL_BACK = "fall_back"
    STOP_CHANNEL = "stop_channel"
    DEAD = "dead"

    @property
    def label(self) -> str:
        """The advice in the words of the screen."""
        return ADVICE_LABELS[self]


ADVICE_LABELS = {
    Advice.RETRY: "gửi lại sau",
    Advice.REFRESH: "làm mới mã truy cập rồi gửi lại",
    Advice.FALL_BACK: "chuyển sang kênh khác",
    Advice.STOP_CHANNEL: "dừng kênh, báo quản trị",
    Advice.DEAD: "không gửi được, cần người xem",
}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The other side took the message over. `reference` is its name for it, where it gives one."""

    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The other side said no, so the message is certainly not with the recipient.

    `code` is the channel's own (an SMTP reply, a Zalo error), `text` its words. With `STOP_CHANNEL` the message is
    blameless and stays queued: it's the channel that needs a person. `parts_sent` counts the texts of a split message
    that had been taken before the refusal; a later attempt starts after them.
    """

    advice: Advice
    code: str
    text: str
    retry_after: timedelta | None = None
    parts_sent: int = 0

    @property
    def permanent(self) -> bool:
        """Whether the same message to the same address would be refused again for ever."""
        return self.advice in {Advice.DEAD, Advice.FALL_BACK}


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """The connection ended after the message was handed over and before an answer: it may or may not have arrived.

    Of a message in several texts, `parts_sent` were taken before the doubtful one, and `parts_left` not tried after it.
    """

    text: str
    parts_sent: int = 0
    parts_left: int = 0


Outcome = Sent | Refused | Unknown
# The outcome of a message that was handed over, as soon as the other side has said it.
PendingOutcome = Callable[[], Outcome]


def already_known(outcome: Outcome) -> PendingOutcome:
    """An outcome that needn't be waited for."""
    return lambda: outcome


def describe(outcome: Outcome) -> str:
    """One line for the log and the list of notices, in Vietnamese."""
    match outcome:
        case Sent(reference=reference):
            return f"đã gửi ({reference})" if reference else "đã gửi"
        case Refused(advice=advice, code="connection", text=text):
            return f"không kết nối được ({text}): {advice.label}"
        case Refused(advice=advice, code=code, text=text):
            known = f"{_REPLIES[code]}, " if code in _REPLIES else ""
            return f"bị từ chối: {known}[{code}] {text}: {advice.label}"
        case Unknown(text=text):
            return f"không rõ đã đến hay chưa: {text}"


def unreachable_words(error: Exception) -> str:
    """Return why a server wasn't reached, for who must look at it; the program's own words of any other cause."""
    found: BaseException | None = error
    while found is not None:
        for kind, words in _UNREACHABLE.items():
            if isinstance(found, kind):
                return words
        found = found.__cause__ or found.__context__
    return one_line(str(error)) or type(error).__name__


_UNREACHABLE: dict[type[BaseException], str] = {
    ConnectionRefusedError: "máy chủ không nhận kết nối ở cổng này",
    TimeoutError: "quá giờ chờ máy chủ trả lời",
    socket.gaierror: "không tìm thấy tên máy chủ",
    ConnectionResetError: "máy chủ cắt kết nối",
    BrokenPipeError: "máy chủ cắt kết nối",
}


def office_words(outcome: Outcome) -> str:
    """Say the same of a mail to who set the server up: what is wrong, without the protocol's words."""
    match outcome:
        case Sent():
            return "đã gửi"
        case Unknown():
            return "máy chủ thư ngắt giữa chừng, không rõ thư đã đến hay chưa"
        case Refused(code="connection"):
            return "không kết nối được đến máy chủ thư"
        case Refused(code=code, text=text):
            if not code.isdecimal():
                return text
            words = _REPLIES.get(code) or (
                "máy chủ thư đang bận" if code.startswith("4") else "máy chủ thư không nhận thư"
            )
            return f"{words} (mã {code})"


# Replies of mail servers whose cause is known (RFC 5321, RFC 4954).
_REPLIES = {
    "530": "máy chủ thư đòi tên đăng nhập, mật khẩu",
    "534": "máy chủ thư không nhận tên đăng nhập, mật khẩu",
    "535": "máy chủ thư không nhận tên đăng nhập, mật khẩu",
    "538": "máy chủ thư đòi kết nối được mã hóa",
    "550": "máy chủ thư không nhận địa chỉ người gửi hoặc người nhận",
    "551": "máy chủ thư không nhận địa chỉ người gửi hoặc người nhận",
    "552": "hộp thư người nhận đã đầy",
    "553": "máy chủ thư không nhận địa chỉ người gửi hoặc người nhận",
}
