"""Requests made by hand, by people who want more than they may: each is refused, and changes nothing."""

from urllib.parse import unquote

import pytest

from tests.web.accounts.office import SAME_SITE, Browser, Office, of_agency
from workflow.people.grants import Grant, GrantedRole
from workflow.store.people.grants import kept_grants
from workflow.store.people.sessions import sessions_of

STAFF = of_agency(GrantedRole.STAFF, "so-noi-vu")
HEAD = of_agency(GrantedRole.HEAD, "so-noi-vu")
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://dondoc.tinh.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://dondoc.tinh.example"},
]


def name_of(browser: Browser) -> str:
    return browser.get("/toi").text.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_from_another_site_changes_nothing_and_is_not_called_forbidden(
    office: Office, headers: dict[str, str]
) -> None:
    browser = office.signed_in("minh@snv.example", STAFF)
    answer = browser.client.post("/toi", data={"ten": "Kẻ lạ"}, headers=headers)

    assert answer.status_code == 403
    assert "Forbidden" not in answer.text
    assert "Kẻ lạ" in answer.text
    assert name_of(browser) == "Anh Minh"


def test_a_browser_that_says_nothing_is_asked_once_more_with_a_voucher_of_its_own(office: Office) -> None:
    browser, other = office.signed_in("minh@snv.example", STAFF), office.signed_in("ha@snv.example", STAFF)
    asked = browser.client.post("/toi", data={"ten": "Anh Minh Mới"})
    voucher = asked.text.split('name="phieu" value="')[1].split('"')[0]

    assert asked.status_code == 403
    assert other.client.post("/toi", data={"ten": "Kẻ lạ", "phieu": voucher}).status_code == 403
    assert browser.client.post("/toi", data={"ten": "Anh Minh Mới", "phieu": voucher}).status_code == 303
    assert name_of(browser) == "Anh Minh Mới"


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(office: Office, goal: str) -> None:
    office.person("minh@snv.example", STAFF)
    browser = office.browser()
    browser.post("/dang-nhap", thu="minh@snv.example", toi=goal)
    code = "".join(filter(str.isdigit, office.mails[-1].subject))

    assert browser.post("/dang-nhap/ma", ma=code, toi=goal).headers["location"] == "/"


def test_another_persons_device_stays_signed_in(office: Office) -> None:
    victim = office.signed_in("minh@snv.example", STAFF)
    attacker = office.signed_in("ha@sxd.example", of_agency(GrantedRole.STAFF, "so-xay-dung"))
    with office.database.reading() as session:
        number = sessions_of(session, 1)[0].id

    assert attacker.post(f"/toi/thiet-bi/{number}/ket-thuc").status_code == 404
    assert victim.is_signed_in()


def test_a_missing_right_is_said_before_anybody_is_asked_who_he_is(office: Office) -> None:
    office.signed_in("minh@snv.example", STAFF)
    attacker = office.signed_in("ha@sxd.example", of_agency(GrantedRole.STAFF, "so-xay-dung"))
    office.clock.pass_by(minutes=12)
    assert attacker.post("/co-quan/so-noi-vu/quyen/1/thu-hoi").status_code == 403


def test_another_persons_right_is_neither_lent_nor_taken(office: Office) -> None:
    office.signed_in("minh@snv.example", HEAD)
    attacker = office.signed_in("ha@sxd.example", of_agency(GrantedRole.STAFF, "so-xay-dung"))
    with office.database.reading() as session:
        number = kept_grants(session, person=1)[0].id

    lent = attacker.post(
        "/toi/uy-quyen", quyen=str(number), nguoi="2", tu="05/3/2026", den="06/3/2026", van_ban="1/GUQ ngày 05/3/2026"
    )
    assert lent.status_code == 422
    assert attacker.post(f"/toi/uy-quyen/{number}/thu-hoi").status_code == 403
    with office.database.reading() as session:
        assert len(kept_grants(session)) == 2


