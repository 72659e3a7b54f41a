"""Nothing can be changed in the log, or behind its back, without `dondoc audit verify` naming it (docs/audit.md)."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from services.day.steps import Day
from services.installation import Installation
from services.jobs.catalogue import run_job
from services.maintenance.log_audit import AuditReport, audit_log, newest_head, verify_audit
from tests.builders import a_transition
from tests.plans import a_row, at, registered
from tests.ready import make_ready
from tests.services.houses import a_house
from workflow.lifecycle import Event, Role
from workflow.log.audit import Fault
from workflow.store.database.opening import Database
from workflow.store.database.sqlite_copy import sqlite_file
from workflow.store.duties.transitions import apply
from workflow.store.log.sealing import seal
from workflow.store.operation.alarms import alarms

NIGHT = Day.at(at(date(2026, 1, 20), hour=3))
WAITS = "Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án"


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Installation]:
    """A log of three seals and one line that isn't sealed yet; each sealing is on the record of its run."""
    with a_house(tmp_path / "home", database) as house:
        make_ready(database, "a log of three seals", lambda: write_log(house, database))
        yield house


def write_log(house: Installation, database: Database) -> None:
    registered(database, a_row(), a_row("Tháng 3", "Sở Y tế"), a_row(WAITS, "Sở Tài chính"))
    seal_once(house)
    act(database, 1, Event.ACCEPT, Role.STAFF)
    seal_once(house)
    act(database, 1, Event.REPORT, Role.STAFF, result="12/BC-SNV")
    act(database, 2, Event.ACCEPT, Role.STAFF)
    seal_once(house)
    act(database, 1, Event.CONFIRM, Role.COORDINATOR)


def seal_once(house: Installation) -> None:
    run_job(house, "seal_audit", NIGHT)


def act(database: Database, duty: int, event: Event, role: Role, result: str = "") -> None:
    with database.writing() as session:
        apply(session, duty, a_transition(event, role, "Chị Lan", NIGHT.now, result=result))


def tamper(database: Database, *deeds: str) -> None:
    """What somebody with all rights does behind the database's own guards, which stand again afterwards."""
    if database.engine.dialect.name == "postgresql":
        with database.writing() as session:
            for deed in ("SET LOCAL session_replication_role = replica", *deeds):
                session.execute(text(deed))
        return
    with closing(sqlite3.connect(sqlite_file(database))) as connection, connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for deed in deeds:
            connection.execute(deed)
        for _, sql in guards:
            connection.execute(sql)


def found_after(house: Installation, *deeds: str) -> AuditReport:
    tamper(house.database, *deeds)
    return audit_log(house)


SWAP = (
    "UPDATE event SET id = -7 WHERE id = 2",
    "UPDATE event SET id = 2 WHERE id = 3",
    "UPDATE event SET id = 3 WHERE id = -7",
)
INSERTED = (
    "INSERT INTO event (id, at, actor, action, before, after, reason, document, details)"
    " VALUES (-5, '2026-01-20 00:00:00', 'kẻ gian', 'accept', '', '', '', '', '{}')"
)
IN_THE_LOG: dict[str, tuple[tuple[str, ...], Fault]] = {
    "1 the moment": (("UPDATE event SET at = '2025-01-01 00:00:00' WHERE id = 2",), Fault.LINE_CHANGED),
    "2 the actor": (("UPDATE event SET actor = 'kẻ gian' WHERE id = 2",), Fault.LINE_CHANGED),
    "3 the action": (("UPDATE event SET action = 'refuse' WHERE id = 2",), Fault.LINE_CHANGED),
    "4 the plan": (("UPDATE event SET plan_id = NULL WHERE id = 2",), Fault.LINE_CHANGED),
    "5 the event": (("UPDATE event SET trigger_id = 1 WHERE id = 2",), Fault.LINE_CHANGED),
    "6 the duty": (("UPDATE event SET assignment_id = 2 WHERE id = 2",), Fault.LINE_CHANGED),
    "7 from": (("UPDATE event SET before = 'assigned' WHERE id = 2",), Fault.LINE_CHANGED),
    "8 to": (("UPDATE event SET after = 'waiting' WHERE id = 2",), Fault.LINE_CHANGED),
    "9 the reason": (("UPDATE event SET reason = 'khác' WHERE id = 2",), Fault.LINE_CHANGED),
    "10 the document": (("UPDATE event SET document = '1/QĐ' WHERE id = 2",), Fault.LINE_CHANGED),
    "11 the details": (("UPDATE event SET details = '{}' WHERE id = 2",), Fault.LINE_CHANGED),
    "12 the number": (("UPDATE event SET id = 900 WHERE id = 2",), Fault.LINE_MISSING),
    "13 a line deleted": (("DELETE FROM event WHERE id = 2",), Fault.LINE_MISSING),
    "14 a line inserted": ((INSERTED,), Fault.LINE_INSERTED),
    "15 two lines swapped": (SWAP, Fault.LINE_CHANGED),
    "17 a seal's range": (('UPDATE seal SET "first" = 2 WHERE number = 1',), Fault.SEAL_CHANGED),
    "17 a seal's end": (('UPDATE seal SET "last" = 3 WHERE number = 1',), Fault.SEAL_CHANGED),
    "17 a seal's count": (("UPDATE seal SET count = 3 WHERE number = 1",), Fault.SEAL_CHANGED),
    "17 a seal's link": (("UPDATE seal SET previous = 'abc' WHERE number = 2",), Fault.SEAL_CHANGED),
    "17 a seal's moment": (("UPDATE seal SET at = '2025-01-01 00:00:00' WHERE number = 2",), Fault.SEAL_CHANGED),
    "17 a seal's digest": (("UPDATE seal SET digest = 'abc' WHERE number = 2",), Fault.SEAL_CHANGED),
    "18 a seal taken out": (("DELETE FROM seal WHERE number = 2",), Fault.SEAL_MISSING),
    "19 the tail with its seal": (
        ("DELETE FROM event WHERE id > (SELECT last FROM seal WHERE number = 2)", "DELETE FROM seal WHERE number = 3"),
        Fault.HEAD_UNKNOWN,
    ),
    "20 all seals": (("DELETE FROM seal",), Fault.HEAD_UNKNOWN),
}


