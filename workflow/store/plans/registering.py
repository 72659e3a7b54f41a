"""Registering a plan: its tasks, the events they wait for, their occurrences and one assignment per owner.

All in the caller's transaction; registering the same document again changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.vietnamese import short_date
from base.where_to_look import WhereToLook
from workflow.assignment import assignment_uid
from workflow.by import By
from workflow.deadlines import event_key
from workflow.lifecycle import State
from workflow.log.actions import LogAction
from workflow.plan import PlanHead
from workflow.policies import Policies
from workflow.registry.amendment import differences
from workflow.registry.holding import Hold
from workflow.registry.plan_span import PlanSpan
from workflow.registry.registration import (
    PlannedOccurrence,
    PlannedTask,
    without_passed_check_ins,
    without_passed_periods,
)
from workflow.store.database.insert import BulkInsert
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.log.births import log_births
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import agency_ids
from workflow.store.plans.assigning import standing_of_new
from workflow.store.plans.registered import known_plan, printed_values, stored_tasks
from workflow.store.plans.search_text import search_text
from workflow.store.tables import (
    AssignmentRow,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
    TriggerRow,
)
from workflow.triggers import is_repeatable


@dataclass(frozen=True, kw_only=True)
class PlanSource:
    """The file a plan was read from. `sha256` is of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What registering a plan made. `changed` is False when everything was there already, since `known_since`.

    `held` tasks were given to nobody yet: a person has to settle something first.
    """

    plan_id: int
    changed: bool
    tasks: int = 0
    assignments: int = 0
    waiting: int = 0
    needing_review: int = 0
    held: int = 0
    known_since: datetime | None = None


class PlanChanged(DondocError):
    """A plan of this number is registered already, and the document at hand says something else."""


def register_plan(
    session: Session,
    head: PlanHead,
    tasks: Sequence[PlannedTask],
    *,
    source: PlanSource,
    coordinator: str | None,
    by: By,
    policies: Policies,
    report_cycle: str = "",
    foreign: Hold | None = None,
    confirmed: bool = False,
    held: bool = False,
) -> Registered:
    """Write a plan and all its duties. `coordinator` is the code of the agency that follows the plan up.

    `held` keeps its agencies from being written to until they are told (`workflow.store.operation.announcing`).
    `report_cycle` is the expression of the plan's periodic report; `foreign` and `confirmed` are those of
    `planned_tasks`.

    Raises `PlanChanged` when the plan is known with other tasks; nothing is written then.
    """
    lock_job(session, LockedJob.REGISTER)
    if known := known_plan(session, head):
        return _unchanged(session, known, tasks, source)
    assert head.issued_on is not None
    tasks = [without_passed_check_ins(task, by.today) for task in tasks]
    coordinator_id = agency_ids(session).get(coordinator or "")
    plan = _plan_row(head, source, coordinator_id, report_cycle, by)
    plan.other_issuer = foreign.words if foreign else ""
    plan.confirmed_on = by.today if foreign and confirmed else None
    plan.announced_at = None if held else by.now
    session.add(plan)
    session.flush()
    plan_id = plan.id
    assignments = sum(len(task.owners) * len(task.occurrences) for task in tasks)
    record(session, [_plan_entry(plan_id, head, source, len(tasks), assignments, by)])
    add_tasks(session, plan_id, head, tasks, by, policies)
    return Registered(
        plan_id=plan_id,
        changed=True,
        tasks=len(tasks),
        assignments=assignments,
        waiting=sum(len(task.owners) for task in tasks for occurrence in task.occurrences if occurrence.event),
        needing_review=sum(bool(task.doubts) for task in tasks),
        held=sum(bool(task.holds) for task in tasks),
    )


def add_tasks(
    session: Session, plan_id: int, head: PlanHead, tasks: Sequence[PlannedTask], by: By, policies: Policies
) -> int:
    """Give a registered plan further tasks, whose keys are new to it; return how many duties they make."""
    assert head.issued_on is not None
    lock_job(session, LockedJob.REGISTER)
    task_ids = _insert_tasks(session, plan_id, PlanSpan.of(head.issued_on, head.years), tasks, by)
    insert_task_agencies(session, tasks, task_ids, agency_ids(session))
    record(session, correction_entries(plan_id, tasks, by))
    return give_out(session, plan_id, head, [task for task in tasks if not task.holds], task_ids, by, policies)


def give_out(
    session: Session,
    plan_id: int,
    head: PlanHead,
    tasks: Sequence[PlannedTask],
    task_ids: Mapping[str, int],
    by: By,
    policies: Policies,
    *,
    newly: bool = False,
) -> int:
    """Give stored tasks their events, occurrences and duties, which they have none of yet; return how many duties.

    `newly` says that the plan's agencies know their duties already: of these tasks they owe no period that is over, and
    where a day has passed they get the usual term.
    """
    tasks = [without_passed_check_ins(task, by.today) for task in tasks]
    if newly:
        tasks = [without_passed_periods(task, by.today) for task in tasks]
    given = {task.key: task_ids[task.key] for task in tasks}
    triggers = insert_triggers(session, plan_id, tasks, by)
    occurrence_ids = _insert_occurrences(session, tasks, given, triggers)
    duties = BulkInsert(session, AssignmentRow)
    duties.insert(_duties(head, tasks, given, occurrence_ids, agency_ids(session), duties, by, policies, newly))
    log_births(session, plan_id, given.values(), by)
    return sum(len(task.owners) * len(task.occurrences) for task in tasks)


def usual_coordinator(tasks: Sequence[PlannedTask]) -> str | None:
    """Return the code of the single agency that leads most tasks: a plan's standing agency, unless somebody says so."""
    counts: dict[str, int] = {}
    for task in tasks:
        for mention in task.leads:
            if mention.agency is not None and not mention.agency.is_group:
                counts[mention.agency.code] = counts.get(mention.agency.code, 0) + 1
    return max(counts, key=lambda code: counts[code], default=None)


