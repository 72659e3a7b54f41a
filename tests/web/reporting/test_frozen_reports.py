"""What a bulletin's QR opens: the figures as they were frozen, whatever is recorded or altered afterwards."""

import html
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text, update

from services.day.steps import Day
from services.reporting.bulletins import FROZEN_REPORTS, house_bulletin, send_weekly_bulletin
from services.reporting.cards import ReportAsked
from tests.notifications.sink import Sink
from tests.plans import at
from tests.web.offices import an_installation, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER, granted
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.people.grants import Actor, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.duties.transitions import apply
from workflow.store.figures.frozen_reports import freeze_figures
from workflow.store.tables import FrozenReportRow

DAY = date(2026, 3, 4)
LAN = By(actor="Chị Lan", now=at(date(2026, 3, 5), 7))
# A report as it was stored when frozen reports came: what an office has printed stays readable.
OF_THE_FIRST_VERSION = (
    '{"about":"50/KH-UBND","card":{"agencies":[{"heading":{"key":"so-noi-vu","name":"Sở Nội vụ"},"tally":{"counts":'
    '{"done_on_time":1,"undone_overdue":2}}}],"carried_over":0,"closed":0,"plans":[{"heading":{"key":"1","name":'
    '"50/KH-UBND ngày 20/01/2026"},"tally":{"counts":{"done_on_time":1,"undone_overdue":2}}}],"scope":{"agencies":[],'
    '"as_of":"2026-03-01","first":null,"last":null,"plan":null,"plans":[1],"year":null},"sections":[{"heading":{"key":'
    '"1: bảng nhiệm vụ","name":"50/KH-UBND, bảng nhiệm vụ"},"tally":{"counts":{"done_on_time":1,"undone_overdue":2}}}],'
    '"total":{"counts":{"done_on_time":1,"undone_overdue":2}}},"coming":[],"laggards":[{"agency":"Sở Nội vụ","cells":'
    '[],"days_late":12,"due":"2026-02-17","expression":"Tháng 02/2026","group":"undone_overdue","id":1,"number":"1",'
    '"plan":"50/KH-UBND ngày 20/01/2026","reported_on":null,"result":"","section":"bảng nhiệm vụ","state":'
    '"in_progress","title":"Quy chế công nhận người có tài năng"}]}'
)


@pytest.fixture
def office(file_database: Database) -> Database:
    an_office(file_database)
    return file_database


def bulletin_frozen(office: Database, plan: str = "", by: By = LAN) -> str:
    """Freeze the bulletin of 04/3/2026 as the command does; return what its QR opens."""
    made = house_bulletin(an_installation(office), ReportAsked(as_of=DAY), by, plan=plan)
    return urlsplit(made.address).path


def seen(office: Database, address: str) -> str:
    return html.unescape(pages_of(office).get(address).text)


def stored_part(page: str) -> str:
    """What the page says of the frozen figures, without what is counted today."""
    return page.split("Số liệu chốt lúc")[1].split("Đếm lại hôm nay", maxsplit=1)[0]


def report_done(office: Database) -> None:
    """Record a report and its confirmation for the frozen day."""
    by = By(actor="Chị Hoa", now=at(DAY))
    with office.writing() as session:
        apply(session, 2, Transition(event=Event.REPORT, role=Role.STAFF, by=by, result="Đề án", on=DAY))
        apply(session, 2, Transition(event=Event.CONFIRM, role=Role.COORDINATOR, by=by))


def test_later_records_change_nothing_of_what_was_frozen_and_are_named_beside_it(office: Database) -> None:
    address = bulletin_frozen(office)
    before = seen(office, address)
    assert "Số liệu chốt lúc 07:00 ngày 05/3/2026, bởi Chị Lan" in before
    assert "khớp mã" in before
    assert "Vẫn đúng số liệu này" in before
    report_done(office)
    with office.writing() as session:
        session.execute(text("UPDATE task SET title = 'Tên đã sửa' WHERE id = 1"))
        recalled = Transition(event=Event.RECALL_REPORT, role=Role.STAFF, by=LAN.because("gửi nhầm"))
        apply(session, 1, recalled)
    after = seen(office, address)
    assert stored_part(after) == stored_part(before)
    today = after.split("Đếm lại hôm nay")[1]
    assert re.search(r"Sở Nội vụ</th><td>Hoàn thành đúng hạn</td><td class=\"num\">0</td><td class=\"num\">1<", today)
    assert "Vẫn đúng số liệu này" not in today


def test_the_page_freezes_as_the_command_does_and_the_same_figures_once(office: Database) -> None:
    address = bulletin_frozen(office)
    client = pages_of(office)
    assert {client.post(f"/bao-cao/ban-tin.{kind}?ngay=04/3/2026").status_code for kind in ("pdf", "png")} == {200}
    with office.reading() as session:
        assert len(session.scalars(select(FrozenReportRow)).all()) == 1
    report_done(office)
    assert client.post("/bao-cao/ban-tin.pdf?ngay=04/3/2026").status_code == 200
    with office.reading() as session:
        assert len(session.scalars(select(FrozenReportRow)).all()) == 2
    assert "bởi Chị Lan" in seen(office, address)


