"""Every address that pages and calendars print answers whoever sees them: roles walk all that they reach from `/`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.headerregistry import Address
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from sqlalchemy import select

from calendars.entries.events import EventOptions
from calendars.feeds.collect import calendars_of, task_lists_of
from calendars.invitations import invitation
from services.day.steps import Day, queue_stage, sweep_stage
from tests.databases import Used
from tests.plans import a_row, registered, with_contacts
from tests.web.accounts.office import HOST, Browser, Office, code_of, of_agency, secret_in
from tests.web.frames import unframed
from tests.web.offices import SEVEN, TODAY, an_installation
from tests.web.subscribing import a_token
from web.feed_desk import FeedDesk
from workflow.by import By
from workflow.feeds import FeedRole, FeedScope, token_digest
from workflow.people.grants import Grant, GrantedRole
from workflow.store.duties.reading import assignments
from workflow.store.feeds.addresses import Order, open_feed
from workflow.store.feeds.departed import departures
from workflow.store.tables import TableBase

COORDINATOR = "so-khoa-hoc-va-cong-nghe"
CLERK = (of_agency(GrantedRole.STAFF, "so-noi-vu"),)
FOLLOWING = (of_agency(GrantedRole.COORDINATOR, COORDINATOR),)
PEOPLE = {
    "coordinator": FOLLOWING,
    "leader": (Grant(role=GrantedRole.LEADER),),
    "auditor": (Grant(role=GrantedRole.AUDITOR),),
    "staff": CLERK,
    "nobody": (),
}
ROWS = (
    a_row("Tháng 26/01/2026", "Sở Nội vụ", title="Quy chế công nhận người có tài năng", product="Quyết định"),
    a_row("Trước ngày 06/3/2026", "Sở Nội vụ", title="Đề án <b>một cửa</b>", product="Đề án"),
    a_row("Trước 15/4/2026", "Sở Nội vụ", title="Y tế thông minh", cooperating="Sở Y tế"),
    a_row("Tháng 6", "Sở Y tế, Sở Nội vụ", title="Chuyển đổi số", cooperating="-"),
    a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ", title="Bệnh án điện tử"),
    a_row("Thường xuyên", "Công an tỉnh", title="An toàn thông tin mạng"),
)
_ADDRESS = re.compile(r'\s(?:href|src)="([^"]*)"|<form(?=[^>]*method="get")[^>]*\saction="([^"]*)"')
# Of addresses that differ in numbers and filters alone, so many are opened.
ALIKE = 1


@dataclass
class Walk:
    """A walk through all pages that somebody reaches; `dead` ones don't answer, `bare` ones lack their frame."""

    browser: Browser
    seen: dict[str, str] = field(default_factory=dict)
    alike: dict[str, int] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    bare: dict[str, list[str]] = field(default_factory=dict)

    def go(self, *first: str) -> "Walk":
        waiting = [(address, "") for address in first]
        while waiting:
            address, printed_on = waiting.pop(0)
            if not self.is_new(address):
                continue
            self.seen[address] = printed_on
            answer = self.browser.get(address)
            if answer.status_code in {302, 303, 307}:
                waiting.append((urljoin(address, answer.headers["location"]), address))
            elif answer.status_code != 200:
                self.dead.append(f"{answer.status_code} {address} (on {printed_on})")
            elif answer.headers["content-type"].startswith("text/html"):
                self.bare |= {address: lacking} if (lacking := unframed(answer.text)) else {}
                waiting += [(found, address) for found in addresses_on(address, answer.text)]
        return self

    def is_new(self, address: str) -> bool:
        """Say whether it hasn't been opened, nor enough of its kind: the same page with the same fields."""
        kinds = [kind for kind in kinds_of(address) if self.alike.get(kind, 0) < ALIKE]
        if address in self.seen or not kinds:
            return False
        self.alike |= {kind: self.alike.get(kind, 0) + 1 for kind in kinds}
        return True


def kinds_of(address: str) -> set[str]:
    """What an address has in common with others: its path without numbers and codes, beside each of its fields.

    Files of one list are made alike, whatever is asked of it.
    """
    parts = urlsplit(address)
    path = re.sub(r"/(\d+|[a-z]+-[a-z0-9-]+)(?=/|$)", "/*", parts.path)
    fields = [] if "." in path else parts.query.split("&")
    return {f"{path}?{field.partition('=')[0]}" for field in fields} or {path}


def addresses_on(place: str, page: str) -> Iterator[str]:
    """Every address of ours that a page prints, as its reader would open it."""
    for found in _ADDRESS.finditer(page):
        address = urldefrag(urljoin(place, unescape(found[1] or found[2] or ""))).url.removeprefix(HOST)
        if address.startswith("/"):
            yield address


@pytest.fixture(scope="module")
def busy(files: Used) -> Iterator[Office]:
    """An office in which something waits on every page: reports, refusals, extensions, events, notices, addresses."""
    with files.one() as database:
        with_contacts(database, "so-noi-vu", "so-y-te", COORDINATOR, heads=True)
        registered(database, *ROWS)
        house = an_installation(database)
        sweep_stage(house, Day.at(SEVEN))
        queue_stage(house, Day.at(SEVEN))
        office = Office(database, secret_key="k" * 43)
        _work(office)
        yield office


