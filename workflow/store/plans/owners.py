"""Whose a task's next occurrence is: theirs who owe, or owed, the last one, but for what was decided of one alone.

And giving on, with one duty, all that the task still brings its agency.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session, aliased

from workflow.agencies import Directory
from workflow.assignment import Assignment
from workflow.lifecycle import OPEN, Event, State, Transition, step_of
from workflow.log.audit import LogEntry
from workflow.policies import Policies
from workflow.store.duties.reading import assignments_by_id
from workflow.store.duties.setting_days import dates_with
from workflow.store.duties.transitions import OwesTheSame, apply
from workflow.store.log.writing import history
from workflow.store.people.directory import agency_ids
from workflow.store.people.passing_over import heirs
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, TaskAgencyRow, TaskRole

_CLOSED = frozenset({State.WITHDRAWN, State.SUPERSEDED})


def owners_of_latest(session: Session, task_id: int, directory: Directory) -> list[tuple[int, str]]:
    """Return the agencies (row id and code) that get a task's next occurrence.

    Whoever it was withdrawn from for good is left out; where only the last occurrence was withdrawn or given to
    somebody else, the next ones stay where they were. A dissolved agency's are its successors'.
    """
    found = [living for code in _owners(session, task_id) for living in living_agencies(directory, code)]
    ids, merged = agency_ids(session), heirs(session)
    codes = {number: code for code, number in ids.items()}
    numbers = dict.fromkeys(merged.get(ids[code], ids[code]) for code in found if code in ids)
    return [(number, codes[number]) for number in numbers]


def living_agencies(directory: Directory, code: str) -> Sequence[str]:
    """Return the agency, or its successors where it was dissolved; an unknown or dying-out one stays itself."""
    if code not in directory or not directory.get(code).dissolved:
        return [code]
    return [agency.code for agency in directory.members(code)]


def _owners(session: Session, task_id: int) -> Iterator[str]:
    latest = (
        select(OccurrenceRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(OccurrenceRow.task_id == task_id, OccurrenceRow.withdrawn_on.is_(None))
        .order_by(OccurrenceRow.due.desc().nulls_last(), OccurrenceRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(AssignmentRow.id, AgencyRow.code, AssignmentRow.state, _owes_more(task_id))
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(AssignmentRow.occurrence_id == latest)
        .order_by(AssignmentRow.id)
    )
    for number, code, state, owes_more in rows.all():
        lines = history(session, number)
        if state not in _CLOSED or owes_more or _only(lines, {Event.WITHDRAW}):
            yield _keeper(lines) or code


def _owes_more(task_id: int) -> Exists:
    other, of_task = aliased(AssignmentRow), aliased(OccurrenceRow)
    return (
        exists()
        .where(other.occurrence_id == of_task.id, of_task.task_id == task_id)
        .where(other.agency_id == AssignmentRow.agency_id, other.state.in_(OPEN))
        .correlate(AssignmentRow)
    )


def _only(lines: Sequence[LogEntry], events: Collection[Event]) -> bool:
    """Whether the last of these events was about this one duty alone."""
    last = next((line for line in reversed(lines) if line.action in events), None)
    return last is not None and bool(last.details.get("only"))


def _keeper(lines: Sequence[LogEntry]) -> str | None:
    """The agency that keeps the task although this duty of it was given to another; None where it went for good."""
    keeper: str | None = None
    for line in lines:
        if line.action == Event.REASSIGN:
            keeper = (keeper or line.details.get("was_agency")) if line.details.get("only") else None
    return keeper


def later_duties(session: Session, duty: Assignment) -> list[int]:
    """Return the duties of the same task that the duty's agency still owes later on and that may be given away."""
    movable = step_of(Event.REASSIGN).sources
    query = (
        select(AssignmentRow.id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(OccurrenceRow.task_id == duty.task.id, AgencyRow.code == duty.agency, AssignmentRow.id != duty.id)
        .where(AssignmentRow.state.in_(movable))
        .order_by(AssignmentRow.due, AssignmentRow.id)
    )
    if duty.due is not None:
        query = query.where(AssignmentRow.due > duty.due)
    return list(session.scalars(query))


def hand_over_later(session: Session, duty: Assignment, given: Transition, policies: Policies) -> int:
    """Give the later duties to the same agency as the duty was; return how many. `duty` is as it was before.

    Where its own agency gets it back, having refused it, only the later ones that it refused as well change.
    """
    going = [
        later
        for later in assignments_by_id(session, later_duties(session, duty)).values()
        if later.state is State.REFUSED or later.agency != given.agency
    ]
    for later in going:
        apply(session, later.id, given, dates_with(session, later, given, None, policies))
    return len(going)


def give_the_rest(session: Session, duty: Assignment, given: Transition, policies: Policies) -> int:
    """Give an agency that has one duty of a task alone also what the task still brings; return how many duties.

    What comes back later is its own too. Raises `OwesTheSame` where only the one is given, or where all of it is its
    own already.
    """
    keeper = None if given.only else _keeper(history(session, duty.id))
    if keeper is None:
        raise OwesTheSame(
            given=duty.agency_name,
            place=duty.name,
            reason="đang do chính cơ quan này thực hiện" + ("" if given.only else ", các kỳ sau cũng vậy"),
            remedy="Chọn cơ quan khác; chỉ đổi hạn thì đặt lại hạn.",
        )
    stayed = [replace(duty, agency=code) for code in living_agencies(policies.directory, keeper)]
    moved = sum(hand_over_later(session, one, given, policies) for one in stayed)
    if not moved:
        # None is laid out yet: the next ones go by what is on record of this one.
        apply(session, duty.id, given)
    return moved


def owners_before(session: Session, task_id: int, directory: Directory) -> set[str]:
    """Return the codes of the agencies that lead a task by its words, a group's members one by one."""
    leads = session.scalars(
        select(AgencyRow.code)
        .join(TaskAgencyRow, TaskAgencyRow.agency_id == AgencyRow.id)
        .where(TaskAgencyRow.task_id == task_id, TaskAgencyRow.role == TaskRole.LEAD)
    )
    return {member.code for code in leads if code in directory for member in directory.members(code)}
