"""`/van-ban/{n}/rut`: taking back a plan that was imported by mistake, whole, once its number was typed."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.vietnamese import one_line
from services.duties.endings import Deciding, take_back_import
from services.screens.plans import PlanScreens
from web.frame.values import Crumb, Page
from web.office import Office
from web.plans.pages import PLANS
from web.signed_in import proved_afresh, typed_fields
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Subject, may
from workflow.store.figures.plan_facts import PlanFacts

_NUMBER, _REASON, _DOCUMENT = "so", "ly-do", "van-ban"


def plan_taking_back(office: Office) -> APIRouter:
    """Return the routes; each asks for a fresh proof of who acts."""
    router = APIRouter(dependencies=[Depends(proved_afresh)])
    screens = PlanScreens(installation=office.installation, memory=office.memory)

    @router.get(PLANS + "/{number:int}/rut")
    def asked(request: Request, number: int) -> Response:
        """Show what taking the plan back would do."""
        facts = screens.show(number, office.actor_of(request), today=office.today()).facts
        return _show(office, request, facts, {}, {})

    @router.post(PLANS + "/{number:int}/rut")
    async def done(request: Request, number: int) -> Response:
        """Take it back."""
        return await run_in_threadpool(_take, office, screens, request, number, dict(await typed_fields(request)))

    return router


def may_take_back(actor: Actor, facts: PlanFacts) -> No | None:
    """Return why somebody may not take a plan back; None when he may."""
    subject = Subject(plan=facts.id, coordinator=facts.coordinator, coordinator_name=facts.coordinator_name)
    answer = may(actor, Action.IMPORT, subject)
    return answer if isinstance(answer, No) else None


def _take(office: Office, screens: PlanScreens, request: Request, number: int, texts: dict[str, str]) -> Response:
    actor = office.actor_of(request)
    facts = screens.show(number, actor, today=office.today()).facts
    errors = {}
    if one_line(texts.get(_NUMBER, "")) != facts.head.number:
        errors[_NUMBER] = f"Gõ đúng {facts.head.number} nếu thật sự muốn rút cả văn bản"
    if not texts.get(_REASON, "").strip():
        errors[_REASON] = "Ghi lý do rút văn bản"
    if errors and may_take_back(actor, facts) is None:
        return _show(office, request, facts, texts, errors)
    deciding = Deciding(
        actor=actor,
        now=office.now(),
        reason=texts.get(_REASON, "").strip(),
        document=one_line(texts.get(_DOCUMENT, "")),
    )
    take_back_import(office.installation, facts.id, deciding)
    return RedirectResponse(f"{PLANS}/{number}?xong=rut", status_code=303)


def _show(
    office: Office, request: Request, facts: PlanFacts, texts: dict[str, str], errors: dict[str, str]
) -> Response:
    refused = may_take_back(office.actor_of(request), facts)
    page = Page(
        title="Rút văn bản nhập nhầm",
        place=PLANS,
        crumbs=(Crumb(label="Văn bản", address=PLANS), Crumb(label=facts.head.number, address=f"{PLANS}/{facts.id}")),
        crumb="Rút văn bản",
        wrong=bool(errors),
    )
    return office.pages.show(
        request,
        "plans/take_back.html",
        page,
        status=422 if errors else 403 if refused is not None else 200,
        facts=facts,
        why=refused.reason if refused is not None else "",
        texts={name: texts.get(name, "") for name in (_NUMBER, _REASON, _DOCUMENT)},
        errors=errors,
    )
