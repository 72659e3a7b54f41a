"""What people see of the outbox and decide about it, and what the auditor finds."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from tests.builders import a_transition
from tests.notifications.offices import COORDINATOR, DAY, DUE, lines, queue_on
from tests.plans import IMPORTED_ON, a_row, at, house_policies, registered, with_contacts
from tests.ready import make_ready
from workflow.by import By
from workflow.lifecycle import Event, Role
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.notices.completeness import NoticeAudit, find_gaps
from workflow.store.notices.listing import (
    NoticeSettled,
    UnknownNotice,
    cancel,
    counts,
    notice,
    notices,
    retry,
)
from workflow.store.notices.outbox import claim
from workflow.store.notices.queueing import look_at_overdue
from workflow.store.tables import EventRow, NoticeRow, NoticeState

BY = By(actor="Chị Lan", now=at(DAY), reason="đã gọi điện")


@pytest.fixture
def queued(database: Database) -> Database:
    """A duty that is overdue since yesterday: one notice for its agency, one for the coordinator."""
    make_ready(database, f"{__name__}.queued", lambda: fill_queued(database))
    return database


def fill_queued(database: Database) -> None:
    with_contacts(database, "so-noi-vu", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating=""))
    queue_on(database)


def put(database: Database, state: NoticeState, message_id: str = "") -> int:
    """Bring the newest notice into a state; return its number."""
    with database.writing() as session:
        row = session.scalars(select(NoticeRow).order_by(NoticeRow.id.desc())).first()
        assert row is not None
        row.state, row.message_id, row.attempts, row.settled_at = state, message_id, 6, at(DAY)
        return row.id


def test_notices_are_found_by_state_channel_and_a_piece_of_the_recipient(queued: Database) -> None:
    with queued.reading() as session:
        found = notices(session, states=[NoticeState.QUEUED], channel="email", recipient="SO-NOI-VU")
        assert [n.recipient for n in found] == ["vanthu@so-noi-vu.example"]
        assert notices(session, states=[NoticeState.DEAD]) == []
        assert counts(session) == {NoticeState.QUEUED: 2}


def test_a_dead_notice_may_be_sent_again_as_if_it_were_new_and_the_log_knows_who_said_so(queued: Database) -> None:
    number = put(queued, NoticeState.DEAD, "<a@dondoc>")
    with queued.writing() as session:
        retry(session, [number], BY)
        line = notice(session, number)
        event = session.scalars(select(EventRow).where(EventRow.action == "notice_retry")).one()
        assert (line.state, line.attempts, line.message_id) == (NoticeState.QUEUED, 0, "")
        assert (event.actor, event.reason, event.details["notice"]) == ("Chị Lan", "đã gọi điện", number)


def test_a_doubtful_notice_keeps_its_message_id_when_a_person_sends_it_again(queued: Database) -> None:
    number = put(queued, NoticeState.UNKNOWN, "<a@dondoc>")
    with queued.writing() as session:
        retry(session, [number], BY)
        assert "<a@dondoc>" in {parcel.message_id for parcel in claim(session, "email", now=at(DAY))}


def test_a_cancelled_notice_is_not_sent(queued: Database) -> None:
    with queued.writing() as session:
        cancel(session, [line.id for line in notices(session)], BY)
        assert claim(session, "email", now=at(DAY)) == []
        assert {line.outcome for line in notices(session)} == {"Chị Lan hủy: đã gọi điện"}


@pytest.mark.parametrize("decide", [retry, cancel])
def test_what_was_sent_can_be_neither_sent_again_nor_cancelled(queued: Database, decide: object) -> None:
    number = put(queued, NoticeState.SENT)
    with pytest.raises(NoticeSettled, match="đã gửi"), queued.writing() as session:
        (retry if decide is retry else cancel)(session, [number], BY)


def test_a_notice_that_is_not_there_is_named(queued: Database) -> None:
    with pytest.raises(UnknownNotice, match="4711"), queued.writing() as session:
        cancel(session, [4711], BY)


def audited(database: Database) -> NoticeAudit:
    policies = house_policies()
    with database.reading() as session:
        return find_gaps(
            session,
            policies.ladders,
            working_days=policies.working_days,
            leadership=policies.leadership,
            late_before=at(DAY),
        )


def test_an_overdue_duty_with_all_its_notices_is_well(queued: Database) -> None:
    assert (audited(queued).missing, audited(queued).queued_on) == ((), DAY)


def test_a_notice_that_is_missing_is_named_and_queued_by_the_next_run(queued: Database) -> None:
    with queued.writing() as session:
        session.execute(delete(NoticeRow).where(NoticeRow.step == "coordinator+1"))
    (missing,) = audited(queued).missing
    assert (missing.step, missing.recipient) == ("coordinator+1", f"vanthu@{COORDINATOR}.example")
    assert queue_on(queued, DAY) == 0
    with queued.writing() as session:
        look_at_overdue(session, DAY)
    assert queue_on(queued, DAY) == 1
    assert audited(queued).missing_count == 0


def test_a_report_sent_back_after_the_step_s_day_is_found(database: Database) -> None:
    with_contacts(database, "so-noi-vu", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating=""))
    queue_on(database, IMPORTED_ON)
    act(database, Event.REPORT, Role.STAFF, DUE - timedelta(days=1), result="12/BC-SNV")
    assert queue_on(database, DAY) == 0
    act(database, Event.RETURN, Role.COORDINATOR, DAY, reason="thiếu số liệu")
    queue_on(database, DAY + timedelta(days=1))
    assert {found.step for found in audited(database).missing} == {"lead+1", "coordinator+1"}


def act(database: Database, event: Event, role: Role, day: date, **said: Any) -> None:
    with database.writing() as session:
        (duty,) = assignments(session)
        apply(session, duty.id, a_transition(event, role, "Anh Minh", at(day), **said))


def test_what_waits_for_too_long_is_counted(queued: Database) -> None:
    policies = house_policies()
    with queued.reading() as session:
        found = find_gaps(
            session, policies.ladders, working_days=policies.working_days, leadership=None, late_before=at(DAY, 10)
        )
    assert (found.late, len(lines(queued))) == (2, 2)
