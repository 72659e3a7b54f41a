"""What is decided of a whole task, plan or agency: withdrawn, ended, closed, replaced, taken back, handed on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from base.errors import DondocError
from services.accounts.journal import by_of
from services.directory.working_agencies import check_works
from services.duties.acting import actor_now
from services.installation import Installation
from services.intake.agency_lists import directory_of, dissolve
from workflow.agencies import Directory
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Subject, may
from workflow.store.database.opening import Session
from workflow.store.duties.reading import PlanBrief, assignment, plans
from workflow.store.duties.subjects import plan_subject
from workflow.store.people.directory import keep_directory
from workflow.store.plans.ending import (
    Ended,
    EndedPlan,
    OpenTask,
    close_plan,
    coordinate_plan,
    end_task,
    ended_plans,
    open_task,
    plan_of_task,
    prolong_plan,
    take_back_plan,
    withdraw_task,
)
from workflow.store.plans.successions import (
    Succession,
    SuccessionRefused,
    UnknownPlan,
    plan_by_number,
    restore_plan,
    succeed_agency,
    supersede_plan,
)
from workflow.store.tables import PlanRow

_Done = TypeVar("_Done")
# A plan by its number in the store, as pages know it, or as an official names it.
PlanNamed = int | str


class UnknownCoordinator(DondocError):
    """A plan was to be followed up by an agency whose name the directory doesn't have."""


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """Who decides, when, why and by which document."""

    actor: Actor
    now: datetime
    reason: str = ""
    document: str = ""


def withdraw_whole_task(installation: Installation, duty: int, deciding: Deciding) -> Ended:
    """Withdraw the task that a duty belongs to. Raises `NotAllowed`, `UnknownAssignment`, `EndingRefused`."""
    return _of_task(installation, duty, deciding, withdraw_task)


def end_task_on(installation: Installation, duty: int, day: date, deciding: Deciding) -> Ended:
    """Let the task that a duty belongs to end on a day. Raises as `withdraw_whole_task` does."""
    return _of_task(installation, duty, deciding, lambda session, task, by: end_task(session, task, day, by))


def whole_task(installation: Installation, duty: int, actor: Actor, *, now: datetime) -> OpenTask:
    """Return the task that a duty belongs to, for whoever may end it. Raises as `withdraw_whole_task` does."""
    with installation.database.reading() as session:
        known = assignment(session, duty)
        subject = plan_subject(session, plan_of_task(session, known.task.id))
        deciding = Deciding(actor=actor, now=now)
        allowed_deciding(session, Action.WITHDRAW, subject, deciding, place=known.task.place)
        return open_task(session, known.task.id)


def plans_to_close(installation: Installation, *, today: date) -> list[EndedPlan]:
    """Return the plans whose years are over and that have open duties."""
    with installation.database.reading() as session:
        return ended_plans(session, today=today)


def close_ended_plan(installation: Installation, number: PlanNamed, deciding: Deciding) -> Ended:
    """Close a plan: its open duties are withdrawn. Raises `NotAllowed`, `UnknownPlan`, `EndingRefused`."""
    return _of_plan(installation, number, Action.WITHDRAW, deciding, close_plan)


def prolong(installation: Installation, number: PlanNamed, last_year: int, deciding: Deciding) -> None:
    """Let a plan run to the end of another year. Raises as `close_ended_plan` does."""
    _of_plan(
        installation,
        number,
        Action.WITHDRAW,
        deciding,
        lambda session, plan, by: prolong_plan(session, plan, last_year, by),
    )


def name_coordinator(installation: Installation, number: PlanNamed, name: str, deciding: Deciding) -> None:
    """Have an agency, by its name, follow a plan up.

    Raises `UnknownCoordinator`, `NotWorking`, and as `close_ended_plan` does.
    """
    mention = installation.policies.directory.find(name)
    agency = installation.policies.directory.typed(name)
    if agency is None:
        near = f", gần giống “{mention.agency.name}”" if mention.agency is not None else ""
        raise UnknownCoordinator(
            given=name,
            place="Cơ quan đầu mối",
            reason=f"không phải tên một cơ quan trong danh bạ{near}",
            remedy="Ghi đúng tên cơ quan.",
        )
    code = agency.code
    check_works(installation.policies.directory, code, "Cơ quan đầu mối")

    def coordinate(session: Session, plan: int, by: By) -> None:
        keep_directory(session, installation.policies.directory, on=by.today)
        coordinate_plan(session, plan, code, by)

    _of_plan(installation, number, Action.IMPORT, deciding, coordinate)


def take_back_import(installation: Installation, number: PlanNamed, deciding: Deciding) -> Ended:
    """Take a plan back that was imported by mistake. Raises as `close_ended_plan` does."""
    return _of_plan(installation, number, Action.IMPORT, deciding, take_back_plan)


def replace_plan(installation: Installation, old: PlanNamed, new: PlanNamed, deciding: Deciding) -> Succession:
    """Close what is open of a plan that a newer one replaces. Raises `AmbiguousPlan` too, and `SuccessionRefused`."""

    def supersede(session: Session, plan: int, by: By) -> Succession:
        newer = _plan(session, new)
        return supersede_plan(session, plan, newer.id, by)

    return _of_plan(installation, old, Action.SUPERSEDE, deciding, supersede)


