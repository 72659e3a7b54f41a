"""A cycle's days and its RFC 5545 text say the same, whoever reads the text."""

from datetime import date, datetime
from itertools import islice

from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines.values.cycles import WORKING_WEEK, Cycle, Frequency, on_days

STARTS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MONTHS = st.sets(st.integers(1, 12), max_size=5).map(lambda months: tuple(sorted(months)))
DAYS = st.sets(st.integers(1, 31), min_size=1, max_size=3).map(tuple)
NTH = st.sampled_from([(1,), (2,), (-1,), (2, 4)])
CYCLES = st.one_of(
    st.builds(on_days, DAYS, MONTHS),
    st.integers(1, 60).map(lambda days: Cycle(Frequency.DAILY, days)),
    st.integers(1, 3).map(lambda weeks: Cycle(Frequency.WEEKLY, weeks, weekdays=(0, 3))),
    st.tuples(MONTHS, NTH).map(lambda of: Cycle(Frequency.MONTHLY, months=of[0], weekdays=(4,), nth=of[1])),
    st.sampled_from([(5,), (-1,)]).map(lambda nth: Cycle(Frequency.MONTHLY, weekdays=WORKING_WEEK, nth=nth)),
    st.integers(1, 5).map(lambda years: Cycle(Frequency.YEARLY, years)),
)


def by_dateutil(cycle: Cycle, start: date, count: int) -> list[date]:
    moments = rrulestr(cycle.rule(), dtstart=datetime.combine(start, datetime.min.time()))
    return [moment.date() for moment in islice(moments, count)]


@given(CYCLES, STARTS)
def test_dateutil_reads_the_rule_as_the_same_days(cycle: Cycle, start: date) -> None:
    assert list(cycle.first(start, 8)) == by_dateutil(cycle, start, 8)


@given(CYCLES)
def test_a_rule_read_back_is_the_same_cycle(cycle: Cycle) -> None:
    assert Cycle.of_rule(cycle.rule()) == cycle


def test_a_cycle_ends_on_its_last_day() -> None:
    cycle = on_days((15,), (6, 12))._replace(until=date(2027, 6, 15))
    assert cycle.first(date(2026, 7, 1), 9) == (date(2026, 12, 15), date(2027, 6, 15))


def test_a_day_that_short_months_lack_is_their_last_day() -> None:
    assert on_days((30,)).first(date(2027, 1, 31), 3) == (date(2027, 2, 28), date(2027, 3, 30), date(2027, 4, 30))
