"""Giving a duty the day of its event, taking it away, and what a duty missed of its event while it was closed."""

from dataclasses import replace

from sqlalchemy.orm import Session

from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import WORKING, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.log.history import MEANWHILE
from workflow.policies import Policies
from workflow.store.duties.setting_days import dates_for, duty_row, set_dates
from workflow.store.duties.transitions import Rescheduling, apply
from workflow.store.firings.proposing import EventDay, corrected_day, day_after_event
from workflow.store.firings.standing import ROUND, lost_its_day, standing_firings
from workflow.store.log.writing import history
from workflow.store.tables import AssignmentRow, OccurrenceRow

_HAPPENED_MEANWHILE = "sự kiện xảy ra trong khi nhiệm vụ không được theo dõi"
_TAKEN_BACK_MEANWHILE = "ghi nhận sự kiện được hủy trong khi nhiệm vụ không được theo dõi"
_CORRECTED_MEANWHILE = "sự kiện được chỉnh lại trong khi nhiệm vụ không được theo dõi"


def give_day(session: Session, assignment_id: int, fired: Transition, dates: Rescheduling) -> Assignment:
    """Give a duty the day of its event: what waits begins, what was reported, refused or done is judged by it."""
    row = duty_row(session, assignment_id)
    if row.state is State.WAITING:
        return apply(session, assignment_id, fired, dates)
    on = {"on": fired.on.isoformat()} if fired.on else {}
    proposed = {"proposed": fired.proposed.isoformat()} if fired.proposed else {}
    details = on | proposed | _told_late(fired.meanwhile)
    return set_dates(session, assignment_id, dates, Event.FIRE, fired.by, trigger_id=fired.trigger_id, details=details)


def take_day(session: Session, assignment_id: int, trigger_id: int, by: By, *, meanwhile: bool = False) -> Assignment:
    """Take the day away that an event gave: who is at it waits again, the others stay where they are, without a day.

    `meanwhile` says that the event was taken back while the duty was closed.
    """
    if duty_row(session, assignment_id).state in WORKING:
        taken_back = Transition(event=Event.UNFIRE, role=Role.ADMIN, by=by, trigger_id=trigger_id, meanwhile=meanwhile)
        return apply(session, assignment_id, taken_back, Rescheduling())
    details, none = _told_late(meanwhile), Rescheduling()
    return set_dates(session, assignment_id, none, Event.UNFIRE, by, trigger_id=trigger_id, details=details)


def _told_late(meanwhile: bool) -> dict[str, bool]:
    return {MEANWHILE: True} if meanwhile else {}


def catch_up(session: Session, assignment_id: int, by: By, policies: Policies) -> None:
    """Let a duty that was replaced, and is where it was before, hear of what its event did meanwhile."""
    row = duty_row(session, assignment_id)
    occurrence = session.get_one(OccurrenceRow, row.occurrence_id)
    trigger_id = occurrence.trigger_id
    if trigger_id is None:
        return
    if row.state is not State.WAITING and lost_its_day(session, row):
        said = by.because(_TAKEN_BACK_MEANWHILE)
        if ROUND in occurrence.key:
            apply(session, assignment_id, Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=said))
            return
        take_day(session, assignment_id, trigger_id, said, meanwhile=True)
        given = day_after_event(session, row, by.today, policies)
    elif row.state is State.WAITING:
        given = _happened_since(session, row, trigger_id, by, policies)
    elif corrected := corrected_day(session, row, by.today, policies):
        _correct(session, row, corrected, by, policies)
        return
    else:
        return
    if given is not None:
        heard = by.because(_HAPPENED_MEANWHILE, given.document)
        fired = Transition(event=Event.FIRE, role=Role.ADMIN, by=heard, on=given.on, trigger_id=trigger_id)
        fired = replace(fired, meanwhile=True)
        give_day(session, assignment_id, fired, dates_for(given.due, policies))


def _happened_since(
    session: Session, row: AssignmentRow, trigger_id: int, by: By, policies: Policies
) -> EventDay | None:
    """The event's day where it happened since the duty was replaced; who was left out of an earlier firing waits on."""
    replaced = [line.at for line in history(session, row.id) if line.action == Event.SUPERSEDE]
    firings = standing_firings(session, trigger_id)
    since = bool(firings and replaced) and firings[-1].at >= replaced[-1]
    return day_after_event(session, row, by.today, policies) if since else None


def _correct(session: Session, row: AssignmentRow, corrected: EventDay, by: By, policies: Policies) -> None:
    opens = row.opens if row.opens is None or row.opens <= corrected.due else None
    said = by.because(_CORRECTED_MEANWHILE, corrected.document)
    set_dates(
        session,
        row.id,
        dates_for(corrected.due, policies, opens=opens),
        LogAction.CORRECT_EVENT,
        said,
        trigger_id=corrected.trigger_id,
        details=dict(corrected.said),
    )
