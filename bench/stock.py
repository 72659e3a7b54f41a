"""A country's stock of open duties: as many as asked for, of which the same 5,000 change today.

Thirty-four provinces; each task is one duty for each of a province's hundred communes, stored together, as importing
stores them. The fifty tasks that change today are spread evenly over the stock; the rest is due in months, or has
been overdue for months. Every duty has its first line in the log, every overdue one a notice that was sent.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from bench.databases import settle
from workflow.deadlines.values.resolution import Certainty, Kind
from workflow.lifecycle import State
from workflow.plan import Origin
from workflow.store.database.opening import Database
from workflow.store.tables import (
    AgencyRow,
    ContactRole,
    ContactRow,
    DailyRunRow,
    OccurrenceRow,
    PlanRow,
    TaskRow,
)
from workflow.timeliness import Dates, next_change, timeliness

# A Wednesday: no step of the packaged ladder comes back on it.
TODAY = date(2026, 3, 4)
YESTERDAY = TODAY - timedelta(days=1)
SOON = timedelta(days=7)
CHANGES = 5_000
PROVINCES = 34
COMMUNES = 100
LONG_AGO = date(2026, 1, 5)
MOMENT = "2026-01-05 02:00:00.000000"
STAMP = int(datetime.fromisoformat(MOMENT).replace(tzinfo=UTC).timestamp())
# What changes today: a third comes due soon, a third is due, a third is overdue since midnight.
TURNS = (TODAY + SOON, TODAY, YESTERDAY)
FAR = (*range(60, 400, 5), *range(-300, -40, 15))


def fill(database: Database, duties: int, *, changes: int = CHANGES) -> None:
    """Fill an empty database with that many open duties, a multiple of `changes`; all daily jobs ran yesterday."""
    tasks = duties // COMMUNES
    dues = [_due(task, duties // changes) for task in range(tasks)]
    with database.writing() as session:
        session.execute(insert(AgencyRow), [_agency(number) for number in range(PROVINCES * (COMMUNES + 1))])
        session.execute(insert(ContactRow), [_contact(number) for number in range(PROVINCES * (COMMUNES + 1))])
        session.execute(insert(PlanRow), [_plan(number) for number in range(PROVINCES)])
        session.execute(insert(TaskRow), [_task(number) for number in range(tasks)])
        session.execute(insert(OccurrenceRow), [_occurrence(number, due) for number, due in enumerate(dues)])
        session.execute(insert(DailyRunRow), [{"job": job, "day": YESTERDAY} for job in ("sweep", "ladder")])
        session.execute(text("CREATE TABLE pattern (due DATE, soon_on DATE, timeliness VARCHAR, next_change_on DATE)"))
        session.execute(text(PATTERN), [_pattern(due) for due in sorted(set(dues))])
        uid = "gen_random_uuid()" if database.engine.dialect.name == "postgresql" else "lower(hex(randomblob(16)))"
        for statement in (ASSIGNMENTS.format(uid=uid), BIRTHS, NOTICES, "DROP TABLE pattern"):
            session.execute(text(statement))
    settle(database)


def _due(task: int, every: int) -> date:
    if task % every == 0:
        return TURNS[task // every % len(TURNS)]
    return TODAY + timedelta(days=FAR[task % len(FAR)])


def _agency(number: int) -> dict[str, Any]:
    province, commune = divmod(number, COMMUNES + 1)
    name = f"Xã {commune}, tỉnh {province}"
    return {"id": number + 1, "code": f"xa-{province}-{commune}", "name": name, "kind": "commune", "is_group": False}


def _contact(number: int) -> dict[str, Any]:
    return {
        "agency_id": number + 1,
        "role": ContactRole.STAFF,
        "name": f"Văn thư {number}",
        "address": f"vanthu@xa-{number}.example",
    }


def _plan(number: int) -> dict[str, Any]:
    return {
        "id": number + 1,
        "number": f"{number + 1}/KH-UBND",
        "year": 2026,
        "kind": "Kế hoạch",
        "issuer": f"Ủy ban nhân dân tỉnh {number}",
        "title": "Nhiệm vụ năm 2026",
        "issued_on": LONG_AGO,
        "first_year": 2026,
        "last_year": 2026,
        "signer": "",
        # The first agency of a province follows its plan up, the other hundred lead its tasks.
        "coordinator_id": number * (COMMUNES + 1) + 1,
        "source_name": "ke-hoach.docx",
        "source_sha256": "0" * 64,
        "imported_at": datetime.fromisoformat(MOMENT).replace(tzinfo=UTC),
    }


def _task(number: int) -> dict[str, Any]:
    words = ("section_title", "lead", "cooperating", "product", "expression", "note", "explanation")
    return {
        **dict.fromkeys(words, "…"),
        "id": number + 1,
        "plan_id": number % PROVINCES + 1,
        "key": f"table/I/1/{number}",
        "position": number,
        "origin": Origin.TABLE,
        "appendix": "I",
        "section_number": "1",
        "number": str(number),
        "title": f"Nhiệm vụ {number}",
        "source_line": number,
        "inherited": [],
        "kind": Kind.FIXED,
        "certainty": Certainty.CERTAIN,
        "resolution": {},
        "needs_review": False,
        "doubts": [],
    }


def _occurrence(number: int, due: date) -> dict[str, Any]:
    return {"id": number + 1, "task_id": number + 1, "key": "1", "due": due}


def _pattern(due: date) -> dict[str, str | None]:
    dates = Dates(due=due, soon_on=due - SOON)
    changes_on = next_change(State.ASSIGNED, dates, today=YESTERDAY)
    return {
        "due": due.isoformat(),
        "soon_on": (due - SOON).isoformat(),
        "timeliness": timeliness(State.ASSIGNED, dates, today=YESTERDAY).value,
        "next_change_on": changes_on.isoformat() if changes_on else None,
    }


PATTERN = "INSERT INTO pattern VALUES (:due, :soon_on, :timeliness, :next_change_on)"
# The agencies of a plan's province but the first, which follows the plan up.
ASSIGNMENTS = f"""
    INSERT INTO assignment (uid, occurrence_id, agency_id, state, opens, due, act_by, soon_on, timeliness,
        next_change_on, scheduled_on, extensions, result, progress, version, revision, changed_at, event_stamp)
    SELECT {{uid}}, o.id, a.id, 'assigned', NULL, o.due, o.due, p.soon_on, p.timeliness,
        p.next_change_on, '{LONG_AGO}', 0, '', 0, 1, 0, '{MOMENT}', {STAMP}
    FROM occurrence o JOIN pattern p ON p.due = o.due JOIN task t ON t.id = o.task_id
    JOIN agency a ON a.id BETWEEN (t.plan_id - 1) * {COMMUNES + 1} + 2 AND t.plan_id * {COMMUNES + 1}
    ORDER BY o.id, a.id
"""
BIRTHS = f"""
    INSERT INTO event (at, actor, action, assignment_id, before, after, reason, document, details)
    SELECT '{MOMENT}', 'Chị Lan', 'assign', id, '', 'assigned', '', '', '{{}}' FROM assignment ORDER BY id
"""
NOTICES = f"""
    INSERT INTO notice (key, assignment_id, step, due, channel, recipient, recipient_name, agency_id, state,
        queued_at, not_before, attempts, message_id, outcome)
    SELECT CAST(id AS VARCHAR) || '-old', id, 'head+5', due, 'email', 'giamdoc@xa.example', '', agency_id, 'sent',
        '{MOMENT}', '{MOMENT}', 1, '', '' FROM assignment WHERE due < '{YESTERDAY}' ORDER BY id
"""
