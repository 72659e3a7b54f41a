"""`make pictures`: the pages of the sample office as README and the guide show them, taken by a real browser.

The office is made anew in a throw-away folder, so the pictures are the same each time but for the machine's fonts.
"""

import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from base.clock import moment_of
from config.settings import Settings
from samples.build import build_plan
from samples.contacts import write_contacts
from samples.demo import ACTOR, AS_OF, FIRED_ON, IMPORTED_ON, fire_sample_event
from samples.office_life import live
from services.installation import Installation, open_installation
from services.intake.announcing import announce_plan
from services.intake.contacts import import_contacts
from services.intake.drafts import begin_draft, decide, read_draft
from services.intake.plans import Corrections, commit_import, prepare_import
from services.maintenance.setup import install
from web.app import create_app
from web.serving import server
from workflow.by import By
from workflow.people.grants import HOUSE, Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.registry.drafting import DraftChange
from workflow.registry.past_days import PastDays
from workflow.store.duties.reading import assignments
from workflow.store.duties.sweep import sweep

FOLDER = Path(__file__).parent.parent / "docs" / "images"
HOST = "127.0.0.1"
SEVEN = timedelta(hours=-1)
ADMIN = "quan-tri"
GROUP = "/co-quan/cac-so-ban-nganh"
TOLD = "Chấm kết quả chuyển đổi số của cơ quan và người đứng đầu"


@dataclass(frozen=True)
class Shot:
    """One picture: of which page, as whom, how wide and high."""

    name: str
    address: str
    who: str
    width: int
    height: int


SHOTS = (
    Shot("hom-nay-dau-moi", "/", "so-khoa-hoc-va-cong-nghe", 1280, 1000),
    Shot("hom-nay-xa", "/", "xa-28468", 390, 1300),
    Shot("danh-sach", "/viec?tinh-trang=qua-han&tinh-trang=sap-den-han", "so-khoa-hoc-va-cong-nghe", 1280, 1000),
    Shot("nhiem-vu", "/viec/{duty}", "so-noi-vu", 1280, 1100),
    Shot("nhiem-vu-dien-thoai", "/viec/{duty}", "so-noi-vu", 390, 1300),
    Shot("lich", "/lich", "so-noi-vu", 1280, 1100),
    Shot("dang-ky-lich", "/dang-ky-lich", "so-noi-vu", 1280, 620),
    Shot("bao-cao-ket-qua", "/viec/{duty}/bao-cao", "so-noi-vu", 390, 1300),
    Shot("su-kien", "/su-kien", "so-khoa-hoc-va-cong-nghe", 1280, 900),
    Shot("van-ban", "/van-ban/1", "so-khoa-hoc-va-cong-nghe", 1280, 1000),
    Shot("nhap-van-ban", "/van-ban/nhap/1", ADMIN, 1280, 1000),
    Shot("co-quan", "/co-quan", ADMIN, 1280, 900),
    Shot("nhom-bot-thanh-vien", GROUP + "/bot-thanh-vien?thanh-vien=so-y-te", ADMIN, 1280, 900),
    Shot("thong-bao", "/thong-bao", ADMIN, 1280, 900),
    Shot("thu-sang-mai", "/thong-bao/sang-mai", ADMIN, 1280, 800),
    Shot("thang-don-doc", "/thong-bao/thang", ADMIN, 1280, 800),
    Shot("bao-cao", "/bao-cao", "so-khoa-hoc-va-cong-nghe", 1280, 1000),
    Shot("thiet-lap", "/thiet-lap", ADMIN, 1280, 1000),
    Shot("ngay-nghi", "/quan-tri/ngay-nghi?nam=2026", ADMIN, 1280, 1000),
    Shot("quan-tri", "/quan-tri", ADMIN, 1280, 1000),
    Shot("nhat-ky", "/nhat-ky", ADMIN, 1280, 900),
)


