"""A task of a registered plan written anew by a document: shown first, then applied to it alone, and logged."""

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from tests.plans import a_row, at, house_policies, registered
from tests.store.plans.amendments import amended
from tests.web.offices import TODAY, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.by import By
from workflow.people.grants import Actor
from workflow.plan import PrintedRow
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.reading import assignment, assignments
from workflow.store.log.writing import history
from workflow.store.plans.registering import PlanSource
from workflow.store.tables import PlanRow, TaskRow

ADDRESS = "/viec/3/noi-dung"
BY = {"van-ban": "120/QĐ-UBND ngày 04/3/2026", "ly-do": "chậm vốn"}


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


def written(client: TestClient, **cells: str) -> int:
    return client.post(ADDRESS, data={**BY, **cells, "buoc": "ghi"}).status_code


def test_the_change_is_shown_with_its_new_day_before_anything_is_written(office: Database) -> None:
    client = pages_of(office)
    assert "Trước 15/4/2026" in client.get(ADDRESS).text
    shown = client.post(ADDRESS, data={**BY, "deadline": "Quý III/2026", "buoc": "xem"}).text
    assert "<del>Trước 15/4/2026</del>" in shown
    assert "thứ Tư 30/9/2026" in shown
    assert "thứ Tư 30/9/2026" in client.get(f"{ADDRESS}/han?deadline=Quý III/2026").text
    with office.reading() as session:
        assert assignment(session, 3).due == date(2026, 4, 14)


def test_what_is_written_anew_is_that_task_alone_with_reason_and_document_in_the_log(office: Database) -> None:
    with office.reading() as session:
        before = {duty.id: (duty.due, duty.task.title, duty.state) for duty in assignments(session)}
        doubts = session.scalars(select(TaskRow.needs_review).order_by(TaskRow.id)).all()
    client = pages_of(office)
    assert written(client, title="Y tế thông minh, giai đoạn 2", deadline="Quý III/2026") == 303
    with office.reading() as session:
        after = {duty.id: (duty.due, duty.task.title, duty.state) for duty in assignments(session)}
        assert session.scalars(select(TaskRow.needs_review).order_by(TaskRow.id)).all() == doubts
        assert session.scalars(select(PlanRow.source_name)).one()
        lines = history(session, 3)
    assert after[3][:2] == (date(2026, 9, 30), "Y tế thông minh, giai đoạn 2")
    assert {number for number in before if before[number] != after[number]} == {3}
    assert any("120/QĐ-UBND ngày 04/3/2026" in f"{line.reason} {line.document}" for line in lines)
    text = client.get("/viec/3?xong=noi-dung").text
    assert "Đã sửa nội dung nhiệm vụ" in text


def test_the_duty_s_page_keeps_what_the_plan_printed_and_logs_each_cell_with_the_typed_reason(office: Database) -> None:
    client = pages_of(office)
    assert written(client, product="Tờ trình", deadline="Quý III/2026") == 303
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get("/viec/3").text).split())
    chain = text.partition("Vì sao hạn là")[2]
    assert [words in chain for words in ("“Trước 15/4/2026”", "“Quý III/2026”")] == [True, True]
    assert "thay cho 14/4/2026" in chain
    assert "Đọc là thứ Ba 14/4/2026" in chain
    assert "sửa nhiệm vụ, sản phẩm" in text
    assert "chậm vốn" in text


def test_a_duty_that_an_amendment_took_away_keeps_the_words_and_days_that_were_its_own(database: Database) -> None:
    def row(deadline: str, lead: str, title: str) -> PrintedRow:
        return a_row(deadline, lead, title=title, cooperating="")

    old, new = "Rà soát thủ tục hành chính", "Rà soát, đơn giản hóa thủ tục hành chính"
    registered(database, row("Trước ngày 15/12/2026", "Sở Nội vụ", old), on=date(2026, 1, 19))
    amended(database, row("Trước ngày 30/12/2026", "Sở Nội vụ", new), on=date(2026, 3, 2))
    other = PlanSource(name="ban-sua-2.docx", sha256="2" * 64)
    amended(database, row("Trước ngày 20/12/2026", "Sở Tài chính", new), source=other, on=date(2026, 3, 3))
    text = pages_of(database).get("/viec/1").text
    chain = text[text.index("Vì sao") : text.index('<li class="now">')]
    quoted = re.findall(r"“(Trước ngày [\d/]+)”", chain)
    assert list(dict.fromkeys(quoted)) == ["Trước ngày 15/12/2026", "Trước ngày 30/12/2026"]
    assert "20/12" not in chain
    assert "Nhắc tiếp theo" not in text
    told = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "sửa nhiệm vụ, nhiệm vụ" in told
    assert old in told
    assert "ban-sua.docx" in told


