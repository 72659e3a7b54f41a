"""One door for whatever a person does to a duty: his rights are asked inside the transaction that changes it.

A page asks the same table before, to show a button; what it showed may be an hour old. So a role that ended, a report
that somebody else confirmed or a duty that went to another agency meanwhile is found here, before anything is written.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.accounts.journal import by_of
from services.accounts.sessions import actor_of
from services.directory.working_agencies import check_works
from services.evidence.markings import refuse_marked
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.by import By
from workflow.entered_days import check_new_due
from workflow.evidence.files import EvidenceFile
from workflow.lifecycle import Event, NotAllowed, State, Transition, step_of
from workflow.log.actions import LogAction
from workflow.log.undoing import why_confirmation_stands
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.policies import Policies
from workflow.rights import No, Subject, Yes, may
from workflow.store.database.opening import Session
from workflow.store.duties.extensions import (
    deny_extension,
    grant_extension,
    request_extension,
    reschedule_duty,
    wishing_duties,
)
from workflow.store.duties.reading import assignment
from workflow.store.duties.setting_days import ProposedDay, check_report, dates_with, proposed_day
from workflow.store.duties.subjects import duty_subject
from workflow.store.duties.transitions import apply, check_version
from workflow.store.log.opinions import note_opinion
from workflow.store.log.reminding import remind
from workflow.store.log.writing import history
from workflow.store.people.accounts import user_account
from workflow.store.plans.ending import check_plan_stands
from workflow.store.plans.owners import give_the_rest, hand_over_later, later_duties
from workflow.views.extension_requests import ExtensionRequest, RequestAnswer, extension_requests

# What is decided of one duty leaves the task's next occurrences where they were, unless said otherwise.
_OF_ONE = frozenset({Event.WITHDRAW, Event.REASSIGN})


class NotShown(NotAllowed):
    """Somebody would act on a duty that he may not even see: outside it is as if there were none."""


@dataclass(frozen=True, kw_only=True)
class Doing:
    """Who does something to which duty, and why. `version` is the one he looked at; None for whatever it is now.

    `files` were taken in before (`services.evidence.intake`); the line of what he does names them.
    """

    duty: int
    actor: Actor
    now: datetime
    version: int | None = None
    reason: str = ""
    document: str = ""
    files: tuple[EvidenceFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What an event of the lifecycle brings besides its reason and document; see `workflow.lifecycle.Transition`.

    `due` is the day that goes with a return, a reassignment or a reopening; None for the proposed one. `later` gives
    all that the task still brings the agency to the new one, not this duty alone.
    """

    result: str = ""
    text: str = ""
    percent: int | None = None
    on: date | None = None
    agency: str | None = None
    due: date | None = None
    later: bool = False


def cause(installation: Installation, event: Event, doing: Doing, brought: Brought | None = None) -> Assignment:
    """Let an event of the lifecycle happen to a duty; return it as it stands then.

    Raises `NotAllowed`, `ChangedMeanwhile` (somebody was faster), `SecretRefused` and the errors of
    `workflow.lifecycle.advance`.
    """
    with installation.database.writing() as session:
        return cause_within(session, installation.policies, event, doing, brought)


def cause_within(
    session: Session, policies: Policies, event: Event, doing: Doing, brought: Brought | None = None
) -> Assignment:
    """The same within a transaction that does more, such as one that keeps files or answers several duties."""
    given = brought or Brought()
    refuse_marked((given.result, given.text, doing.reason))
    by = allowed_by(session, Action(event.value), doing)
    transition = Transition(
        event=event,
        role=step_of(event).role,
        by=by,
        result=given.result,
        text=given.text,
        percent=given.percent,
        on=given.on,
        agency=given.agency,
        only=event in _OF_ONE and not given.later,
    )
    duty = assignment(session, doing.duty)
    if event is Event.REPORT:
        check_report(session, duty, transition)
    if event is Event.RECALL_CONFIRMATION:
        _check_fresh(session, duty, by)
    if event is Event.REOPEN:
        check_plan_stands(session, duty)
    if given.agency is not None:
        check_works(policies.directory, given.agency, "Cơ quan nhận nhiệm vụ")
    if event is Event.REASSIGN and given.agency == duty.agency and duty.state is not State.REFUSED:
        give_the_rest(session, duty, transition, policies)
        return assignment(session, doing.duty)
    after = apply(session, doing.duty, transition, dates_with(session, duty, transition, given.due, policies))
    if event is Event.REASSIGN and given.later:
        hand_over_later(session, duty, transition, policies)
    return after


def _check_fresh(session: Session, duty: Assignment, by: By) -> None:
    """Raise `NotAllowed` unless who takes a confirmation back gave it, not long ago."""
    if duty.state is not State.COMPLETED:
        return
    why = why_confirmation_stands(history(session, duty.id), actor=by.actor, person=by.person, now=by.now)
    if why:
        label = Action.RECALL_CONFIRMATION.label
        raise NotAllowed(given=label, place=duty.name, reason="không thực hiện được", remedy=why)


def count_later(installation: Installation, duty: int) -> int:
    """Return how many later duties of the same task its agency still owes. Raises `UnknownAssignment`."""
    with installation.database.reading() as session:
        return len(later_duties(session, assignment(session, duty)))


def preview_day(installation: Installation, event: Event, duty: Assignment, today: date) -> ProposedDay | None:
    """Return the due day that an event would bring unless another is set; None where it brings none."""
    with installation.database.reading() as session:
        return proposed_day(session, duty, event, today=today, policies=installation.policies)


