"""Queueing the notices that the ladder demands: one insert-select for each window and way to its audience.

Nothing is read row by row and nothing plan by plan: the ladder says which `act_by` days are due for which step, an
index finds those duties, and the database joins the people (`workflow.store.notices.audience`). The unique key makes
a second run queue nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    column,
    delete,
    exists,
    func,
    literal,
    select,
    table,
    true,
    update,
)
from sqlalchemy.orm import Session, aliased

from config.escalation import QuietEntry
from workflow.lifecycle import State
from workflow.notices.ladder import Ladder, Ladders, LadderStep, LadderWindow, ladder_windows
from workflow.notices.quiet_hours import send_from
from workflow.store.database.insert import insert_into
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.duties.id_ranges import IdRange
from workflow.store.duties.sweep import last_run, remember_run
from workflow.store.notices.audience import Asking, recipients
from workflow.store.operation.announcing import announced_since, held_plans, only_asked_about
from workflow.store.plans.ending import is_ended
from workflow.store.tables import (
    AssignmentRow,
    ContactRow,
    DailyRunRow,
    NoticeRow,
    NoticeState,
    OccurrenceRow,
    PlanRow,
    TaskRow,
)
from workflow.working_days import WorkingDays

LADDER_JOB = LockedJob.LADDER
# A wish of the auditor, kept beside the days of the jobs.
_ANEW = "ladder anew"
# What stands in the key of a notice that was taken back: it has told nobody, and its own key is free again.
TAKEN_BACK = ":ahead:"
# An import that runs over midnight dates its duties with the day it began on; what was told since isn't told anew.
LOOK_BACK = timedelta(days=1)
_COLUMNS = (
    "key",
    "assignment_id",
    "step",
    "step_words",
    "due",
    "channel",
    "recipient",
    "recipient_name",
    "agency_id",
    "note",
    "state",
    "urgent",
    "queued_at",
    "not_before",
    "attempts",
    "message_id",
    "outcome",
)

# The duties of a window: a name that each statement says anew what it stands for.
_FOUND = table(
    "found",
    *(column(name, getattr(AssignmentRow, name).type) for name in ("id", "agency_id", "occurrence_id", "due")),
)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When notices are queued, and before when only urgent ones may be sent (the end of quiet hours). Aware.

    `days_off` says whether days off are quiet for contacts with working hours of their own as well. `next_morning` is
    when whoever was sent a message today may be sent the next one; None sets no such limit.
    """

    today: date
    now: datetime
    not_before: datetime
    days_off: bool = True
    next_morning: datetime | None = None


@dataclass(frozen=True)
class _Scope:
    """A ladder and the duties it holds for: those of some plans, or of all plans without a ladder of their own.

    `once` are those of them that its rungs hold for that don't come back weekly.
    """

    ladder: Ladder
    duties: ColumnElement[bool]
    once: ColumnElement[bool]

    def of(self, window: LadderWindow) -> ColumnElement[bool]:
        """Return the duties that a window's rung holds for."""
        return self.once if window.step.every is None else self.duties


@dataclass(frozen=True)
class _Pass:
    """Duties to look at, for the rungs reached after a day; None for all.

    `untold_by` leaves out the rungs that somebody was told of by the notices up to a number.
    """

    after: date | None
    duties: ColumnElement[bool]
    untold_by: int | None = None

    def of(self, window: LadderWindow) -> ColumnElement[bool]:
        """Return the duties to look at for a window's rung."""
        return self.duties if self.untold_by is None else and_(self.duties, ~_told(window, self.untold_by))


def queue_notices(
    session: Session,
    ladders: Ladders,
    *,
    moment: Moment,
    working_days: WorkingDays,
    leadership: str | None = None,
    span: IdRange | None = None,
) -> int:
    """Queue what the ladders demand since the last run and return how many notices are new.

    A duty that got its date since the last run is looked at whatever its age: a rung of which somebody has been told
    is told to nobody else then, who comes to stand in for him among them. Once the auditor has found notices missing
    (`look_at_overdue`), every overdue one is looked at. `leadership` is the code of the agency whose heads lead the
    province. A `span` makes it one piece of a day's work (`workflow.store.operation.shards`).
    """
    lock_job(session, LADDER_JOB, shared=span is not None)
    after = last_run(session, LADDER_JOB)
    ours = span.holds(AssignmentRow.id) if span else true()
    passes, newest = [_Pass(after, ours)], session.scalar(select(func.max(NoticeRow.id))) or 0
    if after is not None and _scheduled_since(session, after - LOOK_BACK):
        dated = and_(AssignmentRow.scheduled_on >= after - LOOK_BACK, ours)
        passes.append(_Pass(None, dated, newest))
    if after is not None and (told := announced_since(session, _morning(after - LOOK_BACK, moment))):
        passes.append(_Pass(None, and_(_plan_of_duty().in_(told), ours), newest))
    if _asked_anew(session, moment.today, span):
        passes.append(_Pass(None, and_(of_overdue(moment.today), ours)))
    queued = 0
    not_before = NotBefore(session, moment, working_days)
    for scope in scopes(session, ladders):
        for one in passes:
            for window in ladder_windows(scope.ladder, after=one.after, today=moment.today, working_days=working_days):
                asking = Asking(step=window.step, today=moment.today, leadership=leadership)
                for people, said in demanded_notices(session, window, scope.of(window), one.of(window), asking=asking):
                    queued += _insert(session, people, said, window, moment, not_before)
    if span is None:
        remember_run(session, LADDER_JOB, moment.today)
    return queued


