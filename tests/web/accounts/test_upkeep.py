"""What the night does with accounts; what people keep of themselves."""

import re

import pytest

from services.accounts.upkeep import keep_accounts
from tests.plans import with_contacts
from tests.web.accounts.office import Office, of_agency
from workflow.people.grants import Grant, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.people.accounts import user_accounts


def test_an_account_unused_for_45_days_is_closed_but_never_the_last_admins(file_database: Database) -> None:
    office = Office(file_database)
    office.admin()
    office.person("minh@snv.example")
    office.clock.pass_by(days=46)
    told = keep_accounts(office.desk, now=office.clock())

    assert told["tài khoản lâu không dùng đã khóa"] == 1
    with office.database.reading() as session:
        assert [account.name for account in user_accounts(session) if account.is_active] == ["Chị Lan"]


def test_links_of_last_week_are_forgotten(file_database: Database) -> None:
    office = Office(file_database)
    office.person("minh@snv.example")
    office.browser().post("/dang-nhap", thu="minh@snv.example")
    office.clock.pass_by(days=10)

    assert keep_accounts(office.desk, now=office.clock())["liên kết và biểu mẫu cũ đã xóa"] == 2


def test_hours_and_absence_of_oneself_stay_as_typed_when_they_are_refused_and_show_what_is_kept(
    file_database: Database,
) -> None:
    with_contacts(file_database, "so-noi-vu", heads=True)
    office = Office(file_database)
    browser = office.signed_in("vanthu@so-noi-vu.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    number = re.search(r"/toi/thong-bao/(\d+)", browser.get("/toi/thong-bao").text)
    assert number
    typed = {"gio_tu": "07:30", "gio_den": "17:00", "vang_tu": "09/3/2026"}
    refused = browser.post(number[0], **typed)
    assert refused.status_code == 422
    assert all(f'value="{text}"' in refused.text for text in typed.values())
    stand_in = re.search(r'<option value="(\d+)">Giám đốc', refused.text)
    assert stand_in
    assert browser.post(number[0], **typed, vang_den="13/3/2026", thay=stand_in[1]).status_code == 303
    kept = browser.get("/toi/thong-bao").text
    assert all(f'value="{text}"' in kept for text in (*typed.values(), "13/3/2026"))
    assert f'<option value="{stand_in[1]}" selected>' in kept


def test_help_keeps_the_navigation_of_who_is_signed_in(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    assert '<nav class="places"' in browser.get("/tro-giup").text
    assert '<nav class="places"' not in office.browser().get("/tro-giup").text


def test_the_sign_in_says_which_duty_it_leads_to(office: Office) -> None:
    stranger = office.browser()
    assert "Đăng nhập để mở nhiệm vụ số 12." in stranger.get("/dang-nhap?toi=/viec/12").text
    assert "Đăng nhập để mở" not in stranger.get("/dang-nhap?toi=https://viec/12").text


def test_no_right_is_lent_for_days_that_are_over(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    deputy, _ = office.person("ha@snv.example", of_agency(GrantedRole.HEAD, "so-noi-vu"), name="Chị Hà")
    form = browser.get("/toi/uy-quyen").text
    assert f'<option value="{deputy}">Chị Hà</option>' in form
    right = re.search(r'name="quyen"[^>]* value="(\d+)"', form)
    assert right
    lent = {"quyen": right[1], "nguoi": str(deputy), "tu": "01/02/2026", "den": "04/3/2026"}
    assert browser.post("/toi/uy-quyen", **lent).status_code == 422
    assert browser.post("/toi/uy-quyen", **lent | {"den": "05/3/2026"}).status_code == 303


def test_a_right_lent_once_is_not_lent_again_for_the_same_days(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    deputy, _ = office.person("ha@snv.example", of_agency(GrantedRole.HEAD, "so-noi-vu"), name="Chị Hà")
    lent = {"quyen": "1", "nguoi": str(deputy), "tu": "05/3/2026", "den": "20/3/2026"}
    assert browser.post("/toi/uy-quyen", **lent).status_code == 303
    again = browser.post("/toi/uy-quyen", **lent | {"van-ban": "2/GUQ"})
    assert again.status_code == 422
    assert "đã ủy quyền cho Chị Hà rồi, từ 05/3/2026 đến hết 20/3/2026" in at_field(again.text, "nguoi")
    assert browser.get("/toi").text.count("Thu hồi ủy quyền") == 1
    assert browser.post("/toi/uy-quyen", **lent | {"den": "25/3/2026"}).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("van-ban", {}, "cần số văn bản"),
        ("den", {"van-ban": "2/GUQ", "den": "05/9/2026"}, "không quá 90 ngày"),
        ("den", {"van-ban": "2/GUQ", "tu": "01/3/2026", "den": "02/3/2026"}, "đã qua"),
        ("den", {"van-ban": "2/GUQ", "den": "xx"}, "Ghi ngày kết thúc"),
        ("thu", {"van-ban": "2/GUQ", "thu": "minh@snv.example"}, "không ủy quyền cho chính mình"),
        ("quyen", {"quyen": "9999", "van-ban": "2/GUQ"}, "không có"),
    ],
)
def test_what_is_wrong_with_a_loan_stands_at_its_own_field(
    office: Office, field: str, typed: dict[str, str], said: str
) -> None:
    browser = office.signed_in("minh@snv.example", of_agency(GrantedRole.HEAD, "so-noi-vu"))
    deputy, _ = office.person("ha@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"), name="Chị Hà")
    lent = {"quyen": "1", "nguoi": str(deputy), "tu": "05/3/2026", "den": "20/3/2026"}
    refused = browser.post("/toi/uy-quyen", **lent | typed)
    assert refused.status_code == 422
    assert said in at_field(refused.text, field)
    assert f'<a href="#{field}">' in refused.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("gio-tu", {"gio-tu": "bảy giờ", "gio-den": "17:00"}),
        ("gio-den", {"gio-tu": "07:30"}),
        ("gio-den", {"gio-tu": "17:00", "gio-den": "07:30"}),
        ("vang-tu", {"vang-den": "09/3/2026"}),
        ("vang-den", {"vang-tu": "05/3/2026", "vang-den": "mai kia"}),
        ("vang-den", {"vang-tu": "09/3/2026", "vang-den": "05/3/2026"}),
        ("thay", {"vang-tu": "05/3/2026", "vang-den": "09/3/2026", "thay": "9999"}),
    ],
)
def test_what_is_wrong_with_ones_hours_stands_at_its_own_field(
    office: Office, field: str, typed: dict[str, str]
) -> None:
    with_contacts(office.database, "so-noi-vu")
    browser = office.signed_in("vanthu@so-noi-vu.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    number = re.findall(r"/toi/thong-bao/(\d+)", browser.get("/toi/thong-bao").text)[0]
    refused = browser.post(f"/toi/thong-bao/{number}", **typed)
    assert refused.status_code == 422
    assert at_field(refused.text, f"{field}-{number}")
    assert all(text in refused.text for name, text in typed.items() if name != "thay")


def at_field(page: str, field: str) -> str:
    """What stands at a field as its error."""
    found = re.search(f'<p class="error" id="{field}-loi">(.*?)</p>', page)
    return found[1] if found else ""


def test_ones_own_report_does_not_wait_for_oneself(office: Office) -> None:
    coordinates = of_agency(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
    both = office.signed_in("nam@skhcn.example", coordinates, of_agency(GrantedRole.STAFF, "so-noi-vu"))
    assert both.post("/viec/1/bao-cao", so_van_ban="1/BC", ngay="05/3/2026").status_code == 303
    assert "/viec/1/xac-nhan" not in both.get("/").text
    assert "/viec/1/xac-nhan" in office.signed_in("ha@skhcn.example", coordinates).get("/").text


def test_a_deputy_is_chosen_among_ones_own_people_or_named_by_his_address(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    office.person("ha@snv.example", of_agency(GrantedRole.HEAD, "so-noi-vu"), name="Chị Hà")
    stranger, _ = office.person("an@syt.example", of_agency(GrantedRole.STAFF, "so-y-te"), name="Chị An")
    form = browser.get("/toi/uy-quyen").text
    assert "Chị Hà" in form
    assert "Chị An" not in form
    assert "an@syt.example" not in form
    lent = {"quyen": "1", "tu": "05/3/2026", "den": "06/3/2026"}
    guessed = browser.post("/toi/uy-quyen", **lent, nguoi=str(stranger))
    assert guessed.status_code == 422
    assert "Chị An" not in guessed.text
    unknown = browser.post("/toi/uy-quyen", **lent, thu="khong-co@syt.example")
    assert unknown.status_code == 422
    assert "Không có tài khoản đang dùng nào ở địa chỉ này" in unknown.text
    assert browser.post("/toi/uy-quyen", **lent, thu="an@syt.example").status_code == 303


def test_who_sees_all_accounts_chooses_among_all(office: Office) -> None:
    office.person("an@syt.example", of_agency(GrantedRole.STAFF, "so-y-te"), name="Chị An")
    auditor = office.signed_in("kiemtra@ubnd.example", Grant(role=GrantedRole.AUDITOR))
    leader = office.signed_in("lanhdao@ubnd.example", Grant(role=GrantedRole.LEADER), name="Ông Lâm")
    office.person("pho@ubnd.example", Grant(role=GrantedRole.LEADER), name="Bà Phó")
    assert "Chị An" in auditor.get("/toi/uy-quyen").text
    assert "Chị An" not in leader.get("/toi/uy-quyen").text
    assert "Bà Phó" in leader.get("/toi/uy-quyen").text


def test_a_calendar_s_address_is_led_to_and_loading_it_again_makes_no_other(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    made = browser.post("/dang-ky-lich", lich="agency:lead:so-noi-vu")
    assert made.status_code == 303
    page = made.headers["location"]
    address = re.search(r"/lich/[\w-]{43}", browser.get(page).text)
    assert address
    assert address[0] in browser.get(page).text
    assert browser.get("/dang-ky-lich").text.count("đuôi <b>") == 1
    replaced = browser.post("/dang-ky-lich/1/thay")
    assert replaced.status_code == 303
    # The first address is over; the page of the second is the one that shows anything.
    assert browser.get(page).headers["location"] == "/dang-ky-lich"
    assert address[0] not in browser.get(replaced.headers["location"]).text
    office.clock.pass_by(minutes=11)
    assert browser.get(replaced.headers["location"]).headers["location"] == "/dang-ky-lich"


def test_a_calendar_that_is_not_chosen_is_asked_for_at_its_field_with_what_else_was_typed(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu"))
    answer = browser.post("/dang-ky-lich", ten="Phòng Tổ chức", nhac="none", chua_xong="co")
    assert answer.status_code == 422
    assert '<p class="error" id="lich-loi"><span class="said-only">Lỗi: </span>Chọn một lịch' in answer.text
    assert 'value="Phòng Tổ chức"' in answer.text
    assert 'id="chua-xong" value="co" checked' in answer.text
