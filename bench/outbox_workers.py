"""The worker processes of the benches of the outbox: what each does, and how several are started at once.

They come from a fork server that has this module imported, so that starting one costs next to nothing.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from datetime import date, datetime
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from time import perf_counter

from bench.letters import NOW
from bench.stock import TODAY
from config.channel_policies import USUAL, ChannelEntry
from notifications.delivery.courier import try_channel_address
from notifications.delivery.dispatch import Dispatch, dispatch_notices
from notifications.delivery.tally import Disposition
from notifications.messages.digest import compose
from notifications.messages.message import Recipient
from services.day.steps import Day, attached_calendar
from workflow.lifecycle import State
from workflow.policies import policies_of
from workflow.store.database.opening import Database
from workflow.store.notices.channels import hold_channel
from workflow.store.notices.outbox import Parcel, Settlement, Start, begin_sending, claim, settle_notice
from workflow.store.tables import NoticeState
from workflow.triggers import Trigger

POLICIES = policies_of(None, province="Đồng Tháp", soon_days=7, usual_term=10, leadership="ubnd-tinh")
BATCH = 50
# In seconds: how long one turn of all workers may take before something must have gone wrong.
PATIENCE = 600
MAIL = "emailics://127.0.0.1:{port}/?from=dondoc@tinh.example&tls=none"
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload([__name__])

Work = Callable[..., None]


def start(work: Work, *arguments: object) -> BaseProcess:
    """Begin a work in a process of its own."""
    process = SERVER.Process(target=work, args=arguments)
    process.start()
    return process


def at_once(works: Sequence[tuple[Work, tuple[object, ...]]]) -> float:
    """Do each work in a process of its own, all at once, to the end; return the seconds from when all were ready."""
    barrier = SERVER.Barrier(len(works) + 1)
    processes = [start(_when_all_are_ready, barrier, work, arguments) for work, arguments in works]
    barrier.wait()
    begun = perf_counter()
    for process in processes:
        process.join()
    assert not any(process.exitcode for process in processes), "a worker failed"
    return perf_counter() - begun


def _when_all_are_ready(barrier: Barrier, work: Work, arguments: tuple[object, ...]) -> None:
    barrier.wait()
    work(*arguments)


def get_ready() -> None:
    """Import and prepare what a first message needs."""
    try_channel_address(MAIL.format(port=25))
    waiting = Trigger(id=1, plan_number="1", wording="…", waiting_since=TODAY, fired_on=None, document="", awaited_by=1)
    compose(Recipient(address="a@b.example", name="", office=""), (), vantage=POLICIES.on(TODAY), triggers=(waiting,))


def office(database: Database, port: int, policy: ChannelEntry = USUAL["email"]) -> Dispatch:
    return Dispatch(
        database=database,
        ladders=POLICIES.ladders,
        vantage=POLICIES.on,
        channels={"email": MAIL.format(port=port)},
        policies={"email": policy},
        base_url="https://dondoc.tinh.example",
        calendar_of=lambda _, duties: attached_calendar(duties, Day.at(NOW)),
    )


class Crew:
    """Workers that send what there is whenever told to, and wait in between: as ready as after years of sending."""

    def __init__(self, workers: int, url: str, port: int) -> None:
        self._barrier = SERVER.Barrier(workers + 1, timeout=PATIENCE)
        self._over = SERVER.Event()
        self._processes = [start(send_when_told, self._barrier, self._over, url, port) for _ in range(workers)]

    def send(self) -> float:
        """Let all of them send until nothing is left; return the seconds. The first time they only get ready."""
        self._barrier.wait()
        begun = perf_counter()
        self._barrier.wait()
        return perf_counter() - begun

    def dismiss(self) -> None:
        """Let the workers go."""
        self._over.set()
        self._barrier.wait()
        for process in self._processes:
            process.join()


def send_when_told(barrier: Barrier, over: Event, url: str, port: int) -> None:
    """Send what there is each time that the barrier opens; all of it must be taken."""
    database = Database(url)
    try:
        while barrier.wait() >= 0 and not over.is_set():
            posted = dispatch_notices(office(database, port), today=TODAY, now=NOW)
            assert not posted.dispositions.keys() - {Disposition.SENT}, posted
            barrier.wait()
    except BaseException:
        barrier.abort()
        raise
    database.close()


def send_in_danger(url: str, port: int, unknown: str, now: datetime) -> None:
    """Send what there is, until killed. Pauses of minutes would only make the bench wait."""
    database = Database(url)
    policy = ChannelEntry(unknown=unknown, resends=20, pause=0)
    dispatch_notices(office(database, port, policy), today=TODAY, now=now)
    database.close()


def work_off(url: str, path: Path) -> None:
    database = Database(url)
    with path.open("w", encoding="ascii") as file:
        while parcels := claimed(database):
            for parcel in parcels:
                settle_sent(database, parcel)
                file.writelines(f"{parcel.recipient} {notice.id}\n" for notice in parcel.notices)
    database.close()


def claimed(database: Database) -> list[Parcel]:
    with database.writing() as session:
        hold_channel(session, "email")
        return claim(session, "email", now=NOW, limit=BATCH)


def settle_sent(database: Database, parcel: Parcel) -> None:
    """Begin and end a parcel's sending, as a worker does, without the network between."""
    with database.writing() as session:
        seen = seen_duties(parcel)
        started = begin_sending(session, parcel, message_id="", seen=seen, now=NOW)
        assert started is Start.STARTED, started
        assert settle_notice(session, parcel, Settlement(state=NoticeState.SENT, outcome="250"), now=NOW)


def seen_duties(parcel: Parcel) -> dict[int, tuple[State, date | None]]:
    return {notice.assignment_id: (State.ASSIGNED, notice.due) for notice in parcel.notices if notice.assignment_id}


def work_off_alone(database: Database) -> None:
    while parcels := claimed(database):
        for parcel in parcels:
            settle_sent(database, parcel)


# Once, in the fork server: every worker starts as ready as one that has been sending for years.
get_ready()