def ask_extension(installation: Installation, doing: Doing, due: date) -> Assignment:
    """Ask for a later day. Raises `NotAllowed`, `ChangedMeanwhile`, `ExtensionRefused`."""
    return _decide(
        installation,
        Action.REQUEST_EXTENSION,
        doing,
        lambda session, by: request_extension(session, doing.duty, due, by),
    )


def allow_extension(
    installation: Installation, doing: Doing, *, due: date | None = None, request: int | None = None
) -> Assignment:
    """Give the day that was asked for, or another, by a document. Raises as `ask_extension` does, and `DayRefused`.

    `request` is the number of the request that was looked at.
    """
    policies = installation.policies
    return _decide(
        installation,
        Action.GRANT_EXTENSION,
        doing,
        lambda session, by: grant_extension(session, doing.duty, by, policies, due=due, request=request),
    )


def refuse_extension(installation: Installation, doing: Doing) -> Assignment:
    """Refuse the day that was asked for, with a reason. Raises as `ask_extension` does."""
    return _decide(
        installation, Action.DENY_EXTENSION, doing, lambda session, by: deny_extension(session, doing.duty, by)
    )


def set_due_day(installation: Installation, doing: Doing, due: date) -> Assignment:
    """Set a duty's day anew, or for the first time where it waits. Raises as `ask_extension` does, and `DayRefused`."""
    policies = installation.policies

    def set_anew(session: Session, by: By) -> Assignment:
        check_new_due(due, today=by.today, duty=assignment(session, doing.duty).name)
        return reschedule_duty(session, doing.duty, due, by, policies)

    return _decide(installation, Action.RESCHEDULE, doing, set_anew)


def duty_requests(installation: Installation, duty: int | None = None) -> list[tuple[Assignment, ExtensionRequest]]:
    """Return a duty's requests for an extension, or those of every duty that wait for a decision, by duty."""
    with installation.database.reading() as session:
        numbers = wishing_duties(session) if duty is None else [duty]
        return [
            (assignment(session, number), asked)
            for number in numbers
            for asked in extension_requests(history(session, number))
            if duty is not None or asked.answer is RequestAnswer.OPEN
        ]


def remind_agency(installation: Installation, doing: Doing) -> Assignment:
    """Remind who owes a duty. Raises `NotAllowed`, `NotToRemind`."""
    return _decide(installation, Action.REMIND, doing, lambda session, by: remind(session, doing.duty, by))


def give_direction(installation: Installation, doing: Doing, text: str) -> Assignment:
    """Note a leader's opinion of a duty. Raises `NotAllowed`, `ChangedMeanwhile`, `SecretRefused`, `OpinionRefused`."""
    refuse_marked((text,))
    with installation.database.writing() as session:
        return note_opinion(session, doing.duty, LogAction.DIRECT, text, allowed_by(session, Action.DIRECT, doing))


def give_comment(installation: Installation, doing: Doing, text: str) -> Assignment:
    """Note the opinion of the cooperating agency that somebody speaks for. Raises as `give_direction` does."""
    refuse_marked((text,))
    with installation.database.writing() as session:
        by, answer = _allowance(session, Action.COMMENT, doing)
        agency = answer.grant.scope.agency if answer.grant else ""
        return note_opinion(session, doing.duty, LogAction.COMMENT, text, by, said_for=agency)


def allowed_by(session: Session, action: Action, doing: Doing) -> By:
    """Return who acts, as the log is to name him, once the table of rights said yes.

    Rights are read anew: a person's grants are those of this moment, whatever his page was made with. Raises
    `NotAllowed`, and `NotShown` for whom the duty isn't even there.
    """
    return _allowance(session, action, doing)[0]


def check_doing(installation: Installation, action: Action, doing: Doing) -> None:
    """Raise as `allowed_by` does: a missing right is said before anything that was typed is judged."""
    with installation.database.reading() as session:
        allowed_by(session, action, replace(doing, version=None))


def _allowance(session: Session, action: Action, doing: Doing) -> tuple[By, Yes]:
    """Return who acts, and by which right."""
    actor = actor_now(session, doing.actor, doing.now)
    subject = duty_subject(session, doing.duty, asking=actor.agencies, today=doing.now.date())
    answer = may(actor, action, subject)
    if isinstance(answer, No):
        # Before the version: who was faster, and what he wrote, is told to nobody who may not see it.
        raise _refusal(session, action, subject, actor, doing.duty, answer)
    if doing.version is not None:
        check_version(session, doing.duty, doing.version)
    by = replace(by_of(actor, doing.now, answer), files=doing.files).because(doing.reason, doing.document)
    return by, answer


def actor_now(session: Session, actor: Actor, now: datetime) -> Actor:
    """Return an actor with the rights of this moment, and those that were given him without an account."""
    if actor.person is None:
        return actor
    fresh = actor_of(session, user_account(session, actor.person), now=now)
    return replace(fresh, grants=(*fresh.grants, *actor.by_place), by_place=actor.by_place)


def _decide(
    installation: Installation, action: Action, doing: Doing, decide: Callable[[Session, By], Assignment]
) -> Assignment:
    refuse_marked((doing.reason,))
    with installation.database.writing() as session:
        return decide(session, allowed_by(session, action, doing))


def _refusal(session: Session, action: Action, asked: Subject, actor: Actor, duty: int, answer: No) -> NotAllowed:
    """Say who may instead; whoever may not even see the duty doesn't learn whose it is."""
    if may(actor, Action.SEE_DUTY, asked):
        named = assignment(session, duty).name
        return NotAllowed(given=action.label, place=named, reason="không thuộc quyền của bạn", remedy=answer.reason)
    return NotShown(
        given=action.label,
        place=f"nhiệm vụ {duty}",
        reason="không thuộc quyền của bạn",
        remedy=answer.reason,
    )
