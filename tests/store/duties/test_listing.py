"""The list of duties: page, count, facets and export are one view and never disagree, on either database."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.plans import a_head, a_row, at, registered
from tests.ready import make_ready
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.nearness import NearnessKind
from workflow.rights import Sight
from workflow.store.database.opening import Database
from workflow.store.duties.listing import list_all, list_cells, list_ids, list_page
from workflow.store.duties.sighting import EVERYTHING, InSight, in_sight
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply
from workflow.views.counting import count_facets
from workflow.views.duty_list import PAGE_SIZE, DutyList, Facet, Sort, duty_list, of_kind

TODAY = date(2026, 3, 5)
NOW = at(TODAY)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """An office with two plans: a commune each late, dated, waiting and without a date."""
    make_ready(database, f"{__name__}.session", lambda: register_two(database))
    with database.reading() as session:
        yield session


def register_two(database: Database) -> None:
    registered(
        database,
        a_row("Tháng 01/2026", "Sở Nội vụ", title="Đề án một cửa"),
        a_row("Tháng 6", "UBND các xã, phường", title="Chuyển đổi số cấp xã"),
        a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Y tế", title="Y tế thông minh"),
        a_row("Thường xuyên", "Công an tỉnh", title="An toàn thông tin ở Ðắk Lắk", product="Báo cáo"),
    )
    registered(
        database,
        a_row("Trước 15/7/2026", "Sở Y tế", title="Bệnh án điện tử", cooperating="Sở Nội vụ"),
        head=a_head(number="61/KH-UBND"),
        coordinator="so-y-te",
    )
    with database.writing() as session:
        sweep(session, today=TODAY, now=NOW)


def pages(session: Session, view: DutyList, step: Callable[..., DutyList | None]) -> list[list[int]]:
    found = []
    following: DutyList | None = view
    while following is not None:
        page = list_page(session, following, EVERYTHING)
        found.append([line.id for line in page.duties])
        following = step(page)
    return found


@pytest.mark.parametrize("sort", Sort)
def test_pages_show_every_duty_once_in_order_there_and_back(session: Session, sort: Sort) -> None:
    view = DutyList(sort=sort)
    whole = [line.id for line in list_all(session, view, EVERYTHING)]
    there = pages(session, view, lambda page: page.following)
    assert [number for page in there for number in page] == whole
    assert len(set(whole)) == len(whole) == 106
    assert [len(page) for page in there] == [PAGE_SIZE, PAGE_SIZE, 6]
    last = list_page(session, view, EVERYTHING)
    while last.following is not None:
        last = list_page(session, last.following, EVERYTHING)
    assert last.previous is not None
    assert [line.id for line in list_page(session, last.previous, EVERYTHING).duties] == there[1]


def test_each_facets_count_is_the_length_of_the_list_it_leads_to(session: Session) -> None:
    for view in (DutyList(), of_kind(NearnessKind.AHEAD), duty_list("co-quan=so-y-te", today=TODAY)):
        cells = list_cells(session, view, EVERYTHING)
        counts = count_facets(cells, view)
        assert (
            counts.total
            == len(list_ids(session, view, EVERYTHING))
            == sum(1 for _ in list_all(session, view, EVERYTHING))
        )
        for facet, values in counts.by_facet.items():
            for value, count in values.items():
                if value:
                    chosen = view.without(facet).toggled(facet, value)
                    assert len(list_ids(session, chosen, EVERYTHING)) == count, (facet, value)


@pytest.mark.parametrize("typed", ["de an mot", "ĐỀ ÁN  một", "đề án", "de an"])
def test_marks_and_capitals_do_not_matter_to_a_search(session: Session, typed: str) -> None:
    found = list(list_all(session, DutyList(search=typed), EVERYTHING))
    assert "Đề án một cửa" in {line.title for line in found}


def test_another_letter_that_looks_like_d_with_a_bar_is_found_too(session: Session) -> None:
    assert [line.title for line in list_all(session, DutyList(search="dak lak"), EVERYTHING)] == [
        "An toàn thông tin ở Ðắk Lắk"
    ]


def test_signs_of_patterns_are_looked_for_as_they_are(session: Session) -> None:
    assert list(list_all(session, DutyList(search="%"), EVERYTHING)) == []
    assert list(list_all(session, DutyList(search="_"), EVERYTHING)) == []


def test_a_plan_is_found_by_its_number_and_a_duty_by_its_own(session: Session) -> None:
    by_plan = list(list_all(session, DutyList(search="61/kh"), EVERYTHING))
    assert [line.title for line in by_plan] == ["Bệnh án điện tử"]
    number = str(by_plan[0].id)
    assert by_plan[0].id in list_ids(session, DutyList(search=number), EVERYTHING)


def test_somebody_sees_the_plans_in_which_his_agency_has_something_to_do(session: Session) -> None:
    seen = in_sight(session, Sight(in_plans_of=frozenset({"so-noi-vu"})))
    assert {line.plan for line in list_all(session, DutyList(), seen)} == {"50/KH-UBND", "61/KH-UBND"}
    police = in_sight(session, Sight(in_plans_of=frozenset({"cong-an-tinh"})))
    assert {line.plan for line in list_all(session, DutyList(), police)} == {"50/KH-UBND"}
    coordinator = in_sight(session, Sight(coordinated=frozenset({"so-y-te"})))
    assert {line.plan for line in list_all(session, DutyList(), coordinator)} == {"61/KH-UBND"}
    named = in_sight(session, Sight(agencies=frozenset({"so-y-te"})))
    assert {line.agency for line in list_all(session, DutyList(), named)} == {"so-y-te"}
    assert list(list_all(session, DutyList(), InSight())) == []
    assert count_facets(list_cells(session, DutyList(), InSight()), DutyList()).total == 0


def test_what_cooperates_is_found_by_its_agency(session: Session) -> None:
    view = duty_list("phoi-hop=so-noi-vu", today=TODAY)
    assert [line.title for line in list_all(session, view, EVERYTHING)] == ["Bệnh án điện tử"]


def test_a_past_day_is_seen_as_it_was(database: Database, session: Session) -> None:
    late = next(list_all(session, of_kind(NearnessKind.OVERDUE), EVERYTHING))
    later = TODAY + timedelta(days=4)
    with database.writing() as writing:
        accepting = Transition(event=Event.ACCEPT, role=Role.STAFF, by=By(actor="Anh Ba", now=at(later)))
        apply(writing, late.id, accepting)
    with database.reading() as reading:
        then = replace(of_kind(NearnessKind.OVERDUE), day=TODAY)
        assert [line.state for line in list_all(reading, then, EVERYTHING)] == [late.state]
        before_due = replace(DutyList(), day=date(2026, 1, 25))
        cells = list_cells(reading, before_due, EVERYTHING)
        assert count_facets(cells, before_due).by_facet[Facet.NEARNESS].get("qua-han", 0) == 0
        assert count_facets(cells, before_due).total == 106
