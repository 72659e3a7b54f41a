"""`/su-kien/{n}/bao`, `/huy` and `/khong-nhan/{p}`: saying that an event happened, taking a firing back, refusing."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from services.duties.events import EventDoing, propose_event, refuse_event_proposal, unfire_event
from services.screens.events import show_event
from web.duties.forms.fields import REASON, Field, Typed, draw_field, read_fields
from web.duties.forms.refusing import refusal_at_field
from web.events.firing import EVENT_DOCUMENT, HAPPENED_ON
from web.events.listing import EVENTS, event_about, event_page
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.rights import No
from workflow.store.duties.triggers import UnknownTrigger

_GENERAL = "bieu-mau"


@dataclass(frozen=True, kw_only=True)
class _EventForm:
    """One form about an event: what it asks, what it will do, who may."""

    name: str
    title: str
    button: str
    action: Action
    fields: tuple[Field, ...]
    will: tuple[str, ...]
    act: Callable[[Office, EventDoing, Typed, int], object]


def _propose(office: Office, doing: EventDoing, typed: Typed, _proposal: int) -> None:
    on = typed.day(HAPPENED_ON.name)
    assert on is not None
    propose_event(office.installation, doing, on)


def _refuse(office: Office, doing: EventDoing, _typed: Typed, proposal: int) -> None:
    refuse_event_proposal(office.installation, proposal, doing.actor, now=doing.now, reason=doing.reason)


_PROPOSE = _EventForm(
    name="bao",
    title="Báo sự kiện đã xảy ra",
    button="Gửi đến người ghi nhận",
    action=Action.PROPOSE_EVENT,
    fields=(HAPPENED_ON, EVENT_DOCUMENT),
    will=("Người có quyền xem văn bản, hạn của từng nhiệm vụ, rồi ghi nhận hoặc trả lời. Chưa nhiệm vụ nào đổi.",),
    act=_propose,
)
_UNFIRE = _EventForm(
    name="huy",
    title="Hủy ghi nhận sự kiện",
    button="Hủy ghi nhận, nêu lý do",
    action=Action.UNFIRE,
    fields=(REASON,),
    will=(
        "Nhiệm vụ chưa báo cáo trở lại chờ sự kiện, hạn được bỏ; lịch và thư theo đó.",
        "Nhiệm vụ đã báo cáo, đã hoàn thành hoặc bị từ chối giữ nguyên, không còn hạn; được làm lại thì chờ sự kiện.",
    ),
    act=lambda office, doing, _typed, _proposal: unfire_event(office.installation, doing),
)
_REFUSE = _EventForm(
    name="khong-nhan",
    title="Không chấp nhận báo sự kiện",
    button="Không chấp nhận, nêu lý do",
    action=Action.FIRE,
    fields=(REASON,),
    will=("Sự kiện còn được chờ; người báo thấy lý do ở trang của sự kiện.",),
    act=_refuse,
)


def event_decisions(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    for form in (_PROPOSE, _UNFIRE):
        _add(router, office, form, f"{EVENTS}/{{number:int}}/{form.name}")
    _add(router, office, _REFUSE, f"{EVENTS}/{{number:int}}/{_REFUSE.name}/{{proposal:int}}")
    return router


def _add(router: APIRouter, office: Office, form: _EventForm, path: str) -> None:
    @router.get(path)
    def asked(request: Request, number: int, proposal: int = 0) -> Response:
        """Show the form; it changes nothing."""
        return _show(office, request, form, number, proposal, Typed({}, {}, {}))

    @router.post(path)
    async def sent_in(request: Request, number: int, proposal: int = 0) -> Response:
        """Do what the form says, or show it again with what is wrong."""
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_do, office, request, form, number, proposal, texts)


def _do(
    office: Office, request: Request, form: _EventForm, number: int, proposal: int, texts: dict[str, str]
) -> Response:
    typed = read_fields(form.fields, texts, office.today())
    # Whoever may not see the event doesn't learn that there is one.
    show_event(office.installation, number, office.actor_of(request))
    if typed.errors:
        return _show(office, request, form, number, proposal, typed, status=422)
    doing = EventDoing(
        event=number,
        actor=office.actor_of(request),
        now=office.now(),
        reason=typed.text(REASON.name),
        document=typed.text(EVENT_DOCUMENT.name),
    )
    try:
        form.act(office, doing, typed, proposal)
    except (NotAllowed, UnknownTrigger):
        raise
    except DondocError as error:
        wrong = refusal_at_field(form.fields, typed, error, general=_GENERAL)
        return _show(office, request, form, number, proposal, wrong, status=422)
    return RedirectResponse(f"{EVENTS}/{number}?xong={form.name}", status_code=303)


def _show(
    office: Office, request: Request, form: _EventForm, number: int, proposal: int, typed: Typed, *, status: int = 200
) -> Response:
    shown = show_event(office.installation, number, office.actor_of(request))
    answer, working_days = shown.answers[form.action], office.installation.policies.working_days
    return office.pages.show(
        request,
        "events/form.html",
        event_page(shown.event, form.title, wrong=bool(typed.errors)),
        # A missing right comes before what is wrong with a form.
        status=403 if isinstance(answer, No) else status,
        form=form,
        why=answer.reason if isinstance(answer, No) else "",
        event=shown.event,
        about=event_about(shown.event, office.today()),
        said=next((one for one in shown.proposals if one.id == proposal), None),
        action=f"{EVENTS}/{number}/{form.name}{f'/{proposal}' if proposal else ''}",
        fields=[draw_field(field, typed, office.today(), working_days) for field in form.fields],
        errors={} if isinstance(answer, No) else typed.errors,
        general=_GENERAL,
    )
