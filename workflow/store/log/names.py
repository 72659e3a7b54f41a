"""The names behind the numbers and codes that some lines of the log hold, asked for together."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeGuard, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.log.audit import PERSON, LogEntry
from workflow.log.subjects import LogNames, TaskKey
from workflow.store.notices.outbox import batches
from workflow.store.tables import AgencyRow, ContactRow, PersonRow, PlanRow, ShareRow, TaskRow

_Key = TypeVar("_Key", int, str)

_ROW_IDS = range(1, 2**31)  # PostgreSQL's integer
_ONE_AGENCY = ("agency", "was_agency", "watcher", "member", "holder")


def names_of(session: Session, entries: Sequence[LogEntry]) -> LogNames:
    """Return the names that the words of these lines need, of what is still there; of jobs and settings none."""
    details = [entry.details for entry in entries]
    contacts = [number for one in details for number in (*_listed(one, "contacts"), one.get("contact"))]
    codes = [code for one in details for code in (*_listed(one, "agencies"), *(one.get(key) for key in _ONE_AGENCY))]
    return LogNames(
        people=_named(session, PersonRow.id, PersonRow.name, _numbers(one.get(PERSON) for one in details)),
        contacts=_contacts(session, _numbers(contacts)),
        agencies=_named(session, AgencyRow.code, AgencyRow.name, {code for code in codes if _may_be_kept(code)}),
        shares=_named(session, ShareRow.id, ShareRow.label, _numbers(one.get("share") for one in details)),
        plans=_named(session, PlanRow.id, PlanRow.number, _numbers(one.get("plan") for one in details)),
        tasks=_tasks(session, entries),
    )


def _listed(details: Mapping[str, Any], key: str) -> Sequence[object]:
    # The same word counts in another line: a merger says how many contacts went over.
    found = details.get(key)
    return found if isinstance(found, list | tuple) else ()


def _may_be_kept(code: object) -> TypeGuard[str]:
    """Whether a database can be asked for it: PostgreSQL knows no text with a NUL."""
    return isinstance(code, str) and "\0" not in code


def _numbers(found: Iterable[object]) -> set[int]:
    return {number for number in found if type(number) is int and number in _ROW_IDS}


def _named(session: Session, key: Any, name: Any, wanted: set[_Key]) -> dict[_Key, str]:
    asked = (session.execute(select(key, name).where(key.in_(some))).all() for some in batches(sorted(wanted)))
    return dict(chain.from_iterable(asked))


def _contacts(session: Session, wanted: set[int]) -> dict[int, str]:
    query = select(ContactRow.id, ContactRow.name, AgencyRow.name).join(AgencyRow, AgencyRow.id == ContactRow.agency_id)
    asked = (session.execute(query.where(ContactRow.id.in_(some))).all() for some in batches(sorted(wanted)))
    return {number: f"{name} ({agency})" for number, name, agency in chain.from_iterable(asked)}


def _tasks(session: Session, entries: Sequence[LogEntry]) -> dict[TaskKey, str]:
    wanted = {
        (entry.plan_id, key)
        for entry in entries
        if entry.plan_id is not None and _may_be_kept(key := entry.details.get("task"))
    }
    found: dict[TaskKey, str] = {}
    for plan in sorted({plan for plan, _ in wanted}):
        keys = sorted(key for of_plan, key in wanted if of_plan == plan)
        for some in batches(keys):
            rows = session.execute(
                select(TaskRow.key, TaskRow.shown_title()).where(TaskRow.plan_id == plan, TaskRow.key.in_(some))
            )
            found |= {(plan, key): title for key, title in rows}
    return found
