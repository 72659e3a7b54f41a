"""The first set-up: from an empty house to one that is ready, on a page; what stands is never spoiled by it."""

import re

import pytest

from config.settings import Settings
from notifications.messages.message import Message
from services.accounts.opening import send_at_once
from services.house.mail_server import mail_server_of
from tests.plans import a_row, registered
from tests.web.house.houses import OwnHouse
from tests.web.people import CLERK, COORDINATOR, STRANGER
from workflow.people.grants import Actor, GrantedRole
from workflow.store.log.tail import latest_lines
from workflow.store.people.contacts import contacts
from workflow.store.people.grants import kept_grants
from workflow.store.people.province import chosen_province

SERVER = {
    "thu_may_chu": "smtp.tinh.example",
    "thu_bao_ve": "ssl",
    "thu_cong": "",
    "thu_tai_khoan": "dondoc@tinh.example",
    "mat_khau": "mật khẩu ' có $dấu & @",
    "thu_nguoi_gui": "dondoc@tinh.example",
    "thu_ten": "Đôn đốc Lào Cai",
    "thu_quan_tri": "quantri@tinh.example",
}


def ready(house: OwnHouse) -> str:
    """The page once every step was done."""
    house.done("/thiet-lap/tinh", tinh="Lào Cai")
    house.done("/thiet-lap/thu", **SERVER)
    house.done(
        "/thiet-lap/dau-moi",
        dau_moi_co_quan="so-khoa-hoc-va-cong-nghe",
        dau_moi_ten="Trần Nam",
        dau_moi_thu="nam@skhcn.example",
    )
    house.done(
        "/thiet-lap/lanh-dao",
        lanh_dao_co_quan="van-phong-ubnd-tinh",
        lanh_dao_ten="Lê Bình",
        lanh_dao_thu="binh@ubnd.example",
    )
    return house.done("/thiet-lap/dia-chi", dia_chi="https://dondoc.laocai.example/")


def test_an_admin_of_an_empty_house_is_led_to_its_set_up(house: OwnHouse) -> None:
    answer = house.client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/thiet-lap")
    page = house.get("/thiet-lap")
    assert "Còn thiếu: tỉnh, thành phố và danh bạ, cơ quan đầu mối, lãnh đạo tỉnh, máy chủ thư" in page


