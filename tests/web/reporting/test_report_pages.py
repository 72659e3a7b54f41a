"""Reports by page: every figure opens its list, each sees his part, the bulletin is one page with its seal."""

import html
import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from openpyxl import load_workbook
from PIL import Image

from calendars.year.pdf_file import FONTS, font_text
from reports.bulletin import Bulletin, bulletin_pdf
from services.reporting.cards import ReportReach, card_seal, report_reach
from tests.plans import at
from tests.web.offices import an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER, granted
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.people.grants import Actor, GrantedRole
from workflow.report_card import CardHeading, CardLine, Group, Scope, Tally, card_of, worse
from workflow.store.database.opening import Database
from workflow.store.duties.transitions import apply
from workflow.store.figures.report_card import listed_duties, read_report_card, read_task_card
from workflow.store.tables import AssignmentRow

pytestmark = pytest.mark.sqlite_alone

LEADER = Actor(name="Ông Lâm", grants=(granted(GrantedRole.LEADER),))
TODAY = date(2026, 3, 5)


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


def _figures(text: str) -> list[tuple[str, str]]:
    """Every figure that is a link, with its address."""
    found = re.findall(r'<td class="num"><a href="([^"]+)">([\d.]+)</a>', text)
    return [(html.unescape(address), count) for address, count in found]


@pytest.mark.parametrize("query", ["", "?ngay=01/3/2026", "?ky=2026-Q1", "?co-quan=so-y-te", "?ky=2026-06&van-ban=1"])
def test_every_figure_opens_a_list_of_as_many_duties(office: Database, query: str) -> None:
    client = pages_of(office)
    found = _figures(client.get(f"/bao-cao{query}").text)
    assert found
    wrong = [
        (address, count)
        for address, count in set(found)
        if not re.search(rf"<b>{re.escape(count)} nhiệm vụ</b>", client.get(address).text)
    ]
    assert wrong == []


def test_the_report_names_who_lags_and_how_it_went_from_week_to_week(office: Database) -> None:
    text = pages_of(office).get("/bao-cao?ngay=04/3/2026").text
    assert "Từng tuần" in text
    assert "01/3/2026" in text
    assert "Theo cơ quan" in text
    assert "Mã số liệu" in text


def test_tasks_are_counted_once_however_many_agencies_owe_them(office: Database) -> None:
    with office.reading() as session:
        scope = Scope(as_of=TODAY)
        duties, tasks = read_report_card(session, scope), read_task_card(session, scope)
    assert (tasks.total.total, duties.total.total > 100) == (6, True)
    text = pages_of(office).get("/bao-cao?theo=nhiem-vu").text
    assert "theo nhiệm vụ" in text
    assert _figures(text.split("Từng tuần")[0]) == []


def test_a_task_is_done_when_all_of_it_is_and_late_when_any_is() -> None:
    assert worse(Group.DONE_ON_TIME, Group.UNDONE_IN_TIME) is Group.UNDONE_IN_TIME
    assert worse(Group.UNDONE_IN_TIME, Group.UNDONE_OVERDUE) is Group.UNDONE_OVERDUE
    assert worse(Group.DONE_LATE, Group.DONE_ON_TIME) is Group.DONE_LATE


def test_each_reports_on_what_the_table_of_rights_lets(office: Database) -> None:
    with office.reading() as session:
        reach = {who.name: report_reach(session, who) for who in (ADMIN, LEADER, COORDINATOR, CLERK)}
    assert reach["Chị Lan"].everything
    assert reach["Ông Lâm"].everything
    assert reach["Anh Nam"] == ReportReach(plans=(1,))
    assert reach["Chị Hoa"] == ReportReach(agencies=("so-noi-vu",))


def test_a_clerk_sees_her_agencys_figures_whatever_she_asks_for(office: Database) -> None:
    client = pages_of(office, CLERK)
    for query in ("", "?co-quan=so-y-te", "?van-ban=1"):
        text = client.get(f"/bao-cao{query}").text
        assert "Sở Nội vụ" in text
        assert 'scope="row"><a href="/viec?co-quan=so-y-te' not in text
    # No file is made of what isn't hers: the page says so.
    assert client.get("/bao-cao/xuat.xlsx?co-quan=so-y-te").headers["location"] == "/bao-cao?co-quan=so-y-te"
    workbook = load_workbook(BytesIO(client.get("/bao-cao/xuat.xlsx").content))
    agencies = {row[2] for row in workbook["Danh sách"].values}
    assert agencies == {"Cơ quan", "Sở Nội vụ"}


def test_who_may_not_report_gets_no_figures(office: Database) -> None:
    client = pages_of(office, STRANGER)
    assert [client.get(path).status_code for path in ("/bao-cao", "/bao-cao/xuat.docx")] == [403] * 2
    assert [client.post(f"/bao-cao/ban-tin.{kind}").status_code for kind in ("pdf", "png")] == [403] * 2
    assert pages_of(office).get("/bao-cao/xuat.exe").status_code == 404


def test_the_bulletin_is_one_page_that_says_the_figures_in_words(office: Database) -> None:
    assert "Bản tin đến hết 04/3/2026 (PDF)" in pages_of(office).get("/bao-cao?van-ban=1").text
    answer = pages_of(office).post("/bao-cao/ban-tin.pdf?van-ban=1")
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded()
    assert "Bản tin đôn đốc" in text
    assert "thứ Tư 04/3/2026" in text
    assert "50/KH-UBND" in text
    assert "thứ Năm 05/3/2026" in text
    assert pages_of(office).post("/bao-cao/ban-tin.pdf?van-ban=1").content == answer.content


