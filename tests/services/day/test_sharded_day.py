"""Programs that share a day: they end with the day done, whatever the database and the others do meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from config.settings import Settings
from notifications.delivery.tally import Disposition
from services.day.sharded_day import LONGEST_WAIT, TRIES, Worker
from services.day.steps import Day, deliver_stage, queue_piece
from services.installation import Installation
from tests.notifications.sink import Sink, running
from tests.plans import a_row, at, house_policies, registered, with_contacts
from workflow.store.database.job_locks import LockedJob
from workflow.store.database.opening import Database, DatabaseBusy
from workflow.store.database.schema import migrate_schema
from workflow.store.duties.sweep import last_run
from workflow.store.operation.shards import DIVIDED_JOBS, Shard, close, divide, take_shard

DUE = date(2026, 7, 14)
PIECES = 2


def a_worker(database: Database, pause: Callable[[float], object] = lambda _: None, name: str = "máy 1") -> Worker:
    """A program at work on 14/7/2026, when 103 duties fall due; it waits as the test says."""
    installation = Installation(settings=Settings(), policies=house_policies(), database=database)
    return Worker(installation=installation, day=Day(today=DUE, now=at(DUE)), name=name, pause=pause)


@pytest.fixture
def province(database: Database) -> Database:
    with_contacts(database, "so-noi-vu", "so-khoa-hoc-va-cong-nghe")
    registered(database, a_row("Trước 15/7/2026", "UBND các xã, phường"), a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return database


def test_one_program_sees_a_day_through_and_notes_it(province: Database) -> None:
    worker = a_worker(province)
    assert worker.prepare(PIECES)
    reached = worker.run_to_completion()
    assert (reached.complete, reached.done, reached.changes[LockedJob.SWEEP]) == (True, 2 * PIECES, 103)
    assert reached.changes[LockedJob.LADDER] > 0
    with province.reading() as session:
        assert [last_run(session, job) for job in DIVIDED_JOBS] == [DUE, DUE]


def test_whoever_comes_second_finds_the_day_divided_and_nothing_left(province: Database) -> None:
    first, second = a_worker(province), a_worker(province, name="máy 2")
    first.prepare(PIECES)
    first.run_to_completion()
    assert second.prepare(PIECES) is False
    assert {piece.worker for piece in second.help_out().pieces} == {"máy 1"}


def test_every_piece_is_told_when_it_is_done(province: Database) -> None:
    told: list[tuple[LockedJob, int]] = []

    def tell(shard: Shard, _changes: int) -> None:
        told.append((shard.job, shard.number))

    installation = Installation(settings=Settings(), policies=house_policies(), database=province)
    worker = Worker(installation=installation, day=Day(today=DUE, now=at(DUE)), tell=tell)
    worker.prepare(PIECES)
    worker.run_to_completion()
    assert told == [(LockedJob.SWEEP, 1), (LockedJob.SWEEP, 2), (LockedJob.LADDER, 1), (LockedJob.LADDER, 2)]


def test_nothing_is_sent_while_programs_still_work_on_the_days_pieces(province: Database) -> None:
    with running(Sink()) as sink:
        settings = Settings(mail_url=sink.url(), base_url="")
        installation = Installation(settings=settings, policies=house_policies(), database=province)
        day = Day(today=DUE, now=at(DUE))
        with province.writing() as session:
            divide(session, day=DUE, pieces=1)
        for job in DIVIDED_JOBS:
            assert deliver_stage(installation, day).dispositions == {}
            with province.writing() as session:
                shard = take_shard(session, day=DUE)
                assert shard is not None
                assert shard.job is job
                # What the ladder would queue stands ready from the first piece on.
                queue_piece(session, installation, day, shard.span)
                close(session, shard, changes=0, now=at(DUE), worker="máy 1")
        assert deliver_stage(installation, day)[Disposition.SENT] == len(sink.mails) > 0


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Database, Connection]]:
    """A database of an impatient program, and another program's connection that holds it to write."""
    url = f"sqlite:///{tmp_path}/held.sqlite"
    with closing(Database(url, busy_timeout=1)) as impatient, closing(Database(url)) as other:
        migrate_schema(impatient)
        with other.writer.connect() as connection, connection.begin():
            yield impatient, connection


def test_a_database_that_refuses_for_a_while_is_asked_again(held: tuple[Database, Connection]) -> None:
    database, other = held
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            other.rollback()

    worker = a_worker(database, pause)
    assert worker.prepare(PIECES)
    assert worker.run_to_completion().complete
    assert [0.5 * 2**n <= seconds <= 1.5 * 2**n for n, seconds in enumerate(pauses)] == [True] * 3


def test_a_database_that_refuses_for_ever_is_given_up(held: tuple[Database, Connection]) -> None:
    pauses: list[float] = []
    with pytest.raises(DatabaseBusy):
        a_worker(held[0], pauses.append).prepare(PIECES)
    assert len(pauses) == TRIES - 1
    assert max(pauses) <= 1.5 * LONGEST_WAIT
