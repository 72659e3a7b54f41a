"""The state of the house on one page, for whoever is at this machine."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from web.frame.values import Page
from web.office import Office
from workflow.store.duties.reading import plans
from workflow.store.duties.triggers import list_triggers
from workflow.store.figures.overview import count_by_timeliness, most_urgent, standing_by_agency
from workflow.timeliness import Timeliness

URGENT_SHOWN = 10


def overview(office: Office) -> APIRouter:
    """Return the page's route."""
    router = APIRouter()

    @router.get("/")
    def shown(request: Request) -> HTMLResponse:
        """The state of the house: counts, the most urgent tasks, agencies, awaited events."""
        with office.installation.database.reading() as session:
            return office.pages.show(
                request,
                "overview.html",
                Page(title="Tổng quan", place="/"),
                today=office.today(),
                columns=list(Timeliness),
                counts=count_by_timeliness(session),
                urgent=most_urgent(session, limit=URGENT_SHOWN),
                agencies=standing_by_agency(session),
                waiting=list_triggers(session, waiting_only=True),
                plans=plans(session),
            )

    return router
