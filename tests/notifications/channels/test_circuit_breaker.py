"""The circuit breaker: a plain value, so every moment can be tried."""

from datetime import UTC, datetime, timedelta

from notifications.channels.circuit_breaker import LONGEST_REST, Breaker
from notifications.channels.outcome import Advice, Outcome, Refused, Sent, Unknown

NOON = datetime(2026, 3, 5, 5, 0, tzinfo=UTC)
FAILED = Refused(advice=Advice.RETRY, code="connection", text="")
NO_SUCH_PERSON = Refused(advice=Advice.DEAD, code="550", text="")


def after(*outcomes: Outcome, breaker: Breaker | None = None, now: datetime = NOON) -> Breaker:
    breaker = breaker or Breaker()
    for outcome in outcomes:
        breaker = breaker.after(outcome, now)
    return breaker


def test_a_channel_that_fails_five_times_in_a_row_is_left_alone_for_a_while() -> None:
    opened = after(*[FAILED] * 4, Unknown(text=""))

    assert opened.open_until == NOON + timedelta(minutes=2)


def test_one_answer_forgives_all_failures() -> None:
    assert after(*[FAILED] * 4, NO_SUCH_PERSON, *[FAILED] * 4).open_until is None
    assert after(*[FAILED] * 7, Sent()).open_until is None


def test_each_failed_try_doubles_the_pause_up_to_an_hour() -> None:
    pauses = [after(*[FAILED] * n).open_until for n in range(5, 40)]
    waits = [until - NOON for until in pauses if until is not None]

    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert max(waits) == LONGEST_REST