def test_before_a_lead_is_changed_the_page_says_how_many_agencies_get_the_task_and_who_loses_it(
    office: Database,
) -> None:
    shown = pages_of(office).post(ADDRESS, data={**BY, "lead": "Các sở, ban, ngành", "buoc": "xem"}).text
    assert re.search(r"Giao thêm cho <b>\d+ cơ quan</b>", shown)
    one = pages_of(office).post(ADDRESS, data={**BY, "lead": "Sở Tài chính", "buoc": "xem"}).text
    assert "Giao thêm cho <b>1 cơ quan</b>: Sở Tài chính." in one
    assert "Thôi giao cho <b>1 cơ quan</b>: Sở Y tế." in one


def test_another_lead_gets_the_duty_and_the_old_ones_is_withdrawn(office: Database) -> None:
    assert written(pages_of(office), lead="Sở Tài chính") == 303
    with office.reading() as session:
        ours = [duty for duty in assignments(session) if duty.task.title == "Y tế thông minh"]
    assert {(duty.agency_name, duty.state.value) for duty in ours} == {
        ("Sở Y tế", "withdrawn"),
        ("Sở Tài chính", "assigned"),
    }


@pytest.mark.parametrize(("chosen", "due"), [({}, date(2026, 5, 20)), ({"nhiem-vu-3": "theo"}, date(2026, 9, 30))])
def test_a_day_that_people_decided_stays_unless_the_document_is_chosen(
    office: Database, chosen: dict[str, str], due: date
) -> None:
    by = By(actor="Chị Hoa", now=at(TODAY), reason="chờ số liệu", document="15/UBND-TH")
    with office.writing() as session:
        reschedule_duty(session, 3, date(2026, 5, 20), by, house_policies())
    client = pages_of(office)
    shown = client.post(ADDRESS, data={**BY, "deadline": "Quý III/2026", "buoc": "xem"}).text
    assert "Khác với điều đã quyết định" in shown
    assert written(client, deadline="Quý III/2026", **chosen) == 303
    with office.reading() as session:
        assert assignment(session, 3).due == due


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"deadline": "Quý III/2026", "van-ban": ""}, "Ghi số, ngày của văn bản"),
        ({"deadline": "Quý III/2026", "ly-do": " "}, "Ghi lý do"),
        ({}, "Sửa ít nhất một ô"),
        ({"title": " "}, "Ghi tên nhiệm vụ"),
        ({"deadline": "khi nào cũng được"}, "Chưa đọc được thời hạn"),
        ({"deadline": "Quý III/2026", "van-ban": "120/QĐ-UBND ngày 04/3/2027"}, "Văn bản đề ngày chưa đến"),
        ({"lead": "Sở Chưa Có"}, "Ghi đúng tên cơ quan"),
        ({"deadline": "Quý III/2026", "cu-title": "tên trước khi người khác sửa"}, "Vừa được người khác sửa"),
    ],
)
def test_what_cannot_be_written_says_why_and_keeps_what_was_typed(
    office: Database, typed: dict[str, str], said: str
) -> None:
    answer = pages_of(office).post(ADDRESS, data={**BY, **typed, "buoc": "ghi"})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert typed.get("deadline", "") in answer.text
    with office.reading() as session:
        assert assignment(session, 3).due == date(2026, 4, 14)


@pytest.mark.parametrize(("who", "status"), [(ADMIN, 200), (COORDINATOR, 403), (CLERK, 403), (STRANGER, 404)])
def test_only_who_may_commit_documents_writes_tasks_anew(office: Database, who: Actor, status: int) -> None:
    client = pages_of(office, who)
    assert client.get(ADDRESS).status_code == status
    assert client.post(ADDRESS, data={**BY, "deadline": "Quý III/2026", "buoc": "ghi"}).status_code in {303, status}
    assert ("Sửa nội dung theo văn bản" in client.get("/viec/3").text) == (status == 200)
