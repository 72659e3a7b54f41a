"""Sealing the log and verifying it: nothing slips in behind a seal, and the first broken link is named."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select, text

from tests.plans import a_row, at, registered
from workflow.log.audit import Breach, Fault
from workflow.store.database.opening import Database, DatabaseBusy
from workflow.store.duties.sweep import sweep
from workflow.store.log import sealing as audit
from workflow.store.log.sealing import SealingPostponed, newest_seals, seal, verify
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import SealRow

NOON = at(date(2026, 3, 5), hour=12)
# What it takes to get past the database's own guard.
UNGUARD = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {table}_no_{deed}" for table in ("event", "seal") for deed in ("update", "delete")
    ],
    "postgresql": ["ALTER TABLE event DISABLE TRIGGER USER", "ALTER TABLE seal DISABLE TRIGGER USER"],
}


def write(database: Database, count: int, *, actor: str = "Chị Lan") -> None:
    with database.writing() as session:
        record(session, [LogEntry(at=NOON, actor=actor, action="note", details={"no": n}) for n in range(count)])


def sealed_lines(database: Database) -> int:
    with database.writing() as session:
        return seal(session, now=NOON).lines


def breach(database: Database, head: str = "") -> Breach | None:
    with database.reading() as session:
        return verify(session, heads=[head] if head else []).breach


def tamper(database: Database, deed: str) -> None:
    """What somebody with the rights of the database's owner does behind our back."""
    with database.writing() as session:
        for statement in [*UNGUARD[database.engine.dialect.name], deed]:
            session.execute(text(statement))


def test_a_seal_covers_all_lines_since_the_last_one(database: Database) -> None:
    write(database, 3)
    assert sealed_lines(database) == 3
    write(database, 2)
    assert sealed_lines(database) == 2
    with database.reading() as session:
        verdict = verify(session)
        newest, oldest = newest_seals(session, limit=5)
    assert (verdict.whole, verdict.seals, verdict.lines, verdict.unsealed) == (True, 2, 5, 0)
    assert (newest.previous, newest.at, newest.count) == (oldest.digest, NOON, 2)
    assert verdict.head == newest.digest


def test_sealing_again_without_new_lines_changes_nothing(database: Database) -> None:
    write(database, 3)
    sealed_lines(database)
    with database.writing() as session:
        again = seal(session, now=NOON)
        assert (again.lines, again.seals, again.more) == (0, 0, False)
        assert session.scalar(select(func.count()).select_from(SealRow)) == 1


def test_an_empty_log_has_nothing_to_seal_and_is_whole(database: Database) -> None:
    assert sealed_lines(database) == 0
    assert breach(database) is None


def test_many_lines_are_sealed_in_blocks_and_transactions_of_bounded_size(database: Database) -> None:
    write(database, 2 * audit.BLOCK + 1)
    with database.writing() as session:
        first = seal(session, now=NOON, most=audit.BLOCK)
    with database.writing() as session:
        second = seal(session, now=NOON)
    assert [(part.lines, part.seals, part.more) for part in (first, second)] == [
        (audit.BLOCK, 1, True),
        (audit.BLOCK + 1, 2, False),
    ]
    assert breach(database, head=first.head) is None


