"""The groups of Quyết định 42/2014/QĐ-TTg, and figures that add up."""

from dataclasses import replace
from datetime import date

import pytest

from workflow.lifecycle import State
from workflow.report_card import (
    CardHeading,
    Count,
    Group,
    PeriodReversed,
    ReportCard,
    Scope,
    Tally,
    card_of,
    days_late,
    group_of,
)

DUE = date(2026, 7, 14)
BEFORE, AFTER = date(2026, 7, 13), date(2026, 7, 15)


def group(state: State, *, due: date | None = DUE, reported_on: date | None = None, as_of: date = DUE) -> Group | None:
    return group_of(state, due=due, reported_on=reported_on, as_of=as_of)


def a_count(name: str, duties: int = 1, group: Group = Group.DONE_ON_TIME, *, key: str = "") -> Count:
    return Count(CardHeading(key or name, name), group, duties)


def a_card(*agencies: Count) -> ReportCard:
    """A card of one plan with one section."""
    plans = [replace(count, heading=CardHeading("50", "50/KH-UBND")) for count in agencies]
    return card_of(Scope(as_of=DUE), agencies=agencies, plans=plans, sections=plans)


@pytest.mark.parametrize(("reported_on", "expected"), [(DUE, Group.DONE_ON_TIME), (AFTER, Group.DONE_LATE)])
def test_what_is_done_is_judged_by_the_day_of_its_report(reported_on: date, expected: Group) -> None:
    assert group(State.COMPLETED, reported_on=reported_on, as_of=date(2026, 12, 31)) is expected


@pytest.mark.parametrize("state", [State.ASSIGNED, State.IN_PROGRESS, State.REFUSED])
@pytest.mark.parametrize(("as_of", "expected"), [(DUE, Group.UNDONE_IN_TIME), (AFTER, Group.UNDONE_OVERDUE)])
def test_what_is_not_done_is_overdue_only_from_the_day_after(state: State, as_of: date, expected: Group) -> None:
    assert group(state, as_of=as_of) is expected


def test_a_report_that_awaits_confirmation_is_not_done_and_its_clock_stands_still() -> None:
    assert group(State.REPORTED, reported_on=DUE, as_of=date(2026, 12, 31)) is Group.UNDONE_IN_TIME


@pytest.mark.parametrize(
    ("state", "due", "expected"),
    [
        (State.COMPLETED, None, Group.DONE_UNDATED),
        (State.IN_PROGRESS, None, Group.UNDONE_UNDATED),
        (State.WAITING, None, Group.UNDONE_UNDATED),
    ],
)
def test_what_has_no_deadline_is_counted_apart(state: State, due: date | None, expected: Group) -> None:
    assert group(state, due=due) is expected


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.SUPERSEDED])
def test_what_was_withdrawn_or_superseded_counts_nowhere(state: State) -> None:
    assert group(state) is None


def test_every_state_but_the_closed_ones_counts_in_exactly_one_group() -> None:
    counted = {state for state in State if group(state, reported_on=DUE) is not None}
    assert counted == set(State) - {State.WITHDRAWN, State.SUPERSEDED}


def test_done_and_undone_add_up_to_the_total() -> None:
    tally = Tally(dict(zip(Group, (1, 2, 4, 8, 16, 32), strict=True)))
    assert (tally.done, tally.undone, tally.total) == (1 + 2 + 16, 4 + 8 + 32, 63)


def test_counts_of_one_heading_become_one_line_and_the_lines_add_up() -> None:
    card = a_card(
        a_count("Sở Nội vụ", 3), a_count("Sở Y tế", 4, Group.UNDONE_OVERDUE), a_count("Sở Nội vụ", 5, Group.DONE_LATE)
    )
    assert [(line.heading.name, line.tally.total) for line in card.agencies] == [("Sở Y tế", 4), ("Sở Nội vụ", 8)]
    assert [(line.heading.name, line.tally.total) for line in card.plans] == [("50/KH-UBND", 12)]
    assert (card.total.total, card.total[Group.DONE_LATE]) == (12, 5)


def test_agencies_with_most_overdue_duties_come_first() -> None:
    card = a_card(a_count("Ban Dân tộc", 9), a_count("Sở Nội vụ", 9), a_count("Sở Y tế", 1, Group.UNDONE_OVERDUE))
    assert [line.heading.name for line in card.agencies] == ["Sở Y tế", "Ban Dân tộc", "Sở Nội vụ"]


def test_nothing_to_count_is_a_card_of_zeros() -> None:
    card = a_card()
    assert (card.total.total, card.agencies, card.plans, card.sections) == (0, (), (), ())


def test_two_agencies_of_one_name_stay_apart() -> None:
    twins = [a_count("UBND xã Tân Phú", key=code) for code in ("tan-phu-1", "tan-phu-2")]
    assert len(a_card(*twins).agencies) == 2


def test_days_late_count_from_the_due_day_to_the_report_or_to_the_day_of_the_card() -> None:
    assert days_late(Group.DONE_LATE, due=DUE, reported_on=AFTER, as_of=date(2026, 12, 31)) == 1
    assert days_late(Group.UNDONE_OVERDUE, due=DUE, reported_on=None, as_of=date(2026, 7, 20)) == 6
    assert days_late(Group.UNDONE_OVERDUE, due=DUE, reported_on=AFTER, as_of=date(2026, 7, 20)) == 1
    assert days_late(Group.UNDONE_IN_TIME, due=DUE, reported_on=None, as_of=BEFORE) == 0


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(PeriodReversed, match=r"--from và --to"):
        Scope(as_of=DUE, first=AFTER, last=BEFORE)
