"""One task of a registered plan written anew, by a document that says so: tried first, then applied as an amendment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from base.errors import DondocError, Topic
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.pending import read_stored
from workflow.deadlines.values.resolution import Kind
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.plan import Correction, PlanHead
from workflow.registry.amendment import Difference, StoredTask
from workflow.registry.registration import PlannedTask
from workflow.registry.review import Review
from workflow.rights import No, may
from workflow.store.database.opening import Session
from workflow.store.duties.reading import assignment
from workflow.store.duties.subjects import plan_subject
from workflow.store.duties.sweep import judging_new_duties
from workflow.store.people.directory import keep_directory
from workflow.store.plans.amend_dates import Amender, open_holders
from workflow.store.plans.amend_plan import Amended, Amendment, amend_task, task_amendment
from workflow.store.plans.registered import head_of, stored_tasks
from workflow.store.plans.registering import PlanSource
from workflow.store.tables import PlanRow, TaskRow

EDITED = ("title", "lead", "product", "deadline")
_PLACE = "Sửa nội dung nhiệm vụ"


class EditRefused(DondocError):
    """A task can't be written anew like this."""


@dataclass(frozen=True, kw_only=True)
class EditableTask:
    """A task as it counts now: `cells` are the texts that may be written anew, by column."""

    plan_id: int
    head: PlanHead
    place: str
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class TriedEdit:
    """What new texts would change: how the task would be read, and the differences with their conflicts.

    `gaining` are the names of the agencies that would come to owe the task, `losing` of those that would no longer.
    """

    reading: PlannedTask
    difference: Difference
    amendment: Amendment
    gaining: tuple[str, ...] = ()
    losing: tuple[str, ...] = ()


def editable_task(installation: Installation, duty: int, actor: Actor) -> EditableTask:
    """Return the task of a duty for who may write it anew. Raises `NotAllowed`, `UnknownAssignment`, `EditRefused`."""
    with installation.database.reading() as session:
        plan, task = _task_of(session, duty)
        answer = may(actor, Action.IMPORT, plan_subject(session, plan.id))
        if isinstance(answer, No):
            raise NotAllowed(
                given=_PLACE, place=f"Nhiệm vụ {duty}", reason="không thuộc quyền của bạn", remedy=answer.reason
            )
        return EditableTask(plan_id=plan.id, head=head_of(plan), place=task.row.place, cells=_cells(task))


def try_edit(installation: Installation, duty: int, cells: Mapping[str, str]) -> TriedEdit:
    """Return what new texts would change; changes nothing. Raises `EditRefused`, `UnknownAssignment`."""
    with installation.database.reading() as session:
        return _tried(session, installation, duty, cells)


def apply_edit(
    installation: Installation,
    duty: int,
    cells: Mapping[str, str],
    known: Mapping[str, str],
    deciding: Deciding,
    *,
    overruled: Iterable[int] = (),
) -> Amended:
    """Write a task anew, in one transaction. `known` are the texts that the person started from.

    Of the `overruled` duties among the conflicts the new texts are followed. Raises `NotAllowed`, `EditRefused`.
    """
    with installation.database.writing() as session:
        plan, task = _task_of(session, duty)
        by = allowed_deciding(session, Action.IMPORT, plan_subject(session, plan.id), deciding, place=_PLACE)
        if not (by.reason.strip() and by.document.strip()):
            raise _refused(duty, "thiếu lý do hoặc văn bản", "Ghi lý do và số, ngày của văn bản.")
        if dict(known) != _cells(task):
            raise _refused(duty, "vừa được người khác sửa", "Xem nội dung hiện nay rồi sửa lại; lời của bạn còn ở đây.")
        tried = _tried(session, installation, duty, cells)
        keep_directory(session, installation.policies.directory, on=by.today)
        amender = Amender(
            by=by,
            source=PlanSource(name=plan.source_name, sha256=plan.source_sha256),
            policies=installation.policies,
            overruled=frozenset(overruled),
            document=by.document,
        )
        with judging_new_duties(session, by):
            return amend_task(session, tried.difference, tried.amendment, amender)


def _task_of(session: Session, duty: int) -> tuple[PlanRow, StoredTask]:
    row = session.get_one(TaskRow, assignment(session, duty).task.id)
    found = next((task for task in stored_tasks(session, row.plan_id) if task.id == row.id), None)
    if found is None:
        raise _refused(duty, "nhiệm vụ đã được thu hồi cả", "Nhập lại văn bản nếu nhiệm vụ có lại.")
    return session.get_one(PlanRow, row.plan_id), found


def _cells(task: StoredTask) -> dict[str, str]:
    """The texts as they count: corrected by a person, or as printed."""
    corrected = {one.column: one.corrected for one in task.corrections}
    return {column: corrected.get(column, str(getattr(task.row, column))) for column in EDITED}


def _tried(session: Session, installation: Installation, duty: int, cells: Mapping[str, str]) -> TriedEdit:
    plan, own = _task_of(session, duty)
    known = _cells(own)
    changed = {column: text for column, text in cells.items() if column in EDITED and text != known[column]}
    if not changed:
        raise _refused(duty, "chưa có gì khác nội dung hiện nay", "Sửa ít nhất một ô.")
    if changed.get("title", "x") == "":
        raise _refused(duty, "nhiệm vụ không có tên", "Ghi tên nhiệm vụ.")
    stored = stored_tasks(session, plan.id)
    place = next(at for at, task in enumerate(stored) if task.id == own.id)
    stored[place] = written = _written(own, changed)
    review = Review(corrections=written.corrections, checked=True)
    reading = read_stored(installation, plan, stored, {own.id: review})[place]
    if "lead" in changed and (reading.holds or not reading.owners):
        said = "; ".join(hold.words for hold in reading.holds) or "không rõ cơ quan chủ trì"
        raise _refused(duty, f"chưa giao được cho ai: {said}", "Ghi đúng tên cơ quan trong danh bạ.")
    if "deadline" in changed and reading.resolution.kind is Kind.UNREADABLE:
        raise _refused(duty, "chưa đọc được thời hạn", "Ghi như văn bản ghi, ví dụ “Trước 15/9/2026”, hoặc để trống.")
    difference = Difference(stored=own, read=reading)
    tried = TriedEdit(reading=reading, difference=difference, amendment=task_amendment(session, plan.id, difference))
    return _with_agencies(session, installation, tried) if "lead" in changed else tried


def _with_agencies(session: Session, installation: Installation, tried: TriedEdit) -> TriedEdit:
    """The trial with who would get the task, and who would lose it."""
    assert tried.difference.stored is not None
    before = open_holders(session, tried.difference.stored.id)
    after = {agency.code: agency.name for agency in tried.reading.owners}
    directory = installation.policies.directory
    names = [directory.get(code).name if code in directory else code for code in before if code not in after]
    gaining = tuple(name for code, name in after.items() if code not in before)
    return replace(tried, gaining=gaining, losing=tuple(names))


def _written(task: StoredTask, changed: Mapping[str, str]) -> StoredTask:
    """The task with the new texts; one that is the print again takes back what corrected it."""
    standing = [one for one in task.corrections if one.column not in changed]
    for column, text in changed.items():
        if text == str(getattr(task.row, column)):
            standing.append(Correction(column=column, printed=text, corrected=text))
    row = replace(task.row, **changed)  # type: ignore[arg-type]  # the columns are texts
    return replace(task, row=row, corrections=tuple(standing))


def _refused(duty: int, reason: str, remedy: str) -> EditRefused:
    return EditRefused(given=Topic(f"nhiệm vụ {duty}"), place=_PLACE, reason=reason, remedy=remedy)