def _work(office: Office) -> None:
    clerk, coordinator = office.signed_in("hoa@snv.example", *CLERK), office.signed_in("nam@skhcn.example", *FOLLOWING)
    done = [
        clerk.post("/viec/1/bao-cao", so_van_ban="12/QĐ-SNV", ngay="05/3/2026", tom_tat="Đã ban hành"),
        clerk.post("/viec/2/xin-gia-han", ngay="30/3/2026", ly_do="chờ số liệu"),
        clerk.post("/viec/3/tu-choi", ly_do="không đúng chức năng"),
        clerk.post("/su-kien/1/bao", ngay="04/3/2026", van_ban="345/QĐ-BNV ngày 04/3/2026"),
        clerk.post("/viec/cach-xem", ten="Quá hạn", xem="tinh-trang=qua-han"),
    ]
    assert [answer.status_code for answer in done] == [303] * len(done)
    done = [
        clerk.post("/dang-ky-lich", lich="agency:lead:so-noi-vu"),
        coordinator.post("/chia-se/moi", xem="van-ban=1", cho="Văn phòng UBND", ngay="7", kem="co"),
    ]
    assert [answer.status_code for answer in done] == [303, 303]


# What says that somebody was here: sessions that were used, calendars that were read.
TRACES = {"browser_session", "feed"}


def content(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the office but for traces of looking."""
    with office.database.reading() as session:
        tables = [table for table in TableBase.metadata.sorted_tables if table.name not in TRACES]
        return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}


@pytest.mark.parametrize("role", PEOPLE)
def test_l13_every_address_on_every_page_that_a_role_reaches_answers(busy: Office, role: str) -> None:
    browser = busy.signed_in(f"{role}@tinh.example", *PEOPLE[role])
    before = content(busy)
    walk = Walk(browser).go("/")
    # Who has no right is told whom to ask, and sees little else.
    assert len(walk.seen) > (10 if PEOPLE[role] else 5)
    assert walk.dead == []
    assert walk.bare == {}
    assert content(busy) == before, "looking changed something"


def test_l13_so_does_every_address_that_an_admin_reaches_behind_his_second_factor(busy: Office) -> None:
    browser = busy.browser()
    browser.post(busy.admin())
    secret = secret_in(browser.get("/toi/buoc-hai"))
    browser.post("/toi/buoc-hai", khoa=secret, ma=code_of(secret, busy.clock()))
    before = content(busy)
    walk = Walk(browser).go("/")
    assert len(walk.seen) > 60
    assert walk.dead == []
    assert walk.bare == {}
    assert content(busy) == before, "looking changed something"


WRITER = "vanthu@so-y-te.example"
DOCTOR = (of_agency(GrantedRole.STAFF, "so-y-te"),)
FEEDS = {
    "agency, leading": (Order(scope=FeedScope.AGENCY, code="so-y-te"), DOCTOR),
    "agency, cooperating": (Order(scope=FeedScope.AGENCY, code="so-y-te", role=FeedRole.COOPERATING), DOCTOR),
    "plan": (Order(scope=FeedScope.PLAN, code="50/KH-UBND"), FOLLOWING),
    "coordinator": (Order(scope=FeedScope.COORDINATOR, code=COORDINATOR), FOLLOWING),
    "person, leading": (Order(scope=FeedScope.PERSON, code=WRITER), DOCTOR),
    "person, cooperating": (Order(scope=FeedScope.PERSON, code=WRITER, role=FeedRole.COOPERATING), DOCTOR),
}


@pytest.mark.parametrize("kind", FEEDS)
def test_l13_every_address_in_a_calendar_answers_who_was_given_it(busy: Office, kind: str) -> None:
    order, grants = FEEDS[kind]
    token = a_token()
    with busy.database.writing() as session:
        open_feed(session, order, token, By(actor="Chị Lan", now=SEVEN))
    served = FeedDesk(busy.database, base_url=HOST).serve(token_digest(token), SEVEN)
    assert served is not None
    assert dead_in(served.content, busy.signed_in(f"{a_token()[:12]}@tinh.example", *grants)) == []


def test_l13_so_does_every_address_in_published_files_task_lists_and_invitations(busy: Office) -> None:
    options = EventOptions(base_url=HOST)
    with busy.database.reading() as session:
        duties, departed = assignments(session), departures(session, today=TODAY)
    calendars = {
        calendar.header.key: b"".join(entry.content for entry in calendar.entries)
        for calendar in (*calendars_of(duties, options, departed), *task_lists_of(duties, options, departed))
    }
    writer = Address("Văn thư", addr_spec=WRITER)
    (own, *_) = (duty for duty in duties if duty.agency == "so-y-te" and duty.due)
    calendars["agency:so-y-te"] += invitation(own, organizer=writer, attendee=writer, options=options).content

    assert dead_in(calendars["agency:so-y-te"], busy.signed_in("tam@syt.example", *DOCTOR)) == []
    plan = next(content for key, content in calendars.items() if key.startswith("plan:"))
    assert dead_in(plan, busy.signed_in("binh@skhcn.example", *FOLLOWING)) == []


def dead_in(calendar: bytes, browser: Browser) -> list[str]:
    """Return the addresses in a calendar that don't answer its reader; it has some."""
    addresses = set(re.findall(rf"{HOST}([^\s\\]*)", calendar.decode().replace("\r\n ", "")))
    assert addresses
    return [address for address in addresses if browser.get(address).status_code != 200]
