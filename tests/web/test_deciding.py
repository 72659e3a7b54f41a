"""Deciding one thing after another: what comes next, several extensions by one document, another day, reminding."""

import re
from datetime import date

import pytest

from tests.ready import make_ready
from tests.web.offices import an_office, pages_of
from tests.web.people import CLERK, COORDINATOR, STRANGER
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.log.writing import history

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def office(database: Database) -> Database:
    """An office in which duty 1 is reported, and duty 2 of the same agency asks for an extension."""
    make_ready(database, f"{__name__}.office", lambda: ask_in(database))
    return database


def ask_in(database: Database) -> None:
    an_office(database)
    asked = {"ngay": "30/3/2026", "ly-do": "chờ số liệu"}
    assert pages_of(database, CLERK).post("/viec/2/xin-gia-han", data=asked).status_code == 303


def due(office: Database, number: int) -> date | None:
    with office.reading() as session:
        return assignment(session, number).due


def test_after_a_decision_comes_the_next_thing_that_waits(office: Database) -> None:
    coordinator = pages_of(office, COORDINATOR)
    first = coordinator.get("/viec/1/xac-nhan").text
    assert "mục thứ 1 trong 2 mục đang chờ" in first
    assert 'href="/viec/2/cho-gia-han">Để sau, xem mục tiếp theo' in first
    after = coordinator.get(coordinator.post("/viec/1/xac-nhan", data={}).headers["location"]).text
    assert "Tiếp theo trong Chờ tôi" in after
    assert 'href="/viec/2/cho-gia-han"' in after
    done = coordinator.get(coordinator.post("/viec/2/khong-gia-han", data={"ly-do": "gấp"}).headers["location"]).text
    assert "Tiếp theo trong Chờ tôi" not in done


def test_a_report_stands_beside_what_was_asked_for(office: Database) -> None:
    shown = pages_of(office, COORDINATOR).get("/viec/1/tra-lai").text
    for words in (
        "“Quyết định”",
        "“Tháng 26/01/2026”",
        "hoàn thành, trễ 25 ngày",
        "chưa bị trả lại lần nào",
        "Chị Hoa",
    ):
        assert words in shown


def test_another_day_may_be_granted_than_the_one_asked_for(office: Database) -> None:
    coordinator = pages_of(office, COORDINATOR)
    too_early = coordinator.post("/viec/2/cho-gia-han", data={"van-ban": "315/UBND-KT", "ngay": "05/3/2026"})
    assert too_early.status_code == 422
    granted = coordinator.post("/viec/2/cho-gia-han", data={"van-ban": "315/UBND-KT", "ngay": "20/3/2026"})
    assert granted.status_code == 303
    assert due(office, 2) == date(2026, 3, 20)
    with office.reading() as session:
        assert history(session, 2)[-1].details["asked_due"] == "2026-03-30"


def test_several_extensions_are_granted_by_one_document(office: Database) -> None:
    clerk_of_health = pages_of(office, CLERK)
    coordinator = pages_of(office, COORDINATOR)
    shown = coordinator.get("/gia-han").text
    values = re.findall(r'name="so" id="[^"]+" value="([^"]+)"', shown)
    assert len(values) == 1
    missing = coordinator.post("/gia-han", data={"so": values})
    assert missing.status_code == 422
    assert "Ghi số, ngày của văn bản" in missing.text
    came = coordinator.post("/gia-han", data={"so": values, "van-ban": "315/UBND-KT ngày 05/3/2026"})
    assert came.headers["location"] == "/gia-han?xong=1&loi=0"
    assert due(office, 2) == date(2026, 3, 30)
    assert "Không có đề nghị gia hạn nào đang chờ" in clerk_of_health.get("/gia-han").text


def test_an_extension_that_changed_meanwhile_is_not_granted_as_it_was_seen(office: Database) -> None:
    coordinator, clerk = pages_of(office, COORDINATOR), pages_of(office, CLERK)
    values = re.findall(r'name="so" id="[^"]+" value="([^"]+)"', coordinator.get("/gia-han").text)
    clerk.post("/viec/2/xin-gia-han", data={"ngay": "30/12/2026", "ly-do": "thêm nữa"})
    came = coordinator.post("/gia-han", data={"so": values, "van-ban": "315/UBND-KT"})
    assert came.headers["location"] == "/gia-han?xong=0&loi=1"
    assert due(office, 2) == date(2026, 3, 5)


