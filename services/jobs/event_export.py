"""Passing the log on: what happened since last time, as the events that other programs can hang automations on.

The log leads. A relay that stood still catches up; one that dies between passing on and noting so passes on again
under the same number, and the receiver keeps one. After a day with very many changes the first are passed on one by
one and the others counted in one event.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from services.installation import Installation
from workflow.log.actions import LogAction, past_tense
from workflow.store.log.sealing import SealingPostponed, settled_up_to
from workflow.store.log.tail import Happening, count_lines, happenings
from workflow.store.operation.runs import move_cursor, read_cursor

READER = "prefect"
MOST_SINGLE = 500
_NAMESPACE = uuid.UUID("0d5b1c52-6a0e-4f3e-9a55-1b1f6b1d9e42")


@dataclass(frozen=True, kw_only=True)
class ExportedEvent:
    """One event to pass on. `resource` names what it is about, as in "dondoc.assignment.12"."""

    id: uuid.UUID
    event: str
    resource: str
    name: str
    occurred: datetime
    payload: dict[str, object] = field(default_factory=dict)


def relay(installation: Installation, pass_on: Callable[[Iterable[ExportedEvent]], None], *, now: datetime) -> int:
    """Pass on what the log says since the last time, and return how many lines that was.

    The first time nothing is passed on: history is no news. While somebody is writing to the log, all of it waits.
    """
    with installation.database.writing() as session:
        try:
            newest = settled_up_to(session, patience=0)
        except SealingPostponed:
            return 0
        after = read_cursor(session, READER)
        if after is None:
            move_cursor(session, READER, newest)
    if after is None or newest <= after:
        return 0
    with installation.database.reading() as session:
        lines = happenings(session, after=after, up_to=newest, limit=MOST_SINGLE)
        last = lines[-1].line if lines else newest
        left = count_lines(session, after=last, up_to=newest)
    pass_on([*map(exported_event, lines), *([_rest(last, newest, left, now)] if left else [])])
    with installation.database.writing() as session:
        move_cursor(session, READER, newest)
    return len(lines) + left


def exported_event(line: Happening) -> ExportedEvent:
    """Return a line of the log as an event, as in `dondoc.assignment.overdue` or `dondoc.trigger.fired`."""
    kind, number, name = _subject(line)
    deed = line.after if line.action == LogAction.SWEEP else past_tense(line.action)
    payload = {
        "line": line.line,
        "plan": line.plan_number,
        "agency": line.agency,
        "before": line.before,
        "after": line.after,
        "due": line.due.isoformat() if line.due else "",
        "document": line.document,
    }
    return ExportedEvent(
        id=uuid.uuid5(_NAMESPACE, str(line.line)),
        event=f"dondoc.{kind}.{deed}",
        resource=f"dondoc.{kind}.{number}",
        name=name,
        occurred=line.at,
        payload={key: value for key, value in payload.items() if value != ""},
    )


def _subject(line: Happening) -> tuple[str, int, str]:
    if line.assignment_id is not None:
        return "assignment", line.assignment_id, line.title
    if line.trigger_id is not None:
        return "trigger", line.trigger_id, line.wording
    return "plan", line.plan_id or 0, line.plan_number


def _rest(last: int, newest: int, left: int, now: datetime) -> ExportedEvent:
    return ExportedEvent(
        id=uuid.uuid5(_NAMESPACE, f"{last}-{newest}"),
        event="dondoc.log.many",
        resource="dondoc.log",
        name=f"{left} thay đổi khác",
        occurred=now,
        payload={"lines": left, "after": last, "up_to": newest},
    )
