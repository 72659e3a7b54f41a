"""`/bao-cao/da-chot/…`, which a bulletin's QR opens: frozen figures, and where today's count differs."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from base.vietnamese import full_date, short_date
from reports.wording import sentences
from services.reporting.bulletins import FROZEN_REPORTS, REPORTS_PLACE
from services.reporting.cards import ReportCards
from services.reporting.freezing import FrozenFigures, OpenedReport, open_frozen_report
from web.frame.values import Crumb, Page
from web.office import Office
from web.plans.bars import FigureLine, figure_line, figure_lines
from workflow.report_card import CardLine
from workflow.views.duty_list import DutyList

_ALTERED = 409


def frozen_report_page(office: Office) -> APIRouter:
    """Return the route."""
    router = APIRouter()
    cards = ReportCards(installation=office.installation, memory=office.memory)

    @router.get(FROZEN_REPORTS + "/{seal}")
    def frozen(request: Request, seal: str) -> Response:
        """Show a frozen report."""
        opened = open_frozen_report(cards, office.actor_of(request), seal)
        page = Page(
            title="Báo cáo đã chốt",
            place=REPORTS_PLACE,
            crumbs=(Crumb(label="Báo cáo", address=REPORTS_PLACE),),
            crumb="Đã chốt",
        )
        shown = {"report": opened.report, **_shown(opened)}
        status = 200 if opened.figures else _ALTERED
        return office.pages.show(request, "reporting/frozen_report.html", page, status=status, **shown)

    return router


def _shown(opened: OpenedReport) -> dict[str, Any]:
    then, now = opened.figures, opened.now
    if then is None or now is None:
        return {"altered": True, "about": f"Bản chốt {opened.report.seal}"}
    card = then.card
    return {
        "altered": False,
        "about": _about(then),
        "said": sentences(card),
        "sum": figure_line("Cộng", card.total, None, most=card.total.total),
        "tables": [
            ("Theo cơ quan", "Cơ quan", _lines(card.agencies)),
            ("Theo văn bản", "Văn bản", _lines(card.plans) if len(card.plans) > 1 else []),
            ("Theo mục", "Mục", _lines(card.sections) if len(card.plans) == 1 else []),
        ],
        "then": then,
        "now": now,
        "said_now": sentences(now.card),
        "changed": opened.changed,
        "lists_changed": (then.laggards, then.coming) != (now.laggards, now.coming),
    }


def _lines(lines: tuple[CardLine, ...]) -> list[FigureLine]:
    return figure_lines(lines, base=DutyList(), facet=None)


def _about(figures: FrozenFigures) -> str:
    scope = figures.card.scope
    parts = [f"Tính đến hết {full_date(scope.as_of)}"]
    if scope.first and scope.last:
        parts.append(f"hạn từ {short_date(scope.first)} đến {short_date(scope.last)}")
    return " · ".join([*parts, "theo lượt giao", figures.about])
