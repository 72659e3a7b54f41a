"""One duty with everything that is known of it, as far as whoever asks may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from base.clock import VIETNAM
from base.errors import DondocError
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.log.audit import LogEntry
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Subject, Yes, may, possible
from workflow.store.database.opening import Session
from workflow.store.duties.reading import assignment
from workflow.store.duties.siblings import DutyFacts, Sibling, duty_facts, siblings
from workflow.store.duties.subjects import duty_subject
from workflow.store.log.writing import history
from workflow.store.notices.ladder_of_duty import Rung, rungs_after
from workflow.store.notices.listing import NoticeLine, notices
from workflow.store.people.contacts import KnownContact, contacts


class NotYourDuty(DondocError):
    """Whoever asks may not see the duty."""


@dataclass(frozen=True, kw_only=True)
class ShownDuty:
    """A duty. Without the right to see its evidence, `lines`, `sent` and the result are empty.

    `next_rung` is the next reminder; `answers` says of every action whether it is allowed, or why not.
    """

    duty: Assignment
    facts: DutyFacts
    subject: Subject
    answers: Mapping[Action, Yes | No]
    lines: Sequence[LogEntry]
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
        subject = duty_subject(session, number, asking=actor.agencies, today=today)
        if isinstance(answer := may(actor, Action.SEE_DUTY, subject), No):
            raise NotYourDuty(given=number, place="Nhiệm vụ", reason=answer.reason, remedy="Đề nghị người quản trị.")
        answers = possible(actor, subject)
        facts = duty_facts(session, number)
        inside = bool(answers[Action.SEE_EVIDENCE])
        return ShownDuty(
            duty=assignment(session, number),
            facts=facts,
            subject=subject,
            answers=answers,
            lines=history(session, number),
            siblings=siblings(session, facts.occurrence_id),
            people=contacts(session, agency=subject.agency) if inside else (),
            next_rung=_next_rung(session, installation, number, today),
            sent=notices(session, assignment_id=number) if answers[Action.SEE_NOTICES] else (),
        )


def _next_rung(session: Session, installation: Installation, number: int, today: date) -> Rung | None:
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
