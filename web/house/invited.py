"""What came of an invitation: whether its mail left, and where it can't the link itself."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts.desk import MailUnavailable
from services.accounts.people import Invited
from services.accounts.register import may_give_rights
from web.calendar.subscribe_page import handed_out
from web.frame.shown_once import lead_to_secret, secret_to_show
from web.frame.values import Crumb, Page
from web.house.shared_addresses import SECRET
from web.office import Office

_MADE = "/loi-moi-da-lap"


def made_invitations(office: Office) -> APIRouter:
    """Return the page's route."""
    router = APIRouter()

    @router.get(_MADE)
    def shown(request: Request) -> Response:
        """Show again what came of it to whoever invited; another invitation isn't made by that."""
        said = secret_to_show(office, request)
        return _show(office, request, said) if said else RedirectResponse("/", status_code=303)

    return router


def lead_to_invited(office: Office, request: Request, made: Invited, *, place: Crumb, back: str) -> Response:
    """Send the invitation and lead to the page that says that it left; where it can't, what it would have said.

    The one-time link is for who gives any right: others who invite would be somebody else with it.
    """
    missing = ""
    try:
        office.desk.send(made.mail)
    except MailUnavailable as error:
        missing = error.reason
    said = {
        "name": made.account.name,
        "mail": made.account.mail,
        "missing": missing,
        "url": handed_out(office, request, made.url) if missing and may_give_rights(office.actor_of(request)) else "",
        "place": place.address,
        "place_label": place.label,
        "back": back,
    }
    return lead_to_secret(office, request, _MADE, said) or _show(office, request, said)


def _show(office: Office, request: Request, said: Mapping[str, str]) -> Response:
    up = Crumb(label=said["place_label"], address=said["place"])
    answer = office.pages.show(
        request,
        "house/invited.html",
        Page(title="Đã lập lời mời", place=up.address, crumbs=(up,)),
        said=said,
        hours=office.desk.policy.invitation_hours,
    )
    answer.headers.update(SECRET)
    return answer
