"""Queueing what people are told because it happened: an event gave a duty its day, a duty changed, an event waits.

What happened stands in the log since the transaction that did it; here its notices follow. Each line of the log makes
its notices once (the line's number is in their key), so a run may look back as far as it likes; whoever comes to speak
for an agency afterwards isn't told again. What still waits for a decision is put to him as well.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import Session

from base.vietnamese import one_line
from workflow.lifecycle import Event, State
from workflow.log.actions import OPINIONS, TELLINGS, LogAction, action_label
from workflow.notices.ladder import (
    CHANGED,
    DECIDE,
    DEPUTY,
    DIRECTED,
    GAINED,
    HANDED_AWAY,
    OPENED,
    REMINDED_BY_HAND,
    UNCONFIRMED,
    UNCONFIRMED_HEAD,
    USUAL_TERMS,
    WATCH,
    LadderStep,
    UnconfirmedTerms,
)
from workflow.notices.news_words import (
    correction_words,
    firing_words,
    news_words,
    opened_again_words,
    taking_back_words,
)
from workflow.store.database.insert import insert_into
from workflow.store.database.job_locks import lock_job
from workflow.store.duties.sweep import last_run
from workflow.store.log.deputy_acts import acts_of_deputies
from workflow.store.log.gained_duties import gained_by_itself
from workflow.store.log.writing import entry_of
from workflow.store.notices.audience import Asking, people_or_coordinator, recipients
from workflow.store.notices.queueing import LADDER_JOB, LOOK_BACK, TAKEN_BACK, Moment
from workflow.store.people.directory import agency_names
from workflow.store.people.passing_over import heirs
from workflow.store.tables import (
    AgencyRow,
    AssignmentRow,
    EventRow,
    NoticeRow,
    NoticeState,
    OccurrenceRow,
    PlanRow,
    TaskRow,
    TriggerRow,
)
from workflow.working_days import WorkingDays

# A waiting event's watcher is asked this often.
ASKED_EVERY = timedelta(days=30)
_ASKS = {str(action) for action, telling in TELLINGS.items() if telling.asks}
_DONE_WITH = frozenset({State.REPORTED, State.REFUSED, State.COMPLETED})
_COMING_BACK = frozenset({Event.RETURN, Event.REASSIGN, Event.REOPEN, Event.RESTORE_SUPERSEDED})
_HEARD = {str(action): telling.heard for action, telling in TELLINGS.items() if telling.heard}


@dataclass(frozen=True)
class _Happened:
    """A line of the log that its duty's people are told of."""

    event: int
    duty: int
    step: LadderStep
    words: str


def queue_news(
    session: Session, *, moment: Moment, working_days: WorkingDays, terms: UnconfirmedTerms = USUAL_TERMS
) -> int:
    """Queue what was changed since the ladder's last run; ask who watches a waiting event or leaves a report lying.

    Returns how many notices are new. To be called before `queue_notices`, which moves the last run's day on.
    """
    lock_job(session, LADDER_JOB)
    begun = (last_run(session, LADDER_JOB) or moment.today) - LOOK_BACK
    since = _start_of(begun, moment)
    news = [*_happened(session, since), *_unconfirmed(session, moment, working_days, terms)]
    queued = _queue(session, news, moment, heirs(session))
    queued += _tell_former_agencies(session, begun, moment) + _tell_principals(session, begun, moment)
    return queued + ask_watchers(session, moment)


def _start_of(day: date, moment: Moment) -> datetime:
    return datetime.combine(day, time.min, moment.now.tzinfo)


def _happened(session: Session, since: datetime) -> list[_Happened]:
    rows = session.execute(
        select(EventRow, TriggerRow.wording)
        .outerjoin(TriggerRow, TriggerRow.id == EventRow.trigger_id)
        .join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(
            # Of a plan that is held nobody hears, nor of what happened before it was released.
            EventRow.at > PlanRow.announced_at,
            EventRow.at >= since,
            EventRow.assignment_id.is_not(None),
            or_(EventRow.action.in_([*_HEARD, *_ASKS, Event.FIRE]), gained_by_itself()),
        )
        .order_by(EventRow.id)
    )
    names = agency_names(session)
    return [told for event, wording in rows for told in _told(event, wording or "", names)]


