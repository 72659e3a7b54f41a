"""Counting who asks how often, in memory that doesn't grow."""

from web.guard.pacing import PERIOD, Pace


def test_each_key_has_its_own_count_and_every_minute_begins_anew() -> None:
    pace = Pace(2)
    assert [pace.passes("a", 100.0) for _ in range(3)] == [True, True, False]
    assert pace.passes("b", 100.0)
    assert pace.exhausted("a", 100.0 + PERIOD - 1)
    assert pace.passes("a", 100.0 + PERIOD)


def test_asking_whether_it_is_exhausted_counts_nothing() -> None:
    pace = Pace(1)
    assert not any(pace.exhausted("a", 1.0) for _ in range(5))
    assert pace.passes("a", 1.0)


def test_more_keys_than_can_be_counted_begin_anew_instead_of_taking_memory() -> None:
    pace = Pace(1, most_keys=100)
    assert all(pace.passes(number, 1.0) for number in range(10_000))
    assert pace.tracked <= 100
