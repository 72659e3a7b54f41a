"""An office at work, as the tables of an earlier version held it: written by names of tables and columns alone.

Nothing here may use today's tables or migrations: they are what is tested. Each version's tables were written down,
as that version's own program made them, in `tables_REVISION.DIALECT.sql`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, insert, select

from workflow.log.audit import LogEntry, LogLine, make_seal
from workflow.store.database.opening import Database

# The tables of every version that offices have, oldest first: whoever tags a version adds the revision it ends with.
# 0007 are those of the last commit before the migrations of before the first release became one.
RELEASED = ("0007",)

DUE = date(2026, 7, 14)
THEN = datetime(2026, 7, 10, 1, 30, tzinfo=UTC)
ADDRESS = "vanthu@so-noi-vu.example"
# In the order in which a delivery comes to them.
NOTICE_STATES = ("queued", "claimed", "sending", "sent", "dead")
LETTER_STATES = ("queued", "sending", "sent", "dead")
TOKEN = b"\x01" * 32
Row = Mapping[str, Any]


def an_old_office(database: Database, revision: str) -> dict[str, list[Row]]:
    """Make the tables of that version with something in each, a notice and a letter in every state; return all rows.

    The database numbers the rows, from 1.
    """
    make_tables(database, revision)
    tables = reflected(database)
    with database.writing() as session:
        for name, rows in _content().items():
            session.execute(insert(tables[name]), rows)
    return content(database, tables)


def make_tables(database: Database, revision: str) -> None:
    """Make the tables as that version's program made them, without rows."""
    dialect = database.engine.dialect.name
    script = (Path(__file__).parent / f"tables_{revision}.{dialect}.sql").read_text(encoding="utf-8")
    if database.file is not None:
        database.file.touch()
    connection = database.engine.raw_connection()
    driver: Any = connection.driver_connection
    if dialect == "sqlite":
        driver.executescript(script)
    else:
        driver.execute(script)
        driver.commit()
    connection.close()


def reflected(database: Database) -> Mapping[str, Table]:
    """The tables as they are in the database, whatever the code says."""
    metadata = MetaData()
    metadata.reflect(database.engine)
    return metadata.tables


