"""The pages of any office over one application: making it takes longer than most tests ask of it.

An application is made of some sixty routes, whose parameters FastAPI works out twice. The pages ask their office for
everything at each request, so one application serves all offices of a process: each request brings its own.
`web.app.create_app` itself is what the commands, the benches and the tests of serving run.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import cache, reduce
from typing import cast

from fastapi import FastAPI, Request

from config.sign_in import SignInPolicy
from services.accounts.desk import AccountDesk
from services.accounts.opening import account_desk
from services.installation import Installation
from web.app import create_pages, open_office
from web.asgi import AsgiApp, AsgiScope, Receive, Send
from web.frame.kept_pages import KeptPages
from web.office import Office
from workflow.people.grants import Actor

_ASKED: ContextVar[Office] = ContextVar("asked")


def pages_over(
    installation: Installation,
    *,
    now: Callable[[], datetime],
    desk: AccountDesk | None = None,
    actor_of: Callable[[Request], Actor] | None = None,
    phone: Callable[[], datetime] | None = None,
    renew: Callable[[], None] = lambda: None,
) -> AsgiApp:
    """Return the application of an installation, as `web.app.create_app` does."""
    desk = desk or account_desk(installation, _usual_policy())
    office = open_office(installation, now=now, desk=desk, actor_of=actor_of, phone=phone, renew=renew)
    pages = _shared(sign_in=actor_of is None, development=installation.settings.development)

    async def ask(scope: AsgiScope, receive: Receive, send: Send) -> None:
        _ASKED.set(office)
        await pages(scope, receive, send)

    return KeptPages(ask, office.memory, now=now)


class _Asked:
    """Whatever office the request is for, or a part of it; parts may be asked for before there is a request."""

    def __init__(self, *path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> object:
        office = _ASKED.get(None)
        if office is None:
            return _Asked(*self._path, name)
        return getattr(reduce(getattr, self._path, office), name)


@cache
def _usual_policy() -> SignInPolicy:
    """The rules of signing in where nobody sets one; no file of this machine is asked."""
    return SignInPolicy(_env_file=None)  # type: ignore[call-arg]


@cache
def _shared(*, sign_in: bool, development: bool) -> FastAPI:
    return create_pages(cast("Office", _Asked()), sign_in=sign_in, development=development)
