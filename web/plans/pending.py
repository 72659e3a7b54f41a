"""`/van-ban/cho-xu-ly`: the tasks that nobody was given yet, each settled on a page of its own."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import group_thousands, one_line
from services.duties.endings import Deciding
from services.intake.pending import doubted_for, pending_for, reread_as, settle_as
from web.accounts.saying import error_words
from web.frame.values import Crumb, Page
from web.office import Office
from web.plans.pages import PLANS
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.plan import COLUMN_LABELS
from workflow.registry.questions import similar_agencies
from workflow.registry.registration import read_in_plan
from workflow.rights import Subject, may
from workflow.store.figures.plan_facts import UnknownPlanPage
from workflow.store.plans.pending import PendingTask, SettledTask

PENDING = f"{PLANS}/cho-xu-ly"
_COLUMNS = ("lead", "deadline")
_AS_IT_IS = "nhu-van-ban"
_LONGEST = 4_000
_DONE = {
    "giao": "Đã giao nhiệm vụ.",
    "doc-lai": "Đã đọc lại theo danh bạ hiện nay; những nhiệm vụ còn ở đây vẫn chờ quyết định.",
}


def pending_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(PENDING)
    def listed(request: Request) -> HTMLResponse:
        """List what waits for a person."""
        return _show_list(office, request)

    @router.get(PENDING + "/{number:int}")
    def asked(request: Request, number: int) -> Response:
        """Show one of them with what may be decided."""
        one = _find(office, request, number)
        return _show(office, request, one, _known(one), {})

    @router.get(PENDING + "/{number:int}/han")
    def read(request: Request, number: int) -> HTMLResponse:
        """Say how a deadline would be read in the task's plan, while it is typed."""
        words = _echo(office, request, number, request.query_params.get("deadline", "")[:_LONGEST])
        return HTMLResponse(office.pages.words("day_read.html", words=words), headers={"Cache-Control": "no-store"})

    @router.post(PENDING + "/{number:int}")
    async def settled(request: Request, number: int) -> Response:
        """Settle it, or say what still holds it back."""
        return await run_in_threadpool(_settle, office, request, number, dict(await typed_fields(request)))

    @router.post(PENDING + "/van-ban/{plan:int}")
    def reread(request: Request, plan: int) -> Response:
        """Read a plan's waiting tasks anew, after the directory has learned a name."""
        reread_as(office.installation, plan, Deciding(actor=office.actor_of(request), now=office.now()))
        return RedirectResponse(f"{PENDING}?xong=doc-lai", status_code=303)

    return router


def _show_list(office: Office, request: Request) -> HTMLResponse:
    found = pending_for(office.installation, office.actor_of(request))
    page = Page(
        title="Nhiệm vụ chờ xử lý",
        place=PLANS,
        crumbs=(Crumb(label="Văn bản", address=PLANS),),
        crumb="Chờ xử lý",
        done=_DONE.get(request.query_params.get("xong", ""), ""),
    )
    plans = {one.plan_id: one.plan for one in found}
    groups = [(plan, name, [one for one in found if one.plan_id == plan]) for plan, name in plans.items()]
    doubted = doubted_for(office.installation, office.actor_of(request))
    return office.pages.show(
        request,
        "plans/pending_list.html",
        page,
        groups=groups,
        total=len(found),
        at=PENDING,
        doubted=doubted,
        whole=bool(may(office.actor_of(request), Action.IMPORT, Subject())),
    )


def _find(office: Office, request: Request, number: int) -> PendingTask:
    found = next((one for one in pending_for(office.installation, office.actor_of(request)) if one.id == number), None)
    if found is None:
        raise UnknownPlanPage(number)
    return found


def _known(one: PendingTask) -> dict[str, str]:
    corrected = {correction.column: correction.corrected for correction in one.task.corrections}
    return {column: corrected.get(column, str(getattr(one.task.row, column))) for column in _COLUMNS}


def _settle(office: Office, request: Request, number: int, texts: Mapping[str, str]) -> Response:
    one = _find(office, request, number)
    known = _known(one)
    typed = {column: one_line(texts.get(column, known[column]))[:_LONGEST] for column in _COLUMNS}
    corrected = {column: text for column, text in typed.items() if text != one_line(known[column])}
    as_it_is = bool(texts.get(_AS_IT_IS))
    if not corrected and not as_it_is:
        wrong = {"lead": "Chưa có gì được quyết: sửa một ô, hoặc để như văn bản ghi"}
        return _show(office, request, one, typed, wrong)
    deciding = Deciding(actor=office.actor_of(request), now=office.now())
    try:
        done = settle_as(office.installation, number, corrected, deciding, as_it_is=as_it_is)
    except NotAllowed:
        raise
    except DondocError as error:
        return _show(office, request, one, typed, {"lead": error_words(error)})
    if done.left:
        return _show(office, request, _find(office, request, number), typed, _still_waiting(done))
    return RedirectResponse(f"{PENDING}?xong=giao", status_code=303)


def _still_waiting(done: SettledTask) -> dict[str, str]:
    """What holds the task on, each reason at the field that can end it."""
    begun = "Không ghi, còn chờ" if done.refused else "Đã ghi, còn chờ"
    words: dict[str, list[str]] = {}
    for hold in done.left:
        words.setdefault(hold.reason.column or "lead", []).append(hold.words)
    return {column: f"{begun}: {'; '.join(dict.fromkeys(said))}" for column, said in words.items()}


def _echo(office: Office, request: Request, number: int, text: str) -> str:
    if not text.strip():
        return ""
    policies = office.installation.policies
    head = _find(office, request, number).head
    return read_in_plan(text, head, policies.working_days, policies.deadline_rules).explanation


def _show(
    office: Office, request: Request, one: PendingTask, typed: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    directory = office.installation.policies.directory
    unknown = [mention.spelling for mention in directory.split(one.task.row.lead) if mention.agency is None]
    alike = {name: [agency.name for agency in similar_agencies(directory, name)] for name in unknown}
    page = Page(
        title="Quyết nhiệm vụ chờ xử lý",
        place=PLANS,
        crumbs=(Crumb(label="Văn bản", address=PLANS), Crumb(label="Chờ xử lý", address=PENDING)),
        crumb=f"Số {group_thousands(one.id)}",
        wrong=bool(errors),
    )
    return office.pages.show(
        request,
        "plans/pending.html",
        page,
        status=422 if errors else 200,
        one=one,
        row=one.task.row,
        typed=typed,
        errors=errors,
        alike=[(name, names) for name, names in alike.items() if names],
        labels=COLUMN_LABELS,
        echo=_echo(office, request, one.id, typed["deadline"]),
        address=f"{PENDING}/{one.id}",
        back=PENDING,
        as_it_is=_AS_IT_IS,
    )
