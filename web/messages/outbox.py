"""`/thong-bao`: what was sent to whom and what is stuck; one notice; why somebody was told, or wasn't."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from base.errors import DondocError
from base.vietnamese import full_date, short_date, short_moment
from notifications.channels.outcome import Advice
from services.day.steps import Day
from services.duties.endings import Deciding
from services.messages.outbox import (
    NoReason,
    NoticeFilter,
    Outbox,
    Steering,
    list_outbox,
    show_notice,
    steer,
    why_somebody,
)
from web.accounts.saying import error_words
from web.agencies.pages import AGENCY_PLACE
from web.frame.numbers import row_number
from web.frame.pages import moment_words
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.notices.ladder import CHANNEL_LABELS, NEWS, Channel
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.policies import Policies
from workflow.rights import Subject, may
from workflow.store.duties.reading import UnknownAssignment
from workflow.store.notices.listing import CANCELLABLE, RETRIABLE, NoticeLine, NoticeSettled
from workflow.store.tables import NoticeState

NOTICES_PLACE = "/thong-bao"
STEERING_LABELS = {
    Steering.RETRY: "Gửi lại",
    Steering.ARRIVED: "Ghi là đã đến",
    Steering.CANCEL: "Không gửi nữa",
}
_REMEDIES = {
    NoticeState.UNKNOWN: "Máy chủ thư không trả lời rõ: hỏi người nhận rồi ghi là đã đến, hoặc gửi lại.",
    NoticeState.DEAD: "Xem lý do; sửa địa chỉ ở trang cơ quan rồi gửi lại, hoặc báo cách khác rồi không gửi nữa.",
}
_POSSIBLE = {
    Steering.RETRY: RETRIABLE,
    Steering.ARRIVED: frozenset({NoticeState.UNKNOWN}),
    Steering.CANCEL: CANCELLABLE,
}
_DONE = {
    "gui-lai": "Đã cho gửi lại ở lần chạy tới.",
    "da-den": "Đã ghi là đã đến.",
    "khong-gui": "Đã hủy; không gửi nữa.",
}


@dataclass(frozen=True, kw_only=True)
class NoticeRowShown:
    """A notice as a list shows it."""

    id: int
    at: str
    state: str
    to: str
    agency: str
    way: str
    step: str
    about: str
    about_address: str
    due: str
    outcome: str
    agency_address: str


def notice_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(NOTICES_PLACE)
    def listed(request: Request) -> Response:
        """Show the outbox; what is stuck first asks what to do."""
        return _show(office, request)

    @router.post(NOTICES_PLACE + "/quyet")
    async def decided(request: Request) -> Response:
        """Decide of the chosen notices."""
        return await run_in_threadpool(_decide, office, request, await typed_fields(request))

    @router.get(NOTICES_PLACE + "/vi-sao")
    def explained(request: Request) -> Response:
        """Say why somebody was told of a duty, or wasn't."""
        return _explain(office, request)

    @router.get(NOTICES_PLACE + "/{number:int}")
    def one(request: Request, number: int) -> Response:
        """Show one notice."""
        return _show_one(office, request, number)

    return router


def notice_place_page(title: str, *, crumb: str = "", wrong: bool = False, done: str = "") -> Page:
    """Return the frame of a page below the outbox."""
    crumbs = (Crumb(label="Thông báo", address=NOTICES_PLACE),)
    return Page(title=title, place=NOTICES_PLACE, crumbs=crumbs, crumb=crumb or title, wrong=wrong, done=done)


def channel_words(name: str) -> str:
    """Return a channel in the words of the screen."""
    return CHANNEL_LABELS[Channel(name)] if name in set(Channel) else name


def step_words(policies: Policies, step: str) -> str:
    """Return a step of any ladder, or a piece of news, in words; one that is gone by its own name."""
    news = {one.id: one.says for one in NEWS}
    every = (policies.ladders.common, *policies.ladders.by_plan.values())
    known = next((found for ladder in every if (found := ladder.step(step))), None)
    return news.get(step) or (known.label if known else step)


def _show(office: Office, request: Request, *, error: str = "", chosen: frozenset[str] = frozenset()) -> Response:
    actor, asked = office.actor_of(request), request.query_params
    state = asked.get("trang-thai", "")
    states = (NoticeState(state),) if state in set(NoticeState) else ()
    wanted = NoticeFilter(
        states=states,
        channel=asked.get("kenh", ""),
        recipient=asked.get("nguoi", "").strip()[:200],
        before=row_number(asked.get("truoc", "")),
    )
    found = list_outbox(office.installation, actor, wanted)
    stuck = NoticeFilter(states=(NoticeState.UNKNOWN, NoticeState.DEAD))
    return office.pages.show(
        request,
        "messages/outbox.html",
        Page(title="Thông báo", place=NOTICES_PLACE, wrong=bool(error), done=_DONE.get(asked.get("xong", ""), "")),
        status=422 if error else 200,
        error=error,
        chosen=chosen,
        counts=[(kind.label, kind.value, count, kind.value == state) for kind, count in found.counts.items()],
        total=sum(found.counts.values()),
        state=state,
        recipient=wanted.recipient,
        channel=wanted.channel,
        channels=[("", "mọi kênh"), *((one.value, one.label) for one in Channel)],
        rows=[shown_notice(office, line) for line in found.lines],
        stuck=_stuck(office, actor, stuck) if not states and wanted.before is None else [],
        steers=[(how.value, label) for how, label in STEERING_LABELS.items()],
        may_steer=steers_any(actor),
        keeps_ladder=bool(may(actor, Action.KEEP_POLICIES, Subject())),
        following=_following(found, dict(asked)),
    )


