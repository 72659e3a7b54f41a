"""Where somebody goes after a step of signing in: to the page that he wanted, and to no other site."""

from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from services.accounts.sign_in import BegunSession
from web.guard.transport import give_session, transport_of
from web.office import Office
from workflow.store.tables import SignInStage

HOME = "/"
GOAL_FIELD = "toi"
LONGEST_GOAL = 2_000


def safe_goal(wanted: str) -> str:
    """Return an address of ours to go on to; the first page for what leads elsewhere.

    >>> safe_goal("/viec?tinh-trang=qua-han"), safe_goal("//evil.example"), safe_goal("https://evil.example/")
    ('/viec?tinh-trang=qua-han', '/', '/')
    """
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return HOME
    elsewhere = parts.scheme or parts.netloc or not wanted.startswith("/") or wanted[1:2] in {"/", "\\"}
    unreadable = len(wanted) > LONGEST_GOAL or any(letter < " " for letter in wanted)
    return HOME if elsewhere or unreadable else wanted


def with_goal(address: str, goal: str) -> str:
    """Return the address of a step that leads on to a page afterwards."""
    goal = safe_goal(goal)
    return address if goal == HOME else f"{address}?{urlencode({GOAL_FIELD: goal})}"


def onward(request: Request, office: Office, begun: BegunSession) -> RedirectResponse:
    """Give a browser its new sign-in, and lead on: to what is missing still, or to the page that was wanted."""
    return lead_on(request, office, begun.cookie, begun.stage, begun.goal)


def lead_on(request: Request, office: Office, cookie: str, stage: SignInStage, goal: str) -> RedirectResponse:
    """Give a browser its renewed sign-in, and lead on."""
    next_step = {
        SignInStage.SECOND_FACTOR: with_goal("/dang-nhap/buoc-hai", goal),
        SignInStage.ENROLMENT: with_goal("/toi/buoc-hai", goal),
        SignInStage.COMPLETE: safe_goal(goal),
    }[stage]
    answer = RedirectResponse(next_step, status_code=303)
    give_session(answer, cookie, transport_of(request, office.names, office.desk.policy))
    return answer