def test_an_untouched_log_is_whole_and_held_to_every_head_that_was_kept(house: Installation) -> None:
    report = audit_log(house)
    assert report.faults == ()
    assert (report.verdict.seals, report.verdict.unsealed, report.heads) == (3, 1, 3)


@pytest.mark.parametrize(("deeds", "fault"), IN_THE_LOG.values(), ids=IN_THE_LOG)
def test_k20_tampering_with_the_log_is_named(house: Installation, deeds: tuple[str, ...], fault: Fault) -> None:
    breach = found_after(house, *deeds).verdict.breach
    assert breach is not None
    assert breach.fault is fault


def test_k20_16_a_line_that_cannot_be_read_is_a_broken_line_and_no_crash(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        registered(house.database, a_row())
        seal_once(house)
        breach = found_after(house, "UPDATE event SET details = '{' WHERE id = 2").verdict.breach
        assert breach is not None
        assert (breach.fault, breach.line) == (Fault.LINE_UNREADABLE, 2)


def test_k20_21_a_chain_made_anew_misses_the_heads_in_the_records_of_runs(house: Installation) -> None:
    tamper(house.database, "UPDATE event SET actor = 'kẻ gian' WHERE id = 2", "DELETE FROM seal")
    with house.database.writing() as session:
        seal(session, now=NIGHT.now)
    breach = audit_log(house).verdict.breach
    assert breach is not None
    assert breach.fault is Fault.HEAD_UNKNOWN


def test_k20_21_where_the_records_of_runs_were_erased_too_the_log_files_still_know(house: Installation) -> None:
    head = newest_head(house)
    assert head is not None
    file = house.settings.home / "logs" / "dondoc.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'{{"told": "1 dòng; mã khóa sổ cuối {head.digest}"}}\nkhông phải JSON\n', encoding="utf-8")
    report = found_after(house, "DELETE FROM job_run", "DELETE FROM seal")
    assert (report.heads, report.verdict.breach is not None) == (1, True)


def test_k20_a_head_that_a_person_kept_is_looked_for(house: Installation) -> None:
    assert audit_log(house, head="0" * 64).verdict.breach is not None


PUT_IN = (
    "INSERT INTO assignment (id, uid, occurrence_id, agency_id, state, timeliness, extensions, progress, result,"
    " revision, version, scheduled_on, changed_at) SELECT 99, 'x', occurrence_id, agency_id + 1, state, timeliness,"
    " 0, 0, '', 0, 0, scheduled_on, changed_at FROM assignment WHERE id = 2"
)
BEHIND_THE_LOG: dict[str, tuple[str, str]] = {
    "22 a duty's day": ("UPDATE assignment SET due = '2027-01-01' WHERE id = 2", "nhiệm vụ 2: hạn là"),
    "22 a duty's state": ("UPDATE assignment SET state = 'completed' WHERE id = 2", "nhiệm vụ 2: trạng thái là"),
    "22 a duty's agency": ("UPDATE assignment SET agency_id = agency_id + 1 WHERE id = 2", "nhiệm vụ 2: cơ quan là"),
    "23 a duty inserted": (
        PUT_IN,
        "nhiệm vụ 99: nhật ký không có dòng nào",
    ),
    "24 a duty deleted": ("DELETE FROM assignment WHERE id = 2", "nhiệm vụ 2: nhật ký có nhiệm vụ này"),
}


@pytest.mark.parametrize(("deed", "words"), BEHIND_THE_LOG.values(), ids=BEHIND_THE_LOG)
def test_k20_a_row_changed_behind_the_log_is_named(house: Installation, deed: str, words: str) -> None:
    assert [fault for fault in found_after(house, deed).faults if fault.startswith(words)]


UNGUARDED: dict[str, dict[str, str]] = {
    "sqlite": {
        "DROP TRIGGER event_no_update": "thiếu khóa chống sửa event_no_update",
        "ALTER TABLE task ADD COLUMN lạ TEXT": "bảng task có cột lạ lạ",
    },
    "postgresql": {
        "ALTER TABLE event DISABLE TRIGGER event_no_change": "khóa chống sửa event_no_change đã bị thay hoặc tắt",
        "DROP TRIGGER seal_no_truncate ON seal": "thiếu khóa chống sửa seal_no_truncate",
    },
}


def test_k20_25_a_guard_taken_away_and_a_table_altered_are_named(house: Installation) -> None:
    for deed, words in UNGUARDED[house.database.engine.dialect.name].items():
        with house.database.writing() as session:
            session.execute(text(deed))
        assert words in audit_log(house).altered


def test_k20_every_night_a_difference_is_an_alarm_until_it_is_gone(house: Installation) -> None:
    assert verify_audit(house, NIGHT).news == 0
    tamper(house.database, "UPDATE assignment SET progress = 90 WHERE id = 2")
    assert verify_audit(house, NIGHT).news == 1
    with house.database.reading() as session:
        (alarm,) = alarms(session)
    assert "nhiệm vụ 2: tiến độ là “90”, nhật ký ghi “0”" in alarm.text
    tamper(house.database, "UPDATE assignment SET progress = 0 WHERE id = 2")
    verify_audit(house, NIGHT)
    with house.database.reading() as session:
        assert alarms(session) == []


_REFUSES = "'table % is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation'"
_HOLLOW_BODY = f"BEGIN IF false THEN RAISE EXCEPTION {_REFUSES}; END IF; RETURN NEW; END"
_ANEW = "DROP TRIGGER event_no_change ON event; CREATE TRIGGER event_no_change BEFORE"
HOLLOW: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event WHEN 0 BEGIN SELECT RAISE(ABORT, 'refused'); END",
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT 'append-only: update refused'; END",
    ),
    "postgresql": (
        f"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ {_HOLLOW_BODY} $$",
        f"{_ANEW} UPDATE OR DELETE ON event FOR EACH ROW WHEN (false) EXECUTE FUNCTION refuse_change()",
        f"{_ANEW} DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"{_ANEW} UPDATE OF id OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ),
}


