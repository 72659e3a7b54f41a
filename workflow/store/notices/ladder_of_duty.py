"""One duty's ladder as a person asks for it: which day, whom, on which channel, and what was queued or sent already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.assignment import Assignment
from workflow.notices.ladder import Ladders, LadderStep, schedule, steps_after
from workflow.store.duties.reading import assignment
from workflow.store.notices.audience import Asking, recipients
from workflow.store.tables import AssignmentRow, NoticeRow, NoticeState
from workflow.working_days import WorkingDays


@dataclass(frozen=True, kw_only=True)
class ReachedRung:
    """Somebody a step speaks to. `state` and `at` are those of the latest notice, None while there is none.

    `note` says why it comes to this person when it isn't the one the ladder means.
    """

    name: str
    channel: str
    address: str
    note: str = ""
    state: NoticeState | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A step of one duty with its day; the people are those who would be asked on that day, or were."""

    day: date
    step: LadderStep
    people: tuple[ReachedRung, ...]


def rungs(
    session: Session, duty_id: int, ladders: Ladders, *, working_days: WorkingDays, leadership: str | None = None
) -> list[Rung]:
    """Return the steps of a duty's ladder, soonest first; none for a duty without a date. Raises `UnknownAssignment`.

    A weekly step is told once, with its first day.
    """
    duty = assignment(session, duty_id)
    if duty.act_by is None:
        return []
    steps = schedule(ladders.of_plan(duty.task.plan_number), duty.act_by, working_days)
    return list(_asked(session, duty, steps, leadership))


def rungs_after(
    day: date, session: Session, duty_id: int, ladders: Ladders, *, working_days: WorkingDays, leadership: str | None
) -> Iterator[Rung]:
    """Give the steps that come after a day, a weekly one on its next day.

    Whom a step would ask is looked up when it is its turn.
    """
    duty = assignment(session, duty_id)
    if duty.act_by is None:
        return iter(())
    steps = steps_after(ladders.of_plan(duty.task.plan_number), duty.act_by, working_days, day)
    return _asked(session, duty, steps, leadership)


def _asked(
    session: Session, duty: Assignment, steps: Sequence[tuple[date, LadderStep]], leadership: str | None
) -> Iterator[Rung]:
    told = _told(session, duty.id, duty.due)
    for at, step in steps:
        people = _people(session, duty.id, Asking(step=step, today=at, leadership=leadership), told)
        yield Rung(day=at, step=step, people=people)


_Told = dict[tuple[str, str, str], ReachedRung]


def _told(session: Session, duty_id: int, due: date | None) -> _Told:
    """The latest notice of each step to each address, about the duty's present day."""
    rows = session.scalars(
        select(NoticeRow).where(NoticeRow.assignment_id == duty_id, NoticeRow.due == due).order_by(NoticeRow.id)
    )
    return {
        (row.step, row.channel, row.recipient): ReachedRung(
            name=row.recipient_name,
            channel=row.channel,
            address=row.recipient,
            note=row.note,
            state=row.state,
            at=row.settled_at or row.not_before,
        )
        for row in rows
    }


def _people(session: Session, duty_id: int, asking: Asking, told: _Told) -> tuple[ReachedRung, ...]:
    """Who would be asked, over whom was told: what was sent is a fact, whoever is in the directory now."""
    found = (
        select(AssignmentRow.id, AssignmentRow.agency_id, AssignmentRow.occurrence_id, AssignmentRow.due)
        .where(AssignmentRow.id == duty_id)
        .cte("found")
    )
    people: _Told = {}
    for way in recipients(found, asking):
        for row in session.execute(way):
            people.setdefault((asking.step.id, row.channel, row.address), _reached(row))
    sent = {key: reached for key, reached in told.items() if key[0] == asking.step.id}
    return tuple((people | sent).values())


def _reached(row: Any) -> ReachedRung:
    return ReachedRung(name=row.name, channel=row.channel, address=row.address, note=row.note)
