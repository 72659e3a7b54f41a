"""What people say about awaited events: that one happened on a day, by a document; kept until it is decided."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.errors import DondocError
from base.vietnamese import short_date
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import EventProposalRow, PlanRow, ProposalState, TriggerRow


class ProposalRefused(DondocError):
    """An event can't be proposed so, or the proposal is decided already or not there."""


@dataclass(frozen=True, kw_only=True)
class EventProposal:
    """Somebody's word that an event happened on a day. `reason` is why it was refused.

    `fired_on` is the day on which the event is said to have happened by now; None while it is awaited (again).
    """

    id: int
    trigger_id: int
    plan_id: int
    plan_number: str
    wording: str
    happened_on: date
    document: str
    state: ProposalState
    proposed_by: str
    person: int | None
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str
    fired_on: date | None
    repeatable: bool

    @property
    def answer(self) -> str:
        """What became of it, in a sentence; "" while nobody has decided."""
        if self.decided_at is None:
            return ""
        day = short_date(self.decided_at.astimezone(VIETNAM).date())
        answer = _ANSWERS[self.state].format(day=day, by=self.decided_by, reason=self.reason.rstrip("."))
        return f"{answer}{self._since}"

    @property
    def _since(self) -> str:
        """What became of the firing since: whoever reads a stale answer would act on a day that no longer stands."""
        if self.state is ProposalState.REFUSED:
            return ""
        if self.fired_on is None:
            return " Sau đó ghi nhận ấy bị hủy: sự kiện lại được chờ."
        if self.state is ProposalState.ACCEPTED and not self.repeatable and self.fired_on != self.happened_on:
            return f" Ngày đang được ghi nhận: {short_date(self.fired_on)}."
        return ""


_ANSWERS = {
    ProposalState.ACCEPTED: "Ngày {day}, {by} chấp nhận: sự kiện được ghi nhận đã xảy ra.",
    ProposalState.REFUSED: "Ngày {day}, {by} không chấp nhận, lý do: {reason}.",
    ProposalState.OVERTAKEN: "Ngày {day}, {by} đã ghi nhận sự kiện này, lời báo không cần quyết định nữa.",
}


def keep_proposal(session: Session, trigger_id: int, on: date, by: By) -> int:
    """Keep somebody's word that an event that is awaited happened on a day, by `by.document`; return its number.

    Raises `ProposalRefused` for a day to come, without document, and for what is proposed or has happened already.
    """
    row = session.get(TriggerRow, trigger_id, populate_existing=True)
    if row is None:
        raise _refused(f"sự kiện {trigger_id}", "không có trong cơ sở dữ liệu", "Xem danh sách sự kiện chờ.")
    if on > by.today:
        raise _refused(short_date(on), "là ngày chưa đến", "Ghi ngày sự kiện đã xảy ra.")
    if not by.document.strip():
        raise _refused(row.wording, "còn thiếu văn bản làm căn cứ", "Ghi số, ngày của văn bản.")
    if row.fired_on is not None and not row.repeatable:
        said = f"đã được ghi nhận với ngày {short_date(row.fired_on)}"
        raise _refused(row.wording, said, "Nếu ngày đó sai, đề nghị người ghi nhận sửa.")
    if any(known.happened_on == on for known in proposals_of(session, trigger_id, ProposalState.OPEN)):
        raise _refused(short_date(on), "đã có người báo và đang chờ quyết định", "Chờ người có quyền ghi nhận.")
    proposal = EventProposalRow(
        trigger_id=trigger_id,
        happened_on=on,
        document=by.document,
        state=ProposalState.OPEN,
        proposed_by=by.actor[:120],
        person_id=by.person,
        proposed_at=by.now,
    )
    session.add(proposal)
    session.flush()
    _log(session, LogAction.PROPOSE_EVENT, proposal, row.plan_id, by)
    return proposal.id


def open_proposals(session: Session, plans: Collection[int] | None = None) -> list[EventProposal]:
    """Return what waits for a decision in these plans, None for all, the longest first."""
    conditions: list[ColumnElement[bool]] = [EventProposalRow.state == ProposalState.OPEN]
    if plans is not None:
        conditions.append(TriggerRow.plan_id.in_(plans))
    return _proposals(session, conditions)


