"""The address of what was just shared: shown for the minutes after it is made, since only its hash is kept."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from base.vietnamese import full_date
from services.house.shares import SHARE_PLACE, list_shares
from web.calendar.subscribe_page import public_base
from web.frame.made_once import MADE_BEFORE
from web.frame.shown_once import lead_to_secret, may_still_be_shown, secret_to_show
from web.frame.values import Crumb, Page
from web.house.shared_addresses import SECRET, SHARED, SHARES
from web.office import Office
from workflow.store.feeds.shares import Share

_MADE = f"{SHARES}/vua-tao"


def made_shares(office: Office) -> APIRouter:
    """Return the page's route."""
    router = APIRouter()

    @router.get(_MADE)
    def shown(request: Request) -> Response:
        """Show the address again to whoever made it; later there is only the list."""
        said = secret_to_show(office, request)
        open_now = [one.id for one in list_shares(office.installation, office.actor_of(request)) if not one.ended_at]
        if said is None or int(said["number"]) not in open_now:
            return RedirectResponse(SHARES, status_code=303)
        return _show(office, request, said)

    return router


def lead_to_made(office: Office, request: Request, made: Share, token: str) -> Response:
    """Lead from the form to the page with the address that it made; to the list where that is over or long ago."""
    if made.ended_at or not may_still_be_shown(office, made.created_at):
        return RedirectResponse(f"{SHARES}?xong={MADE_BEFORE}", status_code=303)
    said = {
        "number": f"{made.id}",
        "about": f"{made.label}, đến hết {full_date(made.until)}",
        "hint": made.hint,
        "token": token,
    }
    return lead_to_secret(office, request, _MADE, said) or _show(office, request, said)


def _show(office: Office, request: Request, said: Mapping[str, str]) -> Response:
    answer = office.pages.show(
        request,
        "house/share_made.html",
        Page(title=SHARE_PLACE, place="/viec", crumbs=(Crumb(label=SHARE_PLACE, address=SHARES),), crumb="Vừa chia sẻ"),
        about=said["about"],
        hint=said["hint"],
        address=f"{public_base(office, request)}{SHARED}/{said['token']}",
    )
    answer.headers.update(SECRET)
    return answer
