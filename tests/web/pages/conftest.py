"""Windows of a browser on a running installation."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browsers import Watch, Window, launched, new_window
from tests.databases import Used
from tests.plans import at
from tests.web.offices import an_installation
from tests.web.serving import serving
from web.app import create_app
from workflow.store.database.opening import Database

TODAY = date(2026, 3, 5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of this process."""
    with launched() as made:
        yield made


@pytest.fixture
def office_database(files: Used) -> Iterator[Database]:
    """An empty SQLite database: what the pages do with either kind is tested without a browser."""
    with files.one() as database:
        yield database


@pytest.fixture
def host(office_database: Database) -> Iterator[str]:
    """The address of the pages over the database, at seven o'clock of the test's day."""
    app = create_app(an_installation(office_database, development=True), now=lambda: at(TODAY, 7))
    with serving(app) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def windows(browser: Browser, host: str) -> Iterator[Callable[..., Window]]:
    """Open windows on the installation; in the end nothing may have gone wrong in any of them."""
    watch = Watch(host)
    opened: list[Window] = []

    def another(**options: Any) -> Window:
        opened.append(new_window(browser, host, watch, **options))
        return opened[-1]

    yield another
    for window in opened:
        window.context.close()
    assert not watch.faults, watch.faults


@pytest.fixture
def window(windows: Callable[..., Window]) -> Window:
    return windows()
