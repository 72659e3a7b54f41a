"""`/viec/cach-xem`: a list under a name of one's own, and no longer."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.screens.duty_list import DutyLists
from web.duties.facets import filter_words
from web.errors import NOT_FOUND
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.store.people.saved_views import ViewNotSaved
from workflow.views.duty_list import ADDRESS, duty_list

SAVED = f"{ADDRESS}/cach-xem"


def saved_lists(office: Office) -> APIRouter:
    """Return the routes of saved lists."""
    router = APIRouter()
    lists = DutyLists(installation=office.installation, memory=office.memory)

    def show(request: Request, query: str, name: str = "", error: str = "") -> HTMLResponse:
        view = duty_list(query, today=office.today()).whole
        shown = lists.show(view, office.actor_of(request))
        page = Page(
            title="Lưu cách xem",
            place=ADDRESS,
            crumbs=(Crumb(label="Nhiệm vụ", address=view.address),),
            wrong=bool(error),
        )
        return office.pages.show(
            request,
            "duties/saved.html",
            page,
            status=422 if error else 200,
            view=view,
            words=f"{filter_words(shown)}; xếp theo {view.sort.label}",
            total=shown.counts.total,
            name=name,
            errors={"ten": error} if error else {},
            saved=shown.saved,
        )

    @router.get(SAVED)
    def asked(request: Request) -> HTMLResponse:
        """Ask for the name, and show those there are."""
        return show(request, request.url.query)

    @router.post(SAVED)
    def save(request: Request, ten: Annotated[str, Form()] = "", dia_chi: Annotated[str, Form()] = "") -> Response:
        """Save the list and go back to it; a name that can't be comes back with what is wrong with it."""
        view = duty_list(dia_chi, today=office.today()).whole
        try:
            lists.save(office.actor_of(request), ten, view)
        except ViewNotSaved as refused:
            return show(request, dia_chi, ten, refused.remedy)
        return RedirectResponse(view.address, status_code=303)

    @router.post(SAVED + "/{number:int}/bo")
    def forget(request: Request, number: int) -> RedirectResponse:
        """Forget a list of one's own."""
        if not lists.forget(office.actor_of(request), number):
            raise HTTPException(NOT_FOUND)
        return RedirectResponse(SAVED, status_code=303)

    return router
