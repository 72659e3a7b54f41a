"""The web application: its pages, and whether the installation is well. `web.feeds` stands in front of it."""

from collections.abc import Callable
from datetime import datetime

from fastapi import Depends, FastAPI
from fastapi.responses import PlainTextResponse, Response

from base.errors import DondocError
from config.sign_in import SignInPolicy
from services.accounts.desk import AccountDesk
from services.accounts.opening import account_desk
from services.installation import Installation
from web.accounts import kept, lending, links, me, own_contacts, proof, secrets, sign_in
from web.asgi import App
from web.errors import add_error_pages
from web.frame.pages import Pages
from web.frame.static_files import static_files, static_routes
from web.guard.headers import with_head, with_headers
from web.guard.hosts import Names, with_known_hosts
from web.office import Office
from web.overview import overview
from web.own_changes import ChangeHeld, answered, own_changes_only
from web.style_guide import style_guide
from web.surroundings import around
from workflow.store.database.opening import Database
from workflow.store.database.schema import Standing, standing


def create_app(installation: Installation, *, now: Callable[[], datetime], desk: AccountDesk | None = None) -> FastAPI:
    """Return the application of one installation. `now` is asked once for each page; aware.

    Without a `desk` of accounts it is the installation's own, with the numbers of the environment.
    """
    app = FastAPI(
        title="Đôn đốc", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(own_changes_only)]
    )
    files = static_files()
    office = Office(
        installation=installation,
        desk=desk or account_desk(installation, SignInPolicy()),
        names=Names(base_url=installation.settings.base_url),
        pages=Pages(files, around),
        now=now,
    )
    app.state.office = office
    add_error_pages(app)
    app.add_exception_handler(ChangeHeld, answered)
    app.include_router(static_routes(files))
    for router in ACCOUNT_PAGES:
        app.include_router(router)
    app.include_router(overview(office))
    if installation.settings.development:
        app.include_router(style_guide(office))
    _add_probes(app, installation.database)
    return app


ACCOUNT_PAGES = (
    *(sign_in.router, links.router, proof.router, kept.router),
    *(me.router, secrets.router, lending.router, own_contacts.router),
)


def guarded(app: App, names: Names) -> App:
    """Return an application as it may face a network: known names only, the headers of every answer, HEAD answered."""
    return with_headers(with_known_hosts(with_head(app), names))


def _add_probes(app: FastAPI, database: Database) -> None:
    @app.get("/healthz", response_class=PlainTextResponse)
    def healthy() -> str:
        """Answer as long as the process lives."""
        return "ok\n"

    @app.get("/readyz", response_class=PlainTextResponse)
    def ready() -> Response:
        """Answer whether requests can be served: the database answers, and its tables are this program's."""
        try:
            found = standing(database)
        except DondocError:
            found = None
        if found is Standing.CURRENT:
            return PlainTextResponse("ok\n")
        return PlainTextResponse("cơ sở dữ liệu chưa sẵn sàng\n", status_code=503, headers={"Retry-After": "10"})
