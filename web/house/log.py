"""`/nhat-ky`: the log with filters, a day as it was, how far it is sealed, its check, its lines as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from base.vietnamese import capitalise, day_month, full_date, group_thousands
from reports.duty_table import DutyTable
from services.house.log_pages import LOG_COLUMNS, LogPages, ShownLog
from services.maintenance.log_audit import NotSealCode
from services.screens.duty_list import DutyLists
from web.accounts.saying import error_words
from web.duties.exports import MADE
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import typed_fields
from workflow.log.actions import TELLINGS
from workflow.log.subjects import LogNames
from workflow.log.view import LOG_ADDRESS, LogView, log_view, view_faults
from workflow.log.words import line_label, line_words
from workflow.nearness import NearnessKind
from workflow.people.grants import Actor
from workflow.store.log.pages import ShownLine
from workflow.views.duty_list import NEARNESS_SLUGS, DutyList, Facet

_WIDTHS = (8, 18, 28, 26, 60, 16, 40, 28)
_MACHINE = "máy:"
_CRUMBS = (Crumb(label="Nhật ký", address=LOG_ADDRESS),)
_ACTIONS = sorted(((name, capitalise(told.label)) for name, told in TELLINGS.items()), key=lambda pair: pair[1])
# Where a day as it was leads, in the order of the list.
_STANDINGS = (NearnessKind.OVERDUE, NearnessKind.DUE_TODAY, NearnessKind.DUE_SOON, NearnessKind.AHEAD)


@dataclass(frozen=True, kw_only=True)
class LogRow:
    """A line as the page shows it; addresses are "" where there is nothing to open."""

    number: int
    at: str
    moment: datetime
    actor: str
    done: str
    said: str
    about: str
    about_address: str
    plan: str
    plan_address: str


def log_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    pages = LogPages(installation=office.installation)
    lists = DutyLists(installation=office.installation, memory=office.memory)

    @router.get(LOG_ADDRESS)
    def shown(request: Request) -> Response:
        """Show one page of the view that the address means."""
        actor = office.actor_of(request)
        found = pages.show(log_view(request.url.query, today=office.today()), actor)
        return _show(office, request, found, _day(lists, found.view.day, actor, office.today()))

    @router.get(LOG_ADDRESS + "/kiem-tra")
    def verified(request: Request, ma: str = "") -> Response:
        """Hold the log to its seals now; nothing changes."""
        try:
            report = pages.verify(office.actor_of(request), head=ma)
        except NotSealCode as error:
            return _no_code(office, request, ma, error_words(error))
        return office.pages.show(
            request,
            "house/log_check.html",
            Page(
                title="Nhật ký nguyên vẹn" if report.whole else "Nhật ký không nguyên vẹn",
                place=LOG_ADDRESS,
                crumbs=_CRUMBS,
                crumb="Kiểm tra",
            ),
            report=report,
            verdict=report.verdict,
            head=ma,
        )

    @router.post(LOG_ADDRESS + "/xuat.{kind}")
    async def exported(request: Request, kind: str) -> Response:
        """Give the lines of a view as a file; that they were taken is itself a line."""
        if kind not in MADE:
            return Response(status_code=404)
        query = dict(await typed_fields(request)).get("xem", "")
        return await run_in_threadpool(_file, office, pages, log_view(query, today=office.today()), kind, request)

    return router


def _no_code(office: Office, request: Request, typed: str, error: str) -> Response:
    page = Page(title="Chưa kiểm tra nhật ký", place=LOG_ADDRESS, crumbs=_CRUMBS, crumb="Kiểm tra", wrong=True)
    return office.pages.show(request, "house/log_check.html", page, status=422, head=typed, error=error, report=None)


def _file(office: Office, pages: LogPages, view: LogView, kind: str, request: Request) -> Response:
    media, make = MADE[kind]
    now = office.now()
    table = DutyTable(
        title="Nhật ký",
        about=(view.words, f"mới nhất trước, lấy lúc {now.astimezone(VIETNAM):%H:%M} {full_date(office.today())}"),
        columns=LOG_COLUMNS,
        widths=_WIDTHS,
        rows=pages.rows(view, office.actor_of(request), now=now),
        day=office.today(),
    )
    name = f'attachment; filename="nhat-ky-{office.today():%Y-%m-%d}.{kind}"'
    return Response(make(table), media_type=media, headers={"Content-Disposition": name, "Cache-Control": "no-store"})


def _show(office: Office, request: Request, found: ShownLog, day: Mapping[str, object] | None) -> Response:
    view = found.view
    errors = view_faults(request.url.query, today=office.today())
    return office.pages.show(
        request,
        "house/log.html",
        Page(title="Nhật ký", place=LOG_ADDRESS, wrong=bool(errors)),
        view=view,
        typed=dict(request.query_params),
        errors=errors,
        words=view.words_of(next((plan.number for plan in found.plans if plan.id == view.plan), "")),
        rows=[_row(line, found.names, office.today()) for line in found.lines],
        following=found.following.address if found.following else "",
        newest=view.whole.address if view.before is not None else "",
        seals=found.seals,
        plans=[("", "Mọi văn bản"), *((str(plan.id), plan.number) for plan in found.plans)],
        actions=[("", "Mọi hành động"), *_ACTIONS],
        day=day,
    )


def _day(lists: DutyLists, day: date | None, actor: Actor, today: date) -> Mapping[str, object] | None:
    """How the duties stood at the end of a past day, each figure with its list; None for no single past day."""
    if day is None or day >= today:
        return None
    base = DutyList(day=day)
    counts = lists.counts(base, actor)
    near = counts.by_facet.get(Facet.NEARNESS, {})
    figures: Sequence[tuple[str, str, str]] = [
        (group_thousands(count), kind.label, base.toggled(Facet.NEARNESS, NEARNESS_SLUGS[kind]).address)
        for kind in _STANDINGS
        if (count := near.get(NEARNESS_SLUGS[kind], 0))
    ]
    return {"words": full_date(day), "total": counts.total, "address": base.address, "figures": figures}


def _row(line: ShownLine, names: LogNames, today: date) -> LogRow:
    local = line.entry.at.astimezone(VIETNAM)
    year = "" if local.year == today.year else f"/{local.year}"
    duty, event = line.entry.assignment_id, line.entry.trigger_id
    address = f"/viec/{duty}" if duty is not None else f"/su-kien/{event}" if event is not None else ""
    return LogRow(
        number=line.id,
        at=f"{day_month(local.day, local.month)}{year}, {local:%H:%M}",
        moment=local,
        actor=line.entry.actor.removeprefix(_MACHINE).strip(),
        done=line_label(line.entry),
        said=line_words(line.entry, names),
        about=line.title,
        about_address=address if line.title else "",
        plan=line.plan_number,
        plan_address=f"/van-ban/{line.plan_id}" if line.plan_id is not None else "",
    )
