"""How fast calendars are served: our addresses against the same bytes from memory, and against Radicale.

`python -m bench.feed_http [--quick]`. Every server is a program of its own on loopback, and so is who asks (`asker`);
what counts is answers per second of the *server's* processor time. We and the memory take turns of some hundredths of
a second, so that whatever else the machine does falls on both alike: with turns of a second the same two servers
differed by a third from one measuring to the next, with these by a fiftieth.
"""

import asyncio
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import uvicorn
from fastapi.responses import PlainTextResponse

from base.clock import VIETNAM
from bench.report import Claim, finish
from tests.plans import a_row, registered
from tests.web.offices import an_installation
from web.app import create_app
from web.feed_answers import answer_of
from web.feed_desk import FeedDesk, Served
from web.feeds import FeedAddresses, FeedPolicy, WithFeeds
from web.serving import server
from workflow.by import By
from workflow.feeds import FeedScope
from workflow.lifecycle import Event, Role, Transition
from workflow.plan import PrintedRow
from workflow.store.database.opening import Database
from workflow.store.database.schema import migrate_schema
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.feeds.addresses import Order, open_feed

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=VIETNAM)
HOST = "127.0.0.1"
# Radicale asks for a name before it shows anything; all servers get the same lines.
USER = {"Authorization": "Basic YmVuY2g6YmVuY2g="}
IDENTITY: Mapping[str, str] = USER
KINDS = ("plain", "gzip", "unchanged")
# How long a side answers before it is the other's turn, in seconds.
TURN = 0.03
GZIP = USER | {"Accept-Encoding": "gzip"}


@dataclass
class Side:
    """A running server: where its calendar is, and how many answers it gave in a second of its processor's time."""

    name: str
    url: str
    process: "subprocess.Popen[bytes]"
    home: str = ""
    rates: dict[str, list[float]] = field(default_factory=dict)

    def note(self, kind: str, count: int, seconds: float) -> None:
        self.rates.setdefault(kind, []).append(count / seconds)

    def rate(self, kind: str) -> float:
        return median(self.rates[kind])


