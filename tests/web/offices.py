"""An installation over a test's database, an office at work in it, and its pages as somebody sees them."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import WeakKeyDictionary, finalize

from fastapi.testclient import TestClient
from httpx2 import Response

from config.settings import Settings
from services.installation import Installation
from tests.plans import a_row, at, house_policies, registered
from tests.ready import make_ready
from tests.web.people import ADMIN
from tests.web.shared_pages import pages_over
from web.asgi import AsgiApp
from web.duties.forms.pages import VERSION
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply

TODAY = date(2026, 3, 5)
SEVEN = at(TODAY, 7)
_FORM_OF_A_DUTY = re.compile(r"/viec/\d+/[a-z-]+")
_SHOWN_VERSION = re.compile(rf'name="{VERSION}" value="(\d+)"')
_HOMES: WeakKeyDictionary[Database, Path] = WeakKeyDictionary()


def home_beside(database: Database) -> Path:
    """Return the folder of an installation over this database: empty at first, gone when the database is."""
    if database not in _HOMES:
        _HOMES[database] = Path(mkdtemp(prefix="dondoc-home-"))
        finalize(database, rmtree, _HOMES[database], ignore_errors=True)
    return _HOMES[database]


def an_installation(database: Database, **settings: object) -> Installation:
    """Return an installation with the packaged policies; nothing of the environment gets into it."""
    known = {"home": home_beside(database), "base_url": "https://dondoc.tinh.example"} | settings
    return Installation(
        settings=_settings(**known),
        policies=house_policies(),
        database=database,
    )


@lru_cache(maxsize=100)
def _settings(**known: object) -> Settings:
    """Settings of these values: they are frozen, and making them takes longer than opening many a page."""
    return Settings(_env_file=None, **known)  # type: ignore[arg-type, call-arg]


def an_app(
    database: Database, who: Actor = ADMIN, *, now: Callable[[], datetime] = lambda: SEVEN, **settings: object
) -> AsgiApp:
    """Return the pages as this person sees them at seven o'clock of 05/3/2026."""
    installation = an_installation(database, **{"development": True} | settings)
    return pages_over(installation, now=now, actor_of=lambda _request: who)


class FormClient(TestClient):
    """A client that sends a duty's form as its page does: with the version that the page shows."""

    def post(self, url: Any, *, data: Any = None, **more: Any) -> Response:
        if _FORM_OF_A_DUTY.fullmatch(str(url)) and isinstance(data, dict | None) and VERSION not in (data or {}):
            shown = _SHOWN_VERSION.search(self.get(url).text)
            data = (data or {}) | ({VERSION: shown[1]} if shown else {})
        return super().post(url, data=data, **more)


def pages_of(
    database: Database, who: Actor = ADMIN, *, home: Path | None = None, now: Callable[[], datetime] = lambda: SEVEN
) -> TestClient:
    """Return a client that looks at the pages as this person."""
    own = {"Sec-Fetch-Site": "same-origin"}
    app = an_app(database, who, now=now, home=home or home_beside(database))
    return FormClient(app, follow_redirects=False, headers=own)


def an_office(database: Database) -> None:
    """Put an office to work: duties late, near, far, waiting and without a date, one reported, 102 communes."""
    make_ready(database, "an office at work", lambda: _put_to_work(database))


def _put_to_work(database: Database) -> None:
    registered(
        database,
        a_row("Tháng 26/01/2026", "Sở Nội vụ", title="Quy chế công nhận người có tài năng", product="Quyết định"),
        a_row("Trước ngày 06/3/2026", "Sở Nội vụ", title="Đề án <b>một cửa</b>", product="Đề án"),
        a_row("Trước 15/4/2026", "Sở Y tế", title="Y tế thông minh", cooperating="Sở Nội vụ"),
        a_row("Tháng 6", "UBND các xã, phường", title="Chuyển đổi số cấp xã"),
        a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Y tế", title="Bệnh án điện tử"),
        a_row("Thường xuyên", "Công an tỉnh", title="An toàn thông tin mạng"),
    )
    with database.writing() as session:
        reported = Transition(
            event=Event.REPORT,
            role=Role.STAFF,
            by=By(actor="Chị Hoa", now=at(date(2026, 2, 20))),
            result="Quyết định số 12/QĐ-UBND ngày 20/02/2026",
            on=date(2026, 2, 20),
        )
        apply(session, 1, reported)
        sweep(session, today=TODAY, now=SEVEN)
