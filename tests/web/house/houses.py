"""A house in a folder of its own, opened anew whenever its pages ask for it, as `dondoc serve` opens it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import Request
from fastapi.testclient import TestClient

from config.keys import Keys
from config.settings import Settings
from config.sign_in import SignInPolicy
from notifications.messages.message import Message
from services.accounts.desk import AccountDesk
from services.installation import Installation, open_installation
from tests.databases import migrated_bytes
from tests.web.offices import SEVEN
from tests.web.people import ADMIN
from tests.web.shared_pages import pages_over
from web.asgi import AsgiApp
from web.house.renewal import Renewable
from workflow.people.grants import Actor


@dataclass
class OwnHouse:
    """The house, and who looks at its pages. `opened` are the installations so far, the newest last.

    `database_url` is a database elsewhere, "" for one in the home.
    """

    home: Path
    who: Actor = ADMIN
    opened: list[Installation] = field(default_factory=list)
    mails: list[Message] = field(default_factory=list)
    database_url: str = ""

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if not self.database_url and not (self.home / "dondoc.sqlite").exists():
            (self.home / "dondoc.sqlite").write_bytes(migrated_bytes())
        self.app = Renewable(self._pages)
        self.client = TestClient(
            self.app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"}, base_url="http://127.0.0.1"
        )

    @property
    def installation(self) -> Installation:
        return self.opened[-1]

    @property
    def settings(self) -> Settings:
        return self.installation.settings

    @contextmanager
    def _pages(self, renew: Callable[[], None]) -> Iterator[AsgiApp]:
        settings = Settings(home=self.home)
        if self.database_url:
            settings = Settings(home=self.home, database_url=self.database_url)
        with open_installation(settings) as installation:
            self.opened.append(installation)
            desk = AccountDesk(
                database=installation.database,
                policy=SignInPolicy(_env_file=None),  # type: ignore[call-arg]
                base_url=installation.settings.base_url,
                keys=lambda: Keys((b"k" * 32,)),
                send=self.mails.append,
            )
            yield pages_over(installation, now=lambda: SEVEN, desk=desk, actor_of=self._asking, renew=renew)

    def _asking(self, _request: Request) -> Actor:
        return self.who

    def get(self, path: str) -> str:
        """The page at an address, which has to be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-2000:])
        return answer.text

    def done(self, path: str, **fields: str) -> str:
        """Send a form that has to be taken; the page that it leads to."""
        answer = self.client.post(path, data={name.replace("_", "-"): value for name, value in fields.items()})
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def refused(self, path: str, **fields: str) -> str:
        """Send a form that must not be taken; the page that says why."""
        answer = self.client.post(path, data={name.replace("_", "-"): value for name, value in fields.items()})
        assert answer.status_code == 422, answer.status_code
        return answer.text

    def close(self) -> None:
        """Close what is open."""
        self.app.close()
