"""What a person reads of himself, and how he proves that it is he, where no mail leaves the house."""

import json

from tests.web.accounts.office import Office, code_of, of_agency, secret_in
from tests.web.offices import an_office
from workflow.people.grants import GrantedRole
from workflow.store.database.opening import Database

STAFF = of_agency(GrantedRole.STAFF, "so-noi-vu")
MAIL = "minh@snv.example"


def test_the_log_about_oneself_is_read_in_the_words_and_by_the_clock_of_the_pages(office: Office) -> None:
    browser = office.signed_in(MAIL, STAFF)
    browser.post("/viec/1/nhan")
    page = browser.get("/toi/du-lieu").text
    assert "09:00 ngày 05/3/2026</time><div><b>nhận nhiệm vụ</b>: nhiệm vụ 1; chưa triển khai → đang triển khai" in page
    assert "<b>lập tài khoản</b>: tài khoản của Anh Minh" in page

    taken = json.loads(browser.get("/toi/du-lieu.json").text)
    lines = taken["nhat_ky"]
    assert {"nhận nhiệm vụ", "đăng nhập", "mời người dùng"} <= {one["viec"] for one in lines}
    assert lines[0]["luc"] == taken["lap_luc"] == "2026-03-05T09:00:00+07:00"


def test_of_a_long_log_the_page_says_how_much_it_shows(office: Office) -> None:
    browser = office.signed_in(MAIL, STAFF)
    for n in range(60):
        browser.post("/toi", ten=f"Anh Minh {n}")
    page = browser.get("/toi/du-lieu").text
    assert page.count("<b>sửa hồ sơ</b>") == 50
    assert "50 dòng gần nhất trong 6" in page


def test_where_no_mail_leaves_nobody_is_told_that_one_was_sent(file_database: Database) -> None:
    an_office(file_database)
    office = Office(file_database, mail_url="")
    office.person(MAIL, STAFF)
    asked = office.browser().post("/dang-nhap", thu=MAIL)
    assert asked.status_code == 422
    assert "không có liên kết nào được gửi" in asked.text
    assert f'value="{MAIL}"' in asked.text
    assert not office.mails


def test_where_no_mail_leaves_a_second_factor_proves_who_has_no_password(file_database: Database) -> None:
    an_office(file_database)
    office = Office(file_database, mail_url="")
    browser = office.signed_in(MAIL, STAFF)
    office.clock.pass_by(minutes=11)
    proof = browser.get("/xac-nhan-lai?toi=/toi/du-lieu.json").text
    assert "Gửi mã tới" not in proof
    assert 'href="/toi/buoc-hai?toi=/toi/du-lieu.json"' in proof

    secret = secret_in(browser.get("/toi/buoc-hai?toi=/toi/du-lieu.json"))
    browser.post("/toi/buoc-hai", khoa=secret, ma=code_of(secret, office.clock()))
    assert browser.get("/toi/du-lieu.json").status_code == 200
