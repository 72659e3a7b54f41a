"""Tasks that a group leads: how far its members are, and who joined or left the group since.

Nobody is silently added or dropped: `gaps` asks, `admit`, `release` and `leave_as_it_is` do what was decided, each
after `admissions` or `duties_of_leaver` has shown it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.agencies import Directory
from workflow.assignment import Assignment
from workflow.by import By
from workflow.entered_days import check_new_due
from workflow.lifecycle import OPEN, Event, Role, Transition
from workflow.log.actions import HANDED_OVER, LogAction
from workflow.policies import Policies
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import agency_ids
from workflow.store.plans.assigning import Newly, assign, day_given, day_owed
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    EventRow,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
)
from workflow.timeliness import CLOSED_UNDONE, HANDED_IN


@dataclass(frozen=True, kw_only=True)
class _Progress:
    """How far the agencies of a task are. `laggards` have not reported, those with the earliest due day first."""

    owing: int
    reported: int
    laggards: tuple[Assignment, ...]

    @property
    def words(self) -> str:
        """The count in an official's words, as in "87/102 cơ quan đã báo cáo"."""
        return f"{self.reported}/{self.owing} cơ quan đã báo cáo"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """An agency that belongs to a leading group but owes nothing, or owes something but no longer belongs.

    `tasks` are the ids of the tasks concerned; `agency` is a code.
    """

    agency: str
    agency_name: str
    joined: bool
    tasks: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Admission:
    """What an agency that joined would get: the task, the day that the others owe, and the one that it would owe.

    Both are None where the work waits or has no day.
    """

    task: int
    owed: date | None
    due: date | None


def progress_of(session: Session, task_id: int) -> _Progress:
    """Count who of a task's agencies has reported; withdrawn and superseded duties don't count."""
    counted = [duty for duty in assignments(session, task_id=task_id) if duty.state not in CLOSED_UNDONE]
    lagging = tuple(duty for duty in counted if duty.state not in HANDED_IN)
    return _Progress(owing=len(counted), reported=len(counted) - len(lagging), laggards=lagging)


def gaps(session: Session, directory: Directory) -> list[Gap]:
    """Return who joined or left a leading group since its tasks were given out, as the directory stands now.

    What was decided to be left as it is isn't asked again.
    """
    expected = _expected(session, directory)
    owning, settled = _owning(session, expected), _left_as_they_are(session)
    joined: defaultdict[str, list[int]] = defaultdict(list)
    left: defaultdict[str, list[int]] = defaultdict(list)
    for task_id, members in sorted(expected.items()):
        for code in members - owning[task_id].keys():
            if (task_id, code, True) not in settled:
                joined[code].append(task_id)
        for code, still_member in owning[task_id].items():
            if code not in members and not still_member and (task_id, code, False) not in settled:
                left[code].append(task_id)
    names = {agency.code: agency.name for agency in directory}
    return [
        Gap(agency=code, agency_name=names.get(code, code), joined=is_joined, tasks=tuple(tasks))
        for is_joined, found in ((True, joined), (False, left))
        for code, tasks in sorted(found.items())
    ]


