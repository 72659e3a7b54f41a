"""`/van-ban/nhap`: sending a document up, and the documents that are on their way in."""

import threading
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from base.errors import DondocError
from documents.intake.limits import MEGABYTE
from services.evidence.intake import Incoming, landing_place
from services.intake.drafts import (
    READING_LIMITS,
    SILENT,
    begin_draft,
    drop_import,
    list_drafts,
    read_again,
    read_draft,
)
from web.frame.uploads import incoming_form
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import GrantedRole
from workflow.rights import Subject, may
from workflow.store.imports.import_drafts import ImportDraft
from workflow.store.tables import DraftState

IMPORTS = "/van-ban/nhap"
# How long the answer to an upload waits for a short document, in seconds.
_SHORT = 4.0
_NONE = "Chọn một tệp"
_STATES = {
    DraftState.READING: "đang đọc",
    DraftState.UNREADABLE: "không đọc được",
    DraftState.OPEN: "đang rà soát",
}


def import_uploads(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(IMPORTS)
    def listed(request: Request) -> HTMLResponse:
        """Show what is on its way in, and the field to send a document up."""
        return _show(office, request)

    @router.post(IMPORTS)
    async def sent_up(request: Request) -> Response:
        """Take a document in and begin to read it; the file goes straight to the disk, no further than its limit."""
        landing = partial(landing_place, office.installation)
        async with incoming_form(request, landing, most=READING_LIMITS.file_bytes) as form:
            if not form.files:
                return await run_in_threadpool(_show, office, request, error=_NONE, status=422)
            return await run_in_threadpool(_begin, office, request, form.files[0])

    @router.post(IMPORTS + "/{number:int}/doc-lai")
    def again(request: Request, number: int) -> Response:
        """Read a document once more that came to nothing."""
        read_again(office.installation, number, office.actor_of(request), now=office.now())
        _read(office, number)
        return RedirectResponse(f"{IMPORTS}/{number}", status_code=303)

    @router.post(IMPORTS + "/{number:int}/bo")
    def dropped(request: Request, number: int) -> Response:
        """Drop a document; nothing was registered of it."""
        drop_import(office.installation, number, office.actor_of(request), now=office.now())
        return RedirectResponse(f"{IMPORTS}?xong=bo", status_code=303)

    return router


def reading_page(office: Office, request: Request, draft: ImportDraft) -> Response:
    """Show how far the reading of a draft is, or why it came to nothing."""
    silent = draft.state is DraftState.READING and office.now() - draft.read_at > SILENT
    return office.pages.show(
        request,
        "imports/reading.html",
        Page(title=draft.source_name, place="/van-ban", crumbs=import_crumbs(), crumb="Đang đọc"),
        part="imports/progress.html",
        draft=draft,
        silent=silent,
        failed=draft.state is DraftState.UNREADABLE,
        address=f"{IMPORTS}/{draft.id}",
    )


def import_crumbs(draft: ImportDraft | None = None) -> tuple[Crumb, ...]:
    """Return the way to a page of the import."""
    crumbs = (Crumb(label="Văn bản", address="/van-ban"), Crumb(label="Nhập", address=IMPORTS))
    return crumbs if draft is None else (*crumbs, Crumb(label=draft.source_name, address=f"{IMPORTS}/{draft.id}"))


def _show(office: Office, request: Request, *, error: str = "", status: int = 200) -> HTMLResponse:
    actor = office.actor_of(request)
    drafts = list_drafts(office.installation, actor)
    agencies = [g.scope.agency for g in actor.grants if g.role is GrantedRole.COORDINATOR and g.scope.agency]
    subject = Subject(coordinator=agencies[0] if agencies else "")
    answer = may(actor, Action.REVIEW_IMPORT, subject)
    return office.pages.show(
        request,
        "imports/upload.html",
        Page(
            title="Nhập văn bản",
            place="/van-ban",
            crumbs=(Crumb(label="Văn bản", address="/van-ban"),),
            wrong=bool(error),
            done="Đã bỏ văn bản; chưa có gì được nhập." if request.query_params.get("xong") == "bo" else "",
        ),
        status=403 if not answer and status == 200 else status,
        why="" if answer else getattr(answer, "reason", ""),
        error=error,
        most=READING_LIMITS.file_bytes // MEGABYTE,
        drafts=[(draft, _STATES[draft.state], _since(draft)) for draft in drafts],
        address=IMPORTS,
    )


def _since(draft: ImportDraft) -> str:
    local = draft.started_at.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {local:%d/%m/%Y}"


def _begin(office: Office, request: Request, sent: Incoming) -> Response:
    try:
        number = begin_draft(office.installation, sent.path, sent.name, office.actor_of(request), now=office.now())
    except NotAllowed:
        return _show(office, request)
    except DondocError as error:
        said = f"{error.reason[:1].upper()}{error.reason[1:]}. {error.remedy}"
        return _show(office, request, error=said, status=422)
    _read(office, number)
    return RedirectResponse(f"{IMPORTS}/{number}", status_code=303)


def _read(office: Office, number: int) -> None:
    """Read in a thread of its own, and wait a little: a short document is there at once."""
    reading = threading.Thread(
        target=read_draft,
        args=(office.installation, number),
        kwargs={"clock": office.now},
        name=f"reading draft {number}",
        daemon=True,
    )
    reading.start()
    reading.join(_SHORT)