def look_at_overdue(session: Session, today: date) -> None:
    """Let the next run look at every overdue duty anew: what is missing is queued then, nothing twice."""
    remember_run(session, _ANEW, today)


def _asked_anew(session: Session, today: date, span: IdRange | None) -> bool:
    """Whether every overdue duty is to be looked at. What is asked during a day's pieces is for the next day's."""
    if span is not None:
        asked = last_run(session, _ANEW)
        return asked is not None and asked < today
    return bool(session.execute(delete(DailyRunRow).where(DailyRunRow.job == _ANEW).returning(DailyRunRow.job)).all())


def looked_at_overdue(session: Session, day: date) -> None:
    """Note that the day's pieces have all done what was asked for by `look_at_overdue` before that day."""
    session.execute(delete(DailyRunRow).where(DailyRunRow.job == _ANEW, DailyRunRow.day < day))


def _scheduled_since(session: Session, day: date) -> bool:
    return bool(session.scalar(select(exists().where(AssignmentRow.scheduled_on >= day))))


def scopes(session: Session, ladders: Ladders) -> Iterator[_Scope]:
    """Every ladder with its duties; the common one names no plan at all when no plan has its own."""
    own = session.execute(select(PlanRow.id, PlanRow.number).where(PlanRow.number.in_(ladders.by_plan))).all()
    held = {plan.id for plan in held_plans(session)}
    asked = only_asked_about(session)
    for number, ladder in ladders.by_plan.items():
        if ids := [plan_id for plan_id, named in own if named == number and plan_id not in held]:
            yield _scope(ladder, _plan_of_duty().in_(ids), asked)
    others = [*(plan_id for plan_id, _ in own), *held]
    yield _scope(ladders.common, _plan_of_duty().not_in(others) if others else true(), asked)


def _scope(ladder: Ladder, duties: ColumnElement[bool], asked: ColumnElement[bool] | None) -> _Scope:
    return _Scope(ladder, duties, duties if asked is None else and_(duties, ~asked))


def _told(window: LadderWindow, newest: int) -> ColumnElement[bool]:
    """Whether a notice up to a number tells of a rung of the duty for its day; what was taken back tells nobody."""
    key = cast(AssignmentRow.id, String) + literal(f":{window.occurrence}:")
    return exists().where(
        NoticeRow.id <= newest,
        NoticeRow.assignment_id == AssignmentRow.id,
        NoticeRow.step == window.step.id,
        NoticeRow.due == AssignmentRow.due,
        NoticeRow.key.startswith(key),
        ~NoticeRow.key.contains(TAKEN_BACK),
    )


def _morning(day: date, moment: Moment) -> datetime:
    return datetime.combine(day, time.min, moment.now.tzinfo)