def steers_any(actor: Actor) -> bool:
    """Whether somebody may decide of any notices at all: which ones is asked again for each."""
    subjects = [
        Subject(plan=grant.scope.plan, coordinator=grant.scope.agency, agency=grant.scope.agency)
        for grant in actor.grants
    ]
    return any(may(actor, Action.STEER_NOTICES, subject) for subject in subjects)


def _stuck(office: Office, actor: Actor, asked: NoticeFilter) -> list[tuple[str, str, list[NoticeRowShown]]]:
    """What waits for a person, by state with what to do."""
    lines = list_outbox(office.installation, actor, asked, limit=100).lines
    return [
        (state.label, remedy, [shown_notice(office, line) for line in lines if line.state is state])
        for state, remedy in _REMEDIES.items()
        if any(line.state is state for line in lines)
    ]


def _following(found: Outbox, asked: dict[str, str]) -> str:
    return f"{NOTICES_PLACE}?{urlencode(asked | {'truoc': found.lines[-1].id})}" if found.more else ""


def shown_notice(office: Office, line: NoticeLine) -> NoticeRowShown:
    """Return a notice as a list shows it."""
    duty = line.assignment_id
    return NoticeRowShown(
        id=line.id,
        at=moment_words(line.settled_at or line.not_before),
        state=line.state.label,
        to=f"{line.recipient_name}, {line.recipient}",
        agency=line.agency_name,
        way=channel_words(line.channel),
        step=(line.step_words or step_words(office.installation.policies, line.step)).rstrip("."),
        about=f"nhiệm vụ {duty}" if duty else line.plan_number,
        about_address=f"/viec/{duty}" if duty else "",
        due=short_date(line.due) if duty else "",
        outcome=_outcome_beside(line),
        agency_address=f"{AGENCY_PLACE}/{line.agency}#nguoi-nhan" if line.state in _REMEDIES else "",
    )


def _outcome_beside(line: NoticeLine) -> str:
    """The outcome without what the state beside it says already."""
    if line.state is NoticeState.SENT and line.outcome.startswith(line.state.label):
        return ""
    return line.outcome.removesuffix(f": {Advice.DEAD.label}")


def _decide(office: Office, request: Request, fields: list[tuple[str, str]]) -> Response:
    numbers = [number for name, value in fields if name == "so" and (number := row_number(value)) is not None]
    typed = dict(fields)
    how, _, whole = typed.get("lam", "").partition(" ")
    if whole and numbers:
        numbers = list(show_notice(office.installation, numbers[0], office.actor_of(request)).kept_back) or numbers
    deciding = Deciding(actor=office.actor_of(request), now=office.now(), reason=typed.get("ly-do", "").strip())
    try:
        steer(office.installation, numbers, Steering(how) if how in set(Steering) else Steering.RETRY, deciding)
    except NotAllowed:
        raise
    except (NoReason, NoticeSettled) as error:
        return _show(office, request, error=error_words(error), chosen=frozenset(map(str, numbers)))
    return RedirectResponse(f"{NOTICES_PLACE}?xong={how}", status_code=303)


def _show_one(office: Office, request: Request, number: int) -> Response:
    shown = show_notice(office.installation, number, office.actor_of(request))
    line = shown.line
    possible = [(how.value, STEERING_LABELS[how]) for how, states in _POSSIBLE.items() if line.state in states]
    return office.pages.show(
        request,
        "messages/one.html",
        notice_place_page(f"Thông báo {number}", crumb=f"Số {number}"),
        line=line,
        row=shown_notice(office, line),
        remedy=_REMEDIES.get(line.state, ""),
        queued=_moment(line.queued_at),
        not_before=_moment(line.not_before),
        settled=_moment(line.settled_at) if line.settled_at else "chưa",
        together=shown.together,
        whole=shown.kept_back if len(shown.kept_back) > 1 else (),
        steers=possible if shown.steering else [],
        why="" if shown.steering else getattr(shown.steering, "reason", ""),
        contact=f"/thong-bao/vi-sao?{urlencode({'viec': line.assignment_id or '', 'nguoi': line.recipient})}",
    )


def _moment(at: Any) -> str:
    return short_moment(at.astimezone(VIETNAM))


def _explain(office: Office, request: Request) -> Response:
    actor, asked = office.actor_of(request), request.query_params
    typed, wanted = asked.get("viec", "").strip(), asked.get("nguoi", "").strip()[:200]
    number, error, answer = row_number(typed), "", None
    if typed and number is None:
        error = "Ghi số của nhiệm vụ, ví dụ 12"
    elif number is not None and not wanted:
        error = "Ghi một phần tên hoặc địa chỉ của người nhận"
    elif number is not None:
        try:
            answer = why_somebody(office.installation, number, wanted, actor, Day.at(office.now().astimezone(VIETNAM)))
        except UnknownAssignment:
            error = f"Không có nhiệm vụ số {number}"
        except DondocError as refused:
            error = error_words(refused)
    return office.pages.show(
        request,
        "messages/why.html",
        notice_place_page("Vì sao người này nhận, không nhận", wrong=bool(error)),
        status=422 if error else 200,
        typed=typed,
        wanted=wanted,
        error=error,
        duty=answer.duty if answer else None,
        due=full_date(answer.duty.due) if answer and answer.duty.due else "",
        people=[
            (person.name, [(full_date(one.day), one.label, one.step.audience.label, one.words) for one in rungs])
            for person, rungs in (answer.answers if answer else ())
        ],
        others=[shown_notice(office, line) for line in (answer.notices if answer else ())],
    )
