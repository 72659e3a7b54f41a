"""Who asks for a page: FastAPI dependencies that give the signed-in person, or lead to the sign-in and back.

A form that comes when its session has ended is kept for its person, who signs in and finds it again.
"""

from contextlib import suppress
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from services.accounts.desk import Visit
from services.accounts.own.kept_forms import keep_typed, typed_before
from services.accounts.sessions import EndedSession, SignedIn, who_asks
from web.frame.uploads import files_let_go, sent_fields
from web.guard.origins import SAFE, VOUCHER_FIELD
from web.guard.transport import session_cookie
from web.office import Office
from workflow.people.grants import Actor
from workflow.people.lockout import network_of
from workflow.store.tables import SignInStage

DEVICE_LENGTH = 200


KEPT_PATH = "/da-giu/"
NOBODY = Actor(name="")


class StepNeeded(Exception):
    """Whoever asks has to do something at another address first: sign in, prove himself, choose a new password.

    `goal` is where he comes back to. Nothing has failed, so this is no `DondocError`.
    """

    def __init__(self, address: str, goal: str) -> None:
        super().__init__(address)
        self.address = address
        self.goal = goal


def office_of(request: Request) -> Office:
    """Return what the pages stand on."""
    office: Office = request.app.state.office
    return office


Here = Annotated[Office, Depends(office_of)]


def visit_of(request: Request) -> Visit:
    """Return where a request comes from."""
    client = request.client.host if request.client else ""
    return Visit(network=network_of(client), device=request.headers.get("user-agent", "")[:DEVICE_LENGTH])


def here(request: Request) -> str:
    """Return the address of a page to come back to: a change leads back to the page that it was made on."""
    query = f"?{request.url.query}" if request.url.query and request.method in SAFE else ""
    return f"{request.url.path}{query}"


async def half_signed_in(request: Request) -> SignedIn:
    """Give who has begun to sign in, however far he has come: for the pages that bring him further."""
    office = office_of(request)
    cookie = session_cookie(request, office.names, office.desk.policy)
    now = office.now()
    found = await run_in_threadpool(who_asks, office.desk, cookie, now=now) if cookie else None
    if isinstance(found, SignedIn):
        request.state.signed_in = found
        return found
    kept = await _keep(request, office, found, now) if request.method not in SAFE else ""
    raise StepNeeded("/dang-nhap", f"{KEPT_PATH}{kept}" if kept else here(request))


async def perhaps_signed_in(request: Request) -> None:
    """Know who asks where anybody may: who is signed in keeps his navigation."""
    with suppress(StepNeeded):
        await half_signed_in(request)


async def signed_in(request: Request) -> SignedIn:
    """Give who is signed in; anybody else is led to the sign-in, and back to this page afterwards."""
    found = await half_signed_in(request)
    if found.stage is SignInStage.SECOND_FACTOR:
        raise StepNeeded("/dang-nhap/buoc-hai", here(request))
    if found.stage is SignInStage.ENROLMENT:
        raise StepNeeded("/toi/buoc-hai", here(request))
    if found.password_due and not request.url.path.startswith("/toi/mat-khau"):
        raise StepNeeded("/toi/mat-khau", here(request))
    return found


def signed_in_actor(request: Request) -> Actor:
    """Return who asks as the table of rights sees him: nobody, before he is signed in to the end."""
    who: SignedIn | None = getattr(request.state, "signed_in", None)
    return who.actor if who is not None and who.stage is SignInStage.COMPLETE else NOBODY


async def freshly_signed_in(request: Request) -> SignedIn:
    """Give who proved within the last minutes who he is: for giving rights, keys, exports of personal data."""
    found = await signed_in(request)
    office = office_of(request)
    if not found.is_fresh(office.now(), office.desk.policy.fresh):
        raise StepNeeded("/xac-nhan-lai", here(request))
    return found


async def proved_afresh(request: Request) -> None:
    """Let on who proved within the last minutes who he is; what somebody else has typed is kept for him meanwhile.

    For pages behind the sign-in. Where somebody else knows who asks, that is enough.
    """
    who: SignedIn | None = getattr(request.state, "signed_in", None)
    office = office_of(request)
    now = office.now()
    if who is None or who.is_fresh(now, office.desk.policy.fresh):
        return
    kept = None
    if request.method not in SAFE:
        fields = await typed_fields(request)
        kept = await run_in_threadpool(
            keep_typed,
            office.desk,
            who.account.id,
            request.url.path,
            fields,
            files=files_let_go(request),
            now=now,
        )
    raise StepNeeded("/xac-nhan-lai", f"{KEPT_PATH}{kept}" if kept else here(request))


Who = Annotated[SignedIn, Depends(signed_in)]
WhoHalfway = Annotated[SignedIn, Depends(half_signed_in)]
WhoFresh = Annotated[SignedIn, Depends(freshly_signed_in)]


async def restore_typed(request: Request, who: SignedIn) -> dict[str, str]:
    """Return what this person had typed into the form of this page when his session ended, field by field."""
    token = request.query_params.get("giu", "")
    office = office_of(request)
    found = (
        await run_in_threadpool(typed_before, office.desk, who.account.id, token, now=office.now()) if token else None
    )
    return dict(found.fields) if found is not None and found.path == request.url.path else {}


async def _keep(request: Request, office: Office, found: EndedSession | None, now: datetime) -> str:
    """Keep what was typed for the person whose session it was; a stranger's isn't ours to keep."""
    if not isinstance(found, EndedSession):
        return ""
    fields = await typed_fields(request)
    kept = await run_in_threadpool(
        keep_typed,
        office.desk,
        found.person,
        request.url.path,
        fields,
        files=files_let_go(request),
        now=now,
    )
    return kept or ""


async def typed_fields(request: Request) -> list[tuple[str, str]]:
    """Return the fields of a form, without files and without the token that vouches for it."""
    return [(name, value) for name, value in await sent_fields(request) if name != VOUCHER_FIELD]
