"""`/van-ban/{n}/thay-the`, `khoi-phuc`, `dong`, `keo-dai`, `phan-dau`: what is decided of a whole plan, by pages."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import one_line, short_date
from services.duties.endings import Deciding, possible_successors
from services.screens.plans import PlanScreens
from web.accounts.saying import error_words
from web.duties.forms.fields import OPTIONAL_DOCUMENT, REASON, Typed, draw_field, read_fields
from web.errors import NOT_FOUND
from web.frame.values import Crumb, Page
from web.office import Office
from web.plans.kinds import NEWER, PLAN_ENDINGS, PlanEnding, ending_right
from web.plans.pages import PLANS
from web.signed_in import proved_afresh, typed_fields
from workflow.lifecycle import NotAllowed
from workflow.rights import No
from workflow.store.figures.plan_facts import PlanFacts

_BY_NAME = {one.name: one for one in PLAN_ENDINGS}


def plan_endings(office: Office) -> APIRouter:
    """Return the routes; each asks for a fresh proof of who acts."""
    router = APIRouter(dependencies=[Depends(proved_afresh)])
    screens = PlanScreens(installation=office.installation, memory=office.memory)

    @router.get(PLANS + "/{number:int}/{name}")
    def asked(request: Request, number: int, name: str) -> Response:
        """Show what it would do."""
        if (ending := _BY_NAME.get(name)) is None:
            raise HTTPException(NOT_FOUND)
        facts = screens.show(number, office.actor_of(request), today=office.today()).facts
        asked = {key: text for key, text in request.query_params.items() if key == NEWER.name}
        texts = ending.known(facts) | asked
        return _show(office, request, ending, facts, Typed(texts, {}, {}))

    @router.post(PLANS + "/{number:int}/{name}")
    async def done(request: Request, number: int, name: str) -> Response:
        """Do it."""
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_do, office, screens, request, number, name, texts)

    return router


def _do(
    office: Office, screens: PlanScreens, request: Request, number: int, name: str, texts: Mapping[str, str]
) -> Response:
    if (ending := _BY_NAME.get(name)) is None:
        raise HTTPException(NOT_FOUND)
    actor = office.actor_of(request)
    facts = screens.show(number, actor, today=office.today()).facts
    read = read_fields(ending.fields, texts, office.today())
    why = ending.why(facts, office.today())
    over = {ending.fields[0].name: why} if why else {}
    typed = Typed(read.texts, {**read.errors, **ending.wrong(facts, read), **over}, read.days)
    if typed.errors and ending_right(actor, ending, facts):
        return _show(office, request, ending, facts, typed)
    deciding = Deciding(
        actor=actor,
        now=office.now(),
        reason=typed.text(REASON.name),
        document=one_line(typed.text(OPTIONAL_DOCUMENT.name)),
    )
    try:
        ending.act(office.installation, facts, deciding, typed)
    except NotAllowed:
        raise
    except DondocError as error:
        wrong = Typed(texts, {ending.fields[0].name: error_words(error)}, {})
        return _show(office, request, ending, facts, wrong)
    return RedirectResponse(f"{PLANS}/{number}?xong={name}", status_code=303)


def _show(office: Office, request: Request, ending: PlanEnding, facts: PlanFacts, typed: Typed) -> Response:
    answer, today = ending_right(office.actor_of(request), ending, facts), office.today()
    why = answer.reason if isinstance(answer, No) else ending.why(facts, today)
    page = Page(
        title=ending.title,
        place=PLANS,
        crumbs=(Crumb(label="Văn bản", address=PLANS), Crumb(label=facts.head.number, address=f"{PLANS}/{facts.id}")),
        crumb=ending.title,
        wrong=bool(typed.errors),
    )
    working_days = office.installation.policies.working_days
    return office.pages.show(
        request,
        "plans/ending.html",
        page,
        status=403 if isinstance(answer, No) else 422 if typed.errors else 200,
        facts=facts,
        ending=ending,
        fields=[draw_field(one, typed, today, working_days) for one in ending.fields if one is not NEWER],
        newer=_newer(office, facts, typed) if NEWER in ending.fields else None,
        errors=typed.errors,
        will=[] if why else ending.will(facts, today),
        why=why,
    )


def _newer(office: Office, facts: PlanFacts, typed: Typed) -> dict[str, Any]:
    found = possible_successors(office.installation, facts.id)
    options = [(str(one.id), f"{one.number} ngày {short_date(one.issued_on)}: {one.title}"[:160]) for one in found]
    return {
        "name": NEWER.name,
        "label": NEWER.label,
        "options": [("", "chọn một văn bản"), *options],
        "chosen": typed.text(NEWER.name),
        "error": typed.errors.get(NEWER.name, ""),
    }