def test_the_bulletin_stays_one_page_with_the_longest_names(office: Database) -> None:
    line = CardLine(
        CardHeading("x", "Ủy ban nhân dân các xã, phường, đặc khu trên địa bàn tỉnh " * 4),
        Tally(dict.fromkeys(Group, 999)),
    )
    with office.reading() as session:
        duty = next(listed_duties(session, Scope(as_of=TODAY), [Group.UNDONE_OVERDUE]))
    long = replace(
        duty, title="Nghiên cứu, xây dựng, trình ban hành " * 20, agency="Sở " * 90, expression="Tháng " * 90
    )
    card = card_of(Scope(as_of=TODAY), agencies=[], plans=[], sections=[])
    pdf = bulletin_pdf(
        Bulletin(
            about="Kế hoạch " * 60,
            card=replace(card, agencies=(line,) * 40, total=line.tally),
            laggards=[long] * 40,
            coming=[long] * 40,
            address="https://dondoc.tinh.example/bao-cao?" + "x" * 300,
            seal="0" * 16,
            fonts=FONTS,
            clean=font_text,
        )
    )
    assert len(pypdfium2.PdfDocument(pdf)) == 1


def test_the_longest_late_stands_first_by_the_days_that_are_shown(office: Database) -> None:
    with office.reading() as session:
        duty = next(listed_duties(session, Scope(as_of=TODAY), [Group.UNDONE_OVERDUE]))
    late = [replace(duty, days_late=days) for days in (38, 33, 37)]
    card = card_of(Scope(as_of=TODAY), agencies=[], plans=[], sections=[])
    pdf = bulletin_pdf(
        Bulletin(
            about="50/KH-UBND",
            card=card,
            laggards=late,
            coming=[],
            address="https://dondoc.tinh.example/bao-cao",
            seal="0" * 16,
            fonts=FONTS,
            clean=font_text,
        )
    )
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert re.findall(r"quá hạn (\d+) ngày", text) == ["38", "37", "33"]


def test_the_picture_is_sharp_enough_for_a_phone(office: Database) -> None:
    answer = pages_of(office).post("/bao-cao/ban-tin.png")
    picture = Image.open(BytesIO(answer.content))
    assert answer.headers["content-type"] == "image/png"
    assert picture.width > 1000
    assert len(answer.content) < 500_000


def test_what_the_bulletin_opens_says_whether_its_figures_still_hold(office: Database) -> None:
    client = pages_of(office)
    with office.reading() as session:
        seal = card_seal(read_report_card(session, Scope(as_of=date(2026, 3, 4), plans=(1,))))
    scanned = f"/bao-cao?van-ban=1&ngay=04/3/2026&dau={seal}"
    assert f"Đúng số liệu của bản tin có mã {seal}" in client.get(scanned).text
    with office.writing() as session:
        late = Transition(
            event=Event.REPORT,
            role=Role.STAFF,
            by=By(actor="Chị Hoa", now=at(date(2026, 3, 4))),
            result="Đề án",
            on=date(2026, 3, 4),
        )
        apply(session, 2, late)
        confirmed = Transition(
            event=Event.CONFIRM, role=Role.COORDINATOR, by=By(actor="Anh Nam", now=at(date(2026, 3, 4)))
        )
        apply(session, 2, confirmed)
    assert f"Số liệu đã khác bản tin có mã {seal}" in client.get(scanned).text


def test_a_seal_tells_scopes_and_figures_apart(office: Database) -> None:
    with office.reading() as session:
        seals = {
            card_seal(read_report_card(session, scope))
            for scope in (Scope(as_of=TODAY), Scope(as_of=TODAY, plans=(1,)), Scope(as_of=date(2026, 3, 4)))
        }
    assert len(seals) == 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ngay=abc", "Chưa đọc được ngày “abc”"),
        ("ngay=05/12/2026", "Thứ Bảy 05/12/2026 chưa đến"),
        ("van-ban=999", "Không có văn bản này"),
        ("van-ban=x", "Không có văn bản này"),
        ("co-quan=khong-co", "Không có cơ quan này"),
        ("ky=2026-Q9", "Không phải một năm, quý hay tháng"),
    ],
)
def test_what_a_report_cannot_be_of_is_said_with_what_is_shown_instead(office: Database, query: str, said: str) -> None:
    client = pages_of(office)
    answer = client.get(f"/bao-cao?{query}")
    assert answer.status_code == 200
    assert said in answer.text
    assert _figures(answer.text) == _figures(client.get("/bao-cao").text)
    assert client.get(f"/bao-cao/xuat.xlsx?{query}").headers["location"] == f"/bao-cao?{query.replace('/', '%2F')}"


def test_periods_are_offered_for_every_year_in_which_something_is_due(office: Database) -> None:
    with office.writing() as session:
        session.get_one(AssignmentRow, 3).due = date(2028, 3, 31)
    text = pages_of(office).get("/bao-cao?ky=2028-Q1").text
    assert '<option value="2026">' in text
    assert '<option value="2027-05">' in text
    assert '<option value="2028-Q1" selected>' in text
