"""What the notices of parcels speak of, read as it is now: duties with how their dates came about, and plans."""

from collections.abc import Sequence
from datetime import date, timedelta

from notifications.delivery.composing import Subjects
from workflow.notices.ladder import NEW, WEEKLY
from workflow.store.database.opening import Session
from workflow.store.duties.date_lines import date_lines
from workflow.store.duties.reading import assignments_by_id
from workflow.store.notices.outbox import Parcel
from workflow.store.notices.reminder_subjects import plan_subjects


def parcel_subjects(session: Session, parcels: Sequence[Parcel], *, today: date) -> Subjects:
    """Return what the parcels' notices speak of."""
    notices = [notice for parcel in parcels for notice in parcel.notices]
    sunday = today + timedelta(days=6 - today.weekday())
    new = {notice.plan_id for notice in notices if notice.step == NEW.id and notice.plan_id}
    plans = plan_subjects(session, {notice.plan_id for notice in notices if notice.plan_id}, until=sunday, new=new)
    of_weeks = {notice.plan_id for notice in notices if notice.step == WEEKLY.id and notice.plan_id in plans}
    duties = {notice.assignment_id for notice in notices if notice.assignment_id}
    duties |= {number for plan_id, plan in plans.items() if plan_id in of_weeks for number in plan.pressing}
    duties |= {number for plan in plans.values() for number in plan.undone}
    asked = {(notice.plan_id, notice.whose) for notice in notices if notice.step == NEW.id}
    duties |= {n for plan_id, agency in asked if plan_id in plans for n in plans[plan_id].duties.get(agency, ())}
    return Subjects(duties=assignments_by_id(session, duties), lines=date_lines(session, duties), plans=plans)
