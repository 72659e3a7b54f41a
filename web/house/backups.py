"""`/quan-tri/sao-luu`, `/quan-tri/khoi-phuc`: a backup made now, taken away, sent up, looked into and put back."""

import os
from functools import partial

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from services.evidence.intake import Incoming, landing_place
from services.house.backups import (
    NotConfirmed,
    make_backup,
    preview_restore,
    receive_backup,
    restore_here,
    take_backup,
)
from web.accounts.saying import error_words
from web.frame.uploads import incoming_form
from web.frame.values import Page
from web.house.operating import HOUSE_ADDRESS, UP_TO_HOUSE, look_at_rights, show_house
from web.office import Office
from web.signed_in import proved_afresh, typed_fields
from workflow.evidence.files import file_name, size_words

# Larger ones are put into the folder on the machine itself.
MOST_BACKUP = 500 * 2**20
_TYPED = "ten-ban"


def backup_pages(office: Office) -> APIRouter:
    """Return the routes; each asks for a fresh proof of who acts."""
    router = APIRouter(dependencies=[Depends(proved_afresh)])

    @router.post(HOUSE_ADDRESS + "/sao-luu")
    def made(request: Request) -> Response:
        """Make a backup now."""
        make_backup(office.installation, office.actor_of(request), now=office.now())
        return RedirectResponse(f"{HOUSE_ADDRESS}?xong=sao-luu#sao-luu", status_code=303)

    @router.post(HOUSE_ADDRESS + "/sao-luu/tai-len")
    async def sent_up(request: Request) -> Response:
        """Take a backup in that was kept elsewhere."""
        look_at_rights(office, office.actor_of(request))
        async with incoming_form(request, partial(landing_place, office.installation), most=MOST_BACKUP) as form:
            return await run_in_threadpool(_receive, office, request, form.files)

    @router.post(HOUSE_ADDRESS + "/sao-luu/{name}/tai-ve")
    def taken(request: Request, name: str) -> Response:
        """Give a backup out; who took it is in the log."""
        path = take_backup(office.installation, office.actor_of(request), name, now=office.now())
        return FileResponse(path, media_type="application/zip", filename=name, headers={"Cache-Control": "no-store"})

    @router.get(HOUSE_ADDRESS + "/khoi-phuc/{name}")
    def previewed(request: Request, name: str) -> Response:
        """Show what putting a backup back would do."""
        return _preview(office, request, name)

    @router.post(HOUSE_ADDRESS + "/khoi-phuc/{name}")
    async def restored(request: Request, name: str) -> Response:
        """Put it back, once its name was typed."""
        typed = dict(await typed_fields(request)).get(_TYPED, "")
        return await run_in_threadpool(_restore, office, request, name, typed)

    return router


def _receive(office: Office, request: Request, files: tuple[Incoming, ...]) -> Response:
    if not files:
        return show_house(office, request, error="Chọn một tệp sao lưu (.zip)")
    if files[0].path.stat().st_size > MOST_BACKUP:
        return show_house(office, request, error=f"Tệp lớn hơn {size_words(MOST_BACKUP)}: chép thẳng vào máy chủ")
    # Under its own name, so that a refusal names what was sent.
    file = files[0].path.rename(files[0].path.with_name(file_name(files[0].name)))
    try:
        name = receive_backup(office.installation, office.actor_of(request), file, now=office.now())
    except DondocError as error:
        return show_house(office, request, error=error_words(error))
    return RedirectResponse(f"{HOUSE_ADDRESS}/khoi-phuc/{name}", status_code=303)


def _restore(office: Office, request: Request, name: str, typed: str) -> Response:
    actor = office.actor_of(request)
    try:
        restore_here(office.installation, actor, name, typed=typed, now=office.now(), environment=os.environ)
    except NotConfirmed as error:
        return _preview(office, request, name, typed=typed, error=f"{error.place} {error.reason}. {error.remedy}")
    office.renew()
    return RedirectResponse(f"{HOUSE_ADDRESS}?xong=khoi-phuc", status_code=303)


def _preview(office: Office, request: Request, name: str, *, typed: str = "", error: str = "") -> Response:
    preview = preview_restore(office.installation, office.actor_of(request), name)
    return office.pages.show(
        request,
        "house/restore.html",
        Page(
            title="Khôi phục bản sao lưu", place=HOUSE_ADDRESS, crumbs=UP_TO_HOUSE, crumb="Khôi phục", wrong=bool(error)
        ),
        status=422 if error else 200,
        preview=preview,
        size=size_words(preview.backup.octets),
        typed=typed,
        error=error,
        field=_TYPED,
    )
