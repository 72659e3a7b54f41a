"""The pages behind mailed links: opened (GET) they show a button and change nothing, since scanners open every link."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from base.page_addresses import ServedPage
from services.accounts.errors import SignInRefused
from services.accounts.mail_link import opened_link, sign_in_by_link
from web.accounts.going_on import onward
from web.accounts.saying import error_words, without_tls
from web.frame.values import Page
from web.guard.transport import browser_cookie
from web.office import Office
from web.signed_in import Here, visit_of

router = APIRouter()
_SIGN_IN, _INVITATION = (page.value.format("{token}") for page in (ServedPage.SIGN_IN, ServedPage.INVITATION))
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@router.get(_SIGN_IN)
@router.get(_INVITATION)
def _opened(request: Request, office: Here, token: str) -> Response:
    """Show what the link is for, with its button."""
    if refused := without_tls(request, office):
        return refused
    browser = browser_cookie(request, office.names, office.desk.policy)
    try:
        link = opened_link(office.desk, token, browser=browser, now=office.now())
    except SignInRefused as error:
        return _over(request, office, error)
    page = Page(title=f"Chào {link.name}" if link.name else "Đăng nhập")
    return _private(office.pages.show(request, "accounts/link.html", page, link=link))


@router.post(_SIGN_IN)
@router.post(_INVITATION)
def press_link(request: Request, office: Here, token: str) -> Response:
    """Sign in: the button was pressed."""
    if refused := without_tls(request, office):
        return refused
    browser = browser_cookie(request, office.names, office.desk.policy)
    try:
        begun = sign_in_by_link(office.desk, token, browser=browser, visit=visit_of(request), now=office.now())
    except SignInRefused as error:
        return _over(request, office, error)
    return _private(onward(request, office, begun))


def _over(request: Request, office: Office, error: SignInRefused) -> Response:
    page = Page(title="Liên kết không còn dùng được")
    return _private(office.pages.show(request, "accounts/link_over.html", page, status=410, said=error_words(error)))


def _private(answer: Response) -> Response:
    answer.headers.update(PRIVATE)
    return answer
