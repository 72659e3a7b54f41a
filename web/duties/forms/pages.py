"""`/viec/{n}/{form}`: what may be done to a duty, each on a page of its own: what it needs, what it will do.

A form carries the version that its reader saw. Whoever was faster is named, and what was typed stays.
"""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from base.errors import DondocError
from base.vietnamese import full_date
from services.duties.acting import Doing, preview_day
from services.screens.one_duty import ShownDuty, show_duty
from web.duties.actions import STATES
from web.duties.forms.fields import SIGN, Typed, draw_field, read_fields
from web.duties.forms.kinds import FORM_BY_NAME, EventForm, result_of
from web.errors import NOT_FOUND
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import restore_typed, typed_fields
from workflow.assignment import Assignment
from workflow.entered_days import days_entered_late
from workflow.lifecycle import Event, ForbiddenStep, NotAllowed
from workflow.people.actions import Action
from workflow.rights import No
from workflow.store.duties.transitions import ChangedMeanwhile
from workflow.views.duty_list import ADDRESS
from workflow.views.duty_log import duty_log

VERSION = "phien-ban"
NOTHING_HANDED_IN = "Ghi số, ký hiệu của văn bản, dán đường dẫn, hoặc tóm tắt kết quả"
GENERAL = "bieu-mau"
# These may bring a due day with them.
_WITH_DAYS = frozenset({Action.RETURN, Action.REASSIGN, Action.REOPEN})


def duty_forms(office: Office) -> APIRouter:
    """Return the routes of all forms."""
    router = APIRouter()

    @router.get("/viec/{number:int}/{name}")
    async def asked_for(request: Request, number: int, name: str) -> Response:
        """Show a form; it changes nothing."""
        form = _form(name)
        who = getattr(request.state, "signed_in", None)
        texts = await restore_typed(request, who) if who is not None else {}
        return await run_in_threadpool(_show, office, request, form, number, Typed(texts, {}, {}))

    @router.post("/viec/{number:int}/{name}")
    async def sent_in(request: Request, number: int, name: str) -> Response:
        """Do what a form says, or show it again with what is wrong."""
        form = _form(name)
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_do, office, request, form, number, texts)

    return router


def _form(name: str) -> EventForm:
    if name not in FORM_BY_NAME:
        raise HTTPException(NOT_FOUND)
    return FORM_BY_NAME[name]


def _do(office: Office, request: Request, form: EventForm, number: int, texts: dict[str, str]) -> Response:
    typed = read_fields(form.fields, texts, office.today())
    if form.action is Action.REPORT and not (typed.errors or result_of(typed)):
        typed = Typed(texts, {SIGN.name: NOTHING_HANDED_IN}, typed.days)
    if typed.errors:
        return _show(office, request, form, number, typed, status=422)
    version = texts.get(VERSION, "")
    doing = Doing(
        duty=number,
        actor=office.actor_of(request),
        now=office.now(),
        version=int(version) if version.isdecimal() else None,
        reason=typed.text("ly-do"),
        document=typed.text("van-ban"),
    )
    try:
        form.act(office.installation, doing, typed)
    except (ChangedMeanwhile, ForbiddenStep):
        return _conflict(office, request, form, number, typed)
    except NotAllowed:
        raise
    except DondocError as error:
        said = f"{error.reason[:1].upper()}{error.reason[1:]}. {error.remedy}"
        return _show(office, request, form, number, Typed(texts, {GENERAL: said}, typed.days), status=422)
    return RedirectResponse(f"/viec/{number}?xong={form.name}", status_code=303)


def _show(
    office: Office, request: Request, form: EventForm, number: int, typed: Typed, *, status: int = 200
) -> Response:
    found = show_duty(office.installation, number, office.actor_of(request), now=office.now())
    working_days = office.installation.policies.working_days
    answer = found.answers[form.action]
    why = answer.reason if isinstance(answer, No) else ""
    if not why and found.duty.state not in STATES[form.action]:
        why = f"Nhiệm vụ đang ở trạng thái {found.duty.state.label}"
    return office.pages.show(
        request,
        "duties/form.html",
        _page(found, form.title, wrong=bool(typed.errors)),
        status=403 if why and status == 200 and isinstance(answer, No) else status,
        form=form,
        why=why,
        shown=found,
        duty=found.duty,
        fields=[draw_field(field, typed, office.today(), working_days) for field in form.fields],
        errors=typed.errors,
        version=typed.texts.get(VERSION) or found.facts.version,
        version_name=VERSION,
        decides=form.action in {Action.CONFIRM, Action.RETURN},
        about_extension=form.action in {Action.GRANT_EXTENSION, Action.DENY_EXTENSION},
        general=GENERAL,
        will=(*form.will, *_proposed(office, form, found.duty)),
        entered_late=_entered_late(found),
    )


def _proposed(office: Office, form: EventForm, duty: Assignment) -> list[str]:
    """What becomes of the due day, said before the button, where the event brings another one."""
    if form.action not in _WITH_DAYS:
        return []
    proposed = preview_day(office.installation, Event(form.action.value), duty, office.today())
    if proposed is None or proposed.due == proposed.was:
        return []
    return [f"Hạn đề xuất là {full_date(proposed.due)} (đang là {full_date(proposed.was)}), không tính là gia hạn."]


def _entered_late(found: ShownDuty) -> str:
    """How long after its own day the report that waits was entered, "" when at once."""
    reports = [line for line in found.lines if line.action == Event.REPORT]
    if not reports or found.duty.reported_on is None:
        return ""
    days = days_entered_late(found.duty.reported_on, reports[-1].at.astimezone(VIETNAM).date())
    return f"nhập sau ngày ký {days} ngày" if days else ""


def _conflict(office: Office, request: Request, form: EventForm, number: int, typed: Typed) -> Response:
    """Say who did what meanwhile, with what was typed beside it; nothing of it was sent."""
    found = show_duty(office.installation, number, office.actor_of(request), now=office.now())
    lines = duty_log(found.lines, office.today())
    return office.pages.show(
        request,
        "duties/conflict.html",
        _page(found, "Nhiệm vụ vừa thay đổi", wrong=True),
        status=409,
        form=form,
        duty=found.duty,
        last=lines[0] if lines else None,
        typed=[(field.label, typed.text(field.name)) for field in form.fields if typed.text(field.name)],
    )


def _page(found: ShownDuty, title: str, *, wrong: bool) -> Page:
    duty = found.duty
    return Page(
        title=title,
        place=ADDRESS,
        crumbs=(
            Crumb(label="Nhiệm vụ", address=ADDRESS),
            Crumb(label=f"Số {duty.id}", address=f"/viec/{duty.id}"),
        ),
        wrong=wrong,
    )
