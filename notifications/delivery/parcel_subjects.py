"""What parcels' notices speak of, as it is now: duties with how their dates came about, plans, proposed events."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from base.clock import VIETNAM
from notifications.delivery.composing import WITH_ALL_DECISIONS, Subjects, proposal_of
from notifications.messages.proposed_events import AnsweredProposal, ProposedEvent
from workflow.notices.ladder import NEW, PROPOSAL_ANSWERED, PROPOSED, WEEKLY
from workflow.store.database.opening import Session
from workflow.store.duties.date_lines import date_lines
from workflow.store.duties.reading import assignments_by_id
from workflow.store.duties.triggers import list_triggers
from workflow.store.firings.event_proposals import EventProposal, decided_proposals, open_proposals
from workflow.store.notices.outbox import Parcel, QueuedNotice
from workflow.store.notices.reminder_subjects import plan_subjects, waiting_decisions


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
    told = (notice.assignment_id for notice in notices if notice.step in WITH_ALL_DECISIONS)
    waiting = waiting_decisions(session, {number for number in told if number})
    duties |= {number for numbers in waiting.values() for number in numbers}
    return Subjects(
        duties=assignments_by_id(session, duties),
        lines=date_lines(session, duties),
        plans=plans,
        undecided=waiting,
        proposals=_proposals(session, [notice for notice in notices if notice.step == PROPOSED.id]),
        answers=_answers(session, [notice for notice in notices if notice.step == PROPOSAL_ANSWERED.id]),
    )


def _proposals(session: Session, notices: Sequence[QueuedNotice]) -> Mapping[int, ProposedEvent]:
    """Those that notices tell of and nobody has decided on yet, by number."""
    plans = {notice.plan_id for notice in notices if notice.plan_id}
    if not plans:
        return {}
    told = {proposal_of(notice) for notice in notices}
    awaited_by = {event.id: event.awaited_by for event in list_triggers(session, plans=plans)}
    return {
        one.id: _proposed(one, awaited_by[one.trigger_id]) for one in open_proposals(session, plans) if one.id in told
    }


def _proposed(one: EventProposal, awaited_by: int) -> ProposedEvent:
    return ProposedEvent(
        event=one.trigger_id,
        plan_number=one.plan_number,
        wording=one.wording,
        happened_on=one.happened_on,
        document=one.document,
        proposed_by=one.proposed_by,
        proposed_on=one.proposed_at.astimezone(VIETNAM).date(),
        awaited_by=awaited_by,
    )


def _answers(session: Session, notices: Sequence[QueuedNotice]) -> Mapping[int, AnsweredProposal]:
    """What became of the proposals that notices answer, by number."""
    decided = decided_proposals(session, {proposal_of(notice) for notice in notices})
    return {
        one.id: AnsweredProposal(
            event=one.trigger_id,
            plan_number=one.plan_number,
            wording=one.wording,
            happened_on=one.happened_on,
            document=one.document,
            proposed_on=one.proposed_at.astimezone(VIETNAM).date(),
            answer=one.answer,
        )
        for one in decided
    }