def possible_successors(installation: Installation, plan: int) -> list[PlanBrief]:
    """Return the plans that may have taken a plan's place: in force, issued since, the newest first."""
    with installation.database.reading() as session:
        found = plans(session)
    issued_on = next((one.issued_on for one in found if one.id == plan), None)
    return [one for one in found if one.id != plan and one.in_force and issued_on and one.issued_on >= issued_on]


def check_plan(installation: Installation, number: str) -> None:
    """Raise `UnknownPlan` or `AmbiguousPlan` unless the number names one registered plan."""
    with installation.database.reading() as session:
        plan_by_number(session, number)


def restore_replaced_plan(installation: Installation, number: PlanNamed, deciding: Deciding) -> Succession:
    """Take a replacement back, within 30 days. Raises `SuccessionRefused` too."""
    policies = installation.policies
    return _of_plan(
        installation,
        number,
        Action.RESTORE_SUPERSEDED,
        deciding,
        lambda session, plan, by: restore_plan(session, plan, by, policies),
    )


def succeed(installation: Installation, old: str, new: str, deciding: Deciding) -> Succession:
    """Hand an agency over to its successor, for this plan's duties and for those of the plans to come.

    The house's own list of agencies is written before the duties are committed: where it can't be, nothing has changed,
    and where the commit fails, doing it again does the rest.
    """
    own = directory_of(installation)
    _check_successor(own.directory, old, new)
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_DIRECTORY, Subject(), deciding, place="Danh bạ cơ quan")
        keep_directory(session, installation.policies.directory, on=by.today)
        done = succeed_agency(session, old, new, by)
        dissolve(own, old, new)
        # Its groups have the successor for it.
        keep_directory(session, own.directory, on=by.today)
    installation.look_again()
    return done


def _check_successor(directory: Directory, old: str, new: str) -> None:
    """Raise `SuccessionRefused` where duties would go to nobody who works, or to a second successor."""
    if old in directory and directory.get(old).is_group:
        raise SuccessionRefused(
            given=directory.get(old).name,
            place="Danh bạ cơ quan",
            reason="là một nhóm, không sáp nhập như một cơ quan",
            remedy="Ghi từng cơ quan của nhóm, hoặc đưa thành viên ra khỏi nhóm.",
        )
    reason = remedy = ""
    if new in directory:
        heir = directory.get(new)
        if heir.is_group:
            reason, remedy = "là một nhóm, không nhận được nhiệm vụ thay một cơ quan", "Ghi một cơ quan của nhóm."
        elif heir.outside:
            reason, remedy = "ngoài danh bạ của tỉnh, không nhận nhiệm vụ từ đây", "Ghi cơ quan của tỉnh."
        elif heir.dissolved:
            reason, remedy = "đã kết thúc hoạt động", "Ghi cơ quan đang hoạt động."
        elif new == old:
            reason, remedy = "không kế thừa chính mình", "Ghi cơ quan khác."
    if old in directory and (others := [one for one in directory.get(old).successors if one != new]):
        names = ", ".join(directory.get(one).name for one in others if one in directory)
        reason, remedy = f"không kế thừa được: cơ quan ấy đã chuyển cho {names}", "Giao lại từng nhiệm vụ còn mở."
    if reason:
        name = directory.get(new).name if new in directory else new
        raise SuccessionRefused(given=name, place="Danh bạ cơ quan", reason=reason, remedy=remedy)


def _of_task(
    installation: Installation, duty: int, deciding: Deciding, end: Callable[[Session, int, By], Ended]
) -> Ended:
    with installation.database.writing() as session:
        known = assignment(session, duty)
        plan = plan_of_task(session, known.task.id)
        by = allowed_deciding(session, Action.WITHDRAW, plan_subject(session, plan), deciding, place=known.task.place)
        return end(session, known.task.id, by)


def _of_plan(
    installation: Installation,
    number: PlanNamed,
    action: Action,
    deciding: Deciding,
    change: Callable[[Session, int, By], _Done],
) -> _Done:
    with installation.database.writing() as session:
        plan = _plan(session, number)
        subject = plan_subject(session, plan.id)
        by = allowed_deciding(session, action, subject, deciding, place=f"Văn bản {plan.number}")
        return change(session, plan.id, by)


def _plan(session: Session, named: PlanNamed) -> PlanRow:
    if isinstance(named, str):
        return plan_by_number(session, named)
    if (found := session.get(PlanRow, named)) is None:
        raise UnknownPlan(given=named, place="Văn bản", reason="chưa được nhập", remedy="Chọn một văn bản đã nhập.")
    return found


def allowed_deciding(session: Session, action: Action, subject: Subject, deciding: Deciding, *, place: str) -> By:
    """Return who decides, with the rights of this moment. Raises `NotAllowed`."""
    actor = actor_now(session, deciding.actor, deciding.now)
    answer = may(actor, action, subject)
    if isinstance(answer, No):
        raise NotAllowed(given=action.label, place=place, reason="không thuộc quyền của bạn", remedy=answer.reason)
    return replace(by_of(actor, deciding.now, answer), reason=deciding.reason, document=deciding.document)
