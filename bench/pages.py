"""What the pages cost, against floors in the same run: bare memory, a bare 304, a bare LIKE, openpyxl's own writing.

    python -m bench.pages [--quick]

Rates are requests per second of the server's processor time: the least of several rounds in which the sides take turns.
"""

import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import text

from base.clock import VIETNAM
from bench.report import Claim, finish
from bench.stock import TODAY, fill
from config.settings import Settings
from reports.duty_table import duty_workbook
from services.installation import Installation, open_installation
from services.screens.duty_list import DutyLists
from services.screens.memory import Memory
from web.app import create_app, guard
from web.asgi import AsgiApp, AsgiScope, Receive, Send
from web.duties.exports import duty_table
from web.frame.static_files import static_files
from web.guard.hosts import Names
from web.serving import Patience, server
from workflow.people.grants import HOUSE, Actor, Grant, GrantedRole
from workflow.store.database.opening import Database, Session
from workflow.store.database.schema import migrate_schema
from workflow.views.duty_list import DutyList

HOST = "127.0.0.1"
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 7, tzinfo=VIETNAM)
ADMIN = Actor(name="bench", grants=(Grant(role=GrantedRole.ADMIN, scope=HOUSE, since=TODAY),))
# Sees and decides everything; an admin of a house without a directory is led to its set-up instead.
COORDINATOR = Actor(name="bench", grants=(Grant(role=GrantedRole.COORDINATOR, scope=HOUSE, since=TODAY),))
PAGE = "/viec"
SMALL = 1_000
LISTED = 1_500
WORDS = "de an chuyen doi so"


def main(*, quick: bool) -> None:
    """Measure and print; `quick` takes a tenth of the duties and fewer rounds."""
    large, searched, rounds, each = (100_000, 20_000, 3, 60) if quick else (1_000_000, 100_000, 7, 150)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        small = running.enter_context(serving(office(Path(folder) / "small", SMALL)))
        big = running.enter_context(serving(office(Path(folder) / "large", large)))
        body, tag = fetched(small, PAGE)
        memory = running.enter_context(serving_memory(Path(folder), body))
        pace = Pace(rounds, each)
        found = list(answers(pace, small, memory, tag))
        found += sizes(pace, small, big, large)
        found += octets(small)
        found.append(search(Path(folder) / "searched", searched, rounds))
        found.append(workbook(Path(folder) / "listed", rounds))
        finish("pages", found, {"milliseconds": pace.milliseconds, "duties": large, "searched": searched})


class Pace:
    """Processor milliseconds a request, by what was asked: the least of all rounds."""

    def __init__(self, rounds: int, each: int) -> None:
        self._rounds, self._each = rounds, each
        self.milliseconds: dict[str, float] = {}

    def race(self, sides: dict[str, "Asked"]) -> dict[str, float]:
        """Let the sides take turns; return the least seconds of each."""
        least = dict.fromkeys(sides, float("inf"))
        for _ in range(self._rounds):
            for name, side in sides.items():
                least[name] = min(least[name], side.seconds(self._each))
        self.milliseconds |= {name: round(seconds * 1_000, 3) for name, seconds in least.items()}
        return least


