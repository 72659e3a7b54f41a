"""Which duties an agency is told of one by one: those that it got after it was told of their plan."""

from sqlalchemy import ColumnElement, and_, exists

from workflow.log.actions import LogAction
from workflow.log.history import GAINED_ON
from workflow.notices.ladder import NEW
from workflow.store.tables import AssignmentRow, EventRow, NoticeRow, NoticeState, PlanRow


def gained_by_itself() -> ColumnElement[bool]:
    """Return the condition of the lines that gave such a duty; of what its plan's letter held when it left, none.

    For queries that join the line's duty and plan.
    """
    in_its_letter = exists().where(
        NoticeRow.step == NEW.id,
        NoticeRow.plan_id == PlanRow.id,
        NoticeRow.about_agency_id == AssignmentRow.agency_id,
        NoticeRow.state == NoticeState.SENT,
        NoticeRow.settled_at > EventRow.at,
    )
    later = EventRow.details[GAINED_ON].as_string().is_not(None)
    return and_(EventRow.action == LogAction.ASSIGN, later, ~in_its_letter)
