"""`/bao-cao/da-chot`: the frozen reports; `…/{seal}`, which a QR opens: one, and where today's count differs."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from base.vietnamese import full_date, short_date
from reports.bulletin import bulletin_pdf, bulletin_picture
from reports.wording import sentences
from services.reporting.bulletins import FROZEN_REPORTS, REPORTS_PLACE, bulletin_again
from services.reporting.cards import ReportCards
from services.reporting.freezing import FrozenFigures, OpenedReport, list_frozen_reports, open_frozen_report
from web.frame.values import Crumb, Page
from web.office import Office
from web.plans.bars import BAR_GROUPS, FigureLine, figure_line, figure_lines
from workflow.report_card import UNDATED, CardLine, Tally
from workflow.store.figures.frozen_reports import FrozenReport
from workflow.views.duty_list import DutyList

UP_TO_REPORTS = (Crumb(label="Báo cáo", address=REPORTS_PLACE),)
_ALTERED = 409


def frozen_report_page(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    cards = ReportCards(installation=office.installation, memory=office.memory)

    @router.get(FROZEN_REPORTS)
    def listed(request: Request) -> Response:
        """List the frozen reports."""
        before = request.query_params.get("truoc", "")
        found = list_frozen_reports(office.installation, office.actor_of(request), before=before)
        page = Page(title="Báo cáo đã chốt", place=REPORTS_PLACE, crumbs=UP_TO_REPORTS, crumb="Đã chốt")
        return office.pages.show(
            request,
            "reporting/frozen_list.html",
            page,
            reports=[_line(report, figures) for report, figures in found.reports],
            groups=[group.label for group, _ in BAR_GROUPS],
            further=f"{FROZEN_REPORTS}?truoc={found.further}" if found.further else "",
            later=bool(before),
            place=FROZEN_REPORTS,
        )

    @router.get(FROZEN_REPORTS + "/{seal}/ban-tin.{kind}")
    def again(request: Request, seal: str, kind: str) -> Response:
        """Give the bulletin of a frozen report once more."""
        if kind not in {"pdf", "png"}:
            return Response(status_code=404)
        base = office.installation.settings.base_url or str(request.base_url)
        found = bulletin_again(office.installation, office.actor_of(request), seal, base)
        return bulletin_file(bulletin_pdf(found), kind, found.day)

    @router.get(FROZEN_REPORTS + "/{seal}")
    def frozen(request: Request, seal: str) -> Response:
        """Show a frozen report."""
        opened = open_frozen_report(cards, office.actor_of(request), seal)
        page = Page(
            title="Báo cáo đã chốt",
            place=REPORTS_PLACE,
            crumbs=(*UP_TO_REPORTS, Crumb(label="Đã chốt", address=FROZEN_REPORTS)),
            crumb=opened.report.seal,
        )
        shown = {"report": opened.report, "address": f"{FROZEN_REPORTS}/{opened.report.seal}", **_shown(opened)}
        status = 200 if opened.figures else _ALTERED
        return office.pages.show(request, "reporting/frozen_report.html", page, status=status, **shown)

    return router


def bulletin_file(pdf: bytes, kind: str, day: date) -> Response:
    """Return the answer that gives a bulletin of a day out, as "pdf" or "png"."""
    name = f"ban-tin-{day:%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    if kind == "pdf":
        return Response(pdf, media_type="application/pdf", headers=headers)
    return Response(bulletin_picture(pdf), media_type="image/png", headers=headers)


def _line(report: FrozenReport, figures: FrozenFigures | None) -> dict[str, Any]:
    """A frozen report as the list shows it; an altered one is only named."""
    total = figures.card.total if figures else Tally()
    return {
        "report": report,
        "address": f"{FROZEN_REPORTS}/{report.seal}",
        "about": _about(figures) if figures else "",
        "counts": [total[group] for group, _ in BAR_GROUPS],
        "undated": sum(total[group] for group in UNDATED),
    }


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
