"""No address is printed without its page: each page that an address may lead to answers, and so does each in a mail."""

import re

import pytest
from fastapi.testclient import TestClient

from base.page_addresses import ServedPage
from notifications.messages.digest import compose
from tests.notifications.duties import OFFICE, a_line, a_trigger, on
from tests.web.offices import an_office, pages_of
from workflow.store.database.opening import Database

pytestmark = pytest.mark.sqlite_alone

BASE = "https://dondoc.tinh.example"


@pytest.fixture
def client(database: Database) -> TestClient:
    an_office(database)
    return pages_of(database)


# What they are about can't be guessed: `test_every_link` opens those that are given out.
SECRET = {
    *(ServedPage.MAIL_LINK, ServedPage.SIGN_IN, ServedPage.INVITATION),
    *(ServedPage.FROZEN_REPORT, ServedPage.SUBSCRIBING, ServedPage.CALENDAR),
}


@pytest.mark.parametrize("page", [page for page in ServedPage if page not in SECRET])
def test_each_page_that_an_address_may_lead_to_answers(client: TestClient, page: ServedPage) -> None:
    assert client.get(page.value.format(1)).status_code == 200


def test_every_address_in_a_mail_is_one_of_a_served_page() -> None:
    mail = compose(OFFICE, [a_line()], triggers=[a_trigger()], vantage=on(), base_url=BASE)
    shapes = [re.compile(re.escape(page.value).replace(r"\{\}", r"[\w.-]+")) for page in ServedPage]
    printed = set(re.findall(rf"{re.escape(BASE)}([^\s\"<>)]*)", mail.text + mail.html))
    assert printed
    assert not {path for path in printed if not any(shape.fullmatch(path) for shape in shapes)}
