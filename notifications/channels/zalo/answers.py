"""Reading an answer of Zalo that isn't a success."""

from collections.abc import Mapping

from notifications.channels.outcome import Advice, Outcome, Refused, Unknown
from notifications.channels.zalo.codes import RATE, CodeMeaning, meaning
from notifications.channels.zalo.http import HttpAnswer

ALIEN = meaning({}, 0).words


def zalo_refusal(answer: HttpAnswer, codes: Mapping[int, CodeMeaning], key: str) -> Outcome:
    """What an answer other than success means, by its code under `key` or else by its HTTP status.

    A 5xx comes from a gateway: it doesn't say whether the service behind it had taken the message. Nor does an
    answer of 200 that was cut short.
    """
    code = _code(answer, key)
    if code is None:
        return _by_status(answer)
    found = meaning(codes, code)
    return Refused(advice=found.advice, code=str(code), text=found.words, retry_after=found.pause)


def unknown(words: str, *, parts_sent: int = 0, parts_left: int = 0) -> Unknown:
    """The outcome of a call whose answer never came."""
    return Unknown(text=words, parts_sent=parts_sent, parts_left=parts_left)


def _code(answer: HttpAnswer, key: str) -> int | None:
    """The error's code; None when the answer doesn't hold one."""
    try:
        return int((answer.body or {})[key])
    except (KeyError, TypeError, ValueError):
        return None


def _by_status(answer: HttpAnswer) -> Outcome:
    status = answer.status
    if status == 429:
        return Refused(advice=RATE.advice, code="429", text=RATE.words, retry_after=RATE.pause)
    if status < 400 or status >= 500:
        return unknown(f"Zalo trả lời không đọc được (HTTP {status})")
    # A 4xx without a code doesn't come from the API we know: the address or the plan is wrong.
    return Refused(advice=Advice.STOP_CHANNEL, code=str(status), text="địa chỉ API Zalo không nhận yêu cầu")
