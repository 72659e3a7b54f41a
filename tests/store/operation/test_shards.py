"""A day's work in pieces: together they are the whole, each is done once, and whoever dies leaves nothing half done."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, func, select

from bench.snapshot import Row, differences, snapshot
from tests.plans import a_row, at, registered, with_contacts
from tests.store.workers import Work, at_once, die_at_work, divide_day, queue_days, share_day, sweep_days
from workflow.store.database.job_locks import LockedJob
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import last_run
from workflow.store.notices.queueing import look_at_overdue
from workflow.store.operation.shards import (
    DIVIDED_JOBS,
    LaterDayDivided,
    close,
    conclude,
    divide,
    shard_progress,
    take_shard,
    under_way,
)
from workflow.store.tables import AssignmentRow, NoticeRow, ShardRow

DUE = date(2026, 7, 14)
PIECES = 3


@pytest.fixture
def province(database: Database) -> Database:
    return filled(database)


def filled(database: Database) -> Database:
    """102 duties of communes, one of a department, and one that waits without a date."""
    with_contacts(database, "so-noi-vu", "so-khoa-hoc-va-cong-nghe", heads=True)
    registered(
        database,
        a_row("Trước 15/7/2026", "UBND các xã, phường"),
        a_row("Trước 15/7/2026", "Sở Nội vụ"),
        a_row("Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ"),
    )
    return database


def what_people_see(database: Database) -> dict[str, list[Row]]:
    """All rows but the record of who did which piece."""
    rows = snapshot(database, in_order=False)
    del rows["shard"]
    return rows


def share(database: Database, day: date) -> None:
    divide_day(database, day, PIECES)
    share_day(database, day)


def spans(database: Database) -> list[tuple[int, int | None]]:
    with database.reading() as session:
        rows = session.execute(
            select(ShardRow.first, ShardRow.last).where(ShardRow.job == LockedJob.SWEEP).order_by(ShardRow.number)
        )
        return [(first, last) for first, last in rows]


def last_days(database: Database) -> list[date | None]:
    with database.reading() as session:
        return [last_run(session, job) for job in DIVIDED_JOBS]


def test_the_pieces_hold_every_number_once_and_are_of_one_size(province: Database) -> None:
    divide_day(province, DUE, PIECES)
    found = spans(province)
    assert found[0][0] == 0
    assert found[-1][1] is None
    assert all(last is not None and last + 1 == first for (_, last), (first, _) in pairwise(found))
    with province.reading() as session:
        numbers = session.scalars(select(AssignmentRow.id).where(AssignmentRow.act_by.is_not(None))).all()
    sizes = [sum(1 for n in numbers if n >= first and (last is None or n <= last)) for first, last in found]
    assert (len(sizes), sum(sizes), max(sizes) - min(sizes)) == (PIECES, 103, 1)


def test_days_in_pieces_are_as_days_at_once(new_database: Callable[[], Database]) -> None:
    whole, divided = filled(new_database()), filled(new_database())
    for day, pieces in zip(_days(-14, 0, 1), (1, 7, 3), strict=True):
        sweep_days(whole, [day])
        queue_days(whole, [day])
        divide_day(divided, day, pieces)
        share_day(divided, day)
    assert differences(what_people_see(whole), what_people_see(divided)) == {}


def _days(*offsets: int) -> Sequence[date]:
    return [DUE + timedelta(days=offset) for offset in offsets]


def test_a_day_is_under_way_from_its_first_piece_to_its_last_but_not_for_ever(province: Database) -> None:
    divide_day(province, DUE, 1)
    seen = []
    while True:
        with province.reading() as session:
            seen.append([under_way(session, day=DUE, now=at(DUE, hour)) for hour in (9, 10)])
        if _close_next(province) is None:
            break
    assert seen == [[False, False], [True, False], [False, False]]


def test_an_empty_database_is_one_piece_without_work(database: Database) -> None:
    share(database, DUE)
    assert spans(database) == [(0, None)]
    assert last_days(database) == [DUE, DUE]


def test_dividing_again_changes_nothing(province: Database) -> None:
    divide_day(province, DUE, PIECES)
    before = spans(province)
    assert divide_day(province, DUE, 2) is False
    assert spans(province) == before


def test_the_day_counts_as_worked_through_when_the_last_piece_is_done(province: Database) -> None:
    divide_day(province, DUE, 2)
    noted = []
    while job := _close_next(province):
        with province.writing() as session:
            conclude(session, day=DUE, job=job)
        noted.append(last_days(province))
    assert noted == [[None, None], [DUE, None], [DUE, None], [DUE, DUE]]


def _close_next(database: Database) -> LockedJob | None:
    with database.writing() as session:
        shard = take_shard(session, day=DUE)
        if shard is None:
            return None
        close(session, shard, changes=0, now=at(DUE), worker="máy 1")
        return shard.job


def test_a_piece_whose_program_fails_is_open_again(province: Database) -> None:
    divide_day(province, DUE, 1)
    with pytest.raises(ZeroDivisionError), province.writing() as session:
        shard = take_shard(session, day=DUE)
        assert shard is not None
        close(session, shard, changes=1, now=at(DUE), worker="máy 1")
        _ = 1 / 0
    with province.reading() as session:
        assert shard_progress(session, day=DUE).done == 0


def test_pieces_of_an_earlier_day_are_not_done_any_more(province: Database) -> None:
    divide_day(province, DUE, PIECES)
    divide_day(province, DUE + timedelta(days=1), PIECES)
    with province.writing() as session:
        assert take_shard(session, day=DUE) is None
    with pytest.raises(LaterDayDivided, match="15/7/2026"), province.writing() as session:
        divide(session, day=DUE, pieces=PIECES)


def test_the_record_is_kept_for_a_quarter(province: Database) -> None:
    for day in _days(0, 90, 100):
        divide_day(province, day, 1)
    with province.reading() as session:
        assert sorted(set(session.scalars(select(ShardRow.day)))) == _days(90, 100)


def test_several_programs_do_every_piece_once(new_database: Callable[[], Database]) -> None:
    alone, together = filled(new_database()), filled(new_database())
    sweep_days(alone, [DUE])
    queue_days(alone, [DUE])
    divide_day(together, DUE, PIECES)
    outcomes = at_once(together.url, *[(share_day, (DUE,))] * 4)
    assert sum(outcome.result for outcome in outcomes) == 2 * PIECES
    assert differences(what_people_see(alone), what_people_see(together)) == {}


def test_a_whole_run_beside_the_pieces_does_nothing_twice(new_database: Callable[[], Database]) -> None:
    alone, together = filled(new_database()), filled(new_database())
    sweep_days(alone, [DUE])
    queue_days(alone, [DUE])
    divide_day(together, DUE, PIECES)
    sharing: tuple[Work, Sequence[object]] = (share_day, (DUE,))
    works = [sharing, (sweep_days, ([DUE],)), sharing, (queue_days, ([DUE],))]
    assert not [outcome.refused for outcome in at_once(together.url, *works) if outcome.refused]
    assert differences(what_people_see(alone), what_people_see(together)) == {}


def test_a_program_killed_at_work_leaves_its_piece_to_another(new_database: Callable[[], Database]) -> None:
    alone, together = filled(new_database()), filled(new_database())
    sweep_days(alone, [DUE])
    queue_days(alone, [DUE])
    divide_day(together, DUE, PIECES)
    die_at_work(together.url, DUE)
    with together.reading() as session:
        assert shard_progress(session, day=DUE).done == 1
        assert session.scalar(select(func.count()).select_from(NoticeRow)) == 0
    share_day(together, DUE)
    assert differences(what_people_see(alone), what_people_see(together)) == {}


def test_what_the_auditor_asks_for_is_queued_by_the_next_days_pieces(province: Database) -> None:
    late = DUE + timedelta(days=2)
    share(province, late)
    with province.writing() as session:
        lost = session.execute(delete(NoticeRow).where(NoticeRow.due < late)).rowcount  # type: ignore[attr-defined]
        look_at_overdue(session, late)
    share(province, late + timedelta(days=1))
    share(province, late + timedelta(days=2))
    with province.reading() as session:
        again = session.scalar(select(func.count()).select_from(NoticeRow).where(NoticeRow.due < late))
    assert lost > 0
    assert again == lost