def test_after_the_page_the_installation_is_ready(house: OwnHouse) -> None:
    page = ready(house)

    assert "Hệ thống đã sẵn sàng" in page
    settings = Settings(home=house.home)
    server = mail_server_of(settings.mail_url)
    assert server is not None
    assert (server.host, server.password) == ("smtp.tinh.example", SERVER["mat_khau"])
    assert (settings.base_url, settings.admin_mail) == ("https://dondoc.laocai.example", "quantri@tinh.example")
    assert settings.leadership == "van-phong-ubnd-tinh"
    with house.installation.database.reading() as session:
        assert chosen_province(session) == "Lào Cai"
        assert [(one.name, one.address) for one in contacts(session)] == [("Lê Bình", "binh@ubnd.example")]
        held = [(kept.grant.role, kept.grant.scope.agency) for kept in kept_grants(session)]
    assert held == [(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")]
    assert [mail.recipient.address for mail in house.mails] == ["nam@skhcn.example"]
    assert house.client.get("/").status_code == 200


def test_what_was_set_is_in_force_at_once_and_logged_without_its_values(house: OwnHouse) -> None:
    ready(house)

    assert house.settings.base_url == "https://dondoc.laocai.example"
    assert len(house.installation.policies.directory.agencies) > 50
    with house.installation.database.reading() as session:
        lines = [line.entry for line in latest_lines(session, limit=50) if line.entry is not None]
    changed = [entry.details["settings"] for entry in lines if entry.action == "change_settings"]
    assert changed == [["DONDOC_ADMIN_MAIL", "DONDOC_MAIL_URL"], ["DONDOC_LEADERSHIP"], ["DONDOC_BASE_URL"]]
    assert all(SERVER["mat_khau"] not in str(entry) for entry in lines)


def test_a_password_is_never_shown_and_kept_when_left_empty(house: OwnHouse) -> None:
    house.done("/thiet-lap/thu", **SERVER)
    page = house.get("/thiet-lap")
    assert "smtp.tinh.example" in page
    assert "mật khẩu &#39;" not in page

    house.done("/thiet-lap/thu", **{**SERVER, "mat_khau": "", "thu_ten": "Đôn Đốc"})
    server = mail_server_of(house.settings.mail_url)
    assert server is not None
    assert (server.password, server.sender_name) == (SERVER["mat_khau"], "Đôn Đốc")


def test_who_gets_the_mondays_bulletin_is_set_with_the_mail_and_may_be_nobody(house: OwnHouse) -> None:
    house.done("/thiet-lap/thu", **SERVER, thu_ban_tin="nhom@tinh.example; lan@tinh.example")
    assert house.settings.bulletin_to == "nhom@tinh.example, lan@tinh.example"
    assert 'value="nhom@tinh.example, lan@tinh.example"' in house.get("/thiet-lap")
    refused = house.client.post("/thiet-lap/thu", data={"thu-ban-tin": "nhóm của tôi"} | _posted(SERVER))
    assert refused.status_code == 422
    assert "cách nhau bằng dấu phẩy; bỏ trống: không gửi" in refused.text
    house.done("/thiet-lap/thu", **SERVER, thu_ban_tin="")
    assert house.settings.bulletin_to == ""


def _posted(fields: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in fields.items()}


def test_a_password_does_not_follow_to_another_server(house: OwnHouse) -> None:
    house.done("/thiet-lap/thu", **SERVER)
    house.done("/thiet-lap/thu", **{**SERVER, "mat_khau": "", "thu_may_chu": "smtp.khac.example"})
    server = mail_server_of(house.settings.mail_url)
    assert server is not None
    assert server.password == ""


def test_the_file_of_settings_is_private_and_keeps_what_else_it_says(house: OwnHouse) -> None:
    env = house.home / ".env"
    env.write_text("# của đơn vị\nDONDOC_SOON_DAYS=5\nDONDOC_BASE_URL=https://cu.example", encoding="utf-8")
    house.done("/thiet-lap/dia-chi", dia_chi="https://moi.example")

    assert env.read_text(encoding="utf-8") == (
        "# của đơn vị\nDONDOC_SOON_DAYS=5\nDONDOC_BASE_URL='https://moi.example'\n"
    )
    assert env.stat().st_mode & 0o777 == 0o600
    assert house.settings.soon_days == 5


def test_a_test_letter_goes_out_at_once(house: OwnHouse) -> None:
    house.done("/thiet-lap/thu", **SERVER)
    page = house.done("/thiet-lap/thu-thu", thu_den="lan@tinh.example")

    assert "Máy chủ đã nhận thư thử" in page
    assert [(mail.recipient.address, mail.subject) for mail in house.mails] == [
        ("lan@tinh.example", "[Đôn đốc] Thư thử")
    ]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("dondoc.tinh.example", "Ghi địa chỉ đầy đủ"),
        ("https://dondoc.tinh.example/trang", "không có phần sau tên miền"),
        ("http://dondoc.tinh.example", "phải được mã hóa"),
        ("https://a:b@dondoc.tinh.example", "chỉ gồm tên miền"),
        ("https://[", "Ghi địa chỉ đầy đủ"),
        ("javascript:alert(1)", "Ghi địa chỉ đầy đủ"),
    ],
)
def test_an_address_that_would_lead_nobody_to_the_pages_is_refused(house: OwnHouse, address: str, said: str) -> None:
    page = house.refused("/thiet-lap/dia-chi", dia_chi=address)
    assert said in page
    assert "<title>Lỗi: " in page
    assert not (house.home / ".env").exists()


def test_a_form_that_is_refused_keeps_what_was_typed(house: OwnHouse) -> None:
    page = house.refused("/thiet-lap/thu", **{**SERVER, "thu_cong": "25x", "thu_nguoi_gui": "dondoc"})
    assert "Ghi số cổng" in page
    assert 'value="25x"' in page
    assert 'value="smtp.tinh.example"' in page


def test_a_directory_of_ones_own_and_communes_come_from_files(house: OwnHouse) -> None:
    house.done("/thiet-lap/tinh", tinh="Lào Cai")
    own = "name,kind\nBan Quản lý khu công nghệ cao,other\n"
    communes = "Mã,Tên\n02650,Phường Lào Cai\n02680,Xã Bát Xát\n"
    for step, content in (("danh-ba", own), ("xa-phuong", communes)):
        files = {step: (f"{step}.csv", content.encode())}
        sent = house.client.post(f"/thiet-lap/{step}", files=files, data={"so": "2"})
        assert sent.status_code == 303, sent.text

    page = house.get("/thiet-lap")
    assert "2 xã, phường" in page
    assert "Lấy lại danh sách của tỉnh" in page
    assert "Ban Quản lý khu công nghệ cao" in page


