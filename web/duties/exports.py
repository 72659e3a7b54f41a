"""`/viec/xuat.…`: exactly the list that the address means, as a workbook, a document, CSV or a calendar."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from base.vietnamese import full_date, group_thousands
from calendars.feeds.feed import FeedHeader, calendar_bytes
from calendars.feeds.window import calendar_entry
from reports.duty_table import DutyTable, TableCell, csv_bytes, docx_bytes, duty_workbook
from services.installation import Installation
from services.screens.duty_list import DutyLists
from web.duties.facets import filter_words
from web.duties.rows import near_words
from web.office import Office
from workflow.people.grants import Actor
from workflow.plan import Shown, columns_shown
from workflow.views.duty_line import DutyLine
from workflow.views.duty_list import ADDRESS, DutyList, ListColumn, duty_list, unread_filters
from workflow.working_days import WorkingDays

_COLUMNS = ("Hạn", "Tình trạng", "Thời hạn (nguyên văn)", "Nhiệm vụ", "Sản phẩm", "Văn bản", "Nguồn")
COLUMNS_AFTER = ("Chủ trì", "Trạng thái", "Số")
_WIDTHS = (12, 26, 26, 60, 26, 14, 26)
WIDTHS_AFTER = (28, 16, 8)
MADE: Mapping[str, tuple[str, Callable[[DutyTable], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", duty_workbook),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_bytes),
    "csv": ("text/csv; charset=utf-8", csv_bytes),
}


def duty_exports(office: Office) -> APIRouter:
    """Return the routes of the files."""
    router = APIRouter()
    lists = DutyLists(installation=office.installation, memory=office.memory)

    @router.get("/viec/xuat.ics")
    def calendar(request: Request) -> Response:
        """Give the view's dated duties as a calendar to import once."""
        if unread_filters(request.url.query, today=office.today()):
            return _told_on_the_list(request)
        view = duty_list(request.url.query, today=office.today())
        found = [duty for duty in lists.assignments(view, office.actor_of(request)) if duty.due is not None]
        changed = max((duty.event_stamp for duty in found), default=office.now())
        header = FeedHeader(
            key=f"view:{view.whole.query}",
            name="Nhiệm vụ",
            description="Danh sách xuất một lần, không tự cập nhật",
            changed_at=changed,
        )
        content = calendar_bytes(header, (calendar_entry(duty).content for duty in found))
        return _file(content, "text/calendar; charset=utf-8", "nhiem-vu.ics")

    @router.get("/viec/xuat.{kind}")
    def exported(request: Request, kind: str) -> Response:
        """Give the view as a file of that kind."""
        if kind not in MADE:
            return Response(status_code=404)
        if unread_filters(request.url.query, today=office.today()):
            return _told_on_the_list(request)
        media, make = MADE[kind]
        view = duty_list(request.url.query, today=office.today())
        actor = office.actor_of(request)
        content = make(duty_table(office.installation, lists, view, actor, today=office.today()))
        return _file(content, media, f"nhiem-vu-{view.day or office.today():%Y-%m-%d}.{kind}")

    return router


def _told_on_the_list(request: Request) -> Response:
    """Lead to the list, which says what of the address it couldn't use: no file holds more than was asked for."""
    return RedirectResponse(f"{ADDRESS}?{request.url.query}", status_code=303)


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=media, headers=headers)


def duty_table(installation: Installation, lists: DutyLists, view: DutyList, actor: Actor, *, today: date) -> DutyTable:
    """Return the view as a table to write; its rows are read as they are written."""
    shown = lists.show(view.whole, actor)
    day = view.day or today
    more = [*(column.label for column in columns_shown(Shown.LIST)), *(column.label for column in _more(view))]
    return DutyTable(
        title="Danh sách nhiệm vụ",
        about=(
            f"{filter_words(shown)}; xếp theo {view.sort.label}",
            f"{group_thousands(shown.counts.total)} nhiệm vụ, tính đến {full_date(day)}",
        ),
        columns=(*_COLUMNS, *more, *COLUMNS_AFTER),
        widths=(*_WIDTHS, *(24 for _ in more), *WIDTHS_AFTER),
        rows=_rows(lists.lines(view, actor), view, day, installation.policies.working_days),
        day=day,
    )


def _more(view: DutyList) -> tuple[ListColumn, ...]:
    """The chosen columns that a file doesn't have anyway."""
    return tuple(column for column in view.columns if column is not ListColumn.PRODUCT)


def _rows(
    lines: Iterator[DutyLine], view: DutyList, day: date, working_days: WorkingDays
) -> Iterator[tuple[TableCell, ...]]:
    for line in lines:
        yield (
            line.due,
            near_words(line, day, working_days),
            line.expression,
            line.title,
            line.product,
            line.plan,
            line.place,
            *line.shown,
            *(_value(line, column) for column in _more(view)),
            line.agency_name,
            line.state.label,
            line.id,
        )


def _value(line: DutyLine, column: ListColumn) -> TableCell:
    match column:
        case ListColumn.COOPERATING:
            return line.cooperating
        case ListColumn.PRODUCT:
            return line.product
        case ListColumn.PROGRESS:
            return line.progress
        case ListColumn.REPORTED:
            return line.reported_on
