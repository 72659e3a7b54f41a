"""How what waits for a decision is shown: a row with its one button, in "Chờ tôi" and after a decision."""

from dataclasses import dataclass
from datetime import date

from fastapi import Request

from base.clock import VIETNAM
from base.vietnamese import capitalise, full_date, short_date
from services.screens.decisions import Waiting, place_in_queue, waiting_since
from web.duties.forms.kinds import BY_ACTION
from web.office import Office
from workflow.people.actions import Action
from workflow.store.duties.awaiting import AwaitedDecision, AwaitingDecision
from workflow.store.firings.event_proposals import EventProposal

QUEUE = "/#cho-toi"
_PAGES = {
    AwaitedDecision.REPORT: (Action.CONFIRM, "Xem báo cáo"),
    AwaitedDecision.REFUSAL: (Action.REASSIGN, "Giao lại"),
    AwaitedDecision.EXTENSION: (Action.GRANT_EXTENSION, "Xem đề nghị"),
}
# The forms that decide something that waited.
DECIDING_ACTIONS = frozenset(
    {
        Action.CONFIRM,
        Action.RETURN,
        Action.REASSIGN,
        Action.GRANT_EXTENSION,
        Action.DENY_EXTENSION,
        Action.WITHDRAW,
        Action.RESCHEDULE,
    }
)


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """Something that waits for a decision."""

    kind: str
    age: str
    title: str
    reason: str
    address: str
    act: str


def decision_row(one: Waiting, today: date, most: int) -> DecisionRow:
    """Return something that waits as it is shown; `most` is how many extensions are granted at most."""
    days = (today - waiting_since(one).astimezone(VIETNAM).date()).days
    age = f"chờ {days} ngày" if days else "hôm nay"
    if isinstance(one, EventProposal):
        return DecisionRow(
            kind="Sự kiện",
            age=age,
            title=capitalise(one.wording),
            reason=f"{one.proposed_by} báo đã xảy ra {full_date(one.happened_on)}, theo {one.document}",
            address=f"/su-kien/{one.trigger_id}",
            act="Xem sự kiện",
        )
    action, label = _PAGES[one.kind]
    return DecisionRow(
        kind=one.kind.label,
        age=age,
        title=one.title,
        reason=_reason(one, most),
        address=f"/viec/{one.duty_id}/{BY_ACTION[action].name}",
        act=label,
    )


def following_row(office: Office, request: Request, duty: int | None = None) -> tuple[DecisionRow, int] | None:
    """Return what waits next for who has just decided about a duty, or about none, and how much waits in all."""
    place = place_in_queue(office.installation, office.actor_of(request), duty)
    if place.following is None:
        return None
    most = office.installation.policies.most_grants
    return decision_row(place.following, office.today(), most), place.total


def _reason(one: AwaitingDecision, most: int) -> str:
    match one.kind:
        case AwaitedDecision.REPORT:
            on = one.reported_on or one.since.astimezone(VIETNAM).date()
            late = (on - one.due).days if one.due else 0
            said = f", sau hạn {late} ngày" if late > 0 else ", trong hạn" if one.due else ""
            return f"{one.agency_name} báo cáo {short_date(on)}{said}"
        case AwaitedDecision.REFUSAL:
            return f"{one.agency_name}: “{one.reason}”"
        case AwaitedDecision.EXTENSION:
            since = f" từ {short_date(one.due)}" if one.due else ""
            wished = f" đến {full_date(one.wished_due)}" if one.wished_due else ""
            return f"{one.agency_name} xin{since}{wished}, lần {one.extensions + 1}/{most}"
