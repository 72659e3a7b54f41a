"""Applying a changed document to the plan it was before: what is new, gone, or says something else.

Nothing is deleted: what disappeared is withdrawn with that reason, and the log keeps every earlier text and date. All
in the caller's transaction.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from base.errors import DondocError
from workflow.log.actions import LogAction
from workflow.plan import PlanHead
from workflow.registry.amendment import PLACE, Change, Difference, StoredTask, compare, holds_left
from workflow.registry.registration import PlannedTask
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import agency_ids
from workflow.store.plans.amend_dates import (
    Amender,
    Amending,
    catch_up_fired,
    duties_of,
    free_key,
    join,
    leave,
    log_added,
    log_cells,
    open_holders,
    owed_occurrences,
    redate,
    reports_kept,
    reword,
    withdraw_duties,
)
from workflow.store.plans.decided import Conflict, conflicts_of, differences_to_follow
from workflow.store.plans.owners import owners_before
from workflow.store.plans.pending import hold_back, settle_held
from workflow.store.plans.registered import (
    GONE_FROM_DOCUMENT,
    amended_tasks,
    known_plan,
    printed_values,
    span_of,
    stored_tasks,
    tasks_people_withdrew,
)
from workflow.store.plans.registering import (
    PlanSource,
    add_tasks,
    insert_task_agencies,
    insert_triggers,
    task_values,
)
from workflow.store.plans.search_text import SEARCHED, search_text
from workflow.store.tables import PlanRow, TaskAgencyRow, TaskRole, TaskRow

# What a task keeps of how its deadline was read.
_READING = ("kind", "certainty", "explanation", "resolution")


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What a document would change in the plan that is registered: to be shown before it is applied.

    `renumbered` tasks only stand elsewhere; `was_source` is the file the plan was last taken from. `conflicts` are the
    duties where it would undo what people decided: that stays, unless the amender says otherwise. `left_withdrawn` are
    the titles of tasks that people, or another document, withdrew whole and that the document still has: they stay
    withdrawn. `left_added` are those that another document brought and this one never had: they stay.
    """

    plan_id: int
    was_source: str
    differences: tuple[Difference, ...]
    renumbered: int
    conflicts: tuple[Conflict, ...] = ()
    left_withdrawn: tuple[str, ...] = ()
    left_added: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.differences or self.renumbered or self.conflicts)

    def count(self, change: Change) -> int:
        return sum(difference.change is change for difference in self.differences)


@dataclass(frozen=True, kw_only=True)
class Amended:
    """What an amendment did to duties."""

    made: int
    moved: int
    withdrawn: int


class AmendmentOutdated(DondocError):
    """The plan changed between showing the differences and applying them."""

    exit_code = 1


def amendment(
    session: Session, head: PlanHead, tasks: Sequence[PlannedTask], source: PlanSource, *, document: str = ""
) -> Amendment | None:
    """Return what a document would change, None when its plan isn't registered yet. The same file changes nothing.

    `document` names another document that amends the plan, "" when the plan's own comes in anew.
    """
    plan = known_plan(session, head)
    if plan is None:
        return None
    unchanged = plan.source_sha256 == source.sha256 and plan.closed_on is None
    same_file = unchanged and not any(task.reviewed for task in tasks)
    return _amendment(session, plan, () if same_file else _compared(session, plan, tasks, document))


def settled_keys(
    session: Session, head: PlanHead, tasks: Sequence[PlannedTask], *, document: str = ""
) -> frozenset[str]:
    """Return the keys of the tasks that change nothing in a registered plan where nothing is left to decide of them."""
    plan = known_plan(session, head)
    if plan is None:
        return frozenset()
    return frozenset(
        one.read.key
        for one in _compared(session, plan, tasks, document)
        if one.read and one.stored and (one.stored.withdrawn or _is_settled(one, one.stored, amends=bool(document)))
    )


def _is_settled(difference: Difference, stored: StoredTask, *, amends: bool) -> bool:
    """Whether nothing is asked: of a document that amends another, of none of the tasks that it leaves as they are."""
    return not difference.cells and (amends or not (stored.needs_review or stored.held))