def test_k20_26_a_guard_that_only_looks_like_one_is_named(house: Installation) -> None:
    on_sqlite = house.database.engine.dialect.name == "sqlite"
    name = "event_no_update" if on_sqlite else "event_no_change"
    for hollow in HOLLOW[house.database.engine.dialect.name]:
        with mended_afterwards(house.database), house.database.writing() as session:
            if on_sqlite:
                session.execute(text(f"DROP TRIGGER {name}"))
            session.connection().exec_driver_sql(hollow.replace("%", "%%") if not on_sqlite else hollow)
            session.commit()
            assert f"khóa chống sửa {name} đã bị thay hoặc tắt" in audit_log(house).altered


@contextmanager
def mended_afterwards(database: Database) -> Iterator[None]:
    """PostgreSQL's guards as they were, whatever is done to them: other tests use the same server's database."""
    if database.engine.dialect.name == "sqlite":
        yield
        return
    with database.engine.begin() as connection:
        function = connection.scalar(text("SELECT pg_get_functiondef('refuse_change'::regproc)"))
        trigger = connection.scalar(
            text("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'event_no_change'")
        )
    try:
        yield
    finally:
        with database.engine.begin() as connection:
            for statement in (function, "DROP TRIGGER event_no_change ON event", trigger):
                connection.exec_driver_sql(str(statement).replace("%", "%%"))
