"""The links of mails: opened by anybody and anything without effect, acted on by a button, good for one purpose."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from config.keys import keys_of
from config.settings import Settings
from notifications.delivery.link_actions import LINK_KEY_USE, Links
from tests.plans import with_contacts
from tests.web.offices import SEVEN, TODAY, an_installation, an_office
from tests.web.shared_pages import pages_over
from web.signed_in import NOBODY
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment, assignments
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
    done = client.post(path(links().acknowledge(gate(office), CLERK)))
    assert done.status_code == 200
    assert "Đã nhận nhiệm vụ." in done.text
    assert state(office) == "in_progress"
    again = client.get(path(links().acknowledge(gate(office), CLERK))).text
    assert "không còn chờ nhận" in again


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
