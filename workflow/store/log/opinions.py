"""What people say about a duty without changing it: a leader's direction, the opinion of an agency that helps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from base.errors import DondocError
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import OPEN, Event
from workflow.log.actions import OPINIONS, LogAction, action_label
from workflow.store.duties.reading import assignment
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, TaskRow

OpinionAction = Literal[LogAction.COMMENT, LogAction.DIRECT]

# What an agency does once it has read what is wanted of it.
_ANSWERS = (Event.ACCEPT, Event.NOTE_PROGRESS, Event.REPORT, Event.REFUSE, LogAction.REQUEST_EXTENSION)


@dataclass(frozen=True, kw_only=True)
class NewOpinion:
    """An opinion that somebody is to read: on which duty, of which agency, whose and since when.

    `said_for` is the code of the agency whose opinion it is, "" for a leader's own.
    """

    action: OpinionAction
    duty: int
    title: str
    agency_name: str
    actor: str
    said_for: str
    text: str
    at: datetime


class OpinionRefused(DondocError):
    """The opinion has no words, or nothing is to be done about the duty any more."""


def note_opinion(
    session: Session, assignment_id: int, action: OpinionAction, text: str, by: By, *, said_for: str = ""
) -> Assignment:
    """Note an opinion in the duty's log, where its people find it and their next message takes it from.

    `said_for` is the code of the agency whose opinion it is, "" for a leader's own. The duty itself doesn't change,
    so a form that somebody has open stays good. Raises `OpinionRefused`.
    """
    duty = assignment(session, assignment_id)
    if not text.strip():
        raise OpinionRefused(
            given=action_label(action),
            place=duty.name,
            reason="ý kiến chưa có nội dung",
            remedy="Ghi nội dung ý kiến.",
        )
    if duty.state not in OPEN:
        raise OpinionRefused(
            given=action_label(action),
            place=duty.name,
            reason=f"nhiệm vụ đang “{duty.state.label}”",
            remedy="Chỉ ghi ý kiến về nhiệm vụ đang theo dõi; mở lại nhiệm vụ trước, nếu cần.",
        )
    details = {"text": text.strip()} | ({"said_for": said_for} if said_for else {})
    line = LogEntry.of(by, action, assignment=duty.id, before=duty.state, after=duty.state, details=details)
    record(session, [line])
    return duty


def new_opinions(
    session: Session, *, led_by: Collection[str], plans: Collection[int], since: datetime, limit: int
) -> Sequence[NewOpinion]:
    """Return what was said since then of duties that are open, the newest first.

    Of duties that these agencies lead: every opinion after which the agency hasn't done anything yet. Of these plans:
    leaders' directions, which their coordinator hears too.
    """
    later = aliased(EventRow)
    answered = select(later.id).where(
        later.assignment_id == EventRow.assignment_id, later.id > EventRow.id, later.action.in_(_ANSWERS)
    )
    query = (
        select(EventRow, AssignmentRow.id, TaskRow.shown_title(), AgencyRow.name)
        .join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(EventRow.at >= since, EventRow.action.in_(OPINIONS), AssignmentRow.state.in_(OPEN))
        .where(
            or_(
                AgencyRow.code.in_(led_by) & ~answered.exists(),
                TaskRow.plan_id.in_(plans) & (EventRow.action == LogAction.DIRECT),
            )
        )
        .order_by(EventRow.id.desc())
        .limit(limit)
    )
    return [
        NewOpinion(
            action=LogAction.DIRECT if event.action == LogAction.DIRECT else LogAction.COMMENT,
            duty=duty,
            title=title,
            agency_name=agency,
            actor=event.actor,
            said_for=event.details.get("said_for", ""),
            text=event.details["text"],
            at=event.at,
        )
        for event, duty, title, agency in session.execute(query)
    ]
