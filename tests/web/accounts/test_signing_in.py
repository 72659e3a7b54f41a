"""Signing in and out, as browsers see it."""

import re
from datetime import timedelta

import pytest

from services.accounts.passwords import set_password
from services.accounts.sessions import SignedIn, who_asks
from tests.web.accounts.office import DAY, Browser, Clock, Office, code_of, of_agency, secret_in
from workflow.people.grants import GrantedRole
from workflow.store.database.opening import Database
from workflow.store.log.of_person import lines_of_person

STAFF = of_agency(GrantedRole.STAFF, "so-noi-vu")
PASSWORD = "Mua-xuan-2026"
MAIL = "minh@snv.example"


def with_password(office: Office, mail: str = MAIL) -> None:
    """Somebody of Sở Nội vụ who has chosen a password."""
    browser = office.signed_in(mail, STAFF)
    assert browser.post("/toi/mat-khau", mat_khau_moi=PASSWORD, nhap_lai=PASSWORD).status_code == 303


def try_password(browser: Browser, password: str, mail: str = MAIL) -> int:
    return browser.post("/dang-nhap/mat-khau", thu=mail, mat_khau=password).status_code


def code_in(office: Office) -> str:
    """The six digits of the last mail."""
    subject = office.mails[-1].subject
    return "".join(filter(str.isdigit, subject))


def link_in(office: Office) -> str:
    text = office.mails[-1].text
    begin = text.index(office.base_url)
    return text[begin:].split()[0].removeprefix(office.base_url)


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(office: Office) -> None:
    answer = office.browser().get("/viec?tim=de+an")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/dang-nhap?toi=%2Fviec%3Ftim%3Dde%2Ban"


def test_an_invitation_shows_a_button_and_works_once(office: Office) -> None:
    _, path = office.person(MAIL, STAFF)
    browser = office.browser()

    for _ in range(3):
        assert browser.get(path).status_code == 200
        assert not browser.is_signed_in()
    assert browser.post(path).headers["location"] == "/"
    assert browser.is_signed_in()
    assert office.browser().post(path).status_code == 410


def test_an_invitation_is_over_after_two_days(office: Office) -> None:
    _, path = office.person(MAIL, STAFF)
    office.clock.pass_by(hours=48)

    assert office.browser().get(path).status_code == 410


def test_an_admin_sets_up_a_second_factor_before_anything_else_and_gets_recovery_codes(office: Office) -> None:
    browser = office.browser()
    assert browser.post(office.admin()).headers["location"] == "/toi/buoc-hai"
    assert browser.get("/toi").headers["location"].startswith("/toi/buoc-hai")

    secret = secret_in(browser.get("/toi/buoc-hai"))
    assert browser.post("/toi/buoc-hai", khoa=secret, ma="000000").status_code == 422
    led = browser.post("/toi/buoc-hai", khoa=secret, ma=code_of(secret, office.clock()))
    assert led.status_code == 303
    shown = browser.get(led.headers["location"])
    assert shown.text.count("<code>") == 10
    assert shown.headers["cache-control"] == "no-store"
    assert browser.is_signed_in()


def test_recovery_codes_loaded_again_are_the_same_and_after_ten_minutes_the_page_says_how_to_get_others(
    office: Office,
) -> None:
    browser = office.browser()
    browser.post(office.admin())
    secret = secret_in(browser.get("/toi/buoc-hai"))
    page = browser.post("/toi/buoc-hai", khoa=secret, ma=code_of(secret, office.clock())).headers["location"]
    codes = re.findall(r"<code>([^<]*)</code>", browser.get(page).text)
    assert re.findall(r"<code>([^<]*)</code>", browser.get(page).text) == codes
    assert len(set(codes)) == 10
    assert office.signed_in("minh@snv.example").get(page).text.count("<code>") == 0
    office.clock.pass_by(minutes=11)
    later = browser.get(page)
    assert later.text.count("<code>") == 0
    assert "Bật lại, nhận mã mới" in later.text


def test_a_second_factor_is_asked_for_at_the_next_sign_in_and_each_code_counts_once(office: Office) -> None:
    first = office.browser()
    first.post(office.admin())
    secret = secret_in(first.get("/toi/buoc-hai"))
    page = first.post_on("/toi/buoc-hai", khoa=secret, ma=code_of(secret, office.clock()))
    recovery = page.text.split("<code>")[1].split("<")[0]

    for expected in (code_of(secret, office.clock() + timedelta(minutes=1)), recovery):
        office.clock.pass_by(minutes=1)
        browser = office.browser()
        browser.post("/dang-nhap", thu="quantri@ubnd.example")
        answer = browser.post("/dang-nhap/ma", ma=code_in(office))
        assert answer.headers["location"] == "/dang-nhap/buoc-hai"
        assert not browser.is_signed_in()
        assert browser.post("/dang-nhap/buoc-hai", ma=expected).headers["location"] == "/"
        assert browser.is_signed_in()
        again = office.browser()
        office.clock.pass_by(minutes=20)
        again.post("/dang-nhap", thu="quantri@ubnd.example")
        again.post("/dang-nhap/ma", ma=code_in(office))
        assert again.post("/dang-nhap/buoc-hai", ma=expected).status_code == 422


