"""What pages ask of a database they ask of either kind: every page opens, and the long ways through them are gone.

The other tests of imports, events and forms take SQLite alone: pages hold no SQL, and what does is tested on both.
"""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.web.accounts.test_every_route import routes
from tests.web.imports.documents import ALL, a_document, chosen, importing, row_address, send_up
from tests.web.offices import an_office, pages_of
from tests.web.people import CLERK, COORDINATOR
from workflow.lifecycle import State
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment, assignments
from workflow.store.tables import PlanRow

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate Operation ID")
AGENCY = ("/co-quan/so-noi-vu", "/co-quan/so-noi-vu/doi-ten", "/viec?tim=mot+cua&co-quan=so-noi-vu&cot=phoi-hop")


def test_every_page_opens(database: Database) -> None:
    an_office(database)
    admin = pages_of(database)
    addresses = sorted({path for method, path in routes(database) if method == "GET"})
    answers = {address: admin.get(address).status_code for address in (*addresses, *AGENCY)}
    assert len(answers) > 60
    assert {address: code for address, code in answers.items() if code >= 500} == {}
    assert list(answers.values()).count(200) > 40
    assert [answers[address] for address in AGENCY] == [200] * len(AGENCY)


def test_a_document_is_taken_in_row_by_row(database: Database, tmp_path: Path) -> None:
    admin = importing(database, tmp_path)
    address = send_up(admin, a_document(ALL))
    while "data-row" in (text := admin.get(address).text):
        answers = dict.fromkeys(chosen(text) or ["chon-lead"], "sau")
        assert admin.post(row_address(text), data=chosen(text) | answers).status_code == 303
    assert admin.post(f"{address}/bo").status_code == 303
    assert admin.post(f"{address}/lay-lai").status_code == 303
    assert admin.post(f"{address}/kiem-tra").status_code == 303
    assert "Đã giao, còn chỗ đọc chưa chắc" in admin.get("/van-ban/cho-xu-ly").text
    with database.reading() as session:
        assert session.scalars(select(PlanRow.number)).all() == ["71/KH-UBND"]
        assert assignments(session)


def test_an_event_is_fired_and_taken_back(database: Database) -> None:
    an_office(database)
    admin, fired = pages_of(database), {"ngay": "03/3/2026", "van-ban": "345/QĐ-BNV"}
    text = admin.get("/su-kien/1/ghi-nhan", params=fired).text
    days = dict(re.findall(r'name="(han-\d+)" value="([^"]*)"', text))
    said = fired | days | {"chon": re.findall(r'name="chon" id="chon-\d+" value="(\d+)" checked', text)}
    assert days
    assert admin.post("/su-kien/1/ghi-nhan", data=said).status_code == 303
    assert due_of_records(database) == (State.ASSIGNED, date(2026, 3, 17))
    assert admin.post("/su-kien/1/huy", data={"ly-do": "nhầm"}).status_code == 303
    assert due_of_records(database) == (State.WAITING, None)


def due_of_records(database: Database) -> tuple[State, date | None]:
    with database.reading() as session:
        return next((duty.state, duty.due) for duty in assignments(session) if "Bệnh án" in duty.task.title)


def test_a_task_is_withdrawn_whole(database: Database) -> None:
    an_office(database)
    page, admin = "/viec/2/ca-nhiem-vu/thu-hoi-toan-bo", pages_of(database)
    assert "lượt giao còn mở" in admin.get(page).text
    assert admin.post(page, data={"ly-do": "không còn cần"}).status_code == 303
    with database.reading() as session:
        assert assignment(session, 2).state is State.WITHDRAWN


def test_a_duty_goes_from_its_acceptance_to_its_confirmation(database: Database) -> None:
    an_office(database)
    clerk, coordinator = pages_of(database, CLERK), pages_of(database, COORDINATOR)
    report = {"so-van-ban": "128/BC-SNV", "ngay": "05/3/2026"}
    steps = [
        (clerk, "nhan", {}),
        (clerk, "tien-do", {"noi-dung": "Đã trình", "phan-tram": "60"}),
        (clerk, "xin-gia-han", {"ngay": "30/3/2026", "ly-do": "chờ số liệu"}),
        (clerk, "bao-cao", report),
        (clerk, "rut-bao-cao", {}),
        (clerk, "bao-cao", report),
        (coordinator, "tra-lai", {"ly-do": "Thiếu phụ lục"}),
        (clerk, "bao-cao", report),
        (coordinator, "xac-nhan", {}),
    ]
    assert [(form, who.post(f"/viec/2/{form}", data=data).status_code) for who, form, data in steps] == [
        (form, 303) for _, form, _ in steps
    ]
    with database.reading() as session:
        assert assignment(session, 2).state is State.COMPLETED