def correction_entries(plan_id: int, tasks: Iterable[PlannedTask], by: By) -> list[LogEntry]:
    """Return a line of the log for each cell that a person corrected."""
    return [
        LogEntry.of(by, LogAction.CORRECT_CELL, plan=plan_id, details={"task": task.key, **asdict(correction)})
        for task in tasks
        for correction in task.corrections
    ]


def _unchanged(session: Session, plan: PlanRow, tasks: Sequence[PlannedTask], source: PlanSource) -> Registered:
    if plan.source_sha256 != source.sha256 and (different := differences(stored_tasks(session, plan.id), tasks)):
        raise PlanChanged(
            given=source.name,
            place=f"Văn bản {plan.number} năm {plan.year}",
            reason=f"đã được nhập từ “{plan.source_name}”, còn tệp này khác ở {len(different)} nhiệm vụ",
            remedy="Chưa có gì thay đổi. Nhập lại tệp để xem các chỗ khác và áp dụng.",
            look=WhereToLook.IMPORT,
        )
    return Registered(plan_id=plan.id, changed=False, tasks=len(tasks), known_since=plan.imported_at)


def _plan_row(head: PlanHead, source: PlanSource, coordinator_id: int | None, report_cycle: str, by: By) -> PlanRow:
    assert head.issued_on is not None
    first, last = head.years or (head.issued_on.year, head.issued_on.year)
    return PlanRow(
        number=head.number,
        year=head.issued_on.year,
        kind=head.kind,
        issuer=head.issuer,
        title=head.title,
        issued_on=head.issued_on,
        first_year=first,
        last_year=last,
        signer=head.signer,
        coordinator_id=coordinator_id,
        report_cycle=report_cycle,
        supersedes=[asdict(cited) for cited in head.supersedes],
        source_name=source.name,
        source_sha256=source.sha256,
        imported_at=by.now,
    )


def _insert_tasks(
    session: Session, plan_id: int, span: PlanSpan, tasks: Sequence[PlannedTask], by: By
) -> dict[str, int]:
    rows = [
        task_values(task, span.horizon) | hold_values(task, by.today) | {"plan_id": plan_id, "key": task.key}
        for task in tasks
    ]
    if rows:
        session.execute(insert(TaskRow), rows)
    new = {task.key for task in tasks}
    known = session.execute(select(TaskRow.key, TaskRow.id).where(TaskRow.plan_id == plan_id))
    return {key: task_id for key, task_id in known if key in new}


def task_values(task: PlannedTask, horizon: date) -> dict[str, Any]:
    """Return all columns of a task but those that name it; a recurring one is laid out up to `horizon`."""
    resolution = task.resolution
    corrections = {correction.column: correction.corrected for correction in task.corrections}
    printed = printed_values(task.row)
    return printed | {
        "search": search_text(printed, corrections),
        "position": task.position,
        "kind": resolution.kind,
        "certainty": resolution.certainty,
        "explanation": resolution.explanation,
        "resolution": task.answer,
        "laid_out_until": horizon if task.recurs and not task.holds else None,
        "needs_review": bool(task.doubts),
        "doubts": [asdict(doubt) for doubt in task.doubts],
        "corrections": corrections,
    }


def hold_values(task: PlannedTask, today: date) -> dict[str, Any]:
    """Return the columns that say why and since when a task is held back; all empty for one that isn't."""
    return {"held_since": today if task.holds else None, "held_for": [asdict(hold) for hold in task.holds]}


