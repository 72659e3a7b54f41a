"""One duty with everything that is known of it, as far as whoever asks may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from base.clock import VIETNAM
from base.errors import DondocError
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.lifecycle import OPEN, State
from workflow.log.audit import LogEntry
from workflow.log.undoing import why_confirmation_stands
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Subject, Yes, may, possible
from workflow.store.database.opening import Session
from workflow.store.duties.reading import assignment
from workflow.store.duties.siblings import DutyFacts, Sibling, duty_facts, siblings
from workflow.store.duties.subjects import duty_subject
from workflow.store.log.writing import history, rewritings
from workflow.store.notices.ladder_of_duty import Rung, rungs_after
from workflow.store.notices.listing import NoticeLine, notices
from workflow.store.notices.reminder_subjects import OWING
from workflow.store.people.contacts import KnownContact, contacts


class NotYourDuty(DondocError):
    """Whoever asks may not see the duty."""


@dataclass(frozen=True, kw_only=True)
class ShownDuty:
    """A duty. Without the right to see its evidence, `lines`, `sent` and the result are empty.

    `rewritten` are the lines by which its task was written anew, `next_rung` is the next reminder; `answers` says of
    every action whether it is allowed, or why not.
    """

    duty: Assignment
    facts: DutyFacts
    subject: Subject
    answers: Mapping[Action, Yes | No]
    lines: Sequence[LogEntry]
    rewritten: Sequence[LogEntry]
    siblings: Sequence[Sibling]
    people: Sequence[KnownContact]
    next_rung: Rung | None
    sent: Sequence[NoticeLine]

    @property
    def inside(self) -> bool:
        """Whether whoever asks sees more than the line that lists show."""
        return bool(self.answers[Action.SEE_EVIDENCE])


def show_duty(installation: Installation, number: int, actor: Actor, *, now: datetime) -> ShownDuty:
    """Return one duty. Raises `UnknownAssignment`, `NotYourDuty`."""
    today = now.astimezone(VIETNAM).date()
    with installation.database.reading() as session:
        subject = _seen_by(session, number, actor, today)
        duty, lines = assignment(session, number), history(session, number)
        answers = possible(actor, subject)
        if why := _why_not_undone(duty, lines, actor, now):
            answers[Action.RECALL_CONFIRMATION] = No(reason=why)
        facts = duty_facts(session, number)
        # Before its plan is announced nobody is reminded of a duty.
        reminded = duty.state in OPEN and facts.announced
        inside = bool(answers[Action.SEE_EVIDENCE])
        return ShownDuty(
            duty=duty,
            facts=facts,
            subject=subject,
            answers=answers,
            lines=lines,
            rewritten=rewritings(session, facts.plan_id, facts.task_key),
            siblings=siblings(session, facts.occurrence_id),
            people=contacts(session, agency=subject.agency) if inside else (),
            next_rung=_next_rung(session, installation, number, today) if reminded else None,
            sent=notices(session, assignment_id=number) if answers[Action.SEE_NOTICES] else (),
        )


def check_duty_in_sight(installation: Installation, number: int, actor: Actor, *, now: datetime) -> None:
    """Raise `NotYourDuty` or `UnknownAssignment` for whom there is no such duty: what he may not see isn't there."""
    with installation.database.reading() as session:
        _seen_by(session, number, actor, now.astimezone(VIETNAM).date())


def _seen_by(session: Session, number: int, actor: Actor, today: date) -> Subject:
    subject = duty_subject(session, number, asking=actor.agencies, today=today)
    if isinstance(answer := may(actor, Action.SEE_DUTY, subject), No):
        raise NotYourDuty(given=number, place="Nhiệm vụ", reason=answer.reason, remedy="Đề nghị người quản trị.")
    return subject


def _why_not_undone(duty: Assignment, lines: Sequence[LogEntry], actor: Actor, now: datetime) -> str:
    """Why this person may not take the duty's confirmation back; "" where he may, or where there is none."""
    if duty.state is not State.COMPLETED:
        return ""
    return why_confirmation_stands(lines, actor=actor.name, person=actor.person, now=now)


def _next_rung(session: Session, installation: Installation, number: int, today: date) -> Rung | None:
    if assignment(session, number).state not in OWING:
        # Who has reported isn't reminded.
        return None
    policies = installation.policies
    steps = rungs_after(
        today,
        session,
        number,
        policies.ladders,
        working_days=policies.working_days,
        leadership=policies.leadership,
    )
    return next(steps, None)