def test_another_list_of_communes_says_what_it_replaces_and_the_provinces_own_comes_back(house: OwnHouse) -> None:
    house.done("/thiet-lap/tinh", tinh="Đồng Tháp")
    files = {"xa-phuong": ("xa.csv", "Mã,Tên\n29869,Xã Tân Hồng\n".encode())}
    asked = house.client.post("/thiet-lap/xa-phuong", files=files)
    assert asked.status_code == 422
    assert "Tệp có 1 xã, phường, sẽ thay cho 102 đang có" in asked.text
    assert "102 xã, phường" in house.get("/thiet-lap")
    agreed = house.client.post("/thiet-lap/xa-phuong", files=files, data={"so": "1"})
    assert agreed.status_code == 303
    assert "cấp tỉnh, 1 xã, phường" in house.get("/thiet-lap")
    assert "cấp tỉnh, 102 xã, phường" in house.done("/thiet-lap/xa-phuong-tinh")
    assert "Lấy lại danh sách của tỉnh" not in house.get("/thiet-lap")


def test_a_file_that_is_no_list_is_refused_by_its_own_name(house: OwnHouse) -> None:
    sent = house.client.post("/thiet-lap/xa-phuong", files={"xa-phuong": ("anh.png", b"\x89PNG\r\n\x1a\n\0\0")})
    assert sent.status_code == 422
    assert "anh.png" in sent.text or "Anh.png" in sent.text


def test_what_the_environment_says_is_not_asked_on_the_page(house: OwnHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_BASE_URL", "https://dondoc.moi-truong.example")
    house.app.renew()
    page = house.get("/thiet-lap")
    assert "đặt ở biến môi trường (DONDOC_BASE_URL): sửa ở đó" in page
    assert 'name="dia-chi"' not in page


def test_the_page_changes_what_it_wrote_where_the_server_runs_in_the_home(
    house: OwnHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.home.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(house.home)
    for server in ("smtp.tinh.example", "mail.tinh.example"):
        house.done("/thiet-lap/thu", **{**SERVER, "thu_may_chu": server})
        page = house.get("/thiet-lap")
        assert f'value="{server}"' in page
        assert "sửa ở đó" not in page


def test_the_province_of_a_house_at_work_stays(house: OwnHouse) -> None:
    house.done("/thiet-lap/tinh", tinh="Lào Cai")
    registered(house.installation.database, a_row("Tháng 6/2026", "Sở Y tế", title="Bệnh án điện tử"))

    page = house.refused("/thiet-lap/tinh", tinh="Sơn La")
    assert "không đổi được nữa: đã nhập 1 văn bản theo danh bạ của Lào Cai" in page
    assert house.client.get("/").status_code == 200


@pytest.mark.parametrize("who", [CLERK, COORDINATOR, STRANGER])
def test_nobody_but_an_admin_sets_the_house_up(house: OwnHouse, who: Actor) -> None:
    house.who = who
    assert house.client.get("/thiet-lap").status_code == 403
    steps = ("tinh", "danh-ba", "xa-phuong", "dau-moi", "lanh-dao", "thu", "thu-thu", "dia-chi")
    sent = [
        house.client.post(f"/thiet-lap/{step}", data={"tinh": "Lào Cai", "dia-chi": "https://a.example"})
        for step in steps
    ]
    assert {answer.status_code for answer in sent} == {403}
    assert not (house.home / ".env").exists()
    with house.installation.database.reading() as session:
        assert chosen_province(session) == ""


def test_who_set_up_by_commands_finds_the_page_done_and_nothing_changed(house: OwnHouse) -> None:
    ready(house)
    env = (house.home / ".env").read_bytes()
    house.app.renew()
    assert "Hệ thống đã sẵn sàng" in house.get("/thiet-lap")
    assert (house.home / ".env").read_bytes() == env


class _Refusing(list[Message]):
    """An office without a mail server."""

    def append(self, message: Message) -> None:
        send_at_once("", message)


def test_a_test_letter_that_nobody_takes_says_what_to_look_at(house: OwnHouse) -> None:
    house.mails = _Refusing()
    house.app.renew()
    page = house.refused("/thiet-lap/thu-thu", thu_den="lan@tinh.example")
    assert "Thư thử chưa gửi được: chưa có máy chủ thư. Kiểm tra tên máy chủ" in page
    assert not re.search(r"DONDOC_|`dondoc|thư đăng nhập", page)


def test_leadership_without_anybody_to_write_to_is_not_taken_for_done(house: OwnHouse) -> None:
    house.done("/thiet-lap/tinh", tinh="Lào Cai")
    page = house.refused(
        "/thiet-lap/lanh-dao", lanh_dao_co_quan="van-phong-ubnd-tinh", lanh_dao_ten="", lanh_dao_thu=""
    )
    assert "Ghi họ tên người nhận thư" in page