def insert_task_agencies(
    session: Session, tasks: Iterable[PlannedTask], task_ids: dict[str, int], ids: dict[str, int]
) -> None:
    """Write the agencies that tasks name; `task_ids` goes from a task's key, `ids` from an agency's code."""
    rows = [
        {
            "task_id": task_ids[task.key],
            "role": role,
            "position": position,
            "spelling": mention.spelling,
            "agency_id": ids[mention.agency.code] if mention.agency else None,
        }
        for task in tasks
        for role, mentions in ((TaskRole.LEAD, task.leads), (TaskRole.COOPERATING, task.cooperating))
        for position, mention in enumerate(mentions, start=1)
    ]
    if rows:
        session.execute(insert(TaskAgencyRow), rows)


def insert_triggers(session: Session, plan_id: int, tasks: Iterable[PlannedTask], by: By) -> dict[str, int]:
    """Write the events that tasks wait for and the plan doesn't have yet; return all of the plan's by their key."""
    wordings = {event_key(o.event): o.event for task in tasks for o in task.occurrences if o.event}
    # A request ("hoặc theo yêu cầu của BCĐ") is made for one task: the same words elsewhere are another request.
    wordings |= {
        alternative_key(task.key, o.alternative): f"{o.alternative} ({task.row.place})"
        for task in tasks
        for o in task.occurrences
        if o.alternative
    }
    known = select(TriggerRow.key, TriggerRow.id).where(TriggerRow.plan_id == plan_id)
    there = dict(session.execute(known).all())
    rows = [
        {
            "plan_id": plan_id,
            "key": key,
            "wording": wording,
            "waiting_since": by.today,
            "repeatable": is_repeatable(wording),
        }
        for key, wording in wordings.items()
        if key not in there
    ]
    if rows:
        session.execute(insert(TriggerRow), rows)
    return dict(session.execute(known).all())


def alternative_key(task_key: str, alternative: str) -> str:
    """Return what names an event that may move the date of this one task."""
    return f"{event_key(alternative)}|{task_key}"


def _insert_occurrences(
    session: Session, tasks: Iterable[PlannedTask], task_ids: dict[str, int], triggers: dict[str, int]
) -> dict[tuple[int, str], int]:
    rows = [
        {
            "task_id": task_ids[task.key],
            "key": occurrence.key,
            "opens": occurrence.opens,
            "due": occurrence.due,
            "trigger_id": triggers[event_key(occurrence.event)] if occurrence.event else None,
            "alternative_id": (
                triggers[alternative_key(task.key, occurrence.alternative)] if occurrence.alternative else None
            ),
            "offset_count": occurrence.offset.units if occurrence.offset else None,
            "offset_unit": occurrence.offset.unit if occurrence.offset else None,
        }
        for task in tasks
        for occurrence in task.occurrences
    ]
    if rows:
        session.execute(insert(OccurrenceRow), rows)
    known = session.execute(
        select(OccurrenceRow.task_id, OccurrenceRow.key, OccurrenceRow.id).where(
            OccurrenceRow.task_id.in_(task_ids.values())
        )
    )
    return {(task_id, key): row for task_id, key, row in known}


def _duties(
    head: PlanHead,
    tasks: Iterable[PlannedTask],
    task_ids: Mapping[str, int],
    occurrence_ids: Mapping[tuple[int, str], int],
    ids: Mapping[str, int],
    bulk: BulkInsert,
    by: By,
    policies: Policies,
    newly: bool,
) -> Iterator[dict[str, Any]]:
    """One row for each owner of each occurrence, made as it is asked for: the whole fan-out never stands in memory."""
    issued_on = str(head.issued_on)
    for task in tasks:
        for occurrence in task.occurrences:
            occurrence_id = occurrence_ids[task_ids[task.key], occurrence.key]
            shared = bulk.shared({"occurrence_id": occurrence_id, **_schedule(occurrence, by, policies, newly)})
            for owner in task.owners:
                uid = assignment_uid(head.issuer, head.number, issued_on, task.key, occurrence.key, owner.code)
                yield {"uid": uid, "agency_id": ids[owner.code], **shared}


def _schedule(occurrence: PlannedOccurrence, by: By, policies: Policies, newly: bool) -> dict[str, object]:
    state = State.WAITING if occurrence.event else State.ASSIGNED
    due, act_by = occurrence.due, occurrence.act_by
    if newly and due is not None and due < by.today:
        due = act_by = policies.working_days.add(by.today, policies.usual_term)
    return {
        **standing_of_new(state, occurrence.opens, due, act_by, policies),
        "scheduled_on": by.today,
        "changed_at": by.now,
        "event_stamp": int(by.now.timestamp()),
    }


def _plan_entry(plan_id: int, head: PlanHead, source: PlanSource, tasks: int, assignments: int, by: By) -> LogEntry:
    document = f"{head.number} ngày {short_date(head.issued_on)}" if head.issued_on else head.number
    return LogEntry.of(
        by.because(by.reason, document),
        LogAction.IMPORT,
        plan=plan_id,
        details={"file": source.name, "sha256": source.sha256, "tasks": tasks, "assignments": assignments},
    )
