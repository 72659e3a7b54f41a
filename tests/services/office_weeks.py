"""What the people of an office do in three weeks, day by day."""

from datetime import date, datetime, timedelta

from tests.plans import at, house_policies
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.log.actions import LogAction
from workflow.store.database.opening import Session
from workflow.store.duties.extensions import grant_extension, request_extension
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import correct, fire
from workflow.store.firings.affected import Firing
from workflow.store.firings.event_proposals import keep_proposal, overtake_proposals
from workflow.store.firings.taking_back import unfire
from workflow.store.log.opinions import note_opinion
from workflow.store.log.reminding import remind
from workflow.store.plans.successions import succeed_agency

FIRST = date(2026, 3, 2)
POLICIES = house_policies()
# From then on the people of the first speak for the second.
MERGED, HEIRS = FIRST + timedelta(days=14), {"cong-an-tinh": "so-y-te"}


def act(session: Session, number: int, event: Event, role: Role, day: date, **brought: str) -> None:
    reason = brought.pop("reason", "")
    by = By(actor="Anh Minh", now=at(day, 10), reason=reason)
    apply(session, number, Transition(event=event, role=role, by=by, **brought))  # type: ignore[arg-type]


def happens(session: Session, day: date) -> None:
    """What people do on a day, between the two runs of it."""
    _in_the_first_week(session, day, at(day, 10))
    _later(session, day, at(day, 10))


def _in_the_first_week(session: Session, day: date, now: datetime) -> None:
    match (day - FIRST).days:
        case 0:
            told = By(actor="Ông Phạm Văn A", now=now)
            note_opinion(session, 6, LogAction.DIRECT, "Trình trước phiên họp tháng 3.", told)
            note_opinion(session, 1, LogAction.COMMENT, "Bổ sung dự toán.", told, said_for="so-tai-chinh")
            remind(session, 5, By(actor="Chị Lan", now=now, reason="Sắp họp giao ban."))
        case 1:
            act(session, 1, Event.ACCEPT, Role.STAFF, day)
            act(session, 2, Event.REFUSE, Role.STAFF, day, reason="không đúng chức năng")
        case 2:
            act(session, 1, Event.REPORT, Role.STAFF, day, result="12/BC-SNV")
        case 3:
            act(session, 2, Event.REASSIGN, Role.COORDINATOR, day, agency="so-tai-chinh", reason="đúng chức năng")
            request_extension(session, 3, date(2026, 3, 24), By(actor="Anh Minh", now=now, reason="chờ ý kiến"))
            keep_proposal(session, 1, day, By(actor="Anh Minh", now=now, document="345/QĐ-BNV"))
        case 4:
            act(session, 1, Event.RETURN, Role.COORDINATOR, day, reason="chưa có phụ lục")
        case _:
            pass


def _later(session: Session, day: date, now: datetime) -> None:
    match (day - FIRST).days:
        case 8:
            by = By(actor="Chị Lan", now=now, document="Công văn 88/UBND")
            grant_extension(session, 3, by, POLICIES)
            fire(
                session, Firing(trigger_id=1, on=day, by=By(actor="Chị Lan", now=now, document="345/QĐ-BNV")), POLICIES
            )
            overtake_proposals(session, 1, by)
        case 9:
            act(session, 1, Event.REPORT, Role.STAFF, day, result="15/BC-SNV")
            happened = By(actor="Chị Lan", now=now, document="345/QĐ-BNV")
            correct(session, Firing(trigger_id=1, on=day - timedelta(days=3), by=happened), POLICIES)
        case 11:
            act(session, 1, Event.CONFIRM, Role.COORDINATOR, day)
            act(session, 1, Event.RECALL_CONFIRMATION, Role.COORDINATOR, day, reason="bấm nhầm")
            act(session, 1, Event.CONFIRM, Role.COORDINATOR, day)
            act(session, 6, Event.REPORT, Role.STAFF, day, result="20/BC-STC")
        case 14:
            succeed_agency(session, "cong-an-tinh", "so-y-te", By(actor="Chị Lan", now=now, document="12/NQ-HĐND"))
            unfire(session, 1, By(actor="Chị Lan", now=now, reason="văn bản bị thu hồi"), POLICIES)
        case 15:
            act(session, 5, Event.WITHDRAW, Role.COORDINATOR, day, reason="đã giao ở văn bản khác")
            act(session, 6, Event.RETURN, Role.COORDINATOR, day, reason="Thiếu phụ lục.")
        case 16:
            act(session, 5, Event.REOPEN, Role.COORDINATOR, day, reason="rút nhầm")
        case _:
            pass