def test_six_digits_work_in_the_browser_that_asked(office: Office) -> None:
    office.person(MAIL, STAFF)
    browser = office.browser()
    assert (
        browser.post("/dang-nhap", thu=" Minh@SNV.example ", toi="/viec")
        .headers["location"]
        .startswith("/dang-nhap/ma")
    )

    assert office.browser().post("/dang-nhap/ma", ma=code_in(office)).status_code == 422
    assert browser.post("/dang-nhap/ma", ma=code_in(office)).headers["location"] == "/viec"
    assert browser.is_signed_in()


def test_a_mailed_link_works_in_the_browser_that_asked_and_says_so_in_another(office: Office) -> None:
    office.person(MAIL, STAFF)
    browser, phone = office.browser(), office.browser()
    browser.post("/dang-nhap", thu=MAIL)
    link = link_in(office)

    assert "mã 6 số" in phone.get(link).text
    assert phone.post(link).status_code == 410
    assert browser.get(link).status_code == 200
    assert browser.post(link).status_code == 303
    assert browser.is_signed_in()


def test_pages_of_links_are_kept_by_nobody(office: Office) -> None:
    _, path = office.person(MAIL, STAFF)
    answer = office.browser().get(path)

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"


def test_a_stranger_gets_the_same_answer_and_no_mail(office: Office) -> None:
    office.person(MAIL, STAFF)
    known = office.browser().post("/dang-nhap", thu=MAIL)
    office.mails.clear()
    unknown = office.browser().post("/dang-nhap", thu="ai-do@la.example")

    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    assert not office.mails


def test_links_can_be_asked_for_three_times_in_a_quarter_of_an_hour(office: Office) -> None:
    office.person(MAIL, STAFF)

    answers = [office.browser().post("/dang-nhap", thu=MAIL).status_code for _ in range(4)]
    assert answers == [303, 303, 303, 429]
    office.clock.pass_by(minutes=15)
    assert office.browser().post("/dang-nhap", thu=MAIL).status_code == 303


def test_five_wrong_codes_close_a_link_even_for_the_right_one(office: Office) -> None:
    office.person(MAIL, STAFF)
    browser = office.browser()
    browser.post("/dang-nhap", thu=MAIL)
    right = code_in(office)
    wrong = "000000" if right != "000000" else "111111"

    for _ in range(5):
        assert browser.post("/dang-nhap/ma", ma=wrong).status_code == 422
    assert browser.post("/dang-nhap/ma", ma=right).status_code == 422
    assert not browser.is_signed_in()


def test_a_password_signs_in_and_a_wrong_one_says_no_more_than_an_unknown_address(office: Office) -> None:
    with_password(office)
    browser = office.browser()

    wrong = browser.post("/dang-nhap/mat-khau", thu=MAIL, mat_khau="sai")
    unknown = browser.post("/dang-nhap/mat-khau", thu="la@snv.example", mat_khau="sai")
    assert wrong.text.replace(MAIL, "") == unknown.text.replace("la@snv.example", "")
    assert try_password(browser, PASSWORD) == 303
    assert browser.is_signed_in()


def test_five_wrong_passwords_lock_the_account_for_twelve_hours_but_not_its_mail(office: Office) -> None:
    with_password(office)
    browser = office.browser()

    assert [try_password(browser, "sai") for _ in range(5)] == [422] * 5
    assert try_password(browser, PASSWORD) == 422
    office.clock.pass_by(hours=11, minutes=59)
    assert try_password(browser, PASSWORD) == 422
    office.clock.pass_by(minutes=1)
    assert try_password(browser, PASSWORD) == 303

    for _ in range(5):
        try_password(browser, "sai")
    owner = office.browser()
    owner.post("/dang-nhap", thu=MAIL)
    assert owner.post("/dang-nhap/ma", ma=code_in(office)).status_code == 303
    assert try_password(office.browser(), PASSWORD) == 303


def test_a_new_password_ends_the_other_devices_and_the_old_cookie(office: Office) -> None:
    with_password(office)
    first, second = office.browser(), office.browser()
    for browser in (first, second):
        try_password(browser, PASSWORD)
    old = dict(first.client.cookies)
    assert first.post("/toi/mat-khau", mat_khau_moi="Mua-ha-2026", nhap_lai="Mua-ha-2026").status_code == 303

    assert first.is_signed_in()
    assert not second.is_signed_in()
    thief = office.browser()
    thief.client.cookies.update(old)
    assert not thief.is_signed_in()


