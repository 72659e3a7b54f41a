"""What is decided of a whole plan, by pages: closed for a newer one and restored, closed at its end, prolonged."""

import html
from collections.abc import Callable
from datetime import date, datetime

import pytest
from fastapi.testclient import TestClient

from tests.plans import a_head, a_row, at, registered
from tests.web.offices import TODAY, an_app, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition
from workflow.people.grants import Actor
from workflow.plan import CitedPlan
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.figures.plan_facts import PlanFacts, plan_facts
from workflow.store.plans.ending import take_back_plan

CITED = CitedPlan(number="50/KH-UBND", date="20/01/2026")
CLOSING, RESTORING = "/van-ban/1/thay-the", "/van-ban/1/khoi-phuc"


@pytest.fixture
def office(file_database: Database) -> Database:
    an_office(file_database)
    registered(
        file_database,
        a_row("Tháng 9/2026", "Sở Y tế"),
        head=a_head(number="77/KH-UBND", issued_on=date(2026, 3, 1), supersedes=(CITED,)),
    )
    return file_database


def states(office: Database, plan: int = 1) -> dict[int, State]:
    with office.reading() as session:
        return {duty.id: duty.state for duty in assignments(session, plan_id=plan)}


def facts(office: Database, plan: int = 1) -> PlanFacts:
    with office.reading() as session:
        return plan_facts(session, plan)


def client_on(office: Database, day: date, who: Actor = ADMIN) -> TestClient:
    """The pages on another day than the office's."""
    now: Callable[[], datetime] = lambda: at(day, 7)  # noqa: E731
    own = {"Sec-Fetch-Site": "same-origin"}
    return TestClient(an_app(office, who, now=now), follow_redirects=False, headers=own)


def seen(client: TestClient, address: str) -> str:
    return html.unescape(client.get(address).text)


def test_the_newer_plan_asks_for_the_older_one_to_be_closed_and_it_is_undone_whole(office: Database) -> None:
    client, before = pages_of(office), states(office)
    asking = seen(client, "/van-ban/2")
    assert "Văn bản này ghi là thay thế 50/KH-UBND (20/01/2026), văn bản ấy chưa đóng." in asking
    assert f'href="{CLOSING}?boi=2"' in asking
    asked = seen(client, f"{CLOSING}?boi=2")
    assert '<option value="2" selected>77/KH-UBND ngày 01/3/2026' in asked
    assert f"{len(before) - 1} nhiệm vụ còn mở được đóng" in asked
    assert "1 báo cáo đang chờ xác nhận ở lại" in asked
    assert states(office) == before

    done = client.post(CLOSING, data={"boi": "2"})
    assert (done.status_code, done.headers["location"]) == (303, "/van-ban/1?xong=thay-the")
    assert set(states(office).values()) == {State.SUPERSEDED, State.REPORTED}
    closed = seen(client, "/van-ban/1?xong=thay-the")
    assert f'href="{RESTORING}">Hoàn tác, khôi phục văn bản này</a>' in closed
    assert "văn bản ấy chưa đóng" not in seen(client, "/van-ban/2")

    assert client.post(RESTORING, data={"ly-do": "chọn nhầm văn bản"}).status_code == 303
    assert states(office) == before
    assert facts(office).newer is None
    assert "Hoàn tác" not in seen(client, "/van-ban/1")


def test_after_thirty_days_it_is_not_restored_and_the_page_says_so(office: Database) -> None:
    assert pages_of(office).post(CLOSING, data={"boi": "2"}).status_code == 303
    inside, after = client_on(office, date(2026, 4, 3)), client_on(office, date(2026, 4, 5))
    assert RESTORING in inside.get("/van-ban/1").text
    assert RESTORING not in after.get("/van-ban/1").text
    assert "Đã thay thế quá 30 ngày" in seen(after, RESTORING)
    late = after.post(RESTORING, data={"ly-do": "muộn"})
    assert late.status_code == 422
    assert facts(office).newer == (2, "77/KH-UBND")


def test_a_reported_duty_that_is_returned_follows_its_closed_plan(office: Database) -> None:
    pages_of(office).post(CLOSING, data={"boi": "2"})
    returned = Transition(event=Event.RETURN, role=Role.COORDINATOR, by=By(actor="x", now=at(TODAY), reason="thiếu"))
    with office.writing() as session:
        assert apply(session, 1, returned).state is State.SUPERSEDED


