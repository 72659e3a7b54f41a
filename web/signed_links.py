"""`/l/{token}`: what a mail's link opens without a sign-in. GET shows, the button acts; a forwarded mail is told so.

RFC 8058: a mail program may end reminders by a POST of its own, which no button of ours has to vouch for.
"""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.messages.signed_links import LinkPurpose
from services.duties.mail_links import OpenedLink, follow_link, open_link
from web.frame.values import Page
from web.office import Office
from web.signed_in import Here
from workflow.lifecycle import State

router = APIRouter()
# What stands around a secret address: nothing of it may be kept, named to other sites or found by searching.
_SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.get("/l/{token}")
def _opened(request: Request, office: Here, token: str) -> Response:
    """Show what the link offers; nothing changes, for mail scanners open every link."""
    return _page(office, request, open_link(office.installation, token, now=office.now()), done=False)


@router.post("/l/{token}")
def follow(request: Request, office: Here, token: str) -> Response:
    """Do it, and say what was done."""
    return _page(office, request, follow_link(office.installation, token, now=office.now()), done=True)


@router.get(f"/{LinkPurpose.ACKNOWLEDGE}/{{token}}")
@router.get(f"/{LinkPurpose.UNSUBSCRIBE}/{{token}}")
def older(token: str) -> Response:
    """Lead on from the addresses that were mailed before."""
    return RedirectResponse(f"/l/{token}", status_code=308, headers=_SECRET)


@router.post(f"/{LinkPurpose.UNSUBSCRIBE}/{{token}}")
def older_unsubscribing(request: Request, office: Here, token: str) -> Response:
    """End reminders for a mail program that knows the older address."""
    return follow(request, office, token)


def _page(office: Office, request: Request, link: OpenedLink, *, done: bool) -> Response:
    duty = link.duty
    title = "Nhận nhiệm vụ" if duty else "Ngừng thư nhắc trước hạn"
    answer = office.pages.show(
        request,
        "signed_link.html",
        Page(title=title, done=_said(link) if done else ""),
        link=link,
        duty=duty,
        masked=masked_recipient(link.recipient),
        open=not done and (duty is None or duty.state is State.ASSIGNED),
        done=done,
    )
    answer.headers.update(_SECRET)
    return answer


def _said(link: OpenedLink) -> str:
    if link.duty is None:
        return "Từ nay không còn thư nhắc trước hạn; thư báo quá hạn vẫn đến."
    return "Đã nhận nhiệm vụ."


def masked_recipient(address: str) -> str:
    """Return whom a link was sent to, so that he knows himself and nobody else learns him.

    >>> masked_recipient("vanthu@so-noi-vu.example")
    'v***@so-noi-vu.example'
    """
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else f"{address[:3]}***"
