"""Reminding who owes a duty by a coordinator's own decision, beside what the ladder does by itself."""

from datetime import datetime, time

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.errors import DondocError, Topic
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import WORKING
from workflow.log.actions import LogAction
from workflow.store.duties.reading import assignment
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AssignmentRow, EventRow


class NotToRemind(DondocError):
    """The duty isn't owed as it stands, or its agency was reminded today."""


def remind(session: Session, assignment_id: int, by: By) -> Assignment:
    """Note that who owes a duty is reminded; its people hear of it in their next message. Once a day.

    The duty itself doesn't change, so a form that somebody has open stays good. Raises `NotToRemind`.
    """
    # Of two who remind at the same moment one finds that the other did.
    session.execute(select(AssignmentRow.id).where(AssignmentRow.id == assignment_id).with_for_update())
    duty = assignment(session, assignment_id)
    if duty.state not in WORKING:
        raise NotToRemind(
            given=Topic("gửi nhắc"),
            place=duty.name,
            reason=f"nhiệm vụ đang “{duty.state.label}”",
            remedy="Chỉ nhắc nhiệm vụ chưa triển khai hoặc đang triển khai.",
        )
    if _reminded_on_day_of(session, assignment_id, by):
        raise NotToRemind(
            given="",
            place=duty.name,
            reason="hôm nay đã được nhắc",
            remedy="Ngày mai nhắc lại nếu vẫn chưa có báo cáo.",
        )
    record(session, [LogEntry.of(by, LogAction.REMIND, assignment=duty.id, before=duty.state, after=duty.state)])
    return duty


def _reminded_on_day_of(session: Session, assignment_id: int, by: By) -> bool:
    begun = datetime.combine(by.today, time.min, VIETNAM)
    found = exists().where(
        EventRow.assignment_id == assignment_id, EventRow.action == LogAction.REMIND.value, EventRow.at >= begun
    )
    return bool(session.scalar(select(found)))
