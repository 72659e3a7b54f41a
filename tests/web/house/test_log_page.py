"""The log's page: filters, a day as it was, seals, the check, its lines as a file; and who sees which lines."""

import csv
import io
import re

import pytest

from services.day.steps import Day
from services.installation import Installation
from services.jobs.housekeeping import seal_log
from tests.web.offices import SEVEN, an_installation, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, SINCE, STRANGER
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.store.database.opening import Database
from workflow.store.log.tail import latest_lines
from workflow.store.log.writing import record

pytestmark = pytest.mark.sqlite_alone

AUDITOR = Actor(name="Bà Mai", grants=(Grant(role=GrantedRole.AUDITOR, since=SINCE),))
ELSEWHERE = Actor(
    name="Anh Tú",
    grants=(
        Grant(
            role=GrantedRole.COORDINATOR,
            scope=GrantScope(kind=ScopeKind.AGENCY, agency="so-tai-chinh"),
            since=SINCE,
        ),
    ),
)
FILE = {"xem": ""}


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


def page(database: Database, address: str, who: Actor = ADMIN) -> str:
    answer = pages_of(database, who).get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def lines_in(text: str) -> list[int]:
    """The numbers of the lines that a page shows."""
    return [int(number) for number in re.findall(r'data-label="Dòng">(\d+)<', text)]


def test_the_newest_lines_stand_first_with_who_did_what(office: Database) -> None:
    text = page(office, "/nhat-ky")
    found = lines_in(text)
    assert found == sorted(found, reverse=True)
    assert len(found) == 50


def test_pages_follow_one_another_without_a_gap(office: Database) -> None:
    seen: list[int] = []
    address = "/nhat-ky"
    while address:
        text = page(office, address)
        seen += lines_in(text)
        more = re.search(r'href="([^"]+)" rel="next"', text)
        address = more[1].replace("&amp;", "&") if more else ""
    with office.reading() as session:
        every = [line.id for line in latest_lines(session, limit=10_000)]
    assert seen == sorted(every, reverse=True)


def test_filters_hold_together_and_stand_in_the_address(office: Database) -> None:
    text = page(office, "/nhat-ky?ai=Hoa&lam=report")
    assert len(lines_in(text)) == 1
    assert "Chị Hoa <b>báo cáo kết quả</b>" in text
    assert '<option value="report" selected>' in text
    assert 'value="Hoa"' in text
    assert lines_in(page(office, "/nhat-ky?nhiem-vu=1&ai=Hoa")) == lines_in(text)
    assert "Không có dòng nào như vậy" in page(office, "/nhat-ky?ai=Hoa&lam=confirm")


def test_days_bound_the_lines_and_a_single_past_day_shows_how_it_ended(office: Database) -> None:
    text = page(office, "/nhat-ky?tu=20/02/2026")
    assert "Chị Hoa <b>báo cáo kết quả</b>" in text
    assert "Cuối thứ Sáu 20/02/2026" in text
    assert 'href="/viec?ngay=2026-02-20"' in text
    assert "Không có dòng nào như vậy" in page(office, "/nhat-ky?tu=21/02/2026&den=22/02/2026")
    # A day that isn't over has no end yet.
    assert "Cuối thứ Năm" not in page(office, "/nhat-ky?tu=05/3/2026")


@pytest.mark.parametrize(
    "address", ["/nhat-ky?nhiem-vu=99999999999999", "/nhat-ky?tu=32/13&den=x", "/nhat-ky?lam=khong-co&truoc=-1"]
)
def test_what_an_address_cannot_mean_is_left_out(office: Database, address: str) -> None:
    assert lines_in(page(office, address)) == lines_in(page(office, "/nhat-ky"))


def test_the_state_of_the_seals_is_shown_and_checked(office: Database) -> None:
    assert "chưa khóa lần nào" in page(office, "/nhat-ky")
    seal_log(house(office), Day.at(SEVEN))

    text = page(office, "/nhat-ky")
    assert "1 lần" in text
    assert "mọi dòng đã khóa" in text
    head = re.search(r"<code>([0-9a-f]{64})</code>", text)
    assert head is not None
    checked = page(office, f"/nhat-ky/kiem-tra?ma={head[1]}")
    assert "Nhật ký nguyên vẹn" in checked
    assert "kể cả mã bạn đưa" in checked
    assert "Nhật ký không nguyên vẹn" in page(office, f"/nhat-ky/kiem-tra?ma={'0' * 64}")