def test_what_the_house_does_can_be_verified_all_along(database: Database) -> None:
    registered(database, a_row(), a_row("Tháng 3", "UBND các xã, phường"))
    assert sealed_lines(database) == 104
    with database.writing() as session:
        sweep(session, today=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    assert sealed_lines(database) == 102
    assert breach(database) is None


@pytest.mark.parametrize(
    ("deed", "fault", "line"),
    [
        ("UPDATE event SET actor = 'kẻ gian' WHERE id = 4", Fault.LINE_CHANGED, 4),
        ("UPDATE event SET details = '{}' WHERE id = 2", Fault.LINE_CHANGED, 2),
        ("DELETE FROM event WHERE id = 5", Fault.LINE_MISSING, 5),
        ("UPDATE event SET id = 77 WHERE id = 6", Fault.LINE_MISSING, 6),
        ("UPDATE event SET id = -1 WHERE id = 6", Fault.LINE_INSERTED, -1),
    ],
)
def test_what_an_owner_of_the_database_does_to_a_line_is_named(
    database: Database, deed: str, fault: Fault, line: int
) -> None:
    for _ in range(3):
        write(database, 2)
        sealed_lines(database)
    tamper(database, deed)
    found = breach(database)
    assert found is not None
    assert (found.fault, found.line) == (fault, line)


def test_a_seal_taken_out_leaves_a_gap_and_a_cut_end_shows_against_the_head(database: Database) -> None:
    for _ in range(3):
        write(database, 2)
        sealed_lines(database)
    with database.reading() as session:
        head = verify(session).head
    tamper(database, "DELETE FROM seal WHERE number = 3")
    assert breach(database) is None
    assert breach(database, head=head) == Breach(fault=Fault.HEAD_UNKNOWN, seal=0)
    tamper(database, "DELETE FROM seal WHERE number = 1")
    assert breach(database) == Breach(fault=Fault.SEAL_MISSING, seal=1)


def test_a_seal_that_was_changed_is_named(database: Database) -> None:
    write(database, 2)
    sealed_lines(database)
    tamper(database, "UPDATE seal SET count = 1")
    assert breach(database) == Breach(fault=Fault.SEAL_CHANGED, seal=1)


def test_a_line_whose_writer_ends_late_never_appears_behind_a_seal(database: Database) -> None:
    """On PostgreSQL the slow writer's ids are smaller than those of a writer who has committed already."""
    inserted, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with database.writing() as session:
            record(session, [LogEntry(at=NOON, actor="người chậm", action="note")])
            inserted.set()
            go_on.wait(timeout=0.5)

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(write_slowly)
        inserted.wait(timeout=300)
        quick = pool.submit(write, database, 3, actor="người nhanh")
        if database.engine.dialect.name == "postgresql":
            quick.result(timeout=300)
        sealing = pool.submit(sealed_lines, database)
        slow.result(timeout=300)
        quick.result(timeout=300)
        sealing.result(timeout=300)
    sealed_lines(database)
    with database.reading() as session:
        verdict = verify(session)
    assert (verdict.breach, verdict.lines, verdict.unsealed) == (None, 4, 0)


def test_while_somebody_writes_on_and_on_sealing_gives_up_and_changes_nothing(database: Database) -> None:
    impatient = Database(database.url, busy_timeout=100)
    with database.writing() as session:
        record(session, [LogEntry(at=NOON, actor="người chậm", action="note")])
        with pytest.raises((SealingPostponed, DatabaseBusy), match="ghi"), impatient.writing() as other:
            seal(other, now=NOON, patience=0.1)
    impatient.close()
    with database.reading() as session:
        assert newest_seals(session, limit=1) == []


def test_lines_of_the_sealing_transaction_itself_are_sealed_with_it(database: Database) -> None:
    with database.writing() as session:
        record(session, [LogEntry(at=NOON, actor="Chị Lan", action="note")])
        assert seal(session, now=NOON, patience=0.1).lines == 1
    assert breach(database) is None


def test_many_writers_and_sealings_at_once_leave_one_whole_chain(database: Database) -> None:
    with ThreadPoolExecutor(max_workers=6) as pool:
        writing = [pool.submit(write, database, 5) for _ in range(20)]
        sealing = [pool.submit(sealed_lines, database) for _ in range(6)]
        for job in writing:
            job.result(timeout=300)
        assert sum(job.result(timeout=300) for job in sealing) <= 100
    sealed_lines(database)
    with database.reading() as session:
        verdict = verify(session)
        assert (verdict.breach, verdict.lines, verdict.unsealed) == (None, 100, 0)
