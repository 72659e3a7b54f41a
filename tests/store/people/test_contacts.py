"""Whom a step reaches: people who are there, stand-ins, back-ups, and the coordinator when nobody is left."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.plans import IMPORTED_ON, a_row, at, house_policies, registered, with_contacts
from tests.ready import make_ready
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.notices.ladder_of_duty import rungs
from workflow.store.notices.listing import notices
from workflow.store.notices.outbox import Parcel, claim
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.people.contacts import (
    ImpossibleAbsence,
    UnknownContact,
    come_back,
    contacts,
    remove,
    resubscribe,
    set_away,
    speaks_for,
    unsubscribe,
)
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.people.unheard import unheard_agencies
from workflow.store.tables import ContactRole

DUE = date(2026, 7, 14)
COORDINATOR = "so-khoa-hoc-va-cong-nghe"
OFFICE = "vanthu@so-noi-vu.example"
CHIEF = f"vanthu@{COORDINATOR}.example"


@pytest.fixture
def office(database: Database) -> Database:
    """A duty of Sở Nội vụ due on 14/7/2026; its office and the coordinator's have one address each."""
    make_ready(database, f"{__name__}.office", lambda: fill_office(database))
    return database


def fill_office(database: Database) -> None:
    with_contacts(database, "so-noi-vu", "so-tai-chinh", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    queue(database, IMPORTED_ON)


def add(database: Database, **changes: object) -> int:
    """Add a contact of Sở Nội vụ, the office's back-up unless the test says otherwise; return its number."""
    known = {"agency": "so-noi-vu", "role": ContactRole.BACKUP, "name": "Chị Hoa", "address": "hoa@so-noi-vu.example"}
    with database.writing() as session:
        keep_contacts(session, [Contact(**(known | changes))])  # type: ignore[arg-type]
    return number_of(database, str(changes.get("address", known["address"])))


def number_of(database: Database, address: str) -> int:
    with database.reading() as session:
        return next(contact.id for contact in contacts(session) if contact.address == address)


def away(database: Database, address: str, day: date, *, stand_in: int | None = None) -> None:
    with database.writing() as session:
        set_away(session, number_of(database, address), first=day, last=day + timedelta(days=3), stand_in=stand_in)


def queue(database: Database, day: date, *, hour: int = 9, not_before: datetime | None = None) -> int:
    policies = house_policies()
    moment = Moment(today=day, now=at(day, hour), not_before=not_before or at(day, hour))
    with database.writing() as session:
        return queue_notices(
            session, policies.ladders, moment=moment, working_days=policies.working_days, leadership="ubnd-tinh"
        )


def claimed(database: Database, now: datetime) -> list[Parcel]:
    with database.writing() as session:
        return claim(session, "email", now=now)


def told(database: Database, day: date, step: str) -> dict[str, str]:
    """Who is told of the step, and the note that says why it comes to them."""
    queue(database, day)
    parcels = claimed(database, at(day, 10))
    return {p.recipient: notice.note for p in parcels for notice in p.notices if notice.step == step}


def test_who_is_away_is_stood_in_for_and_the_message_says_so(office: Database) -> None:
    hoa = add(office, role=ContactRole.BACKUP)
    away(office, OFFICE, DUE - timedelta(days=7), stand_in=hoa)

    assert told(office, DUE - timedelta(days=7), "lead-7") == {
        "hoa@so-noi-vu.example": "Nhận thay Văn thư so-noi-vu đang vắng mặt."
    }


def test_without_a_stand_in_the_back_up_hears_and_without_one_the_coordinator(office: Database) -> None:
    away(office, OFFICE, DUE - timedelta(days=15))
    assert told(office, DUE - timedelta(days=15), "lead-15") == {
        CHIEF: "Cán bộ theo dõi của Sở Nội vụ hiện không nhận được thông báo này, chưa có người nhận thay; "
        "đề nghị cơ quan đầu mối báo trực tiếp."
    }
    add(office)
    away(office, OFFICE, DUE - timedelta(days=7))
    assert list(told(office, DUE - timedelta(days=7), "lead-7")) == ["hoa@so-noi-vu.example"]


def test_l5_of_an_agency_without_contacts_the_coordinator_s_back_up_hears_while_his_clerk_is_away(
    database: Database,
) -> None:
    with_contacts(database, COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    queue(database, IMPORTED_ON)
    add(database, agency=COORDINATOR, name="Anh Tư", address=f"tu@{COORDINATOR}.example")
    away(database, CHIEF, DUE - timedelta(days=7))

    assert list(told(database, DUE - timedelta(days=7), "lead-7")) == [f"tu@{COORDINATOR}.example"]


def test_l5_where_nobody_is_left_the_agency_is_known_as_unheard_the_same_day(database: Database) -> None:
    with_contacts(database, COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    day = DUE - timedelta(days=7)
    with database.reading() as session:
        assert unheard_agencies(session, today=day) == []
    away(database, CHIEF, day)

    with database.reading() as session:
        (agency,) = unheard_agencies(session, today=day)
        back = unheard_agencies(session, today=day + timedelta(days=4))

    assert (agency.code, agency.duties) == ("so-noi-vu", 1)
    assert back == []


def test_a_stand_in_who_is_away_too_is_no_stand_in(office: Database) -> None:
    hoa = add(office)
    away(office, "hoa@so-noi-vu.example", DUE - timedelta(days=7))
    away(office, OFFICE, DUE - timedelta(days=7), stand_in=hoa)

    assert list(told(office, DUE - timedelta(days=7), "lead-7")) == [CHIEF]


def test_before_and_after_an_absence_one_hears_oneself(office: Database) -> None:
    away(office, OFFICE, DUE - timedelta(days=14))
    assert list(told(office, DUE - timedelta(days=15), "lead-15")) == [OFFICE]
    assert list(told(office, DUE - timedelta(days=7), "lead-7")) == [OFFICE]


def test_an_agency_without_a_head_is_told_to_the_coordinator(office: Database) -> None:
    note = "Sở Nội vụ chưa có địa chỉ của thủ trưởng; đề nghị cơ quan đầu mối báo trực tiếp và bổ sung người nhận."
    assert told(office, date(2026, 7, 21), "head+5") == {CHIEF: note}


def test_an_address_on_another_channel_does_not_count_for_a_mail(database: Database) -> None:
    with_contacts(database, COORDINATOR)
    add(database, role=ContactRole.STAFF, channel="zalo", address="group:1")
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    assert list(told(database, DUE - timedelta(days=7), "lead-7")) == [CHIEF]


def test_a_person_in_two_roles_gets_one_message(office: Database) -> None:
    add(office, role=ContactRole.HEAD, address=CHIEF, name="Giám đốc kiêm điều phối")
    queue(office, date(2026, 7, 21))
    parcels = claimed(office, at(date(2026, 7, 21), 10))

    (of_chief,) = [parcel for parcel in parcels if parcel.recipient == CHIEF]
    assert sorted(notice.step for notice in of_chief.notices) == ["coordinator+1", "head+5"]


def test_who_unsubscribed_gets_no_reminders_but_hears_when_it_is_due(office: Database) -> None:
    with office.writing() as session:
        assert unsubscribe(session, OFFICE, By(actor="Chị Lan", now=at(IMPORTED_ON))) == 1
        assert unsubscribe(session, OFFICE, By(actor="Chị Lan", now=at(IMPORTED_ON))) == 0

    assert told(office, DUE - timedelta(days=7), "lead-7") == {}
    assert list(told(office, DUE, "lead-0")) == [OFFICE]


def test_reminders_may_be_taken_up_again(office: Database) -> None:
    with office.writing() as session:
        unsubscribe(session, OFFICE, By(actor="Chị Lan", now=at(IMPORTED_ON)))
        resubscribe(session, OFFICE, By(actor="Chị Lan", now=at(IMPORTED_ON)))
    assert list(told(office, DUE - timedelta(days=7), "lead-7")) == [OFFICE]


def test_a_message_waits_for_the_working_hours_of_its_reader(office: Database) -> None:
    day = DUE - timedelta(days=7)
    add(office, role=ContactRole.STAFF, works_from=time(13), works_until=time(17))
    queue(office, day)
    at_ten, at_one = claimed(office, at(day, 10)), claimed(office, at(day, 13))

    assert [parcel.recipient for parcel in at_ten] == [OFFICE]
    assert [parcel.recipient for parcel in at_one] == ["hoa@so-noi-vu.example"]


def test_importing_again_keeps_absences_and_wishes(office: Database) -> None:
    away(office, OFFICE, DUE)
    with office.writing() as session:
        unsubscribe(session, OFFICE, By(actor="Chị Lan", now=at(IMPORTED_ON)))
    with_contacts(office, "so-noi-vu")
    with office.reading() as session:
        (known,) = contacts(session, agency="so-noi-vu")

    assert known.is_away(DUE)
    assert known.unsubscribed_at == at(IMPORTED_ON)


def test_an_absence_that_cannot_be_is_refused(office: Database) -> None:
    number = number_of(office, OFFICE)
    with office.writing() as session:
        with pytest.raises(ImpossibleAbsence, match="trước ngày đầu"):
            set_away(session, number, first=DUE, last=DUE - timedelta(days=1))
        with pytest.raises(ImpossibleAbsence, match="tự thay mình"):
            set_away(session, number, first=DUE, last=DUE, stand_in=number)
        with pytest.raises(UnknownContact):
            set_away(session, 999, first=DUE, last=DUE)
        assert not come_back(session, number).is_away(DUE)


def test_a_removed_contact_is_nobodys_stand_in_any_more(office: Database) -> None:
    hoa = add(office)
    away(office, OFFICE, DUE, stand_in=hoa)
    with office.writing() as session:
        assert remove(session, hoa, By(actor="Chị Lan", now=at(DUE))).name == "Chị Hoa"
        assert [(c.address, c.stand_in) for c in contacts(session, agency="so-noi-vu")] == [(OFFICE, "")]


def test_an_address_speaks_for_its_agency_and_for_those_it_stands_in_for(office: Database) -> None:
    finance = number_of(office, "vanthu@so-tai-chinh.example")
    with office.reading() as session:
        assert speaks_for(session, OFFICE, "so-noi-vu")
        assert not speaks_for(session, "vanthu@so-tai-chinh.example", "so-noi-vu")
    away(office, OFFICE, DUE, stand_in=finance)
    with office.reading() as session:
        assert speaks_for(session, "vanthu@so-tai-chinh.example", "so-noi-vu")


def test_a_dutys_ladder_tells_days_people_and_what_was_queued(office: Database) -> None:
    queue(office, DUE - timedelta(days=7))
    policies = house_policies()
    with office.reading() as session:
        (duty,) = {line.assignment_id for line in notices(session) if line.assignment_id}
        found = rungs(session, duty, policies.ladders, working_days=policies.working_days, leadership="ubnd-tinh")
    by_step = {rung.step.id: rung for rung in found}

    assert [rung.day for rung in found] == sorted(rung.day for rung in found)
    assert by_step["lead-7"].day == DUE - timedelta(days=7)
    assert [(r.address, r.state) for r in by_step["lead-7"].people] == [(OFFICE, "queued")]
    assert [(r.address, r.state) for r in by_step["lead-0"].people] == [(OFFICE, None)]
    assert [r.note for r in by_step["head+5"].people] == [
        "Sở Nội vụ chưa có địa chỉ của thủ trưởng; đề nghị cơ quan đầu mối báo trực tiếp và bổ sung người nhận."
    ]


def test_a_ladder_asks_who_is_there_on_the_day_of_each_step(office: Database) -> None:
    away(office, OFFICE, DUE, stand_in=add(office))
    policies = house_policies()
    with office.reading() as session:
        found = rungs(session, 1, policies.ladders, working_days=policies.working_days)
    people = {rung.step.id: [reached.address for reached in rung.people] for rung in found}

    assert (people["lead-1"], people["lead-0"]) == ([OFFICE], ["hoa@so-noi-vu.example"])