def decided_proposals(session: Session, numbers: Collection[int]) -> list[EventProposal]:
    """Return those of some proposals, by number, that somebody decided on or that an event overtook."""
    decided = EventProposalRow.decided_at.is_not(None)
    return _proposals(session, [EventProposalRow.id.in_(numbers), decided]) if numbers else []


def proposals_of(session: Session, trigger_id: int, *states: ProposalState) -> list[EventProposal]:
    """Return what was said about one event, the oldest first; in these states, or in any."""
    conditions: list[ColumnElement[bool]] = [EventProposalRow.trigger_id == trigger_id]
    if states:
        conditions.append(EventProposalRow.state.in_(states))
    return _proposals(session, conditions)


def event_proposal(session: Session, number: int) -> EventProposal:
    """Return one proposal. Raises `ProposalRefused` when there is none of this number."""
    found = _proposals(session, [EventProposalRow.id == number])
    if not found:
        raise _refused(f"báo sự kiện số {number}", "không có trong cơ sở dữ liệu", "Xem danh sách sự kiện chờ.")
    return found[0]


def accept_proposal(session: Session, number: int, by: By) -> None:
    """Note that a proposal was accepted: the caller fires the event in the same transaction."""
    _decide(session, number, ProposalState.ACCEPTED, LogAction.ACCEPT_PROPOSAL, by)


def refuse_proposal(session: Session, number: int, by: By) -> None:
    """Refuse a proposal, with a reason; the event goes on being awaited. Raises `ProposalRefused`."""
    if not by.reason.strip():
        raise _refused(f"báo sự kiện số {number}", "còn thiếu lý do", "Ghi lý do không chấp nhận.")
    _decide(session, number, ProposalState.REFUSED, LogAction.REFUSE_PROPOSAL, by)


def overtake_proposals(session: Session, trigger_id: int, by: By) -> None:
    """Close what is still proposed of an event that has been fired: nobody has to decide on it any more."""
    session.execute(
        update(EventProposalRow)
        .where(EventProposalRow.trigger_id == trigger_id, EventProposalRow.state == ProposalState.OPEN)
        .values(state=ProposalState.OVERTAKEN, decided_by=by.actor[:120], decided_at=by.now)
    )


def _decide(session: Session, number: int, state: ProposalState, action: LogAction, by: By) -> None:
    row = session.get(EventProposalRow, number, populate_existing=True, with_for_update=True)
    if row is None or row.state is not ProposalState.OPEN:
        whose = f", do {row.decided_by} quyết định" if row is not None else ""
        raise _refused(f"báo sự kiện số {number}", f"không còn chờ quyết định{whose}", "Xem lại sự kiện.")
    row.state, row.decided_by, row.decided_at, row.reason = state, by.actor[:120], by.now, by.reason
    plan = session.get_one(TriggerRow, row.trigger_id).plan_id
    _log(session, action, row, plan, by.because(by.reason, row.document))


def _log(session: Session, action: LogAction, row: EventProposalRow, plan: int, by: By) -> None:
    details = {"proposal": row.id, "on": row.happened_on.isoformat()}
    record(session, [LogEntry.of(by, action, plan=plan, trigger=row.trigger_id, details=details)])


def _proposals(session: Session, conditions: Iterable[ColumnElement[bool]]) -> list[EventProposal]:
    rows = session.execute(
        select(EventProposalRow, TriggerRow, PlanRow.number)
        .join(TriggerRow, TriggerRow.id == EventProposalRow.trigger_id)
        .join(PlanRow, PlanRow.id == TriggerRow.plan_id)
        .where(*conditions)
        .order_by(EventProposalRow.id)
    )
    return [_proposal(row, event, number) for row, event, number in rows]


def _proposal(row: EventProposalRow, event: TriggerRow, plan_number: str) -> EventProposal:
    return EventProposal(
        id=row.id,
        trigger_id=row.trigger_id,
        plan_id=event.plan_id,
        plan_number=plan_number,
        wording=event.wording,
        happened_on=row.happened_on,
        document=row.document,
        state=row.state,
        proposed_by=row.proposed_by,
        person=row.person_id,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        fired_on=event.fired_on,
        repeatable=event.repeatable,
    )


def _refused(given: str, reason: str, remedy: str) -> ProposalRefused:
    return ProposalRefused(given=given, place="Báo sự kiện đã xảy ra", reason=reason, remedy=remedy)