@pytest.mark.parametrize(
    ("password", "said"),
    [("ngan", "Cần ít nhất 8 ký tự"), ("khongcogihet", "Cần có chữ hoa"), ("Minh-2026-abc", "Không chứa tên")],
)
def test_a_weak_password_says_what_is_missing(office: Office, password: str, said: str) -> None:
    browser = office.signed_in(MAIL, STAFF)

    answer = browser.post("/toi/mat-khau", mat_khau_moi=password, nhap_lai=password)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_former_password_does_not_come_again(office: Office) -> None:
    with_password(office)
    browser = office.browser()
    try_password(browser, PASSWORD)
    browser.post("/toi/mat-khau", mat_khau_moi="Mua-thu-2026", nhap_lai="Mua-thu-2026")

    answer = browser.post("/toi/mat-khau", mat_khau_moi=PASSWORD, nhap_lai=PASSWORD)
    assert "10 mật khẩu gần nhất" in answer.text


def test_an_admin_whose_password_is_two_months_old_chooses_another_first(office: Office) -> None:
    browser = office.browser()
    browser.post(office.admin())
    secret = secret_in(browser.get("/toi/buoc-hai"))
    browser.post("/toi/buoc-hai", khoa=secret, ma=code_of(secret, office.clock()))
    browser.post("/toi/mat-khau", mat_khau_moi=PASSWORD, nhap_lai=PASSWORD)
    office.clock.pass_by(days=61)

    again = office.browser()
    again.post("/dang-nhap/mat-khau", thu="quantri@ubnd.example", mat_khau=PASSWORD)
    again.post("/dang-nhap/buoc-hai", ma=code_of(secret, office.clock()))
    assert again.get("/toi").headers["location"].startswith("/toi/mat-khau")


def test_a_grave_step_needs_a_proof_of_the_last_ten_minutes(office: Office) -> None:
    with_password(office)
    browser = office.browser()
    try_password(browser, PASSWORD)
    assert browser.get("/toi/du-lieu.json").status_code == 200
    office.clock.pass_by(minutes=10)

    assert browser.get("/toi/du-lieu.json").headers["location"].startswith("/xac-nhan-lai?toi=")
    assert browser.post("/xac-nhan-lai", ma="sai").status_code == 422
    assert (
        browser.post("/xac-nhan-lai", ma=PASSWORD, toi="/toi/du-lieu.json").headers["location"] == "/toi/du-lieu.json"
    )
    assert browser.get("/toi/du-lieu.json").status_code == 200


def test_the_log_tells_who_signed_in_and_who_failed_and_names_no_address(office: Office) -> None:
    with_password(office)
    browser = office.browser()
    try_password(browser, "sai")
    try_password(browser, PASSWORD)
    with office.database.reading() as session:
        lines = lines_of_person(session, 1)

    assert [line.action for line in lines][:2] == ["sign_in", "sign_in_failed"]
    assert MAIL not in "".join(f"{line.actor}{line.reason}{line.details}" for line in lines)


def test_tries_at_the_same_moment_get_no_further_than_five(office: Office) -> None:
    """Each counts before it is looked at: so a burst is no way round the lock."""
    with_password(office)
    browser = office.browser()
    answers = [try_password(browser, f"sai-{n}") for n in range(8)]

    assert answers == [422] * 8
    with office.database.reading() as session:
        actions = [line.action for line in lines_of_person(session, 1)]
    assert actions.count("sign_in_failed") == 5
    assert actions.count("lock_account") == 1


def test_a_password_is_the_same_however_its_letters_are_composed(office: Office) -> None:
    browser = office.signed_in(MAIL, STAFF)
    secret = browser.client.cookies["__Host-dondoc"]
    who = who_asks(office.desk, secret, now=office.clock())
    assert isinstance(who, SignedIn)
    set_password(office.desk, who, "Mùa-xuân-2026", now=office.clock())

    assert try_password(office.browser(), "Mu\u0300a-xua\u0302n-2026") == 303


def test_on_pages_of_another_day_the_codes_of_a_phone_count_by_the_real_clock(file_database: Database) -> None:
    real = Clock(DAY + timedelta(days=270))
    office = Office(file_database, phone=real)
    browser = office.browser()
    browser.post(office.admin())
    secret = secret_in(browser.get("/toi/buoc-hai"))
    assert browser.post("/toi/buoc-hai", khoa=secret, ma=code_of(secret, office.clock())).status_code == 422
    assert browser.post("/toi/buoc-hai", khoa=secret, ma=code_of(secret, real())).status_code == 303
    assert browser.is_signed_in()
