"""No page without its frame, whatever is asked for and whoever asks."""

import pytest

from tests.web.accounts.office import Browser, Office, code_of, of_agency, secret_in
from tests.web.accounts.test_every_route import routes
from tests.web.frames import unframed
from tests.web.offices import an_office
from workflow.people.grants import Grant, GrantedRole
from workflow.store.database.opening import Database

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate Operation ID")


def walked(browser: Browser, paths: list[str]) -> dict[str, list[str]]:
    """Open every address; return those of pages, with what each lacks."""
    answers = {path: browser.get(path) for path in paths}
    return {
        path: unframed(answer.text) for path, answer in answers.items() if answer.text.startswith("<!doctype html>")
    }


@pytest.fixture
def paths(file_database: Database) -> list[str]:
    """Every address that may be asked for: of the first of what is numbered, and of what isn't there."""
    return [path for method, path in routes(file_database) if method == "GET"]


def test_every_route_answers_an_admin_with_a_framed_page(office: Office, paths: list[str]) -> None:
    an_office(office.database)
    browser = office.browser()
    browser.post(office.admin())
    secret = secret_in(browser.get("/toi/buoc-hai"))
    browser.post("/toi/buoc-hai", khoa=secret, ma=code_of(secret, office.clock()))
    found = walked(browser, paths)
    assert len(found) > 80
    assert {path: lacks for path, lacks in found.items() if lacks} == {}


@pytest.mark.parametrize(
    "grant", [of_agency(GrantedRole.STAFF, "so-noi-vu"), Grant(role=GrantedRole.COORDINATOR), None], ids=str
)
def test_so_it_does_whoever_may_less(office: Office, paths: list[str], grant: Grant | None) -> None:
    an_office(office.database)
    browser = office.signed_in("hoa@snv.example", *([grant] if grant else []))
    found = walked(browser, paths)
    assert len(found) > 60
    assert {path: lacks for path, lacks in found.items() if lacks} == {}


def test_so_it_does_a_stranger(office: Office, paths: list[str]) -> None:
    found = walked(office.browser(), paths)
    assert len(found) > 8
    assert {path: lacks for path, lacks in found.items() if lacks} == {}