def test_what_was_typed_is_kept_for_its_person_alone(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", STAFF)
    office.clock.pass_by(minutes=20)
    led = browser.post("/toi", ten="Tên đang gõ dở").headers["location"]
    kept = led.removeprefix("/dang-nhap?toi=%2Fda-giu%2F")
    assert kept != led

    stranger = office.signed_in("ha@sxd.example", of_agency(GrantedRole.STAFF, "so-xay-dung"))
    assert stranger.get(f"/da-giu/{kept}").status_code == 404
    again = office.browser()
    again.post("/dang-nhap", thu="minh@snv.example", toi=f"/da-giu/{kept}")
    code = "".join(filter(str.isdigit, office.mails[-1].subject))
    assert again.post("/dang-nhap/ma", ma=code).headers["location"] == f"/da-giu/{kept}"
    page = again.get(f"/da-giu/{kept}")
    assert "Tên đang gõ dở" in page.text
    assert 'action="/toi"' in page.text
    with office.database.reading() as session:
        dump = "\n".join(session.connection().connection.iterdump())
    assert "đang gõ dở" not in dump


def test_a_strangers_form_is_kept_for_nobody(office: Office) -> None:
    assert office.browser().post("/toi", ten="x").headers["location"] == "/dang-nhap?toi=%2Ftoi"


def test_a_half_finished_sign_in_opens_nothing(office: Office) -> None:
    browser = office.browser()
    browser.post(office.admin())

    for path in (
        "/toi",
        "/toi/du-lieu",
        "/toi/du-lieu.json",
        "/toi/uy-quyen",
        "/toi/mat-khau",
        "/toi/thong-bao",
        "/viec",
    ):
        assert browser.get(path).headers["location"].startswith("/toi/buoc-hai"), path
    assert browser.post("/toi", ten="x").headers["location"].startswith("/toi/buoc-hai")


def test_a_role_that_ended_yesterday_shows_its_duties_no_more(office: Office) -> None:
    today = office.clock().date()
    browser = office.signed_in("minh@snv.example", of_agency(GrantedRole.STAFF, "so-noi-vu", since=today, until=today))
    assert browser.get("/viec/1").status_code == 200
    office.clock.pass_by(hours=14, minutes=59)
    again = office.browser()
    again.post("/dang-nhap", thu="minh@snv.example")
    again.post("/dang-nhap/ma", ma="".join(filter(str.isdigit, office.mails[-1].subject)))
    assert again.get("/viec/1").status_code == 200
    office.clock.pass_by(minutes=2)
    assert again.get("/viec/1").status_code in {403, 404}


def test_another_agencys_duty_is_not_shown(office: Office) -> None:
    stranger = office.signed_in("ha@sxd.example", of_agency(GrantedRole.STAFF, "so-xay-dung"))

    answer = stranger.get("/viec/1")
    assert answer.status_code in {403, 404}
    assert "Nội vụ" not in answer.text


def test_taking_a_right_ends_the_sign_ins_it_was_used_from(office: Office) -> None:
    from services.accounts.grants import take_grant
    from tests.web.accounts.office import SHELL

    browser = office.signed_in("minh@snv.example", STAFF)
    take_grant(office.desk, SHELL, 1, reason="chuyển công tác", now=office.clock())
    assert not browser.is_signed_in()


def test_a_closed_account_is_signed_out_and_gets_no_link(office: Office) -> None:
    from services.accounts.people import disable_account
    from tests.web.accounts.office import SHELL

    browser = office.signed_in("minh@snv.example", STAFF)
    disable_account(office.desk, SHELL, 1, reason="nghỉ việc", now=office.clock())
    office.mails.clear()

    assert not browser.is_signed_in()
    assert browser.post("/dang-nhap", thu="minh@snv.example").status_code == 303
    assert not office.mails


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/khong-co", 404),
        ("/viec/999999", 404),
        ("/viec/abc", 404),
        ("/toi/thiet-bi/abc/ket-thuc", 405),
        ("/dang-xuat", 405),
        ("/da-giu/sai", 404),
    ],
)
def test_trouble_is_a_page_with_a_way_on(office: Office, path: str, status: int) -> None:
    answer = office.signed_in("minh@snv.example", STAFF).get(path)

    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert 'href="/"' in answer.text
    assert "Forbidden" not in answer.text
    assert 'detail":' not in answer.text