def house(database: Database) -> Installation:
    return an_installation(database)


def test_a_file_holds_exactly_the_lines_in_sight_and_leaves_a_line_itself(office: Database) -> None:
    answer = pages_of(office, AUDITOR).post("/nhat-ky/xuat.csv", data={"xem": "ai=Hoa"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Dòng", "Lúc", "Ai", "Làm gì"]
    assert {row[2] for row in rows[1:]} == {"Chị Hoa"}
    with office.reading() as session:
        (last,) = latest_lines(session, limit=1)
    assert last.entry is not None
    assert (last.entry.actor, last.entry.action, last.entry.details["view"]) == ("Bà Mai", "see_log", "ai=Hoa")
    assert pages_of(office, AUDITOR).post("/nhat-ky/xuat.xlsx", data=FILE).content.startswith(b"PK")
    assert pages_of(office, AUDITOR).post("/nhat-ky/xuat.exe", data=FILE).status_code == 404


def test_a_coordinator_sees_the_lines_of_his_plans_alone(office: Database) -> None:
    text = page(office, "/nhat-ky?ai=Hoa", COORDINATOR)
    assert len(lines_in(text)) == 1
    assert "Kiểm tra nhật ký" not in text
    assert lines_in(page(office, "/nhat-ky", ELSEWHERE)) == []
    exported = pages_of(office, ELSEWHERE).post("/nhat-ky/xuat.csv", data=FILE)
    assert exported.content.decode("utf-8-sig").count("\n") == 1


@pytest.mark.parametrize(
    ("who", "looks", "verifies"),
    [(ADMIN, 200, 200), (AUDITOR, 200, 200), (COORDINATOR, 200, 403), (CLERK, 403, 403), (STRANGER, 403, 403)],
)
def test_who_looks_into_the_log_and_who_checks_it(office: Database, who: Actor, looks: int, verifies: int) -> None:
    client = pages_of(office, who)
    assert client.get("/nhat-ky").status_code == looks
    assert client.get("/nhat-ky/kiem-tra").status_code == verifies
    assert client.post("/nhat-ky/xuat.csv", data=FILE).status_code == looks
    assert ('href="/nhat-ky"' in client.get("/").text) is (looks == 200)


def test_what_cannot_be_a_seals_code_is_said_and_nothing_is_called_broken(office: Database) -> None:
    answer = pages_of(office).get("/nhat-ky/kiem-tra?ma=sai")
    assert answer.status_code == 422
    assert "không thể là mã khóa sổ" in answer.text
    assert 'value="sai"' in answer.text
    assert "Giữ nguyên máy" not in answer.text


def test_a_plan_that_is_looked_at_is_named_by_its_number(office: Database) -> None:
    text = pages_of(office).get("/nhat-ky?van-ban=1").text
    assert "50/KH-UBND" in text[: text.index("<form")]
    assert "văn bản số 1" not in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tu=abc", "Chưa đọc được ngày"),
        ("den=31/02/2026", "Chưa đọc được ngày"),
        ("nhiem-vu=x", "Ghi một số"),
        ("tu=05/3/2026&den=01/3/2026", "Đứng trước ngày bắt đầu 05/3/2026"),
    ],
)
def test_a_filter_that_cannot_be_read_is_said_at_its_field(office: Database, query: str, said: str) -> None:
    text = page(office, f"/nhat-ky?{query}")
    assert said in text
    assert f'value="{query.rsplit("&", maxsplit=1)[-1].split("=")[1]}"' in text


def test_list_and_file_say_whom_and_what_a_line_is_about(office: Database) -> None:
    by = By(actor="Quản Trị", now=SEVEN)
    with office.writing() as session:
        lines = [
            LogEntry.of(by, LogAction.RUN_JOB, details={"job": "deliver"}),
            LogEntry.of(by, LogAction.KEEP_CONTACT, details={"contacts": [], "agencies": ["so-noi-vu"]}),
        ]
        record(session, lines)
    text = page(office, "/nhat-ky")
    assert 'chạy tác vụ ngay</b><span class="under">Gửi thư<' in text
    assert 'sửa cán bộ theo dõi</b><span class="under">Sở Nội vụ<' in text
    answer = pages_of(office, AUDITOR).post("/nhat-ky/xuat.csv", data={"xem": "lam=keep_contact"})
    (row,) = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    assert (row[4], row[7]) == ("Sở Nội vụ", "Sở Nội vụ")
