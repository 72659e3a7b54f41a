"""The web application: the overview page, and whether the house is well. `web.feeds` stands in front of it.

There is no sign-in yet, so `dondoc serve` listens on this machine alone.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from base.errors import DondocError
from workflow.store.database.opening import Database
from workflow.store.database.schema import Standing, schema_standing
from workflow.store.duties.reading import plans
from workflow.store.duties.triggers import list_triggers
from workflow.store.figures.overview import count_by_timeliness, most_urgent, standing_by_agency
from workflow.timeliness import Timeliness

_TEMPLATES = Path(__file__).parent / "templates"
URGENT_SHOWN = 10


def create_app(database: Database, *, today: Callable[[], date]) -> FastAPI:
    """Return the application over one database. `today` is asked once for each page."""
    app = FastAPI(title="Đôn đốc", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )

    @app.get("/", response_class=HTMLResponse)
    def overview() -> str:
        """The state of the house: counts, the most urgent tasks, agencies, awaited events."""
        with database.reading() as session:
            return pages.get_template("overview.html").render(
                today=today(),
                columns=list(Timeliness),
                counts=count_by_timeliness(session),
                urgent=most_urgent(session, limit=URGENT_SHOWN),
                agencies=standing_by_agency(session),
                waiting=list_triggers(session, waiting_only=True),
                plans=plans(session),
            )

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

    return app
