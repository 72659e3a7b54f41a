"""`/cong-khai/{token}`: a list or report to be looked at without a sign-in; `/chia-se`: who gave out which."""

from dataclasses import replace

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.vietnamese import full_date
from services.house.shares import SHARE_DAYS, SHARE_PLACE, list_shares, make_share, open_share, revoke_share
from services.screens.duty_list import DutyLists
from services.screens.plans import PlanScreens, ShownPlan
from web.duties.facets import filter_words
from web.duties.rows import row_of
from web.frame.made_once import FORM_MARK, MADE_BEFORE, new_mark, secret_of_form
from web.frame.values import Crumb, Page
from web.guard.pacing import Pace
from web.house.report_shares import show_shared_report
from web.house.share_made import lead_to_made
from web.house.shared_addresses import SECRET, SHARED, SHARES
from web.office import Office
from web.plans.bars import figure_line, figure_lines
from web.signed_in import typed_fields, visit_of
from workflow.people.grants import Actor
from workflow.store.feeds.shares import CARD, LIST, REPORT, Share
from workflow.views.duty_list import DutyList, Facet, duty_list

_LOOKS_A_MINUTE = 60
_DONE = {
    "ngung": "Đã ngừng: địa chỉ ấy không mở được nữa.",
    MADE_BEFORE: "Biểu mẫu này đã được gửi trước đó, không tạo thêm địa chỉ nào. Cần địa chỉ khác: bấm Chia sẻ lại.",
}


def shared_pages(office: Office) -> APIRouter:
    """Return the route of what is shared, for everybody who has its address."""
    router = APIRouter()
    lists = DutyLists(installation=office.installation, memory=office.memory)
    screens = PlanScreens(installation=office.installation, memory=office.memory)
    looks = Pace(_LOOKS_A_MINUTE)

    @router.get(SHARED + "/{token}")
    def looked_at(request: Request, token: str) -> Response:
        """Show it as it is now; nothing can be done from there."""
        if not looks.passes(visit_of(request).network, office.now().timestamp()):
            raise HTTPException(429)
        opened = open_share(office.installation, token, now=office.now())
        if opened.share.kind == CARD:
            return show_shared_report(office, request, opened)
        view = duty_list(opened.share.query, today=office.today())
        asked = duty_list(request.url.query, today=office.today())
        paged = replace(view.whole, after=asked.after, before=asked.before, first=asked.first)
        plan = _plan_of(view) if opened.share.kind == REPORT else None
        shown = screens.show(plan, opened.viewer, today=office.today()) if plan is not None else None
        return _shared(office, request, lists, opened.share, opened.viewer, paged, shown, token)

    return router


def share_desk(office: Office) -> APIRouter:
    """Return the routes of who shares."""
    router = APIRouter()
    lists = DutyLists(installation=office.installation, memory=office.memory)

    @router.get(SHARES)
    def listed(request: Request) -> Response:
        """Show what is shared."""
        found = list_shares(office.installation, office.actor_of(request))
        done = _DONE.get(request.query_params.get("xong", ""), "")
        return office.pages.show(
            request,
            "house/shares.html",
            Page(title=SHARE_PLACE, place="/viec", done=done),
            shares=[
                (
                    one,
                    one.is_open(office.today()),
                    f"{'/bao-cao' if one.kind == CARD else '/viec'}?{one.query}".rstrip("?"),
                )
                for one in found
            ],
        )

    @router.get(SHARES + "/moi")
    def asked(request: Request) -> Response:
        """Ask for whom and how long a view is shared."""
        return _ask(office, request, lists, duty_list(request.url.query, today=office.today()))

    @router.post(SHARES + "/moi")
    async def made(request: Request) -> Response:
        """Share it, and lead to its address."""
        return await run_in_threadpool(_make, office, request, lists, dict(await typed_fields(request)))

    @router.post(SHARES + "/{number:int}/ngung")
    def ended(request: Request, number: int) -> Response:
        """End one."""
        revoke_share(office.installation, office.actor_of(request), number, now=office.now())
        return RedirectResponse(f"{SHARES}?xong=ngung", status_code=303)

    return router


def _ask(office: Office, request: Request, lists: DutyLists, view: DutyList, error: str = "") -> Response:
    actor = office.actor_of(request)
    list_shares(office.installation, actor)
    shown = lists.show(view.whole, actor)
    page = Page(
        title=SHARE_PLACE,
        place="/viec",
        crumbs=(Crumb(label="Nhiệm vụ", address=view.whole.address),),
        crumb="Chia sẻ",
        wrong=bool(error),
    )
    return office.pages.show(
        request,
        "house/share_form.html",
        page,
        status=422 if error else 200,
        action=SHARES + "/moi",
        words=filter_words(shown),
        total=shown.counts.total,
        query=view.whole.query,
        back=view.whole.address,
        reports=_plan_of(view) is not None,
        days=[(str(days), f"{days} ngày", "") for days in SHARE_DAYS],
        error=error,
        mark=(FORM_MARK, new_mark()),
    )


def _make(office: Office, request: Request, lists: DutyLists, texts: dict[str, str]) -> Response:
    view = duty_list(texts.get("xem", ""), today=office.today()).whole
    if not texts.get("cho", "").strip():
        return _ask(office, request, lists, view, "Ghi chia sẻ cho ai, để sau này biết ngừng cái nào")
    days = next((days for days in SHARE_DAYS if str(days) == texts.get("ngay", "")), SHARE_DAYS[0])
    report = texts.get("kem") == "co" and _plan_of(view) is not None
    made, token = make_share(
        office.installation,
        office.actor_of(request),
        kind=REPORT if report else LIST,
        query=view.query,
        label=texts["cho"],
        days=days,
        now=office.now(),
        token=secret_of_form(office, request, texts.get(FORM_MARK, ""), view.query, texts["cho"], days, report),
    )
    return lead_to_made(office, request, made, token)


def _plan_of(view: DutyList) -> int | None:
    """The plan that a view is narrowed to, None where it isn't to one."""
    chosen = view.values(Facet.PLAN)
    return int(chosen[0]) if len(chosen) == 1 else None


def _shared(
    office: Office,
    request: Request,
    lists: DutyLists,
    share: Share,
    viewer: Actor,
    view: DutyList,
    plan: ShownPlan | None,
    token: str,
) -> Response:
    found = lists.show(view, viewer)
    policies, today = office.installation.policies, office.today()
    answer = office.pages.show(
        request,
        "house/shared.html",
        Page(title=(plan.facts.head.title or plan.facts.head.number) if plan else "Danh sách nhiệm vụ"),
        share=share,
        until=full_date(share.until),
        words=filter_words(found),
        total=found.counts.total,
        rows=[
            row_of(line, (), today=today, working_days=policies.working_days, most=policies.most_grants)
            for line in found.page.duties
        ],
        following=_page_address(token, found.page.following),
        previous=_page_address(token, found.page.previous),
        sum=figure_line("Cả văn bản", plan.card.total, None, most=plan.card.total.total) if plan else None,
        agencies=figure_lines(plan.card.agencies, base=view, facet=None) if plan else [],
    )
    answer.headers.update(SECRET)
    return answer


def _page_address(token: str, view: DutyList | None) -> str:
    if view is None:
        return ""
    place = DutyList(after=view.after, before=view.before, first=view.first)
    return f"{SHARED}/{token}?{place.query}" if place.query else f"{SHARED}/{token}"