def _plan_of_duty() -> ColumnElement[int]:
    return (
        select(TaskRow.plan_id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .where(OccurrenceRow.id == AssignmentRow.occurrence_id)
        .scalar_subquery()
    )


def of_overdue(day: date) -> ColumnElement[bool]:
    """The duties overdue on a day that had their dates before it: those the ladder has been asked about."""
    return and_(AssignmentRow.due < day, AssignmentRow.scheduled_on < day)


def demanded_notices(
    session: Session, window: LadderWindow, *conditions: ColumnElement[bool], asking: Asking
) -> Iterator[tuple[Subquery, Select[Any]]]:
    """Give, for each way to the people of a window's step, those of the duties in it under these conditions.

    With the people, what a notice to each says by itself: columns of `notice`, its unique key first. None without
    duties.
    """
    # A day is always named here.
    assert asking.today is not None
    due = _due(window, *conditions, *([_goes_on(asking.today)] if window.step.every is not None else []))
    if session.execute(due.limit(1)).first() is None:
        return
    # Found once, by the index on `act_by`, before anybody is joined to them.
    found = due.cte(_FOUND.name).prefix_with("MATERIALIZED")
    for people, said in _demanded(asking, window.occurrence):
        yield people, said.add_cte(found)


def _goes_on(today: date) -> ColumnElement[bool]:
    """The duties that are nagged about week after week: not those of plans that their coordinator is asked to close."""
    return _plan_of_duty().not_in(select(PlanRow.id).where(is_ended(today)))


def _due(window: LadderWindow, *conditions: ColumnElement[bool]) -> Select[int, int, int, date | None]:
    """The duties in a window."""
    states = [state for state in State if window.step.warranted_in(state)]
    query = select(AssignmentRow.id, AssignmentRow.agency_id, AssignmentRow.occurrence_id, AssignmentRow.due).where(
        AssignmentRow.act_by <= window.last, AssignmentRow.state.in_(states), *conditions
    )
    return query if window.first is None else query.where(AssignmentRow.act_by >= window.first)


class NotBefore:
    """When a notice may go out at the earliest: after the house's quiet hours, or within a contact's own hours."""

    def __init__(self, session: Session, moment: Moment, working_days: WorkingDays) -> None:
        self._moment = moment
        own = select(ContactRow.works_from, ContactRow.works_until).where(ContactRow.works_from.is_not(None)).distinct()
        self._own = {
            (begins, ends): send_from(
                moment.now, QuietEntry(starts=ends, ends=begins, days_off=moment.days_off), working_days
            )
            for begins, ends in session.execute(own)
            if begins is not None and ends is not None
        }

    def __call__(self, begins: Any, ends: Any, step: LadderStep) -> ColumnElement[datetime]:
        """Return the moment for a row with these working hours; what is urgent may go at once."""
        kind = NoticeRow.not_before.type
        usual = literal(self._moment.now if step.urgent else self._moment.not_before, kind)
        if step.urgent or not self._own:
            return usual
        hours = [
            (and_(begins == literal(first), ends == literal(last)), literal(moment, kind))
            for (first, last), moment in self._own.items()
        ]
        return case(*hours, else_=usual)


@lru_cache(maxsize=128)
def _demanded(asking: Asking, occurrence: str) -> tuple[tuple[Subquery, Select[Any]], ...]:
    """The ways of a step on a day, from whatever duties stand in `_FOUND`.

    Kept, for a day asks each many times over: for every ladder, look back and piece. Building one takes longer than
    the database does.
    """
    return tuple(_demanded_columns(people, asking.step, occurrence) for people in recipients(_FOUND, asking))


def _demanded_columns(people: Select[Any], step: LadderStep, occurrence: str) -> tuple[Subquery, Select[Any]]:
    found = people.subquery()
    key = (
        cast(found.c.duty, String)
        + literal(f":{occurrence}:")
        + cast(found.c.due, String)
        + literal(":")
        + found.c.aside
        + found.c.channel
        + literal(":")
        + found.c.address
    )
    said = select(
        key.label("key"),
        found.c.duty.label("assignment_id"),
        literal(step.id).label("step"),
        literal(step.label).label("step_words"),
        found.c.due.label("due"),
        found.c.channel.label("channel"),
        found.c.address.label("recipient"),
        found.c.name.label("recipient_name"),
        found.c.agency_id.label("agency_id"),
        found.c.note.label("note"),
    )
    # SQLite takes the ON of a conflict for that of a join unless a WHERE stands between.
    return found, said.where(found.c.duty.is_not(None))


def _insert(
    session: Session,
    people: Subquery,
    said: Select[Any],
    window: LadderWindow,
    moment: Moment,
    not_before: NotBefore,
) -> int:
    rows = said.add_columns(
        literal(NoticeState.QUEUED.value),
        literal(window.step.urgent),
        literal(moment.now, NoticeRow.queued_at.type),
        not_before(people.c.works_from, people.c.works_until, window.step),
        literal(0),
        literal(""),
        literal(""),
    )
    statement = insert_into(session.get_bind().dialect, NoticeRow).from_select(list(_COLUMNS), rows)
    fresh = statement.on_conflict_do_nothing(index_elements=["key"]).returning(NoticeRow.id)
    return sum(1 for _ in session.scalars(fresh))


def hold_second_messages(session: Session, moment: Moment) -> None:
    """Let what was queued just now for somebody who has had today's message wait for the next working morning.

    What is urgent goes out; so does what is sent again, for it is a message that was begun before.
    """
    if moment.next_morning is None:
        return
    earlier = aliased(NoticeRow)
    since = _morning(moment.today, moment)
    had = (NoticeState.SENT, NoticeState.UNKNOWN)
    if session.scalar(select(exists().where(earlier.settled_at >= since, earlier.state.in_(had)))):
        sent_today = exists().where(
            earlier.settled_at >= since,
            earlier.channel == NoticeRow.channel,
            earlier.recipient == NoticeRow.recipient,
            earlier.state.in_(had),
        )
        session.execute(
            update(NoticeRow)
            .where(
                NoticeRow.state == NoticeState.QUEUED,
                NoticeRow.queued_at >= moment.now,
                NoticeRow.message_id == "",
                ~NoticeRow.urgent,
                sent_today,
            )
            .values(not_before=moment.next_morning)
            .execution_options(synchronize_session=False)
        )
