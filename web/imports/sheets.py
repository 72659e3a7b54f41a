"""`/van-ban/nhap/{id}/phieu`: the review sheet as another way in and out: worked on in Excel, taken back whole."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from services.evidence.intake import Incoming, landing_place
from services.intake.draft.sheets import draft_sheet, take_sheet
from web.duties.exports import MADE
from web.frame.uploads import incoming_form
from web.frame.values import Page
from web.imports.uploading import IMPORTS, import_crumbs
from web.office import Office

_MOST = 10 * 1024 * 1024
_NONE = "Chọn tệp phiếu đã sửa"


def import_sheets(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(IMPORTS + "/{number:int}/phieu.xlsx")
    def written(request: Request, number: int) -> Response:
        """Give the sheet of what was read."""
        shown = office.imports.show(number, office.actor_of(request))
        if shown.prepared is None:
            return RedirectResponse(f"{IMPORTS}/{number}/dau", status_code=303)
        media, _ = MADE["xlsx"]
        headers = {
            "Content-Disposition": f'attachment; filename="phieu-ra-soat-{number}.xlsx"',
            "Cache-Control": "private, no-store",
        }
        return Response(draft_sheet(office.installation, shown.prepared), media_type=media, headers=headers)

    @router.get(IMPORTS + "/{number:int}/phieu")
    def asked(request: Request, number: int) -> Response:
        """Show how the sheet goes out and comes back."""
        return _show(office, request, number)

    @router.post(IMPORTS + "/{number:int}/phieu")
    async def taken(request: Request, number: int) -> Response:
        """Take what was corrected as one decision, all rows or none."""
        landing = partial(landing_place, office.installation)
        async with incoming_form(request, landing, most=_MOST) as form:
            if not form.files:
                return await run_in_threadpool(_show, office, request, number, error=_NONE)
            return await run_in_threadpool(_take, office, request, number, form.files[0])

    return router


def _take(office: Office, request: Request, number: int, sent: Incoming) -> Response:
    actor = office.actor_of(request)
    shown = office.imports.show(number, actor)
    if shown.prepared is None:
        return RedirectResponse(f"{IMPORTS}/{number}/dau", status_code=303)
    try:
        made = take_sheet(office.installation, shown.loaded, shown.prepared, sent, actor, now=office.now())
    except DondocError as error:
        said = f"{error.place}: {error.reason}. {error.remedy}"
        return _show(office, request, number, error=said)
    return RedirectResponse(f"{IMPORTS}/{number}?xong={made or 'phieu'}", status_code=303)


def _show(office: Office, request: Request, number: int, *, error: str = "") -> Response:
    shown = office.imports.show(number, office.actor_of(request))
    return office.pages.show(
        request,
        "imports/sheet.html",
        Page(
            title="Rà soát bằng Excel",
            place="/van-ban",
            crumbs=import_crumbs(shown.draft),
            crumb="Phiếu",
            wrong=bool(error),
        ),
        status=422 if error else 200,
        address=f"{IMPORTS}/{number}",
        rows=len(shown.tasks),
        error=error,
    )