def amend(
    session: Session,
    head: PlanHead,
    tasks: Sequence[PlannedTask],
    shown: Amendment,
    by: Amender,
    *,
    report_cycle: str = "",
) -> Amended:
    """Apply the differences that were shown. Raises `AmendmentOutdated` when they are others by now."""
    plan = session.get_one(PlanRow, shown.plan_id)
    compared = _compared(session, plan, tasks, by.document)
    _check_shown(session, plan, compared, shown, by)
    compared = differences_to_follow([one for one in compared if not one.left_alone], shown.conflicts, by.overruled)
    plan.closed_on = None
    if head.supersedes:
        plan.supersedes = [asdict(cited) for cited in head.supersedes]
    new_cycle = report_cycle not in {"", plan.report_cycle}
    plan.report_cycle = report_cycle or plan.report_cycle
    triggers = insert_triggers(
        session, plan.id, [_stored_key(d) for d in compared if d.read and d.stored and not d.stored.held], by.by
    )
    done: Counter[str] = Counter()
    for difference in compared:
        if difference.change is Change.GONE:
            done["withdrawn"] += _withdraw_task(session, plan, difference, by)
        elif difference.stored and difference.stored.held and difference.change in {Change.CHANGED, Change.REVIEWED}:
            done["made"] += _change_held(session, plan, difference, by)
        elif difference.change is Change.CHANGED:
            done += _change_task(session, plan, difference, triggers, by)
        elif difference.change is Change.REVIEWED:
            _settle(session, plan, difference, by)
        elif new_cycle:
            done += _check_in_anew(session, plan, difference, by)
    added = _new_tasks(session, plan.id, compared)
    done["made"] += add_tasks(session, plan.id, head, added, by.by, by.policies)
    log_added(session, plan, added, by)
    catch_up_fired(session, plan.id, by)
    _place_anew(session, compared)
    reworded = {Change.CHANGED, Change.RENUMBERED}
    reword(session, [d.stored.id for d in compared if d.stored and d.change in reworded], by.by)
    _sign(session, plan, shown, by)
    return Amended(made=done["made"], moved=done["moved"], withdrawn=done["withdrawn"])


def task_amendment(session: Session, plan_id: int, difference: Difference) -> Amendment:
    """Return what one task that is written anew would change in its plan."""
    return _amendment(session, session.get_one(PlanRow, plan_id), (difference,))


def amend_task(session: Session, difference: Difference, shown: Amendment, by: Amender) -> Amended:
    """Apply what was shown of one task, by another document; its plan and the other tasks stay as they are.

    Raises `AmendmentOutdated`.
    """
    plan = session.get_one(PlanRow, shown.plan_id)
    _check_shown(session, plan, (difference,), shown, by)
    assert difference.stored is not None
    if difference.stored.held:
        done = Counter(made=_change_held(session, plan, difference, by))
    else:
        triggers = insert_triggers(session, plan.id, [_stored_key(difference)], by.by)
        done = _change_task(session, plan, difference, triggers, by)
    catch_up_fired(session, plan.id, by)
    reword(session, [difference.stored.id], by.by)
    _sign(session, plan, shown, by)
    return Amended(made=done["made"], moved=done["moved"], withdrawn=done["withdrawn"])


def _check_shown(
    session: Session, plan: PlanRow, compared: Sequence[Difference], shown: Amendment, by: Amender
) -> None:
    if _amendment(session, plan, compared) != shown:
        raise AmendmentOutdated(
            given=by.source.name,
            place=f"Văn bản {plan.number} năm {plan.year}",
            reason="vừa được người khác cập nhật sau khi các chỗ khác được hiển thị",
            remedy="Xem lại các chỗ khác rồi thực hiện lại; chưa có gì thay đổi.",
        )