def test_an_agency_sees_its_own_request_and_grants_nothing(office: Database) -> None:
    clerk = pages_of(office, CLERK)
    shown = clerk.get("/gia-han").text
    assert "chờ số liệu" in shown
    assert 'name="so"' not in shown
    assert clerk.post("/gia-han", data={"so": "2-2", "van-ban": "x"}).status_code == 403
    assert "chờ số liệu" not in pages_of(office, STRANGER).get("/gia-han").text


def test_many_agencies_are_reminded_through_a_page_that_says_of_what(office: Database) -> None:
    coordinator = pages_of(office, COORDINATOR)
    check = coordinator.get("/viec/nhieu/nhac?co-quan=so-y-te").text
    numbers = re.findall(r'name="so" id="so-(\d+)"', check)
    assert len(numbers) == 1
    came = coordinator.post("/viec/nhieu/nhac?co-quan=so-y-te", data={"so": numbers})
    assert came.headers["location"].endswith("xong=1&loi=0")
    again = coordinator.post("/viec/nhieu/nhac?co-quan=so-y-te", data={"so": numbers})
    assert again.headers["location"].endswith("xong=0&loi=1")
    assert "hôm nay đã nhắc rồi" in coordinator.get(again.headers["location"]).text
    assert "Hôm nay đã nhắc nhiệm vụ này rồi" in coordinator.get(f"/viec/{numbers[0]}/nhac").text


def test_a_clerk_reminds_nobody(office: Database) -> None:
    clerk = pages_of(office, CLERK)
    assert clerk.post("/viec/2/nhac", data={}).status_code == 403
    assert "bỏ chọn" not in clerk.get("/viec/nhieu/nhac").text


def test_after_many_at_once_nothing_of_what_is_left_is_chosen_by_itself(office: Database) -> None:
    coordinator = pages_of(office, COORDINATOR)
    page = "/viec/nhieu/nhac"
    numbers = re.findall(r'name="so" id="so-\d+" value="(\d+)" checked', coordinator.get(page).text)
    assert len(numbers) > 1
    came = coordinator.post(page, data={"so": numbers[:1]})
    left = coordinator.get(came.headers["location"]).text
    assert 'name="so"' in left
    assert " checked>" not in left
    none = coordinator.post(page, data={})
    assert none.status_code == 422
    assert '<a href="#so">Chọn ít nhất một nhiệm vụ</a>' in none.text


@pytest.mark.parametrize("typed", ["so tai chinh", "Sở Tài chính", "SO  TAI CHINH"])
def test_a_duty_is_given_to_an_agency_whose_name_is_typed_without_marks(office: Database, typed: str) -> None:
    form = {"co-quan": typed, "van-ban": "1/CV", "ly-do": "đúng chức năng"}
    given = pages_of(office, COORDINATOR).post("/viec/2/giao-lai", data=form)
    assert said(given.text) == []
    assert given.status_code == 303


def test_who_does_a_duty_already_is_named_as_people_name_him(office: Database) -> None:
    form = {"co-quan": "so noi vu", "van-ban": "1/CV", "ly-do": "đúng chức năng"}
    refused = pages_of(office, COORDINATOR).post("/viec/2/giao-lai", data=form)
    assert refused.status_code == 422
    assert any("Sở Nội vụ" in text and "so-noi-vu" not in text for text in said(refused.text))


def said(page: str) -> list[str]:
    """What a form says is wrong, at its top."""
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a></li>', page)


def test_what_an_agency_asks_for_and_why_stands_where_it_is_decided(office: Database) -> None:
    coordinator = pages_of(office, COORDINATOR)
    for form in ("cho-gia-han", "khong-gia-han"):
        shown = coordinator.get(f"/viec/2/{form}").text
        assert all(words in shown for words in ("thứ Hai 30/3/2026", "“chờ số liệu”", "<dd>1/2</dd>"))
    assert pages_of(office, CLERK).post("/viec/2/tu-choi", data={"ly-do": "không đúng chức năng"}).status_code == 303
    refused = coordinator.get("/viec/2/giao-lai").text
    assert "“không đúng chức năng”" in refused
    assert '<option value="Sở Y tế"></option>' in refused


def test_a_name_that_only_resembles_an_agency_is_asked_about(office: Database) -> None:
    answer = pages_of(office, COORDINATOR).post("/viec/2/giao-lai", data={"co-quan": "Sở Y tê"})
    assert answer.status_code == 422
    assert "gần giống “Sở Y tế”" in answer.text
