"""Telling whoever said that an awaited event happened what became of his word, in his next message."""

from datetime import date, datetime

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from workflow.notices.ladder import PROPOSAL_ANSWERED, Channel
from workflow.store.notices.change_notices import notice_row, queue_rows
from workflow.store.notices.queueing import Moment
from workflow.store.people.grants import agency_acted_for
from workflow.store.tables import EventProposalRow, PersonRow, PlanRow, TriggerRow


def tell_proposers(session: Session, *, since: datetime, moment: Moment) -> int:
    """Queue what became of the proposals that were decided since a moment; return how many notices are new.

    A word from the shell has nobody to write to, nor has one whose account is closed.
    """
    rows = [
        notice_row(PROPOSAL_ANSWERED, row, f"{PROPOSAL_ANSWERED.id}:{row.plan_id}:{row.proposal}", moment)
        | {"plan_id": row.plan_id}
        for row in session.execute(_answered(since))
        if row.agency_id is not None
    ]
    return queue_rows(session, rows)


def _answered(since: datetime) -> Select[int, int, date, str, str, str, int | None, str]:
    return (
        select(
            EventProposalRow.id.label("proposal"),
            TriggerRow.plan_id,
            EventProposalRow.happened_on.label("due"),
            literal(Channel.EMAIL.value).label("channel"),
            PersonRow.mail.label("address"),
            PersonRow.name.label("name"),
            func.coalesce(agency_acted_for(PersonRow.id), PlanRow.coordinator_id).label("agency_id"),
            literal("").label("note"),
        )
        .join(TriggerRow, TriggerRow.id == EventProposalRow.trigger_id)
        .join(PlanRow, PlanRow.id == TriggerRow.plan_id)
        .join(PersonRow, PersonRow.id == EventProposalRow.person_id)
        .where(EventProposalRow.decided_at >= since, PersonRow.disabled_at.is_(None))
        .order_by(EventProposalRow.id)
    )
