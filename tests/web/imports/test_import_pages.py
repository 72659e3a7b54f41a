"""Taking a document in by its pages: sent up, read, decided row by row, checked, registered as by command."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from services.intake.plans import Corrections, commit_import, prepare_import
from tests.databases import Used
from tests.plans import at
from tests.web.imports.documents import (
    ALL,
    CLEAR,
    GUESSED,
    PAST,
    UNKNOWN,
    a_document,
    chosen,
    importing,
    row_address,
    send_up,
)
from tests.web.offices import TODAY, an_installation
from tests.web.people import ADMIN, CLERK, COORDINATOR, SINCE
from workflow.by import By
from workflow.people.actions import Action
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.imports.import_drafts import decisions_of
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskRow

TRUSTED = Actor(
    name="Anh Nam",
    grants=(
        Grant(
            role=GrantedRole.COORDINATOR,
            scope=GrantScope(kind=ScopeKind.AGENCY, agency="so-khoa-hoc-va-cong-nghe"),
            since=SINCE,
            also=frozenset({Action.IMPORT}),
        ),
    ),
)


@pytest.fixture
def admin(database: Database, tmp_path: Path) -> TestClient:
    return importing(database, tmp_path)


def settle(client: TestClient, address: str, decide: Callable[[str], dict[str, str]]) -> int:
    """Answer every row that asks; return how many did."""
    count = 0
    while "data-row" in (text := client.get(address).text):
        answer = client.post(row_address(text), data=chosen(text) | decide(text))
        assert answer.status_code == 303, answer.text
        count += 1
        assert count < 50
    return count


def usual(text: str) -> dict[str, str]:
    """Keep what is read; give the unknown department's work to Sở Khoa học và Công nghệ, in all rows."""
    if 'name="chon-lead"' in text:
        return {"chon-lead": "khac", "go-lead": "Sở Khoa học và Công nghệ", "cung": "co"}
    return {}


def test_a_document_is_read_and_its_doubtful_rows_ask_beside_their_source(admin: TestClient) -> None:
    address = send_up(admin, a_document())
    text = admin.get(address).text
    assert "Còn 4 chỗ cần xem" in text
    assert "71/KH-UBND" in text
    assert "Tháng 26/3/2026" in text
    assert "“Trước ngày 26/3/2026”" in text
    assert 'class="here"' in text
    assert "Cơ quan chủ trì" in text or "Chủ trì" in text


def test_each_answer_leads_to_the_next_row_until_none_is_left(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document())
    assert settle(admin, address, usual) == 3
    text = admin.get(address).text
    assert "Không còn chỗ nào cần xem" in text
    with database.reading() as session:
        said = [one.said for one in decisions_of(session, 1)]
    assert any("và 1 dòng ghi giống" in one for one in said)


def test_nothing_is_registered_before_the_last_button_and_everything_after_it(
    admin: TestClient, database: Database
) -> None:
    address = send_up(admin, a_document())
    assert admin.post(f"{address}/kiem-tra").status_code == 409
    settle(admin, address, usual)
    check = admin.get(f"{address}/kiem-tra").text
    assert "7 nhiệm vụ" in check
    assert "Hạn đã qua" in check
    with database.reading() as session:
        assert assignments(session) == []
    answer = admin.post(f"{address}/kiem-tra")
    assert answer.status_code == 303
    with database.reading() as session:
        duties = {duty.task.title: duty for duty in assignments(session)}
    assert len(duties) == 7
    assert duties[UNKNOWN[0]].agency_name == "Sở Khoa học và Công nghệ"
    assert duties[GUESSED[0]].due == date(2026, 3, 26)
    assert answer.headers["location"] == "/van-ban/1?xong=nhap"
    assert admin.get(address).headers["location"] == "/van-ban/1"
    late = admin.post(f"{address}/kiem-tra")
    assert (late.status_code, late.headers["location"]) == (303, "/van-ban/1?xong=da-nhap")
    assert admin.post(f"{address}/hoan-tac/1").headers["location"] == "/van-ban/1?xong=da-nhap"
    assert "đến sau nên không ghi gì" in admin.get(late.headers["location"]).text


def test_another_reading_is_chosen_and_its_day_counts(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document((GUESSED,)))
    text = admin.get(address).text
    assert chosen(text) == {"chon-deadline": "giu"}
    admin.post(row_address(text), data={"chon-deadline": "=trước ngày 26/3/2026"})
    admin.post(f"{address}/kiem-tra")
    with database.reading() as session:
        (duty,) = assignments(session)
    assert (duty.due, duty.task.expression) == (date(2026, 3, 25), "Tháng 26/3/2026")


