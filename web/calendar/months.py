"""`/lich`: two months, or a year, as tables: days off by their names, what falls due as links to its list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from base.vietnamese import day_and_month, group_thousands
from services.screens.calendar_months import CalendarDay, CalendarMonth, calendar_months, free_days_from
from web.frame.values import Page
from web.office import Office
from workflow.nearness import Nearness, NearnessKind
from workflow.timeliness import Timeliness
from workflow.views.duty_list import of_kind

FREE_DAYS = 6
# December's next month has to be a date still.
_LAST_YEAR = 9999
# What a day's marks say beside their number, in the order in which they stand.
_WORDS = {
    Timeliness.OVERDUE: "quá hạn",
    Timeliness.DUE_TODAY: "hôm nay",
    Timeliness.DUE_SOON: "sắp đến",
    Timeliness.AHEAD: "còn hạn",
    Timeliness.DONE_ON_TIME: "xong",
    Timeliness.DONE_LATE: "xong, trễ",
}


@dataclass(frozen=True, kw_only=True)
class DayCell:
    """One cell of a month. `marks` are kind, number, words and the address of the list behind them."""

    number: int
    look: str
    name: str
    iso: str
    marks: Sequence[tuple[Nearness, str, str]] = ()
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class MonthTable:
    """A month as it is drawn."""

    title: str
    said: str
    address: str
    weeks: Sequence[Sequence[DayCell | None]]


def calendar_pages(office: Office) -> APIRouter:
    """Return the page's route."""
    router = APIRouter()

    @router.get("/lich")
    def shown(request: Request) -> HTMLResponse:
        """Show the months or the year that the address names; this month and the next otherwise."""
        today = office.today()
        said_year, said_month = (request.query_params.get(name, "").strip() for name in ("nam", "thang"))
        year, month = _year(said_year), _month(said_month)
        firsts = _year_firsts(year) if year else _two_firsts(month or today.replace(day=1))
        months = calendar_months(office.installation, office.actor_of(request), firsts)
        return office.pages.show(
            request,
            "calendar/months.html",
            Page(title=f"Lịch năm {year}" if year else "Lịch", place="/lich"),
            months=[_table(month, today) for month in months],
            whole_year=bool(year),
            ways=_year_ways(year) if year else _month_ways(firsts),
            free=_free(office, today),
            unread=[f"không có năm “{said_year}”"] * bool(said_year and not year)
            + [f"không có tháng “{said_month}”"] * bool(said_month and not month),
        )

    return router


def _table(month: CalendarMonth, today: date) -> MonthTable:
    return MonthTable(
        title=f"Tháng {month.first.month}/{month.first.year}",
        said=f"{month.working} ngày làm việc · {group_thousands(month.due)} nhiệm vụ",
        address=f"/lich?thang={month.first:%Y-%m}",
        weeks=[[_cell(day, today) if day else None for day in week] for week in month.weeks],
    )


def _cell(day: CalendarDay, today: date) -> DayCell:
    looks = ["" if day.working else "off", "today" if day.day == today else ""]
    return DayCell(
        number=day.day.day,
        look=" ".join(look for look in looks if look),
        name=day.name,
        iso=day.day.isoformat(),
        marks=[
            (
                Nearness(NearnessKind(standing.value), words),
                group_thousands(day.due[standing]),
                of_kind(NearnessKind(standing.value), day=day.day.isoformat()).address,
            )
            for standing, words in _WORDS.items()
            if day.due.get(standing)
        ],
        total=sum(day.due.values()),
    )


def _free(office: Office, today: date) -> list[tuple[str, str, bool]]:
    coming = free_days_from(office.installation.policies.working_days, today, FREE_DAYS)
    return [(day_and_month(free.day), free.name, free.worked) for free in coming]


def _month(text: str) -> date | None:
    """The first of a month of the years that calendars are drawn of; None for anything else."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if _year(str(first.year)) else None


def _two_firsts(first: date) -> list[date]:
    return [first, _following(first)]


def _year_firsts(year: int) -> list[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def _year(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{4}", text) and 1900 < int(text) < _LAST_YEAR else 0


def _following(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _month_ways(firsts: Sequence[date]) -> list[tuple[str, str]]:
    before, behind = _before(firsts[0]), _following(firsts[-1])
    return [
        (f"‹ Tháng {before.month}", f"/lich?thang={before:%Y-%m}"),
        ("Hôm nay", "/lich"),
        (f"Tháng {behind.month} ›", f"/lich?thang={behind:%Y-%m}"),
        ("Cả năm", f"/lich?nam={firsts[0].year}"),
    ]


def _year_ways(year: int) -> list[tuple[str, str]]:
    return [
        (f"‹ Năm {year - 1}", f"/lich?nam={year - 1}"),
        ("Hôm nay", "/lich"),
        (f"Năm {year + 1} ›", f"/lich?nam={year + 1}"),
    ]
