"""What people are told because it happened: a date from an event, a change, an event that still waits."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.plans import IMPORTED_ON, a_row, at, house_policies, registered, with_contacts
from tests.ready import make_ready
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.notices.ladder import USUAL_TERMS, UnconfirmedTerms
from workflow.notices.sentences import pending_decisions
from workflow.store.database.opening import Database
from workflow.store.duties.date_lines import date_lines
from workflow.store.duties.extensions import request_extension, reschedule_duty
from workflow.store.duties.reading import assignment
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import (
    UnknownWatcher,
    awaited_by_duties,
    correct,
    fire,
    list_triggers,
    set_watcher,
)
from workflow.store.firings.affected import Firing
from workflow.store.firings.taking_back import unfire
from workflow.store.notices.change_notices import queue_news
from workflow.store.notices.listing import notices
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.plans.successions import succeed_agency
from workflow.store.tables import ContactRole, NoticeRow

POLICIES = house_policies()
COORDINATOR = "so-khoa-hoc-va-cong-nghe"
CHIEF, OFFICE = f"vanthu@{COORDINATOR}.example", "vanthu@so-noi-vu.example"
DAY = date(2026, 3, 2)


@pytest.fixture
def province(database: Database) -> Database:
    """Duty 1 of Sở Nội vụ due on 14/7/2026, duty 2 that awaits an event; the ladder ran on the day of the import."""
    make_ready(database, f"{__name__}.province", lambda: fill_province(database))
    return database


def fill_province(database: Database) -> None:
    with_contacts(database, "so-noi-vu", COORDINATOR)
    registered(
        database,
        a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating=""),
        a_row("Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ", cooperating=""),
    )
    run(database, IMPORTED_ON)


def run(database: Database, day: date, terms: UnconfirmedTerms = USUAL_TERMS) -> int:
    """A day's queueing; how many pieces of news are new."""
    moment = Moment(today=day, now=at(day), not_before=at(day))
    with database.writing() as session:
        news = queue_news(session, moment=moment, working_days=POLICIES.working_days, terms=terms)
        queue_notices(session, POLICIES.ladders, moment=moment, working_days=POLICIES.working_days)
        return news


def told(database: Database, step: str) -> list[tuple[int, str]]:
    with database.reading() as session:
        return sorted((line.assignment_id or 0, line.recipient) for line in notices(session) if line.step == step)


def fire_it(database: Database, on: date, day: date | None = None) -> None:
    said = Firing(trigger_id=1, on=on, by=By(actor="Chị Lan", now=at(day or on), document="345/QĐ-BNV"))
    with database.writing() as session:
        fire(session, said, POLICIES)


def set_anew(database: Database, due: date, day: date) -> None:
    by = By(actor="Chị Lan", now=at(day), reason="theo chỉ đạo")
    with database.writing() as session:
        reschedule_duty(session, 1, due, by, POLICIES)


def test_a_day_without_changes_has_no_news(province: Database) -> None:
    assert run(province, IMPORTED_ON + timedelta(days=1)) == 0


