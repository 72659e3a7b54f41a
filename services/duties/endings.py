"""What is decided of a whole task, plan or agency: withdrawn, ended, closed, replaced, taken back, handed on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from services.accounts.journal import by_of
from services.duties.acting import actor_now
from services.installation import Installation
from services.intake.agency_lists import directory_of, dissolve
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Subject, may
from workflow.store.database.opening import Session
from workflow.store.duties.reading import assignment
from workflow.store.duties.subjects import plan_subject
from workflow.store.people.directory import keep_directory
from workflow.store.plans.ending import (
    Ended,
    EndedPlan,
    close_plan,
    end_task,
    ended_plans,
    plan_of_task,
    prolong_plan,
    take_back_plan,
    withdraw_task,
)
from workflow.store.plans.successions import (
    Succession,
    plan_by_number,
    restore_plan,
    succeed_agency,
    supersede_plan,
)

_Done = TypeVar("_Done")


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


def plans_to_close(installation: Installation, *, today: date) -> list[EndedPlan]:
    """Return the plans whose years are over and that have open duties."""
    with installation.database.reading() as session:
        return ended_plans(session, today=today)


def close_ended_plan(installation: Installation, number: str, deciding: Deciding) -> Ended:
    """Close a plan: its open duties are withdrawn. Raises `NotAllowed`, `UnknownPlan`, `EndingRefused`."""
    return _of_plan(installation, number, Action.WITHDRAW, deciding, close_plan)


def prolong(installation: Installation, number: str, last_year: int, deciding: Deciding) -> None:
    """Let a plan run to the end of another year. Raises as `close_ended_plan` does."""
    _of_plan(
        installation,
        number,
        Action.WITHDRAW,
        deciding,
        lambda session, plan, by: prolong_plan(session, plan, last_year, by),
    )


def take_back_import(installation: Installation, number: str, deciding: Deciding) -> Ended:
    """Take a plan back that was imported by mistake. Raises as `close_ended_plan` does."""
    return _of_plan(installation, number, Action.IMPORT, deciding, take_back_plan)


def replace_plan(installation: Installation, old: str, new: str, deciding: Deciding) -> Succession:
    """Close what is open of a plan that a newer one replaces. Raises `AmbiguousPlan` too, and `SuccessionRefused`."""

    def supersede(session: Session, plan: int, by: By) -> Succession:
        newer = plan_by_number(session, new)
        return supersede_plan(session, plan, newer.id, by)

    return _of_plan(installation, old, Action.SUPERSEDE, deciding, supersede)


def check_plan(installation: Installation, number: str) -> None:
    """Raise `UnknownPlan` or `AmbiguousPlan` unless the number names one registered plan."""
    with installation.database.reading() as session:
        plan_by_number(session, number)


def restore_replaced_plan(installation: Installation, number: str, deciding: Deciding) -> Succession:
    """Take a replacement back, within 30 days. Raises `SuccessionRefused` too."""
    return _of_plan(installation, number, Action.RESTORE_SUPERSEDED, deciding, restore_plan)


def succeed(installation: Installation, old: str, new: str, deciding: Deciding) -> Succession:
    """Hand an agency over to its successor, for this plan's duties and for those of the plans to come.

    The house's own list of agencies is written before the duties are committed: where it can't be, nothing has changed,
    and where the commit fails, doing it again does the rest.
    """
    own = directory_of(installation)
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_DIRECTORY, Subject(), deciding, place="Danh bạ cơ quan")
        keep_directory(session, installation.policies.directory, on=by.today)
        done = succeed_agency(session, old, new, by)
        dissolve(own, old, new)
    installation.look_again()
    return done


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
    number: str,
    action: Action,
    deciding: Deciding,
    change: Callable[[Session, int, By], _Done],
) -> _Done:
    with installation.database.writing() as session:
        plan = plan_by_number(session, number)
        subject = plan_subject(session, plan.id)
        by = allowed_deciding(session, action, subject, deciding, place=f"Văn bản {plan.number}")
        return change(session, plan.id, by)


def allowed_deciding(session: Session, action: Action, subject: Subject, deciding: Deciding, *, place: str) -> By:
    """Return who decides, with the rights of this moment. Raises `NotAllowed`."""
    actor = actor_now(session, deciding.actor, deciding.now)
    answer = may(actor, action, subject)
    if isinstance(answer, No):
        raise NotAllowed(given=action.label, place=place, reason="không thuộc quyền của bạn", remedy=answer.reason)
    return replace(by_of(actor, deciding.now, answer), reason=deciding.reason, document=deciding.document)
