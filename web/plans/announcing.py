"""`/van-ban/{n}/bao`: telling the agencies of a plan what is new, and what is to happen with days already past."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.vietnamese import short_date
from services.intake.announcing import announce_as, announcing_right, preview_announcement, unheard_of
from services.screens.plans import PlanScreens
from web.frame.values import Crumb, Page
from web.office import Office
from web.plans.pages import PLANS
from web.signed_in import typed_fields
from workflow.people.grants import Actor
from workflow.registry.past_days import PastDays
from workflow.store.figures.plan_facts import PlanFacts

_PAST = "han-da-qua"
# How the choices stand in a form.
_CHOICES = {"de-nghi": PastDays.ASK, "don-doc": PastDays.ESCALATE, "thu-hoi": PastDays.CLOSE}


def plan_announcing(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    screens = PlanScreens(installation=office.installation, memory=office.memory)

    @router.get(PLANS + "/{number:int}/bao")
    def asked(request: Request, number: int) -> HTMLResponse:
        """Show what the agencies would be told."""
        actor = office.actor_of(request)
        return _show(office, request, screens.show(number, actor, today=office.today()).facts, actor)

    @router.post(PLANS + "/{number:int}/bao")
    async def told(request: Request, number: int) -> Response:
        """Tell them, once a choice is made for days already past."""
        chosen = dict(await typed_fields(request)).get(_PAST, "")
        return await run_in_threadpool(_tell, office, screens, request, number, chosen)

    return router


def _tell(office: Office, screens: PlanScreens, request: Request, number: int, chosen: str) -> Response:
    actor = office.actor_of(request)
    facts = screens.show(number, actor, today=office.today()).facts
    told = preview_announcement(office.installation, number, today=office.today())
    if told.past and chosen not in _CHOICES:
        return _show(office, request, facts, actor, error="Chọn một cách xử lý các hạn đã qua.", status=422)
    past = _CHOICES.get(chosen, PastDays.ESCALATE)
    done = announce_as(office.installation, number, past, actor, now=office.now())
    return RedirectResponse(f"{PLANS}/{number}?xong={'bao-thieu' if done.unheard else 'bao'}", status_code=303)


def _show(
    office: Office, request: Request, facts: PlanFacts, actor: Actor, *, error: str = "", status: int = 200
) -> HTMLResponse:
    refused = announcing_right(actor, facts)
    over = f"Văn bản đã đóng ngày {short_date(facts.closed_on)}" if facts.closed_on else ""
    why = "Các cơ quan đã được báo" if facts.announced else refused.reason if refused is not None else over
    unheard = () if facts.announced else unheard_of(office.installation, facts.id, today=office.today())
    return office.pages.show(
        request,
        "plans/announce.html",
        Page(
            title="Báo cho các cơ quan",
            place=PLANS,
            crumbs=(
                Crumb(label="Văn bản", address=PLANS),
                Crumb(label=facts.head.number, address=f"{PLANS}/{facts.id}"),
            ),
            crumb="Báo cho các cơ quan",
            wrong=bool(error),
        ),
        status=status,
        facts=facts,
        told=preview_announcement(office.installation, facts.id, today=office.today()),
        unheard=[(one.name, f"/co-quan/{one.code}") for one in unheard],
        choices=[(value, past.label[:1].upper() + past.label[1:], "") for value, past in _CHOICES.items()],
        field=_PAST,
        error=error,
        why=why,
    )