def _unconfirmed(
    session: Session, moment: Moment, working_days: WorkingDays, terms: UnconfirmedTerms
) -> Iterator[_Happened]:
    """The reports that have been waiting so long that their coordinator, then his head, is asked about them again."""
    for count, step in ((terms.again, UNCONFIRMED), (terms.head, UNCONFIRMED_HEAD)):
        # The first of the working days that must all have passed since; a report of a day off waits from the next on.
        first = working_days.add(working_days.on_or_before(moment.today), 1 - count)
        waiting = (
            select(func.max(EventRow.id), AssignmentRow.id)
            .join(EventRow, EventRow.assignment_id == AssignmentRow.id)
            .where(AssignmentRow.state == State.REPORTED, EventRow.action == Event.REPORT.value)
            .group_by(AssignmentRow.id)
            .having(func.max(EventRow.at) < datetime.combine(first, time.min, moment.now.tzinfo))
        )
        for event, duty in session.execute(waiting):
            yield _Happened(event, duty, step, "")


def _told(event: EventRow, wording: str, names: Mapping[str, str]) -> Iterator[_Happened]:
    """What is told of a line, by audience.

    What waits for a decision is said when the message is written, as it stands then.
    """
    assert event.assignment_id is not None
    if event.action in _ASKS:
        yield _Happened(event.id, event.assignment_id, DECIDE, "")
    line = entry_of(event)
    if event.action == Event.FIRE:
        # What was reported, refused or done has a day by it, and begins no more.
        step = CHANGED if event.after in _DONE_WITH else OPENED
        yield _Happened(event.id, event.assignment_id, step, news_words(firing_words(wording, line), line))
        return
    if event.action == LogAction.ASSIGN:
        yield _Happened(event.id, event.assignment_id, GAINED, news_words("nhiệm vụ mới được giao", line))
        return
    if event.action in OPINIONS:
        yield from _opinion(event, names)
        return
    if event.action not in _HEARD:
        return
    step = REMINDED_BY_HAND if event.action == LogAction.REMIND else CHANGED
    # Whoever a duty comes to is told from whom.
    former = names.get(event.details.get("was_agency", ""), "")
    what = f"{_HEARD[event.action]}; trước đây của {former}" if former else _HEARD[event.action]
    if event.action == LogAction.CORRECT_EVENT and event.details.get("on"):
        what = correction_words(wording, line)
    elif event.action == Event.UNFIRE:
        what = taking_back_words(wording, line)
    elif event.action in _COMING_BACK:
        what = opened_again_words(what, wording, line)
    yield _Happened(event.id, event.assignment_id, step, news_words(what, line))


def _opinion(event: EventRow, names: Mapping[str, str]) -> Iterator[_Happened]:
    """Who leads the duty hears every opinion on it, in its own words; its coordinator those of leaders too."""
    assert event.assignment_id is not None
    helper = names.get(event.details.get("said_for", ""), "")
    who = f"{helper} ({event.actor})" if helper else event.actor
    words = news_words(f"{_HEARD[event.action]} của {who}: “{one_line(event.details['text'])}”", entry_of(event))
    yield _Happened(event.id, event.assignment_id, CHANGED, words)
    if event.action == LogAction.DIRECT:
        yield _Happened(event.id, event.assignment_id, DIRECTED, words)


def _queue(session: Session, told: Iterable[_Happened], moment: Moment, heirs_of: Mapping[int, int]) -> int:
    """The duties' people are found for all duties of a step at once, then each line of the log makes its notices.

    A merged agency's are its successor's (`heirs_of`, row ids).
    """
    queued = 0
    by_step: dict[str, list[_Happened]] = {}
    for happened in told:
        by_step.setdefault(happened.step.id, []).append(happened)
    for found in by_step.values():
        step, of_step = found[0].step, _news_of(session, found)
        if not of_step:
            continue
        people = _people(session, step, {happened.duty for happened in of_step}, moment, heirs_of)
        rows = [
            notice_row(step, person, f"{person.duty}:{step.id}:{happened.event}", moment, words=happened.words)
            | {"assignment_id": person.duty}
            for happened in of_step
            for person in people.get(happened.duty, ())
        ]
        queued += queue_rows(session, rows)
    return queued