def test_any_cell_is_edited_and_its_deadline_read_before_it_is_kept(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document((CLEAR,)))
    assert "thứ Sáu 31/7/2026" in admin.get(f"{address}/han?truong=deadline&deadline=Tháng 7/2026").text
    tried = admin.post(f"{address}/dong/1", data={"sua": "1", "deadline": "Tháng 8/2026", "thu": "1"})
    assert "thứ Hai 31/8/2026" in tried.text
    admin.post(f"{address}/dong/1", data={"sua": "1", "deadline": "Tháng 8/2026", "lead": "Sở Y tế"})
    admin.post(f"{address}/kiem-tra")
    with database.reading() as session:
        (duty,) = assignments(session)
    assert (duty.agency_name, duty.due) == ("Sở Y tế", date(2026, 8, 31))


def test_every_decision_is_taken_back_and_the_row_asks_again(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document())
    settle(admin, address, usual)
    with database.reading() as session:
        decisions = decisions_of(session, 1)
    for one in reversed(decisions):
        assert admin.post(f"{address}/hoan-tac/{one.id}").status_code == 303
    assert "Còn 4 chỗ cần xem" in admin.get(address).text


def test_a_row_put_off_is_registered_without_anybody_owing_it(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document((CLEAR, UNKNOWN)))
    text = admin.get(address).text
    admin.post(row_address(text), data={"chon-lead": "sau"})
    assert "Chờ xử lý" in admin.get(f"{address}/kiem-tra").text
    assert admin.post(f"{address}/kiem-tra").status_code == 303
    with database.reading() as session:
        assert [duty.task.title for duty in assignments(session)] == [CLEAR[0]]
        held = session.scalars(select(TaskRow.title).where(TaskRow.held_since.is_not(None))).all()
    assert held == [UNKNOWN[0]]


def test_a_lead_outside_the_directory_is_named_and_given_to_nobody(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document((CLEAR, UNKNOWN)))
    admin.post(row_address(admin.get(address).text), data={"chon-lead": "ngoai"})
    assert "Không còn chỗ nào cần xem" in admin.get(address).text
    admin.post(f"{address}/kiem-tra")
    with database.reading() as session:
        assert [duty.task.title for duty in assignments(session)] == [CLEAR[0]]
        assert session.scalars(select(TaskRow.id).where(TaskRow.held_since.is_not(None))).all() == []


def test_a_form_that_leaves_a_choice_open_says_so_and_keeps_what_was_typed(admin: TestClient) -> None:
    address = send_up(admin, a_document((UNKNOWN,)))
    form = row_address(admin.get(address).text)
    assert "Chọn một cách" in admin.post(form, data={}).text
    answer = admin.post(form, data={"chon-lead": "khac", "go-lead": " "})
    assert (answer.status_code, "Ghi nội dung khác" in answer.text) == (422, True)


def test_the_head_is_asked_for_what_it_lacks(admin: TestClient, database: Database) -> None:
    document = a_document((CLEAR,)).decode().replace("<p>Số: 71/KH-UBND</p>", "").encode()
    address = send_up(admin, document)
    assert admin.get(address).headers["location"] == f"{address}/dau"
    wrong = admin.post(f"{address}/dau", data={"so": "", "ngay": "20/02/2027", "dau-moi": "Sở Không Có"})
    assert (wrong.status_code, "Ghi số, ký hiệu" in wrong.text, "Không có trong danh bạ" in wrong.text) == (
        422,
        True,
        True,
    )
    right = {"so": "71/KH-UBND", "ngay": "20/02/2026", "noi": "Ủy ban nhân dân tỉnh Đồng Tháp", "dau-moi": "Sở Y tế"}
    assert admin.post(f"{address}/dau", data=right).status_code == 303
    assert admin.post(f"{address}/kiem-tra").status_code == 303
    with database.reading() as session:
        assert session.scalars(select(PlanRow.number)).all() == ["71/KH-UBND"]


def test_a_document_that_does_not_say_who_issued_it_is_asked_for_that_first(admin: TestClient) -> None:
    document = a_document((CLEAR,)).decode().replace("<p>ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP</p>", "").encode()
    address = send_up(admin, document)
    for asked in (address, f"{address}/kiem-tra"):
        assert admin.get(asked).headers["location"] == f"{address}/dau"
    assert admin.post(f"{address}/kiem-tra").headers["location"] == f"{address}/dau"


