"""Pages on which one chooses a password, and sets up or takes away the second factor."""

from collections.abc import Mapping
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts.errors import SignInRefused
from services.accounts.passwords import WeakPassword, set_password
from services.accounts.second_factor import (
    Enrolment,
    begin_enrolment,
    enrolment_of,
    finish_enrolment,
    give_up_second_factor,
)
from services.accounts.sessions import SignedIn
from web.accounts.going_on import GOAL_FIELD, lead_on, safe_goal
from web.accounts.me import ME, UP
from web.accounts.saying import error_words
from web.frame.shown_once import lead_to_secret, secret_to_show
from web.frame.values import Page
from web.guard.transport import give_session, transport_of
from web.office import Office
from web.signed_in import Here, StepNeeded, Who, WhoFresh, WhoHalfway
from workflow.store.tables import SignInStage

router = APIRouter()
_RECOVERY = f"{ME}/buoc-hai/ma-du-phong"
_Goal = Annotated[str, Form(alias=GOAL_FIELD)]


@router.get(f"{ME}/mat-khau")
def _ask_password(request: Request, office: Here, who: WhoFresh, toi: str = "") -> Response:
    """Ask for a new password."""
    return _password(request, office, who, toi, {})


@router.post(f"{ME}/mat-khau")
def choose_password(
    request: Request,
    office: Here,
    who: WhoFresh,
    new: Annotated[str, Form(alias="mat-khau-moi")] = "",
    again: Annotated[str, Form(alias="nhap-lai")] = "",
    goal: _Goal = "",
) -> Response:
    """Take a new password."""
    if new != again:
        return _password(request, office, who, goal, {"nhap-lai": "Hai lần nhập chưa giống nhau"})
    try:
        cookie = set_password(office.desk, who, new, now=office.now())
    except WeakPassword as error:
        return _password(request, office, who, goal, {"mat-khau-moi": "; ".join(error.reasons)})
    goal = safe_goal(goal)
    return lead_on(request, office, cookie, SignInStage.COMPLETE, goal if goal != "/" else f"{ME}?xong=mat-khau")


@router.get(f"{ME}/buoc-hai")
def _ask_second_factor(request: Request, office: Here, who: WhoHalfway, toi: str = "") -> Response:
    """Show a new secret as a QR code and in letters."""
    _check_may_enrol(office, who)
    return _enrolment(request, office, begin_enrolment(who), toi)


@router.post(f"{ME}/buoc-hai")
def _set_second_factor(
    request: Request,
    office: Here,
    who: WhoHalfway,
    ma: Annotated[str, Form()] = "",
    secret: Annotated[str, Form(alias="khoa")] = "",
    goal: _Goal = "",
) -> Response:
    """Keep the second factor once a code proves it, and lead to its recovery codes."""
    _check_may_enrol(office, who)
    try:
        cookie, codes = finish_enrolment(office.desk, who, secret, ma, now=office.now(), phone=office.phone())
    except SignInRefused as error:
        return _enrolment(request, office, enrolment_of(who, secret), goal, error_words(error))
    kept = {"codes": " ".join(codes), "goal": safe_goal(goal)}
    leading = lead_to_secret(office, request, _RECOVERY, kept, person=who.account.id)
    answer = leading or _recovery(request, office, kept)
    give_session(answer, cookie, transport_of(request, office.names, office.desk.policy))
    return answer


@router.get(_RECOVERY)
def _show_recovery(request: Request, office: Here, who: Who) -> Response:  # noqa: ARG001 - somebody signed in to the end
    """Show the recovery codes again to who has just got them; later, how to get others."""
    return _recovery(request, office, secret_to_show(office, request) or {"codes": "", "goal": ME})


def _recovery(request: Request, office: Office, kept: Mapping[str, str]) -> Response:
    page = Page(title="Mã dự phòng của bạn", place=ME, crumbs=UP)
    codes = kept["codes"].split()
    answer = office.pages.show(request, "accounts/recovery.html", page, codes=codes, goal=kept["goal"])
    answer.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    return answer


@router.post(f"{ME}/buoc-hai/bo")
def _remove(office: Here, who: WhoFresh) -> Response:
    """Take one's second factor away, where the office lets one."""
    give_up_second_factor(office.desk, who, now=office.now())
    return RedirectResponse(f"{ME}?xong=buoc-hai", status_code=303)


def _check_may_enrol(office: Office, who: SignedIn) -> None:
    """Whoever has a factor proves it before he gets another one; a half-finished sign-in never does."""
    if who.stage is SignInStage.SECOND_FACTOR:
        raise StepNeeded("/dang-nhap/buoc-hai", f"{ME}/buoc-hai")
    if who.account.has_second_factor and not who.is_fresh(office.now(), office.desk.policy.fresh):
        raise StepNeeded("/xac-nhan-lai", f"{ME}/buoc-hai")


def _enrolment(request: Request, office: Office, enrolment: Enrolment, goal: str, error: str = "") -> Response:
    picture = segno.make(enrolment.uri, micro=False).svg_data_uri(scale=4, border=3, light="white")
    answer = office.pages.show(
        request,
        "accounts/enrolment.html",
        Page(title="Bật xác thực hai bước", place=ME, crumbs=UP, wrong=bool(error)),
        status=422 if error else 200,
        enrolment=enrolment,
        picture=picture,
        goal=safe_goal(goal),
        errors={"ma": error} if error else {},
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _password(request: Request, office: Office, who: SignedIn, goal: str, errors: dict[str, str]) -> Response:
    return office.pages.show(
        request,
        "accounts/new_password.html",
        Page(
            title="Đổi mật khẩu" if who.account.has_password else "Đặt mật khẩu",
            place=ME,
            crumbs=UP,
            wrong=bool(errors),
        ),
        status=422 if errors else 200,
        who=who,
        policy=office.desk.policy,
        goal=safe_goal(goal),
        errors=errors,
    )
