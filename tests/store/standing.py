"""How a past day looked, counted from the duties that the log gives back."""

from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.store.figures.as_of import duties_as_of
from workflow.store.figures.overview import COUNTED
from workflow.store.tables import AgencyRow
from workflow.timeliness import Dates, Timeliness, timeliness


def standing_on(session: Session, day: date) -> dict[str, Counter[Timeliness]]:
    """How many of each agency's duties stood where at the end of a day, by its state and dates as they were then."""
    duty = duties_as_of(session, day)
    alike = (AgencyRow.code, duty.c.state, duty.c.due, duty.c.soon_on, duty.c.reported_on)
    rows = session.execute(
        select(*alike, func.count())
        .join(AgencyRow, AgencyRow.id == duty.c.agency_id)
        .where(duty.c.state.in_(COUNTED))
        .group_by(*alike)
    )
    counts: defaultdict[str, Counter[Timeliness]] = defaultdict(Counter)
    for code, state, due, soon_on, reported_on, number in rows:
        dates = Dates(due=due, soon_on=soon_on, reported_on=reported_on)
        counts[code][timeliness(state, dates, today=day)] += number
    return dict(counts)
