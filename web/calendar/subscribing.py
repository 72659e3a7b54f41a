"""`/dang-ky-lich`: one's calendar addresses. An address is shown once, when it is made: only its hash is kept.

The two forms that make one lead on to its page, which may be loaded again for ten minutes without making another.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from base.clock import VIETNAM
from base.vietnamese import full_date
from calendars.feeds.headers import feed_name
from services.screens.feed_addresses import (
    FeedChoice,
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
from web.frame.made_once import FORM_MARK, MADE_BEFORE, new_mark, secret_of_form
from web.frame.shown_once import lead_to_secret, may_still_be_shown, secret_to_show
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.feeds import Feed, FeedLook, FeedRole, FeedScope, token_hint

SUBSCRIBING = "/dang-ky-lich"
CRUMBS = (Crumb(label="Lịch", address="/lich"),)
_LISTED = Crumb(label="Đăng ký", address=SUBSCRIBING)
_PLAIN = FeedLook()
_DONE = {
    "thu-hoi": "Đã thu hồi địa chỉ. Chương trình lịch còn thấy một mục báo hết hiệu lực trong 30 ngày.",
    MADE_BEFORE: "Biểu mẫu này đã được gửi trước đó, không cấp thêm địa chỉ nào. Cần địa chỉ khác thì tạo ở dưới.",
    "doi": "Đã đổi cách hiện. Địa chỉ giữ nguyên; chương trình lịch thấy ở lần cập nhật sau.",
}
# Nothing of a secret address may be kept, named to other sites or found by searching.
ONCE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_NO_CHOICE = "Chọn một lịch trong danh sách"


def subscribing(office: Office) -> APIRouter:
    """Return the routes of one's calendar addresses."""
    router = APIRouter()

    @router.get(SUBSCRIBING)
    def listed(request: Request) -> HTMLResponse:
        """Show the addresses that somebody has, and the form for another one."""
        return _listed(office, request)

    @router.post(SUBSCRIBING)
    def make(
        request: Request,
        lich: Annotated[str, Form()] = "",
        look: Annotated[FeedLook, Depends(look_typed)] = _PLAIN,
        mark: Annotated[str, Form(alias=FORM_MARK)] = "",
    ) -> Response:
        """Give out an address and show it."""
        choice = _choice(lich)
        if choice is None:
            return _listed(office, request, chosen=lich, look=look, error=_NO_CHOICE)
        token = secret_of_form(office, request, mark, lich, look)
        actor, now = office.actor_of(request), office.now()
        made = give_address(office.installation, actor, choice, look=look, now=now, token=token)
        return _shown_once(office, request, made)

    @router.get(SUBSCRIBING + "/{number:int}/dia-chi")
    def new_one(request: Request, number: int) -> Response:
        """Show an address that was made a moment ago; later there is only the list."""
        said = secret_to_show(office, request)
        known, _ = own_address(office.installation, office.actor_of(request), number, now=office.now())
        if said is None or known.ended_at or known.hint != token_hint(said["token"]):
            return RedirectResponse(SUBSCRIBING, status_code=303)
        return _new_address(office, request, NewAddress(feed=known, token=said["token"]))

    @router.post(SUBSCRIBING + "/{number:int}/thay")
    def replaced(request: Request, number: int, mark: Annotated[str, Form(alias=FORM_MARK)] = "") -> Response:
        """Put another address in the place of one and show it."""
        token = secret_of_form(office, request, mark)
        made = replace_address(office.installation, office.actor_of(request), number, now=office.now(), token=token)
        return _shown_once(office, request, made)

    @router.post(SUBSCRIBING + "/{number:int}/thu-hoi")
    def ended(request: Request, number: int) -> RedirectResponse:
        """End an address."""
        end_address(office.installation, office.actor_of(request), number, now=office.now())
        return RedirectResponse(f"{SUBSCRIBING}?xong=thu-hoi", status_code=303)

    _changing(office, router)
    return router


def _changing(office: Office, router: APIRouter) -> None:
    """Add the routes by which an address comes to look otherwise, under the same secret."""

    @router.get(SUBSCRIBING + "/{number:int}/doi")
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

    @router.post(SUBSCRIBING + "/{number:int}/doi")
    def changed(
        request: Request, number: int, look: Annotated[FeedLook, Depends(look_typed)] = _PLAIN
    ) -> RedirectResponse:
        """Have an address look otherwise; its secret stays."""
        change_address(office.installation, office.actor_of(request), number, look, now=office.now())
        return RedirectResponse(f"{SUBSCRIBING}?xong=doi", status_code=303)


def _listed(
    office: Office, request: Request, *, chosen: str = "", look: FeedLook = _PLAIN, error: str = ""
) -> HTMLResponse:
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
            wrong=bool(error),
        ),
        status=422 if error else 200,
        feeds=[_line(feed) for feed in own_feeds(office.installation, actor, now=office.now())],
        choices=[(_value(choice), _words(choice, names)) for choice in feed_choices(actor)],
        chosen=chosen,
        error=error,
        mark=(FORM_MARK, new_mark()),
        **look_fields(look, ()),
    )


def _shown_once(office: Office, request: Request, made: NewAddress) -> Response:
    if made.feed.ended_at or not may_still_be_shown(office, made.feed.created_at):
        return RedirectResponse(f"{SUBSCRIBING}?xong={MADE_BEFORE}", status_code=303)
    leading = lead_to_secret(office, request, f"{SUBSCRIBING}/{made.feed.id}/dia-chi", {"token": made.token})
    return leading or _new_address(office, request, made)


def _new_address(office: Office, request: Request, made: NewAddress) -> HTMLResponse:
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


def _choice(value: str) -> FeedChoice | None:
    """Read what the form chose, None where that is no calendar; whether it is allowed is asked elsewhere."""
    scope, _, rest = value.partition(":")
    role, _, code = rest.partition(":")
    if scope not in set(FeedScope) or role not in set(FeedRole):
        return None
    return FeedChoice(scope=FeedScope(scope), role=FeedRole(role), code=code)
