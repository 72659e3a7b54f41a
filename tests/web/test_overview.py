"""The overview page shows where the house stands on a day."""

from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.plans import a_row, at, registered
from tests.web.offices import an_installation
from web.app import create_app
from workflow.people.grants import Actor, Grant, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep

TODAY = date(2026, 3, 5)
ADMIN = Actor(name="Chị Lan", grants=(Grant(role=GrantedRole.ADMIN),))


@pytest.fixture
def page(database: Database) -> TestClient:
    return TestClient(create_app(an_installation(database), now=lambda: at(TODAY), actor_of=lambda _: ADMIN))


def test_an_empty_house_says_so(page: TestClient) -> None:
    shown = page.get("/")
    assert shown.status_code == 200
    assert "Chưa có việc nào có hạn" in shown.text


def test_the_page_shows_overdue_tasks_first_with_how_late_they_are(database: Database, page: TestClient) -> None:
    registered(
        database,
        a_row("Tháng 01/2026", "Sở Nội vụ", title="Đề án <b>một cửa</b>"),
        a_row("Tháng 6", "UBND các xã, phường", title="Chuyển đổi số cấp xã"),
        a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Y tế"),
    )
    with database.writing() as session:
        sweep(session, today=TODAY, now=at(TODAY))
    shown = page.get("/").text
    assert "quá 33 ngày" in shown
    assert "102 cơ quan" in shown
    assert shown.index("quá 33 ngày") < shown.index("102 cơ quan")
    assert "Bộ Nội vụ ban hành Đề án" in shown
    assert "<b>một cửa</b>" not in shown
    assert "None" not in shown


def test_the_house_says_that_it_is_well(page: TestClient) -> None:
    assert page.get("/healthz").text == "ok\n"