def _news_of(session: Session, happened: list[_Happened]) -> list[_Happened]:
    """Those of a step that nobody was told of before, or that are asked about until they are decided."""
    step = happened[0].step
    if step in (UNCONFIRMED, UNCONFIRMED_HEAD):
        return happened
    before = _told_before(session, step, {each.duty for each in happened})
    return [each for each in happened if (str(each.duty), str(each.event)) not in before]


def _told_before(session: Session, step: LadderStep, duties: Collection[int]) -> set[tuple[str, ...]]:
    """The lines of the log that made notices of a step, each behind its duty, as their keys name them."""
    keys = select(NoticeRow.key).where(
        NoticeRow.assignment_id.in_(duties), NoticeRow.step == step.id, ~NoticeRow.key.contains(TAKEN_BACK)
    )
    return {tuple(key.split(":")[:3:2]) for key in session.scalars(keys)}


def _tell_former_agencies(session: Session, begun: date, moment: Moment) -> int:
    """Queue what agencies are told whose duty was given to another; return how many notices are new."""
    # A merged agency's people are its successor's, and hear of its duties as these.
    handed_over = select(EventRow).where(EventRow.at >= _start_of(begun, moment), EventRow.action == Event.REASSIGN)
    return sum(_tell_former_agency(session, event, moment) for event in session.scalars(handed_over).all())


def _tell_former_agency(session: Session, event: EventRow, moment: Moment) -> int:
    assert event.assignment_id is not None
    former = _agency_before(session, event)
    told = _told_before(session, HANDED_AWAY, {event.assignment_id})
    if former is None or (str(event.assignment_id), str(event.id)) in told:
        return 0
    asked = (
        select(
            AssignmentRow.id,
            AssignmentRow.due,
            literal(former, AgencyRow.id.type).label("agency_id"),
            PlanRow.coordinator_id,
        )
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .where(AssignmentRow.id == event.assignment_id)
        .cte("asked")
    )
    words = news_words("nhiệm vụ được giao cho cơ quan khác", entry_of(event))
    key = f"{event.assignment_id}:{HANDED_AWAY.id}:{event.id}"
    rows = [
        notice_row(HANDED_AWAY, person, key, moment, words=words) | {"assignment_id": event.assignment_id}
        for way in people_or_coordinator(asked, Asking(step=HANDED_AWAY, today=moment.today))
        for person in session.execute(way)
    ]
    return queue_rows(session, rows)


def _tell_principals(session: Session, begun: date, moment: Moment) -> int:
    """Queue what principals are told of their deputies' acts; return how many notices are new."""
    rows = [
        notice_row(
            DEPUTY,
            principal,
            f"{event.assignment_id}:{DEPUTY.id}:{event.id}",
            moment,
            words=news_words(f"{event.actor}: {action_label(event.action)}", entry_of(event)),
        )
        | {"assignment_id": event.assignment_id}
        for event, principal in acts_of_deputies(session, since=_start_of(begun, moment))
    ]
    return queue_rows(session, rows)


def _agency_before(session: Session, event: EventRow) -> int | None:
    """The agency that owed the duty before a line gave it to another."""
    lines = (
        select(EventRow.details)
        .where(EventRow.assignment_id == event.assignment_id, EventRow.id < event.id)
        .order_by(EventRow.id.desc())
    )
    code = next((details["agency"] for details in session.scalars(lines) if details.get("agency")), None)
    if code is None or code == event.details.get("agency"):
        return None
    return session.scalar(select(AgencyRow.id).where(AgencyRow.code == code))


