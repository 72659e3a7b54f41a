"""The answer to "why did this person get a message, or why not": put together from the store and the ladder."""

from collections.abc import Sequence
from dataclasses import dataclass

from base.clock import VIETNAM
from base.vietnamese import short_moment
from services.day.steps import Day
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.notices.notice_reasons import Answer, NoticeCase, Person, Told, reasons
from workflow.store.duties.reading import assignment
from workflow.store.duties.sweep import last_run
from workflow.store.log.writing import history
from workflow.store.notices.listing import NoticeLine, notices
from workflow.store.notices.people import people_named
from workflow.store.notices.queueing import LADDER_JOB


@dataclass(frozen=True, kw_only=True)
class Why:
    """A duty, and for each person found what every rung of its ladder came to, with the notices there are."""

    duty: Assignment
    answers: Sequence[tuple[Person, Sequence[Answer]]]
    notices: Sequence[NoticeLine]


def why(installation: Installation, assignment_id: int, wanted: str, day: Day) -> Why:
    """Explain a duty's notices to whoever's name or address holds the words. Raises `UnknownAssignment`."""
    policies = installation.policies
    with installation.database.reading() as session:
        duty = assignment(session, assignment_id)
        lines = notices(session, assignment_id=assignment_id, recipient=wanted)
        people = people_named(session, assignment_id, wanted, leadership=policies.leadership)
        log, asked_on = history(session, assignment_id), last_run(session, LADDER_JOB)
    answers = [
        (
            person,
            reasons(
                NoticeCase(
                    duty=duty,
                    person=person,
                    told=[
                        _told(line)
                        for line in reversed(lines)
                        if f"{line.recipient_name} – {line.agency_name}" == person.name
                    ],
                    lines=log,
                    ladder=policies.ladders.of_plan(duty.task.plan_number),
                    working_days=policies.working_days,
                    today=day.today,
                    asked_on=asked_on,
                )
            ),
        )
        for person in people
    ]
    return Why(duty=duty, answers=answers, notices=lines)


def _told(line: NoticeLine) -> Told:
    return Told(
        step=line.step,
        channel=line.channel,
        words=notice_standing(line),
        label=line.step_words,
        queued_on=line.queued_at.astimezone(VIETNAM).date(),
    )


def notice_standing(line: NoticeLine) -> str:
    """Where a notice stands, with its moment and what was said, as in "đã gửi 08:00 14/7/2026 (250 OK)"."""
    moment = (line.settled_at or line.not_before).astimezone(VIETNAM)
    words = f"{line.state.label} {short_moment(moment)}"
    return f"{words}: {line.outcome}" if line.outcome and line.outcome != line.state.label else words
