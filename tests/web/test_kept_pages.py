"""A page that nothing has changed since is not made again; one that something has changed is, for each person."""

from collections.abc import Callable
from datetime import date

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from tests.plans import at
from tests.web.offices import an_installation, an_office
from tests.web.people import ADMIN, CLERK
from tests.web.shared_pages import pages_over
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.duties.transitions import apply

NOON = at(date(2026, 3, 5), 12)


class Counted:
    """Says who asks by the cookie, and counts how often anybody had to be asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, request: Request) -> Actor:
        self.asked += 1
        return CLERK if request.cookies.get("who") == "clerk" else ADMIN


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def client(database: Database, counted: Counted) -> TestClient:
    an_office(database)
    return TestClient(pages_over(an_installation(database), now=lambda: NOON, actor_of=counted))


def is_sqlite(database: Database) -> bool:
    return database.engine.dialect.name == "sqlite"


def test_what_a_browser_has_still_is_said_in_a_few_bytes(client: TestClient) -> None:
    first = client.get("/viec")
    again = client.get("/viec", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "private, no-cache"


def test_nothing_is_worked_out_twice_until_something_is_committed(
    client: TestClient, counted: Counted, database: Database
) -> None:
    client.get("/viec")
    asked = counted.asked
    client.get("/viec")
    assert (counted.asked == asked) is is_sqlite(database)
    with database.writing() as session:
        apply(session, 2, Transition(event=Event.ACCEPT, role=Role.STAFF, by=By(actor="Chị Hoa", now=NOON)))
    asked = counted.asked
    assert "đang triển khai" in client.get("/viec?co-quan=so-noi-vu").text
    client.get("/viec")
    assert counted.asked > asked


def test_each_person_has_pages_of_his_own(client: TestClient) -> None:
    admin = client.get("/", headers={"cookie": "who=admin"}).text
    clerk = client.get("/", headers={"cookie": "who=clerk"}).text
    assert "Chờ tôi quyết định" in admin
    assert "Chờ tôi quyết định" not in clerk
    assert client.get("/", headers={"cookie": "who=admin"}).text == admin


def test_pages_come_packed_and_small(fetched: Callable[[str], int]) -> None:
    first = fetched("/viec")
    assert first <= 8_000
    assert fetched("/") <= 8_000
    assert fetched("/viec/1") <= 8_000


@pytest.fixture
def fetched(client: TestClient) -> Callable[[str], int]:
    """How many octets a page takes on the wire."""

    def size(address: str) -> int:
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        return int(answer.headers["content-length"])

    return size