def _compared(session: Session, plan: PlanRow, tasks: Sequence[PlannedTask], document: str) -> list[Difference]:
    """The plan's tasks held against a document's, those that people withdrew whole among them if it still has them."""
    withdrawn = [replace(task, withdrawn=True) for task in tasks_people_withdrew(session, plan)]
    stored = stored_tasks(session, plan.id) if document else amended_tasks(session, plan.id)
    compared = compare([*stored, *withdrawn], tasks)
    return [one for one in compared if one.read is not None or not one.left_withdrawn]


def _amendment(session: Session, plan: PlanRow, compared: Iterable[Difference]) -> Amendment:
    all_compared = tuple(compared)
    compared = tuple(one for one in all_compared if not one.left_alone)
    left = tuple(one.stored.row.title for one in all_compared if one.stored and one.left_withdrawn)
    return Amendment(
        plan_id=plan.id,
        was_source=plan.source_name,
        differences=tuple(d for d in compared if d.change not in {Change.SAME, Change.RENUMBERED}),
        renumbered=sum(d.change is Change.RENUMBERED for d in compared),
        conflicts=conflicts_of(session, compared),
        left_withdrawn=left,
        left_added=tuple(one.row.title for one in all_compared if one.left_added),
    )


def _stored_key(difference: Difference) -> PlannedTask:
    """The task as the document reads it, under the key that it has for life."""
    assert difference.stored is not None
    assert difference.read is not None
    if "deadline" not in difference.columns:
        return replace(difference.read, key=difference.stored.key, occurrences=())
    return replace(difference.read, key=difference.stored.key)


def _new_tasks(session: Session, plan_id: int, compared: Iterable[Difference]) -> list[PlannedTask]:
    taken = set(session.scalars(select(TaskRow.key).where(TaskRow.plan_id == plan_id)))
    new = []
    for difference in compared:
        if difference.stored is None and difference.read is not None:
            key = free_key(difference.read.key, taken)
            taken.add(key)
            new.append(replace(difference.read, key=key))
    return new


def _withdraw_task(session: Session, plan: PlanRow, difference: Difference, by: Amender) -> int:
    assert difference.stored is not None
    task = session.get_one(TaskRow, difference.stored.id)
    task.withdrawn_on, task.laid_out_until = by.by.today, None
    gone = by.because(GONE_FROM_DOCUMENT)
    record(session, [LogEntry.of(gone, LogAction.WITHDRAW_TASK, plan=plan.id, details={"task": task.key})])
    return withdraw_duties(session, duties_of(session, task.id), gone, by.overruled)


def _change_held(session: Session, plan: PlanRow, difference: Difference, by: Amender) -> int:
    """Write what the document, or a person over it, says now about a task that nobody was given yet."""
    assert difference.stored is not None
    assert difference.read is not None
    stored, read = difference.stored, replace(difference.read, key=difference.stored.key)
    changed = difference.change is Change.CHANGED
    if changed:
        task = session.get_one(TaskRow, stored.id)
        explained = task.explanation
        _set_cells(session, plan, task, difference, read)
        log_cells(session, plan, difference, replace(read, corrections=()), by, explained)
    left = holds_left(stored.held, read, changed=difference.columns)
    return settle_held(session, plan, stored, read, left, by).duties


def _change_task(
    session: Session, plan: PlanRow, difference: Difference, triggers: dict[str, int], by: Amender
) -> Counter[str]:
    read = _stored_key(difference)
    assert difference.stored is not None
    task = session.get_one(TaskRow, difference.stored.id)
    before, led = owners_before(session, task.id, by.policies.directory), "lead" in difference.columns
    owners = [agency.code for agency in read.owners]
    owed = owed_occurrences(session, task.id) if led else []
    explained = task.explanation
    _set_cells(session, plan, task, difference, read)
    log_cells(session, plan, difference, read, by, explained)
    kept = reports_kept(session, task.id, owners, by) if led else frozenset[int]()
    change = Amending(plan=plan, task=task, read=read, triggers=triggers, kept=kept)
    done: Counter[str] = Counter()
    if led:
        done["withdrawn"] += leave(session, task.id, before - set(owners), by)
    if "deadline" in difference.columns:
        getting = owners if led else open_holders(session, task.id) or owners
        done += redate(session, change, getting, by)
    if led:
        done["made"] += join(session, change, [code for code in owners if code not in before], owed, by)
    if led and read.holds and not read.owners:
        hold_back(session, task, read.holds, by.by.today)
    return done


