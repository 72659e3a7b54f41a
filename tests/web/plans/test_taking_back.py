"""Taking back a plan that was imported by mistake, at its page: by its number, with a reason, by whom it may."""

import pytest

from tests.web.offices import an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.lifecycle import State
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.log.tail import latest_lines

pytestmark = pytest.mark.sqlite_alone

ADDRESS = "/van-ban/1/rut"


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


def number(office: Database) -> str:
    with office.reading() as session:
        return plan_facts(session, 1).head.number


def states(office: Database) -> set[State]:
    with office.reading() as session:
        return {duty.state for duty in assignments(session)}


def test_a_plan_is_taken_back_once_its_number_is_typed(office: Database) -> None:
    client = pages_of(office, ADMIN)
    assert f'href="{ADDRESS}"' in client.get("/van-ban/1").text
    assert "Mọi nhiệm vụ của văn bản được thu hồi" in client.get(ADDRESS).text

    done = client.post(ADDRESS, data={"so": number(office), "ly-do": "nhập nhầm tỉnh"})
    assert (done.status_code, done.headers["location"]) == (303, "/van-ban/1?xong=rut")
    assert states(office) <= {State.WITHDRAWN, State.REPORTED}
    with office.reading() as session:
        told = [line.entry for line in latest_lines(session, limit=500) if line.entry is not None]
    assert "nhập nhầm tỉnh" in {entry.reason for entry in told if entry.action == "take_back_plan"}
    text = client.get("/van-ban/1").text
    assert "Văn bản đã được rút vì nhập nhầm ngày" in text
    assert "Lý do: nhập nhầm tỉnh." in text
    assert "Chưa báo cho các cơ quan" not in text
    assert "thang riêng" not in text
    assert "<b>đã rút vì nhập nhầm</b>" in client.get("/van-ban").text
    assert "Sửa nội dung theo văn bản" not in client.get("/viec/2").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"so": "51/KH", "ly-do": "nhầm"}, "nếu thật sự muốn rút cả văn bản"), ({"ly-do": " "}, "Ghi lý do rút văn bản")],
)
def test_without_number_or_reason_nothing_happens(office: Database, typed: dict[str, str], said: str) -> None:
    before = states(office)
    answer = pages_of(office, ADMIN).post(ADDRESS, data={"so": number(office)} | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert states(office) == before


@pytest.mark.parametrize(("who", "status"), [(COORDINATOR, 403), (CLERK, 403), (STRANGER, 404)])
def test_who_may_not_import_takes_nothing_back(office: Database, who: Actor, status: int) -> None:
    before, client = states(office), pages_of(office, who)
    assert client.get(ADDRESS).status_code == status
    assert client.post(ADDRESS, data={"so": number(office), "ly-do": "x"}).status_code == status
    assert ADDRESS not in client.get("/van-ban/1").text
    assert states(office) == before
