"""`/thong-bao/kenh/zalo`: which Zalo account posts, and its admin's consent, asked for and brought back by pages."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import one_line
from services.day.zalo_accounts import accounts
from services.house.admission import check_right
from services.messages.zalo_permission import (
    ANSWERED_WITHIN,
    ZALO_PLACE,
    permission_link,
    set_zalo_up,
    take_permission,
    zalo_set_up,
)
from web.accounts.saying import error_words
from web.frame.pages import moment_words
from web.messages.outbox import NOTICES_PLACE, notice_place_page
from web.office import Office
from web.signed_in import proved_afresh, typed_fields
from workflow.people.actions import Action

_ZALO = f"{NOTICES_PLACE}/kenh/zalo"
_BACK = f"{_ZALO}/ve"
_ACCOUNT, _APP, _SECRET, _ANSWER = "oa", "ung-dung", "khoa", "tra-loi"
_DONE = {
    "cai-dat": "Đã ghi. Bước tiếp: quản trị OA cấp quyền.",
    "quyen": "Zalo đã cấp quyền: tin đang chờ được gửi từ lần chạy tới.",
}


def zalo_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter(dependencies=[Depends(proved_afresh)])

    @router.get(_ZALO)
    def shown(request: Request) -> Response:
        """Show how far Zalo is set up, and the way to the account's consent."""
        return _show(office, request)

    @router.post(_ZALO)
    async def set_up(request: Request) -> Response:
        """Keep whose account posts and by which application."""
        return await run_in_threadpool(_set_up, office, request, dict(await typed_fields(request)))

    @router.get(_BACK)
    def came_back(request: Request) -> Response:
        """Show what Zalo sent the browser back with; a button takes it."""
        return _show(office, request, answer=str(request.url) if "code" in request.query_params else "")

    @router.post(_BACK)
    async def taken(request: Request) -> Response:
        """Turn the answer into the right to post."""
        return await run_in_threadpool(_take, office, request, dict(await typed_fields(request)))

    return router


def _set_up(office: Office, request: Request, texts: dict[str, str]) -> Response:
    account, app, secret = (one_line(texts.get(name, "")) for name in (_ACCOUNT, _APP, _SECRET))
    try:
        set_zalo_up(office.installation, office.actor_of(request), account, app, secret, now=office.now())
    except DondocError as error:
        return _show(office, request, texts=texts, errors={_ACCOUNT: error_words(error)})
    office.renew()
    return RedirectResponse(f"{_ZALO}?xong=cai-dat", status_code=303)


def _take(office: Office, request: Request, texts: dict[str, str]) -> Response:
    try:
        take_permission(office.installation, office.actor_of(request), texts.get(_ANSWER, ""), now=office.now())
    except DondocError as error:
        return _show(office, request, errors={_ANSWER: error_words(error)})
    return RedirectResponse(f"{_ZALO}?xong=quyen", status_code=303)


def _show(
    office: Office,
    request: Request,
    *,
    texts: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    answer: str = "",
) -> Response:
    actor = office.actor_of(request)
    check_right(actor, Action.KEEP_POLICIES, place=ZALO_PLACE)
    known = zalo_set_up(office.installation)
    typed = texts or {_ACCOUNT: known.account, _APP: known.app}
    return office.pages.show(
        request,
        "messages/zalo.html",
        notice_place_page(
            "Tài khoản Zalo OA",
            wrong=bool(errors),
            done=_DONE.get(request.query_params.get("xong", ""), ""),
        ),
        status=422 if errors else 200,
        address=_ZALO,
        back=_BACK,
        typed={name: typed.get(name, "") for name in (_ACCOUNT, _APP)},
        has_secret=known.has_secret,
        errors=errors or {},
        answer=answer,
        minutes=int(ANSWERED_WITHIN.total_seconds()) // 60,
        standing=_standing(office, known.account),
        **_way(office, request, known.account if known.app and known.has_secret else ""),
    )


def _way(office: Office, request: Request, account: str) -> dict[str, Any]:
    """The address registered with Zalo, and the link to its consent; "" where something is missing."""
    base = office.installation.settings.base_url.rstrip("/")
    callback = f"{base}{_BACK}" if base else ""
    link = ""
    if account and callback:
        actor = office.actor_of(request)
        link = permission_link(office.installation, actor, account, callback, now=office.now())
    return {"callback": callback, "link": link}


def _standing(office: Office, account: str) -> str:
    """How the account stands, in a sentence."""
    found = next((one for one in accounts(office.installation, office.now) if one.account == account), None)
    if found is None:
        return "chưa được cấp quyền"
    until = f"được gửi đến {moment_words(found.refresh_ends)}" if found.refresh_ends else ""
    return found.trouble or until or "được gửi"
