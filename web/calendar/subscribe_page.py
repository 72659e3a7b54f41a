"""`/lich/<token>`: how to subscribe to a calendar, for whoever was given its address, which is secret.

A QR code leads here: stock Android opens no `webcal:`, and the calendar's own address would only download it once.
"""

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from calendars.feeds.headers import feed_name
from calendars.guide import GUIDES, URGENT
from services.screens.feed_addresses import feed_behind
from web.frame.values import Page
from web.office import Office
from web.signed_in import Here
from workflow.feeds import feed_address, subscribe_address, webcal

router = APIRouter()
_SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@router.get("/lich/{token}")
def subscribe_page(request: Request, office: Here, token: str) -> Response:
    """Show the calendar's name, the ways to subscribe, and this page's address as a QR code."""
    feed = feed_behind(office.installation, token)
    name = feed_name(feed)
    answer: HTMLResponse = office.pages.show(
        request,
        "calendar/subscribe.html",
        Page(title=name),
        ways=ways_to_subscribe(public_base(office, request), token, name),
    )
    answer.headers.update(_SECRET)
    return answer


def public_base(office: Office, request: Request) -> str:
    """Return where the pages are, as people outside reach them."""
    return (office.installation.settings.base_url or str(request.base_url)).rstrip("/")


def handed_out(office: Office, request: Request, url: str) -> str:
    """Return an address that the desk made, as it is handed on: without a base address, where the page was asked."""
    return public_base(office, request) + url.removeprefix(office.desk.base_url)


def ways_to_subscribe(base: str, token: str, name: str) -> dict[str, object]:
    """Return what the steps show: the calendar's address, the same for calendar programs, this page's as a picture."""
    address, page = feed_address(base, token, name), subscribe_address(base, token)
    return {
        "name": name,
        "address": address,
        "page_address": page,
        "webcal": webcal(address),
        # A code of ours on a white ground: nothing in it comes from anybody.
        "picture": segno.make(page, error="m").svg_inline(border=0, omitsize=True),
        "guides": GUIDES,
        "urgent": URGENT,
    }
