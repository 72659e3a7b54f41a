"""Twenty requests made by hand against the office's duties: beyond one's rights, stale, forged, replayed, misshapen."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.web.accounts.office import SAME_SITE, Browser, Office, of_agency
from tests.web.offices import an_office
from workflow.people.grants import GrantedRole
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.log.writing import history

STAFF = of_agency(GrantedRole.STAFF, "so-noi-vu")
COORDINATOR = of_agency(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
# One is reported by Sở Nội vụ, two is open there, three is Sở Y tế's.
REPORTED, OPEN_DUTY, OF_ANOTHER = 1, 2, 3


@pytest.fixture
def house(file_database: Database) -> Office:
    an_office(file_database)
    return Office(file_database)


@pytest.fixture
def clerk(house: Office) -> Browser:
    return house.signed_in("hoa@snv.example", STAFF, name="Chị Hoa")


@pytest.fixture
def coordinator(house: Office) -> Browser:
    return house.signed_in("nam@skhcn.example", COORDINATOR, name="Anh Nam")


def standing(house: Office, *duties: int) -> list[tuple[str, int]]:
    """State and length of the log of some duties: what a refused request leaves as it was."""
    with house.database.reading() as session:
        return [(assignment(session, duty).state.value, len(history(session, duty))) for duty in duties]


CLERKS = [
    (f"/viec/{OF_ANOTHER}/nhan", {}, 403, "another agency's duty of the same plan"),
    (f"/viec/{OF_ANOTHER}/nhan", {"phien-ban": "999"}, 403, "another's duty with a version that never was"),
    (f"/viec/{OF_ANOTHER}/bao-cao", {"so-van-ban": "1/BC", "ngay": "05/3/2026"}, 403, "a report for another agency"),
    (f"/viec/{OF_ANOTHER}/xin-gia-han", {"ngay": "30/12/2026", "ly-do": "x"}, 403, "another's extension"),
    (f"/viec/{REPORTED}/xac-nhan", {}, 403, "confirming one's own agency's report"),
    (f"/viec/{OPEN_DUTY}/dat-lai-han", {"ngay": "30/12/2026", "ly-do": "x"}, 403, "a later day for oneself"),
    (f"/viec/{OPEN_DUTY}/thu-hoi", {"ly-do": "x"}, 403, "withdrawing what one owes"),
    (f"/viec/{OPEN_DUTY}/giao-lai", {"co-quan": "Sở Y tế"}, 403, "giving one's duty to another"),
    (f"/viec/{OPEN_DUTY}/nhac", {}, 403, "reminding as if one coordinated"),
    ("/viec/999999/nhan", {}, 404, "a duty that isn't there"),
    ("/viec/0/nhan", {}, 404, "number nought"),
    ("/viec/-1/nhan", {}, 404, "a negative number"),
    ("/viec/99999999999999999999/nhan", {}, 404, "a number larger than any database has"),
    (f"/viec/{OPEN_DUTY}/bao-cao", {"so-van-ban": "1/BC", "ngay": "06/3/2026"}, 422, "a report of tomorrow"),
    (f"/viec/{OPEN_DUTY}/bao-cao", {"so-van-ban": "1", "ngay": "01/01/2020"}, 422, "a report from before the plan"),
    (
        f"/viec/{OPEN_DUTY}/bao-cao",
        {"duong-dan": "javascript:alert(1)", "ngay": "05/3/2026"},
        422,
        "a script",
    ),
    (f"/viec/{OPEN_DUTY}/nhan", {"phien-ban": "999"}, 409, "a version that never was"),
]


@pytest.mark.parametrize(("path", "typed", "status", "why"), CLERKS, ids=[case[3] for case in CLERKS])
def test_what_a_clerk_may_not_send_changes_nothing(
    house: Office, clerk: Browser, path: str, typed: dict[str, str], status: int, why: str
) -> None:
    before = standing(house, REPORTED, OPEN_DUTY, OF_ANOTHER)
    answer = clerk.client.post(path, data=typed, headers=SAME_SITE)
    assert answer.status_code == status, why
    assert "<h1>" in answer.text
    assert standing(house, REPORTED, OPEN_DUTY, OF_ANOTHER) == before


@pytest.mark.parametrize("number", ["²", "٣", "9" * 30, "9" * 5000, "-1", "1e3", ""], ids=len)
def test_a_number_that_is_none_is_no_fault_of_ours(clerk: Browser, number: str) -> None:
    for path, fields in (
        ("/toi/uy-quyen", {"quyen": number, "nguoi": number, "tu": "05/3/2026", "den": "06/3/2026"}),
        (f"/viec/{OPEN_DUTY}/nhan", {"phien-ban": number}),
        ("/viec/nhieu/nhan", {"so": number}),
        ("/gia-han", {"so": f"{number}-{number}", "van-ban": "1"}),
    ):
        assert clerk.client.post(path, data=fields, headers=SAME_SITE).status_code < 500, path
    for path in (f"/viec/nhieu/nhan?xong={number}&loi={number}", f"/gia-han?xong={number}", f"/viec?sau={number}"):
        assert clerk.client.get(path).status_code < 500, path


def test_a_form_that_is_sent_again_acts_once(house: Office, clerk: Browser) -> None:
    form = {"phien_ban": "1"}
    first, second = clerk.post(f"/viec/{OPEN_DUTY}/nhan", **form), clerk.post(f"/viec/{OPEN_DUTY}/nhan", **form)
    assert (first.status_code, second.status_code) == (303, 409)
    assert standing(house, OPEN_DUTY)[0][0] == "in_progress"


@pytest.mark.parametrize("form", [{}, {"phien-ban": ""}, {"phien-ban": "abc"}])
def test_a_form_that_names_no_version_does_nothing_and_comes_back_with_the_present_one(
    house: Office, clerk: Browser, form: dict[str, str]
) -> None:
    before = standing(house, OPEN_DUTY)
    typed = form | {"noi-dung": "Đã trình", "phan-tram": "60"}
    bare = TestClient(house.app, base_url=house.base_url, cookies=clerk.client.cookies, follow_redirects=False)
    answer = bare.post(f"/viec/{OPEN_DUTY}/tien-do", data=typed, headers=SAME_SITE)

    assert answer.status_code == 422
    assert "chưa thực hiện" in answer.text
    assert "Đã trình" in answer.text
    assert re.search(r'name="phien-ban" value="\d+"', answer.text)
    assert standing(house, OPEN_DUTY) == before


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}])
def test_a_decision_that_comes_from_elsewhere_is_not_taken(
    house: Office, coordinator: Browser, headers: dict[str, str]
) -> None:
    before = standing(house, REPORTED)
    assert coordinator.client.post(f"/viec/{REPORTED}/xac-nhan", data={}, headers=headers).status_code == 403
    assert standing(house, REPORTED) == before


def test_a_form_sent_twice_says_that_one_did_it_oneself(coordinator: Browser) -> None:
    seen = re.search(r'name="phien-ban" value="(\d+)"', coordinator.get(f"/viec/{REPORTED}/xac-nhan").text)
    assert seen
    form = {"phien-ban": seen[1]}
    assert coordinator.post(f"/viec/{REPORTED}/xac-nhan", **form).status_code == 303
    again = coordinator.post(f"/viec/{REPORTED}/xac-nhan", **form)
    assert again.status_code == 409
    assert "Bạn đã <b>xác nhận hoàn thành</b> lúc" in again.text
    assert "trong khi bạn đang viết" not in again.text


def test_nobody_confirms_what_he_reported_himself(house: Office) -> None:
    both = house.signed_in("ha@skhcn.example", COORDINATOR, STAFF, name="Chị Hà")
    assert both.post(f"/viec/{OPEN_DUTY}/bao-cao", so_van_ban="1/BC", ngay="05/3/2026").status_code == 303
    refused = both.post(f"/viec/{OPEN_DUTY}/xac-nhan")
    assert refused.status_code == 403
    assert "không tự quyết định" in refused.text
    assert standing(house, OPEN_DUTY)[0][0] == "reported"


@pytest.mark.parametrize("reporter", ["lender", "deputy"])
def test_a_report_waits_neither_for_who_handed_it_in_nor_for_who_acts_in_his_place(
    house: Office, reporter: str
) -> None:
    lender = house.signed_in("nam@skhcn.example", COORDINATOR, STAFF, name="Anh Nam")
    deputy = house.signed_in("ly@skhcn.example", name="Chị Ly")
    other = house.signed_in("ha@skhcn.example", COORDINATOR, name="Chị Hà")
    lent = {"thu": "ly@skhcn.example", "tu": "05/3/2026", "den": "06/3/2026", "van-ban": "12/GUQ-SKHCN"}
    for right in re.findall(r'name="quyen"[^>]* value="(\d+)"', lender.get("/toi/uy-quyen").text):
        assert lender.client.post("/toi/uy-quyen", data=lent | {"quyen": right}, headers=SAME_SITE).status_code == 303
    hands_in = {"lender": lender, "deputy": deputy}[reporter]
    assert hands_in.post(f"/viec/{OPEN_DUTY}/bao-cao", so_van_ban="1/BC", ngay="05/3/2026").status_code == 303

    page = f"/viec/{OPEN_DUTY}/xac-nhan"
    for who, waits in ((other, 2), (lender, 1), (deputy, 1)):
        today = who.get("/").text
        assert (page in today) is (waits == 2)
        assert f"{waits} mục, lâu nhất" in today
        assert who.get(page).status_code == (200 if waits == 2 else 403)
        assert f"trong {waits} mục đang chờ" in who.get(f"/viec/{REPORTED}/xac-nhan").text


def test_many_at_once_takes_no_duty_that_isnt_ones_own(house: Office, clerk: Browser) -> None:
    before = standing(house, REPORTED, OF_ANOTHER)
    for act in ("nhan", "xac-nhan", "nhac"):
        came = clerk.client.post(f"/viec/nhieu/{act}", data={"so": ["1", "3", "999", "x"]}, headers=SAME_SITE)
        assert "xong=0" in came.headers["location"]
    assert standing(house, REPORTED, OF_ANOTHER) == before


def test_a_role_that_ended_yesterday_sends_nothing_and_sees_nothing(house: Office) -> None:
    today = house.clock().date()
    grant = of_agency(GrantedRole.STAFF, "so-noi-vu", since=today - timedelta(days=30), until=today)
    browser = house.signed_in("cu@snv.example", grant)
    house.clock.pass_by(hours=14, minutes=55)
    house.clock.pass_by(minutes=10)
    before = standing(house, OPEN_DUTY)
    answer = browser.post(f"/viec/{OPEN_DUTY}/nhan")
    assert answer.status_code in {303, 404}
    assert answer.headers.get("location", "/dang-nhap").startswith("/dang-nhap")
    assert standing(house, OPEN_DUTY) == before


def test_a_lent_right_that_is_over_decides_nothing(house: Office, coordinator: Browser) -> None:
    deputy = house.signed_in("pho@skhcn.example", name="Chị Phó")
    day = house.clock().date()
    lent = coordinator.post(
        "/toi/uy-quyen",
        quyen="1",
        thu="pho@skhcn.example",
        tu=f"{day:%d/%m/%Y}",
        den=f"{day:%d/%m/%Y}",
        van_ban="1/GUQ-SKHCN",
    )
    assert lent.status_code == 303
    assert deputy.get(f"/viec/{REPORTED}/xac-nhan").status_code == 200
    assert coordinator.post("/toi/uy-quyen/2/thu-hoi").status_code == 303
    before = standing(house, REPORTED)
    assert deputy.post(f"/viec/{REPORTED}/xac-nhan").status_code in {303, 404}
    assert standing(house, REPORTED) == before


def test_several_extensions_cannot_be_taken_by_guessing(house: Office, clerk: Browser) -> None:
    clerk.post(f"/viec/{OPEN_DUTY}/xin-gia-han", ngay="30/3/2026", ly_do="x")
    before = standing(house, OPEN_DUTY)
    chosen = [f"{OPEN_DUTY}-{version}" for version in range(1, 6)] + ["-1-2", "2-", "x-y", "9" * 30 + "-1"]
    came = clerk.client.post("/gia-han", data={"so": chosen, "van-ban": "1/QĐ"}, headers=SAME_SITE)
    assert came.status_code == 403
    assert standing(house, OPEN_DUTY) == before


@pytest.mark.parametrize("chosen", ["", "x", "agency", "agency:x:so-noi-vu"])
def test_a_calendar_that_was_not_chosen_is_a_form_to_mend_and_no_missing_right(clerk: Browser, chosen: str) -> None:
    answer = clerk.post("/dang-ky-lich", lich=chosen)
    assert answer.status_code == 422
    assert "Chọn một lịch" in answer.text
    assert "không thuộc quyền" not in answer.text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("06/3/2026", "06/3/2026 là ngày báo cáo chưa đến. Ghi ngày ký báo cáo"),
        ("01/01/1900", "01/01/1900 là ngày báo cáo trước khi nhiệm vụ được giao ("),
        ("20/02/2026", "20/02/2026 là ngày báo cáo trước hôm qua mà chưa nêu văn bản. Ghi số"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field_in_a_whole_sentence(clerk: Browser, day: str, said: str) -> None:
    answer = clerk.post(f"/viec/{OPEN_DUTY}/bao-cao", ngay=day, tom_tat="đã xong")
    assert answer.status_code == 422
    assert f'<a href="#ngay">{said}' in answer.text
    assert f'id="ngay-loi"><span class="said-only">Lỗi: </span>{said}' in answer.text


def test_an_agency_that_no_directory_has_is_named_once_at_its_field(coordinator: Browser) -> None:
    answer = coordinator.post(f"/viec/{OPEN_DUTY}/giao-lai", co_quan="Sở Ngoại vu Trời")
    assert answer.status_code == 422
    assert '<a href="#co-quan">“Sở Ngoại vu Trời” không có trong danh bạ' in answer.text
    assert 'id="co-quan-loi"' in answer.text


def test_a_second_reminder_of_a_day_is_refused_on_the_page_of_its_duty(coordinator: Browser) -> None:
    assert coordinator.post(f"/viec/{OPEN_DUTY}/nhac").status_code == 303
    answer = coordinator.post(f"/viec/{OPEN_DUTY}/nhac")
    assert answer.status_code == 422
    assert f'href="/viec/{OPEN_DUTY}"' in answer.text
    assert "Hôm nay đã nhắc nhiệm vụ này rồi; ngày mai nhắc lại" in answer.text


def test_a_missing_right_keeps_what_was_typed_under_its_labels_and_offers_no_sending_again(clerk: Browser) -> None:
    answer = clerk.post(
        f"/viec/{REPORTED}/giao-lai", co_quan="Sở Y tế", ly_do="nhầm nơi", van_ban="1/BC", phien_ban="1"
    )
    assert answer.status_code == 403
    for label, text in (("Cơ quan nhận nhiệm vụ", "Sở Y tế"), ("Lý do, nếu cần nói rõ", "nhầm nơi")):
        assert f'<dt>{label}</dt><dd class="kept">{text}</dd>' in answer.text
    assert 'class="kept">1/BC</dd>' in answer.text
    assert "<button" not in answer.text
    assert "<p>Nhiệm vụ " in answer.text


def test_what_another_site_sent_is_not_offered_to_be_sent_again(clerk: Browser) -> None:
    forged = {"Sec-Fetch-Site": "cross-site"}
    answer = clerk.client.post(f"/viec/{OPEN_DUTY}/tu-choi", data={"ly-do": "không nhận"}, headers=forged)
    assert answer.status_code == 403
    assert "<button" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/su-kien/1/ghi-nhan",
        "/su-kien/1/huy",
        "/van-ban/1/rut",
        "/van-ban/1/thay-the",
        "/quan-tri/nguoi-dung/moi",
        "/quan-tri/nguoi-dung/1/quyen",
        "/co-quan/so-y-te/nguoi-nhan/moi",
        "/co-quan/them",
        "/viec/3/noi-dung",
    ],
)
def test_a_missing_right_comes_before_what_is_wrong_with_a_form(house: Office, path: str) -> None:
    helper = house.signed_in("mai@syt.example", of_agency(GrantedRole.HEAD, "so-tai-chinh"))
    assert helper.client.post(path, data={"ngay": "khong phai ngay"}, headers=SAME_SITE).status_code in {403, 404}
