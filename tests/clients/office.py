"""An office whose calendars can be subscribed to: a plan in its database, its commands, and its server.

It imported the plan in January and 2026-03-05 is its today. What changes in between changes by commands, as people
change it; what its calendars have to show is told by what its database holds.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx

from calendars.entries.events import PLAIN, EventOptions
from tests.cli.journeys import Answer, Office
from tests.clients.stories import TODAY, Seen, expected, expected_together
from tests.databases import settle_in
from tests.plans import a_row, at, registered, with_contacts
from tests.web.serving import HOST, running
from tests.web.subscribing import Subscription
from workflow.assignment import Assignment
from workflow.store.database.opening import Database
from workflow.store.database.schema import migrate_schema
from workflow.store.duties.reading import assignments

COORDINATOR = "so-khoa-hoc-va-cong-nghe"
TO_MOVE, TO_WITHDRAW, TO_FINISH = (
    "Đề án việc làm; giai đoạn 2026-2030",
    "Rà soát, sắp xếp tổ chức",
    "Quy chế \\ phối hợp",
)
ROWS = (
    a_row("Trước 15/7/2026", title=TO_MOVE),
    a_row("Tháng 6", title=TO_WITHDRAW, product="Quyết định của UBND tỉnh"),
    a_row("Trước 16/3/2026", title=TO_FINISH, cooperating="Sở Tài chính, Sở Tư pháp"),
    a_row("Quý I/2026", "Sở Nội vụ, Sở Y tế", title="Báo cáo “chuyển đổi số”, hồ sơ sức khỏe điện tử"),
    a_row("Tháng 2", title="Kế hoạch tuyên truyền đã quá hạn", cooperating="-"),
    a_row("trước ngày 01/6 và 15/11 hằng năm", title="Báo cáo định kỳ"),
    a_row("từ tháng 3 đến tháng 5/2026", "Sở Tài chính", title="Dự toán kinh phí", cooperating="Sở Nội vụ"),
    a_row("Sau khi Bộ Nội vụ ban hành Đề án", title="Văn bản triển khai"),
    a_row("Quý IV/2026", "Các sở, ban, ngành tỉnh", title="Tự đánh giá mức độ chuyển đổi số năm 2026"),
)


# Serves the office in a folder while the block lasts, and gives the port.
Serving = Callable[[Path], AbstractContextManager[int]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of address: how it is asked for, whose duties it shows, in which form; `together`: one event a task."""

    name: str
    asked: tuple[str, ...]
    holds: Callable[[Assignment], bool]
    options: EventOptions = PLAIN
    together: bool = False


@dataclass(frozen=True, kw_only=True)
class Handed:
    """An address as it was handed out, with the number under which `dondoc feeds` knows it."""

    kind: Kind
    url: str
    number: int


@dataclass(frozen=True)
class ServedOffice:
    """The office while its program serves. `commands` are run in its home."""

    commands: Office

    def does(self, *words: str, on: date = TODAY) -> Answer:
        """Run a command on a day."""
        answer = self.commands.dondoc(*words, "--today", on.isoformat())
        assert answer.code == 0, answer.err
        return answer

    def opens(self, kind: Kind) -> Handed:
        return _handed(kind, self.does("feeds", "create", *kind.asked, on=date(2026, 2, 1)))

    def rotates(self, old: Handed) -> Handed:
        return _handed(old.kind, self.does("feeds", "rotate", str(old.number)))

    def shown(self, kind: Kind) -> tuple[Seen, ...]:
        """What an address of this kind has to show, by the duties that the database holds."""
        if kind.together:
            return expected_together(self._duties(), kind.holds, kind.options)
        return expected([duty for duty in self._duties() if duty.due and kind.holds(duty)], kind.options)

    def number(self, title: str) -> str:
        (number,) = (str(duty.id) for duty in self._duties() if duty.task.title == title)
        return number

    def _duties(self) -> list[Assignment]:
        with closing(office_database(self.commands.home)) as database, database.reading() as session:
            return assignments(session)


def _handed(kind: Kind, answer: Answer) -> Handed:
    told = re.search(r"Địa chỉ số (\d+)", answer.err)
    assert told, answer.err
    return Handed(kind=kind, url=answer.out.strip(), number=int(told[1]))


def office_database(home: Path) -> Database:
    return Database(f"sqlite:///{home / 'dondoc.sqlite'}")


@contextmanager
def served_office(home: Path, serving: Serving) -> Iterator[ServedOffice]:
    """Set up an office in a folder, and have it served while the block lasts."""
    home.mkdir(parents=True, exist_ok=True)
    with closing(office_database(home)) as database:
        migrate_schema(database)
    settle_in(home / "dondoc.sqlite")
    with serving(home) as port:
        _import_plan(home)
        office = Office(home, base_url=f"http://{HOST}:{port}")
        _await(f"{office.base_url}/healthz")
        yield ServedOffice(office)


@contextmanager
def by_command(home: Path) -> Iterator[int]:
    """Have `dondoc serve` serve an office; give the port, on which it soon answers."""
    port, environment = _free_port(), os.environ | Office(home).environment
    command = [sys.executable, "-m", "cli", "serve", "--port", str(port), "--today", TODAY.isoformat()]
    known = {name: value for name, value in environment.items() if value is not None}
    with subprocess.Popen(command, env=known, stderr=subprocess.DEVNULL) as program:
        try:
            yield port
        finally:
            program.terminate()
            program.wait(20)


@contextmanager
def in_thread(home: Path) -> Iterator[int]:
    """Serve an office beside who asks: the same application and server, of which a program's start is the most work."""
    with (
        closing(office_database(home)) as database,
        closing(Subscription(database, now=at(TODAY))) as addresses,
        running(addresses) as port,
    ):
        yield port


def _import_plan(home: Path) -> None:
    with closing(office_database(home)) as database:
        registered(database, *ROWS, coordinator=COORDINATOR)
        with_contacts(database, "so-noi-vu", "so-tai-chinh")


def _await(url: str) -> None:
    until = time.monotonic() + 600
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            httpx.get(url).raise_for_status()
            return
        time.sleep(0.05)
    raise TimeoutError(url)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