def test_the_agency_hears_that_an_event_gave_its_duty_a_day(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    fire_it(province, DAY)

    assert run(province, DAY) == 1
    assert told(province, "opened") == [(2, OFFICE)]


def test_a_changed_day_is_told_once_with_the_day_before(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    set_anew(province, date(2026, 8, 31), DAY)

    assert [run(province, DAY), run(province, DAY), run(province, DAY + timedelta(days=1))] == [1, 0, 0]
    assert told(province, "changed") == [(1, OFFICE)]


def test_a_second_change_is_news_again(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    set_anew(province, date(2026, 8, 31), DAY)
    run(province, DAY)
    set_anew(province, date(2026, 9, 30), DAY)

    assert run(province, DAY) == 1


def test_a_withdrawn_duty_and_a_report_sent_back_are_told(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    withdrawn = Transition(
        event=Event.WITHDRAW, role=Role.COORDINATOR, by=By(actor="Chị Lan", now=at(DAY), reason="trùng nhiệm vụ")
    )
    with province.writing() as session:
        apply(session, 1, withdrawn)

    assert run(province, DAY) == 1
    assert told(province, "changed") == [(1, OFFICE)]


def test_what_an_agency_does_itself_is_no_news_to_it(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    accepted = Transition(event=Event.ACCEPT, role=Role.STAFF, by=By(actor="Anh Minh", now=at(DAY)))
    with province.writing() as session:
        apply(session, 1, accepted)

    assert run(province, DAY) == 0


def test_who_watches_an_event_is_asked_every_thirty_days(province: Database) -> None:
    asked = [run(province, IMPORTED_ON + timedelta(days=days)) for days in (29, 30, 31, 59, 60)]

    assert asked == [0, 1, 0, 0, 1]
    assert told(province, "watch") == [(2, CHIEF), (2, CHIEF)]


def test_another_agency_may_watch(province: Database) -> None:
    with province.writing() as session:
        set_watcher(session, 1, "so-noi-vu", By(actor="Chị Lan", now=at(DAY)))
    run(province, DAY)

    assert told(province, "watch") == [(2, OFFICE)]


def test_an_event_that_has_happened_is_asked_about_no_more(province: Database) -> None:
    fire_it(province, DAY)
    run(province, DAY)

    assert told(province, "watch") == []
    with province.reading() as session:
        assert awaited_by_duties(session, [1, 2]) == {}


def test_a_watcher_that_is_no_agency_is_refused(province: Database) -> None:
    with province.writing() as session, pytest.raises(UnknownWatcher, match="không có trong danh bạ"):
        set_watcher(session, 1, "so-nao-do", By(actor="Chị Lan", now=at(DAY)))


def move(database: Database, event: Event, day: date, **given: Any) -> None:
    role = Role.COORDINATOR if event in {Event.CONFIRM, Event.RECALL_CONFIRMATION} else Role.STAFF
    by = By(actor="Anh Minh", now=at(day), reason="không đúng chức năng" if event is Event.REFUSE else "")
    with database.writing() as session:
        apply(session, 1, Transition(event=event, role=role, by=by, **given))


def words(database: Database, step: str) -> list[str]:
    with database.reading() as session:
        found = select(NoticeRow.note).where(NoticeRow.step == step).order_by(NoticeRow.id)
        return list(session.scalars(found))


def to_decide(database: Database) -> tuple[str, ...]:
    """What the first duty's coordinator reads that he has to decide, on that day."""
    with database.reading() as session:
        lines = date_lines(session, [1])[1].lines
        return pending_decisions(assignment(session, 1), lines, house_policies().on(DAY))


def test_the_coordinator_hears_of_a_report_to_confirm_and_the_agency_that_it_was_confirmed(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    move(province, Event.REPORT, DAY, result="12/BC-SNV")
    assert run(province, DAY) == 1
    assert told(province, "decide") == [(1, CHIEF)]
    move(province, Event.CONFIRM, DAY)
    assert run(province, DAY) == 1
    assert (told(province, "changed"), words(province, "changed")) == (
        [(1, OFFICE)],
        ["Ngày 02/3/2026: báo cáo kết quả được xác nhận."],
    )


def test_a_report_whose_confirmation_was_taken_back_is_put_to_the_coordinator_again(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    move(province, Event.REPORT, DAY, result="12/BC-SNV")
    move(province, Event.CONFIRM, DAY)
    run(province, DAY)
    before = told(province, "decide")
    move(province, Event.RECALL_CONFIRMATION, DAY)
    assert run(province, DAY) == 2
    assert told(province, "decide") == [*before, (1, CHIEF)]
    assert words(province, "changed")[-1] == "Ngày 02/3/2026: xác nhận hoàn thành được rút lại."


@pytest.mark.parametrize(
    ("reason", "told_as"),
    [("chưa có phụ lục", "chưa có phụ lục."), ("Chưa có phụ lục.", "Chưa có phụ lục."), ("thiếu gì?", "thiếu gì?")],
)
def test_l7_a_typed_reason_ends_its_sentence_once(province: Database, reason: str, told_as: str) -> None:
    run(province, DAY - timedelta(days=1))
    move(province, Event.REPORT, DAY, result="12/BC-SNV")
    by = By(actor="Chị Lan", now=at(DAY), reason=reason)
    with province.writing() as session:
        apply(session, 1, Transition(event=Event.RETURN, role=Role.COORDINATOR, by=by))
    run(province, DAY)
    assert words(province, "changed")[-1] == f"Ngày 02/3/2026: báo cáo kết quả được trả lại; lý do: {told_as}"


def test_the_coordinator_hears_of_a_refusal_with_its_reason(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    move(province, Event.REFUSE, DAY)
    run(province, DAY)
    assert told(province, "decide") == [(1, CHIEF)]
    assert to_decide(province) == (
        "Cơ quan từ chối nhận (ý kiến ngày 02/3/2026), lý do: không đúng chức năng; chờ giao lại.",
    )


def test_the_coordinator_hears_of_an_extension_asked_for_with_the_day_and_the_reason(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    with province.writing() as session:
        by = By(actor="Anh Minh", now=at(DAY), reason="chờ ý kiến")
        request_extension(session, 1, date(2026, 8, 31), by)
    run(province, DAY)
    assert told(province, "decide") == [(1, CHIEF)]
    assert to_decide(province) == (
        "Cơ quan xin gia hạn đến 31/8/2026 (ý kiến ngày 02/3/2026), lý do: chờ ý kiến; chờ quyết định.",
    )


def test_a_report_nobody_confirms_climbs_to_the_coordinator_and_to_his_head(province: Database) -> None:
    with province.writing() as session:
        boss = Contact(agency=COORDINATOR, role=ContactRole.HEAD, name="Giám đốc", address="giam-doc@skhcn.example")
        keep_contacts(session, [boss])
    run(province, DAY - timedelta(days=1))
    move(province, Event.REPORT, DAY, result="12/BC-SNV")
    # DAY is a Monday: five working days later is the next one.
    new = [run(province, DAY + timedelta(days=days)) for days in (0, 6, 7, 8, 13, 14, 15)]
    assert new == [1, 0, 1, 0, 0, 1, 0]
    assert told(province, "unconfirmed") == [(1, CHIEF)]
    assert told(province, "unconfirmed-head") == [(1, "giam-doc@skhcn.example")]


def test_l1_an_office_says_itself_after_how_many_days_it_climbs(province: Database) -> None:
    with province.writing() as session:
        boss = Contact(agency=COORDINATOR, role=ContactRole.HEAD, name="Giám đốc", address="giam-doc@skhcn.example")
        keep_contacts(session, [boss])
    run(province, DAY - timedelta(days=1))
    move(province, Event.REPORT, DAY, result="12/BC-SNV")
    sooner = UnconfirmedTerms(again=2, head=3)
    new = [run(province, DAY + timedelta(days=days), sooner) for days in (0, 1, 2, 3, 4)]
    assert new == [1, 0, 1, 1, 0]


def test_l22_a_correction_is_told_also_where_the_day_stays(province: Database) -> None:
    # Fifteen days from Saturday 28/02 or Sunday 01/3 end on Monday 16/3.
    run(province, DAY - timedelta(days=1))
    fire_it(province, date(2026, 2, 28), DAY)
    run(province, DAY)
    day = DAY + timedelta(days=1)
    by = By(actor="Chị Lan", now=at(day), document="346/QĐ-BNV", reason="ghi nhầm")
    with province.writing() as session:
        correct(session, Firing(trigger_id=1, on=date(2026, 3, 1), by=by), POLICIES)
        correct(session, Firing(trigger_id=1, on=date(2026, 3, 1), by=replace(by, document="347/QĐ-BNV")), POLICIES)
        correct(session, Firing(trigger_id=1, on=DAY, by=replace(by, document="347/QĐ-BNV")), POLICIES)
    assert run(province, day) == 3
    of_event = "“Bộ Nội vụ ban hành Đề án”"
    moved = "hạn trước đây 16/3/2026; hạn mới 17/3/2026"
    corrected = f"ngày xảy ra {of_event} được chỉnh lại thành"
    assert words(province, "changed") == [
        f"Ngày 03/3/2026: {told}; lý do: ghi nhầm."
        for told in (
            f"{corrected} 01/3/2026 (trước đây ghi 28/02/2026); hạn giữ nguyên 16/3/2026; căn cứ 346/QĐ-BNV",
            f"văn bản ghi nhận {of_event} được chỉnh lại; hạn giữ nguyên 16/3/2026; căn cứ 347/QĐ-BNV",
            f"{corrected} 02/3/2026 (trước đây ghi 01/3/2026); {moved}; căn cứ 347/QĐ-BNV",
        )
    ]


def test_l24_an_event_that_was_taken_back_is_awaited_and_asked_about_from_then_on(province: Database) -> None:
    asked = IMPORTED_ON + timedelta(days=30)
    run(province, asked)
    fire_it(province, asked)
    back = asked + timedelta(days=10)
    with province.writing() as session:
        unfire(session, 1, By(actor="Chị Lan", now=at(back), reason="nhầm"), POLICIES)
        assert list_triggers(session)[0].waiting_since == back
    before = len(told(province, "watch"))
    counts = []
    for days in (20, 29, 30, 31):
        run(province, back + timedelta(days=days))
        counts.append(len(told(province, "watch")) - before)
    assert counts == [0, 0, 1, 1]


def test_l16_a_day_set_for_a_waiting_duty_alone_is_told_as_such(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    by = By(actor="Chị Lan", now=at(DAY), reason="Bộ hẹn riêng")
    with province.writing() as session:
        reschedule_duty(session, 2, date(2026, 4, 30), by, POLICIES)
    run(province, DAY)
    (told_of,) = words(province, "opened")
    assert told_of == (
        "Ngày 02/3/2026: được đặt hạn riêng, không chờ sự kiện nữa; "
        "hạn mới 30/4/2026 (làm xong từ thứ Tư 29/4); lý do: Bộ hẹn riêng."
    )


def test_the_agency_that_a_duty_was_taken_from_hears_that_another_has_it(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    by = By(actor="Chị Lan", now=at(DAY), reason="đúng chức năng")
    with province.writing() as session:
        apply(session, 1, Transition(event=Event.REASSIGN, role=Role.COORDINATOR, by=by, agency="so-tai-chinh"))
    run(province, DAY)
    run(province, DAY + timedelta(days=1))
    assert told(province, "handed_away") == [(1, OFFICE)]
    assert words(province, "handed_away") == [
        "Ngày 02/3/2026: nhiệm vụ được giao cho cơ quan khác; lý do: đúng chức năng."
    ]


def test_what_happened_is_told_once_also_when_others_speak_for_the_agency_the_day_after(province: Database) -> None:
    run(province, DAY - timedelta(days=1))
    set_anew(province, date(2026, 8, 3), DAY)
    run(province, DAY)
    with province.writing() as session:
        backup = Contact(agency="so-noi-vu", role=ContactRole.STAFF, name="Anh Mới", address="moi@so-noi-vu.example")
        keep_contacts(session, [backup])
    run(province, DAY + timedelta(days=1))
    assert told(province, "changed") == [(1, OFFICE)]


def test_a_report_of_a_day_off_is_asked_about_on_the_same_day_as_one_of_the_working_day_before(
    province: Database,
) -> None:
    saturday = DAY + timedelta(days=5)
    run(province, DAY)
    move(province, Event.REPORT, saturday, result="12/BC-SNV")
    # Five working days, Monday to Friday, have passed without a word.
    asked = {days: run(province, saturday + timedelta(days=days)) for days in (0, 5, 6, 7)}
    assert asked == {0: 1, 5: 0, 6: 1, 7: 0}
    assert told(province, "unconfirmed") == [(1, CHIEF)]


def test_k14_a_duty_opened_again_long_after_a_merger_is_the_successors_who_is_told_of_both(province: Database) -> None:
    done = Transition(event=Event.REPORT, role=Role.STAFF, by=By(actor="Chị Hoa", now=at(DAY)), result="12/BC", on=DAY)
    confirmed = Transition(event=Event.CONFIRM, role=Role.COORDINATOR, by=By(actor="Anh Nam", now=at(DAY, 9)))
    with province.writing() as session:
        apply(session, 1, done)
        apply(session, 1, confirmed)
        succeed_agency(session, "so-noi-vu", "so-tu-phap", By(actor="Chị Lan", now=at(DAY, 10)))
    run(province, DAY)
    run(province, date(2026, 4, 27))
    again = By(actor="Chị Lan", now=at(date(2026, 5, 4)), reason="còn thiếu phụ lục")
    with province.writing() as session:
        apply(session, 1, Transition(event=Event.REOPEN, role=Role.COORDINATOR, by=again))
    before = Counter(told(province, "changed"))
    run(province, date(2026, 5, 4))
    assert Counter(told(province, "changed")) - before == {(1, OFFICE): 2}
    passed_on, opened = words(province, "changed")[-2:]
    assert "chuyển sang cơ quan kế thừa; trước đây của Sở Nội vụ" in passed_on
    assert "được mở lại" in opened
