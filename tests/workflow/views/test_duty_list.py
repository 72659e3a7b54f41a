"""A list's whole state is its address; days and words are read as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import ANY_LETTER
from workflow.deadlines.values.resolution import Kind
from workflow.views.duty_list import NEARNESS_SLUGS, STATE_SLUGS, DutyList, Facet, ListColumn, Sort, duty_list
from workflow.views.folding import fold
from workflow.views.typed_day import typed_day

TODAY = date(2026, 3, 5)
VALUES = {
    Facet.NEARNESS: st.sampled_from([*NEARNESS_SLUGS.values()]),
    Facet.STATE: st.sampled_from([*STATE_SLUGS.values()]),
    Facet.KIND: st.sampled_from([kind.value for kind in Kind]),
    Facet.AGENCY: st.sampled_from(["so-y-te", "xa-28468"]),
    Facet.COOPERATING: st.sampled_from(["so-y-te"]),
    Facet.PLAN: st.integers(1, 10**8).map(str),
    Facet.MONTH: st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(lambda day: f"{day:%Y-%m}"),
    Facet.DAY: st.dates().map(date.isoformat),
}


@st.composite
def views(draw: st.DrawFn) -> DutyList:
    view = DutyList(
        search=" ".join(draw(st.text(ANY_LETTER, max_size=40)).split()),
        sort=draw(st.sampled_from(Sort)),
        columns=tuple(column for column in ListColumn if draw(st.booleans())),
        day=draw(st.none() | st.dates(date(2000, 1, 1), date(2026, 3, 4))),
    )
    for facet, values in VALUES.items():
        for value in draw(st.lists(values, max_size=2, unique=True)):
            view = view.toggled(facet, value)
    return view


@given(views())
def test_a_view_comes_back_from_its_address(view: DutyList) -> None:
    assert duty_list(view.query, today=TODAY) == view


@given(views(), st.sampled_from(Facet), st.data())
def test_choosing_twice_is_not_choosing(view: DutyList, facet: Facet, data: st.DataObject) -> None:
    value = data.draw(VALUES[facet])
    assert view.toggled(facet, value).toggled(facet, value) == view.whole


@given(st.text(ANY_LETTER, max_size=200))
def test_whatever_stands_in_an_address_is_read_without_a_fault(query: str) -> None:
    assert isinstance(duty_list(query, today=TODAY), DutyList)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05/7/2026", date(2026, 7, 5)),
        ("5-7-26", date(2026, 7, 5)),
        ("5.7.2026", date(2026, 7, 5)),
        ("ngày 5 tháng 7 năm 2026", date(2026, 7, 5)),
        ("Chủ nhật, 05/7/2026", date(2026, 7, 5)),
        ("2026-07-05", date(2026, 7, 5)),
        ("5/7", date(2026, 7, 5)),
        ("mai", date(2026, 3, 6)),
        ("Hôm nay", TODAY),
        ("thứ Sáu", date(2026, 3, 6)),
        ("thứ năm", date(2026, 3, 12)),
        ("31/02/2026", None),
        ("07/15/2026", None),
        ("", None),
        ("tuần sau", None),
    ],
)
def test_a_day_is_read_as_it_is_typed_and_never_guessed(typed: str, day: date | None) -> None:
    assert typed_day(typed, TODAY) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_that_a_page_prints_can_be_typed_back(day: date) -> None:
    assert typed_day(f"{day:%d/%m/%Y}", TODAY) == day
    assert typed_day(day.isoformat(), TODAY) == day


@given(st.text(ANY_LETTER, max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
