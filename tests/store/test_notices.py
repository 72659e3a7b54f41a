"""What the ladder demands is queued once, claimed once, and ends where its delivery ended."""

from datetime import date, datetime, timedelta

import pytest

from tests.plans import IMPORTED_ON, a_row, at, house_policies, registered, with_contacts
from workflow.lifecycle import Event, Role
from workflow.store.database import Database
from workflow.store.duties import assignments
from workflow.store.escalation import Moment, queue_notices
from workflow.store.moves import Act, move
from workflow.store.outbox import (
    LEASE,
    Parcel,
    Settlement,
    begin_sending,
    cancel_unwarranted,
    claim,
    notices,
    release_expired,
    settle,
)
from workflow.store.tables import NoticeState

DUE = date(2026, 7, 14)
COORDINATOR = "so-khoa-hoc-va-cong-nghe"
SENT = Settlement(state=NoticeState.SENT, message_id="<a@dondoc>", outcome="đã gửi")


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
        return claim(session, now=now, channels=["email"])


@pytest.fixture
def office(database: Database) -> Database:
    """A duty of Sở Nội vụ due on 14/7/2026 with Sở Tài chính cooperating; the ladder ran on the day of the import."""
    with_contacts(database, "so-noi-vu", "so-tai-chinh", COORDINATOR, heads=True)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    queue(database, IMPORTED_ON)
    return database


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


def test_an_agency_that_nobody_can_be_reached_at_is_told_to_the_coordinator(database: Database) -> None:
    with_contacts(database, COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Y tế"))
    queue(database, DUE - timedelta(days=7))
    assert steps(database) == [("lead-7", f"vanthu@{COORDINATOR}.example")]


def test_a_cooperating_group_is_not_written_to_one_by_one(database: Database) -> None:
    with_contacts(database, "so-noi-vu", "so-tai-chinh", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating="Các sở, ban, ngành, địa phương"))
    queue(database, date(2026, 7, 9))
    assert not [who for _, who in steps(database) if "tai-chinh" in who]


def test_a_claim_hands_all_of_a_recipients_notices_to_one_worker(office: Database) -> None:
    queue(office, DUE + timedelta(days=1))
    first, second = claimed(office, at(DUE)), claimed(office, at(DUE + timedelta(days=1)))
    parcels = first or second
    assert sorted(p.recipient for p in parcels) == sorted({who for _, who in steps(office)})
    assert claimed(office, at(DUE + timedelta(days=1))) == []


def test_nothing_is_claimed_before_its_time(office: Database) -> None:
    queue(office, DUE)
    assert claimed(office, at(DUE, hour=8)) == []


def test_a_sent_parcel_is_settled_and_stays_so(office: Database) -> None:
    now = at(DUE)
    queue(office, DUE)
    parcel = claimed(office, now)[0]
    with office.writing() as session:
        assert begin_sending(session, parcel.token, now=now)
        assert settle(session, parcel.token, SENT, now=now)
        assert not settle(session, parcel.token, SENT, now=now)
    with office.reading() as session:
        (line,) = notices(session, states=[NoticeState.SENT])
    assert line.id == parcel.notices[0].id


def test_a_worker_that_died_before_sending_gives_its_parcel_back(office: Database) -> None:
    queue(office, DUE)
    parcels = claimed(office, at(DUE))
    later = at(DUE) + LEASE + timedelta(seconds=1)
    with office.writing() as session:
        assert release_expired(session, now=later) == 0
        assert not begin_sending(session, parcels[0].token, now=later)
    assert len(claimed(office, later)) == len(parcels)


def test_a_worker_that_died_while_sending_leaves_an_unknown_that_is_never_resent_blindly(office: Database) -> None:
    queue(office, DUE)
    parcel = claimed(office, at(DUE))[0]
    later = at(DUE) + LEASE * 2
    with office.writing() as session:
        begin_sending(session, parcel.token, now=at(DUE))
        assert release_expired(session, now=later) == len(parcel.notices)
    assert parcel.recipient not in [p.recipient for p in claimed(office, later)]
    with office.reading() as session:
        assert [line.recipient for line in notices(session, states=[NoticeState.UNKNOWN])] == [parcel.recipient]


def test_a_refusal_for_now_is_tried_again_after_its_pause(office: Database) -> None:
    now = at(DUE)
    queue(office, DUE)
    parcel = claimed(office, now)[0]
    again = Settlement(state=NoticeState.QUEUED, outcome="450", retry_at=now + timedelta(minutes=5))
    with office.writing() as session:
        begin_sending(session, parcel.token, now=now)
        settle(session, parcel.token, again, now=now)
    assert parcel.recipient not in [p.recipient for p in claimed(office, now + timedelta(minutes=4))]
    retried = next(p for p in claimed(office, now + timedelta(minutes=6)) if p.recipient == parcel.recipient)
    assert retried.attempts == 2


def test_a_duty_reported_meanwhile_is_no_longer_nagged_about(office: Database) -> None:
    queue(office, DUE - timedelta(days=7))
    with office.writing() as session:
        duty = assignments(session)[0]
        report = Act(event=Event.REPORT, actor="Anh Minh", role=Role.STAFF, at=at(DUE), today=DUE, result="123/BC-SNV")
        move(session, duty.id, report)
        assert cancel_unwarranted(session, house_policies().ladders, now=at(DUE)) == 1
    assert claimed(office, at(DUE)) == []
