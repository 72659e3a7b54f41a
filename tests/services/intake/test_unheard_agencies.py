"""Issue L, line 5: whatever an agency would be told, its back-up hears where its own people can't; else its plan's
coordinator, and where there is nobody either, the admin at once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from base.clock import VIETNAM
from services.day.steps import Day, deliver_stage, queue_stage
from services.installation import Installation
from services.intake.announcing import announce_plan
from tests.notifications.sink import Sink
from tests.plans import a_row, registered, with_contacts
from tests.services.houses import a_house
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.notices.ladder import HANDED_AWAY, NEW, REPORT_CYCLE
from workflow.registry.past_days import PastDays
from workflow.store.database.opening import Database
from workflow.store.duties.transitions import apply
from workflow.store.notices.listing import notices
from workflow.store.operation.alarms import alarms
from workflow.store.people.contacts import contacts, set_away
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.tables import ContactRole, NoticeRow

COORDINATOR, OFFICE = "so-khoa-hoc-va-cong-nghe", "so-noi-vu"
CHIEF = f"vanthu@{COORDINATOR}.example"
# A Tuesday.
TOLD = Day.at(datetime(2026, 3, 3, 9, 0, tzinfo=VIETNAM))
BY = By(actor="Chị Lan", now=TOLD.now)


@pytest.fixture
def house(tmp_path: Path, sink: Sink) -> Iterator[Installation]:
    """A plan just imported, and not told of yet: duties of Sở Nội vụ, Sở Y tế and Sở Tài chính."""
    with a_house(tmp_path, mail_url=sink.url()) as installation:
        registered(
            installation.database,
            a_row("Trước 15/7/2026", "Sở Nội vụ", title="Việc của Nội vụ", cooperating=""),
            a_row("Trước 15/8/2026", "Sở Y tế", title="Việc của Y tế", cooperating=""),
            a_row("Trước 15/8/2026", "Sở Tài chính", title="Việc của Tài chính", cooperating=""),
            on=date(2026, 3, 2),
            report_cycle="trước ngày 25 hằng tháng",
            held=True,
        )
        yield installation


def add(database: Database, agency: str, address: str, role: ContactRole = ContactRole.STAFF) -> None:
    with database.writing() as session:
        keep_contacts(session, [Contact(agency=agency, role=role, name=f"Cán bộ {address}", address=address)])


def told(house: Installation, step: str) -> list[str]:
    with house.database.reading() as session:
        return sorted(line.recipient for line in notices(session) if line.step == step)


def letters(house: Installation, sink: Sink) -> dict[str, str]:
    """The text that each address gets on the day the agencies are told."""
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    deliver_stage(house, TOLD)
    parts = {str(mail["To"].addresses[0].addr_spec): mail.get_body(("plain",)) for mail in sink.mails}
    return {address: part.get_content() for address, part in parts.items() if part is not None}


def alarm_words(house: Installation) -> str:
    with house.database.reading() as session:
        return "\n".join(alarm.text for alarm in alarms(session))


def test_of_a_new_plan_the_coordinator_hears_for_an_agency_without_people(house: Installation, sink: Sink) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR)
    text = letters(house, sink)[CHIEF]
    assert {name for name in ("Y tế", "Tài chính", "Nội vụ") if f"Việc của {name}" in text} == {"Y tế", "Tài chính"}
    assert "chưa có cán bộ theo dõi nhận thông báo" in " ".join(text.split())
    assert told(house, NEW.id) == [CHIEF, CHIEF, f"vanthu@{OFFICE}.example"]


def test_of_a_new_plan_an_agencys_back_up_hears_before_the_coordinator(house: Installation, sink: Sink) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR, "so-tai-chinh")
    add(house.database, "so-y-te", "duphong@so-y-te.example", ContactRole.BACKUP)
    found = letters(house, sink)
    assert "Việc của Y tế" in found["duphong@so-y-te.example"]
    assert CHIEF not in found


def test_of_a_new_plan_who_speaks_for_two_agencies_hears_of_the_duties_of_both(house: Installation, sink: Sink) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR)
    for agency in ("so-y-te", "so-tai-chinh"):
        add(house.database, agency, "chung@tinh.example")
    text = letters(house, sink)["chung@tinh.example"]
    assert "Việc của Y tế" in text
    assert "Việc của Tài chính" in text


def test_of_a_new_plan_a_stand_in_of_another_agency_hears_of_the_duties_of_who_is_away(
    house: Installation, sink: Sink
) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR, "so-y-te", "so-tai-chinh", "so-tu-phap")
    with house.database.writing() as session:
        number = {contact.address: contact.id for contact in contacts(session)}
        away, stand_in = (number[f"vanthu@{agency}.example"] for agency in ("so-y-te", "so-tu-phap"))
        set_away(session, away, first=TOLD.today, last=TOLD.today, stand_in=stand_in)
    assert "Việc của Y tế" in letters(house, sink)["vanthu@so-tu-phap.example"]


def test_of_a_report_day_the_coordinator_hears_which_agencies_nobody_is_told_for(house: Installation) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR)
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    queue_stage(house, Day.at(TOLD.now + timedelta(days=14)))
    with house.database.reading() as session:
        rows = session.scalars(select(NoticeRow).where(NoticeRow.step == REPORT_CYCLE.id)).all()
        noted = {row.recipient: row.note for row in rows}
    assert noted == {
        CHIEF: "Chưa có cán bộ theo dõi nhận thông báo: Sở Tài chính, Sở Y tế.",
        f"vanthu@{OFFICE}.example": "",
    }


def test_of_a_report_day_the_coordinator_hears_apart_where_nobody_is_there_just_now(house: Installation) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR, "so-y-te")
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    later = Day.at(TOLD.now + timedelta(days=14))
    with house.database.writing() as session:
        away = next(contact.id for contact in contacts(session) if contact.address == "vanthu@so-y-te.example")
        set_away(session, away, first=later.today, last=later.today, stand_in=None)
    queue_stage(house, later)
    with house.database.reading() as session:
        rows = session.scalars(select(NoticeRow).where(NoticeRow.step == REPORT_CYCLE.id)).all()
        noted = {row.recipient: row.note for row in rows}
    assert noted[CHIEF] == (
        "Chưa có cán bộ theo dõi nhận thông báo: Sở Tài chính. "
        "Cán bộ theo dõi hiện không nhận được thông báo này, chưa có người nhận thay: Sở Y tế."
    )


def test_that_a_duty_was_taken_from_an_agency_without_people_the_coordinator_hears(house: Installation) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR)
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    taken = Transition(event=Event.REASSIGN, role=Role.COORDINATOR, by=BY.because("đúng chức năng"), agency=OFFICE)
    with house.database.writing() as session:
        apply(session, 2, taken)
    queue_stage(house, TOLD)
    assert told(house, HANDED_AWAY.id) == [CHIEF]


def test_where_nobody_is_left_the_admin_has_an_alarm_as_soon_as_the_plan_is_told_of(house: Installation) -> None:
    with_contacts(house.database, OFFICE)
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    words = alarm_words(house)
    assert "Sở Y tế (1 nhiệm vụ): không ai nhận được thông báo, kể cả cơ quan đầu mối" in words
    assert "cơ quan đầu mối Sở Khoa học và Công nghệ chưa có ai nhận thông báo" in words


def test_who_comes_to_speak_for_an_agency_after_its_plan_was_told_of_hears_of_its_new_duties_once(
    house: Installation, sink: Sink
) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR)
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    late = "moi@so-y-te.example"
    add(house.database, "so-y-te", late)
    for days in range(3):
        queue_stage(house, Day.at(TOLD.now + timedelta(days=days)))
    assert told(house, NEW.id).count(late) == 1
    deliver_stage(house, Day.at(TOLD.now + timedelta(days=3)))
    (mail,) = [mail for mail in sink.mails if mail["To"].addresses[0].addr_spec == late]
    assert "Việc của Y tế" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_second_person_of_an_agency_that_was_told_isnt_told_again(house: Installation) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR)
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    add(house.database, OFFICE, "haicua@so-noi-vu.example")
    queue_stage(house, TOLD)
    assert "haicua@so-noi-vu.example" not in told(house, NEW.id)


def test_where_everybody_is_heard_for_there_is_no_alarm(house: Installation) -> None:
    with_contacts(house.database, OFFICE, COORDINATOR)
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    assert alarm_words(house) == ""


def test_telling_of_a_plan_names_the_agencies_that_nobody_hears_for(house: Installation) -> None:
    with_contacts(house.database, OFFICE)
    done = announce_plan(house, 1, PastDays.ESCALATE, BY)
    assert [agency.name for agency in done.unheard] == ["Sở Tài chính", "Sở Y tế"]


def test_telling_of_a_plan_names_nobody_where_the_coordinator_hears_for_all(house: Installation) -> None:
    with_contacts(house.database, COORDINATOR)
    assert announce_plan(house, 1, PastDays.ESCALATE, BY).unheard == ()


def test_the_admin_is_led_to_pages_not_to_commands(house: Installation) -> None:
    announce_plan(house, 1, PastDays.ESCALATE, BY)
    with house.database.reading() as session:
        texts = [alarm.text for alarm in alarms(session) if "không ai" in alarm.text]
    assert texts
    assert all("ở trang của cơ quan" in text and "dondoc" not in text for text in texts)
