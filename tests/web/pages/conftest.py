"""Windows of a browser on an office at work."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browsers import Watch, Window, launched, new_window
from tests.databases import Used
from tests.plans import with_contacts
from tests.web.accounts.office import Office
from tests.web.offices import an_app, an_office
from tests.web.pages.house import SECRET_KEY, House
from tests.web.people import ADMIN
from tests.web.serving import serving
from web.app import guard
from web.guard.hosts import Names
from workflow.people.grants import Actor
from workflow.store.database.opening import Database

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def browser() -> "Iterator[Browser]":
    """The one browser of this folder; one that stayed would keep its event loop running under every test after it."""
    with launched() as made:
        yield made


@pytest.fixture
def office_database(files: Used) -> Iterator[Database]:
    """An office at work in SQLite: what pages do with either kind of database is tested without a browser."""
    with files.one() as database:
        an_office(database)
        yield database


@pytest.fixture
def who() -> Actor:
    """Who looks at the pages, unless a test says another."""
    return ADMIN


@pytest.fixture
def host(office_database: Database, who: Actor) -> Iterator[str]:
    """The address of the pages over the database, at seven o'clock of the test's day."""
    with serving(guard(an_app(office_database, who), Names())) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def windows(browser: "Browser", host: str) -> Iterator[Callable[..., Window]]:
    """Open windows on the office; in the end nothing may have gone wrong in any of them."""
    watch = Watch(host)
    opened: list[Window] = []

    def another(**options: object) -> Window:
        opened.append(new_window(browser, host, watch, **options))
        return opened[-1]

    yield another
    for window in opened:
        window.context.close()
    assert not watch.faults, watch.faults


@pytest.fixture
def window(windows: Callable[..., Window]) -> Window:
    """One window."""
    return windows()


@pytest.fixture(scope="package")
def read_window(files: Used, browser: "Browser") -> Iterator[Window]:
    """The window in which pages are opened one after the other; a window of its own takes longer than most pages."""
    with files.one() as database:
        an_office(database)
        with serving(guard(an_app(database), Names())) as port:
            host = f"http://127.0.0.1:{port}"
            made = new_window(browser, host, Watch(host))
            yield made
            made.context.close()


@pytest.fixture
def reading(read_window: Window) -> Iterator[Window]:
    """A window on an office that nobody changes, for tests that only open pages; an admin looks."""
    yield read_window
    faults = read_window.watch.faults
    said, faults[:] = list(faults), []
    assert not said, said


@pytest.fixture
def house(files: Used, browser: "Browser") -> Iterator[House]:
    """An office with a real sign-in; in the end nothing may have gone wrong in any window."""
    with files.one() as database:
        with_contacts(database, "so-noi-vu", "so-y-te")
        an_office(database)
        office = Office(database, secret_key=SECRET_KEY, base_url="http://127.0.0.1")
        with serving(office.app) as port:
            made = House(office, browser, f"http://127.0.0.1:{port}")
            yield made
            made.close()
