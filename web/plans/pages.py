"""`/van-ban`: the plans with how far they are; `/van-ban/{n}`: one plan by section, agency and month."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from base.clock import VIETNAM
from base.vietnamese import full_date, group_thousands, short_date
from services.intake.announcing import announcing_right
from services.intake.drafts import list_drafts
from services.intake.pending import count_for
from services.reporting.cards import reports_on
from services.screens.duty_list import DutyLists
from services.screens.plans import PlanScreens, ShownPlan
from web.frame.values import Crumb, Page
from web.office import Office
from web.plans.bars import FigureLine, figure_line, figure_lines
from web.plans.kinds import endings_offered, last_year_of
from workflow.people.actions import Action
from workflow.people.grants import Actor, GrantedRole
from workflow.rights import RIGHTS, Subject, may
from workflow.store.figures.plan_facts import PlanFacts
from workflow.views.duty_list import DutyList, Facet

PLANS = "/van-ban"
_DONE = {
    "nhap": "Đã nhập văn bản.",
    "da-nhap": "Văn bản đã được nhập trước đó; thao tác vừa rồi đến sau nên không ghi gì.",
    "ap-dung": "Đã áp dụng các thay đổi; hạn, chủ trì cũ còn trong nhật ký.",
    "rut": "Đã rút văn bản; mọi nhiệm vụ của văn bản đã được thu hồi.",
    "thay-the": "Đã đóng văn bản này vì có văn bản thay thế; các cơ quan được báo trong thư tới.",
    "khoi-phuc": "Đã khôi phục: văn bản có hiệu lực trở lại, các nhiệm vụ trở lại như trước.",
    "keo-dai": "Đã kéo dài; các kỳ tiếp theo được lập trong lần chạy tới.",
    "dau-moi": "Đã đặt cơ quan đầu mối của văn bản.",
    "phan-dau": "Đã sửa phần đầu của văn bản.",
    "dong": "Đã đóng văn bản; các nhiệm vụ còn mở đã được thu hồi.",
    "thang": "Đã ghi thang đôn đốc của văn bản; có hiệu lực từ lần chạy tới.",
    "bao": "Đã báo: mỗi cơ quan nhận một thư vào kỳ gửi tới.",
    "bao-thieu": "Đã báo. Cơ quan chưa có người nhận chưa được thư nào: nhập người nhận thì kỳ gửi kế tiếp báo.",
}


def _done(key: str, facts: PlanFacts) -> str:
    """What has just happened; after an import also what of it nobody was given."""
    said = _DONE.get(key, "")
    if key != "nhap" or not facts.held:
        return said
    return f"{said} {group_thousands(facts.held)} nhiệm vụ chờ xử lý, chưa giao cho cơ quan nào."


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """A plan as the list shows it; `over` says that it is no longer in force, "" while it is."""

    address: str
    number: str
    title: str
    issued: date
    coordinator: str
    over: str
    figures: FigureLine


@dataclass(frozen=True, kw_only=True)
class MonthShare:
    """How many duties fall due in a month; `height` is of 60."""

    label: str
    count: int
    height: int
    address: str


def plan_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    screens = PlanScreens(installation=office.installation, memory=office.memory)
    lists = DutyLists(installation=office.installation, memory=office.memory)

    @router.get(PLANS)
    def listed(request: Request) -> HTMLResponse:
        """Show the plans in sight."""
        actor = office.actor_of(request)
        found = screens.standings(actor, today=office.today())
        most = max((one.tally.total for one in found), default=0)
        return office.pages.show(
            request,
            "plans/list.html",
            Page(title="Văn bản", place=PLANS),
            plans=[
                PlanLine(
                    address=f"{PLANS}/{one.plan.id}",
                    number=one.plan.number,
                    title=one.plan.title,
                    issued=one.plan.issued_on,
                    coordinator=one.plan.coordinator or "chưa có",
                    over=one.over,
                    figures=figure_line(one.plan.number, one.tally, _view(one.plan.id), most=most),
                )
                for one in found
            ],
            pending=count_for(office.installation, actor),
            reviews=_reviews(actor),
            drafts=len(list_drafts(office.installation, actor)) if _reviews(actor) else 0,
        )

    @router.get(PLANS + "/{number:int}")
    def one(request: Request, number: int) -> HTMLResponse:
        """Show one plan."""
        actor = office.actor_of(request)
        return _show(office, request, lists, screens.show(number, actor, today=office.today()), actor)

    return router


def _view(plan: int) -> DutyList:
    return DutyList().toggled(Facet.PLAN, str(plan))


def _reviews(actor: Actor) -> bool:
    """Whether somebody has a role that takes documents in at all."""
    return actor.has(*(GrantedRole(role) for role in RIGHTS[Action.REVIEW_IMPORT]))


def _show(office: Office, request: Request, lists: DutyLists, shown: ShownPlan, actor: Actor) -> HTMLResponse:
    facts, view = shown.facts, _view(shown.facts.id)
    total = figure_line("Cả văn bản", shown.card.total, view, most=shown.card.total.total)
    return office.pages.show(
        request,
        "plans/one.html",
        Page(
            title=facts.head.title or facts.head.number,
            place=PLANS,
            crumbs=(Crumb(label="Văn bản", address=PLANS),),
            crumb=facts.head.number,
            done=_done(request.query_params.get("xong", ""), facts),
        ),
        facts=facts,
        unannounced=not facts.announced and facts.newer is None and facts.closed_on is None,
        announces=announcing_right(actor, facts) is None,
        **_decisions(facts, actor, office.today()),
        about=f"{facts.head.kind or 'Văn bản'} {facts.head.number} ngày {full_date(facts.issued_on)}",
        view=view.address,
        total=total,
        card=shown.card,
        sections=figure_lines(shown.sections, base=view, facet=None),
        agencies=figure_lines(shown.card.agencies, base=view, facet=Facet.AGENCY),
        months=_months(lists, view, actor),
        report_days=[full_date(day) for day in shown.report_days],
        period="–".join(map(str, dict.fromkeys(facts.head.years or ()))),
        imported=short_date(facts.imported_at.astimezone(VIETNAM).date()),
        reports=reports_on(actor, facts.id, facts.coordinator),
        steps=_own_ladder(office, facts.head.number),
    )


def _decisions(facts: PlanFacts, actor: Actor, today: date) -> dict[str, Any]:
    """What may be decided of the whole plan: as links, and what asks for it of its own accord."""
    offered = endings_offered(facts, actor, today)
    names = {one.name for one in offered}
    acts = [(f"{PLANS}/{facts.id}/{one.name}", one.title, one.hint) for one in offered]
    subject = Subject(plan=facts.id, coordinator=facts.coordinator)
    if facts.closed_on is None and may(actor, Action.IMPORT, subject):
        acts.append((f"{PLANS}/{facts.id}/rut", "Rút văn bản nhập nhầm", "thu hồi mọi nhiệm vụ; nhập lại được"))
    return {
        "decisions": [{"label": label, "address": address, "hint": hint, "why": ""} for address, label, hint in acts],
        "undo": f"{PLANS}/{facts.id}/khoi-phuc" if "khoi-phuc" in names else "",
        "sets_ladder": facts.closed_on is None and bool(may(actor, Action.KEEP_POLICIES, Subject())),
        "settles": bool(may(actor, Action.IMPORT, subject)),
        "replaces": bool(may(actor, Action.SUPERSEDE, subject)),
        "over": facts.open > 0 and last_year_of(facts) < today.year and facts.closed_on is None,
        "ends": "dong" in names,
    }


def _own_ladder(office: Office, number: str) -> list[tuple[str, str]]:
    """The steps of the plan's own ladder, with whom each is for; none where the common one counts."""
    own = office.installation.policies.ladders.by_plan.get(number)
    return [(step.label, step.audience.label) for step in own.steps] if own else []


def _months(lists: DutyLists, view: DutyList, actor: Actor) -> list[MonthShare]:
    counts = lists.counts(view, actor).by_facet.get(Facet.MONTH, {})
    most = max(counts.values(), default=0)
    return [
        MonthShare(
            label=f"{int(month[5:])}/{month[:4]}",
            count=count,
            height=max(2, round(count / most * 60)) if count else 0,
            address=view.toggled(Facet.MONTH, month).address,
        )
        for month, count in sorted(counts.items())
        if count and month
    ]
