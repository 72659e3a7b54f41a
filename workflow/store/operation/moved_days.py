"""What other days off move: the last working day of open duties, which is reckoned when their due day is set."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.lifecycle import OPEN
from workflow.log.actions import LogAction
from workflow.store.duties.setting_days import duty_row, set_dates
from workflow.store.duties.transitions import Rescheduling
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, TaskRow
from workflow.working_days import WorkingDays


@dataclass(frozen=True, kw_only=True)
class MovedDuty:
    """An open duty whose last working day is another one: `was` before, `act_by` now; the due day stays."""

    id: int
    title: str
    agency: str
    due: date
    was: date | None
    act_by: date


def moved_duties(session: Session, working_days: WorkingDays) -> list[MovedDuty]:
    """Return the open duties whose last working day these working days move, by their due day."""
    query = (
        select(AssignmentRow.id, TaskRow.shown_title(), AgencyRow.name, AssignmentRow.due, AssignmentRow.act_by)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .where(AssignmentRow.state.in_(OPEN), AssignmentRow.due.is_not(None))
        .order_by(AssignmentRow.due, AssignmentRow.id)
    )
    last: dict[date, date] = {}
    found = []
    for number, title, agency, due, was in session.execute(query):
        if due is None:
            continue
        if due not in last:
            last[due] = working_days.on_or_before(due)
        if last[due] != was:
            found.append(MovedDuty(id=number, title=title, agency=agency, due=due, was=was, act_by=last[due]))
    return found


def move_act_by(session: Session, duty: MovedDuty, *, soon: timedelta, by: By) -> None:
    """Give a duty its new last working day; what else is decided of it stays. Raises `ChangedMeanwhile`."""
    row = duty_row(session, duty.id)
    dates = Rescheduling(opens=row.opens, due=row.due, act_by=duty.act_by, soon_on=duty.act_by - soon)
    set_dates(
        session,
        duty.id,
        dates,
        LogAction.KEEP_DAYS_OFF,
        by,
        wished_due=row.wished_due,
        scheduled_on=row.scheduled_on,
    )
