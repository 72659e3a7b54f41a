"""`/viec`: the list of duties. Everything about it stands in its address; htmx only fetches what changes."""

from dataclasses import replace

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from reports.duty_table import MOST_PRINTED
from services.screens.duty_list import DutyLists, ShownList
from services.screens.many_duties import offer_acts
from web.duties import facets
from web.duties.many import MANY, TITLES
from web.duties.rows import row_of
from web.errors import NOT_FOUND
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import visit_of
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import RIGHTS
from workflow.views.counting import COUNTED_FACETS
from workflow.views.duty_list import ADDRESS, STATE_SLUGS, Facet, Sort, duty_list, unread_filters

PAGE = Page(title="Nhiệm vụ", place=ADDRESS)
# How many searches somebody may make in a minute; what is looked at again comes from memory and isn't counted.
SEARCHES = 60
_TOO_MANY = 429


def duty_lists(office: Office) -> APIRouter:
    """Return the routes of the list."""
    router = APIRouter()
    lists = DutyLists(installation=office.installation, memory=office.memory)

    @router.get(ADDRESS)
    def shown(request: Request) -> Response:
        """Show one page of the view that the address means."""
        actor = office.actor_of(request)
        view = duty_list(request.url.query, today=office.today())
        if view.search and not office.searches.passes(
            actor.person or visit_of(request).network, office.now().timestamp()
        ):
            raise HTTPException(_TOO_MANY)
        found = lists.show(view, actor)
        answer = _show(office, lists, request, found, actor)
        answer.headers["HX-Push-Url"] = view.address
        return answer

    @router.get(ADDRESS + "/bo-loc/{name}")
    def facet(request: Request, name: str) -> Response:
        """Show every value of a facet, for the view that the address means."""
        found = next((facet for facet in COUNTED_FACETS if facet.value == name), None)
        if found is None:
            raise HTTPException(NOT_FOUND)
        shown = lists.show(duty_list(request.url.query, today=office.today()), office.actor_of(request))
        return office.pages.show(
            request,
            "duties/facet.html",
            Page(title=found.label, place=ADDRESS, crumbs=(Crumb(label="Nhiệm vụ", address=shown.view.address),)),
            view=shown.view,
            unread=unread_filters(request.url.query, today=office.today()),
            chips=facets.chips(shown),
            values=facets.all_values(found, shown),
        )

    return router


def _show(office: Office, lists: DutyLists, request: Request, shown: ShownList, actor: Actor) -> HTMLResponse:
    view = shown.view
    policies, today = office.installation.policies, view.day or office.today()
    return office.pages.show(
        request,
        "duties/list.html",
        PAGE,
        part="duties/part.html",
        view=view,
        unread=unread_filters(request.url.query, today=office.today()),
        rows=[
            row_of(line, view.columns, today=today, working_days=policies.working_days, most=policies.most_grants)
            for line in shown.page.duties
        ],
        total=shown.counts.total,
        printed=MOST_PRINTED,
        lines=facets.counted_words(shown),
        groups=facets.facet_groups(shown),
        chips=facets.chips(shown),
        pills=facets.pills(shown, actor),
        orders=facets.sort_orders(view),
        columns=facets.columns(view),
        head_sorts={
            "due": replace(view.whole, sort=Sort.DUE_LAST if view.sort is Sort.DUE else Sort.DUE).address,
            "agency": replace(view.whole, sort=Sort.AGENCY).address,
            "number": replace(view.whole, sort=Sort.NUMBER).address,
        },
        following=shown.page.following.address if shown.page.following else "",
        previous=shown.page.previous.address if shown.page.previous else "",
        ways=[] if shown.page.duties else facets.ways_on(shown, lambda other: lists.counts(other, actor).total),
        may_save=actor.person is not None,
        many=_many(shown, actor),
        may_share=actor.person is not None and view.day is None and actor.has(*RIGHTS[Action.SHARE]),
    )


def _many(shown: ShownList, actor: Actor) -> list[tuple[str, str]]:
    """What may be done to many duties of the view at once, and where."""
    if shown.view.day is not None:
        return []
    states = shown.counts.by_facet[Facet.STATE]
    query = f"?{shown.view.whole.query}" if shown.view.whole.query else ""
    return [
        (TITLES[act], f"{MANY}/{act}{query}")
        for act in offer_acts(actor)
        if any(states.get(STATE_SLUGS[state]) for state in act.states)
    ]
