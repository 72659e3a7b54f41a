"""Letters about what happened: the section each piece of news stands in, the events to watch, the links."""

from datetime import date, timedelta

from base.vietnamese import short_date
from notifications.delivery.dispatch import dispatch_notices
from notifications.delivery.link_actions import Links
from notifications.delivery.tally import Disposition
from tests.notifications.offices import an_office
from tests.notifications.sink import Sink
from tests.plans import IMPORTED_ON, at
from tests.store.notices.test_change_notices import (
    CHIEF,
    COORDINATOR,
    OFFICE,
    POLICIES,
    fire_it,
    province,
    run,
    set_anew,
)
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import correct
from workflow.store.firings.affected import Firing
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.tables import ContactRole

DAY = IMPORTED_ON + timedelta(days=30)
__all__ = ["province"]


def post_on(database: Database, sink: Sink, day: date) -> dict[str, str]:
    """Post what is queued; each recipient's text."""

    links = Links(base_url="https://dondoc.tinh.example", keys=[b"0" * 32], today=day)
    office = an_office(database, {"email": sink.url()}, base_url="https://dondoc.tinh.example", links=links)
    sink.mails.clear()
    posted = dispatch_notices(office, today=day, now=at(day))
    assert posted[Disposition.SENT] == len(sink.mails)
    found = {}
    for mail in sink.mails:
        body = mail.get_body(("plain",))
        assert body is not None
        found[str(mail["To"].addresses[0].addr_spec)] = " ".join(body.get_content().split())
    return found


def test_an_agency_reads_what_an_event_opened_and_what_changed_in_one_mail(province: Database, sink: Sink) -> None:
    run(province, DAY - timedelta(days=1))
    fire_it(province, DAY)
    set_anew(province, date(2026, 8, 31), DAY)
    run(province, DAY)
    text = post_on(province, sink, DAY)[OFFICE]

    assert "MỚI XÁC ĐỊNH THỜI HẠN (1 nhiệm vụ)" in text
    assert "ghi nhận “Bộ Nội vụ ban hành Đề án” đã xảy ra; hạn mới" in text
    assert "CÓ THAY ĐỔI (1 nhiệm vụ)" in text
    assert "hạn được đặt lại; hạn trước đây 14/7/2026; hạn mới 31/8/2026 (làm xong từ thứ Sáu 28/8); lý do: " in text


def test_l23_what_happened_to_a_duty_on_a_day_is_told_the_oldest_first(province: Database, sink: Sink) -> None:
    run(province, DAY - timedelta(days=1))
    fire_it(province, date(2026, 2, 10), DAY)
    by = By(actor="Chị Lan", now=at(DAY, 9), document="346/QĐ-BNV")
    with province.writing() as session:
        correct(session, Firing(trigger_id=1, on=date(2026, 2, 12), by=by), POLICIES)
    run(province, DAY)
    text = post_on(province, sink, DAY)[OFFICE]
    told = ["ghi nhận “Bộ Nội vụ ban hành Đề án” đã xảy ra; hạn mới ", "được chỉnh lại thành 12/02/2026"]
    first, then = (text.index(words) for words in told)
    assert first < then
    dues = [text[at:].partition("hạn mới ")[2].split(";")[0].split(" ")[0] for at in (first, then)]
    with province.reading() as session:
        due = assignment(session, 2).due
    assert due is not None
    assert dues[1] == short_date(due) != dues[0]


def with_two_reports(database: Database) -> None:
    """Duties 1 and 2 with a report each, the second a week after the first."""
    fire_it(database, DAY - timedelta(days=14))
    report(database, 1, DAY - timedelta(days=7))
    for days in (-14, -7, -1):
        run(database, DAY + timedelta(days=days))
    report(database, 2, DAY)


def report(database: Database, number: int, day: date) -> None:
    with database.writing() as session:
        by = By(actor="Anh Minh", now=at(day))
        apply(session, number, Transition(event=Event.REPORT, role=Role.STAFF, by=by, result="12/BC-SNV"))


def test_l1_what_waits_for_a_decision_is_one_list_whichever_of_it_is_told_of_now(
    province: Database, sink: Sink
) -> None:
    with_two_reports(province)
    post_on(province, sink, DAY - timedelta(days=1))
    run(province, DAY)
    text = post_on(province, sink, DAY)[CHIEF]

    assert "CHỜ CƠ QUAN ĐẦU MỐI QUYẾT ĐỊNH (2 nhiệm vụ)" in text
    assert text.count("chờ xác nhận.") == 2


def test_l1_the_head_is_asked_to_have_a_report_confirmed(province: Database, sink: Sink) -> None:
    with province.writing() as session:
        boss = Contact(agency=COORDINATOR, role=ContactRole.HEAD, name="Giám đốc", address="giam-doc@skhcn.example")
        keep_contacts(session, [boss])
    report(province, 1, DAY)
    # The days off of Tết lie between.
    for days in (0, 28):
        run(province, DAY + timedelta(days=days))
    letters = post_on(province, sink, DAY + timedelta(days=28))

    assert "Kính đề nghị thủ trưởng cơ quan đầu mối chỉ đạo xác nhận hoặc trả lại." in letters["giam-doc@skhcn.example"]
    assert "Kính đề nghị thủ trưởng" not in letters[CHIEF]


def test_a_watcher_reads_which_event_waits_and_since_when(province: Database, sink: Sink) -> None:
    run(province, DAY)
    (mail,) = post_on(province, sink, DAY).items()

    assert mail[0] == CHIEF
    assert "SỰ KIỆN ĐANG CHỜ (1)" in mail[1]
    assert "chờ từ 19/01/2026 (30 ngày); 1 nhiệm vụ đang chờ sự kiện này" in mail[1]
    assert sink.mails[0]["Subject"].startswith("[Đôn đốc] 1 sự kiện cần theo dõi")


def test_an_event_that_happened_before_the_mail_went_out_is_not_asked_about(province: Database, sink: Sink) -> None:
    run(province, DAY)
    fire_it(province, DAY)

    assert CHIEF not in post_on(province, sink, DAY)


def test_a_mail_carries_links_to_take_the_duty_on_and_to_end_reminders(province: Database, sink: Sink) -> None:
    set_anew(province, DAY + timedelta(days=7), DAY)
    run(province, DAY)
    text = post_on(province, sink, DAY)[OFFICE]
    (mail,) = [mail for mail in sink.mails if OFFICE in mail["To"]]

    assert "https://dondoc.tinh.example/l/" in text
    assert mail["List-Unsubscribe"].startswith("<https://dondoc.tinh.example/l/")