def _check_in_anew(session: Session, plan: PlanRow, difference: Difference, by: Amender) -> Counter[str]:
    """Move the report days of a continuous task whose own words stayed to the plan's new report cycle."""
    stored, read = difference.stored, difference.read
    if stored is None or read is None or stored.held or not read.is_continuous:
        return Counter()
    task = session.get_one(TaskRow, stored.id)
    change = Amending(plan=plan, task=task, read=replace(read, key=stored.key), triggers={})
    return redate(session, change, open_holders(session, task.id) or [a.code for a in read.owners], by)


def _set_cells(session: Session, plan: PlanRow, task: TaskRow, difference: Difference, read: PlannedTask) -> None:
    """Write what changed and only that: a cell that stayed keeps its correction and how it was read."""
    columns = difference.columns
    values = task_values(read, span_of(plan).horizon)
    for column in columns:
        name = "expression" if column == "deadline" else column
        setattr(task, name, values[name])
    if "deadline" in columns:
        for name in _READING:
            setattr(task, name, values[name])
    standing = {column: text for column, text in task.corrections.items() if column not in columns}
    task.corrections = standing | values["corrections"]
    task.search = search_text({name: getattr(task, name) for name in SEARCHED}, task.corrections)
    task.doubts = _doubts_left(task, read, columns)
    task.needs_review = bool(task.doubts)
    roles = [role for role in TaskRole if role.value in columns]
    session.execute(delete(TaskAgencyRow).where(TaskAgencyRow.task_id == task.id, TaskAgencyRow.role.in_(roles)))
    named = replace(
        read,
        leads=read.leads if TaskRole.LEAD in roles else (),
        cooperating=read.cooperating if TaskRole.COOPERATING in roles else (),
    )
    insert_task_agencies(session, [named], {read.key: task.id}, agency_ids(session))
    session.flush()


def _doubts_left(task: TaskRow, read: PlannedTask, columns: frozenset[str]) -> list[dict[str, Any]]:
    if read.reviewed:
        return [asdict(doubt) for doubt in read.doubts if doubt.column not in task.corrections]
    standing = [doubt for doubt in task.doubts if doubt["column"] not in columns]
    return standing + [asdict(doubt) for doubt in read.doubts if doubt.column in columns]


def _settle(session: Session, plan: PlanRow, difference: Difference, by: Amender) -> None:
    assert difference.stored is not None
    task = session.get_one(TaskRow, difference.stored.id)
    record(
        session,
        [LogEntry.of(by.by, LogAction.REVIEW_TASK, plan=plan.id, details={"task": task.key, "doubts": task.doubts})],
    )
    task.doubts, task.needs_review = [], False
    session.flush()


def _place_anew(session: Session, compared: Iterable[Difference]) -> None:
    """Tell every task that stayed where it stands now."""
    rows = []
    for difference in compared:
        if difference.stored and difference.read:
            printed = printed_values(difference.read.row)
            place = {name: printed[name] for name in (*PLACE, "source_line", "inherited")}
            rows.append(place | {"id": difference.stored.id, "position": difference.read.position})
    session.flush()
    if rows:
        session.execute(update(TaskRow), rows)


def _sign(session: Session, plan: PlanRow, shown: Amendment, by: Amender) -> None:
    details = {
        "file": by.source.name,
        "sha256": by.source.sha256,
        "was_file": plan.source_name,
        "was_sha256": plan.source_sha256,
        "renumbered": shown.renumbered,
        **{change.value: shown.count(change) for change in (Change.NEW, Change.GONE, Change.CHANGED, Change.REVIEWED)},
    }
    signed = by.by.because(by.by.reason, by.document or by.by.document)
    record(session, [LogEntry.of(signed, LogAction.AMEND, plan=plan.id, details=details)])
    if not by.document:
        plan.source_name, plan.source_sha256 = by.source.name, by.source.sha256
    session.flush()
