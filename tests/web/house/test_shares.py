"""A list or report shared to be looked at: who makes it, what it shows, when it ends."""

import re

import pytest

from tests.web.accounts.office import Browser, Office, of_agency
from tests.web.offices import an_office
from workflow.people.grants import Grant, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.feeds.shares import all_shares

COORDINATOR = of_agency(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")


@pytest.fixture
def office(database: Database) -> Office:
    an_office(database)
    return Office(database)


def shared(browser: Browser, view: str = "", **fields: str) -> str:
    """Share a view; the path of its address."""
    answer = browser.post_on("/chia-se/moi", xem=view, cho="Văn phòng UBND", ngay="7", **fields)
    assert answer.status_code == 200, answer.text
    found = re.search(r"<code>https://[^/]+(/cong-khai/[\w-]{43})</code>", answer.text)
    assert found, answer.text
    return found[1]


def test_whoever_has_the_address_sees_the_list_without_a_sign_in_and_can_do_nothing(office: Office) -> None:
    path = shared(office.signed_in("nam@skhcn.example", COORDINATOR), "co-quan=so-y-te")
    page = office.browser().get(path)

    assert page.status_code == 200
    assert "Y tế thông minh" in page.text
    assert "Quy chế công nhận" not in page.text
    assert "<form" not in page.text
    assert "/viec/" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"


def test_no_query_widens_what_is_shared(office: Office) -> None:
    path = shared(office.signed_in("nam@skhcn.example", COORDINATOR), "co-quan=so-y-te")
    page = office.browser().get(f"{path}?co-quan=so-noi-vu&tim=quy+che")
    assert "Quy chế công nhận" not in page.text
    assert "Y tế thông minh" in page.text


def test_a_report_of_a_plan_is_shared_with_its_figures(office: Office) -> None:
    path = shared(office.signed_in("nam@skhcn.example", COORDINATOR), "van-ban=1", kem="co")
    page = office.browser().get(path).text
    assert "Tiến độ theo cơ quan" in page
    assert 'href="/viec' not in page.replace('href="/viec#tim"', "")


def test_a_share_ends_with_its_day_by_its_maker_and_with_its_makers_right(office: Office) -> None:
    maker = office.signed_in("nam@skhcn.example", COORDINATOR)
    first, second = shared(maker), shared(maker)
    with office.database.reading() as session:
        newest = all_shares(session)[0].id
    assert maker.post(f"/chia-se/{newest}/ngung").status_code == 303
    stranger = office.browser()
    assert (stranger.get(first).status_code, stranger.get(second).status_code) == (200, 404)
    over = stranger.get(second).text
    assert "Chia sẻ này đã kết thúc" in over
    assert "Xem nhiệm vụ" not in over
    assert "đã ngừng" in maker.get("/chia-se").text

    office.clock.pass_by(days=7)
    assert stranger.get(first).status_code == 200
    office.clock.pass_by(days=1)
    assert stranger.get(first).status_code == 404


def test_an_address_that_was_never_given_out_opens_nothing(office: Office) -> None:
    assert office.browser().get(f"/cong-khai/{'A' * 43}").status_code == 404
    assert office.browser().get("/cong-khai/s%E1%BB%9F").status_code == 404


def test_a_coordinator_shares_no_more_than_he_follows_up(office: Office) -> None:
    elsewhere = office.signed_in("tu@stc.example", of_agency(GrantedRole.COORDINATOR, "so-tai-chinh"))
    page = office.browser().get(shared(elsewhere))
    assert "Không có nhiệm vụ nào trong danh sách này." in page.text


@pytest.mark.parametrize("role", [GrantedRole.STAFF, GrantedRole.HEAD])
def test_who_does_not_decide_shares_nothing(office: Office, role: GrantedRole) -> None:
    browser = office.signed_in("hoa@snv.example", of_agency(role, "so-noi-vu"))
    assert browser.get("/chia-se").status_code == 403
    assert browser.get("/chia-se/moi").status_code == 403
    assert browser.post("/chia-se/moi", cho="a", ngay="7").status_code == 403
    assert "/chia-se" not in browser.get("/viec").text
    with office.database.reading() as session:
        assert all_shares(session) == []


def test_another_coordinators_share_is_not_his_to_end(office: Office) -> None:
    path = shared(office.signed_in("nam@skhcn.example", COORDINATOR))
    other = office.signed_in("tu@stc.example", of_agency(GrantedRole.COORDINATOR, "so-tai-chinh"))
    with office.database.reading() as session:
        number = all_shares(session)[0].id
    assert other.post(f"/chia-se/{number}/ngung").status_code == 403
    assert other.get("/chia-se").text.count("Văn phòng UBND") == 0
    assert office.browser().get(path).status_code == 200


def test_for_whom_it_is_has_to_be_said(office: Office) -> None:
    browser = office.signed_in("nam@skhcn.example", COORDINATOR)
    answer = browser.post("/chia-se/moi", xem="co-quan=so-y-te", cho=" ", ngay="7")
    assert answer.status_code == 422
    assert "Ghi chia sẻ cho ai" in answer.text


def shared_report(browser: Browser, query: str, **fields: str) -> str:
    """Share a report; the path of its address."""
    answer = browser.post_on("/chia-se/bao-cao", xem=query, cho="Giao ban", ngay="7", **fields)
    assert answer.status_code == 200, answer.text
    found = re.search(r"<code>https://[^/]+(/cong-khai/[\w-]{43})</code>", answer.text)
    assert found, answer.text
    return found[1]


def test_a_report_card_is_looked_at_without_a_sign_in_and_leads_nowhere(office: Office) -> None:
    maker = office.signed_in("nam@skhcn.example", COORDINATOR)
    assert 'href="/chia-se/bao-cao?van-ban=1"' in maker.get("/bao-cao?van-ban=1").text
    assert "50/KH-UBND" in maker.get("/chia-se/bao-cao?van-ban=1").text
    path = shared_report(maker, "van-ban=1&ngay=04/3/2026&la=gi")
    page = office.browser().get(f"{path}?ngay=01/01/2026&co-quan=so-y-te")
    assert page.status_code == 200
    assert "Tính đến hết thứ Tư 04/3/2026" in page.text
    assert "Sở Nội vụ" in page.text
    assert not re.search(r'href="/(viec|bao-cao|van-ban)[/?]', page.text)
    assert page.headers["x-robots-tag"] == "noindex"
    assert ">báo cáo</a>" in maker.get("/chia-se").text


def test_a_shared_report_shows_what_its_maker_reports_on_and_no_more(office: Office) -> None:
    other = office.signed_in("tu@stp.example", of_agency(GrantedRole.COORDINATOR, "so-tu-phap"))
    shown = office.browser().get(shared_report(other, "van-ban=1"))
    assert (shown.status_code, "Sở Nội vụ" in shown.text) in {(403, False), (200, False)}
    staff = office.signed_in("hoa@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    assert staff.post("/chia-se/bao-cao", xem="", cho="Ai đó", ngay="7").status_code == 403
    assert "Chia sẻ để xem" not in staff.get("/bao-cao").text
    assert (
        "Ghi chia sẻ cho ai"
        in office.signed_in("nam@skhcn.example", COORDINATOR)
        .post("/chia-se/bao-cao", xem="van-ban=1", cho=" ", ngay="7")
        .text
    )


def test_the_address_that_was_made_may_be_loaded_again_for_a_while_by_its_maker_alone(office: Office) -> None:
    maker = office.signed_in("nam@skhcn.example", Grant(role=GrantedRole.COORDINATOR))
    other_lists = maker.get("/chia-se").text.count("<li>")
    made = maker.post("/chia-se/moi", xem="", cho="Văn phòng UBND", ngay="7")
    assert made.status_code == 303
    page = made.headers["location"]
    shown = maker.get(page)
    address = re.search(r"/cong-khai/[\w-]{43}", shown.text)
    assert address
    assert address[0] not in page
    assert (shown.headers["cache-control"], shown.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert address[0] in maker.get(page).text
    assert maker.get("/chia-se").text.count("<li>") == other_lists + 1
    other = office.signed_in("ha@skhcn.example", Grant(role=GrantedRole.COORDINATOR))
    assert other.get(page).headers["location"] == "/chia-se"
    maker.post("/chia-se/1/ngung")
    assert maker.get(page).headers["location"] == "/chia-se"
    office.clock.pass_by(minutes=11)
    assert maker.get(page).headers["location"] == "/chia-se"
