"""The web application: its pages, and whether the installation is well. `web.feeds` stands in front of it."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from base.errors import DondocError
from services.installation import Installation
from services.screens.memory import Memory
from web.calendar.months import calendar_pages
from web.calendar.subscribing import subscribing
from web.duties.exports import duty_exports
from web.duties.listing import duty_lists
from web.duties.one import one_duty
from web.duties.saved import saved_lists
from web.frame.around import around_of
from web.frame.kept_pages import KeptPages
from web.frame.pages import Pages
from web.frame.static_files import static_files, static_routes
from web.frame.values import Around
from web.help import help_pages
from web.office import Office
from web.style_guide import style_guide
from web.today import today_page
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.database.schema import Standing, schema_standing

NOBODY = Actor(name="")


def create_app(
    installation: Installation,
    *,
    now: Callable[[], datetime],
    actor_of: Callable[[Request], Actor] = lambda request: NOBODY,  # noqa: ARG005
) -> FastAPI:
    """Return the application of one installation. `now` is asked once for each page; aware."""
    app = FastAPI(title="Đôn đốc", docs_url=None, redoc_url=None, openapi_url=None)
    files = static_files()
    footer = f"Đôn Đốc {version('dondoc')}"

    names = {agency.code: agency.name for agency in installation.policies.directory}

    def around(request: Request) -> Around:
        return around_of(actor_of(request), now(), footer=footer, names=names)

    office = Office(
        installation=installation,
        pages=Pages(files, around),
        now=now,
        actor_of=actor_of,
        memory=Memory(installation.database),
    )
    app.add_middleware(KeptPages, memory=office.memory)
    app.include_router(static_routes(files))
    app.include_router(today_page(office))
    app.include_router(help_pages(office))
    app.include_router(calendar_pages(office))
    app.include_router(subscribing(office))
    app.include_router(duty_lists(office))
    app.include_router(saved_lists(office))
    app.include_router(duty_exports(office))
    app.include_router(one_duty(office))
    if installation.settings.development:
        app.include_router(style_guide(office))
    _add_probes(app, installation.database)
    return app


def _add_probes(app: FastAPI, database: Database) -> None:
    @app.get("/healthz", response_class=PlainTextResponse)
    def healthy() -> str:
        """Answer as long as the process lives."""
        return "ok\n"

    @app.get("/readyz", response_class=PlainTextResponse)
    def ready() -> Response:
        """Answer whether requests can be served: the database answers, and its tables are this program's."""
        try:
            found = schema_standing(database)
        except DondocError:
            found = None
        if found is Standing.CURRENT:
            return PlainTextResponse("ok\n")
        return PlainTextResponse("cơ sở dữ liệu chưa sẵn sàng\n", status_code=503, headers={"Retry-After": "10"})