def ask_watchers(session: Session, moment: Moment) -> int:
    """Ask once in each stretch of `ASKED_EVERY` after an event began to be awaited, by one of the duties that wait.

    Returns how many notices are new; asking again within the stretch queues none.
    """
    # An event that was taken back is awaited anew: what was asked before that asks nothing now.
    taken_back = select(func.count()).where(
        EventRow.trigger_id == TriggerRow.id, EventRow.assignment_id.is_(None), EventRow.action == Event.UNFIRE
    )
    waiting = (
        select(TriggerRow.id, TriggerRow.waiting_since, taken_back.scalar_subquery(), func.min(AssignmentRow.id))
        .join(OccurrenceRow, OccurrenceRow.trigger_id == TriggerRow.id)
        .join(AssignmentRow, AssignmentRow.occurrence_id == OccurrenceRow.id)
        .where(
            TriggerRow.fired_on.is_(None),
            TriggerRow.waiting_since <= moment.today - ASKED_EVERY,
            AssignmentRow.state == State.WAITING,
        )
        .group_by(TriggerRow.id, TriggerRow.waiting_since)
    )
    asked = {
        duty: f"trigger:{trigger}:{f'{times}-' if times else ''}{(moment.today - since) // ASKED_EVERY}"
        for trigger, since, times, duty in session.execute(waiting)
    }
    if not asked:
        return 0
    people = _people(session, WATCH, set(asked), moment)
    rows = [
        notice_row(WATCH, person, asked[duty], moment) | {"assignment_id": duty}
        for duty, reached in people.items()
        for person in reached
    ]
    return queue_rows(session, rows)


def _people(
    session: Session,
    step: LadderStep,
    duties: Collection[int],
    moment: Moment,
    heirs_of: Mapping[int, int] = MappingProxyType({}),
) -> dict[int, list[Any]]:
    """The people of a step, by the duties that it is about."""
    ways = _ways(step) if not heirs_of else recipients(_duties(heirs_of), Asking(step=step, today=None))
    reached: dict[int, list[Any]] = {}
    for way in ways:
        for row in session.execute(way, {"ids": [*duties], "today": moment.today}):
            reached.setdefault(row.duty, []).append(row)
    return reached


@lru_cache
def _ways(step: LadderStep) -> tuple[Select[Any], ...]:
    """The ways from duties to the people of a step, put together once: it takes longer than to ask them."""
    return recipients(_duties({}), Asking(step=step, today=None))


def _duties(heirs_of: Mapping[int, int]) -> CTE:
    own = AssignmentRow.agency_id
    agency: ColumnElement[int] = case(dict(heirs_of), value=own, else_=own) if heirs_of else own.expression
    query = select(AssignmentRow.id, agency.label("agency_id"), AssignmentRow.occurrence_id, AssignmentRow.due)
    return query.where(AssignmentRow.id.in_(bindparam("ids", expanding=True))).cte("found")


def notice_row(step: LadderStep, person: Any, key: str, moment: Moment, *, words: str = "") -> dict[str, Any]:
    """Return a new notice to a person (a row of `audience.recipients`), without the duty or plan it speaks of."""
    return {
        "key": f"{key}:{person.channel}:{person.address}",
        "step": step.id,
        # News of a duty without a day is dated by the day of the news.
        "due": person.due or moment.today,
        "channel": person.channel,
        "recipient": person.address,
        "recipient_name": person.name,
        "agency_id": person.agency_id,
        "note": f"{words} {person.note}".strip(),
        "state": NoticeState.QUEUED,
        "urgent": False,
        "queued_at": moment.now,
        "not_before": moment.not_before,
        "attempts": 0,
        "message_id": "",
        "outcome": "",
    }


def queue_rows(session: Session, rows: list[dict[str, Any]]) -> int:
    """Queue notices and return how many are new; one whose key was queued before, sent or not, changes nothing."""
    if not rows:
        return 0
    # The rows beside the statement, not in it: so it is the same for any number of them, and compiled once.
    statement = insert_into(session.get_bind().dialect, NoticeRow)
    fresh = statement.on_conflict_do_nothing(index_elements=["key"]).returning(NoticeRow.id)
    return len(session.scalars(fresh, rows, execution_options={"render_nulls": True}).all())
