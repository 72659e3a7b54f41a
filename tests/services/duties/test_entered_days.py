"""Days that people enter, and the days the house proposes: nobody is overdue from the first minute. Issue K."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.directory.working_agencies import NotWorking
from services.duties.acting import (
    Brought,
    Doing,
    allow_extension,
    ask_extension,
    cause,
    duty_requests,
    set_due_day,
)
from services.installation import Installation
from tests.plans import a_head, a_row, at, house_policies, registered
from tests.services.duties.test_acting import SHELL
from tests.web.offices import an_installation
from workflow.assignment import Assignment
from workflow.by import By
from workflow.entered_days import DayRefused
from workflow.lifecycle import Event, NeedMissing, State
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import ExtensionRefused
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import OwesTheSame
from workflow.store.duties.triggers import fire
from workflow.store.firings.affected import Firing
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history
from workflow.store.plans.next_occurrences import extend
from workflow.timeliness import Timeliness
from workflow.views.extension_requests import RequestAnswer

pytestmark = pytest.mark.sqlite_alone
PAPER = "12/BC-SNV ngày 10/7/2026"
DUE = date(2026, 7, 14)
House = Callable[..., Installation]


@pytest.fixture
def house(database: Database) -> House:
    """An office whose only task has this deadline, led by Sở Nội vụ."""

    def built(deadline: str = "Trước 15/7/2026", **more: Any) -> Installation:
        registered(database, a_row(deadline, "Sở Nội vụ"), **more)
        return an_installation(database)

    return built


def duties(office: Installation) -> list[Assignment]:
    with office.database.reading() as session:
        return sorted(assignments(session), key=lambda duty: (duty.due or date.min, duty.id))


def doing(office: Installation, day: date, number: int | None = None, **more: Any) -> Doing:
    return Doing(duty=number or duties(office)[0].id, actor=SHELL, now=at(day), **more)


def act(office: Installation, event: Event, day: date, reason: str = "", **brought: Any) -> Assignment:
    number = brought.pop("number", None)
    return cause(office, event, doing(office, day, number, reason=reason), Brought(**brought))


def test_k8_a_returned_report_gets_the_days_that_it_lay_with_the_coordinator(house: House) -> None:
    office = house()
    act(office, Event.REPORT, date(2026, 7, 10), result=PAPER)
    after = act(office, Event.RETURN, date(2026, 7, 22), reason="thiếu số liệu")
    # Twelve days from 14/7 end on a Sunday, and so with the next working day.
    assert after.due == after.act_by == DUE + timedelta(days=13)
    assert after.timeliness is Timeliness.DUE_SOON
    with office.database.reading() as session:
        assert history(session, after.id)[-1].details["was_due"] == DUE.isoformat()
        assert list(unexplained_duties(session)) == []
    assert act(office, Event.REPORT, date(2026, 7, 28), result="13/BC-SNV").timeliness is Timeliness.OVERDUE


def test_k8_what_was_reported_in_time_is_returned_with_a_day_that_can_still_be_met(house: House) -> None:
    office = house("Trước 17/7/2026")
    act(office, Event.REPORT, date(2026, 7, 16), result=PAPER)
    # Returned on the Friday: the day that it lay would end on Saturday.
    after = act(office, Event.RETURN, date(2026, 7, 17), reason="thiếu phụ lục")
    assert (after.due, after.act_by) == (date(2026, 7, 20), date(2026, 7, 20))
    act(office, Event.REPORT, date(2026, 7, 20), result=PAPER)
    # And on the very day that it was handed in: the next working day.
    assert act(office, Event.RETURN, date(2026, 7, 20), reason="thiếu chữ ký").due == date(2026, 7, 21)


def test_k8_what_was_reported_late_stays_as_late_as_it_was(house: House) -> None:
    office = house("Trước 17/7/2026")
    act(office, Event.REPORT, date(2026, 7, 20), result=PAPER)
    assert act(office, Event.RETURN, date(2026, 7, 22), reason="thiếu phụ lục").due == date(2026, 7, 18)


def test_k8_a_return_is_no_extension_and_another_day_may_be_set(house: House) -> None:
    office = house()
    act(office, Event.REPORT, date(2026, 7, 10), result=PAPER)
    after = act(office, Event.RETURN, date(2026, 7, 22), reason="làm lại từ đầu", due=date(2026, 8, 31))
    assert after.due == date(2026, 8, 31)
    assert duty_requests(office, after.id) == []
    act(office, Event.REPORT, date(2026, 8, 20), result="13/BC-SNV")
    with pytest.raises(DayRefused, match="hạn đã qua"):
        act(office, Event.RETURN, date(2026, 8, 24), reason="thiếu", due=date(2026, 8, 1))


def test_k9_a_reassigned_overdue_duty_gets_the_usual_term(house: House) -> None:
    office = house()
    after = act(office, Event.REASSIGN, date(2026, 8, 3), agency="so-y-te")
    usual = house_policies().working_days.add(date(2026, 8, 3), house_policies().usual_term)
    assert (after.due, after.timeliness) == (usual, Timeliness.AHEAD)
    assert act(office, Event.REASSIGN, date(2026, 8, 4), agency="so-noi-vu").due == usual


def test_k9_what_is_given_on_its_last_working_day_gets_the_usual_term_too(house: House) -> None:
    office = house("Trước 19/7/2026")
    # Its day, 18/7, is a Saturday; on the Friday before it who gets it hears of it only on Monday.
    after = act(office, Event.REASSIGN, date(2026, 7, 17), agency="so-y-te")
    assert after.due == house_policies().working_days.add(date(2026, 7, 17), house_policies().usual_term)


def test_k9_a_day_may_be_set_with_a_reassignment_but_not_a_past_one(house: House) -> None:
    office = house()
    with pytest.raises(DayRefused):
        act(office, Event.REASSIGN, date(2026, 8, 3), agency="so-y-te", due=date(2026, 8, 1))
    assert act(office, Event.REASSIGN, date(2026, 8, 3), agency="so-y-te", due=date(2026, 8, 5)).due == date(2026, 8, 5)


def test_k9_a_reopened_duty_is_not_overdue_from_its_first_minute(house: House) -> None:
    office = house()
    act(office, Event.WITHDRAW, date(2026, 7, 1), reason="không cần")
    after = act(office, Event.REOPEN, date(2026, 9, 1), reason="lại cần")
    assert after.due is not None
    assert after.due > date(2026, 9, 1)


def test_k12_a_reassignment_is_of_one_duty_or_of_all_that_are_left(house: House) -> None:
    office = house("ngày 25 hằng tháng", head=a_head(years=(2026, 2030)))
    first, second, third, *_ = duties(office)
    act(office, Event.REASSIGN, date(2026, 1, 20), agency="so-y-te", number=first.id)
    assert [duty.agency for duty in duties(office)][:3] == ["so-y-te", "so-noi-vu", "so-noi-vu"]
    act(office, Event.REASSIGN, date(2026, 2, 20), agency="so-xay-dung", number=second.id, later=True)
    assert {duty.agency for duty in duties(office)[1:]} == {"so-xay-dung"}
    with office.database.writing() as session:
        assert extend(session, house_policies(), now=at(date(2026, 6, 1))).duties
    assert duties(office)[-1].agency == "so-xay-dung"
    assert third.id


def test_k12_the_farthest_duty_given_away_alone_leaves_the_next_ones_where_they_were(house: House) -> None:
    office = house("ngày 25 hằng tháng", head=a_head(years=(2026, 2030)))
    farthest = duties(office)[-1]
    act(office, Event.REASSIGN, date(2026, 1, 20), agency="so-y-te", number=farthest.id)
    with office.database.writing() as session:
        extend(session, house_policies(), now=at(date(2026, 6, 1)))
    assert duties(office)[-1].agency == "so-noi-vu"


def test_k12_who_has_one_duty_alone_gets_the_later_ones_too_when_asked(house: House) -> None:
    office = house("ngày 25 hằng tháng", head=a_head(years=(2026, 2030)))
    first = duties(office)[0]
    act(office, Event.REASSIGN, date(2026, 1, 20), agency="so-y-te", number=first.id)
    act(office, Event.ACCEPT, date(2026, 1, 21), number=first.id)
    after = act(office, Event.REASSIGN, date(2026, 1, 22), agency="so-y-te", number=first.id, later=True)
    assert after.state is State.IN_PROGRESS
    assert {duty.agency for duty in duties(office)} == {"so-y-te"}
    with office.database.writing() as session:
        extend(session, house_policies(), now=at(date(2026, 6, 1)))
        assert list(unexplained_duties(session)) == []
    assert duties(office)[-1].agency == "so-y-te"


def test_k12_the_farthest_duty_given_alone_and_then_with_the_later_ones_brings_them_along(house: House) -> None:
    office = house("ngày 25 hằng tháng", head=a_head(years=(2026, 2030)))
    farthest = duties(office)[-1]
    act(office, Event.REASSIGN, date(2026, 1, 20), agency="so-y-te", number=farthest.id)
    act(office, Event.REASSIGN, date(2026, 1, 22), agency="so-y-te", number=farthest.id, later=True)
    with office.database.writing() as session:
        extend(session, house_policies(), now=at(date(2026, 6, 1)))
    assert duties(office)[-1].agency == "so-y-te"


@pytest.mark.parametrize("later", [True, False])
def test_k12_giving_a_duty_to_its_own_agency_is_refused_and_changes_nothing(house: House, later: bool) -> None:
    office = house("ngày 25 hằng tháng", head=a_head(years=(2026, 2030)))
    before = duties(office)
    with pytest.raises(OwesTheSame, match="đang do chính cơ quan này thực hiện"):
        act(office, Event.REASSIGN, date(2026, 1, 20), agency="so-noi-vu", later=later)
    assert duties(office) == before


def test_k12_what_an_agency_refused_may_be_given_back_to_it_with_the_later_ones_it_refused(house: House) -> None:
    office = house("ngày 25 hằng tháng", head=a_head(years=(2026, 2030)))
    first, second, third, *_ = duties(office)
    for duty in (first, third):
        act(office, Event.REFUSE, date(2026, 1, 20), "không đúng chức năng", number=duty.id)
    act(office, Event.ACCEPT, date(2026, 1, 20), number=second.id)
    act(office, Event.REASSIGN, date(2026, 1, 22), "đã họp", agency="so-noi-vu", number=first.id, later=True)
    states = [duty.state for duty in duties(office)[:3]]
    assert states == [State.ASSIGNED, State.IN_PROGRESS, State.ASSIGNED]


def test_k15_a_waiting_duty_may_be_given_a_day_of_its_own(house: House) -> None:
    office = house("Theo thời gian các bộ, ngành đã đăng ký")
    after = set_due_day(office, doing(office, date(2026, 3, 2), reason="Bộ Nội vụ hẹn"), date(2026, 5, 4))
    assert (after.state, after.due) == (State.ASSIGNED, date(2026, 5, 4))


def test_k9_what_is_opened_again_after_its_event_gets_the_day_of_the_event(house: House) -> None:
    office = house("Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án")
    act(office, Event.WITHDRAW, date(2026, 2, 26), reason="giao nhầm")
    with office.database.writing() as session:
        by = By(actor="Chị Lan", now=at(date(2026, 3, 2)), document="345/QĐ-BNV")
        fire(session, Firing(trigger_id=1, on=date(2026, 2, 27), by=by), office.policies)
    after = act(office, Event.REOPEN, date(2026, 3, 4), reason="vẫn cần")
    assert (after.state, after.due) == (State.IN_PROGRESS, date(2026, 3, 16)), "14/3 is a Saturday"


@pytest.mark.parametrize("receiver", ["cac-bo-nganh", "so-nong-nghiep-va-phat-trien-nong-thon"])
def test_k12_neither_a_group_nor_an_agency_that_is_no_more_is_given_a_duty(house: House, receiver: str) -> None:
    office = house()
    assert office.policies.directory.get(receiver).is_group or office.policies.directory.get(receiver).dissolved
    with pytest.raises(NotWorking):
        act(office, Event.REASSIGN, date(2026, 3, 4), agency=receiver)
    assert duties(office)[0].agency == "so-noi-vu"


def test_k16_requests_have_numbers_and_a_newer_one_is_not_granted_unseen(house: House) -> None:
    office = house()
    ask_extension(office, doing(office, date(2026, 7, 1), reason="chờ Bộ"), date(2026, 7, 31))
    ask_extension(office, doing(office, date(2026, 7, 2), reason="chờ thêm"), date(2026, 8, 31))
    granting = doing(office, date(2026, 7, 3), document="88/UBND ngày 03/7/2026")
    with pytest.raises(ExtensionRefused, match="đã có yêu cầu số 2"):
        allow_extension(office, granting, request=1)
    allow_extension(office, granting, due=date(2026, 8, 14), request=2)
    first, second = (asked for _, asked in duty_requests(office, duties(office)[0].id))
    assert (first.number, first.answer) == (1, RequestAnswer.REPLACED)
    assert (second.was_due, second.wished_due, second.granted) == (DUE, date(2026, 8, 31), date(2026, 8, 14))
    assert (second.times, second.answer) == (1, RequestAnswer.GRANTED)


def test_k17_progress_is_what_it_was_once_a_report_is_recalled(house: House) -> None:
    office = house()
    act(office, Event.NOTE_PROGRESS, date(2026, 3, 1), text="đang làm", percent=40)
    act(office, Event.REPORT, date(2026, 3, 2), result="12/BC-SNV")
    act(office, Event.RECALL_REPORT, date(2026, 3, 3))
    with office.database.reading() as session:
        line = history(session, duties(office)[0].id)[-1]
        assert line.details["progress"] == 40
        assert list(unexplained_duties(session)) == []


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 8, 4), "chưa đến"),
        (date(2025, 1, 1), "trước khi nhiệm vụ được giao"),
        (date(2026, 7, 10), "chưa nêu văn bản"),
    ],
)
def test_k19_a_reports_day_is_held_to_sense(house: House, on: date, words: str) -> None:
    office = house()
    with pytest.raises(DayRefused, match=words):
        act(office, Event.REPORT, date(2026, 8, 3), result="đã xong", on=on)


def test_k19_an_old_day_is_taken_with_its_paper(house: House) -> None:
    office = house()
    after = act(office, Event.REPORT, date(2026, 8, 3), result=PAPER, on=date(2026, 7, 10))
    assert after.reported_on == date(2026, 7, 10)


def test_k19_a_report_is_not_of_a_day_before_its_agency_was_given_the_duty(house: House) -> None:
    office = house()
    act(office, Event.REASSIGN, date(2026, 7, 1), agency="so-y-te")
    with pytest.raises(DayRefused, match="01/7/2026"):
        act(office, Event.REPORT, date(2026, 7, 2), result=PAPER, on=date(2026, 6, 1))


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_k19_a_blank_result_is_none(house: House, blank: str) -> None:
    office = house()
    with pytest.raises(NeedMissing):
        act(office, Event.REPORT, date(2026, 3, 3), result=blank)


@pytest.mark.parametrize("due", [date(2057, 1, 1), date(9999, 12, 31)])
def test_k19_new_due_days_are_none_that_nobody_can_mean(house: House, due: date) -> None:
    office = house()
    with pytest.raises(DayRefused, match=r"hạn quá xa.*không sau năm 2056"):
        set_due_day(office, doing(office, date(2026, 3, 3), reason="x"), due)
    with pytest.raises(DayRefused, match="hạn quá xa"):
        ask_extension(office, doing(office, date(2026, 7, 1), reason="chờ Bộ"), due)
    set_due_day(office, doing(office, date(2026, 3, 3), reason="x"), date(2056, 12, 31))


def test_k19_new_due_days_are_not_past(house: House) -> None:
    office = house()
    with pytest.raises(DayRefused, match="hạn đã qua"):
        set_due_day(office, doing(office, date(2026, 3, 3), reason="x"), date(2026, 3, 2))
    ask_extension(office, doing(office, date(2026, 7, 1), reason="chờ Bộ"), date(2026, 7, 20))
    late = doing(office, date(2026, 7, 27), document="88/UBND ngày 27/7/2026")
    with pytest.raises(DayRefused, match="hạn đã qua"):
        allow_extension(office, late)