def test_a_document_in_which_no_duty_was_read_becomes_no_plan(admin: TestClient, database: Database) -> None:
    address = send_up(admin, a_document(()))
    text = admin.get(f"{address}?sau=0").text
    assert "Không đọc được nhiệm vụ nào: dùng bản Word, Excel" in text
    assert "Không còn chỗ nào" not in text
    assert "Không đọc được nhiệm vụ nào trong văn bản" in admin.get(f"{address}/kiem-tra").text
    assert admin.post(f"{address}/kiem-tra").status_code == 409
    with database.reading() as session:
        assert session.scalars(select(PlanRow.number)).all() == []


def test_another_issuers_document_gives_nobody_work_until_it_is_vouched_for(
    admin: TestClient, database: Database
) -> None:
    document = a_document((CLEAR,)).decode().replace("ĐỒNG THÁP", "CÀ MAU").replace("Đồng Tháp", "Cà Mau").encode()
    address = send_up(admin, document)
    head = admin.get(f"{address}/dau").text
    assert "không thuộc danh bạ" in head
    assert admin.get(address).headers["location"] == f"{address}/dau"
    for page in (f"{address}?sau=0", f"{address}/kiem-tra"):
        assert "không thuộc danh bạ" in admin.get(page).text
    vouched = {"so": "71/KH-UBND", "ngay": "20/02/2026", "noi": "Ủy ban nhân dân tỉnh Cà Mau", "cua-ta": "co"}
    assert "Ghi cơ quan ban hành" in admin.post(f"{address}/dau", data=vouched | {"noi": ""}).text
    assert admin.post(f"{address}/dau", data=vouched).status_code == 303
    admin.post(f"{address}/kiem-tra")
    with database.reading() as session:
        assert [duty.agency_name for duty in assignments(session)] == ["Sở Nội vụ"]


def test_after_an_import_the_plan_says_what_of_it_nobody_was_given(admin: TestClient) -> None:
    document = a_document((CLEAR,)).decode().replace("ĐỒNG THÁP", "CÀ MAU").replace("Đồng Tháp", "Cà Mau").encode()
    address = send_up(admin, document)
    admin.post(f"{address}/dau", data={"so": "71/KH-UBND", "ngay": "20/02/2026", "noi": "Ủy ban nhân dân tỉnh Cà Mau"})
    answer = admin.post(f"{address}/kiem-tra")
    page = admin.get(answer.headers["location"]).text
    assert "Đã nhập văn bản. 1 nhiệm vụ chờ xử lý, chưa giao cho cơ quan nào." in page


def test_what_no_reader_can_open_says_why_and_may_be_dropped(admin: TestClient) -> None:
    address = send_up(admin, b"%PDF-1.7 nothing more", "hong.pdf")
    text = admin.get(address).text
    assert "Không đọc được văn bản" in text
    assert admin.post(f"{address}/bo").headers["location"].startswith("/van-ban/nhap")
    assert admin.get(address).status_code == 404


def test_a_file_over_the_limit_or_none_at_all_is_refused_with_words(admin: TestClient) -> None:
    assert "Chọn một tệp" in admin.post("/van-ban/nhap", data={"x": "y"}).text
    large = admin.post("/van-ban/nhap", files={"tep": ("lon.txt", b"x" * (50 * 1024 * 1024 + 1))})
    assert (large.status_code, "Nặng hơn 50 MB, mức nhiều nhất" in large.text) == (422, True)


