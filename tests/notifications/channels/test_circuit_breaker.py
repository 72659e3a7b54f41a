"""The circuit breaker and the rate: plain values, so every moment can be tried."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.circuit_breaker import LONGEST_REST, Breaker, Rate
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

    assert not opened.allows(NOON + timedelta(minutes=1))
    assert opened.allows(NOON + timedelta(minutes=2))


def test_one_answer_forgives_all_failures() -> None:
    assert after(*[FAILED] * 4, NO_SUCH_PERSON, *[FAILED] * 4).allows(NOON)
    assert after(*[FAILED] * 7, Sent()).allows(NOON)


def test_each_failed_try_doubles_the_pause_up_to_an_hour() -> None:
    pauses = [after(*[FAILED] * n).open_until for n in range(5, 40)]
    waits = [until - NOON for until in pauses if until is not None]

    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert max(waits) == LONGEST_REST


def test_a_channel_that_needs_a_person_stays_closed() -> None:
    stopped = after(Refused(advice=Advice.STOP_CHANNEL, code="-321", text=""))

    assert not stopped.allows(NOON + timedelta(days=30))


def test_a_rate_lets_its_count_pass_and_then_makes_wait() -> None:
    rate = Rate(count=2, per=60).after(0).after(10)

    assert rate.wait(20) == 40
    assert rate.wait(60) == 0


@given(st.integers(1, 6), st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_no_stretch_of_a_minute_ever_sees_more_than_the_count(count: int, pauses: list[float]) -> None:
    rate, now, sent = Rate(count=count), 0.0, []
    for pause in pauses:
        now += pause
        now += rate.wait(now)
        rate = rate.after(now)
        sent.append(now)

    assert all(one <= two for one, two in pairwise(sent))
    assert all(late - early >= 60 - 1e-6 for early, late in zip(sent, sent[count:], strict=False))
