"""The sign-in: a mailed link or six digits, or a password; and leaving again."""

import logging
import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from notifications.messages.message import Message
from services.accounts.desk import AccountDesk, MailUnavailable, new_token
from services.accounts.errors import SignInRefused
from services.accounts.mail_link import request_link, sign_in_by_code
from services.accounts.sessions import sign_out
from services.accounts.sign_in import sign_in_with_password
from web.accounts.going_on import GOAL_FIELD, onward, safe_goal, with_goal
from web.accounts.saying import error_words, without_tls
from web.frame.values import Page
from web.guard.transport import browser_cookie, give_browser, transport_of
from web.office import Office
from web.signed_in import KEPT_PATH, Here, WhoHalfway, visit_of

log = logging.getLogger(__name__)
router = APIRouter()
_Typed = Annotated[str, Form()]
_Goal = Annotated[str, Form(alias=GOAL_FIELD)]
_NO_MAIL = "Hệ thống chưa gửi được thư, nên không có liên kết nào được gửi. Đăng nhập bằng mật khẩu."
_DUTY = re.compile(r"/viec/(\d{1,9})(?:[/?#]|$)")


@router.get("/dang-nhap")
def _start(request: Request, office: Here, toi: str = "") -> Response:
    """Ask for a mail address; where no mail leaves, for a password."""
    mails = bool(office.installation.settings.mail_url)
    return without_tls(request, office) or _form(request, office, "start" if mails else "password", toi)


@router.post("/dang-nhap")
def send(request: Request, office: Here, thu: _Typed = "", goal: _Goal = "") -> Response:
    """Mail a link and six digits, whoever asks; strangers get no mail and the same answer."""
    if refused := without_tls(request, office):
        return refused
    if not office.installation.settings.mail_url:
        # A page that says "a mail is on its way" would keep him waiting for nothing.
        return _form(request, office, "password", goal, thu, {"thu": _NO_MAIL}, status=422)
    if "@" not in thu:
        wrong = {"thu": "Ghi địa chỉ thư điện tử, ví dụ ten@co-quan.example"}
        return _form(request, office, "start", goal, thu, wrong, status=422)
    browser = browser_cookie(request, office.names, office.desk.policy) or new_token()
    try:
        mail = request_link(
            office.desk, thu, browser=browser, goal=safe_goal(goal), visit=visit_of(request), now=office.now()
        )
    except SignInRefused as error:
        return _form(request, office, "start", goal, thu, {"thu": error_words(error)}, status=429)
    answer = RedirectResponse(with_goal("/dang-nhap/ma", goal), status_code=303)
    answer.background = BackgroundTask(_send, office.desk, mail)
    give_browser(answer, browser, transport_of(request, office.names, office.desk.policy))
    return answer


@router.get("/dang-nhap/ma")
def ask_code(request: Request, office: Here, toi: str = "") -> Response:
    """Say that a mail is on its way, and ask for its six digits."""
    return _form(request, office, "code", toi)


@router.post("/dang-nhap/ma")
def check_code(request: Request, office: Here, ma: _Typed = "", goal: _Goal = "") -> Response:
    """Sign in by the six digits."""
    browser = browser_cookie(request, office.names, office.desk.policy)
    try:
        begun = sign_in_by_code(office.desk, ma, browser=browser, visit=visit_of(request), now=office.now())
    except SignInRefused as error:
        return _form(request, office, "code", goal, errors={"ma": error_words(error)}, status=422)
    return onward(request, office, begun)


@router.get("/dang-nhap/mat-khau")
def _ask_password(request: Request, office: Here, toi: str = "") -> Response:
    """Ask for mail address and password."""
    return without_tls(request, office) or _form(request, office, "password", toi)


@router.post("/dang-nhap/mat-khau")
def check_password(
    request: Request,
    office: Here,
    thu: _Typed = "",
    password: Annotated[str, Form(alias="mat-khau")] = "",
    goal: _Goal = "",
) -> Response:
    """Sign in by a password."""
    if refused := without_tls(request, office):
        return refused
    try:
        begun = sign_in_with_password(
            office.desk, thu, password, goal=safe_goal(goal), visit=visit_of(request), now=office.now()
        )
    except SignInRefused as error:
        return _form(request, office, "password", goal, thu, {"mat-khau": error_words(error)}, status=422)
    return onward(request, office, begun)


@router.post("/dang-xuat")
def _leave(office: Here, who: WhoHalfway) -> Response:
    """End this sign-in.

    The browser keeps the cookie, which opens nothing any more: what another tab still sends is kept for its person.
    """
    sign_out(office.desk, who, now=office.now())
    return RedirectResponse("/dang-nhap", status_code=303)


def _goal_words(goal: str) -> str:
    """What the sign-in leads to, for who came by a link to a duty."""
    found = _DUTY.match(goal)
    return f"Đăng nhập để mở nhiệm vụ số {found[1]}." if found else ""


def _form(
    request: Request,
    office: Office,
    form: str,
    goal: str,
    mail: str = "",
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    answer = office.pages.show(
        request,
        f"accounts/{form}.html",
        Page(title="Đăng nhập", wrong=bool(errors)),
        status=status,
        goal=safe_goal(goal),
        kept=goal.startswith(KEPT_PATH),
        goal_words=_goal_words(safe_goal(goal)),
        mail=mail,
        errors=errors or {},
        policy=office.desk.policy,
        mails=bool(office.installation.settings.mail_url),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _send(desk: AccountDesk, mail: Message | None) -> None:
    """Send after the answer, so that nobody can tell a known address by the time it takes."""
    if mail is None:
        return
    try:
        desk.send(mail)
    except MailUnavailable as error:
        # The page says what to do when no mail comes; the admin finds it in the log.
        log.warning("a sign-in mail could not be sent: %s", error.reason)