def rows(database: Database) -> list[tuple[Any, ...]]:
    """Everything that an import writes about tasks and duties, in order."""
    with database.reading() as session:
        tasks = session.execute(
            select(
                *(TaskRow.key, TaskRow.title, TaskRow.lead, TaskRow.expression, TaskRow.kind, TaskRow.certainty),
                *(TaskRow.explanation, TaskRow.needs_review, TaskRow.corrections, TaskRow.held_for),
                *(OccurrenceRow.key, OccurrenceRow.due, AssignmentRow.agency_id, AssignmentRow.due),
                *(AssignmentRow.state, AssignmentRow.uid),
            )
            .outerjoin(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
            .outerjoin(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
            .order_by(TaskRow.position, OccurrenceRow.id, AssignmentRow.id)
        )
        return [tuple(row) for row in tasks]


def test_the_same_document_by_command_gives_the_same_rows(files: Used, tmp_path: Path) -> None:
    document = tmp_path / "ke-hoach-71.html"
    document.write_bytes(a_document(ALL))
    with files.one() as by_page, files.one() as by_command:
        admin = importing(by_page, tmp_path)
        address = send_up(admin, document.read_bytes())
        settle(admin, address, lambda text: dict.fromkeys(chosen(text) or ["chon-lead"], "sau"))
        assert admin.post(f"{address}/kiem-tra").status_code == 303
        house = an_installation(by_command, home=tmp_path)
        commit_import(house, prepare_import(house, document, Corrections()), By(actor="Chị Lan", now=at(TODAY)))
        assert rows(by_page) == rows(by_command)
        assert len(rows(by_page)) == 7


def test_a_changed_document_shows_what_is_different_and_changes_that_alone(
    admin: TestClient, database: Database
) -> None:
    first = send_up(admin, a_document((CLEAR, GUESSED)))
    settle(admin, first, usual)
    admin.post(f"{first}/kiem-tra")
    changed = (*CLEAR[:-1], "Trước 30/7/2026")
    second = send_up(admin, a_document((changed, GUESSED)))
    settle(admin, second, usual)
    check = admin.get(f"{second}/kiem-tra").text
    assert "đã được nhập trước đây" in check
    assert "<del>Trước 15/7/2026</del>" in check
    assert admin.post(f"{second}/kiem-tra").status_code == 303
    with database.reading() as session:
        assert {duty.task.title: duty.due for duty in assignments(session)} == {
            CLEAR[0]: date(2026, 7, 29),
            GUESSED[0]: date(2026, 3, 26),
        }


@pytest.mark.parametrize(
    ("who", "sends", "registers"), [(ADMIN, 303, 303), (COORDINATOR, 303, 403), (TRUSTED, 303, 303), (CLERK, 403, 404)]
)
def test_who_may_review_and_who_may_register_follows_the_table(
    database: Database, tmp_path: Path, who: Actor, sends: int, registers: int
) -> None:
    client = importing(database, tmp_path, who)
    answer = client.post("/van-ban/nhap", files={"tep": ("a.html", a_document((CLEAR,)))})
    assert answer.status_code == sends
    assert client.post("/van-ban/nhap/1/kiem-tra").status_code == registers


def test_somebody_else_goes_on_where_the_first_one_stopped(database: Database, tmp_path: Path) -> None:
    address = send_up(importing(database, tmp_path, COORDINATOR), a_document((GUESSED, UNKNOWN)))
    first = importing(database, tmp_path, COORDINATOR)
    first.post(row_address(first.get(address).text), data={"chon-deadline": "giu"})
    other = importing(database, tmp_path)
    text = other.get(address).text
    assert "Còn 1 chỗ cần xem" in text
    assert "Anh Nam" in text
    assert address in other.get("/van-ban/nhap").text
    assert importing(database, tmp_path, CLERK).get(address).status_code == 404


def test_the_head_proposes_the_coordinator_that_the_body_names(admin: TestClient) -> None:
    charged = "Giao Sở Y tế là cơ quan đầu mối theo dõi, đôn đốc, tổng hợp việc thực hiện Kế hoạch này."
    carrying_out = f"</table><p>III. TỔ CHỨC THỰC HIỆN</p><p>{charged}</p>"
    address = send_up(admin, a_document((CLEAR,)).replace(b"</table>", carrying_out.encode()))
    assert 'value="Sở Y tế"' in admin.get(f"{address}/dau").text


def test_the_ways_to_the_row_before_and_behind_are_each_other_s_inverse(admin: TestClient) -> None:
    address = send_up(admin, a_document())
    for position in range(1, len(ALL)):
        behind = admin.get(f"{address}?dong={position}").text
        assert f'href="{address}?dong={position + 1}" data-next' in behind
        assert f'href="{address}?dong={position}" data-previous' in admin.get(f"{address}?dong={position + 1}").text


def test_past_rows_that_are_clear_a_way_leads_to_the_next_doubt(admin: TestClient) -> None:
    address = send_up(admin, a_document((CLEAR, PAST, GUESSED)))
    assert f'href="{address}?dong=3">Chỗ cần xem tiếp' in admin.get(f"{address}?dong=1").text
