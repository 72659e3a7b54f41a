"""No page is forgotten: whoever isn't signed in gets through to none but those that are meant for everybody."""

import re
from collections.abc import Mapping

import pytest
from fastapi.openapi.utils import get_openapi

from tests.web.accounts.office import SAME_SITE, Office
from tests.web.offices import an_installation
from web.app import create_app
from workflow.store.database.opening import Database

# The files of the pages' look answer GET and HEAD under one name; nobody reads the schema that is made here.
pytestmark = pytest.mark.filterwarnings("ignore:Duplicate Operation ID")
# For everybody: signing in, what proves itself by its address, files of the pages' look, help, whether we are well.
OPEN = re.compile(
    r"/(dang-nhap|loi-moi|cong-khai|l|static|tro-giup|ngay|healthz|readyz|kieu-dang|nhan-viec|ngung-nhac)(/|$)|/lich/."
)


_PATHS: dict[str, list[str]] = {}


def paths(database: Database) -> Mapping[str, list[str]]:
    """Every path that the application answers, as it is written there, with its methods.

    They are the same for every database, and take a second to find.
    """
    if not _PATHS:
        app = create_app(an_installation(database), now=Office(database).clock)
        known = get_openapi(title="", version="", routes=app.routes)["paths"]
        _PATHS.update({path: [method.upper() for method in methods] for path, methods in known.items()})
    return _PATHS


def routes(database: Database) -> list[tuple[str, str]]:
    """Every method and path that the application answers, with a number for each that it asks for."""
    known = paths(database).items()
    return [(method, re.sub(r"\{[^}]*\}", "1", path)) for path, methods in known for method in methods]


def test_every_route_beside_the_open_ones_leads_a_stranger_to_the_sign_in(office: Office) -> None:
    asked = [(method, path) for method, path in routes(office.database) if not OPEN.match(path)]
    stranger = office.browser()
    passed = []
    for method, path in asked:
        answer = stranger.client.request(method, path, headers=SAME_SITE)
        if answer.status_code != 303 or not answer.headers["location"].startswith("/dang-nhap"):
            passed.append((method, path, answer.status_code))

    assert len(asked) > 15
    assert not passed


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_every_change_is_refused_from_another_site(office: Office, headers: dict[str, str]) -> None:
    changes = [(m, p) for m, p in routes(office.database) if m not in {"GET", "HEAD"}]
    browser = office.signed_in("minh@snv.example")
    answers = {(m, p): browser.client.request(m, p, headers=headers).status_code for m, p in changes}

    assert len(changes) > 10
    assert {asked: status for asked, status in answers.items() if status != 403} == {}
