"""Notices as people look at them, and what people decide about those that are stuck: send again, or never."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.where_to_look import WhereToLook
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.outbox_statements import is_in
from workflow.store.seen_notices.notice_sight import NoticeSight, seen_by
from workflow.store.tables import AgencyRow, NoticeRow, NoticeState, PlanRow

# What a person may send again: whatever has ended without certainly telling anybody, and what was cancelled in error.
RETRIABLE = frozenset({NoticeState.UNKNOWN, NoticeState.DEAD, NoticeState.CANCELLED})
CANCELLABLE = frozenset({NoticeState.QUEUED, NoticeState.UNKNOWN, NoticeState.DEAD})


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """A notice with all that is known of its way: of a duty, or of the plan with that number. Moments are aware.

    `step_words` is how its step of the ladder was called when it was queued; "" of news.
    """

    id: int
    key: str
    state: NoticeState
    channel: str
    recipient: str
    recipient_name: str
    agency: str
    agency_name: str
    step: str
    step_words: str
    assignment_id: int | None
    plan_number: str
    due: date
    urgent: bool
    queued_at: datetime
    not_before: datetime
    settled_at: datetime | None
    attempts: int
    doubts: int
    message_id: str
    outcome: str


class UnknownNotice(DondocError):
    """No notice has this number."""

    def __init__(self, number: int) -> None:
        super().__init__(
            given=number,
            place="Thông báo",
            reason="không có",
            remedy="Tìm trong danh sách thông báo.",
            look=WhereToLook.NOTICES,
        )


class NoticeSettled(DondocError):
    """The notice is in a state in which this can't be decided any more."""


