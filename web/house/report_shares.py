"""`/chia-se/bao-cao`: a report shared to be looked at without a sign-in; what its address shows then."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from base.vietnamese import full_date
from reports.wording import sentences
from services.house.shares import SHARE_DAYS, SHARE_PLACE, OpenedShare, list_shares, make_share
from services.reporting.bulletins import REPORTS_PLACE
from services.reporting.cards import ReportCards
from services.reporting.freezing import report_seal
from web.frame.made_once import FORM_MARK, new_mark, secret_of_form
from web.frame.values import Crumb, Page
from web.house.share_made import lead_to_made
from web.house.shared_addresses import SECRET, SHARES
from web.office import Office
from web.plans.bars import figure_line, figure_lines
from web.reporting.pages import ASKED_OF_REPORTS, about_words, report_asked
from web.signed_in import typed_fields
from workflow.report_card import latest_first
from workflow.store.feeds.shares import CARD
from workflow.views.duty_list import DutyList

_FORM = f"{SHARES}/bao-cao"
_NOBODY = "Ghi chia sẻ cho ai, để sau này biết ngừng cái nào"


def report_sharing(office: Office) -> APIRouter:
    """Return the routes of who shares a report."""
    router = APIRouter()
    cards = ReportCards(installation=office.installation, memory=office.memory)

    @router.get(_FORM)
    def asked(request: Request) -> Response:
        """Ask for whom and how long a report is shared."""
        return _ask(office, request, cards, _kept(request.url.query))

    @router.post(_FORM)
    async def made(request: Request) -> Response:
        """Share it, and lead to its address."""
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_make, office, request, cards, texts)

    return router


def show_shared_report(office: Office, request: Request, opened: OpenedShare) -> Response:
    """Show a shared report as its maker sees it now; nothing can be opened from there."""
    cards = ReportCards(installation=office.installation, memory=office.memory)
    asked = report_asked(dict(parse_qsl(opened.share.query)), office.today())
    found = cards.show(opened.viewer, asked)
    card = found.card
    answer = office.pages.show(
        request,
        "house/shared_report.html",
        Page(title="Báo cáo"),
        until=full_date(opened.share.until),
        about=about_words(office, found),
        said=sentences(card),
        sum=figure_line("Cộng", card.total, None, most=card.total.total),
        agencies=figure_lines(card.agencies, base=DutyList(), facet=None),
        by_plan=figure_lines(card.plans, base=DutyList(), facet=None),
        laggards=[(duty, full_date(duty.due) if duty.due else "") for duty in latest_first(found.laggards)],
        seal=report_seal(office.installation, found),
    )
    answer.headers.update(SECRET)
    return answer


def _kept(query: str) -> str:
    """The parts of a report's address, in their order and no others."""
    asked = dict(parse_qsl(query))
    return urlencode([(name, asked[name]) for name in ASKED_OF_REPORTS if asked.get(name)])


def _ask(office: Office, request: Request, cards: ReportCards, query: str, error: str = "") -> Response:
    actor = office.actor_of(request)
    list_shares(office.installation, actor)
    asked = replace(report_asked(dict(parse_qsl(query)), office.today()), own=False)
    found = cards.show(actor, asked)
    return office.pages.show(
        request,
        "house/share_form.html",
        Page(
            title=SHARE_PLACE,
            place=REPORTS_PLACE,
            crumbs=(Crumb(label="Báo cáo", address=f"{REPORTS_PLACE}?{query}"),),
            crumb="Chia sẻ",
            wrong=bool(error),
        ),
        status=422 if error else 200,
        action=_FORM,
        words=about_words(office, found),
        total=found.card.total.total,
        query=query,
        back=f"{REPORTS_PLACE}?{query}",
        reports=False,
        days=[(str(days), f"{days} ngày", "") for days in SHARE_DAYS],
        error=error,
        mark=(FORM_MARK, new_mark()),
    )


def _make(office: Office, request: Request, cards: ReportCards, texts: dict[str, str]) -> Response:
    query = _kept(texts.get("xem", ""))
    if not texts.get("cho", "").strip():
        return _ask(office, request, cards, query, _NOBODY)
    days = next((days for days in SHARE_DAYS if str(days) == texts.get("ngay", "")), SHARE_DAYS[0])
    actor, now = office.actor_of(request), office.now()
    made, token = make_share(
        office.installation,
        actor,
        kind=CARD,
        query=query,
        label=texts["cho"],
        days=days,
        now=now,
        token=secret_of_form(office, request, texts.get(FORM_MARK, ""), query, texts["cho"], days),
    )
    return lead_to_made(office, request, made, token)