def content(database: Database, tables: Mapping[str, Table]) -> dict[str, list[Row]]:
    """All rows of those tables, with those columns."""
    with database.reading() as session:
        return {
            name: [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
            for name, table in tables.items()
            if name != "alembic_version"
        }


def _content() -> Mapping[str, Sequence[Row]]:
    return {
        "agency": [{"code": "so-noi-vu", "name": "Sở Nội vụ", "kind": "department", "is_group": False}],
        "contact": [{"agency_id": 1, "role": "staff", "name": "Văn thư", "channel": "email", "address": ADDRESS}],
        "plan": [_plan()],
        "task": [_task()],
        "task_agency": [{"task_id": 1, "role": "lead", "position": 0, "spelling": "Sở Nội vụ", "agency_id": 1}],
        "occurrence": [{"task_id": 1, "key": "1", "due": DUE}],
        "assignment": [_assignment()],
        "event": [asdict(_entry(number)) for number in (1, 2)],
        "seal": [asdict(make_seal([LogLine(1, _entry(1))], after=None, at=THEN))],
        "notice": [_notice(number, state) for number, state in enumerate(NOTICE_STATES, start=1)],
        "letter": [_letter(number, state) for number, state in enumerate(LETTER_STATES, start=1)],
        "channel": [{"name": "email", "failures": 1, "stopped": False, "why": ""}],
        "daily_run": [{"job": job, "day": THEN.date()} for job in ("sweep", "ladder")],
        **_installation(),
    }


def _installation() -> Mapping[str, Sequence[Row]]:
    """What an office that has been running has beside its plans."""
    return {
        "agency_alias": [{"agency_id": 1, "spelling": "Sở NV"}],
        "trigger": [{"plan_id": 1, "key": "ban hành", "wording": "Bộ ban hành", "waiting_since": DUE, "document": ""}],
        "feed": [_feed()],
        "rendered_event": [{"assignment_id": 1, "variant": "plain", "form": "1", "revision": 0, "content": b"VEVENT"}],
        "zalo_account": [{"account": "oa", "sealed": "…", "access_ends": THEN, "refresh_ends": THEN, "spent": ""}],
        "alarm": [{"key": "mail", "text": "hỏng", "raised_at": THEN, "told_at": THEN}],
        "job_run": [_run()],
        "log_cursor": [{"reader": "export", "line": 2}],
        "shard": [
            {"day": DUE, "job": "sweep", "number": 1, "first": 1, "done_at": THEN, "changes": 1, "worker": "may-1"}
        ],
    }


def _feed() -> Row:
    return {
        "token_sha256": TOKEN,
        "hint": "a1b2",
        "scope": "agency",
        "role": "lead",
        "agency_id": 1,
        "person": "",
        "holder": "Chị Lan",
        "label": "Lịch Sở Nội vụ",
        "alarm": "",
        "span": False,
        "created_at": THEN,
        "version": "",
        "modified_at": THEN,
    }


def _run() -> Row:
    return {
        "job": "daily",
        "day": THEN.date(),
        "state": "done",
        "started_at": THEN,
        "ended_at": THEN,
        "lease_until": THEN,
        "place": "may-1",
        "pid": 4242,
        "told": "",
    }


def _letter(number: int, state: str) -> Row:
    kind = "weekly" if state == "queued" else "report_cycle"
    return {
        "key": f"{kind}:1:{DUE}:email:{state}.{ADDRESS}",
        "kind": kind,
        "subject_id": 1,
        "day": DUE,
        **_delivery(number, state, recipient=f"{state}.{ADDRESS}"),
    }


def _plan() -> Row:
    return {
        "number": "50/KH-UBND",
        "year": 2026,
        "kind": "Kế hoạch",
        "issuer": "Ủy ban nhân dân tỉnh",
        "title": "Nhiệm vụ năm 2026",
        "issued_on": date(2026, 1, 16),
        "first_year": 2026,
        "last_year": 2026,
        "signer": "",
        "coordinator_id": 1,
        "report_cycle": "",
        "source_name": "ke-hoach.docx",
        "source_sha256": "0" * 64,
        "imported_at": THEN,
    }


def _task() -> Row:
    texts = ("section_title", "cooperating", "product", "note", "quote", "explanation")
    return {
        **dict.fromkeys(texts, "…"),
        "plan_id": 1,
        "key": "table/I/1/1",
        "position": 1,
        "origin": "table",
        "appendix": "I",
        "section_number": "1",
        "number": "1",
        "title": "Xây dựng đề án",
        "lead": "Sở Nội vụ",
        "expression": "Trước 15/7/2026",
        "source_line": 1,
        "inherited": [],
        "kind": "fixed",
        "certainty": "certain",
        "resolution": {},
        "needs_review": False,
        "doubts": [],
        "corrections": {},
    }


def _assignment() -> Row:
    return {
        "uid": "00000000-0000-4000-8000-000000000001",
        "occurrence_id": 1,
        "agency_id": 1,
        "state": "assigned",
        "due": DUE,
        "act_by": DUE,
        "soon_on": DUE - timedelta(days=7),
        "timeliness": "due_soon",
        "next_change_on": DUE,
        "scheduled_on": date(2026, 1, 19),
        "extensions": 0,
        "result": "",
        "progress": 0,
        "version": 1,
        "revision": 0,
        "changed_at": THEN,
    }


def _entry(number: int) -> LogEntry:
    return LogEntry(at=THEN, actor="Chị Lan", action="note", assignment_id=1, details={"no": number})


def _notice(number: int, state: str) -> Row:
    return {
        "key": f"1:{state}:{DUE}:email:{ADDRESS}",
        "assignment_id": 1,
        "step": "lead-7",
        "due": DUE,
        **_delivery(number, state, recipient=ADDRESS),
    }


def _delivery(number: int, state: str, *, recipient: str) -> Row:
    leased = state in {"claimed", "sending"}
    return {
        "channel": "email",
        "recipient": recipient,
        "recipient_name": "Văn thư",
        "agency_id": 1,
        "state": state,
        "queued_at": THEN,
        "not_before": THEN,
        "lease_token": f"token-{number}" if leased else None,
        "lease_until": THEN + timedelta(minutes=10) if leased else None,
        "attempts": number - 1,
        "message_id": f"<{number}.{recipient}>" if state == "sent" else "",
        "outcome": "",
        "settled_at": THEN if state in {"sent", "dead"} else None,
    }
