"""The links of mails: opened by anybody and anything without effect, acted on by a button, good for one purpose."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from config.keys import keys_of
from config.settings import Settings
from notifications.delivery.link_actions import LINK_KEY_USE, Links
from tests.plans import with_contacts
from tests.web.offices import SEVEN, TODAY, an_installation, an_office, pages_of
from tests.web.shared_pages import pages_over
from web.signed_in import NOBODY
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment, assignments
from workflow.store.duties.transitions import apply
from workflow.store.log.writing import history
from workflow.store.people.contacts import contacts

CLERK = "vanthu@so-noi-vu.example"
SECRET_KEY = "k" * 43


@pytest.fixture
def office(database: Database) -> Database:
    with_contacts(database, "so-noi-vu", "so-y-te")
    an_office(database)
    return database


@pytest.fixture
def client(office: Database) -> Iterator[TestClient]:
    installation = an_installation(office, secret_key=SECRET_KEY)
    app = pages_over(installation, now=lambda: SEVEN, actor_of=lambda _request: NOBODY)
    with TestClient(app, follow_redirects=False) as opened:
        yield opened


def links(days_ago: int = 0) -> Links:
    settings = Settings(_env_file=None, secret_key=SECRET_KEY)  # type: ignore[call-arg]
    return Links(
        base_url="https://dondoc.tinh.example",
        keys=keys_of(settings).for_use(LINK_KEY_USE),
        today=TODAY - timedelta(days=days_ago),
    )


def path(address: str) -> str:
    return address.removeprefix("https://dondoc.tinh.example")


def gate(office: Database) -> int:
    with office.reading() as session:
        return next(duty.id for duty in assignments(session) if "một cửa" in duty.task.title)


def state(office: Database) -> str:
    number = gate(office)
    with office.reading() as session:
        return assignment(session, number).state.value


def test_opening_the_link_changes_nothing_and_is_never_kept(office: Database, client: TestClient) -> None:
    address = path(links().acknowledge(gate(office), CLERK))
    for answer in (client.get(address), client.head(address), client.get(address)):
        assert answer.status_code in {200, 405}
    shown = client.get(address)
    assert "Đề án &lt;b&gt;một cửa" in shown.text
    assert "v***@so-noi-vu.example" in shown.text
    assert CLERK not in shown.text
    assert (shown.headers["cache-control"], shown.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert state(office) == "assigned"


def test_the_button_takes_the_duty_on_without_a_sign_in(office: Database, client: TestClient) -> None:
    link = path(links().acknowledge(gate(office), CLERK))
    done = client.post(link)
    assert (done.status_code, done.headers["location"]) == (303, f"{link}?xong=1")
    assert "Đã nhận nhiệm vụ." in client.get(done.headers["location"]).text
    assert state(office) == "in_progress"
    for again in (link, done.headers["location"]):
        shown = client.get(again).text
        assert "Nhiệm vụ này đã được nhận" in shown
        assert "Đã nhận nhiệm vụ." not in shown
        assert "<button" not in shown


def test_a_link_whose_duty_went_to_another_agency_says_so_at_once_and_not_to_whom(
    office: Database, client: TestClient
) -> None:
    link = path(links().acknowledge(gate(office), CLERK))
    given = {"co-quan": "Sở Tài chính", "ly-do": "đúng chức năng"}
    assert pages_of(office).post(f"/viec/{gate(office)}/giao-lai", data=given).status_code == 303
    for shown in (client.get(link), client.post(link)):
        assert shown.status_code == 410
        assert "nay không thuộc cơ quan nhận thư ở địa chỉ" in shown.text
        assert "Sở Tài chính" not in shown.text
    page = client.get(link).text
    assert "<button" not in page
    assert 'href="/dang-nhap"' in page
    assert state(office) == "assigned"


def test_a_link_of_a_duty_that_was_withdrawn_says_by_whom_and_when_and_where_to_sign_in(
    office: Database, client: TestClient
) -> None:
    number = gate(office)
    address = path(links().acknowledge(number, CLERK))
    with office.writing() as session:
        by = By(actor="Chị Hà", now=SEVEN).because("trùng nội dung")
        apply(session, number, Transition(event=Event.WITHDRAW, role=Role.COORDINATOR, by=by))
    for answer, status in ((client.get(address), 200), (client.post(address), 409)):
        assert answer.status_code == status
        assert "không còn chờ nhận: Chị Hà đã thu hồi nhiệm vụ lúc 07:00 ngày 05/3/2026" in answer.text
        assert f'href="/dang-nhap?toi=/viec/{number}"' in answer.text
        assert "<button" not in answer.text
    assert state(office) == "withdrawn"


def test_the_log_names_the_address_as_the_page_says_it_will(office: Database, client: TestClient) -> None:
    address = path(links().acknowledge(gate(office), CLERK))
    promised = "qua liên kết trong thư gửi v***@so-noi-vu.example"
    assert f"“{promised}”" in client.get(address).text
    client.post(address)
    with office.reading() as session:
        assert history(session, gate(office))[-1].actor == promised


def test_a_link_to_nobody_s_reminders_offers_no_button(client: TestClient) -> None:
    shown = client.get(path(links().unsubscribe("cu@so-noi-vu.example")))
    assert shown.status_code == 410
    assert "không có gì để ngừng" in shown.text
    assert "<button" not in shown.text


def test_a_mail_program_ends_reminders_by_itself(office: Database, client: TestClient) -> None:
    body = {"List-Unsubscribe": "One-Click"}
    assert client.post(path(links().unsubscribe(CLERK)), data=body).status_code == 200
    with office.reading() as session:
        ended = {known.address for known in contacts(session) if known.unsubscribed_at}
    assert ended == {CLERK}


@pytest.mark.parametrize("spoil", ["", "x", "cut"])
def test_a_link_that_was_changed_does_nothing_and_says_so(office: Database, client: TestClient, spoil: str) -> None:
    address = path(links().acknowledge(gate(office), CLERK))
    broken = {"": "/l/khong-phai", "x": address + "x", "cut": address[:-4]}[spoil]
    for answer in (client.get(broken), client.post(broken)):
        assert answer.status_code == 410
        assert "không còn dùng được" in answer.text
    assert state(office) == "assigned"


def test_a_link_of_an_old_mail_is_over(office: Database, client: TestClient) -> None:
    assert client.get(path(links(days_ago=61).acknowledge(gate(office), CLERK))).status_code == 410


@pytest.mark.parametrize("shape", ["nhan-viec", "ngung-nhac"])
def test_addresses_that_were_mailed_before_lead_on(client: TestClient, shape: str) -> None:
    assert client.get(f"/{shape}/abc.def").headers["location"] == "/l/abc.def"


def test_who_has_ended_reminders_is_told_so_and_isnt_asked_again(client: TestClient) -> None:
    address = path(links().unsubscribe(CLERK))
    assert "Ngừng thư nhắc</button>" in client.get(address).text
    client.post(address)
    shown = client.get(address).text
    assert "đã ngừng từ 07:00 ngày 05/3/2026" in shown
    assert "<button" not in shown
    assert "/dang-nhap?toi=/toi/thong-bao" in shown


@pytest.mark.parametrize("purpose", ["acknowledge", "unsubscribe"])
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_site_presses_no_button_of_a_link(
    office: Database, client: TestClient, purpose: str, headers: dict[str, str]
) -> None:
    made = links().acknowledge(gate(office), CLERK) if purpose == "acknowledge" else links().unsubscribe(CLERK)
    assert client.post(path(made), headers=headers).status_code == 403
    assert state(office) == "assigned"
    with office.reading() as session:
        assert not any(known.unsubscribed_at for known in contacts(session))


def test_the_page_itself_may_keep_silent_about_where_it_is(office: Database, client: TestClient) -> None:
    # A browser that knows no Sec-Fetch-Site says this of a page with "no-referrer".
    made = path(links().acknowledge(gate(office), CLERK))
    assert client.post(made, headers={"Origin": "null"}).status_code == 303
    assert state(office) == "in_progress"
