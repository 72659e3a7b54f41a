"""Queueing what people are told because it happened: an event gave a duty its day, a duty changed, an event waits.

What happened stands in the log since the transaction that did it; here its notices follow. Each line of the log makes
its notices once (the line's number is in their key), so a run may look back as far as it likes; whoever comes to speak
for an agency afterwards isn't told again. What still waits for a decision is put to him as well.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.vietnamese import short_date
from workflow.lifecycle import Event, State
from workflow.log.actions import TELLINGS, LogAction, action_label
from workflow.notices.ladder import (
    CHANGED,
    DECIDE,
    DEPUTY,
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
from workflow.store.database.insert import insert_into
from workflow.store.database.job_locks import lock_job
from workflow.store.duties.sweep import last_run
from workflow.store.log.deputy_acts import acts_of_deputies
from workflow.store.notices.audience import Asking, people_of_agencies, people_or_coordinator, recipients
from workflow.store.notices.queueing import LADDER_JOB, LOOK_BACK, TAKEN_BACK, Moment
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
    told = _happened(session, _start_of(begun, moment))
    queued = _queue(session, [*told, *_unconfirmed(session, moment, working_days, terms)], moment)
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
            EventRow.action.in_([*_HEARD, *_ASKS, Event.FIRE]),
        )
        .order_by(EventRow.id)
    )
    return [_told(event, wording or "") for event, wording in rows]


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


def _told(event: EventRow, wording: str) -> _Happened:
    """What is told of a line. What waits for a decision is said when the message is written, as it stands then."""
    assert event.assignment_id is not None
    if event.action in _ASKS:
        return _Happened(event.id, event.assignment_id, DECIDE, "")
    if event.action == Event.FIRE:
        return _Happened(event.id, event.assignment_id, OPENED, _words(f"ghi nhận “{wording}” đã xảy ra", event))
    step = REMINDED_BY_HAND if event.action == LogAction.REMIND else CHANGED
    return _Happened(event.id, event.assignment_id, step, _words(_HEARD[event.action], event))


def _words(what: str, event: EventRow) -> str:
    """What happened on its day, as in "Ngày 05/3/2026: được gia hạn, hạn trước đây …": true whenever it is read."""
    was, due = (event.details.get(name) for name in ("was_due", "due"))
    parts = [
        f"hạn trước đây {_in_figures(was)}" if was else "",
        f"hạn mới {_in_figures(due)}" if due and due != was else "",
        f"căn cứ {event.document}" if event.document else "",
        f"lý do: {event.reason}" if event.reason else "",
    ]
    day = short_date(event.at.astimezone(VIETNAM))
    return f"Ngày {day}: {'; '.join(filter(None, (what.rstrip('.'), *parts)))}."


def _in_figures(day: str) -> str:
    return short_date(date.fromisoformat(day))


def _queue(session: Session, told: Iterable[_Happened], moment: Moment) -> int:
    """The duties' people are found for all duties of a step at once, then each line of the log makes its notices."""
    queued = 0
    by_step: dict[str, list[_Happened]] = {}
    for happened in told:
        by_step.setdefault(happened.step.id, []).append(happened)
    for found in by_step.values():
        step, of_step = found[0].step, _news_of(session, found)
        people = _people(session, step, _duties({happened.duty for happened in of_step}), moment)
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
    handed_over = select(EventRow).where(
        EventRow.at >= _start_of(begun, moment), EventRow.action.in_([Event.REASSIGN, LogAction.SUCCEED])
    )
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
    # Whom a merged agency's people were, its successor's are: nobody hears instead of a body that is no more.
    find = people_of_agencies if event.action == LogAction.SUCCEED else people_or_coordinator
    words = _words("nhiệm vụ được giao cho cơ quan khác", event)
    key = f"{event.assignment_id}:{HANDED_AWAY.id}:{event.id}"
    rows = [
        notice_row(HANDED_AWAY, person, key, moment, words=words) | {"assignment_id": event.assignment_id}
        for way in find(asked, Asking(step=HANDED_AWAY, today=moment.today))
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
            words=_words(f"{event.actor}: {action_label(event.action)}", event),
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
    waiting = (
        select(TriggerRow.id, TriggerRow.waiting_since, func.min(AssignmentRow.id))
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
        duty: f"trigger:{trigger}:{(moment.today - since) // ASKED_EVERY}"
        for trigger, since, duty in session.execute(waiting)
    }
    people = _people(session, WATCH, _duties(set(asked)), moment)
    rows = [
        notice_row(WATCH, person, asked[duty], moment) | {"assignment_id": duty}
        for duty, reached in people.items()
        for person in reached
    ]
    return queue_rows(session, rows)


def _duties(ids: set[int]) -> Select[int, int, int, date | None]:
    return select(AssignmentRow.id, AssignmentRow.agency_id, AssignmentRow.occurrence_id, AssignmentRow.due).where(
        AssignmentRow.id.in_(ids)
    )


def _people(
    session: Session, step: LadderStep, duties: Select[int, int, int, date | None], moment: Moment
) -> dict[int, list[Any]]:
    found = duties.cte("found")
    reached: dict[int, list[Any]] = {}
    for way in recipients(found, Asking(step=step, today=moment.today)):
        for row in session.execute(way):
            reached.setdefault(row.duty, []).append(row)
    return reached


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
    return sum(_insert_some(session, some) for some in _batches(rows))


def _insert_some(session: Session, rows: list[dict[str, Any]]) -> int:
    statement = insert_into(session.get_bind().dialect, NoticeRow).values(rows)
    fresh = statement.on_conflict_do_nothing(index_elements=["key"]).returning(NoticeRow.id)
    return len(session.scalars(fresh).all())


def _batches(rows: list[dict[str, Any]], size: int = 500) -> Iterator[list[dict[str, Any]]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