def task_titles(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return tasks by row id as a decision names them: the title with the printed deadline."""
    found = session.scalars(select(TaskRow).where(TaskRow.id.in_(ids)).order_by(TaskRow.id))
    return {
        task.id: f"{task.corrections.get('title', task.title)} ({task.corrections.get('deadline', task.expression)})"
        for task in found
    }


def admit(session: Session, gap: Gap, by: By, policies: Policies, *, due: date | None = None) -> int:
    """Give an agency that joined the open duties of its group's tasks; return how many.

    What fell due before it came gets the day `due`, or the usual term; of a task that comes back, periods that are
    over are not owed. Raises `DayRefused`.
    """
    if due is not None:
        check_new_due(due, today=by.today, duty=gap.agency_name)
    agency = (agency_ids(session)[gap.agency], gap.agency)
    return sum(
        assign(
            session, occurrence, [agency], task=task, plan=plan, by=by, policies=policies, due=due, newly=Newly.JOINED
        )
        for occurrence, task, plan in _owed_by_joining(session, gap, by.today)
    )


def admissions(session: Session, gap: Gap, policies: Policies, *, today: date) -> list[Admission]:
    """Return what `admit` would give, without a day of one's own for what is past."""
    return [
        Admission(task=task.id, owed=owed, due=day_given(owed, None, policies, today=today))
        for occurrence, task, _ in _owed_by_joining(session, gap, today)
        for owed in [day_owed(session, occurrence)]
    ]


def duties_of_leaver(session: Session, gap: Gap) -> list[Assignment]:
    """Return the open duties of an agency that left, which `release` would withdraw."""
    return [
        duty
        for task in gap.tasks
        for duty in assignments(session, task_id=task, agency=gap.agency)
        if duty.state in OPEN
    ]


def release(session: Session, gap: Gap, by: By) -> int:
    """Withdraw the open duties of an agency that left; return how many."""
    withdrawn = Transition(event=Event.WITHDRAW, role=Role.COORDINATOR, by=by)
    found = duties_of_leaver(session, gap)
    for duty in found:
        apply(session, duty.id, withdrawn)
    return len(found)


def leave_as_it_is(session: Session, gap: Gap, by: By) -> int:
    """Decide that nothing changes: who joined gets none of it, who left keeps its own; return how many tasks."""
    rows = session.execute(
        select(TaskRow.key, TaskRow.plan_id).where(TaskRow.id.in_(gap.tasks)).order_by(TaskRow.id)
    ).all()
    record(
        session,
        [
            LogEntry.of(
                by,
                LogAction.LEAVE_AS_IT_IS,
                plan=plan,
                details={"task": key, "agency": gap.agency, "joined": gap.joined},
            )
            for key, plan in rows
        ],
    )
    return len(rows)


def _left_as_they_are(session: Session) -> set[tuple[int, str, bool]]:
    """The task, the agency, and whether it had joined, of each decision that nothing changes."""
    rows = session.execute(
        select(TaskRow.id, EventRow.details)
        .join(EventRow, (EventRow.plan_id == TaskRow.plan_id) & (EventRow.details["task"].as_string() == TaskRow.key))
        .where(EventRow.action == LogAction.LEAVE_AS_IT_IS)
    )
    return {(task, details["agency"], details["joined"]) for task, details in rows}


def _owed_by_joining(session: Session, gap: Gap, today: date) -> list[tuple[OccurrenceRow, TaskRow, PlanRow]]:
    """What is open of the group's tasks; of a task that comes back, periods that are over are not owed."""
    return [
        (occurrence, task, plan)
        for occurrence, task, plan in _open_occurrences(session, gap.tasks)
        if task.laid_out_until is None or (day_owed(session, occurrence) or today) >= today
    ]


def _expected(session: Session, directory: Directory) -> dict[int, set[str]]:
    """The agencies that should owe each group-led task that is still open, by the directory of today."""
    leads: defaultdict[int, set[str]] = defaultdict(set)
    grouped: set[int] = set()
    rows = session.execute(
        select(TaskAgencyRow.task_id, AgencyRow.code, AgencyRow.is_group)
        .join(AgencyRow, AgencyRow.id == TaskAgencyRow.agency_id)
        .where(TaskAgencyRow.role == TaskRole.LEAD)
    )
    for task_id, code, is_group in rows:
        leads[task_id].add(code)
        if is_group:
            grouped.add(task_id)
    return {
        task_id: {m.code for code in leads[task_id] if code in directory for m in directory.members(code)}
        for task_id in grouped
        if any(code in directory and directory.members(code) for code in leads[task_id])
    }


def _owning(session: Session, tasks: Iterable[int]) -> dict[int, dict[str, bool]]:
    """Who has duties in each task; True for those who got theirs by decision, or owe nothing open any more."""
    handed = select(EventRow.assignment_id).where(EventRow.action.in_(HANDED_OVER))
    wanted = set(tasks)
    rows = session.execute(
        select(
            OccurrenceRow.task_id, AgencyRow.code, AssignmentRow.state, AssignmentRow.id.in_(handed).label("decided")
        )
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
    )
    owning: dict[int, dict[str, bool]] = {task_id: {} for task_id in wanted}
    for task_id, code, state, decided in rows:
        if task_id in wanted:
            settled = bool(decided) or state not in OPEN
            owning[task_id][code] = owning[task_id].get(code, True) and settled
    return owning


def _open_occurrences(session: Session, task_ids: Iterable[int]) -> list[tuple[OccurrenceRow, TaskRow, PlanRow]]:
    still_open = select(AssignmentRow.occurrence_id).where(AssignmentRow.state.in_(OPEN))
    rows = session.execute(
        select(OccurrenceRow, TaskRow, PlanRow)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(OccurrenceRow.task_id.in_(task_ids), OccurrenceRow.id.in_(still_open))
        .order_by(OccurrenceRow.id)
    )
    return [(occurrence, task, plan) for occurrence, task, plan in rows]