def test_an_address_alone_freezes_nothing_and_leads_to_the_report(office: Database) -> None:
    answer = pages_of(office).get("/bao-cao/ban-tin.pdf?ngay=04/3/2026", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/bao-cao?ngay=04%2F3%2F2026")
    with office.reading() as session:
        assert session.scalars(select(FrozenReportRow)).all() == []


@pytest.mark.parametrize("figures", ["{}", "không phải số liệu"])
def test_a_row_that_was_tampered_with_is_told_and_not_shown(office: Database, figures: str) -> None:
    address = bulletin_frozen(office)
    with office.writing() as session:
        session.execute(text("DROP TRIGGER frozen_report_no_update"))
        session.execute(update(FrozenReportRow).values(figures=figures))
    answer = pages_of(office).get(address)
    assert answer.status_code == 409
    assert "đã bị sửa trong cơ sở dữ liệu" in answer.text
    assert "Quá hạn lâu nhất" not in answer.text


def test_a_row_whose_hash_was_made_anew_is_not_what_the_paper_opens(office: Database) -> None:
    address = bulletin_frozen(office)
    with office.writing() as session:
        session.execute(text("DROP TRIGGER frozen_report_no_update"))
        session.execute(update(FrozenReportRow).values(figures="{}", digest="0" * 64))
    assert pages_of(office).get(address).status_code == 404


def test_who_may_not_report_on_all_of_it_gets_none_of_it(office: Database) -> None:
    of_house, of_plan = bulletin_frozen(office), bulletin_frozen(office, plan="50/KH-UBND")
    answers = {
        who.name: [pages_of(office, who).get(address).status_code for address in (of_house, of_plan)]
        for who in (ADMIN, COORDINATOR, CLERK, STRANGER)
    }
    assert answers == {"Chị Lan": [200, 200], "Anh Nam": [403, 200], "Chị Hoa": [403, 403], STRANGER.name: [403, 403]}


def test_l13_the_address_in_mondays_letter_opens_for_whoever_reports_on_all(office: Database, sink: Sink) -> None:
    house = an_installation(office, mail_url=sink.url(), bulletin_to="lanh-dao@tinh.example")
    send_weekly_bulletin(house, Day.at(at(date(2026, 3, 9), 7)))
    letter = sink.mails[0].get_body(("plain",))
    assert letter is not None
    (address,) = re.findall(r"https://dondoc\.tinh\.example(\S+)", letter.get_content())

    leader = Actor(name="Ông Tư", grants=(granted(GrantedRole.LEADER),))
    assert [pages_of(office, who).get(address).status_code for who in (leader, ADMIN)] == [200, 200]


def test_what_the_first_version_froze_stays_readable(office: Database) -> None:
    with office.writing() as session:
        kept = freeze_figures(session, OF_THE_FIRST_VERSION, LAN)
    page = seen(office, f"{FROZEN_REPORTS}/{kept.seal}")
    assert re.search(r"Sở Nội vụ.*?<td class=\"num\">1</td>.*?<b>3</b>", stored_part(page), re.DOTALL)
    assert "quá hạn 12 ngày" in stored_part(page)


def test_the_list_names_each_frozen_report_with_its_figures_and_gives_its_bulletin_again(office: Database) -> None:
    client = pages_of(office)
    assert "Chưa chốt báo cáo nào" in client.get(FROZEN_REPORTS).text
    assert f'href="{FROZEN_REPORTS}"' in client.get("/bao-cao").text
    made = client.post("/bao-cao/ban-tin.pdf?ngay=04/3/2026&van-ban=1")
    first = made.content
    report_done(office)
    address = bulletin_frozen(office, by=By(actor="Anh Nam", now=at(date(2026, 3, 5), 9)))
    page = seen(office, FROZEN_REPORTS)
    assert page.index("mọi văn bản") < page.index("50/KH-UBND")
    assert re.search(r"Tính đến hết thứ Tư 04/3/2026 · theo lượt giao · 50/KH-UBND", page)
    assert re.search(r"09:00 ngày 05/3/2026<span class=\"under\">Anh Nam</span>", page)
    assert f'href="{address}/ban-tin.pdf"' in page
    again = re.findall(r'href="(/bao-cao/da-chot/\w+/ban-tin.pdf)"', page)[1]
    assert client.get(again).content == first
    picture = client.get(f"{address}/ban-tin.png")
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")


def test_the_list_is_paged_and_shows_each_report_once(office: Database) -> None:
    with office.writing() as session:
        for number in range(60):
            figures = OF_THE_FIRST_VERSION.replace('"about":"50/KH-UBND"', f'"about":"bản {number}"')
            freeze_figures(session, figures, By(actor="Chị Lan", now=at(DAY)))
    listed, address = [], FROZEN_REPORTS
    while address:
        page = seen(office, address)
        listed += re.findall(r"theo lượt giao · (bản \d+)", page)
        further = re.search(r'href="([^"]*truoc=\w+)"', page)
        address = further[1] if further else ""
    assert sorted(listed) == sorted(f"bản {number}" for number in range(60))


def test_the_list_holds_only_what_its_reader_may_open(office: Database) -> None:
    of_house, of_plan = bulletin_frozen(office), bulletin_frozen(office, plan="50/KH-UBND")
    with office.writing() as session:
        altered = freeze_figures(session, "{}", LAN).seal
        session.execute(text("DROP TRIGGER frozen_report_no_update"))
        session.execute(update(FrozenReportRow).where(FrozenReportRow.figures == "{}").values(figures="{ }"))
    own = {of_house, of_plan, f"{FROZEN_REPORTS}/{altered}"}
    shown = {
        who.name: {address for address in own if f'href="{address}"' in pages_of(office, who).get(FROZEN_REPORTS).text}
        for who in (ADMIN, COORDINATOR, CLERK)
    }
    assert shown == {"Chị Lan": own, "Anh Nam": {of_plan}, "Chị Hoa": set()}
    assert pages_of(office, STRANGER).get(FROZEN_REPORTS).status_code == 403
    assert pages_of(office, CLERK).get(f"{of_house}/ban-tin.pdf").status_code == 403
    assert pages_of(office).get(f"{FROZEN_REPORTS}/{altered}/ban-tin.pdf").status_code == 404
    assert pages_of(office).get(f"{FROZEN_REPORTS}?truoc=khong-co").status_code == 404
