"""The web application: its pages, and whether the installation is well. `web.feeds` stands in front of it."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from base.errors import DondocError
from services.installation import Installation
from web.frame.pages import Pages
from web.frame.static_files import static_files, static_routes
from web.frame.values import Around, as_of
from web.office import Office
from web.overview import overview
from web.style_guide import style_guide
from workflow.store.database.opening import Database
from workflow.store.database.schema import Standing, schema_standing


def create_app(installation: Installation, *, now: Callable[[], datetime]) -> FastAPI:
    """Return the application of one installation. `now` is asked once for each page; aware."""
    app = FastAPI(title="Đôn đốc", docs_url=None, redoc_url=None, openapi_url=None)
    files = static_files()
    footer = f"Đôn Đốc {version('dondoc')}"

    def around(request: Request) -> Around:  # noqa: ARG001
        return Around(as_of=as_of(now()), footer=footer)

    office = Office(installation=installation, pages=Pages(files, around), now=now)
    app.include_router(static_routes(files))
    app.include_router(overview(office))
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
