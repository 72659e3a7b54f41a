"""What will be sent, found by trying: the day's steps are done and taken back, so that what they would queue shows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.change_notices import queue_rows
from workflow.store.notices.listing import cancel
from workflow.store.notices.outbox_statements import is_in
from workflow.store.seen_notices.notice_sight import NoticeSight, seen_by
from workflow.store.tables import AgencyRow, AssignmentRow, NoticeRow, NoticeState, OccurrenceRow, PlanRow, TaskRow

_KEPT = tuple(column.key for column in NoticeRow.__mapper__.column_attrs if column.key != "id")


@dataclass(frozen=True, kw_only=True)
class ComingNotice:
    """A notice that is queued, or would be; `queued` says which. Of a duty, or of the plan with that number.

    `due` is the day that the duty has, None while it has none; `step_words` is how its ladder calls the step.
    """

    key: str
    queued: bool
    channel: str
    recipient: str
    recipient_name: str
    agency_name: str
    step: str
    step_words: str
    note: str
    due: date | None
    not_before: datetime
    duty: int | None
    title: str
    plan_number: str


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """Undo whatever the block writes, in the middle of a transaction that goes on."""
    tried = session.begin_nested()
    try:
        yield
    finally:
        tried.rollback()
        session.expire_all()


def queued_keys(session: Session) -> frozenset[str]:
    """Return the keys of the notices that are queued."""
    return frozenset(session.scalars(select(NoticeRow.key).where(is_in(NoticeState.QUEUED))))


def coming_notices(
    session: Session, *, until: datetime, before: frozenset[str], seen: NoticeSight
) -> list[ComingNotice]:
    """Return what may be sent until an aware moment, by recipient; `before` are the keys that were queued already."""
    query = (
        select(NoticeRow, AgencyRow.name, AssignmentRow.id, AssignmentRow.due, TaskRow.shown_title(), PlanRow.number)
        .join(AgencyRow, AgencyRow.id == NoticeRow.agency_id)
        .outerjoin(AssignmentRow, AssignmentRow.id == NoticeRow.assignment_id)
        .outerjoin(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .outerjoin(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .outerjoin(PlanRow, (PlanRow.id == NoticeRow.plan_id) | (PlanRow.id == TaskRow.plan_id))
        .where(is_in(NoticeState.QUEUED), NoticeRow.not_before <= until, seen_by(seen))
        .order_by(AgencyRow.name, NoticeRow.recipient, NoticeRow.channel, NoticeRow.due, NoticeRow.id)
    )
    return [
        ComingNotice(
            key=row.key,
            queued=row.key in before,
            channel=row.channel,
            recipient=row.recipient,
            recipient_name=row.recipient_name,
            agency_name=agency,
            step=row.step,
            step_words=row.step_words,
            note=row.note,
            due=due,
            not_before=row.not_before,
            duty=duty,
            title=title or "",
            plan_number=plan or "",
        )
        for row, agency, duty, due, title, plan in session.execute(query)
    ]


def rows_of(session: Session, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Return queued notices as rows that can be written again."""
    found = session.scalars(select(NoticeRow).where(NoticeRow.key.in_(keys), is_in(NoticeState.QUEUED)))
    return [{name: getattr(row, name) for name in _KEPT} for row in found]


def keep_back(session: Session, rows: Sequence[dict[str, Any]], by: By) -> int:
    """Keep what is queued, or would be, from being sent; the same is never queued again. Returns how many.

    Each stays in the outbox as cancelled, and can be sent all the same from there.
    """
    keys = [row["key"] for row in rows]
    waiting = session.scalars(select(NoticeRow.id).where(NoticeRow.key.in_(keys), is_in(NoticeState.QUEUED))).all()
    if waiting:
        cancel(session, waiting, by)
    ended = {"state": NoticeState.CANCELLED, "settled_at": by.now, "outcome": f"{by.actor} giữ lại: {by.reason}"}
    fresh = queue_rows(session, [{**row, **ended} for row in rows])
    if fresh:
        told = {"channel": rows[0]["channel"], "recipient": rows[0]["recipient"], "count": fresh}
        record(session, [LogEntry.of(by, LogAction.NOTICE_CANCEL, details=told)])
    return len(waiting) + fresh