def main(*, quick: bool) -> None:
    """Measure, print, and end with 1 when a claim fails."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        ours = running.enter_context(our_server(folder / "1000", 1_000))
        body = fetch(ours.url)[1]
        held = most_memory(ours)
        (folder / "body.ics").write_bytes(body)
        memory = running.enter_context(a_server("memory", ["--serve-memory", str(folder / "body.ics")], "/lich.ics"))
        radicale = running.enter_context(a_radicale(folder / "radicale", body))
        for kind in KINDS * (2 if quick else 5):
            race((ours, memory), kind, 2 if quick else 8)
        ask_one_by_one(radicale, 4 if quick else 20)
        claims = [*rates(ours, memory, radicale), *changes(ours), subscribers(ours, memory, 10 if quick else 50)]
        claims += memories(folder, held, running, 1_500 if quick else 10_000)
        figures = {
            "octets": len(body),
            "events": body.count(b"BEGIN:VEVENT"),
            "per_cpu_second": {side.name: per_second(side) for side in (ours, memory, radicale)},
        }
        finish("feed_http", claims, figures)


def per_second(side: Side) -> dict[str, float]:
    return {kind: round(side.rate(kind), 1) for kind in side.rates}


def rates(ours: Side, memory: Side, radicale: Side) -> Iterator[Claim]:
    for kind in KINDS:
        shares = map(truediv, ours.rates[kind], memory.rates[kind])
        yield Claim(name=f"{kind}_vs_memory", value=median(shares), at_least=0.7)
    for kind in ("plain", "unchanged"):
        yield Claim(name=f"{kind}_vs_radicale", value=ours.rate(kind) / radicale.rate(kind), at_least=100)


def race(sides: Sequence[Side], kind: str, seconds: int) -> None:
    """Let a program of its own ask each side, never both at a time; note what the answers cost."""
    before = [cpu_seconds(side) for side in sides]
    askers = [an_asker(side, kind, seconds) for side in sides]
    try:
        take_turns(askers, seconds)
    finally:
        # Who is stopped never ends.
        for asker in askers:
            asker.send_signal(signal.SIGCONT)
    for side, asker, used in zip(sides, askers, before, strict=True):
        told = asker.communicate()[0]
        assert asker.returncode == 0, told
        side.note(kind, int(told), cpu_seconds(side) - used)


def an_asker(side: Side, kind: str, seconds: int) -> "subprocess.Popen[str]":
    lines = [f"{name}: {value}" for name, value in headers_of(side, kind).items()]
    command = [sys.executable, "-m", "bench.asker", side.url, str(seconds), *lines]
    asker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    asker.send_signal(signal.SIGSTOP)
    return asker


def take_turns(askers: Sequence["subprocess.Popen[str]"], seconds: float) -> None:
    """Let one of the stopped programs run at a time."""
    end = time.monotonic() + seconds
    for asker in cycle(askers):
        asker.send_signal(signal.SIGCONT)
        time.sleep(TURN)
        asker.send_signal(signal.SIGSTOP)
        if time.monotonic() > end:
            return


def ask_one_by_one(side: Side, count: int) -> None:
    """Ask a slow side by hand: when time is up, what an asker still waits for would count as work without an answer."""
    for kind in ("plain", "unchanged"):
        request = Request(side.url, headers=dict(headers_of(side, kind)))
        before = cpu_seconds(side)
        for _ in range(count):
            with suppress(HTTPError), urlopen(request, timeout=60) as answer:
                answer.read()
        side.note(kind, count, cpu_seconds(side) - before)


def headers_of(side: Side, kind: str) -> Mapping[str, str]:
    if kind == "unchanged":
        return USER | {"If-None-Match": fetch(side.url)[2]}
    return GZIP if kind == "gzip" else IDENTITY


def changes(ours: Side) -> Iterator[Claim]:
    """Change one duty while the server runs: the next answer is another one, and one event was rendered for it."""
    before, body = rendered_by(ours), fetch(ours.url)[1]
    with closing(Database(ours.home)) as database, database.writing() as session:
        duty = assignments(session)[0]
        act = Transition(event=Event.ACCEPT, role=Role.STAFF, by=By(actor="bench", now=NOW + timedelta(hours=1)))
        apply(session, duty.id, act)
    changed = fetch(ours.url)[1] != body
    yield Claim(name="a_change_is_served_at_once", value=float(changed), at_least=1)
    yield Claim(name="events_rendered_for_one_change", value=rendered_by(ours) - before, at_most=1)
    yield Claim(name="body_is_the_same_without_a_change", value=float(fetch(ours.url) == fetch(ours.url)), at_least=1)


def subscribers(ours: Side, memory: Side, turns: int, count: int = 50) -> Claim:
    """Compare how long the slowest hundredth of the requests of 50 concurrent subscribers took, here and there."""
    waits: dict[str, list[float]] = {ours.name: [], memory.name: []}
    for _ in range(turns):
        for side in (ours, memory):
            waits[side.name] += asyncio.run(ask_all(side, count, each=6))
    ratio = slowest(waits[ours.name]) / slowest(waits[memory.name])
    return Claim(name="p99_of_50_subscribers_vs_memory", value=ratio, at_most=2)


def slowest(waits: Sequence[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.99)]


async def ask_all(side: Side, count: int, each: int) -> list[float]:
    """Let every subscriber ask again and again over its own connection; return the seconds each answer took."""
    host, _, path = side.url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    request = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode()

    async def one() -> list[float]:
        reader, writer = await asyncio.open_connection(name, int(port))
        waits = []
        for _ in range(each):
            began = time.monotonic()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            assert length, head
            await reader.readexactly(int(length[1]))
            waits.append(time.monotonic() - began)
        writer.close()
        return waits

    return [wait for waits in await asyncio.gather(*(one() for _ in range(count))) for wait in waits]


def memories(folder: Path, held: int, running: ExitStack, many: int) -> Iterator[Claim]:
    """Compare how much a server ever held after one reading, of a thousand duties (`held`) and of many more."""
    big = running.enter_context(our_server(folder / "many", many))
    body = fetch(big.url)[1]
    yield Claim(name=f"memory_{many}_vs_1000_duties", value=most_memory(big) / held, at_most=1.3)
    yield Claim(name="octets_of_a_full_feed", value=len(body), at_most=900_000)
    yield Claim(name="events_of_a_full_feed", value=body.count(b"BEGIN:VEVENT"), at_most=1_000)


@contextmanager
def our_server(home: Path, duties: int) -> Iterator[Side]:
    """Serve a plan with this many duties by `dondoc serve`'s own parts."""
    home.mkdir()
    database = Database(f"sqlite:///{home / 'dondoc.sqlite'}")
    migrate_schema(database)
    registered(database, *(a_duty(number) for number in range(duties)))
    token = secrets.token_urlsafe(32)
    with database.writing() as session:
        open_feed(session, Order(scope=FeedScope.PLAN, code="50/KH-UBND"), token, By(actor="bench", now=NOW))
    database.close()
    with a_server("ours", ["--serve-home", str(home)], f"/lich/{token}.ics") as side:
        side.home = str(database.url)
        yield side


