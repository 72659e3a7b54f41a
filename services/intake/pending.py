"""The tasks that wait for a person before anybody is given them: the list, settling one, vouching for a document."""

from collections.abc import Mapping

from base.errors import DondocError
from base.where_to_look import WhereToLook
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from workflow.by import By
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.plan import Correction
from workflow.registry.amendment import StoredTask, holds_left
from workflow.registry.holding import Hold
from workflow.registry.registration import PlannedTask, planned_tasks, unique_keys
from workflow.registry.review import Review, reviewed_tasks
from workflow.rights import Subject, may
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import plan_subject
from workflow.store.duties.sweep import judging_new_duties
from workflow.store.figures.plan_facts import UnknownPlanPage
from workflow.store.people.directory import keep_directory
from workflow.store.plans.amend_dates import Amender
from workflow.store.plans.pending import (
    DoubtedTask,
    PendingTask,
    SettledTask,
    confirm_plan,
    count_pending,
    document_of,
    doubted_tasks,
    foreign_hold,
    pending_tasks,
    settle_held,
)
from workflow.store.plans.registered import stored_tasks
from workflow.store.plans.registering import PlanSource
from workflow.store.tables import PlanRow, TaskRow


class NothingPending(DondocError):
    """A task or plan was named that waits for nothing."""


def list_pending(installation: Installation, *, plan_id: int | None = None) -> list[PendingTask]:
    """Return the tasks nobody was given yet, of one plan or of all."""
    with installation.database.reading() as session:
        return pending_tasks(session, plan_id=plan_id)


def settle_task(
    installation: Installation,
    task_id: int,
    corrected: Mapping[str, str],
    *,
    by: By,
    as_it_is: bool = False,
) -> SettledTask:
    """Give a waiting task out once nothing holds it any more.

    `corrected` goes from columns ("lead", "deadline", …) to what a person says instead: words that can't be understood
    are refused, and the printed ones stay. `as_it_is` says that a person looked at it and it stands: no date, a body
    outside, or words that another task has as well. Raises `NothingPending`.
    """
    with installation.database.writing() as session:
        return _settle(session, installation, task_id, corrected, by, as_it_is=as_it_is)


def settle_as(
    installation: Installation, task_id: int, corrected: Mapping[str, str], deciding: Deciding, *, as_it_is: bool
) -> SettledTask:
    """The same as `settle_task`, by whoever may import into the plan. Raises `NotAllowed` too."""
    with installation.database.writing() as session:
        by = _allowed(session, _held_row(session, task_id).plan_id, deciding)
        return _settle(session, installation, task_id, corrected, by, as_it_is=as_it_is)


def reread_as(installation: Installation, plan_id: int, deciding: Deciding) -> SettledTask:
    """Read the waiting tasks of one plan anew, by whoever may import into it.

    Raises `NotAllowed`, `UnknownPlanPage`.
    """
    with installation.database.writing() as session:
        if (plan := session.get(PlanRow, plan_id)) is None:
            raise UnknownPlanPage(plan_id)
        by = _allowed(session, plan_id, deciding)
        keep_directory(session, installation.policies.directory, on=by.today)
        return _settle_plan(session, installation, plan, by)


def pending_for(installation: Installation, actor: Actor) -> list[PendingTask]:
    """Return the waiting tasks that somebody may settle, of all plans."""
    with installation.database.reading() as session:
        found = pending_tasks(session)
        plans = {one.plan_id for one in found}
        ours = {plan for plan in plans if may(actor, Action.IMPORT, plan_subject(session, plan))}
    return [one for one in found if one.plan_id in ours]


def doubted_for(installation: Installation, actor: Actor) -> list[DoubtedTask]:
    """Return the tasks that were given out with a doubt and that somebody may put right, of all plans."""
    with installation.database.reading() as session:
        found = doubted_tasks(session)
        ours = {
            plan for plan in {one.plan_id for one in found} if may(actor, Action.IMPORT, plan_subject(session, plan))
        }
    return [one for one in found if one.plan_id in ours]


def count_for(installation: Installation, actor: Actor) -> int:
    """Count the waiting tasks, for whoever may settle those of every plan; 0 for anybody else."""
    if not may(actor, Action.IMPORT, Subject()):
        return 0
    with installation.database.reading() as session:
        return count_pending(session).tasks


def _allowed(session: Session, plan_id: int, deciding: Deciding) -> By:
    return allowed_deciding(session, Action.IMPORT, plan_subject(session, plan_id), deciding, place="Chờ xử lý")


def _held_row(session: Session, task_id: int) -> TaskRow:
    row = session.get(TaskRow, task_id)
    if row is None or row.held_since is None or row.withdrawn_on is not None:
        raise _nothing(f"nhiệm vụ số {task_id}")
    return row


