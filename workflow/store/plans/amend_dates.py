"""What a changed document does to duties: new dates, other owners, none at all.

Finished duties stay as they are. Every step goes through the lifecycle or leaves its own line in the log.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from sqlalchemy import case, literal, select, update
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.deadlines import event_key
from workflow.deadlines.values.resolution import Offset
from workflow.entered_days import day_of_newly_owed
from workflow.lifecycle import OPEN, WORKING, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.policies import Policies
from workflow.registry.amendment import Difference
from workflow.registry.registration import PlannedOccurrence, PlannedTask
from workflow.store.duties.setting_days import dates_for, set_dates
from workflow.store.duties.transitions import Rescheduling, apply
from workflow.store.log.writing import LogEntry, history, record
from workflow.store.people.directory import agency_ids
from workflow.store.people.passing_over import heirs
from workflow.store.plans.assigning import Newly, assign
from workflow.store.plans.decided import decided_day
from workflow.store.plans.ending import UNREPORTED
from workflow.store.plans.next_occurrences import laid_out_anew
from workflow.store.plans.registered import span_of
from workflow.store.plans.registering import PlanSource, alternative_key, correction_entries
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskRow, TriggerRow
from workflow.triggers import propose


@dataclass(frozen=True, kw_only=True)
class Amender:
    """Who applies which changed document under which policies.

    Of the `overruled` duties the document is followed, whatever people decided or reported before.
    `document` names another document that amends the plan, "" when the plan's own came in anew.
    """

    by: By
    source: PlanSource
    policies: Policies
    overruled: frozenset[int] = frozenset()
    document: str = ""

    def because(self, what: str, document: str = "") -> By:
        said = f"{self.origin}: {what}"
        reason = f"{self.by.reason} ({said})" if self.by.reason else said
        return self.by.because(reason, document or self.document)

    @property
    def origin(self) -> str:
        """By what the plan is changed, in words."""
        return f"sửa đổi theo {self.document}" if self.document else f"nhập lại văn bản từ “{self.source.name}”"

    def dates(self, opens: date | None, due: date | None) -> Rescheduling:
        return dates_for(due, self.policies, opens=opens)

    def newly(self, opens: date | None, due: date | None) -> Rescheduling:
        """The dates of what an agency comes to owe only now."""
        days, usual = self.policies.working_days, self.policies.usual_term
        return self.dates(opens, day_of_newly_owed(due, today=self.by.today, working_days=days, usual=usual))


@dataclass(frozen=True, kw_only=True)
class Amending:
    """One task that is being changed: its row, its plan, and how the changed document reads it.

    `kept` are the duties whose waiting reports stay with the agency that gave them, on their day.
    """

    plan: PlanRow
    task: TaskRow
    read: PlannedTask
    triggers: dict[str, int]
    kept: frozenset[int] = frozenset()


def withdraw_duties(
    session: Session, duties: Iterable[AssignmentRow], by: By, overruled: Collection[int] = frozenset()
) -> int:
    """Withdraw those that are still open; return how many. Reports that wait stay, unless they are overruled."""
    still_open = [row.id for row in duties if row.state in UNREPORTED or (row.state in OPEN and row.id in overruled)]
    for number in still_open:
        apply(session, number, _transition(Event.WITHDRAW, by))
    return len(still_open)


def duties_of(session: Session, task_id: int) -> list[AssignmentRow]:
    """Return the duties of a task, of withdrawn occurrences as well."""
    query = select(AssignmentRow).join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
    return list(session.scalars(query.where(OccurrenceRow.task_id == task_id).order_by(AssignmentRow.id)))


def owed_occurrences(session: Session, task_id: int) -> list[OccurrenceRow]:
    """Return the occurrences for which somebody still owes something, or for which nobody could be found."""
    states: dict[int, set[State]] = {}
    for duty in duties_of(session, task_id):
        states.setdefault(duty.occurrence_id, set()).add(duty.state)
    return [o for o in _living(session, task_id) if o.id not in states or states[o.id] & OPEN]


def leave(session: Session, task_id: int, codes: Collection[str], by: Amender) -> int:
    """Withdraw the open duties of agencies that no longer lead the task; return how many."""
    ids = agency_ids(session)
    leaving = {ids[code] for code in codes if code in ids}
    duties = [duty for duty in duties_of(session, task_id) if duty.agency_id in leaving]
    return withdraw_duties(session, duties, by.because("cơ quan không còn chủ trì nhiệm vụ này"), by.overruled)


def join(session: Session, change: Amending, codes: Sequence[str], owed: Iterable[OccurrenceRow], by: Amender) -> int:
    """Give agencies that lead the task now what is still owed; return how many duties that makes.

    One that led it before, and had it withdrawn since, gets its old duty back.
    """
    ids = agency_ids(session)
    held = {(duty.occurrence_id, duty.agency_id): duty for duty in duties_of(session, change.task.id)}
    joining = by.because("cơ quan được giao chủ trì")
    made = 0
    for occurrence in owed:
        if occurrence.withdrawn_on is not None or _is_reported_by_kept(held.values(), occurrence.id, change.kept):
            continue
        new = [(ids[code], code) for code in codes if (occurrence.id, ids[code]) not in held]
        made += assign(
            session,
            occurrence,
            new,
            task=change.task,
            plan=change.plan,
            by=joining,
            policies=by.policies,
            newly=Newly.ADDED,
        )
        known = [held[occurrence.id, ids[code]] for code in codes if (occurrence.id, ids[code]) in held]
        back = [duty for duty in known if duty.state is State.WITHDRAWN]
        for duty in back:
            _give_back(session, duty.id, occurrence, joining, by.newly(occurrence.opens, occurrence.due))
        made += len(back)
    return made


def reports_kept(session: Session, task_id: int, staying: Collection[str], by: Amender) -> frozenset[int]:
    """Return the duties of agencies that no longer lead the task whose reports wait, and that nobody overruled."""
    ids = agency_ids(session)
    stays = {ids[code] for code in staying}
    return frozenset(
        duty.id
        for duty in duties_of(session, task_id)
        if duty.state is State.REPORTED and duty.agency_id not in stays and duty.id not in by.overruled
    )


def _is_reported_by_kept(duties: Iterable[AssignmentRow], occurrence: int, kept: Collection[int]) -> bool:
    """Whether all that is open of an occurrence are reports that stay: nobody else need do it then."""
    still_open = {duty.id for duty in duties if duty.occurrence_id == occurrence and duty.state in OPEN}
    return bool(still_open) and still_open <= set(kept)


def redate(session: Session, change: Amending, owners: Sequence[str], by: Amender) -> Counter[str]:
    """Lay the task's occurrences out anew and give open duties the new dates.

    `owners` are the codes of the agencies that get an occurrence the task didn't have before. Returns how many duties
    were "made", "moved" and "withdrawn".
    """
    done: Counter[str] = Counter()
    living = [occurrence for occurrence in _living(session, change.task.id) if _may_move(change, occurrence, by)]
    for occurrence, planned in _paired(living, _laid_out(change, by)):
        if occurrence is None:
            assert planned is not None
            if change.read.recurs and planned.due is not None and planned.due < by.by.today:
                continue  # the period was over before the new words came
            done["made"] += _add_occurrence(session, change, planned, owners, by)
        elif planned is None:
            occurrence.withdrawn_on = by.by.today
            gone = by.because("thời hạn mới không còn kỳ này")
            done["withdrawn"] += withdraw_duties(session, _duties_on(session, occurrence.id), gone, by.overruled)
        else:
            done["moved"] += _move_occurrence(session, change, occurrence, planned, by)
    if change.read.recurs:
        change.task.laid_out_until = max(change.task.laid_out_until or date.min, span_of(change.plan).horizon)
    else:
        change.task.laid_out_until = None
    session.flush()
    return done


def catch_up_fired(session: Session, plan_id: int, by: Amender) -> None:
    """Give duties that came to wait for an event which has happened already the date that follows from it."""
    waiting = session.execute(
        select(AssignmentRow.id, OccurrenceRow, TriggerRow.fired_on, TriggerRow.document)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TriggerRow, TriggerRow.id == OccurrenceRow.trigger_id)
        .where(TriggerRow.plan_id == plan_id, TriggerRow.fired_on.is_not(None), AssignmentRow.state == State.WAITING)
        .order_by(AssignmentRow.id)
    ).all()
    for number, occurrence, fired_on, document in waiting:
        assert fired_on is not None
        count, unit = occurrence.offset_count, occurrence.offset_unit
        offset = Offset(count, unit) if count is not None and unit is not None else None
        proposal = propose(
            fired_on, offset, by.policies.working_days, usual=by.policies.usual_term, entered_on=by.by.today
        )
        heard = by.because("sự kiện đã xảy ra trước đó", document)
        fired = replace(_transition(Event.FIRE, heard, on=fired_on), trigger_id=occurrence.trigger_id)
        apply(session, number, fired, by.dates(None, proposal.due))


def _living(session: Session, task_id: int) -> list[OccurrenceRow]:
    query = select(OccurrenceRow).where(OccurrenceRow.task_id == task_id, OccurrenceRow.withdrawn_on.is_(None))
    return sorted(session.scalars(query), key=lambda o: (o.due or date.max, o.id))


def _duties_on(session: Session, occurrence_id: int) -> list[AssignmentRow]:
    query = select(AssignmentRow).where(AssignmentRow.occurrence_id == occurrence_id)
    return list(session.scalars(query.order_by(AssignmentRow.id)))


def _may_move(change: Amending, occurrence: OccurrenceRow, by: Amender) -> bool:
    """Whether the new words may give an occurrence another day: a report day that has passed stays as it was."""
    return not change.read.is_continuous or occurrence.due is None or occurrence.due >= by.by.today


def _laid_out(change: Amending, by: Amender) -> Sequence[PlannedOccurrence]:
    """A task that comes back is laid out as far as it was before."""
    if not change.read.recurs:
        return change.read.occurrences
    start = by.by.today if change.read.is_continuous else change.plan.issued_on
    until = max(change.task.laid_out_until or date.min, span_of(change.plan).horizon)
    return laid_out_anew(change.task, change.plan, by.policies, start, until) or change.read.occurrences


def _paired(
    living: Sequence[OccurrenceRow], planned: Sequence[PlannedOccurrence]
) -> list[tuple[OccurrenceRow | None, PlannedOccurrence | None]]:
    """Days that stay belong together, the rest in their order: the first of June becomes the first of July."""
    days = {occurrence.due: occurrence for occurrence in living if occurrence.due}
    staying: list[tuple[OccurrenceRow | None, PlannedOccurrence | None]] = [
        (days.pop(new.due), new) for new in planned if new.due in days
    ]
    same = {id(occurrence) for occurrence, _ in staying}
    kept = {id(new) for _, new in staying}
    before = [occurrence for occurrence in living if id(occurrence) not in same]
    after = [new for new in planned if id(new) not in kept]
    return [*staying, *zip_longest(before, sorted(after, key=lambda new: new.due or date.max))]


def _add_occurrence(
    session: Session, change: Amending, planned: PlannedOccurrence, owners: Sequence[str], by: Amender
) -> int:
    taken = set(session.scalars(select(OccurrenceRow.key).where(OccurrenceRow.task_id == change.task.id)))
    row = OccurrenceRow(task_id=change.task.id, key=free_key(planned.key, taken))
    _set_occurrence(change, row, planned)
    session.add(row)
    session.flush()
    ids = agency_ids(session)
    agencies = [(ids[code], code) for code in owners]
    added = by.because("thời hạn mới có thêm kỳ này")
    return assign(
        session, row, agencies, task=change.task, plan=change.plan, by=added, policies=by.policies, newly=Newly.ADDED
    )


def free_key(key: str, taken: Collection[str]) -> str:
    """Return the key, with a counter when something else has or had it: keys are for life."""
    number = 1
    free = key
    while free in taken:
        number += 1
        free = f"{key}~{number}"
    return free


def _set_occurrence(change: Amending, row: OccurrenceRow, planned: PlannedOccurrence) -> None:
    row.opens, row.due = planned.opens, planned.due
    row.trigger_id = change.triggers[event_key(planned.event)] if planned.event else None
    row.alternative_id = (
        change.triggers[alternative_key(change.task.key, planned.alternative)] if planned.alternative else None
    )
    row.offset_count = planned.offset.units if planned.offset else None
    row.offset_unit = planned.offset.unit if planned.offset else None


def _move_occurrence(
    session: Session, change: Amending, row: OccurrenceRow, planned: PlannedOccurrence, by: Amender
) -> int:
    before = (row.opens, row.due, row.trigger_id, row.offset_count, row.offset_unit)
    _set_occurrence(change, row, planned)
    session.flush()
    if before == (row.opens, row.due, row.trigger_id, row.offset_count, row.offset_unit):
        return 0
    still_open = [
        duty
        for duty in _duties_on(session, row.id)
        if duty.state in OPEN and duty.id not in change.kept
        if duty.id in by.overruled or decided_day(history(session, duty.id)) is None
    ]
    for duty in still_open:
        if planned.event:
            _wait(session, duty, by)
        else:
            _give_dates(session, duty, by.dates(planned.opens, planned.due), by)
    return len(still_open)


def _wait(session: Session, duty: AssignmentRow, by: Amender) -> None:
    """Take the date away from a duty that is to wait for an event; what was reported or refused keeps it."""
    if duty.state in WORKING:
        apply(session, duty.id, _transition(Event.UNFIRE, by.because("thời hạn mới chờ sự kiện")), Rescheduling())


def _give_dates(session: Session, duty: AssignmentRow, dates: Rescheduling, by: Amender) -> None:
    if duty.state is State.WAITING:
        dated = by.because("thời hạn mới không còn chờ sự kiện", by.source.name)
        apply(session, duty.id, _transition(Event.FIRE, dated, on=by.by.today), dates)
    else:
        set_dates(session, duty.id, dates, LogAction.AMEND_DEADLINE, by.because("thời hạn thay đổi"))


def _give_back(session: Session, number: int, occurrence: OccurrenceRow, by: By, dates: Rescheduling) -> None:
    waits = occurrence.due is None and occurrence.trigger_id is not None
    apply(session, number, _transition(Event.REOPEN, by), Rescheduling() if waits else dates)


def _transition(event: Event, by: By, *, on: date | None = None) -> Transition:
    return Transition(event=event, role=Role.ADMIN, by=by, on=on)


def open_holders(session: Session, task_id: int) -> list[str]:
    """Return the codes of the agencies that owe something of the task now, whoever it was given to.

    For a merged one, whose report still waits, its successor stands.
    """
    owing = (
        select(AssignmentRow.agency_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .where(OccurrenceRow.task_id == task_id, AssignmentRow.state.in_(OPEN))
        .distinct()
    )
    merged = heirs(session)
    numbers = {merged.get(number, number) for number in session.scalars(owing)}
    return sorted(code for code, number in agency_ids(session).items() if number in numbers)


def log_cells(
    session: Session, plan: PlanRow, difference: Difference, read: PlannedTask, by: Amender, explained: str
) -> None:
    """Log what a task said and says; `explained` is how the deadline was read before, if that changes."""
    cells = {cell.column: [cell.before, cell.after] for cell in difference.cells}
    was = {"was_explanation": explained} if "deadline" in cells else {}
    said = by.by.because(by.by.reason or by.origin, by.document or by.by.document)
    details = {"task": read.key, "cells": cells} | was
    record(session, [LogEntry.of(said, LogAction.AMEND_TASK, plan=plan.id, details=details)])
    corrected = [correction for correction in read.corrections if correction.column in cells]
    record(session, correction_entries(plan.id, [replace(read, corrections=tuple(corrected))], by.by))


def log_added(session: Session, plan: PlanRow, tasks: Iterable[PlannedTask], by: Amender) -> None:
    """Log which tasks another document brought, so that the plan's own, when it comes again, leaves them alone."""
    if by.document:
        said = by.by.because(by.by.reason or by.origin, by.document)
        lines = [{"task": task.key, "cells": {}, "added": True} for task in tasks]
        record(session, [LogEntry.of(said, LogAction.AMEND_TASK, plan=plan.id, details=line) for line in lines])


def reword(session: Session, task_ids: Collection[int], by: By) -> None:
    """Give the calendar a higher revision of the duties of tasks whose words changed.

    A finished one keeps the moment of its end, by which calendars know how long to show it.
    """
    hanging = select(OccurrenceRow.id).where(OccurrenceRow.task_id.in_(task_ids))
    now = literal(by.now, AssignmentRow.changed_at.type)
    changed = case((AssignmentRow.state.in_(OPEN), now), else_=AssignmentRow.changed_at)
    session.execute(
        update(AssignmentRow)
        .where(AssignmentRow.occurrence_id.in_(hanging))
        .values(version=AssignmentRow.version + 1, changed_at=changed, **AssignmentRow.next_revision(by.now))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def reword_plan(session: Session, plan_id: int, by: By) -> None:
    """Do the same for all tasks of a plan, whose head says something else now."""
    reword(session, session.scalars(select(TaskRow.id).where(TaskRow.plan_id == plan_id)).all(), by)
