"""`/su-kien`: the events that duties wait for; `/su-kien/{n}`: one of them, with its duties and what may be done."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from base.clock import VIETNAM
from base.vietnamese import full_date, short_date
from services.screens.events import ShownEvent, list_events, show_event
from web.duties.decisions import following_row
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.assignment import Assignment
from workflow.lifecycle import Event
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.nearness import DutyStanding, Nearness, nearness
from workflow.people.actions import Action
from workflow.rights import No
from workflow.store.duties.awaited_events import EventStanding
from workflow.store.firings.event_proposals import EventProposal
from workflow.store.tables import ProposalState

EVENTS = "/su-kien"
DONE = {
    "ghi-nhan": "Đã ghi nhận sự kiện; các nhiệm vụ dưới đây có hạn.",
    "sua": "Đã sửa ghi nhận sự kiện; nhật ký từng nhiệm vụ ghi hạn đổi hay giữ nguyên.",
    "huy": "Đã hủy ghi nhận; các nhiệm vụ chờ lại, lượt mới của lần ấy được thu hồi.",
    "bao": "Đã báo sự kiện, chờ người có quyền ghi nhận.",
    "khong-nhan": "Đã trả lời người báo; sự kiện còn được chờ.",
}
# What answers a word that waited.
_DECIDING = frozenset({"ghi-nhan", "khong-nhan"})
_DECIDED = {
    ProposalState.ACCEPTED: "đã chấp nhận",
    ProposalState.REFUSED: "không chấp nhận",
    ProposalState.OVERTAKEN: "sự kiện đã được ghi nhận theo văn bản khác",
}


@dataclass(frozen=True, kw_only=True)
class _EventRow:
    """One event as the list shows it."""

    address: str
    wording: str
    plan: str
    plan_address: str
    since: date
    age: str
    watcher: str
    duties: int
    asked: str
    proposed: int
    happened: str


@dataclass(frozen=True, kw_only=True)
class _EventAct:
    """One thing that may be done to an event, or why not."""

    label: str
    address: str
    why: str = ""
    hint: str = ""


def event_pages(office: Office) -> APIRouter:
    """Return the routes that read."""
    router = APIRouter()

    @router.get(EVENTS)
    def listed(request: Request) -> HTMLResponse:
        """Show what is awaited by whoever asks, the longest first."""
        found = list_events(office.installation, office.actor_of(request))
        today = office.today()
        return office.pages.show(
            request,
            "events/list.html",
            Page(title="Sự kiện chờ", place=EVENTS),
            awaited=[_row(one, today) for one in found.awaited],
            happened=[_row(one, today) for one in found.happened],
            proposals=[(one, _age(one, today)) for one in found.proposals],
        )

    @router.get(EVENTS + "/{number:int}")
    def one(request: Request, number: int) -> HTMLResponse:
        """Show one event to whoever may see it."""
        shown = show_event(office.installation, number, office.actor_of(request))
        return _show(office, request, shown)

    return router


def event_page(event: EventStanding, title: str, *, wrong: bool = False) -> Page:
    """Return the frame of a page about one event."""
    crumbs = (
        Crumb(label="Sự kiện chờ", address=EVENTS),
        Crumb(label=f"Số {event.id}", address=f"{EVENTS}/{event.id}"),
    )
    return Page(title=title, place=EVENTS, crumbs=crumbs, wrong=wrong)


def event_about(event: EventStanding, today: date) -> str:
    """Return where an event stands and since when it is awaited, as in "50/KH-UBND · chờ 45 ngày"."""
    if event.fired_on is not None:
        return f"{event.plan_number} · xảy ra {full_date(event.fired_on)}"
    age = event.age(today)
    return (
        f"{event.plan_number} · {f'chờ {age} ngày, từ {short_date(event.waiting_since)}' if age else 'chờ từ hôm nay'}"
    )


def _show(office: Office, request: Request, shown: ShownEvent) -> HTMLResponse:
    event, today = shown.event, office.today()
    acts = _acts(shown)
    done = request.query_params.get("xong", "")
    may_decide = bool(shown.answers[Action.FIRE])
    return office.pages.show(
        request,
        "events/one.html",
        Page(
            title="Sự kiện đã xảy ra" if event.fired_on and not event.waiting else "Sự kiện chờ",
            place=EVENTS,
            crumbs=(Crumb(label="Sự kiện chờ", address=EVENTS),),
            crumb=f"Số {event.id}",
            done=DONE.get(done, ""),
        ),
        following=following_row(office, request) if done in _DECIDING else None,
        undo=f"{EVENTS}/{event.id}/huy" if done in {"ghi-nhan", "sua"} and shown.answers[Action.UNFIRE] else "",
        event=event,
        about=event_about(event, today),
        plan_address=f"/viec?van-ban={event.plan_id}",
        asked=short_date(event.last_asked.astimezone(VIETNAM).date()) if event.last_asked else "",
        duties=[(duty, _near(office, duty)) for duty in shown.duties],
        main=acts[0] if acts and not acts[0].why else None,
        others=acts[1:] if acts and not acts[0].why else acts,
        proposals=[(one, _age(one, today), _DECIDED.get(one.state, "")) for one in reversed(shown.proposals)],
        record=[_recorded(line) for line in reversed(shown.record)],
        may_decide=may_decide,
        corrected=shown.corrected,
        taken_back=shown.taken_back,
        waits_again=_waits_again(shown),
    )


def _waits_again(shown: ShownEvent) -> str:
    """Why an event that was taken back is said to be awaited since that day only, though its plan is older."""
    if shown.taken_back is None or shown.event.fired_on is not None:
        return ""
    imported = shown.event.plan_imported_at.astimezone(VIETNAM).date()
    return f"tính từ khi hủy ghi nhận; văn bản được nhập ngày {short_date(imported)}"


def _recorded(line: LogEntry) -> tuple[str, str]:
    """What a line says of the event, and who said it when."""
    on, was_on = (full_date(date.fromisoformat(day)) if day else "" for day in map(line.details.get, ("on", "was_on")))
    by_document = f", theo {line.document}" if line.document else ""
    if line.action == Event.FIRE:
        said = f"Xảy ra {on}{by_document}"
    elif line.action == LogAction.CORRECT_EVENT:
        before = was_on if was_on != on else line.details.get("was_document") or "văn bản khác"
        said = f"Sửa thành {on}{by_document}; trước ghi {before}"
    else:
        said = f"Hủy ghi nhận{f': {line.reason}' if line.reason else ''}"
    return said, f"{line.actor}, {short_date(line.at.astimezone(VIETNAM).date())}"


def _acts(shown: ShownEvent) -> list[_EventAct]:
    """What fits the event as it stands, the main thing first; what isn't allowed says why, and stands last."""
    event = shown.event
    fitting: list[tuple[Action, str, str]] = []
    if event.fired_on is None or event.waiting or event.repeatable:
        fitting.append((Action.FIRE, "Ghi nhận đã xảy ra", "ghi-nhan"))
    if event.fired_on is None or event.repeatable:
        fitting.append((Action.PROPOSE_EVENT, "Báo sự kiện đã xảy ra", "bao"))
    if event.fired_on is not None:
        fitting.append((Action.CORRECT_EVENT, "Sửa ngày, văn bản", "sua"))
        fitting.append((Action.UNFIRE, "Hủy ghi nhận", "huy"))
    acts = []
    for action, label, name in fitting:
        answer = shown.answers[action]
        why = answer.reason if isinstance(answer, No) else ""
        acts.append(_EventAct(label=label, address=f"{EVENTS}/{event.id}/{name}", why=why))
    return sorted(acts, key=lambda act: bool(act.why))


def _row(event: EventStanding, today: date) -> _EventRow:
    age = event.age(today)
    return _EventRow(
        address=f"{EVENTS}/{event.id}",
        wording=event.wording,
        plan=event.plan_number,
        plan_address=f"/viec?van-ban={event.plan_id}",
        since=event.waiting_since,
        age=f"chờ {age} ngày" if age else "từ hôm nay",
        watcher=event.watcher or "chưa có",
        duties=event.waiting or event.movable or event.moved or event.undated,
        asked=short_date(event.last_asked.astimezone(VIETNAM).date()) if event.last_asked else "chưa hỏi",
        proposed=event.proposed,
        happened=full_date(event.fired_on) if event.fired_on else "",
    )


def _age(proposal: EventProposal, today: date) -> str:
    days = (today - proposal.proposed_at.astimezone(VIETNAM).date()).days
    return f"{days} ngày trước" if days else "hôm nay"


def _near(office: Office, duty: Assignment) -> Nearness:
    standing = DutyStanding(
        state=duty.state,
        timeliness=duty.timeliness,
        due=duty.due,
        act_by=duty.act_by,
        reported_on=duty.reported_on,
    )
    return nearness(standing, today=office.today(), working_days=office.installation.policies.working_days)
