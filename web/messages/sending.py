"""`/thong-bao/sang-mai`: what goes out next morning, kept back where it should not; `/thong-bao/kenh`: the channels."""

from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from base.vietnamese import full_date, short_date
from services.duties.endings import Deciding
from services.messages.outbox import NoReason, channels_and_accounts, open_channel_again
from services.messages.tomorrow import ComingMessage, NothingComing, coming_letter, keep_message_back, next_morning
from web.accounts.saying import error_words
from web.frame.pages import moment_words
from web.messages.outbox import NOTICES_PLACE, channel_words, notice_place_page, step_words
from web.office import Office
from web.signed_in import typed_fields
from workflow.notices.ladder import Channel
from workflow.people.actions import Action
from workflow.policies import Policies
from workflow.rights import Subject, may
from workflow.store.notices.channels import ChannelStanding
from workflow.store.seen_notices.to_come import ComingNotice

_TOMORROW = f"{NOTICES_PLACE}/sang-mai"
_CHANNELS = f"{NOTICES_PLACE}/kenh"
_MOST_LINES = 8
# A letter brings its own styles; nothing else of it may work here, its links open only when pressed.
LETTER_SHOWN = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'none'"
}


def sending_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(_TOMORROW)
    def coming_up(request: Request) -> Response:
        """Show what would go out as things stand."""
        return _show_tomorrow(office, request)

    @router.get(_TOMORROW + "/thu")
    def letter(request: Request) -> Response:
        """Give one letter as its reader would see it: in a page of its own, where nothing of it runs or loads."""
        asked, actor = request.query_params, office.actor_of(request)
        channel, recipient = asked.get("kenh", ""), asked.get("nguoi", "")
        try:
            found = coming_letter(office.installation, channel, recipient, actor, now=office.now().astimezone(VIETNAM))
        except NothingComing:
            return Response(status_code=404)
        shown = LETTER_SHOWN | {"Cache-Control": "private, no-store"}
        if channel == Channel.EMAIL:
            return HTMLResponse(found.html, headers=shown)
        return PlainTextResponse("\n\n".join(found.short) or found.text, headers=shown)

    @router.post(_TOMORROW)
    async def kept_back(request: Request) -> Response:
        """Keep one person's message back."""
        return await run_in_threadpool(_keep_back, office, request, dict(await typed_fields(request)))

    @router.get(_CHANNELS)
    def channels(request: Request) -> Response:
        """Show how the channels and the Zalo accounts stand."""
        return _show_channels(office, request)

    @router.post(_CHANNELS)
    async def opened_again(request: Request) -> Response:
        """Let a stopped channel send again."""
        name = dict(await typed_fields(request)).get("kenh", "")
        deciding = Deciding(actor=office.actor_of(request), now=office.now(), reason="mở lại ở trang kênh gửi")
        await run_in_threadpool(open_channel_again, office.installation, name, deciding)
        return RedirectResponse(f"{_CHANNELS}?xong=mo", status_code=303)

    return router


def _show_tomorrow(office: Office, request: Request, *, error: str = "") -> Response:
    actor = office.actor_of(request)
    found = next_morning(office.installation, actor, office.now().astimezone(VIETNAM))
    done = "Đã giữ lại; gửi lại được từ sổ thông báo." if request.query_params.get("xong") == "giu" else ""
    return office.pages.show(
        request,
        "messages/tomorrow.html",
        notice_place_page("Thư sẽ gửi sáng mai", wrong=bool(error), done=done),
        status=422 if error else 200,
        error=error,
        at=f"{found.at:%H:%M} {full_date(found.at.astimezone(VIETNAM).date())}",
        messages=[_message(office, one) for one in found.messages],
        may_hold=bool(may(actor, Action.STEER_NOTICES, Subject())),
        address=_TOMORROW,
    )


def _message(office: Office, one: ComingMessage) -> dict[str, object]:
    lines = _lines(office, one)
    return {
        "name": one.name,
        "agency": one.agency,
        "way": channel_words(one.channel),
        "channel": one.channel,
        "recipient": one.recipient,
        "lines": lines[:_MOST_LINES],
        "more": len(lines) - _MOST_LINES,
        "count": len(lines),
        "notes": sorted({notice.note for notice in one.notices if notice.note}),
        "letter": f"{_TOMORROW}/thu?{urlencode({'kenh': one.channel, 'nguoi': one.recipient})}",
        "queued": all(notice.queued for notice in one.notices),
    }


def _lines(office: Office, one: ComingMessage) -> list[tuple[str, str, str, str]]:
    """One line for each duty, as in the letter, with all that it is there for: the reason, title, address and day."""
    grouped: dict[tuple[int | None, str], list[ComingNotice]] = {}
    for notice in one.notices:
        about = (notice.duty, notice.title or notice.plan_number)
        grouped.setdefault(about, []).append(notice)
    policies = office.installation.policies
    return [
        (
            ", ".join(dict.fromkeys(_why(policies, each) for each in notices)),
            title,
            f"/viec/{duty}" if duty else "",
            short_date(due) if (due := notices[0].due) else "",
        )
        for (duty, title), notices in grouped.items()
    ]


def _why(policies: Policies, notice: ComingNotice) -> str:
    return (notice.step_words or step_words(policies, notice.step.partition("@")[0])).rstrip(".")


def _keep_back(office: Office, request: Request, typed: dict[str, str]) -> Response:
    deciding = Deciding(
        actor=office.actor_of(request), now=office.now().astimezone(VIETNAM), reason=typed.get("ly-do", "").strip()
    )
    try:
        keep_message_back(office.installation, typed.get("kenh", ""), typed.get("nguoi", ""), deciding)
    except NoReason as error:
        return _show_tomorrow(office, request, error=error_words(error))
    return RedirectResponse(f"{_TOMORROW}?xong=giu", status_code=303)


def _standing(one: ChannelStanding, *, set_up: bool, now: datetime) -> str:
    if one.stopped:
        return "đã dừng, chờ quản trị"
    if not set_up:
        return "chưa cài đặt"
    return "tạm nghỉ" if one.rests(now) else "đang chạy"


def _show_channels(office: Office, request: Request) -> Response:
    actor, now = office.actor_of(request), office.now()
    standings, accounts = channels_and_accounts(office.installation, actor, now)
    set_up = office.installation.settings.channels
    return office.pages.show(
        request,
        "messages/channels.html",
        notice_place_page("Kênh gửi", done="Kênh gửi lại từ lần chạy tới." if request.query_params.get("xong") else ""),
        set_up=[channel_words(name) for name in set_up],
        channels=[
            (
                one.name,
                channel_words(one.name),
                _standing(one, set_up=one.name in set_up, now=now),
                f"nghỉ đến {moment_words(one.open_until)}" if one.open_until and one.rests(now) else "",
                one.why,
                one.stopped,
            )
            for one in standings
        ],
        accounts=[
            (
                one.account,
                moment_words(one.access_ends) if one.access_ends else "–",
                moment_words(one.refresh_ends) if one.refresh_ends else "–",
                one.trouble or "dùng được",
            )
            for one in accounts
        ],
        may_open=bool(may(actor, Action.KEEP_POLICIES, Subject())),
        address=_CHANNELS,
    )