def a_duty(number: int) -> PrintedRow:
    """Return a row with texts and a day of its own, so short that an address holds a thousand."""
    due = date(2026, 3, 5) + timedelta(days=number % 500)
    title = f"Xây dựng đề án hạ tầng số {number}"
    return a_row(f"{due:%d/%m/%Y}", "Sở Nội vụ", title=title, cooperating="-")


@contextmanager
def a_server(name: str, arguments: Sequence[str], path: str) -> Iterator[Side]:
    port = free_port()
    command = [sys.executable, "-m", "bench.feed_http", *arguments, str(port)]
    with program(name, command, f"http://{HOST}:{port}{path}") as side:
        yield side


@contextmanager
def a_radicale(folder: Path, body: bytes) -> Iterator[Side]:
    """Run Radicale, whose licence lets us only run it, and put the same events into a collection of it."""
    port = free_port()
    command = [
        sys.executable, "-m", "radicale", "--server-hosts", f"{HOST}:{port}", "--auth-type", "none",
        "--storage-filesystem-folder", str(folder), "--logging-level", "error", "--rights-type", "authenticated",
    ]  # fmt: skip
    with program("radicale", command, f"http://{HOST}:{port}/bench/lich/") as side:
        put = Request(side.url, data=body, method="PUT", headers=USER | {"Content-Type": "text/calendar"})
        urlopen(put, timeout=120).read()
        yield side


@contextmanager
def program(name: str, command: Sequence[str], url: str) -> Iterator[Side]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(url)
        yield Side(name=name, url=url, process=process)
    finally:
        process.terminate()
        process.wait(20)


def wait_for(url: str) -> None:
    for _ in range(1_200):
        with suppress(OSError):
            if fetch(url)[0] != 503:
                return
        time.sleep(0.1)
    raise TimeoutError(url)


def fetch(url: str) -> tuple[int, bytes, str]:
    """Return status, body and ETag."""
    try:
        with urlopen(Request(url, headers=USER), timeout=60) as answer:
            return answer.status, answer.read(), answer.headers.get("ETag", "")
    except HTTPError as error:
        return error.code, b"", ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def cpu_seconds(side: Side) -> float:
    """Return the processor time that the server has used, of all its threads."""
    counted = Path(f"/proc/{side.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(counted[11]) + int(counted[12])) / os.sysconf("SC_CLK_TCK")


def most_memory(side: Side) -> int:
    """Return the most memory that the server ever held, in octets."""
    status = Path(f"/proc/{side.process.pid}/status").read_text(encoding="ascii")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert peak
    return int(peak[1]) * 1024


def rendered_by(ours: Side) -> int:
    return int(fetch(re.sub(r"/lich/.*", "/rendered", ours.url))[1])


def serve_home(home: Path, port: int) -> None:
    """Be the server of the house in this folder: the parts of `dondoc serve`, with a count of what was rendered."""
    # One client may ask as often as it can: what is measured is not how the limit refuses.
    policy = FeedPolicy(per_token=10**9, per_client=10**9)
    with closing(Database(f"sqlite:///{home / 'dondoc.sqlite'}")) as database:
        desk = FeedDesk(database)
        addresses = FeedAddresses(desk, now=lambda: NOW, policy=policy)
        pages = create_app(an_installation(database), now=lambda: NOW)
        pages.get("/rendered", response_class=PlainTextResponse)(lambda: str(desk.rendered))
        server(WithFeeds(pages, addresses), host=HOST, port=port).run()
        addresses.close()


def serve_memory(path: Path, port: int) -> None:
    """Be the floor: an application that has these answers in memory, header lines and all, and does nothing else."""
    answer = answer_of(Served(feed_id=1, version="1", content=path.read_bytes(), modified_at=NOW))
    plain, zipped = answer.plain, answer.zipped

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        asked = dict(scope["headers"])
        if asked.get(b"if-none-match") == plain.etag:
            status, lines, content = 304, plain.unchanged, b""
        elif b"gzip" in asked.get(b"accept-encoding", b""):
            status, lines, content = 200, zipped.fresh, zipped.content
        else:
            status, lines, content = 200, plain.fresh, plain.content
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": content})

    uvicorn.Server(
        uvicorn.Config(
            app, host=HOST, port=port, http="h11", ws="none", server_header=False, log_level="warning", access_log=False
        )
    ).run()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--serve-home", home, port]:
            serve_home(Path(home), int(port))
        case ["--serve-memory", body, port]:
            serve_memory(Path(body), int(port))
        case arguments:
            main(quick="--quick" in arguments)
