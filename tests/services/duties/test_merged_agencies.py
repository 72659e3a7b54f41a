"""Whoever is given a duty works today: what a merged agency had is its successor's. Issue K."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.directory.working_agencies import NotWorking, check_works
from services.duties.acting import Brought, Doing, cause
from services.duties.endings import (
    Deciding,
    name_coordinator,
    replace_plan,
    restore_replaced_plan,
    succeed,
    take_back_import,
)
from services.duties.events import watch_event
from services.installation import Installation
from tests.plans import a_head, a_row, at, registered
from tests.services.duties.test_acting import SHELL
from tests.services.houses import a_house
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, State
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import OwesTheSame
from workflow.store.duties.triggers import fire, preview
from workflow.store.firings.affected import Firing
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history
from workflow.store.plans.ending import EndingRefused
from workflow.store.plans.next_occurrences import extend

MERGED_ON = date(2026, 7, 1)
LATER = date(2026, 7, 6)
BY_DECISION = Deciding(actor=SHELL, now=at(MERGED_ON), reason="sáp nhập", document="12/NQ-HĐND ngày 30/6/2026")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with a_house(tmp_path) as house:
        yield house


def duties(house: Installation) -> list[Assignment]:
    with house.database.reading() as session:
        return sorted(assignments(session), key=lambda one: one.id)


def owned(house: Installation, agency: str) -> Assignment:
    return next(one for one in duties(house) if one.agency == agency)


def act(house: Installation, number: int, event: Event, on: date, **brought: object) -> Assignment:
    doing = Doing(duty=number, actor=SHELL, now=at(on), reason="vẫn cần")
    return cause(house, event, doing, Brought(**brought))  # type: ignore[arg-type]


def report(house: Installation, number: int, on: date) -> Assignment:
    return act(house, number, Event.REPORT, on, result="12/BC ngày 30/6/2026")


def merge(house: Installation, old: str = "so-noi-vu", new: str = "so-tai-chinh") -> None:
    succeed(house, old, new, BY_DECISION)


def everything_is_explained(house: Installation) -> bool:
    with house.database.reading() as session:
        return not list(unexplained_duties(session))


@pytest.mark.parametrize("ending", [Event.WITHDRAW, Event.CONFIRM])
def test_k14_what_is_opened_again_goes_to_the_successor_of_today(house: Installation, ending: Event) -> None:
    registered(house.database, a_row("Trước 15/9/2026", "Sở Nội vụ"))
    report(house, 1, date(2026, 6, 30))
    act(house, 1, ending, date(2026, 6, 30))
    merge(house)
    merge(house, "so-tai-chinh", "so-y-te")
    after = act(house, 1, Event.REOPEN, LATER)
    assert (after.agency, after.state, after.due) == ("so-y-te", State.IN_PROGRESS, date(2026, 9, 14))
    with house.database.reading() as session:
        lines = history(session, 1)[-2:]
    assert [line.action for line in lines] == ["succeed", "reopen"]
    assert (lines[0].details["was_agency"], lines[0].details["agency"]) == ("so-noi-vu", "so-y-te")
    assert everything_is_explained(house)


@pytest.mark.parametrize(
    ("own", "remedy"),
    [
        ((), "Theo dõi tiếp ở nhiệm vụ 2"),
        ((Event.REPORT, Event.CONFIRM), "Mở lại nhiệm vụ 2 thay cho nhiệm vụ này"),
        ((Event.WITHDRAW,), "Mở lại nhiệm vụ 2 thay cho nhiệm vụ này"),
    ],
)
def test_k14_nothing_is_opened_again_beside_what_the_successor_has_of_the_same_day(
    house: Installation, own: tuple[Event, ...], remedy: str
) -> None:
    registered(house.database, a_row("Trước 15/9/2026", "Sở Nội vụ, Sở Tài chính"))
    act(house, 1, Event.WITHDRAW, date(2026, 6, 30))
    for event in own:
        act(house, 2, event, date(2026, 6, 30), result="12/BC ngày 30/6/2026")
    merge(house)
    before = duties(house)
    with pytest.raises(OwesTheSame, match="đã sáp nhập vào Sở Tài chính") as refused:
        act(house, 1, Event.REOPEN, LATER)
    assert remedy in refused.value.remedy
    assert duties(house) == before


def test_k14_a_confirmation_taken_back_leaves_the_report_to_the_successor(house: Installation) -> None:
    registered(house.database, a_row("Trước 15/9/2026", "Sở Nội vụ"))
    report(house, 1, date(2026, 6, 30))
    act(house, 1, Event.CONFIRM, MERGED_ON)
    merge(house)
    after = act(house, 1, Event.RECALL_CONFIRMATION, MERGED_ON)
    assert (after.agency, after.state) == ("so-tai-chinh", State.REPORTED)


@pytest.mark.parametrize("own", [(), (Event.WITHDRAW,)])
def test_k14_a_report_that_outlived_its_agency_goes_on_with_the_successor_once_it_is_returned(
    house: Installation, own: tuple[Event, ...]
) -> None:
    registered(house.database, a_row("Trước 15/9/2026", "Sở Nội vụ, Sở Tài chính"))
    for number in (1, 2):
        report(house, number, date(2026, 6, 30))
    merge(house)
    for event in own:
        act(house, 2, event, MERGED_ON)
    act(house, 1, Event.RETURN, LATER)
    assert owned(house, "so-noi-vu").state is State.WITHDRAWN
    assert owned(house, "so-tai-chinh").state is (State.IN_PROGRESS if own else State.REPORTED)
    assert everything_is_explained(house)


@pytest.mark.parametrize("lead", ["Sở Nội vụ", "Sở Nội vụ, Sở Tài chính"])
def test_k14_a_restored_plan_gives_the_successor_what_its_merged_agency_had(house: Installation, lead: str) -> None:
    registered(house.database, a_row("Trước 15/9/2026", lead))
    registered(house.database, a_row("Trước 15/10/2026", "Sở Y tế"), head=a_head(number="99/KH-UBND", issued_on=LATER))
    replace_plan(house, "50/KH-UBND", "99/KH-UBND", BY_DECISION)
    merge(house)
    restore_replaced_plan(house, "50/KH-UBND", BY_DECISION)
    living = [(one.agency, one.due) for one in duties(house) if one.state is State.ASSIGNED]
    assert living == [("so-tai-chinh", date(2026, 9, 14)), ("so-y-te", date(2026, 10, 14))]
    assert everything_is_explained(house)


def test_k14_what_comes_back_is_the_successors(house: Installation) -> None:
    registered(house.database, a_row("ngày 25 hằng tháng", "Sở Nội vụ"), head=a_head(years=(2026, 2030)))
    merge(house)
    with house.database.writing() as session:
        extend(session, house.policies, now=at(LATER), day=date(2027, 12, 1))
    assert {one.agency for one in duties(house)} == {"so-tai-chinh"}


def test_k14_an_event_that_happens_again_gives_the_successor_what_it_brings(house: Installation) -> None:
    registered(house.database, a_row("Báo cáo theo yêu cầu của Ban Chỉ đạo", "Sở Nội vụ"), head=a_head())

    def asked(on: date) -> Firing:
        return Firing(trigger_id=1, on=on, by=By(actor="Chị Lan", now=at(on), document=f"{on.day}/CV-BCĐ"))

    with house.database.writing() as session:
        fire(session, asked(date(2026, 6, 1)), house.policies)
    report(house, 1, date(2026, 6, 3))
    act(house, 1, Event.CONFIRM, date(2026, 6, 4))
    merge(house)
    with house.database.writing() as session:
        (shown,) = preview(session, asked(LATER), house.policies)
        assert (shown.assignment.agency, shown.assignment.agency_name) == ("so-tai-chinh", "Sở Tài chính")
        fire(session, asked(LATER), house.policies)
    assert [(one.agency, one.state) for one in duties(house)] == [
        ("so-noi-vu", State.COMPLETED),
        ("so-tai-chinh", State.ASSIGNED),
    ]


@pytest.mark.parametrize("ending", [Event.WITHDRAW, Event.CONFIRM])
def test_k19_nothing_of_a_plan_that_was_taken_back_is_opened_again_alone(house: Installation, ending: Event) -> None:
    registered(house.database, a_row("Trước 15/9/2026", "Sở Nội vụ"))
    report(house, 1, date(2026, 6, 30))
    act(house, 1, ending, date(2026, 6, 30))
    take_back_import(house, "50/KH-UBND", BY_DECISION)
    with pytest.raises(EndingRefused, match="đã được rút khỏi hệ thống ngày 01/7/2026") as refused:
        act(house, 1, Event.REOPEN, LATER)
    assert "Nhập lại văn bản" in refused.value.remedy
    assert duties(house)[0].state is not State.IN_PROGRESS


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("so-noi-vu", "Ghi cơ quan kế thừa: Sở Y tế."),
        ("cac-so-ban-nganh", "Ghi tên một cơ quan của nhóm."),
    ],
)
def test_k20_nobody_who_cant_work_is_charged_with_anything(house: Installation, named: str, said: str) -> None:
    registered(house.database, a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Xây dựng"))
    merge(house)
    merge(house, "so-tai-chinh", "so-y-te")
    directory = house.policies.directory
    with pytest.raises(NotWorking) as refused:
        check_works(directory, named, "Cơ quan")
    assert refused.value.remedy == said
    with pytest.raises(NotWorking), house.database.writing() as session:
        watch_event(session, directory, 1, named, By(actor="x", now=at(LATER)))
    with pytest.raises(NotWorking):
        name_coordinator(house, "50/KH-UBND", directory.get(named).name, BY_DECISION)
    with pytest.raises(NotWorking):
        act(house, 1, Event.REASSIGN, LATER, agency=named)
