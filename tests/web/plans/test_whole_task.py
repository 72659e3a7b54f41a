"""A whole task withdrawn, or ended on a day, by pages: every agency's duties, and what would come back."""

import html
from datetime import date

import pytest

from tests.plans import a_head, a_row, registered
from tests.web.offices import an_office, pages_of
from tests.web.people import CLERK, COORDINATOR
from workflow.lifecycle import State
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments

MONTHLY = a_row("Trước ngày 25 hằng tháng", "Sở Y tế; Sở Nội vụ", title="Báo cáo tình hình dịch bệnh")


@pytest.fixture
def office(file_database: Database) -> Database:
    an_office(file_database)
    registered(file_database, MONTHLY, head=a_head(number="78/KH-UBND", issued_on=date(2026, 2, 1)))
    return file_database


def duties(office: Database) -> dict[int, tuple[State, date | None]]:
    with office.reading() as session:
        return {duty.id: (duty.state, duty.due) for duty in assignments(session, plan_id=2)}


def test_a_task_is_withdrawn_whole_with_every_agency_and_month(office: Database) -> None:
    admin, first = pages_of(office), min(duties(office))
    page = f"/viec/{first}/ca-nhiem-vu/thu-hoi-toan-bo"
    assert page in admin.get(f"/viec/{first}").text
    asked = html.unescape(admin.get(page).text)
    assert f"{len(duties(office))} lượt giao còn mở của 2 cơ quan" in asked
    assert admin.post(page, data={"ly-do": ""}).status_code == 422
    done = admin.post(
        page, data={"ly-do": "Bộ Y tế đã bãi bỏ chế độ báo cáo", "van-ban": "88/UBND-KGVX ngày 10/02/2026"}
    )
    assert done.status_code == 303
    assert "Đã thu hồi cả nhiệm vụ" in html.unescape(admin.get(done.headers["location"]).text)
    assert {state for state, _ in duties(office).values()} == {State.WITHDRAWN}
    assert page not in admin.get(f"/viec/{first}").text
    late = admin.get(page)
    assert (late.status_code, "mở lại từng lượt giao" in html.unescape(late.text)) == (422, True)


def test_a_task_ends_on_a_day_and_what_is_due_by_then_stays(office: Database) -> None:
    admin, first = pages_of(office), min(duties(office))
    page = f"/viec/{first}/ca-nhiem-vu/ket-thuc-som"
    wrong = admin.post(page, data={"ngay-cuoi": "31/02/2026", "ly-do": "hết dịch"})
    assert (wrong.status_code, "31/02/2026" in wrong.text) == (422, True)
    assert admin.post(page, data={"ngay-cuoi": "30/6/2026", "ly-do": "hết dịch"}).status_code == 303
    open_days = {due for state, due in duties(office).values() if state is not State.WITHDRAWN}
    assert open_days
    assert max(day for day in open_days if day) <= date(2026, 6, 30)
    assert "đang ghi ngày cuối là thứ Ba 30/6/2026" in html.unescape(admin.get(page).text)


def test_the_plan_s_coordinator_may_and_a_clerk_may_not(office: Database) -> None:
    first = min(duties(office))
    page = f"/viec/{first}/ca-nhiem-vu/thu-hoi-toan-bo"
    clerk = pages_of(office, CLERK)
    assert "ca-nhiem-vu" not in clerk.get(f"/viec/{first}").text
    assert clerk.get(page).status_code in {403, 404}
    assert clerk.post(page, data={"ly-do": "x"}).status_code in {403, 404}
    assert {state for state, _ in duties(office).values()} == {State.ASSIGNED}
    assert pages_of(office, COORDINATOR).get("/viec/1/ca-nhiem-vu/thu-hoi-toan-bo").status_code == 200