@pytest.mark.parametrize(
    ("address", "typed", "said"),
    [
        (CLOSING, {}, "Chọn văn bản thay thế"),
        (CLOSING, {"boi": "1"}, "không thể bị thay thế"),
        ("/van-ban/2/thay-the", {"boi": "1"}, "không thể bị thay thế bởi văn bản ban hành trước nó"),
        (RESTORING, {"ly-do": "x"}, "Văn bản đang có hiệu lực"),
        (CLOSING, {"boi": "77"}, "chưa được nhập"),
        ("/van-ban/1/keo-dai", {"nam": "2027"}, "Ghi lý do"),
        *(
            ("/van-ban/1/keo-dai", {"nam": year, "ly-do": "x"}, "Ghi một năm từ 2027 đến 2036")
            for year in ("2026", "mai", "3000")
        ),
    ],
)
def test_what_cannot_be_meant_changes_nothing_and_says_why(
    office: Database, address: str, typed: dict[str, str], said: str
) -> None:
    before, client = (states(office), facts(office)), pages_of(office)
    answer = client.post(address, data=typed)
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert (states(office), facts(office)) == before


def test_a_plan_gets_another_coordinator_by_its_page(office: Database) -> None:
    client, page = pages_of(office), "/van-ban/1/dau-moi"
    assert f'href="{page}"' in client.get("/van-ban/1").text
    assert pages_of(office, COORDINATOR).get(page).status_code == 403
    refused = client.post(page, data={"co-quan": "Sở Không Có"})
    assert refused.status_code == 422
    assert "không phải tên một cơ quan trong danh bạ" in html.unescape(refused.text)
    done = client.post(page, data={"co-quan": "Sở Tài chính"})
    assert (done.status_code, done.headers["location"]) == (303, "/van-ban/1?xong=dau-moi")
    assert facts(office).coordinator == "so-tai-chinh"
    assert "đặt cơ quan đầu mối" in seen(client, "/nhat-ky").casefold()


def test_what_was_taken_back_replaces_nothing_and_is_not_said_to_be_in_force(office: Database) -> None:
    with office.writing() as session:
        take_back_plan(session, 2, By(actor="x", now=at(TODAY), reason="nhập nhầm"))
    client = pages_of(office)
    assert "77/KH-UBND" not in seen(client, CLOSING).partition("<select")[2].partition("</select>")[0]
    refused = html.unescape(client.post(CLOSING, data={"boi": "2"}).text)
    assert "50/KH-UBND” không thể bị thay thế bởi văn bản đã đóng" in refused or (
        "50/KH-UBND không thể bị thay thế bởi văn bản đã đóng" in refused
    )
    restoring = seen(client, "/van-ban/2/khoi-phuc")
    assert "không phải vì bị thay thế" in restoring
    assert "đang có hiệu lực" not in restoring


def test_two_plans_never_replace_each_other(office: Database) -> None:
    registered(office, a_row("Tháng 9/2026", "Sở Y tế"), head=a_head(number="78/KH-UBND", issued_on=date(2026, 3, 1)))
    client = pages_of(office)
    assert client.post("/van-ban/2/thay-the", data={"boi": "3"}).status_code == 303
    assert client.post("/van-ban/3/thay-the", data={"boi": "2"}).status_code == 422
    again = client.post("/van-ban/2/thay-the", data={"boi": "1"})
    assert again.status_code == 422
    assert "đã được thay thế" in html.unescape(again.text)
    assert facts(office, 3).newer is None


def test_a_plan_whose_years_are_over_asks_to_be_closed_or_prolonged(office: Database) -> None:
    client = client_on(office, date(2027, 1, 11), COORDINATOR)
    asking = seen(client, "/van-ban/1")
    assert "Thời kỳ thực hiện đã hết mà còn" in asking
    assert 'href="/van-ban/1/dong">Đóng văn bản</a> hoặc <a href="/van-ban/1/keo-dai">kéo dài' in asking
    assert client.post("/van-ban/1/keo-dai", data={"nam": "2027", "ly-do": "còn dở"}).status_code == 303
    assert facts(office).head.years == (2026, 2027)
    assert "Thời kỳ thực hiện đã hết" not in seen(client, "/van-ban/1")
    assert client.post("/van-ban/1/dong", data={"ly-do": "sớm"}).status_code == 422
    assert "Thời kỳ thực hiện còn đến hết năm 2027" in seen(client, "/van-ban/1/dong")
    client = client_on(office, date(2028, 1, 10), COORDINATOR)
    assert client.post("/van-ban/1/dong", data={"ly-do": "đã tổng kết"}).status_code == 303
    assert set(states(office).values()) == {State.WITHDRAWN, State.REPORTED}
    assert "Văn bản đã đóng ngày thứ Hai 10/01/2028" in seen(client, "/van-ban/1")
    assert "Văn bản đã đóng" in seen(client, "/van-ban/1/dong")


@pytest.mark.parametrize(("who", "status"), [(COORDINATOR, 403), (CLERK, 403), (STRANGER, 404)])
def test_who_may_not_close_a_plan_for_another_closes_none(office: Database, who: Actor, status: int) -> None:
    before, client = states(office), pages_of(office, who)
    assert client.get(CLOSING).status_code == status
    assert client.post(CLOSING, data={"boi": "2"}).status_code == status
    assert CLOSING not in client.get("/van-ban/1").text
    assert states(office) == before
