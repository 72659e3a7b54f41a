"""What was imported but given to nobody: listed, settled by page as by command, by whoever may import."""

import html
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.plans import a_head, a_row, registered
from tests.web.imports.documents import CLEAR, MISSING, UNKNOWN, a_document, importing, row_address, send_up
from tests.web.offices import an_office, pages_of
from tests.web.people import CLERK, COORDINATOR
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.plans.pending import pending_tasks

LIST = "/van-ban/cho-xu-ly"


@pytest.fixture
def admin(file_database: Database, tmp_path: Path) -> TestClient:
    """The pages of an office that put two rows of a document off: an unknown lead, and no deadline."""
    client = importing(file_database, tmp_path)
    address = send_up(client, a_document([CLEAR, UNKNOWN, MISSING]))
    while "data-row" in (text := client.get(address).text):
        parts = {f"chon-{part}": "sau" for part in ("lead", "deadline", "dong") if f'name="chon-{part}"' in text}
        assert client.post(row_address(text), data=parts).status_code == 303
    assert client.post(f"{address}/kiem-tra").status_code == 303
    return client


def numbers(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {one.task.row.title: one.id for one in pending_tasks(session)}


def owners(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return {duty.task.title: duty.agency_name for duty in assignments(session)}


def seen(client: TestClient, address: str) -> str:
    return html.unescape(client.get(address).text)


def test_what_waits_is_named_on_the_first_page_the_plan_and_the_list(
    admin: TestClient, file_database: Database
) -> None:
    waiting = numbers(file_database)
    assert UNKNOWN[0] in waiting
    for address in ("/", "/van-ban", "/van-ban/1"):
        assert f'href="{LIST}"' in admin.get(address).text, address
    listed = seen(admin, LIST)
    assert all(f'href="{LIST}/{number}"' in listed for number in waiting.values())
    assert "Sở Thông tin và Số hóa" in listed


def test_what_was_given_out_by_a_doubtful_reading_is_listed_where_it_is_put_right(file_database: Database) -> None:
    an_office(file_database)
    registered(
        file_database, a_row("Tháng 26/6/2026", "Sở Y tế", title="Số hóa hồ sơ"), head=a_head(number="81/KH-UBND")
    )
    page = html.unescape(pages_of(file_database).get("/van-ban/cho-xu-ly").text)
    assert "Đã giao, còn chỗ đọc chưa chắc" in page
    assert "81/KH-UBND, số 1" in page
    with file_database.reading() as session:
        duty = next(one.id for one in assignments(session) if one.task.title == "Số hóa hồ sơ")
    assert f'href="/viec/{duty}/noi-dung"' in page


def test_a_lead_is_named_and_the_duty_given_out(admin: TestClient, file_database: Database) -> None:
    page = f"{LIST}/{numbers(file_database)[UNKNOWN[0]]}"
    assert "Ghi và giao" in seen(admin, page)
    still = admin.post(page, data={"lead": "Sở Không Có Thật"})
    assert still.status_code == 422
    assert "còn chờ" in html.unescape(still.text)
    assert "thứ Tư 30/9/2026" in seen(admin, f"{page}/han?deadline=Quý III/2026")
    answer = admin.post(page, data={"lead": "Sở Nội vụ"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}?xong=giao")
    assert owners(file_database)[UNKNOWN[0]] == "Sở Nội vụ"
    assert admin.get(page).status_code == 404


def test_what_stands_as_printed_is_given_out_as_it_is(admin: TestClient, file_database: Database) -> None:
    number = numbers(file_database).get(MISSING[0])
    assert number is not None
    assert admin.post(f"{LIST}/{number}", data={}).status_code == 422
    assert admin.post(f"{LIST}/{number}", data={"nhu-van-ban": "1"}).status_code == 303
    assert owners(file_database)[MISSING[0]] == "Sở Tài chính"


@pytest.mark.parametrize(
    ("title", "typed", "field"),
    [(MISSING[0], {"deadline": "bao giờ"}, "deadline"), (UNKNOWN[0], {"lead": "Sở Không Có", "deadline": ""}, "lead")],
)
def test_a_refused_entry_changes_nothing_of_what_is_printed(
    admin: TestClient, file_database: Database, title: str, typed: dict[str, str], field: str
) -> None:
    number = numbers(file_database)[title]
    before = seen(admin, LIST)
    answer = admin.post(f"{LIST}/{number}", data=typed)
    assert answer.status_code == 422
    assert f'id="{field}-loi"' in answer.text
    assert typed[field] in answer.text
    assert seen(admin, LIST) == before
    with file_database.reading() as session:
        assert {one.id: one.task.corrections for one in pending_tasks(session)}[number] == ()


def test_a_deadline_that_was_clear_is_not_replaced_by_one_that_is_not(
    admin: TestClient, file_database: Database
) -> None:
    number = numbers(file_database)[UNKNOWN[0]]
    assert admin.post(f"{LIST}/{number}", data={"lead": "Sở Nội vụ", "deadline": "bao giờ"}).status_code == 422
    assert UNKNOWN[0] not in owners(file_database)


def test_the_list_is_read_anew_after_the_directory_has_learned_a_name(
    admin: TestClient, file_database: Database
) -> None:
    assert admin.post(f"{LIST}/van-ban/1").headers["location"] == f"{LIST}?xong=doc-lai"
    assert UNKNOWN[0] in numbers(file_database)


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("who", [COORDINATOR, CLERK])
def test_nobody_else_sees_or_settles_what_waits(file_database: Database, tmp_path: Path, who: Actor) -> None:
    number = numbers(file_database)[UNKNOWN[0]]
    theirs = importing(file_database, tmp_path, who)
    assert "Không có nhiệm vụ nào chờ bạn xử lý" in seen(theirs, LIST)
    assert "Mọi nhiệm vụ đã nhập đều có" not in seen(theirs, LIST)
    assert theirs.post(f"{LIST}/{number}", data={"lead": "Sở Nội vụ"}).status_code == 404
    assert theirs.post(f"{LIST}/van-ban/1").status_code == 403
    assert f'href="{LIST}"' not in theirs.get("/").text
    assert UNKNOWN[0] in numbers(file_database)