class Asked:
    """One thing to ask of a server, again and again over one connection; `fresh` commits something before each time."""

    def __init__(
        self, port: int, pid: int, path: str, headers: dict[str, str], before: Callable[[], None] | None = None
    ):
        self._port, self._pid, self._path, self._headers, self._before = port, pid, path, headers, before

    def seconds(self, count: int) -> float:
        """Return the server's processor seconds for one request."""
        connection = HTTPConnection(HOST, self._port, timeout=120)
        began = processor(self._pid)
        for _ in range(count):
            if self._before is not None:
                self._before()
            try:
                self._ask(connection)
            except ConnectionError:
                # The server's patience with a silent client ended while this one committed something.
                connection.close()
                self._ask(connection)
        connection.close()
        return (processor(self._pid) - began) / count

    def _ask(self, connection: HTTPConnection) -> None:
        connection.request("GET", self._path, headers=self._headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status in {200, 304}, f"{self._path} was answered by {answer.status}"


def answers(pace: Pace, office: "Running", memory: "Running", tag: str) -> Iterator[Claim]:
    """A page of fifty and an unchanged one, against the same bytes and a bare 304 from memory."""
    unchanged = {"If-None-Match": tag, "Cookie": "bench=1"}
    found = pace.race(
        {
            "page_of_50": office.asked(PAGE),
            "page_of_50_after_a_commit": office.asked(PAGE, before=office.touch),
            "unchanged": office.asked(PAGE, unchanged),
            "memory": memory.asked("/"),
            "memory_304": memory.asked("/", {"If-None-Match": "x"}),
        }
    )
    yield Claim(name="page_of_50_vs_memory", value=found["memory"] / found["page_of_50"], at_least=0.10)
    yield Claim(name="unchanged_vs_bare_304", value=found["memory_304"] / found["unchanged"], at_least=0.5)


def sizes(pace: Pace, small: "Running", big: "Running", large: int) -> Iterator[Claim]:
    """The first page and today's page over many duties, against the first page over few."""
    found = pace.race(
        {
            "first_page_small": small.asked(PAGE),
            f"first_page_{large}": big.asked(PAGE),
            f"today_{large}": big.asked("/"),
        }
    )
    first = found[f"first_page_{large}"]
    yield Claim(name=f"first_page_{large}_vs_{SMALL}", value=first / found["first_page_small"], at_most=1.5)
    yield Claim(name=f"today_{large}_vs_page_of_50", value=found[f"today_{large}"] / first, at_most=2)


def octets(office: "Running") -> Iterator[Claim]:
    """What the first look and the next one weigh on the wire."""
    page = len(fetched(office, PAGE, {"Accept-Encoding": "gzip"})[0])
    files = sum(len(file.packed) for file in static_files().values())
    yield Claim(name="first_load_octets", value=page + files, at_most=40_000)
    yield Claim(name="next_load_octets", value=page, at_most=8_000)


def search(home: Path, duties: int, rounds: int) -> Claim:
    """Count and list what a search finds, against a bare LIKE over the same column."""
    with office(home, duties) as installation:
        spread_words(installation.database, duties)
        memory = Memory(installation.database)
        lists = DutyLists(installation=installation, memory=memory)
        ours: list[float] = []
        bare: list[float] = []
        for number in range(rounds):
            phrase = f"{WORDS} {number + 1_000}"
            with installation.database.reading() as session:
                bare.append(timed(partial(like, session, phrase)))
            ours.append(timed(partial(lists.show, DutyList(search=phrase), ADMIN)))
        memory.close()
    return Claim(name="search_vs_bare_like", value=min(ours) / min(bare), at_most=4)


def like(session: Session, phrase: str) -> object:
    """The floor of a search: look through the column, count, nothing else."""
    return session.execute(text("SELECT count(*) FROM task WHERE search LIKE :words"), {"words": f"%{phrase}%"}).one()


def spread_words(database: Database, duties: int) -> None:
    """Give each duty a task of its own with words to look through."""
    words = "printf('nhiem vu %d | de an chuyen doi so %d | van ban cua uy ban nhan dan tinh | so noi vu', n, n)"
    with database.writing() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        columns = [row[1] for row in session.execute(text("PRAGMA table_info(task)"))]
        copied = {name: f"t.{name}" for name in columns} | {
            "id": "n",
            "key": "'s' || n",
            "search": words,
            "title": "'Nhiệm vụ ' || n",
        }
        known = session.execute(text("SELECT max(id) FROM task")).scalar_one()
        session.execute(
            text(
                f"WITH RECURSIVE c(n) AS (SELECT {known + 1} UNION ALL SELECT n + 1 FROM c WHERE n < {known + duties})"
                f" INSERT INTO task ({', '.join(copied)}) SELECT {', '.join(copied.values())}"
                " FROM c JOIN task t ON t.id = 1"
            )
        )
        session.execute(text(f"UPDATE task SET search = {words.replace('n, n', 'id, id')} WHERE id <= {known}"))
        columns = [row[1] for row in session.execute(text("PRAGMA table_info(occurrence)"))]
        copied = {name: f"o.{name}" for name in columns} | {"id": "n + 1000000", "task_id": "n", "key": "'s' || n"}
        session.execute(
            text(
                f"WITH RECURSIVE c(n) AS (SELECT {known + 1} UNION ALL SELECT n + 1 FROM c WHERE n < {known + duties})"
                f" INSERT INTO occurrence ({', '.join(copied)}) SELECT {', '.join(copied.values())}"
                " FROM c JOIN occurrence o ON o.id = 1"
            )
        )
        session.execute(text(f"UPDATE assignment SET occurrence_id = id + {known} + 1000000"))


def workbook(home: Path, rounds: int) -> Claim:
    """Export 1,500 duties, against openpyxl's write-only sheet of the same cells."""
    with office(home, LISTED) as installation:
        memory = Memory(installation.database)
        lists = DutyLists(installation=installation, memory=memory)

        def ours() -> object:
            return duty_workbook(duty_table(installation, lists, DutyList(), ADMIN, today=TODAY))

        cells = [list(row) for row in duty_table(installation, lists, DutyList(), ADMIN, today=TODAY).rows]
        ratio = min(timed(ours) for _ in range(rounds)) / min(timed(lambda: bare_sheet(cells)) for _ in range(rounds))
        memory.close()
    return Claim(name="xlsx_of_1500_vs_write_only", value=ratio, at_most=3)


def bare_sheet(cells: list[list[Any]]) -> None:
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet: Any = workbook.create_sheet()
    for row in cells:
        sheet.append(row)
    workbook.save(BytesIO())


def timed(work: Callable[[], object]) -> float:
    """Return the processor seconds of this process that some work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


# Half of what attackers send is never finished, and a bench can't wait.
HURRIED = Patience(head=2.0, reading=2.0, idle=1)


@contextmanager
def office(home: Path, duties: int) -> Iterator[Installation]:
    """An installation with that many duties."""
    home.mkdir()
    database = Database(f"sqlite:///{home / 'dondoc.sqlite'}")
    migrate_schema(database)
    fill(database, duties, changes=min(5_000, duties // 2))
    database.close()
    with open_installation(Settings(_env_file=None, home=home)) as installation:  # type: ignore[call-arg]
        yield installation


class Running:
    """A server in a process of its own, and the database behind it."""

    def __init__(self, port: int, pid: int, database: Path | None) -> None:
        self.port, self.pid, self._database = port, pid, database

    def asked(
        self, path: str, headers: dict[str, str] | None = None, *, before: Callable[[], None] | None = None
    ) -> Asked:
        """Return something to ask of it."""
        return Asked(self.port, self.pid, path, headers or {"Cookie": "bench=1"}, before)

    def touch(self) -> None:
        """Commit something, so that nothing that is kept is good any more."""
        import sqlite3

        with sqlite3.connect(str(self._database)) as connection:
            connection.execute("UPDATE plan SET signer = signer || '.' WHERE id = 1")
        connection.close()


@contextmanager
def serving(made: "Any") -> Iterator[Running]:
    """Serve an office's pages in another process."""
    with made as installation:
        home = installation.settings.home
        with program("--serve", str(home)) as (port, pid):
            yield Running(port, pid, home / "dondoc.sqlite")


@contextmanager
def serving_memory(folder: Path, body: bytes) -> Iterator[Running]:
    """Serve the same bytes from memory, and nothing else."""
    path = folder / "page.html"
    path.write_bytes(body)
    with program("--memory", str(path)) as (port, pid):
        yield Running(port, pid, None)


@contextmanager
def program(*arguments: str) -> Iterator[tuple[int, int]]:
    """Run this module as a server; give port and process."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "bench.pages", *arguments, str(port)])
    try:
        for _ in range(3_000):
            with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
                break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def serve(home: Path, port: int) -> None:
    """Be the server of an office, as a coordinator of everything sees it."""
    with open_installation(Settings(_env_file=None, home=home)) as installation:  # type: ignore[call-arg]
        app = create_app(installation, now=lambda: NOW, actor_of=lambda _request: COORDINATOR)
        server(app, host=HOST, port=port).run()


def serve_guarded(home: Path, port: int, *, stranger: bool) -> None:
    """Be the server of an office as it faces a network, to a stranger or as an admin sees it."""
    with open_installation(Settings(_env_file=None, home=home)) as installation:  # type: ignore[call-arg]
        app = create_app(installation, now=lambda: NOW, actor_of=None if stranger else lambda _request: ADMIN)
        server(guard(app, Names()), host=HOST, port=port, patience=HURRIED, log_level="critical").run()


def serve_memory(path: Path, port: int) -> None:
    """Be the floor: an application that answers with these bytes, or that they are unchanged."""
    server(from_memory(path.read_bytes()), host=HOST, port=port).run()


def from_memory(body: bytes) -> AsgiApp:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]

    async def app(scope: AsgiScope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        if scope["type"] != "http":
            return
        unchanged = any(name == b"if-none-match" for name, _ in scope["headers"])
        await send(
            {
                "type": "http.response.start",
                "status": 304 if unchanged else 200,
                "headers": [] if unchanged else headers,
            }
        )
        await send({"type": "http.response.body", "body": b"" if unchanged else body})

    return app


def fetched(office: Running, path: str, headers: dict[str, str] | None = None) -> tuple[bytes, str]:
    """Return a page's octets as they came, and its tag."""
    connection = HTTPConnection(HOST, office.port, timeout=120)
    connection.request("GET", path, headers={"Cookie": "bench=1"} | (headers or {}))
    answer = connection.getresponse()
    body, tag = answer.read(), answer.headers.get("ETag", "")
    connection.close()
    return body, tag


def processor(pid: int) -> float:
    """Return the processor seconds that a process's threads have used, to the nanosecond."""
    told = (path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(line.split()[0]) for line in told) / 1e9


if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve(Path(sys.argv[2]), int(sys.argv[3]))
    elif "--guarded-admin" in sys.argv or "--guarded-stranger" in sys.argv:
        serve_guarded(Path(sys.argv[2]), int(sys.argv[3]), stranger="--guarded-stranger" in sys.argv)
    elif "--memory" in sys.argv:
        serve_memory(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(quick="--quick" in sys.argv)
