"""A plan's page says that nobody was told yet, and tells the agencies once its coordinator says so."""

from datetime import date

import pytest

from tests.plans import a_row, registered
from tests.web.offices import pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.operation.announcing import held_plans


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
    assert (told.status_code, told.headers["location"]) == (303, "/van-ban/1?xong=bao")
    assert held(office) == []
    assert "Chưa báo cho các cơ quan" not in client.get("/van-ban/1?xong=bao").text
    again = client.post("/van-ban/1/bao", data={"han-da-qua": "de-nghi"})
    assert "đã được báo trước đây" in again.text


@pytest.mark.parametrize(("who", "status"), [(ADMIN, 303), (CLERK, 403), (STRANGER, 404)])
def test_only_who_decides_on_the_plan_tells_its_agencies(office: Database, who: Actor, status: int) -> None:
    answer = pages_of(office, who).post("/van-ban/1/bao", data={"han-da-qua": "thu-hoi"})
    assert answer.status_code == status
    assert held(office) == ([] if status == 303 else [1])
