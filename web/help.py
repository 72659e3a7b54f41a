"""Small things that every page leads to: how a typed day was read, help with the keys, and what is kept of people."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from web.frame.values import Page
from web.office import Office
from web.signed_in import perhaps_signed_in
from workflow.views.typed_day import day_words, typed_day, why_no_day


def help_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get("/ngay")
    def read_day(request: Request) -> HTMLResponse:
        """Say in words which day was typed into the field that `truong` names."""
        typed = request.query_params.get(request.query_params.get("truong", "ngay"), "")[:60]
        day = typed_day(typed, office.today())
        read = day_words(day, office.installation.policies.working_days) if day else why_no_day(typed, office.today())
        words = read if typed.strip() else ""
        return HTMLResponse(office.pages.words("day_read.html", words=words), headers={"Cache-Control": "no-store"})

    @router.get("/tro-giup", dependencies=[Depends(perhaps_signed_in)])
    def helped(request: Request) -> HTMLResponse:
        """Show what the pages do, their keys, and what is kept of people."""
        return office.pages.show(request, "help.html", Page(title="Trợ giúp", place="/tro-giup"))

    return router
