"""`/bao-cao`: figures in the four groups, each opening its list; laggards, trend, files, the one-page bulletin."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from base.vietnamese import capitalise, full_date, short_date
from reports.bulletin import Bulletin, bulletin_pdf
from reports.docx_file import write_docx
from reports.wording import Report, sentences
from reports.xlsx_file import write_xlsx
from services.reporting.bulletins import FROZEN_REPORTS, REPORTS_PLACE, freeze_bulletin
from services.reporting.cards import (
    TREND_WEEKS,
    ReportAsked,
    ReportCards,
    ShownReport,
    agency_words,
    card_seal,
    plan_words,
)
from services.reporting.freezing import report_seal
from web.frame.numbers import row_number
from web.frame.values import Page
from web.office import Office
from web.plans.bars import FigureCell, figure_line, figure_lines, group_address
from web.reporting.frozen_page import bulletin_file
from workflow.agencies import AgencyKind
from workflow.by import By
from workflow.lifecycle import State
from workflow.people.actions import Action
from workflow.people.grants import GrantedRole
from workflow.report_card import CardLine, Group, latest_first
from workflow.rights import RIGHTS
from workflow.store.figures.report_card import listed_duties
from workflow.views.duty_list import STATE_SLUGS, DutyList, Facet
from workflow.views.typed_day import typed_day

_WRITTEN: dict[str, tuple[str, Callable[[Report, Path], None]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", write_docx),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
}
# The parts of a report's address.
ASKED_OF_REPORTS = ("van-ban", "co-quan", "ky", "ngay", "cua-toi", "theo")
_BAR_HEIGHT = 60
_MANY_COMMUNES = 20


@dataclass(frozen=True, kw_only=True)
class WeekShown:
    """A week of the trend; `height` is of 60."""

    on: str
    overdue: FigureCell
    done: FigureCell
    height: int


def report_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    cards = ReportCards(installation=office.installation, memory=office.memory)

    @router.get(REPORTS_PLACE)
    def shown(request: Request) -> Response:
        """Show the report card that the address means, and say what of it means nothing."""
        return _show(office, request, *_meant(office, request, cards))

    @router.get(REPORTS_PLACE + "/ban-tin.{kind}")
    def unfrozen(request: Request) -> Response:
        """Lead to the report itself: an address alone freezes nothing."""
        return _back(request)

    @router.post(REPORTS_PLACE + "/ban-tin.{kind}")
    def bulletin(request: Request, kind: str) -> Response:
        """Freeze the report and give its bulletin, as PDF or as a picture."""
        if kind not in {"pdf", "png"}:
            return Response(status_code=404)
        asked = replace(_asked(office, request), by_task=False)
        found = cards.show(office.actor_of(request), _settled(asked, office.today()))
        if _errors(office, request, found):
            return _back(request)
        return bulletin_file(bulletin_pdf(_bulletin(office, request, found)), kind, found.scope.as_of)

    @router.get(REPORTS_PLACE + "/xuat.{kind}")
    def exported(request: Request, kind: str) -> Response:
        """Give the report card with its lists as a document or workbook."""
        if kind not in _WRITTEN:
            return Response(status_code=404)
        found = cards.show(office.actor_of(request), replace(_asked(office, request), by_task=False))
        if _errors(office, request, found):
            return _back(request)
        media, write = _WRITTEN[kind]
        with office.installation.database.reading() as session, TemporaryDirectory() as folder:
            path = Path(folder) / f"bao-cao.{kind}"
            report = Report(
                card=found.card,
                duties=listed_duties(session, found.scope),
                day=office.today(),
                agency=agency_words(office.installation, found),
            )
            write(report, path)
            return _file(path.read_bytes(), media, f"bao-cao-{found.scope.as_of:%Y-%m-%d}.{kind}")

    return router


def _meant(office: Office, request: Request, cards: ReportCards) -> tuple[ShownReport, dict[str, str]]:
    """The report without the plan or agency that isn't there, and what of the address means nothing."""
    asked, actor = _asked(office, request), office.actor_of(request)
    found = cards.show(actor, asked)
    errors = _errors(office, request, found)
    if {"van-ban", "co-quan"} & errors.keys():
        plan, agency = None if "van-ban" in errors else asked.plan, "" if "co-quan" in errors else asked.agency
        found = cards.show(actor, replace(asked, plan=plan, agency=agency))
    return found, errors


def _back(request: Request) -> Response:
    return RedirectResponse(f"{REPORTS_PLACE}?{_query(request)}".rstrip("?"), status_code=303)


