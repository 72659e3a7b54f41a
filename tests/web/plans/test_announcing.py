"""A plan's page says that nobody was told yet, and tells the agencies once its coordinator says so."""

from datetime import date

import pytest

from tests.plans import a_row, at, registered
from tests.web.offices import pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.by import By
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.operation.announcing import held_plans
from workflow.store.plans.ending import take_back_plan

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def office(database: Database) -> Database:
    """A plan that was taken in on the day of the tests, with one day past already."""
    registered(
        database,
        a_row("Trước 01/02/2026", "Sở Nội vụ", title="Quy chế công nhận người có tài năng"),
        a_row("Tháng 10/2026", "Sở Nội vụ", title="Đề án một cửa"),
        on=date(2026, 3, 5),
        held=True,
    )
    return database


def held(office: Database) -> list[int]:
    with office.reading() as session:
        return [plan.id for plan in held_plans(session)]


def test_the_plan_says_that_nobody_was_told_and_leads_its_coordinator_on(office: Database) -> None:
    assert 'href="/van-ban/1/bao"' in pages_of(office, COORDINATOR).get("/van-ban/1").text
    text = pages_of(office, CLERK).get("/van-ban/1").text
    assert "Chưa báo cho các cơ quan" in text
    assert "/van-ban/1/bao" not in text


def test_past_days_are_decided_on_first_and_then_the_agencies_are_told_once(office: Database) -> None:
    client = pages_of(office, COORDINATOR)
    assert "1 lượt giao đã qua hạn từ trước" in client.get("/van-ban/1/bao").text
    assert client.post("/van-ban/1/bao").status_code == 422
    assert held(office) == [1]
    told = client.post("/van-ban/1/bao", data={"han-da-qua": "de-nghi"})
    assert (told.status_code, told.headers["location"]) == (303, "/van-ban/1?xong=bao-thieu")
    assert held(office) == []
    assert "Chưa báo cho các cơ quan" not in client.get("/van-ban/1?xong=bao").text
    after = client.get("/van-ban/1/bao").text
    assert "các cơ quan đã được báo" in after
    assert "chưa cơ quan nào được nhắc" not in after
    again = client.post("/van-ban/1/bao", data={"han-da-qua": "de-nghi"})
    assert "Gửi lại" not in again.text
    assert '"/van-ban/1">Xem tình trạng' in again.text
    assert "đã được báo trước đây" in again.text


def test_the_page_names_who_cannot_be_told_before_and_after(office: Database) -> None:
    client = pages_of(office, COORDINATOR)
    asked = client.get("/van-ban/1/bao").text
    assert "<b>0 cơ quan</b> nhận thư" in asked
    assert '<a href="/co-quan/so-noi-vu">Sở Nội vụ</a>' in asked
    told = client.post("/van-ban/1/bao", data={"han-da-qua": "de-nghi"})
    assert told.headers["location"] == "/van-ban/1?xong=bao-thieu"
    assert "chưa được thư nào" in client.get(told.headers["location"]).text


def test_a_plan_that_was_taken_back_is_not_announced(office: Database) -> None:
    with office.writing() as session:
        take_back_plan(session, 1, By(actor="x", now=at(date(2026, 3, 5)), reason="nhập nhầm"))
    client = pages_of(office, COORDINATOR)
    assert "Văn bản đã đóng ngày 05/3/2026" in client.get("/van-ban/1/bao").text
    answer = client.post("/van-ban/1/bao")
    assert answer.status_code >= 400
    assert "không còn nhiệm vụ để báo" in answer.text
    with office.reading() as session:
        assert not plan_facts(session, 1).announced


def test_before_its_plan_is_announced_no_reminder_of_a_duty_is_promised(office: Database) -> None:
    client = pages_of(office, COORDINATOR)
    assert "Nhắc tiếp theo" not in client.get("/viec/2").text
    assert client.post("/van-ban/1/bao", data={"han-da-qua": "de-nghi"}).status_code == 303
    assert "Nhắc tiếp theo" in client.get("/viec/2").text


def test_before_its_plan_is_announced_an_event_promises_no_letter(database: Database) -> None:
    registered(database, a_row("Sau khi có hướng dẫn của Bộ Nội vụ", "Sở Nội vụ"), on=date(2026, 3, 5), held=True)
    client = pages_of(database, COORDINATOR)
    page = "/su-kien/1/ghi-nhan"
    assert "chưa cơ quan nào nhận thư" in client.get(page).text
    assert client.post("/van-ban/1/bao").status_code == 303
    assert "nhận thư vào kỳ gửi tới" in client.get(page).text


@pytest.mark.parametrize(("who", "status"), [(ADMIN, 303), (CLERK, 403), (STRANGER, 404)])
def test_only_who_decides_on_the_plan_tells_its_agencies(office: Database, who: Actor, status: int) -> None:
    answer = pages_of(office, who).post("/van-ban/1/bao", data={"han-da-qua": "thu-hoi"})
    assert answer.status_code == status
    assert held(office) == ([] if status == 303 else [1])
