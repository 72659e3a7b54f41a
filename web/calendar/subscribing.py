"""`/dang-ky-lich`: one's calendar addresses. An address is shown once, when it is made: only its hash is kept.

So the two forms that make one are answered by the page with it, not by 303: there is no other moment to show it at.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from base.clock import VIETNAM
from base.vietnamese import full_date
from calendars.feeds.headers import feed_name
from services.screens.feed_addresses import (
    FeedChoice,
    FeedNotYours,
    NewAddress,
    change_address,
    end_address,
    feed_choices,
    give_address,
    own_address,
    own_feeds,
    replace_address,
)
from web.calendar.looks import look_fields, look_sentence, look_typed
from web.calendar.subscribe_page import public_base, ways_to_subscribe
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.feeds import Feed, FeedLook, FeedRole, FeedScope

_ADDRESS = "/dang-ky-lich"
CRUMBS = (Crumb(label="Lịch", address="/lich"),)
_LISTED = Crumb(label="Đăng ký", address=_ADDRESS)
_PLAIN = FeedLook()
_DONE = {
    "thu-hoi": "Đã thu hồi địa chỉ. Chương trình lịch còn thấy một mục báo hết hiệu lực trong 30 ngày.",
    "doi": "Đã đổi cách hiện. Địa chỉ giữ nguyên; chương trình lịch thấy ở lần cập nhật sau.",
}
ONCE = {"Cache-Control": "no-store"}


def subscribing(office: Office) -> APIRouter:
    """Return the routes of one's calendar addresses."""
    router = APIRouter()

    @router.get(_ADDRESS)
    def listed(request: Request) -> HTMLResponse:
        """Show the addresses that somebody has, and the form for another one."""
        return _listed(office, request)

    @router.post(_ADDRESS)
    def make(
        request: Request,
        lich: Annotated[str, Form()] = "",
        look: Annotated[FeedLook, Depends(look_typed)] = _PLAIN,
    ) -> Response:
        """Give out an address and show it."""
        made = give_address(office.installation, office.actor_of(request), _choice(lich), look=look, now=office.now())
        return _shown_once(office, request, made)

    @router.post(_ADDRESS + "/{number:int}/thay")
    def replaced(request: Request, number: int) -> Response:
        """Put another address in the place of one and show it."""
        made = replace_address(office.installation, office.actor_of(request), number, now=office.now())
        return _shown_once(office, request, made)

    @router.post(_ADDRESS + "/{number:int}/thu-hoi")
    def ended(request: Request, number: int) -> RedirectResponse:
        """End an address."""
        end_address(office.installation, office.actor_of(request), number, now=office.now())
        return RedirectResponse(f"{_ADDRESS}?xong=thu-hoi", status_code=303)

    _changing(office, router)
    return router


def _changing(office: Office, router: APIRouter) -> None:
    """Add the routes by which an address comes to look otherwise, under the same secret."""

    @router.get(_ADDRESS + "/{number:int}/doi")
    def look_of(request: Request, number: int) -> HTMLResponse:
        """Show the form that changes how an address looks."""
        known, plans = own_address(office.installation, office.actor_of(request), number, now=office.now())
        return office.pages.show(
            request,
            "calendar/change.html",
            Page(title="Đổi cách hiện của lịch", place="/lich", crumbs=(*CRUMBS, _LISTED), crumb="Đổi cách hiện"),
            feed=known,
            name=feed_name(known),
            **look_fields(known.look, plans),
        )

    @router.post(_ADDRESS + "/{number:int}/doi")
    def changed(
        request: Request, number: int, look: Annotated[FeedLook, Depends(look_typed)] = _PLAIN
    ) -> RedirectResponse:
        """Have an address look otherwise; its secret stays."""
        change_address(office.installation, office.actor_of(request), number, look, now=office.now())
        return RedirectResponse(f"{_ADDRESS}?xong=doi", status_code=303)


def _listed(office: Office, request: Request) -> HTMLResponse:
    actor = office.actor_of(request)
    names = {agency.code: agency.name for agency in office.installation.policies.directory}
    return office.pages.show(
        request,
        "calendar/addresses.html",
        Page(
            title="Đăng ký lịch",
            place="/lich",
            crumbs=CRUMBS,
            crumb="Đăng ký",
            done=_DONE.get(request.query_params.get("xong", ""), ""),
        ),
        feeds=[_line(feed) for feed in own_feeds(office.installation, actor, now=office.now())],
        choices=[(_value(choice), _words(choice, names)) for choice in feed_choices(actor)],
        **look_fields(_PLAIN, ()),
    )


def _shown_once(office: Office, request: Request, made: NewAddress) -> HTMLResponse:
    name = feed_name(made.feed)
    answer = office.pages.show(
        request,
        "calendar/new_address.html",
        Page(title=f"Đăng ký lịch {made.feed.name}", place="/lich", crumbs=CRUMBS, crumb="Địa chỉ mới"),
        feed=made.feed,
        ways=ways_to_subscribe(public_base(office, request), made.token, name),
    )
    answer.headers.update(ONCE)
    return answer


def _line(feed: Feed) -> dict[str, object]:
    fetched = feed.fetched_at.astimezone(VIETNAM) if feed.fetched_at else None
    return {
        "id": feed.id,
        "label": feed.look.label or feed.said,
        "about": feed.said,
        "look": look_sentence(feed),
        "hint": feed.hint,
        "holder": feed.holder,
        "given": full_date(feed.created_at.astimezone(VIETNAM).date()),
        "fetched": f"{fetched:%H:%M} {full_date(fetched.date())}" if fetched else "chưa đọc lần nào",
    }


def _value(choice: FeedChoice) -> str:
    return f"{choice.scope.value}:{choice.role.value}:{choice.code}"


def _words(choice: FeedChoice, names: dict[str, str]) -> str:
    name = names.get(choice.code, choice.code)
    return f"Mọi nhiệm vụ {name} theo dõi" if choice.scope is FeedScope.COORDINATOR else f"{name}, {choice.role.label}"


def _choice(value: str) -> FeedChoice:
    """Read what the form chose; whether it is allowed is asked elsewhere."""
    scope, _, rest = value.partition(":")
    role, _, code = rest.partition(":")
    if scope not in set(FeedScope) or role not in set(FeedRole):
        raise FeedNotYours(given=value, place="Lịch", reason="chưa chọn lịch", remedy="Chọn một lịch trong danh sách.")
    return FeedChoice(scope=FeedScope(scope), role=FeedRole(role), code=code)
