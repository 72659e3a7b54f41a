"""An installation over a test's database, an office at work in it, and its pages as somebody sees them."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from fastapi.testclient import TestClient

from config.settings import Settings
from services.installation import Installation
from tests.plans import a_row, at, house_policies, registered
from tests.ready import make_ready
from tests.web.people import ADMIN
from tests.web.shared_pages import pages_over
from web.asgi import AsgiApp
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply

TODAY = date(2026, 3, 5)
SEVEN = at(TODAY, 7)
# Of an installation that has nothing to write.
NOWHERE = Path("/nowhere")


def an_installation(database: Database, **settings: object) -> Installation:
    """Return an installation with the packaged policies; nothing of the environment gets into it."""
    known = {"home": NOWHERE, "base_url": "https://dondoc.tinh.example"} | settings
    return Installation(
        settings=Settings(_env_file=None, **known),  # type: ignore[arg-type, call-arg]
        policies=house_policies(),
        database=database,
    )


def an_app(
    database: Database, who: Actor = ADMIN, *, now: Callable[[], datetime] = lambda: SEVEN, **settings: object
) -> AsgiApp:
    """Return the pages as this person sees them at seven o'clock of 05/3/2026."""
    installation = an_installation(database, **{"development": True} | settings)
    return pages_over(installation, now=now, actor_of=lambda _request: who)


def pages_of(database: Database, who: Actor = ADMIN, *, home: Path = NOWHERE) -> TestClient:
    """Return a client that looks at the pages as this person."""
    own = {"Sec-Fetch-Site": "same-origin"}
    return TestClient(an_app(database, who, home=home), follow_redirects=False, headers=own)


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
