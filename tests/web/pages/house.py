"""An office served to real browsers, in which people sign in: by a mailed link, six digits, a second step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from config.keys import keys_of
from config.settings import Settings
from notifications.delivery.link_actions import LINK_KEY_USE, Links
from services.day.steps import Day, deliver_stage, queue_stage, sweep_stage
from tests.browsers import Watch, Window, new_window
from tests.notifications.sink import Sink, running
from tests.web.accounts.office import Office
from tests.web.offices import TODAY, an_installation
from workflow.people.grants import Grant
from workflow.store.duties.reading import assignment, assignments
from workflow.store.duties.sweep import sweep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SECRET_KEY = "k" * 43
PHONE = {"width": 390, "height": 844}


@dataclass
class House:
    """An office behind an address, its people in their windows."""

    office: Office
    browser: "Browser"
    host: str
    watch: Watch = field(init=False)
    windows: list[Window] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = Watch(self.host)

    def window(self, **options: Any) -> Window:
        """A window of somebody who isn't signed in; `options` are Playwright's for a context."""
        self.windows.append(new_window(self.browser, self.host, self.watch, **options))
        return self.windows[-1]

    def signed_in(self, mail: str, *grants: Grant, name: str = "Anh Minh", **options: Any) -> Window:
        """A window in which somebody of these rights has pressed the button of his invitation."""
        _, path = self.office.person(mail, *grants, name=name)
        window = self.window(**options)
        press(window.open(path), "Vào Đôn Đốc")
        return window

    def code(self) -> str:
        """The six digits of the last mail."""
        return "".join(filter(str.isdigit, self.office.mails[-1].subject))

    def mail_link(self, duty: int, recipient: str) -> str:
        """The path of the link that a mail about a duty carries."""
        return self._links().acknowledge(duty, recipient).removeprefix(self.host)

    def unsubscribing(self, recipient: str) -> str:
        """The path of the link at the foot of a mail."""
        return self._links().unsubscribe(recipient).removeprefix(self.host)

    def _links(self) -> Links:
        settings = Settings(_env_file=None, secret_key=SECRET_KEY)  # type: ignore[call-arg]
        return Links(base_url=self.host, keys=keys_of(settings).for_use(LINK_KEY_USE), today=TODAY)

    def duty(self, title: str) -> int:
        """The number of the first duty with these words in its title."""
        with self.office.database.reading() as session:
            return next(duty.id for duty in assignments(session) if title in duty.task.title)

    def duty_of(self, duty: int) -> str:
        """The code of the agency that leads a duty."""
        with self.office.database.reading() as session:
            return assignment(session, duty).agency

    def sweep(self) -> None:
        """Bring every duty's timeliness to the clock's day."""
        now = self.office.clock()
        with self.office.database.writing() as session:
            sweep(session, today=now.date(), now=now)

    def morning_letters(self) -> Iterator[EmailMessage]:
        """Send what the clock's day sends, to a mail server that keeps it; return what it got."""
        day = Day.at(self.office.clock())
        with running(Sink()) as sink:
            of_house = an_installation(
                self.office.database, base_url=self.host, mail_url=sink.url(), secret_key=SECRET_KEY
            )
            for stage in (sweep_stage, queue_stage, deliver_stage):
                stage(of_house, day)
        yield from sink.mails

    def state(self, duty: int) -> str:
        """The state in which a duty is."""
        with self.office.database.reading() as session:
            return assignment(session, duty).state.value

    def close(self) -> None:
        """Close all windows; nothing may have gone wrong in any of them."""
        for window in self.windows:
            window.context.close()
        assert not self.watch.faults, self.watch.faults


def press(page: Any, name: str) -> None:
    """Press the button or link of this name."""
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def by_code(house: House, window: Window, mail: str) -> None:
    """Sign in on the page that asks for an address, by the digits of the mail that comes."""
    window.page.get_by_label("Thư điện tử công vụ").fill(mail)
    press(window.page, "Gửi liên kết đăng nhập")
    window.page.get_by_label("Mã 6 số").fill(house.code())
    press(window.page, "Đăng nhập")


def by_keyboard(page: Any, name: str, most: int = 80) -> None:
    """Walk by Tab to what has this name, press Enter, and wait for the page that it leads to."""
    reach(page, lambda: str(page.evaluate("document.activeElement.textContent")).strip() == name, most)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reach(page: Any, arrived: Callable[[], bool], most: int = 80) -> None:
    """Walk by Tab until it has arrived."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if arrived():
            return
    raise AssertionError("the keyboard does not get there")
