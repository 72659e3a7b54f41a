"""`/l/{token}`: what a mail's link opens without a sign-in. GET shows, the button acts; a forwarded mail is told so.

RFC 8058: a mail program may end reminders by a POST of its own, which no button of ours has to vouch for.
"""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from base.vietnamese import short_date
from notifications.messages.signed_links import LinkPurpose, masked_recipient
from services.duties.mail_links import OpenedLink, follow_link, open_link
from web.frame.pages import moment_words
from web.frame.values import Page
from web.office import Office
from web.signed_in import Here, typed_fields
from workflow.lifecycle import ForbiddenStep, State
from workflow.log.words import line_label

router = APIRouter()
_ONE_CLICK = "List-Unsubscribe"
# What stands around a secret address: nothing of it may be kept, named to other sites or found by searching.
_SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.get("/l/{token}")
def _opened(request: Request, office: Here, token: str) -> Response:
    """Show what the link offers; nothing changes, for mail scanners open every link."""
    return _page(office, request, open_link(office.installation, token, now=office.now()))


@router.post("/l/{token}")
async def follow(request: Request, office: Here, token: str) -> Response:
    """Do it, and lead to the page that says so: loading that one again does nothing again."""
    by_program = any(name == _ONE_CLICK for name, _ in await typed_fields(request))
    try:
        await run_in_threadpool(follow_link, office.installation, token, now=office.now())
    except ForbiddenStep:
        # Somebody was faster: the page says who, and where one goes on.
        return _page(office, request, open_link(office.installation, token, now=office.now()), status=409)
    if by_program:
        # A mail program is to be sent nowhere, says the RFC.
        return PlainTextResponse("Đã ngừng thư nhắc.\n", headers=_SECRET)
    return RedirectResponse(f"/l/{token}?xong=1", status_code=303, headers=_SECRET)


@router.get(f"/{LinkPurpose.ACKNOWLEDGE}/{{token}}")
@router.get(f"/{LinkPurpose.UNSUBSCRIBE}/{{token}}")
def older(token: str) -> Response:
    """Lead on from the addresses that were mailed before."""
    return RedirectResponse(f"/l/{token}", status_code=308, headers=_SECRET)


@router.post(f"/{LinkPurpose.UNSUBSCRIBE}/{{token}}")
async def older_unsubscribing(request: Request, office: Here, token: str) -> Response:
    """End reminders for a mail program that knows the older address."""
    return await follow(request, office, token)


def _page(office: Office, request: Request, link: OpenedLink, *, status: int = 200) -> Response:
    duty = link.duty
    title = "Nhận nhiệm vụ" if duty else "Ngừng thư nhắc trước hạn"
    done = _said(link) if request.query_params.get("xong") else ""
    answer = office.pages.show(
        request,
        "signed_link.html",
        Page(title=title if link.held else "Liên kết không còn dùng được", done=done),
        link=link,
        duty=duty,
        masked=masked_recipient(link.recipient),
        open=duty.state is State.ASSIGNED if duty else link.ended_at is None,
        ended=moment_words(link.ended_at) if link.ended_at else "",
        accepted=duty is not None and duty.state is State.IN_PROGRESS,
        last=_last_step(link),
        status=status if link.held else 410,
    )
    answer.headers.update(_SECRET)
    return answer


def _last_step(link: OpenedLink) -> str:
    """Who brought the duty where it is, and when: what becomes of a link that has nothing to offer any more."""
    if link.last is None:
        return ""
    local = link.last.at.astimezone(VIETNAM)
    return f"{link.last.actor} đã {line_label(link.last)} lúc {local:%H:%M} ngày {short_date(local.date())}"


def _said(link: OpenedLink) -> str:
    if link.duty is None:
        return "Từ nay không còn thư nhắc trước hạn; thư báo quá hạn vẫn đến."
    return "Đã nhận nhiệm vụ."
