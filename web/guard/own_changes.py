"""Letting changes through only from our own pages: judged by headers before anything is read, else by a voucher.

Who sends neither `Sec-Fetch-Site` nor `Origin` is shown what he sent and asked once more; the form that asks carries a
voucher that only the holder of his cookie can have.
"""

from fastapi import Request
from fastapi.responses import Response

from web.errors import Trouble, trouble_page
from web.frame.labels import with_labels
from web.frame.uploads import sent_fields
from web.frame.values import Page
from web.guard.hosts import host_of
from web.guard.origins import SAFE, VOUCHER_FIELD, RequestSource, form_token, is_token_of, source_of
from web.guard.transport import browser_cookie, session_cookie
from web.office import Office
from web.signed_in import office_of, typed_fields

# RFC 8058: the one change that a mail program makes by itself, proved by the address alone. It is no page, so it names
# no site; our own page at such an address names itself to nobody.
BY_ADDRESS_ALONE = ("/l/", "/ngung-nhac/")
FORGED = Trouble(
    "Yêu cầu này không đến từ trang của Đôn Đốc",
    "Một trang khác đã định gửi nội dung này thay bạn, nên hệ thống không nhận. Chưa có gì thay đổi.",
    "Nếu chính bạn bấm nút: mở lại trang từ địa chỉ của hệ thống rồi gửi lại.",
)


class ChangeHeld(Exception):
    """A change that isn't let through, with the page that says so."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


async def own_changes_only(request: Request) -> None:
    """The dependency of every route: raises `ChangeHeld` for a change from elsewhere."""
    if (answer := await _refusal_of(request)) is not None:
        raise ChangeHeld(answer)


async def answer_held(request: Request, held: Exception) -> Response:  # noqa: ARG001
    """Answer with the page of a change that was held."""
    assert isinstance(held, ChangeHeld)
    return held.answer


async def _refusal_of(request: Request) -> Response | None:
    """Return why a change isn't let through, as a page; None for what may go on."""
    if request.method in SAFE:
        return None
    office = office_of(request)
    headers = request.scope["headers"]
    origins = office.names.origins(request.url.scheme, host_of(headers))
    source = source_of(headers, origins)
    by_address = request.url.path.startswith(BY_ADDRESS_ALONE)
    if source is RequestSource.OWN or (by_address and source is not RequestSource.FOREIGN):
        return None
    if source is not RequestSource.SILENT:
        return await trouble_page(request, 403, FORGED)
    return await _asked_once_more(request, office)


async def _asked_once_more(request: Request, office: Office) -> Response | None:
    policy = office.desk.policy
    cookie = session_cookie(request, office.names, policy) or browser_cookie(request, office.names, policy)
    voucher = dict(await sent_fields(request)).get(VOUCHER_FIELD, "")
    if is_token_of(voucher, cookie):
        return None
    if not cookie:
        return await trouble_page(request, 403, FORGED)
    page, typed = Page(title="Xác nhận gửi"), await typed_fields(request)
    answer = office.pages.show(
        request,
        "voucher.html",
        page,
        status=403,
        path=request.url.path,
        typed=with_labels(typed, request.url.path),
        fields=typed,
        field=VOUCHER_FIELD,
        voucher=form_token(cookie),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