def test_a_very_long_or_strange_form_is_no_fault_of_ours(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", STAFF)
    for body in (b"\xff" * 1000, b"ten=" + b"a" * 100_000, b"=&=&=", b"ten=%00%00"):
        headers = SAME_SITE | {"Content-Type": "application/x-www-form-urlencoded"}
        assert browser.client.post("/toi", content=body, headers=headers).status_code < 500


def test_an_auditor_reads_and_lends_nothing_he_does_not_have(office: Office) -> None:
    auditor = office.signed_in("kiemtra@ubnd.example", Grant(role=GrantedRole.AUDITOR))

    assert auditor.get("/viec/1").status_code == 200
    assert auditor.post("/toi/uy-quyen", quyen="99", nguoi="1", tu="05/3/2026", den="06/3/2026").status_code == 422


def test_a_report_whose_session_has_ended_keeps_its_words_and_says_that_its_file_is_to_be_chosen_anew(
    office: Office,
) -> None:
    browser = office.signed_in("minh@snv.example", STAFF)
    office.clock.pass_by(minutes=20)
    sent = [("tep", ("a.pdf", b"%PDF-1.7", "application/pdf"))]
    led = browser.client.post("/viec/1/bao-cao", data={"tom-tat": "Đã trình"}, files=sent, headers=SAME_SITE)
    kept = led.headers["location"].removeprefix("/dang-nhap?toi=%2Fda-giu%2F")
    again = office.browser()
    again.post("/dang-nhap", thu="minh@snv.example", toi=f"/da-giu/{kept}")
    again.post("/dang-nhap/ma", ma="".join(filter(str.isdigit, office.mails[-1].subject)))
    page = again.get(f"/da-giu/{kept}").text
    assert "Đã trình" in page
    assert "Tệp chưa được gửi lên: a.pdf." in page


def test_a_report_without_a_file_is_told_of_none_and_of_no_session_that_ran_out(office: Office) -> None:
    browser = office.signed_in("minh@snv.example", STAFF)
    browser.post("/viec/1/nhan")
    cookies = dict(browser.client.cookies)
    browser.post("/dang-xuat")
    browser.client.cookies.update(cookies)
    left = {"tep": ("", b"", "application/octet-stream")}
    led = browser.client.post("/viec/1/bao-cao", data={"tom-tat": "Đã trình"}, files=left, headers=SAME_SITE)
    goal = unquote(led.headers["location"].removeprefix("/dang-nhap?toi="))
    assert "Phiên làm việc đã kết thúc trước khi bạn gửi" in browser.get(led.headers["location"]).text
    browser.post("/dang-nhap", thu="minh@snv.example", toi=goal)
    browser.post("/dang-nhap/ma", ma="".join(filter(str.isdigit, office.mails[-1].subject)))
    page = browser.get(goal).text
    assert "Đã trình" in page
    assert "Tệp" not in page
    assert "hết hạn" not in page


def test_principal_and_deputy_are_mailed_when_a_right_is_lent(office: Office) -> None:
    principal = office.signed_in("minh@snv.example", HEAD)
    office.person("ha@snv.example", name="Chị Hà")
    office.mails.clear()
    lent = principal.post(
        "/toi/uy-quyen", quyen="1", thu="ha@snv.example", tu="05/3/2026", den="06/3/2026", van_ban="1/GUQ-SNV"
    )

    assert lent.status_code == 303
    assert [mail.recipient.address for mail in office.mails] == ["minh@snv.example", "ha@snv.example"]
    assert all("1/GUQ-SNV" in mail.text for mail in office.mails)