def _errors(office: Office, request: Request, found: ShownReport) -> dict[str, str]:
    """What of an address can't be meant, by field, with what is shown instead."""
    asked, today, errors = request.query_params, office.today(), dict[str, str]()
    typed, options = asked.get("ngay", "").strip(), _options(office, found)
    day = typed_day(typed, today)
    if typed and day is None:
        errors["ngay"] = f"Chưa đọc được ngày “{typed[:40]}”; ghi như 05/3/2026. Dưới đây là số liệu hôm nay"
    elif day is not None and day > today:
        errors["ngay"] = f"{capitalise(full_date(day))} chưa đến; dưới đây là số liệu hôm nay"
    for name, whole in _WHOLE.items():
        value = asked.get(name, "").strip()
        if value and value not in dict(options[name]) and not (name == "ky" and _period(value)[0]):
            errors[name] = f"{_UNKNOWN[name]}; dưới đây là số liệu của {whole}"
    return errors


_WHOLE = {"van-ban": "mọi văn bản", "co-quan": "mọi cơ quan", "ky": "cả thời gian"}
_UNKNOWN = {
    "van-ban": "Không có văn bản này trong phạm vi của bạn",
    "co-quan": "Không có cơ quan này trong phạm vi của bạn",
    "ky": "Không phải một năm, quý hay tháng",
}


def _asked(office: Office, request: Request) -> ReportAsked:
    return report_asked(request.query_params, office.today())


def report_asked(asked: Mapping[str, str], today: date) -> ReportAsked:
    """Return the report that the parts of an address mean."""
    day = typed_day(asked.get("ngay", ""), today)
    first, last = _period(asked.get("ky", ""))
    return ReportAsked(
        as_of=min(day or today, today),
        first=first,
        last=last,
        plan=row_number(asked.get("van-ban", "")),
        agency=asked.get("co-quan", "").strip()[:120],
        own=asked.get("cua-toi", "") != "",
        by_task=asked.get("theo", "") == "nhiem-vu",
    )


def _settled(asked: ReportAsked, today: date) -> ReportAsked:
    """The same as of a day that is over: its figures are the same whenever they are looked at."""
    return asked if asked.as_of < today else replace(asked, as_of=today - timedelta(days=1))


def _period(text: str) -> tuple[date | None, date | None]:
    """The first and last day of "2026", "2026-Q2" or "2026-05"; none for anything else."""
    year, _, part = text.partition("-")
    if not (year.isascii() and year.isdecimal() and 2000 <= int(year) <= 2100):
        return None, None
    if not part:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if part[:1] == "Q" and part[1:] in {"1", "2", "3", "4"}:
        last = int(part[1:]) * 3
        return date(int(year), last - 2, 1), _month_end(int(year), last)
    if part.isascii() and part.isdecimal() and 1 <= int(part) <= 12:
        return date(int(year), int(part), 1), _month_end(int(year), int(part))
    return None, None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _show(office: Office, request: Request, found: ShownReport, errors: dict[str, str]) -> Response:
    view, card = _view(office, found), found.card
    linked = None if found.asked.by_task else view
    query = _query(request)
    named, communes = _apart(office, card.agencies)
    return office.pages.show(
        request,
        "reporting/report.html",
        Page(title="Báo cáo", place=REPORTS_PLACE, wrong=bool(errors)),
        errors=errors,
        about=about_words(office, found),
        said=sentences(card),
        big=[
            (group.label, look, card.total[group], group_address(linked, group) if linked else "")
            for group, look in _LOOKS
        ],
        total=figure_line("Cộng", card.total, linked, most=card.total.total),
        agencies=figure_lines(named, base=view.without(Facet.AGENCY), facet=_facet(found, Facet.AGENCY)),
        communes=figure_lines(communes, base=view.without(Facet.AGENCY), facet=_facet(found, Facet.AGENCY)),
        by_plan=figure_lines(card.plans, base=view.without(Facet.PLAN), facet=_facet(found, Facet.PLAN)),
        sections=figure_lines(card.sections, base=view, facet=None) if len(found.scope.plans) == 1 else [],
        laggards=[(duty, full_date(duty.due) if duty.due else "") for duty in latest_first(found.laggards)],
        trend=_trend(found, view, office.today()),
        weeks=TREND_WEEKS,
        options=_options(office, found),
        chosen={name: request.query_params.get(name, "") for name in ASKED_OF_REPORTS},
        shares=office.actor_of(request).has(*(GrantedRole(role) for role in RIGHTS[Action.SHARE])),
        both=bool(found.reach.agencies and (found.reach.plans or found.reach.everything)),
        by_task=found.asked.by_task,
        frozen=FROZEN_REPORTS,
        frozen_day=short_date(_settled(found.asked, office.today()).as_of),
        query=f"?{query}" if query else "",
        seal=report_seal(office.installation, found),
        sealed=_sealed(request, found),
    )


_LOOKS = (
    (Group.DONE_ON_TIME, "done_on_time"),
    (Group.DONE_LATE, "done_late"),
    (Group.UNDONE_IN_TIME, "ahead"),
    (Group.UNDONE_OVERDUE, "overdue"),
)


