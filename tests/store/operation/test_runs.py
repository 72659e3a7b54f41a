"""Runs on the record: one at a time of each job, the dead keep nobody out, and what is old is forgotten."""

from datetime import UTC, datetime, timedelta

from workflow.store.database.opening import Database
from workflow.store.operation.runs import (
    Holder,
    RunState,
    begin_run,
    end_run,
    failures_since,
    forget_runs,
    give_up_lost_runs,
    last_success,
    latest_runs,
)

NOW = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
LEASE = timedelta(minutes=10)
OFFICE = Holder(place="máy-1/4026531836", pid=4711)


def begin(database: Database, job: str = "daily", *, now: datetime = NOW, dead: bool = False) -> int | None:
    with database.writing() as session:
        return begin_run(
            session, job, day=now.date(), now=now, lease=LEASE, holder=OFFICE, is_gone=lambda _holder: dead
        )


def end(database: Database, run_id: int | None, state: RunState, now: datetime = NOW) -> bool:
    assert run_id is not None
    with database.writing() as session:
        return end_run(session, run_id, state=state, told="xong", now=now)


def test_a_second_run_of_a_job_is_kept_out_while_the_first_is_under_way(database: Database) -> None:
    first = begin(database)
    assert first is not None
    assert begin(database) is None
    assert begin(database, "deliver") is not None
    assert end(database, first, RunState.DONE)
    assert begin(database) is not None


def test_a_run_whose_program_died_keeps_nobody_out_and_is_noted_as_lost(database: Database) -> None:
    died = begin(database)
    assert begin(database, dead=True) is not None
    assert not end(database, died, RunState.DONE), "the lost run cannot say that it is done"
    with database.reading() as session:
        assert failures_since(session, NOW - timedelta(hours=1)) == {"daily": 1}


def test_a_run_keeps_others_out_no_longer_than_its_lease(database: Database) -> None:
    begin(database)
    assert begin(database, now=NOW + LEASE - timedelta(seconds=1)) is None
    assert begin(database, now=NOW + LEASE) is not None


def test_the_last_success_is_remembered_over_later_failures(database: Database) -> None:
    end(database, begin(database), RunState.DONE)
    later = NOW + timedelta(days=1)
    end(database, begin(database, now=later), RunState.FAILED, later)
    with database.reading() as session:
        success = last_success(session, "daily", until=later.date())
        assert success is not None
        assert success.started_at == NOW
        assert latest_runs(session)["daily"].state is RunState.FAILED


def test_old_runs_are_forgotten_but_each_jobs_last_one(database: Database) -> None:
    for days in range(4):
        moment = NOW + timedelta(days=days)
        end(database, begin(database, now=moment), RunState.DONE, moment)
    with database.writing() as session:
        assert forget_runs(session, before=NOW + timedelta(days=10)) == 3
        assert latest_runs(session)["daily"].started_at == NOW + timedelta(days=3)


def test_housekeeping_gives_up_what_died(database: Database) -> None:
    begin(database)
    with database.writing() as session:
        assert give_up_lost_runs(session, now=NOW, is_gone=lambda _holder: False) == 0
        assert give_up_lost_runs(session, now=NOW, is_gone=lambda _holder: True) == 1
