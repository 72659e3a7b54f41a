"""Dates that change by decision keep the printed words and every date there was."""

from datetime import date

import pytest

from tests.plans import a_row, at, house_policies, registered
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import (
    ExtensionRefused,
    deny_extension,
    grant_extension,
    request_extension,
    reschedule_duty,
)
from workflow.store.duties.reading import assignment, assignments
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import fire
from workflow.store.firings.affected import Firing
from workflow.store.firings.taking_back import unfire
from workflow.store.log.writing import history
from workflow.timeliness import Timeliness

TODAY = date(2026, 7, 20)
LATER = date(2026, 8, 30)


def by(*, reason: str = "", document: str = "") -> By:
    return By(actor="Chị Lan", now=at(TODAY), reason=reason, document=document)


@pytest.fixture
def duty_id(database: Database) -> int:
    """A duty of Sở Nội vụ that was due on 14/7/2026 and is overdue."""
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    with database.writing() as session:
        sweep(session, today=TODAY, now=at(TODAY))
        return assignments(session)[0].id


def test_asking_for_more_time_moves_nothing_until_it_is_granted(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        asked = request_extension(session, duty_id, LATER, by(reason="chờ ý kiến Bộ"))
        assert (asked.due, asked.timeliness) == (date(2026, 7, 14), Timeliness.OVERDUE)
        granted = grant_extension(session, duty_id, by(document="88/UBND-KGVX"), house_policies())
    assert (granted.due, granted.act_by) == (LATER, date(2026, 8, 28))
    assert granted.timeliness is Timeliness.AHEAD
    assert granted.task.expression == "Trước 15/7/2026"


def test_the_old_day_stays_in_the_log(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        request_extension(session, duty_id, LATER, by(reason="chờ ý kiến Bộ"))
        grant_extension(session, duty_id, by(document="88/UBND-KGVX"), house_policies())
        lines = history(session, duty_id)[-2:]
    assert [line.action for line in lines] == ["request_extension", "grant_extension"]
    assert lines[1].document == "88/UBND-KGVX"
    assert (lines[1].details["was_due"], lines[1].details["due"]) == ("2026-07-14", "2026-08-30")


def test_a_refused_request_leaves_the_day_as_it_was(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        request_extension(session, duty_id, LATER, by(reason="chờ ý kiến Bộ"))
        denied = deny_extension(session, duty_id, by(reason="đã gia hạn đủ"))
        assert denied.due == date(2026, 7, 14)
        with pytest.raises(ExtensionRefused, match="chưa xin gia hạn"):
            grant_extension(session, duty_id, by(document="88/UBND-KGVX"), house_policies())


def test_a_duty_is_extended_twice_and_then_no_more(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        for month in (8, 9):
            request_extension(session, duty_id, date(2026, month, 30), by(reason="chờ"))
            grant_extension(session, duty_id, by(document="88/UBND-KGVX"), house_policies())
        request_extension(session, duty_id, date(2026, 10, 30), by(reason="chờ"))
        with pytest.raises(ExtensionRefused, match="vượt quá 2 lần"):
            grant_extension(session, duty_id, by(document="99/UBND-KGVX"), house_policies())
        assert assignment(session, duty_id).due == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("due", "reason", "refusal"),
    [(date(2026, 7, 14), "chờ", "không muộn hơn hạn"), (LATER, "", "thiếu lý do")],
)
def test_a_request_needs_a_later_day_and_a_reason(
    database: Database, duty_id: int, due: date, reason: str, refusal: str
) -> None:
    with pytest.raises(ExtensionRefused, match=refusal), database.writing() as session:
        request_extension(session, duty_id, due, by(reason=reason))


def test_an_extension_needs_the_document_that_grants_it(database: Database, duty_id: int) -> None:
    with pytest.raises(ExtensionRefused, match="văn bản"), database.writing() as session:
        request_extension(session, duty_id, LATER, by(reason="chờ"))
        grant_extension(session, duty_id, by(), house_policies())


def test_a_coordinator_gives_a_day_to_a_duty_that_has_none(database: Database) -> None:
    registered(database, a_row("Thường xuyên", "Sở Nội vụ"))
    with database.writing() as session:
        (duty,) = assignments(session)
        dated = reschedule_duty(session, duty.id, LATER, by(reason="theo Thông báo 12/TB-UBND"), house_policies())
        line = history(session, duty.id)[-1]
    assert (dated.due, dated.state, dated.task.expression) == (LATER, State.ASSIGNED, "Thường xuyên")
    assert (line.actor, line.action, line.details["was_due"]) == ("Chị Lan", "reschedule", None)


def test_what_waits_for_an_event_has_no_day_to_extend(database: Database) -> None:
    registered(database, a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ"))
    with pytest.raises(ExtensionRefused, match="đang thực hiện"), database.writing() as session:
        request_extension(session, assignments(session)[0].id, LATER, by(reason="chờ"))


def test_what_was_withdrawn_meanwhile_gets_no_more_time(database: Database, duty_id: int) -> None:
    with database.writing() as session:
        request_extension(session, duty_id, LATER, by(reason="chờ ý kiến Bộ"))
        withdrawal = Transition(
            event=Event.WITHDRAW, role=Role.COORDINATOR, by=By(actor="Chị Lan", now=at(TODAY), reason="trùng")
        )
        apply(session, duty_id, withdrawal)
    with pytest.raises(ExtensionRefused, match="đã thu hồi"), database.writing() as session:
        grant_extension(session, duty_id, by(document="88/UBND-KGVX"), house_policies())


def test_a_request_ends_with_the_day_it_was_about(database: Database) -> None:
    registered(database, a_row("Trong vòng 10 ngày sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ"))
    firing = Firing(trigger_id=1, on=TODAY, by=By(actor="Chị Lan", now=at(TODAY), document="12/QĐ-BNV"))
    with database.writing() as session:
        (affected,) = fire(session, firing, house_policies())
        request_extension(session, affected.assignment.id, LATER, by(reason="chờ ý kiến Bộ"))
        unfire(session, 1, By(actor="Chị Lan", now=at(TODAY), reason="nhầm"), house_policies())
    with pytest.raises(ExtensionRefused, match="chưa xin gia hạn"), database.writing() as session:
        grant_extension(session, affected.assignment.id, by(document="88/UBND-KGVX"), house_policies())