def _apart(office: Office, lines: Sequence[CardLine]) -> tuple[list[CardLine], list[CardLine]]:
    """The agencies, and the communes where they are many: these are looked at apart."""
    directory = office.installation.policies.directory
    codes = {agency.code for agency in directory if agency.kind is AgencyKind.COMMUNE}
    communes = [line for line in lines if line.heading.key in codes]
    if len(communes) < _MANY_COMMUNES:
        return list(lines), []
    return [line for line in lines if line.heading.key not in codes], communes


def _facet(found: ShownReport, facet: Facet) -> Facet | None:
    """Figures of tasks open no list of duties: there a task stands as often as it is owed."""
    return None if found.asked.by_task else facet


def _view(office: Office, found: ShownReport) -> DutyList:
    """The list behind the report's total."""
    scope = found.scope
    chosen: dict[Facet, tuple[str, ...]] = {}
    if scope.plans:
        chosen[Facet.PLAN] = tuple(map(str, scope.plans))
    if scope.agencies:
        chosen[Facet.AGENCY] = scope.agencies
    if scope.first and scope.last:
        first, last = scope.first, scope.last
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        chosen[Facet.MONTH] = tuple(f"{month // 12}-{month % 12 + 1:02}" for month in months)
    return DutyList(chosen=chosen, day=scope.as_of if scope.as_of < office.today() else None)


def _trend(found: ShownReport, view: DutyList, today: date) -> list[WeekShown]:
    """The weeks, each figure with the list behind it."""
    most = max((week.overdue for week in found.trend), default=0)
    shown = []
    for week in found.trend:
        then = replace(view, day=week.on if week.on < today else None)
        done = then.without(Facet.STATE).toggled(Facet.STATE, STATE_SLUGS[State.COMPLETED])
        linked = not (found.scope.first or found.scope.last)
        shown.append(
            WeekShown(
                on=short_date(week.on),
                overdue=FigureCell(count=week.overdue, address=group_address(then, Group.UNDONE_OVERDUE)),
                done=FigureCell(count=week.done, address=done.address if linked else ""),
                height=round(week.overdue / most * _BAR_HEIGHT) if most else 0,
            )
        )
    return shown


def _options(office: Office, found: ShownReport) -> dict[str, list[tuple[str, str]]]:
    agencies = [(a.code, a.name) for a in office.installation.policies.directory if not (a.is_group or a.outside)]
    if found.reach.agencies and not (found.reach.everything or found.reach.plans):
        agencies = [(code, name) for code, name in agencies if code in found.reach.agencies]
    plans = [(str(one.id), f"{one.number} ngày {short_date(one.issued_on)}") for one in found.plans]
    return {
        "van-ban": [("", "mọi văn bản"), *plans],
        "co-quan": [("", "mọi cơ quan"), *agencies],
        "ky": [("", "cả thời gian"), *(period for year in found.years for period in _periods(year))],
    }


def _periods(year: int) -> list[tuple[str, str]]:
    """A year, its quarters and its months, to be chosen from."""
    quarters = [(f"{year}-Q{part}", f"quý {roman}/{year}") for part, roman in enumerate(("I", "II", "III", "IV"), 1)]
    months = [(f"{year}-{month:02}", f"tháng {month}/{year}") for month in range(1, 13)]
    return [(str(year), f"năm {year}"), *quarters, *months]


def about_words(office: Office, found: ShownReport) -> str:
    """Return what a report is of, in words."""
    parts = [f"Tính đến hết {full_date(found.scope.as_of)}"]
    if found.scope.first and found.scope.last:
        parts.append(f"hạn từ {short_date(found.scope.first)} đến {short_date(found.scope.last)}")
    parts.append("theo nhiệm vụ" if found.asked.by_task else "theo lượt giao")
    return " · ".join([*parts, *filter(None, (plan_words(found), agency_words(office.installation, found)))])


def _query(request: Request) -> str:
    asked = request.query_params
    return urlencode([(name, asked[name]) for name in ASKED_OF_REPORTS if asked.get(name)])


def _sealed(request: Request, found: ShownReport) -> str:
    """What to say of a scanned bulletin from before figures were frozen: whether these are its figures still."""
    seal = request.query_params.get("dau", "")
    if not seal:
        return ""
    now = card_seal(found.card)
    if seal == now:
        return f"Đúng số liệu của bản tin có mã {seal}."
    return (
        f"Số liệu đã khác bản tin có mã {seal[:16]}: sau đó có báo cáo, hạn hoặc sự kiện được ghi cho ngày trước. "
        f"Mã hiện nay: {now}."
    )


def _bulletin(office: Office, request: Request, found: ShownReport) -> Bulletin:
    actor = office.actor_of(request)
    base = office.installation.settings.base_url or str(request.base_url)
    by = By(actor=actor.name, now=office.now(), person=actor.person)
    return freeze_bulletin(office.installation, found, base, by)


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=media, headers=headers)
