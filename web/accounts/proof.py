"""The second step of a sign-in, and proving oneself anew before a grave step."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts.errors import SignInRefused
from services.accounts.passwords import prove_by_password
from services.accounts.second_factor import check_second_factor
from services.accounts.sessions import SignedIn
from web.accounts.going_on import GOAL_FIELD, lead_on, safe_goal
from web.accounts.saying import error_words
from web.frame.values import Page
from web.office import Office
from web.signed_in import Here, Who, WhoHalfway, visit_of
from workflow.store.tables import SignInStage

router = APIRouter()
_Goal = Annotated[str, Form(alias=GOAL_FIELD)]


@router.get("/dang-nhap/buoc-hai")
def _ask_second_factor(request: Request, office: Here, who: WhoHalfway, toi: str = "") -> Response:
    """Ask for a code of the authenticator app."""
    if who.stage is not SignInStage.SECOND_FACTOR:
        return RedirectResponse(safe_goal(toi), status_code=303)
    return _second_factor(request, office, toi)


@router.post("/dang-nhap/buoc-hai")
def _check(
    request: Request, office: Here, who: WhoHalfway, ma: Annotated[str, Form()] = "", goal: _Goal = ""
) -> Response:
    """Finish the sign-in with a code, or a recovery code."""
    if who.stage is not SignInStage.SECOND_FACTOR:
        return RedirectResponse(safe_goal(goal), status_code=303)
    try:
        cookie = check_second_factor(
            office.desk, who, ma, visit=visit_of(request), now=office.now(), phone=office.phone()
        )
    except SignInRefused as error:
        return _second_factor(request, office, goal, error_words(error))
    return lead_on(request, office, cookie, SignInStage.COMPLETE, goal)


@router.get("/xac-nhan-lai")
def ask_again(request: Request, office: Here, who: Who, toi: str = "") -> Response:
    """Ask for a fresh proof."""
    return _again(request, office, who, toi)


@router.post("/xac-nhan-lai")
def prove(request: Request, office: Here, who: Who, ma: Annotated[str, Form()] = "", goal: _Goal = "") -> Response:
    """Take a fresh proof: a code where there is a second factor, else the password."""
    visit, now = visit_of(request), office.now()
    try:
        if who.account.has_second_factor:
            cookie = check_second_factor(office.desk, who, ma, visit=visit, now=now, phone=office.phone())
        else:
            cookie = prove_by_password(office.desk, who, ma, visit=visit, now=now)
    except SignInRefused as error:
        return _again(request, office, who, goal, error_words(error))
    return lead_on(request, office, cookie, SignInStage.COMPLETE, goal)


def _second_factor(request: Request, office: Office, goal: str, error: str = "") -> Response:
    return office.pages.show(
        request,
        "accounts/second_factor.html",
        Page(title="Xác thực bước hai", wrong=bool(error)),
        status=422 if error else 200,
        goal=safe_goal(goal),
        errors={"ma": error} if error else {},
    )


def _again(request: Request, office: Office, who: SignedIn, goal: str, error: str = "") -> Response:
    return office.pages.show(
        request,
        "accounts/prove.html",
        Page(title="Xác nhận lại là bạn", wrong=bool(error)),
        status=422 if error else 200,
        goal=safe_goal(goal),
        who=who,
        minutes=office.desk.policy.fresh_minutes,
        mails=bool(office.installation.settings.mail_url),
        errors={"ma": error} if error else {},
    )
