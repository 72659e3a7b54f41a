"""`/van-ban/nhap`: sending a document up, and the documents that are on their way in."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from documents.intake.limits import MEGABYTE
from services.evidence.intake import Incoming, landing_place
from services.installation import Installation
from services.intake.drafts import (
    DROPPED_SHOWN,
    READING_LIMITS,
    SILENT,
    begin_draft,
    decisions_about,
    drop_import,
    find_import,
    has_source,
    list_drafts,
    list_dropped,
    read_again,
    read_draft,
    refuse_registered,
    take_up_again,
)
from web.frame.pages import moment_words
from web.frame.uploads import incoming_form
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.evidence.files import MOST_FILES
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
_DONE = {
    "bo": "Đã bỏ văn bản; chưa có gì được nhập. Bỏ nhầm thì lấy lại ở cuối trang này.",
    "nhan": "Đã nhận các tệp, đọc lần lượt; mỗi tệp là một văn bản ở dưới.",
}
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
            return await run_in_threadpool(_begin, office, request, form.files, form.beyond)

    @router.post(IMPORTS + "/{number:int}/doc-lai")
    def again(request: Request, number: int) -> Response:
        """Read a document once more that came to nothing."""
        read_again(office.installation, number, office.actor_of(request), now=office.now())
        _read(office, [number])
        return RedirectResponse(f"{IMPORTS}/{number}", status_code=303)

    @router.get(IMPORTS + "/{number:int}/bo")
    def asked_to_drop(request: Request, number: int) -> Response:
        """Ask whether a document is to be dropped, with what was decided about it."""
        draft = find_import(office.installation, number, office.actor_of(request))
        return _ask_to_drop(office, request, draft)

    @router.post(IMPORTS + "/{number:int}/bo")
    def dropped(request: Request, number: int) -> Response:
        """Drop a document; nothing was registered of it."""
        drop_import(office.installation, number, office.actor_of(request), now=office.now())
        return RedirectResponse(f"{IMPORTS}?xong=bo", status_code=303)

    @router.post(IMPORTS + "/{number:int}/lay-lai")
    def taken_up_again(request: Request, number: int) -> Response:
        """Take a dropped document up again, with all that was decided about it."""
        take_up_again(office.installation, number, office.actor_of(request), now=office.now())
        return RedirectResponse(f"{IMPORTS}/{number}?xong=lay-lai", status_code=303)

    return router


def _ask_to_drop(office: Office, request: Request, draft: ImportDraft) -> Response:
    refuse_registered(draft)
    held = [one for one in decisions_about(office.installation, draft.id) if one.holds]
    page = Page(title="Bỏ văn bản đang nhập", place="/van-ban", crumbs=import_crumbs(draft), crumb="Bỏ")
    return office.pages.show(
        request,
        "imports/drop.html",
        page,
        draft=draft,
        decisions=len(held),
        people=sorted({one.actor for one in held}),
        days=DROPPED_SHOWN.days,
        address=f"{IMPORTS}/{draft.id}",
    )


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
        deleted=not has_source(office.installation, draft),
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
            wrong=bool(error and answer),
            done=_DONE.get(request.query_params.get("xong", ""), ""),
        ),
        status=status if answer else 403,
        why="" if answer else getattr(answer, "reason", ""),
        error=error if answer else "",
        most=READING_LIMITS.file_bytes // MEGABYTE,
        drafts=[(draft, _STATES[draft.state], _since(draft)) for draft in drafts],
        dropped=list_dropped(office.installation, actor, now=office.now()),
        address=IMPORTS,
    )


def _since(draft: ImportDraft) -> str:
    return moment_words(draft.started_at)


def _begin(office: Office, request: Request, sent: Sequence[Incoming], beyond: Sequence[str]) -> Response:
    begun, refused = [], [f"{name}: mỗi lần nhiều nhất {MOST_FILES} tệp, gửi tệp này lần sau." for name in beyond]
    for one in sent:
        try:
            begun.append(
                begin_draft(office.installation, one.path, one.name, office.actor_of(request), now=office.now())
            )
        except NotAllowed:
            return _show(office, request)
        except DondocError as error:
            why = f"{error.reason[:1].upper()}{error.reason[1:]}. {error.remedy}"
            refused.append(f"{one.name}: {why}" if len(sent) > 1 else why)
    _read(office, begun)
    if refused:
        kept = f" Đã nhận {len(begun)} tệp khác, xem ở dưới." if begun else ""
        return _show(office, request, error=" ".join(refused) + kept, status=422)
    return RedirectResponse(f"{IMPORTS}/{begun[0]}" if len(begun) == 1 else f"{IMPORTS}?xong=nhan", status_code=303)


def _read(office: Office, numbers: Sequence[int]) -> None:
    """Read one after the other in a thread of its own, and wait a little: a short document is there at once."""
    reading = threading.Thread(
        target=_read_all,
        args=(office.installation, tuple(numbers), office.now),
        name=f"reading draft {', '.join(map(str, numbers))}",
        daemon=True,
    )
    reading.start()
    reading.join(_SHORT)


def _read_all(installation: Installation, numbers: tuple[int, ...], clock: Callable[[], datetime]) -> None:
    for number in numbers:
        read_draft(installation, number, clock=clock)
