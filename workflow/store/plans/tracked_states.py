"""Giving a new plan's duties the state that a tracking sheet says they are in, once a person has said yes.

Every step goes through the lifecycle and the log. A task that is done without a day stays open at 100 %: nobody knows
whether it was done in time, so a person reports it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition
from workflow.plan import Reached, TrackedProgress
from workflow.registry.amendment import compare
from workflow.registry.registration import PlannedTask
from workflow.store.duties.transitions import apply
from workflow.store.plans.registered import stored_tasks
from workflow.store.tables import AssignmentRow, OccurrenceRow, TaskRow

_DONE = "Hoàn thành theo bảng theo dõi nhập vào"
_UNDATED = "Bảng theo dõi ghi “{words}”, không ghi ngày hoàn thành"
_WORKING = frozenset({State.ASSIGNED, State.IN_PROGRESS})


def offers_state(task: PlannedTask) -> bool:
    """Whether a tracking sheet says that the task is under way or done; a task of several days says it of none."""
    progress = task.row.progress
    return progress is not None and progress.reached in _BEGUN and len(task.occurrences) == 1


_BEGUN = frozenset({Reached.IN_PROGRESS, Reached.COMPLETED})


def take_states(session: Session, plan_id: int, tasks: Sequence[PlannedTask], by: By) -> int:
    """Let the duties of a plan reach the state that the sheet gives their task; return how many did.

    `tasks` bear the keys under which they are registered. A duty that is as far already, or further, is left alone.
    """
    moved = 0
    for task in tasks:
        progress = task.row.progress
        if progress is None or not offers_state(task):
            continue
        for duty in _working(session, plan_id, task.key):
            steps = [step for step in _steps(progress, by) if not _says_nothing_new(duty, step)]
            for step in steps:
                apply(session, duty.id, step)
            moved += bool(steps)
    return moved


def take_states_anew(session: Session, plan_id: int, tasks: Sequence[PlannedTask], by: By) -> int:
    """Do the same for a document that comes again, whose tasks may stand elsewhere than they did."""
    pairs = compare(stored_tasks(session, plan_id), tasks)
    known = [replace(pair.read, key=pair.stored.key) for pair in pairs if pair.read and pair.stored]
    return take_states(session, plan_id, known, by)


def _working(session: Session, plan_id: int, key: str) -> Sequence[AssignmentRow]:
    return session.scalars(
        select(AssignmentRow)
        .join(OccurrenceRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .join(TaskRow, OccurrenceRow.task_id == TaskRow.id)
        .where(TaskRow.plan_id == plan_id, TaskRow.key == key, AssignmentRow.state.in_(_WORKING))
        .order_by(AssignmentRow.id)
    ).all()


def _says_nothing_new(duty: AssignmentRow, step: Transition) -> bool:
    noted = step.event is Event.NOTE_PROGRESS and duty.state is State.IN_PROGRESS
    return noted and (step.percent or 0) <= duty.progress


def _steps(progress: TrackedProgress, by: By) -> Iterator[Transition]:
    words = progress.words or _DONE
    if progress.reached is Reached.IN_PROGRESS:
        yield Transition(event=Event.NOTE_PROGRESS, role=Role.STAFF, by=by, text=words, percent=progress.percent)
    elif progress.finished_on is None or progress.finished_on > by.today:
        text = _UNDATED.format(words=words)
        yield Transition(event=Event.NOTE_PROGRESS, role=Role.STAFF, by=by, text=text, percent=100)
    else:
        report = Transition(event=Event.REPORT, role=Role.STAFF, by=by, result=_DONE, on=progress.finished_on)
        yield report
        yield replace(report, event=Event.CONFIRM, role=Role.COORDINATOR)
