"""`/quan-tri/ngay-nghi`: the days off of a year, and swaps added or taken out after a look at what they move."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import full_date, one_line
from config.days_off import DaysOff, Swap
from services.house.admission import check_right
from services.house.office_days import (
    DAYS_PLACE,
    keep_days,
    known_days,
    preview_days,
    with_document,
    with_swap,
    with_year,
    without_document,
    without_swap,
    year_of,
)
from web.accounts.saying import error_words
from web.frame.values import Crumb, Page
from web.house.operating import HOUSE_ADDRESS, UP_TO_HOUSE
from web.house.setup_fields import SetupRefused
from web.office import Office
from web.signed_in import typed_fields
from workflow.people.actions import Action
from workflow.views.typed_day import typed_day
from workflow.working_days import WorkingDays

OFFICE_DAYS = f"{HOUSE_ADDRESS}/ngay-nghi"
_FIELDS = ("nam", "lam", "so", "nghi", "bu", "ten", "nguon", "van-ban")
NO_DOCUMENT = "theo thông báo, chưa có văn bản chính thức"
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_MOST_SHOWN = 100
_Texts = Mapping[str, str]


def office_days(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(OFFICE_DAYS)
    def shown(request: Request) -> Response:
        """Show a year."""
        return _show(office, request, dict(request.query_params))

    @router.get(OFFICE_DAYS + "/xem-truoc")
    def previewed(request: Request) -> Response:
        """Show what a change would move."""
        texts = dict(request.query_params)
        check_right(office.actor_of(request), Action.KEEP_POLICIES, place=DAYS_PLACE)
        try:
            new, words = _changed(office, texts)
        except SetupRefused as refused:
            return _show(office, request, texts, errors=refused.errors)
        except DondocError as error:
            return _show(office, request, texts, errors={"nghi": error_words(error)})
        return _preview(office, request, texts, new, words)

    @router.post(OFFICE_DAYS)
    async def kept(request: Request) -> Response:
        """Keep a change."""
        return await run_in_threadpool(_keep, office, request, dict(await typed_fields(request)))

    return router


def _keep(office: Office, request: Request, texts: _Texts) -> Response:
    check_right(office.actor_of(request), Action.KEEP_POLICIES, place=DAYS_PLACE)
    try:
        new, _ = _changed(office, texts)
    except SetupRefused as refused:
        return _show(office, request, texts, errors=refused.errors)
    moved = keep_days(office.installation, office.actor_of(request), new, now=office.now())
    return RedirectResponse(f"{OFFICE_DAYS}?nam={_year(office, texts)}&xong={moved}", status_code=303)


def _changed(office: Office, texts: _Texts) -> tuple[DaysOff, str]:
    """The days off as they would be, and the change in words. Raises `SetupRefused`, `ImpossibleSwap`."""
    known, year = known_days(office.installation), _year(office, texts)
    so = texts.get("so", "")
    number = int(so) if so.isascii() and so.isdecimal() and int(so) < len(known.swaps) else None
    match texts.get("lam", ""):
        case "van-ban" if number is not None:
            paper = one_line(texts.get("van-ban", ""))
            if not paper:
                raise SetupRefused(**{f"van-ban-{number}": "Ghi số, ngày văn bản thông báo"})
            return with_document(known, number, paper), f"{known.swaps[number].name}: theo {paper}"
        case "bo" if number is not None:
            return without_swap(known, number), f"Bỏ “{known.swaps[number].name}”"
        case "da-co":
            return with_year(known, year, announced=True), f"Năm {year} đã có thông báo chính thức"
        case "chua-co":
            return with_year(known, year, announced=False), f"Năm {year} chưa có thông báo chính thức"
    swap = _swap(office, texts)
    days = [f"nghỉ {full_date(swap.off)}"] if swap.off else []
    days += [f"làm bù {full_date(swap.worked)}"] if swap.worked else []
    return with_swap(known, swap), f"{swap.name}: {', '.join(days)}"


def _swap(office: Office, texts: _Texts) -> Swap:
    days = {name: typed_day(texts.get(name, ""), office.today()) for name in ("nghi", "bu")}
    errors = {
        name: "Ghi ngày, tháng, năm; ví dụ 02/01/2027" for name, day in days.items() if texts.get(name) and day is None
    }
    name, source = one_line(texts.get("ten", "")), one_line(texts.get("nguon", ""))
    if not any(texts.get(field, "").strip() for field in days):
        errors["nghi"] = "Ghi ngày được nghỉ, hoặc ngày làm bù"
    if not name:
        errors["ten"] = "Ghi tên đợt nghỉ"
    if not source:
        errors["nguon"] = "Ghi số, ngày văn bản thông báo"
    if errors:
        raise SetupRefused(**errors)
    return Swap(name=name, source=source, off=days["nghi"], worked=days["bu"])


def _year(office: Office, texts: _Texts) -> int:
    text = texts.get("nam", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) <= len("2026") else office.today().year
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else office.today().year


def _show(office: Office, request: Request, texts: _Texts, *, errors: Mapping[str, str] | None = None) -> Response:
    check_right(office.actor_of(request), Action.KEEP_POLICIES, place=DAYS_PLACE)
    known, year = known_days(office.installation), _year(office, texts)
    calendar, doubtful = WorkingDays.vietnam(known), without_document(known)
    moved = texts.get("xong", "")
    return office.pages.show(
        request,
        "house/office_days.html",
        Page(
            title=f"Ngày nghỉ năm {year}",
            place=HOUSE_ADDRESS,
            crumbs=UP_TO_HOUSE,
            crumb=DAYS_PLACE,
            wrong=bool(errors),
            done=f"Đã ghi; {moved} nhiệm vụ có ngày làm việc cuối khác trước." if moved.isdecimal() else "",
        ),
        status=422 if errors else 200,
        year=year,
        announced=calendar.is_announced(year),
        days=[
            (full_date(free.day), free.name, free.worked, NO_DOCUMENT if free.day in doubtful else "")
            for free in calendar.free_days(year)
        ],
        doubtful=sum(year_of(swap) == year and not swap.official for swap in known.swaps),
        no_document=NO_DOCUMENT,
        swaps=[(number, swap) for number, swap in enumerate(known.swaps) if year_of(swap) == year],
        texts={name: texts.get(name, "") for name in _FIELDS},
        errors=dict(errors or {}),
    )


def _preview(office: Office, request: Request, texts: _Texts, new: DaysOff, words: str) -> Response:
    found = preview_days(office.installation, new)
    year = _year(office, texts)
    page = Page(
        title="Ghi ngày nghỉ",
        place=HOUSE_ADDRESS,
        crumbs=(*UP_TO_HOUSE, Crumb(label=DAYS_PLACE, address=f"{OFFICE_DAYS}?nam={year}")),
        crumb="Xem trước",
    )
    return office.pages.show(
        request,
        "house/office_days_preview.html",
        page,
        words=words,
        moved=found.moved[:_MOST_SHOWN],
        count=len(found.moved),
        fields=[(name, texts[name]) for name in _FIELDS if texts.get(name)],
        back=f"{OFFICE_DAYS}?nam={year}",
    )
