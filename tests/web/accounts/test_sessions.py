"""Sessions as browsers hold them: how long, bound to what, and what is kept of a form when one has ended."""

from config.sign_in import SignInPolicy
from tests.web.accounts.office import Office, of_agency
from workflow.people.grants import GrantedRole
from workflow.store.database.opening import Database

STAFF = of_agency(GrantedRole.STAFF, "so-noi-vu")
MAIL = "minh@snv.example"


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(office: Office) -> None:
    browser = office.signed_in(MAIL, STAFF)
    for _ in range(3):
        office.clock.pass_by(minutes=14)
        assert browser.is_signed_in()
    office.clock.pass_by(minutes=15)
    assert not browser.is_signed_in()


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(office: Office) -> None:
    browser = office.signed_in(MAIL, STAFF)
    for _ in range(12 * 6 - 1):
        office.clock.pass_by(minutes=10)
        browser.get("/toi")
    assert browser.is_signed_in()
    office.clock.pass_by(minutes=10)
    assert not browser.is_signed_in()


def test_the_cookie_is_bound_to_the_host_and_the_database_keeps_only_its_digest(office: Office) -> None:
    _, path = office.person(MAIL, STAFF)
    browser = office.browser()
    said = browser.post(path).headers["set-cookie"]

    assert said.startswith("__Host-dondoc=")
    for word in ("Path=/", "Secure", "HttpOnly", "SameSite=lax"):
        assert word in said
    secret = said.split("=", 1)[1].split(";")[0]
    with office.database.reading() as session:
        dump = "\n".join(session.connection().connection.iterdump())
    assert secret not in dump


def test_on_the_machine_itself_signing_in_works_without_tls_under_a_cookie_of_its_own(file_database: Database) -> None:
    office = Office(file_database, base_url="http://127.0.0.1:8420")
    _, path = office.person(MAIL)
    said = office.browser().post(path).headers["set-cookie"]

    assert said.startswith("dondoc-may-nay=")
    assert "Secure" not in said


def test_plain_http_in_a_network_is_refused_unless_it_is_allowed_and_then_every_page_says_so(
    file_database: Database,
) -> None:
    strict = Office(file_database, base_url="http://dondoc.tinh.example")
    assert strict.browser().get("/dang-nhap").status_code == 403
    assert strict.browser().post("/dang-nhap/mat-khau", thu="a@b.example", mat_khau="x").status_code == 403

    allowed = SignInPolicy(_env_file=None, plain_http=True)  # type: ignore[call-arg]
    open_office = Office(file_database, policy=allowed, base_url="http://dondoc.tinh.example")
    page = open_office.browser().get("/dang-nhap")
    assert page.status_code == 200
    assert "không được mã hóa" in page.text


def test_signing_out_ends_the_session_on_the_server_too(office: Office) -> None:
    browser = office.signed_in(MAIL, STAFF)
    cookies = dict(browser.client.cookies)
    assert browser.post("/dang-xuat").headers["location"] == "/dang-nhap"

    thief = office.browser()
    thief.client.cookies.update(cookies)
    assert not thief.is_signed_in()


def test_what_was_typed_in_another_tab_is_kept_when_somebody_has_signed_out(office: Office) -> None:
    browser = office.signed_in(MAIL, STAFF)
    assert browser.get("/viec").status_code == 200
    browser.post("/dang-xuat")
    assert browser.get("/viec").headers["location"].startswith("/dang-nhap")
    led = browser.post("/viec/1/tien-do", phien_ban="1", noi_dung="Chữ đã gõ dài lắm").headers["location"]
    goal = led.removeprefix("/dang-nhap?toi=").replace("%2F", "/")
    assert goal.startswith("/da-giu/")
    assert "Chữ đã gõ" not in browser.get(goal).text

    browser.post("/dang-nhap", thu=MAIL, toi=goal)
    browser.post("/dang-nhap/ma", ma="".join(filter(str.isdigit, office.mails[-1].subject)))
    assert "Chữ đã gõ dài lắm" in browser.get(goal).text