def notices(
    session: Session,
    *,
    states: Collection[NoticeState] = (),
    channel: str = "",
    recipient: str = "",
    assignment_id: int | None = None,
    before: int | None = None,
    seen: NoticeSight | None = None,
    limit: int | None = None,
) -> list[NoticeLine]:
    """Return notices, newest first. `recipient` is a piece of an address or name, as it is written.

    `before` leaves out those from a number on, `seen` those that somebody doesn't see.
    """
    query = _query().order_by(NoticeRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(NoticeRow.id < before)
    if seen is not None:
        query = query.where(seen_by(seen))
    if states:
        query = query.where(or_(*map(is_in, sorted(states))))
    if channel:
        query = query.where(NoticeRow.channel == channel)
    if recipient:
        named = (NoticeRow.recipient, NoticeRow.recipient_name)
        query = query.where(or_(*(column.icontains(recipient, autoescape=True) for column in named)))
    if assignment_id is not None:
        query = query.where(NoticeRow.assignment_id == assignment_id)
    return [_line(*found) for found in session.execute(query)]


def counts(session: Session, *, seen: NoticeSight | None = None) -> Mapping[NoticeState, int]:
    """Return how many notices there are in each state, of those that somebody sees."""
    query = select(NoticeRow.state, func.count()).group_by(NoticeRow.state)
    found = dict(session.execute(query if seen is None else query.where(seen_by(seen))).all())
    return {state: found[state] for state in NoticeState if state in found}


def sent_since(session: Session, moment: datetime) -> int:
    """Count the notices that were sent after an aware moment."""
    query = select(func.count()).where(is_in(NoticeState.SENT), NoticeRow.settled_at > moment)
    return session.scalar(query) or 0


def notice(session: Session, number: int) -> NoticeLine:
    """Return one notice, or raise `UnknownNotice`."""
    found = session.execute(_query().where(NoticeRow.id == number)).one_or_none()
    if found is None:
        raise UnknownNotice(number)
    return _line(*found)


def together_with(session: Session, line: NoticeLine) -> list[int]:
    """Return the numbers of all notices that went into the same message; none when it was never sent."""
    if not line.message_id:
        return []
    same = select(NoticeRow.id).where(
        is_in(line.state),
        NoticeRow.channel == line.channel,
        NoticeRow.recipient == line.recipient,
        NoticeRow.message_id == line.message_id,
    )
    return list(session.scalars(same.order_by(NoticeRow.id)))


def kept_back_with(session: Session, line: NoticeLine) -> list[int]:
    """Return the numbers of all notices that one decision ended together with a cancelled one, itself among them.

    A letter is kept back whole, however many lines it has.
    """
    if line.state is not NoticeState.CANCELLED:
        return []
    same = select(NoticeRow.id).where(
        is_in(NoticeState.CANCELLED),
        NoticeRow.channel == line.channel,
        NoticeRow.recipient == line.recipient,
        NoticeRow.outcome == line.outcome,
        NoticeRow.settled_at == line.settled_at,
    )
    return list(session.scalars(same.order_by(NoticeRow.id)))


def retry(session: Session, numbers: Sequence[int], by: By) -> None:
    """Queue notices again, as if they had never been tried, and log it. All or none.

    What was in doubt keeps its Message-ID. Raises `UnknownNotice` or `NoticeSettled`.
    """
    again = {
        "state": NoticeState.QUEUED,
        "not_before": by.now,
        "attempts": 0,
        "doubts": 0,
        "settled_at": None,
        "outcome": f"{by.actor} cho gửi lại: {by.reason}",
    }
    _decide(session, numbers, RETRIABLE, by, LogAction.NOTICE_RETRY, lambda line: again | _forget(line))


def cancel(session: Session, numbers: Sequence[int], by: By) -> None:
    """End notices without sending them, and log it. All or none. Raises `UnknownNotice` or `NoticeSettled`."""
    ended = {
        "state": NoticeState.CANCELLED,
        "settled_at": by.now,
        "outcome": f"{by.actor} hủy: {by.reason}",
    }
    _decide(session, numbers, CANCELLABLE, by, LogAction.NOTICE_CANCEL, lambda _: ended)


def mark_sent(session: Session, numbers: Sequence[int], by: By) -> None:
    """Note that notices in doubt have arrived, as somebody found out. All or none; raises as `cancel` does."""
    arrived = {"state": NoticeState.SENT, "settled_at": by.now, "outcome": f"{by.actor} ghi đã đến: {by.reason}"}
    _decide(session, numbers, frozenset({NoticeState.UNKNOWN}), by, LogAction.NOTICE_ARRIVED, lambda _: arrived)


def _forget(line: NoticeLine) -> dict[str, Any]:
    return {} if line.state is NoticeState.UNKNOWN else {"message_id": ""}


def _decide(
    session: Session,
    numbers: Sequence[int],
    allowed: Collection[NoticeState],
    by: By,
    action: LogAction,
    values: Callable[[NoticeLine], dict[str, Any]],
) -> None:
    for number in numbers:
        line = notice(session, number)
        # The row decides: a worker may have taken it since.
        changed = session.execute(
            update(NoticeRow)
            .where(NoticeRow.id == number, NoticeRow.state == line.state, _any_of(allowed))
            .values(values(line))
            .returning(NoticeRow.id)
            .execution_options(synchronize_session=False)
        ).all()
        if not changed:
            raise NoticeSettled(
                given=number,
                place="Thông báo",
                reason=f"đang ở trạng thái “{line.state.label}”",
                remedy=f"Chỉ làm được khi: {', '.join(state.label for state in NoticeState if state in allowed)}.",
            )
        record(session, [_entry(line, by, action)])


def _any_of(states: Collection[NoticeState]) -> ColumnElement[bool]:
    return NoticeRow.state.in_(states)


def _entry(line: NoticeLine, by: By, action: LogAction) -> LogEntry:
    details = {
        "notice": line.id,
        "duty": line.assignment_id,
        "channel": line.channel,
        "recipient": line.recipient,
        "was": line.state.value,
    }
    return LogEntry.of(by, action, details=details)


def _query() -> Select[NoticeRow, str, str, str | None]:
    query = (
        select(NoticeRow, AgencyRow.code, AgencyRow.name, PlanRow.number)
        .join(AgencyRow, AgencyRow.id == NoticeRow.agency_id)
        .outerjoin(PlanRow, PlanRow.id == NoticeRow.plan_id)
    )
    # Workers' statements pass the session by.
    return query.execution_options(populate_existing=True)


def _line(row: NoticeRow, agency: str, agency_name: str, plan_number: str | None) -> NoticeLine:
    return NoticeLine(
        id=row.id,
        key=row.key,
        state=row.state,
        channel=row.channel,
        recipient=row.recipient,
        recipient_name=row.recipient_name,
        agency=agency,
        agency_name=agency_name,
        step=row.step,
        step_words=row.step_words,
        assignment_id=row.assignment_id,
        plan_number=plan_number or "",
        due=row.due,
        urgent=row.urgent,
        queued_at=row.queued_at,
        not_before=row.not_before,
        settled_at=row.settled_at,
        attempts=row.attempts,
        doubts=row.doubts,
        message_id=row.message_id,
        outcome=row.outcome,
    )
