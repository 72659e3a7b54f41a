"""What the ladder demands is queued once, claimed once, and ends where its delivery ended."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.plans import IMPORTED_ON, a_head, a_row, at, house_policies, registered, with_contacts
from tests.ready import make_ready
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments, assignments_by_id
from workflow.store.duties.transitions import apply
from workflow.store.notices.channels import hold_channel
from workflow.store.notices.doubts import release_expired, resend_unknown
from workflow.store.notices.listing import notices
from workflow.store.notices.outbox import (
    LEASE,
    Parcel,
    Settlement,
    Start,
    begin_sending,
    cancel_claimed,
    claim,
    give_back,
    settle_notice,
)
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.people.contacts import contacts, set_away
from workflow.store.tables import NoticeRow, NoticeState

DUE = date(2026, 7, 14)
COORDINATOR = "so-khoa-hoc-va-cong-nghe"
SENT = Settlement(state=NoticeState.SENT, outcome="đã gửi")
UNKNOWN = Settlement(state=NoticeState.UNKNOWN, outcome="mất kết nối")


def queue(database: Database, day: date) -> int:
    policies = house_policies()
    with database.writing() as session:
        return queue_notices(
            session,
            policies.ladders,
            moment=Moment(today=day, now=at(day), not_before=at(day)),
            working_days=policies.working_days,
            leadership="ubnd-tinh",
        )


def steps(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return sorted((line.step, line.recipient) for line in notices(session) if line.channel == "email")


def claimed(database: Database, now: datetime) -> list[Parcel]:
    with database.writing() as session:
        hold_channel(session, "email")
        return claim(session, "email", now=now)


@pytest.fixture
def office(database: Database) -> Database:
    """A duty of Sở Nội vụ due on 14/7/2026 with Sở Tài chính cooperating; the ladder ran on the day of the import."""
    make_ready(database, f"{__name__}.office", lambda: fill_office(database))
    return database


def fill_office(database: Database) -> None:
    with_contacts(database, "so-noi-vu", "so-tai-chinh", COORDINATOR, heads=True)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    queue(database, IMPORTED_ON)


def test_far_from_the_due_day_nobody_is_written_to(office: Database) -> None:
    assert queue(office, date(2026, 5, 4)) == 0


def test_each_step_reaches_its_audience_on_its_day(office: Database) -> None:
    queue(office, DUE - timedelta(days=15))
    assert steps(office) == [("lead-15", "vanthu@so-noi-vu.example")]
    queue(office, date(2026, 7, 9))
    assert ("cooperating-3", "vanthu@so-tai-chinh.example") in steps(office)
    queue(office, DUE + timedelta(days=1))
    assert ("coordinator+1", f"vanthu@{COORDINATOR}.example") in steps(office)
    queue(office, DUE + timedelta(days=10))
    assert [who for step, who in steps(office) if who.startswith("giamdoc")] == ["giamdoc@so-noi-vu.example"]


def test_running_twice_queues_nothing_the_second_time(office: Database) -> None:
    assert queue(office, DUE - timedelta(days=7)) == 1
    assert queue(office, DUE - timedelta(days=7)) == 0


def test_a_week_offline_makes_one_notice_for_each_person_not_one_for_each_missed_step(office: Database) -> None:
    queue(office, DUE - timedelta(days=20))
    queue(office, DUE)
    recipients = [who for _, who in steps(office)]
    assert len(recipients) == len(set(recipients))


def test_a_duty_that_got_its_date_after_the_last_run_is_caught_up(database: Database) -> None:
    with_contacts(database, "so-noi-vu", COORDINATOR)
    queue(database, DUE + timedelta(days=2))
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"), on=DUE + timedelta(days=2))
    assert queue(database, DUE + timedelta(days=3)) >= 2


def test_who_stands_in_after_a_rung_was_told_of_a_new_duty_is_not_told_it_anew(database: Database) -> None:
    """DESIGN section 6: a rung is told once, whoever speaks for the agency on the run after."""
    given = DUE + timedelta(days=2)
    with_contacts(database, "so-noi-vu", COORDINATOR)
    with_contacts(database, "so-y-te")
    queue(database, given)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"), on=given)
    queue(database, given + timedelta(days=1))
    before = steps(database)
    with database.writing() as session:
        numbers = {contact.agency: contact.id for contact in contacts(session)}
        away = given + timedelta(days=2)
        set_away(session, numbers["so-noi-vu"], first=away, last=away, stand_in=numbers["so-y-te"])
        set_away(session, numbers[COORDINATOR], first=away, last=away, stand_in=numbers["so-y-te"])
    queue(database, away)
    assert before
    assert steps(database) == before


def test_an_agency_that_nobody_can_be_reached_at_is_told_to_the_coordinator(database: Database) -> None:
    with_contacts(database, COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Y tế"))
    queue(database, DUE - timedelta(days=7))
    assert steps(database) == [("lead-7", f"vanthu@{COORDINATOR}.example")]


def test_the_members_of_a_cooperating_group_are_each_told(database: Database) -> None:
    with_contacts(database, "so-noi-vu", "so-tai-chinh", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating="Các sở, ban, ngành, địa phương"))
    queue(database, date(2026, 7, 9))
    helping = {who for step, who in steps(database) if step.startswith("cooperating")}
    assert "vanthu@so-tai-chinh.example" in helping
    assert "vanthu@so-noi-vu.example" not in helping, "it leads"


def test_who_cooperates_hears_once_of_a_task_that_a_hundred_communes_lead(database: Database) -> None:
    with_contacts(database, "so-tai-chinh", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "UBND các xã, phường", cooperating="Sở Tài chính"))
    queue(database, date(2026, 7, 9))
    helping = [who for step, who in steps(database) if step.startswith("cooperating")]
    assert helping == ["vanthu@so-tai-chinh.example"]


def test_a_claim_hands_all_of_a_recipients_notices_to_one_worker(office: Database) -> None:
    queue(office, DUE + timedelta(days=1))
    first, second = claimed(office, at(DUE)), claimed(office, at(DUE + timedelta(days=1)))
    parcels = first or second
    assert sorted(p.recipient for p in parcels) == sorted({who for _, who in steps(office)})
    assert claimed(office, at(DUE + timedelta(days=1))) == []


def test_nothing_is_claimed_before_its_time(office: Database) -> None:
    queue(office, DUE)
    assert claimed(office, at(DUE, hour=8)) == []


def begun(database: Database, parcel: Parcel, now: datetime, message_id: str = "<a@dondoc>") -> Parcel:
    """The parcel as it is from the moment its sending begins."""
    with database.writing() as session:
        duties = assignments_by_id(session, {notice.assignment_id or 0 for notice in parcel.notices})
        seen = {duty.id: (duty.state, duty.due) for duty in duties.values()}
        assert begin_sending(session, parcel, message_id=message_id, seen=seen, now=now) is Start.STARTED
    return replace(parcel, message_id=message_id)


def settled(database: Database, parcel: Parcel, settlement: Settlement, now: datetime) -> int:
    with database.writing() as session:
        return settle_notice(session, parcel, settlement, now=now)


def released(database: Database, now: datetime) -> int:
    with database.writing() as session:
        return release_expired(session, now=now)


def test_a_sent_parcel_is_settled_and_stays_so(office: Database) -> None:
    now = at(DUE)
    queue(office, DUE)
    parcel = begun(office, claimed(office, now)[0], now)
    assert settled(office, parcel, SENT, now) == 1
    assert settled(office, parcel, SENT, now) == 0
    with office.reading() as session:
        (line,) = notices(session, states=[NoticeState.SENT])
    assert (line.id, line.message_id) == (parcel.notices[0].id, "<a@dondoc>")


def test_a_worker_that_died_before_sending_gives_its_parcel_back(office: Database) -> None:
    queue(office, DUE)
    parcels = claimed(office, at(DUE))
    later = at(DUE) + LEASE + timedelta(seconds=1)
    assert released(office, later) == 0
    with office.writing() as session:
        started = begin_sending(session, parcels[0], message_id="<a@dondoc>", seen={}, now=later)
    assert started is Start.LOST
    assert len(claimed(office, later)) == len(parcels)


def test_what_is_given_back_counts_as_never_tried(office: Database) -> None:
    queue(office, DUE)
    parcels = claimed(office, at(DUE))
    with office.writing() as session:
        give_back(session, parcels)
    assert [parcel.attempts for parcel in claimed(office, at(DUE))] == [1] * len(parcels)


def test_a_worker_that_died_while_sending_leaves_an_unknown_that_is_never_resent_blindly(office: Database) -> None:
    queue(office, DUE)
    parcel = begun(office, claimed(office, at(DUE))[0], at(DUE))
    later = at(DUE) + LEASE * 2
    assert released(office, later) == len(parcel.notices)
    assert parcel.recipient not in [p.recipient for p in claimed(office, later)]
    with office.reading() as session:
        assert [line.recipient for line in notices(session, states=[NoticeState.UNKNOWN])] == [parcel.recipient]


def test_an_unknown_is_resent_under_its_old_message_id_and_apart_from_what_came_since(office: Database) -> None:
    queue(office, DUE - timedelta(days=15))
    (parcel,) = claimed(office, at(DUE))
    settled(office, begun(office, parcel, at(DUE)), UNKNOWN, at(DUE))
    queue(office, DUE - timedelta(days=7))
    with office.writing() as session:
        assert resend_unknown(session, "email", before=at(DUE), most=1, now=at(DUE)) == 1
    found = claimed(office, at(DUE))
    assert [(p.recipient, p.message_id) for p in found] == [(parcel.recipient, ""), (parcel.recipient, "<a@dondoc>")]


def test_an_answer_that_is_lost_too_often_waits_for_a_person(office: Database) -> None:
    queue(office, DUE - timedelta(days=15))
    resent = []
    for _ in range(4):
        for parcel in claimed(office, at(DUE)):
            settled(office, begun(office, parcel, at(DUE)), UNKNOWN, at(DUE))
        with office.writing() as session:
            resent.append(resend_unknown(session, "email", before=at(DUE), most=2, now=at(DUE)))
    assert resent == [1, 1, 0, 0]


def test_a_refusal_for_now_is_tried_again_after_its_pause(office: Database) -> None:
    now = at(DUE)
    queue(office, DUE)
    again = Settlement(state=NoticeState.QUEUED, outcome="450", retry_at=now + timedelta(minutes=5))
    parcel = begun(office, claimed(office, now)[0], now)
    settled(office, parcel, again, now)
    assert parcel.recipient not in [p.recipient for p in claimed(office, now + timedelta(minutes=4))]
    retried = next(p for p in claimed(office, now + timedelta(minutes=6)) if p.recipient == parcel.recipient)
    assert (retried.attempts, retried.message_id) == (2, "")


def test_some_notices_of_a_parcel_may_end_differently_from_the_rest(database: Database) -> None:
    with_contacts(database, "so-noi-vu")
    registered(database, a_row("Trước 15/7/2026"), a_row("Ngày 14/7/2026"))
    queue(database, DUE - timedelta(days=7))
    parcel = begun(database, claimed(database, at(DUE))[0], at(DUE))
    with database.writing() as session:
        assert settle_notice(session, parcel, SENT, now=at(DUE), only=[parcel.notices[0].id]) == 1
        assert settle_notice(session, parcel, UNKNOWN, now=at(DUE)) == 1
    with database.reading() as session:
        assert [line.state for line in notices(session)] == [NoticeState.UNKNOWN, NoticeState.SENT]


def test_at_night_only_what_is_urgent_is_claimed(office: Database) -> None:
    queue(office, DUE)
    with office.writing() as session:
        session.execute(update(NoticeRow).where(NoticeRow.step == "coordinator-0").values(urgent=True))
        found = claim(session, "email", now=at(DUE, hour=22), urgent_only=True)
    assert [notice.step for parcel in found for notice in parcel.notices] == ["coordinator-0"]


def test_who_has_waited_longest_is_claimed_first(office: Database) -> None:
    queue(office, DUE - timedelta(days=15))
    with_contacts(office, "so-y-te")
    registered(office, a_row("Trước 15/7/2026", "Sở Y tế"), head=a_head(number="7/KH-UBND"))
    queue(office, DUE - timedelta(days=7))
    with office.writing() as session:
        (parcel,) = claim(session, "email", now=at(DUE), limit=1)
    assert parcel.recipient == "vanthu@so-noi-vu.example"


def test_a_letter_about_a_duty_that_was_reported_meanwhile_does_not_go_out(office: Database) -> None:
    queue(office, DUE - timedelta(days=7))
    (parcel,) = claimed(office, at(DUE))
    with office.writing() as session:
        duty = assignments(session)[0]
        apply(
            session,
            duty.id,
            Transition(event=Event.REPORT, role=Role.STAFF, by=By(actor="Anh Minh", now=at(DUE)), result="123/BC-SNV"),
        )
        seen = {duty.id: (duty.state, duty.due)}
        started = begin_sending(session, parcel, message_id="<a@dondoc>", seen=seen, now=at(DUE))
        assert started is Start.CHANGED
        assert cancel_claimed(session, parcel, [parcel.notices[0].id], "đã báo cáo", now=at(DUE)) == 1
    assert claimed(office, at(DUE) + LEASE * 2) == []


def test_a_parcel_that_is_being_sent_is_not_begun_a_second_time(office: Database) -> None:
    queue(office, DUE - timedelta(days=7))
    now = at(DUE, hour=9)
    sending = begun(office, claimed(office, now)[0], now)
    with office.writing() as session:
        duties = assignments_by_id(session, {notice.assignment_id or 0 for notice in sending.notices})
        seen = {duty.id: (duty.state, duty.due) for duty in duties.values()}
        assert begin_sending(session, sending, message_id="<a@dondoc>", seen=seen, now=now) is Start.LOST