def _settle(
    session: Session,
    installation: Installation,
    task_id: int,
    corrected: Mapping[str, str],
    by: By,
    *,
    as_it_is: bool,
) -> SettledTask:
    keep_directory(session, installation.policies.directory, on=by.today)
    plan = session.get_one(PlanRow, _held_row(session, task_id).plan_id)
    stored = stored_tasks(session, plan.id)
    reviews = {task.id: Review(corrections=task.corrections) for task in stored}
    own = next(task for task in stored if task.id == task_id)
    reviews[task_id] = Review(corrections=_corrections(own, corrected), checked=as_it_is)
    read = dict(zip((task.id for task in stored), read_stored(installation, plan, stored, reviews), strict=True))
    left = holds_left(own.held, read[task_id], changed=corrected.keys())
    if any(hold.reason.column in corrected for hold in left):
        return SettledTask(left=left, refused=True)
    with judging_new_duties(session, by):
        return settle_held(session, plan, own, read[task_id], left, _amender(installation, plan, by))


def confirm_issuer(installation: Installation, plan_id: int, by: By) -> SettledTask:
    """Vouch for a document of another issuer: its tasks go to the directory's agencies that it names.

    Tasks that something else holds wait on. Raises `NothingPending`.
    """
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory, on=by.today)
        plan = session.get(PlanRow, plan_id)
        if plan is None or not plan.other_issuer or plan.confirmed_on is not None:
            raise _nothing(f"văn bản số {plan_id}")
        confirm_plan(session, plan, _amender(installation, plan, by))
        return _settle_plan(session, installation, plan, by)


def accept_issuer(session: Session, installation: Installation, plan_id: int, by: By) -> SettledTask:
    """Give out what waited only because nobody could read who issued the plan: it is the directory's own."""
    plan = session.get_one(PlanRow, plan_id)
    plan.other_issuer = ""
    return _settle_plan(session, installation, plan, by)


def awaits_confirmation(installation: Installation, plan_id: int) -> bool:
    """Whether a registered plan is another issuer's, and nobody has vouched for it yet."""
    with installation.database.reading() as session:
        plan = session.get_one(PlanRow, plan_id)
        return bool(plan.other_issuer) and plan.confirmed_on is None


def reread_pending(installation: Installation, by: By) -> SettledTask:
    """Read all waiting tasks anew, after the directory has learned a name; give out those that nothing holds now."""
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory, on=by.today)
        plans = dict.fromkeys(task.plan_id for task in pending_tasks(session))
        done = [_settle_plan(session, installation, session.get_one(PlanRow, number), by) for number in plans]
    return SettledTask(
        tasks=sum(one.tasks for one in done),
        duties=sum(one.duties for one in done),
        left=tuple(hold for one in done for hold in one.left),
    )


def _settle_plan(session: Session, installation: Installation, plan: PlanRow, by: By) -> SettledTask:
    stored = stored_tasks(session, plan.id)
    reviews = {task.id: Review(corrections=task.corrections) for task in stored}
    amender = _amender(installation, plan, by)
    tasks = duties = 0
    left: list[Hold] = []
    with judging_new_duties(session, by):
        for task, read in zip(stored, read_stored(installation, plan, stored, reviews), strict=True):
            remaining = holds_left(task.held, read)
            if len(remaining) < len(task.held):
                done = settle_held(session, plan, task, read, remaining, amender)
                tasks, duties = tasks + done.tasks, duties + done.duties
            left += remaining
    return SettledTask(tasks=tasks, duties=duties, left=tuple(left))


def read_stored(
    installation: Installation, plan: PlanRow, stored: list[StoredTask], reviews: Mapping[int, Review]
) -> tuple[PlannedTask, ...]:
    """Return a plan's tasks understood with today's directory and what people have said about their cells.

    `reviews` go by the tasks' numbers; a task without one has what it was corrected to before.
    """
    document, policies = document_of(plan, stored), installation.policies
    by_key = {
        key: reviews.get(task.id, Review(corrections=task.corrections))
        for key, task in zip(unique_keys(document.tasks), stored, strict=True)
    }
    return reviewed_tasks(
        document,
        by_key,
        lambda corrected: planned_tasks(
            corrected,
            policies.directory,
            policies.working_days,
            policies.deadline_rules,
            foreign=foreign_hold(plan),
            confirmed=plan.confirmed_on is not None,
        ),
    )


def _corrections(task: StoredTask, corrected: Mapping[str, str]) -> tuple[Correction, ...]:
    kept = tuple(correction for correction in task.corrections if correction.column not in corrected)
    return kept + tuple(
        Correction(column=column, printed=str(getattr(task.row, column)), corrected=text)
        for column, text in corrected.items()
    )


def _amender(installation: Installation, plan: PlanRow, by: By) -> Amender:
    source = PlanSource(name=plan.source_name, sha256=plan.source_sha256)
    return Amender(by=by, source=source, policies=installation.policies)


def _nothing(given: str) -> NothingPending:
    return NothingPending(
        given=given,
        place="Danh sách chờ xử lý",
        reason="không có trong danh sách, hoặc đã được xử lý",
        remedy="Xem lại danh sách chờ xử lý.",
        look=WhereToLook.PENDING,
    )
