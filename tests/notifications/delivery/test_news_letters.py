"""Letters about what happened: the section each piece of news stands in, the events to watch, the links."""

from datetime import date, timedelta

from notifications.delivery.dispatch import dispatch_notices
from notifications.delivery.link_actions import Links
from notifications.delivery.tally import Disposition
from tests.notifications.offices import an_office
from tests.notifications.sink import Sink
from tests.plans import IMPORTED_ON, at
from tests.store.notices.test_change_notices import CHIEF, OFFICE, fire_it, province, run, set_anew
from workflow.store.database.opening import Database

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
    assert "hạn được đặt lại; hạn trước đây 14/7/2026; hạn mới 31/8/2026; lý do: theo chỉ đạo." in text


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