def main() -> None:
    """Make the office, serve it to each person, take the pictures: those named on the command line, else all."""
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--lang=vi"])
        with sample_office(Path(folder)) as installation:
            duty = _told_duty(installation)
            for shot in (one for one in SHOTS if one.name in sys.argv[1:] or not sys.argv[1:]):
                with _serving(installation, _person(shot.who)) as host:
                    page = browser.new_page(viewport={"width": shot.width, "height": shot.height})
                    page.goto(host + shot.address.format(duty=duty))
                    page.screenshot(path=FOLDER / f"{shot.name}.png")
                    page.close()
                sys.stdout.write(f"{FOLDER / shot.name}.png\n")
        browser.close()


def _told_duty(installation: Installation) -> int:
    """The duty whose date has the most to tell: by an event, and put off since."""
    with installation.database.reading() as session:
        return next(duty.id for duty in assignments(session) if duty.task.title == TOLD)


@contextmanager
def sample_office(home: Path) -> Iterator[Installation]:
    """Make the sample's office as it is on 05/3/2026, without sending anything."""
    settings = Settings(_env_file=None, home=home, base_url="https://dondoc.dongthap.example")  # type: ignore[call-arg]
    install(settings, "Đồng Tháp", By(actor=ACTOR, now=moment_of(IMPORTED_ON)))
    with open_installation(settings) as installation:
        plan, contacts = home / "ke-hoach-50.docx", home / "dau-moi.csv"
        build_plan(plan)
        prepared = prepare_import(installation, plan, Corrections())
        by = By(actor=ACTOR, now=moment_of(IMPORTED_ON))
        registered = commit_import(installation, prepared, by)
        write_contacts(contacts, installation.policies.directory)
        import_contacts(installation, contacts)
        announce_plan(installation, registered.plan_id, PastDays.ESCALATE, by)
        fire_sample_event(installation)
        live(installation)
        for day in _days(FIRED_ON, AS_OF):
            with installation.database.writing() as session:
                sweep(session, today=day, now=moment_of(day))
        _begin_to_take_in(installation, plan)
        yield installation


def _begin_to_take_in(installation: Installation, document: Path) -> None:
    """Leave a document of another number on its way in, as its pages show it."""
    who, now = _person(ADMIN), moment_of(AS_OF)
    number = begin_draft(installation, document, "ke-hoach-51.docx", who, now=now)
    read_draft(installation, number, clock=lambda: now)
    decide(installation, number, DraftChange(head={"number": "51/KH-UBND"}), "Phần đầu: 51/KH-UBND", who, now=now)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _person(agency: str) -> Actor:
    """Somebody of the agency; of the plan's standing agency, somebody who coordinates."""
    if agency == ADMIN:
        admin = Grant(role=GrantedRole.ADMIN, scope=HOUSE, since=IMPORTED_ON)
        return Actor(name="Quản trị hệ thống", grants=(admin,))
    coordinates = agency == "so-khoa-hoc-va-cong-nghe"
    role = GrantedRole.COORDINATOR if coordinates else GrantedRole.STAFF
    scope = GrantScope(kind=ScopeKind.AGENCY, agency=agency)
    grants = [Grant(role=role, scope=scope, since=IMPORTED_ON)]
    if coordinates:
        grants.append(Grant(role=GrantedRole.STAFF, scope=scope, since=IMPORTED_ON))
    return Actor(name="Cán bộ theo dõi", grants=tuple(grants))


@contextmanager
def _serving(installation: Installation, who: Actor) -> Iterator[str]:
    now: datetime = moment_of(AS_OF) + SEVEN
    app = create_app(installation, now=lambda: now, actor_of=lambda _request: who)
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        made = server(app, host=HOST, port=0)
        thread = threading.Thread(target=made.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not made.started:
            time.sleep(0.05)
        yield f"http://{HOST}:{listening.getsockname()[1]}"
        made.should_exit = True
        thread.join(10)


def _chromium() -> str:
    """The browser's program; without one there are no pictures."""
    import shutil

    found = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("Không có trình duyệt: cài bằng `apt-get install chromium`.")
    return found


if __name__ == "__main__":
    main()
