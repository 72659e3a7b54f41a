"""An office with people, and browsers that visit its pages: the real application, no socket, a clock to be moved."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pyotp
from httpx2 import Response

from config.keys import Keys
from config.sign_in import SignInPolicy
from notifications.messages.message import Message
from services.accounts.desk import AccountDesk
from services.accounts.hashing import Hashing
from services.accounts.people import invite_person, make_admin
from tests.plans import at
from tests.web.offices import FormClient, an_installation
from tests.web.shared_pages import pages_over
from web.app import guard
from web.asgi import AsgiApp
from web.guard.hosts import Names
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.store.database.opening import Database

HOST = "https://dondoc.tinh.example"
SHELL = Actor(name="dòng lệnh", grants=(Grant(role=GrantedRole.ADMIN),))
DAY = at(date(2026, 3, 5))
# A real hash takes as long as many a test.
CHEAP = Hashing(rounds=1, memory=64)
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Office:
    """The application over a database, with the mails that left it."""

    database: Database
    policy: SignInPolicy = field(default_factory=lambda: SignInPolicy(_env_file=None))  # type: ignore[call-arg]
    clock: Clock = field(default_factory=lambda: Clock(DAY))
    phone: Clock | None = None
    base_url: str = HOST
    secret_key: str = ""
    mail_url: str = "emailics://mail.example"
    hashing: Hashing = CHEAP
    mails: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        installation = an_installation(
            self.database,
            base_url=self.base_url,
            mail_url=self.mail_url,
            secret_key=self.secret_key,
        )
        self.desk = AccountDesk(
            database=self.database,
            policy=self.policy,
            base_url=self.base_url,
            keys=lambda: Keys((b"k" * 32,)),
            send=self.mails.append,
            hashing=self.hashing,
        )
        pages = pages_over(installation, now=self.clock, desk=self.desk, phone=self.phone)
        self.app: AsgiApp = guard(pages, Names(base_url=self.base_url))

    def browser(self) -> "Browser":
        return Browser(self)

    def admin(self, mail: str = "quantri@ubnd.example") -> str:
        """Make an admin from the shell; return the path of the one-time link."""
        made = make_admin(self.desk, name="Chị Lan", mail=mail, actor="dòng lệnh", now=self.clock())
        return made.url.removeprefix(self.base_url)

    def person(self, mail: str, *grants: Grant, name: str = "Anh Minh") -> tuple[int, str]:
        """Invite somebody; return his number and the path of his invitation."""
        made = invite_person(self.desk, SHELL, name=name, mail=mail, grants=grants, now=self.clock())
        return made.account.id, made.url.removeprefix(self.base_url)

    def signed_in(self, mail: str, *grants: Grant, name: str = "Anh Minh") -> "Browser":
        """A browser in which somebody of these rights is signed in."""
        _, path = self.person(mail, *grants, name=name)
        browser = self.browser()
        browser.post(path)
        return browser


class Browser:
    """One browser: cookies, and forms sent from our own pages unless a test says otherwise."""

    def __init__(self, office: Office) -> None:
        self.client = FormClient(
            office.app,
            base_url=office.base_url,
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"User-Agent": "Firefox"},
        )

    def get(self, path: str, **more: str) -> Response:
        return self.client.get(path, headers=more)

    def post(self, path: str, **fields: str) -> Response:
        return self.client.post(path, data=named(fields), headers=SAME_SITE)

    def post_on(self, path: str, **fields: str) -> Response:
        """Send a form and open the page that its answer leads to."""
        answer = self.post(path, **fields)
        return self.get(answer.headers["location"]) if answer.status_code == 303 else answer

    def is_signed_in(self) -> bool:
        return self.get("/toi").status_code == 200


def named(fields: dict[str, str]) -> dict[str, str]:
    """The names of fields as forms write them."""
    return {name.replace("_", "-"): value for name, value in fields.items()}


def of_agency(role: GrantedRole, code: str, **more: object) -> Grant:
    return Grant(role=role, scope=GrantScope(kind=ScopeKind.AGENCY, agency=code), **more)  # type: ignore[arg-type]


def secret_in(page: Response) -> str:
    """The secret that a page of enrolment shows."""
    found = re.search(r'name="khoa" value="([A-Z2-7]{32})"', page.text)
    assert found, page.text
    return found[1]


def code_of(secret: str, now: datetime) -> str:
    """What an authenticator app shows."""
    return pyotp.TOTP(secret).at(now)
