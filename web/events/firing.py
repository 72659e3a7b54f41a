"""`/su-kien/{n}/ghi-nhan` and `/sua`: an event's day, then every duty's proposed day with its reason, then the change.

Asking what would happen is reading: the day and the document stand in the address. Only the last button changes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import full_date, group_thousands, short_date
from services.duties.events import (
    EventDoing,
    SaidDays,
    correct_event,
    fire_event,
    preview_event_correction,
    preview_firing,
)
from services.installation import Installation
from services.screens.events import ShownEvent, show_event
from web.duties.forms.fields import REASON, Field, FieldKind, Typed, draw_field, read_fields
from web.duties.forms.refusing import refusal_at_field
from web.events.listing import EVENTS, event_about, event_page
from web.frame.numbers import row_number
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed, State
from workflow.nearness import DutyStanding, Nearness, nearness
from workflow.people.actions import Action
from workflow.rights import No
from workflow.store.firings.affected import Affected
from workflow.timeliness import Dates, timeliness
from workflow.views.typed_day import typed_day, why_no_day

HAPPENED_ON = Field(
    name="ngay",
    label="Ngày xảy ra",
    kind=FieldKind.DAY,
    hint="Ngày của văn bản; không thể là ngày chưa đến",
    missing="Ghi ngày sự kiện xảy ra",
)
EVENT_DOCUMENT = Field(
    name="van-ban",
    label="Văn bản làm căn cứ",
    kind=FieldKind.DOCUMENT,
    hint="ví dụ 345/QĐ-BNV ngày 27/02/2026",
    missing="Ghi số, ngày của văn bản làm căn cứ",
)
_COMMON_DAY = Field(
    name="han-chung",
    label="Một hạn chung, nếu đặt",
    kind=FieldKind.DAY,
    hint="Bỏ trống: mỗi nhiệm vụ một đề xuất",
)
_ASKED = (HAPPENED_ON, EVENT_DOCUMENT, _COMMON_DAY)
_PROPOSAL, _SURE, _CHOSEN, _DUE = "bao", "chac-chan", "chon", "han-"
_FUTURE = "Sự kiện không thể xảy ra vào một ngày chưa đến"
_PAST = "Hạn này đã qua; ghi một ngày từ hôm nay trở đi"
_EARLY = "Đánh dấu là đúng, hoặc sửa ngày: ngày này trước ngày ban hành của văn bản"
_NOBODY = "Chọn ít nhất một nhiệm vụ"

_Items = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class _Way:
    """One of the two pages: what it is called, what it asks and does; `alone` is its button where no day is set."""

    name: str
    title: str
    action: Action
    preview: Callable[[Installation, EventDoing, SaidDays], list[Affected]]
    do: Callable[[Installation, EventDoing, SaidDays, int | None], list[Affected]]
    will: tuple[str, ...]
    button: str
    alone: str
    more: tuple[Field, ...] = ()


_LETTER = "Cơ quan chủ trì nhận thư vào kỳ gửi tới, không gửi ngay"
_NO_LETTER = "Văn bản chưa báo cho các cơ quan nên chưa cơ quan nào nhận thư"
_CALENDARS = "Lịch đăng ký tự đổi theo"
_WAYS = (
    _Way(
        name="ghi-nhan",
        title="Sự kiện đã xảy ra",
        action=Action.FIRE,
        preview=preview_firing,
        do=lambda house, doing, said, proposal: fire_event(house, doing, said, proposal=proposal),
        will=(
            "Nhiệm vụ đã chọn đang chờ thì có hạn; có hạn của lần trước thì thêm lượt mới; bỏ chọn thì ghi sau được",
            _LETTER,
            _CALENDARS,
            "Hủy được: nhiệm vụ chưa báo cáo trở lại chờ, lượt mới bị thu hồi",
        ),
        button="Đặt hạn cho các nhiệm vụ đã chọn",
        alone="Ghi nhận sự kiện",
    ),
    _Way(
        name="sua",
        title="Sửa ngày, văn bản của sự kiện",
        action=Action.CORRECT_EVENT,
        preview=preview_event_correction,
        do=lambda house, doing, said, _: correct_event(house, doing, said),
        will=(
            "Nhiệm vụ đã chọn đổi sang hạn mới, hạn cũ còn trong nhật ký; nhiệm vụ bỏ chọn giữ hạn đang có",
            "Hạn đã được gia hạn hoặc đặt lại sau đó không bị đổi",
            "Ngày và văn bản đúng vào nhật ký của mọi nhiệm vụ theo sự kiện, cả khi hạn giữ nguyên",
            _LETTER,
            _CALENDARS,
        ),
        button="Sửa sự kiện và hạn đã chọn",
        alone="Sửa ghi nhận sự kiện",
        more=(REASON,),
    ),
)


@dataclass(frozen=True, kw_only=True)
class _DueRow:
    """One duty and the day it would get: as typed or proposed, how near that is, by which rule, what is wrong.

    `instead_of` is the proposed day where a person set another, `was` the day that the duty has now, `by_hand` that a
    person set that one.
    """

    id: int
    agency: str
    title: str
    value: str
    day: date | None
    near: Nearness | None
    rule: str
    assumed: bool
    instead_of: date | None
    was: date | None
    again: bool
    by_hand: bool
    chosen: bool
    error: str


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """What came in: the first fields, the day typed for each duty, the chosen duties (None before there was a choice).

    `sure` says that an early day is meant, `proposal` whose word is accepted.
    """

    typed: Typed
    days: Mapping[int, str]
    chosen: frozenset[int] | None
    sure: bool
    proposal: int | None


def event_firing(office: Office) -> APIRouter:
    """Return the routes of both pages."""
    router = APIRouter()
    for way in _WAYS:
        _add(router, office, way)
    return router


def _add(router: APIRouter, office: Office, way: _Way) -> None:
    @router.get(f"{EVENTS}/{{number:int}}/{way.name}")
    def asked(request: Request, number: int) -> Response:
        """Show what would happen; nothing is changed."""
        sent = _sent(request.query_params.multi_items(), (), office.today())
        shown = show_event(office.installation, number, office.actor_of(request))
        if HAPPENED_ON.name not in sent.typed.texts:
            sent = replace(sent, typed=_filled_in(shown, sent, office.today()))
        return _show(office, request, way, shown, sent)

    @router.post(f"{EVENTS}/{{number:int}}/{way.name}")
    async def decided(request: Request, number: int) -> Response:
        """Fire or correct the event, or say what is wrong."""
        return await run_in_threadpool(_do, office, request, way, number, await typed_fields(request))


def _sent(items: _Items, more: tuple[Field, ...], today: date) -> _Sent:
    texts = dict(items)
    return _Sent(
        typed=read_fields((*_ASKED, *more), texts, today),
        days={
            number: text
            for name, text in items
            if name.startswith(_DUE) and (number := row_number(name.removeprefix(_DUE))) is not None
        },
        chosen=frozenset(number for name, text in items if name == _CHOSEN and (number := row_number(text)) is not None)
        or None,
        sure=_SURE in texts,
        proposal=row_number(texts.get(_PROPOSAL, "")),
    )


def _filled_in(shown: ShownEvent, sent: _Sent, today: date) -> Typed:
    """What stands in the fields at first: what somebody said, or what the event has; nothing is wrong with it yet."""
    said = next((one for one in shown.proposals if one.id == sent.proposal), None)
    if said is not None:
        return read_fields(_ASKED, {"ngay": short_date(said.happened_on), "van-ban": said.document}, today)
    if shown.event.fired_on is not None and not shown.event.repeatable:
        known = {"ngay": short_date(shown.event.fired_on), "van-ban": shown.event.document}
        return read_fields(_ASKED, known, today)
    return Typed(sent.typed.texts, {}, {})


def _do(office: Office, request: Request, way: _Way, number: int, items: _Items) -> Response:
    sent = _sent(items, way.more, office.today())
    shown = show_event(office.installation, number, office.actor_of(request))
    errors = _errors(way, sent, shown, office.today())
    if errors:
        return _show(office, request, way, shown, _with_errors(sent, errors), status=422)
    doing = _doing(office, request, number, sent)
    affected = way.preview(office.installation, doing, _said(sent))
    if errors := _row_errors(way, sent, affected, office.today()):
        return _show(office, request, way, shown, _with_errors(sent, errors), status=422)
    try:
        way.do(office.installation, doing, _said(sent, affected, office.today()), sent.proposal)
    except NotAllowed:
        raise
    except DondocError as error:
        told = refusal_at_field((*_ASKED, *way.more), sent.typed, error, general=HAPPENED_ON.name)
        return _show(office, request, way, shown, replace(sent, typed=told), status=409)
    return RedirectResponse(f"{EVENTS}/{number}?xong={way.name}", status_code=303)


def _doing(office: Office, request: Request, number: int, sent: _Sent) -> EventDoing:
    return EventDoing(
        event=number,
        actor=office.actor_of(request),
        now=office.now(),
        reason=sent.typed.text(REASON.name),
        document=sent.typed.text(EVENT_DOCUMENT.name),
    )


def _errors(way: _Way, sent: _Sent, shown: ShownEvent, today: date) -> dict[str, str]:
    errors, on = dict(sent.typed.errors), sent.typed.day(HAPPENED_ON.name)
    common = sent.typed.day(_COMMON_DAY.name)
    if on is not None and on > today:
        errors[HAPPENED_ON.name] = _FUTURE
    elif on is not None and way.action is Action.FIRE and (known := _recorded(shown)) and known != on:
        errors[HAPPENED_ON.name] = f"Đã ghi nhận ngày {short_date(known)}: ghi đúng ngày ấy, hoặc sửa ngày của sự kiện"
    elif on is not None and on < shown.event.plan_issued_on and not sent.sure:
        errors[_SURE] = _EARLY
    if common is not None and common < today:
        errors[_COMMON_DAY.name] = _PAST
    return errors


def _recorded(shown: ShownEvent) -> date | None:
    """The day on which an event that happens once was said to have happened."""
    return None if shown.event.repeatable else shown.event.fired_on


def _row_errors(way: _Way, sent: _Sent, affected: Sequence[Affected], today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    chosen = sent.chosen or frozenset()
    for item in affected:
        number = item.assignment.id
        if number not in chosen:
            continue
        typed = sent.days.get(number, "")
        day = typed_day(typed, today)
        if day is None:
            errors[f"{_DUE}{number}"] = why_no_day(typed, today)
        elif day < today and day != item.proposal.due:
            errors[f"{_DUE}{number}"] = _PAST
    if way.action is Action.FIRE and affected and not any(item.assignment.id in chosen for item in affected):
        errors[_CHOSEN] = _NOBODY
    return errors


def _with_errors(sent: _Sent, errors: dict[str, str]) -> _Sent:
    return replace(sent, typed=Typed(sent.typed.texts, errors, sent.typed.days))


def _said(sent: _Sent, affected: Iterable[Affected] = (), today: date | None = None) -> SaidDays:
    """What was said about the days; of the duties that it moves, those that nobody chose are left out."""
    on = sent.typed.day(HAPPENED_ON.name)
    assert on is not None
    days, left_out = [], set()
    for item in affected:
        number = item.assignment.id
        if number not in (sent.chosen or ()):
            left_out.add(number)
        elif today and (day := typed_day(sent.days.get(number, ""), today)) is not None:
            days.append((number, day))
    common = sent.typed.day(_COMMON_DAY.name) if not days else None
    return SaidDays(on=on, due=common, days=tuple(days), left_out=frozenset(left_out), sure=sent.sure)


def _show(
    office: Office, request: Request, way: _Way, shown: ShownEvent, sent: _Sent, *, status: int = 200
) -> Response:
    event, today = shown.event, office.today()
    answer = shown.answers[way.action]
    errors = dict(sent.typed.errors) or (
        _errors(way, sent, shown, today) if HAPPENED_ON.name in sent.typed.texts else {}
    )
    on = sent.typed.day(HAPPENED_ON.name)
    ready = (
        bool(answer)
        and HAPPENED_ON.name not in errors
        and on is not None
        and on <= today
        and bool(sent.typed.text(EVENT_DOCUMENT.name))
    )
    affected = way.preview(office.installation, _doing(office, request, event.id, sent), _said(sent)) if ready else []
    rows = [_row(office, item, sent) for item in affected if not item.kept]
    early = on is not None and on < event.plan_issued_on
    if status == 200:
        errors.pop(_SURE, None)
    typed, working_days = replace(sent.typed, errors=errors), office.installation.policies.working_days
    return office.pages.show(
        request,
        "events/firing.html",
        event_page(event, way.title, wrong=bool(errors)),
        status=403 if isinstance(answer, No) else status,
        why=answer.reason if isinstance(answer, No) else "",
        way=way,
        will=[_NO_LETTER if line == _LETTER and not shown.announced else line for line in way.will],
        event=event,
        about=event_about(event, today),
        fields=[draw_field(one, typed, today, working_days) for one in _ASKED],
        more=[draw_field(one, typed, today, working_days) for one in way.more],
        errors=errors,
        early=full_date(event.plan_issued_on) if early else "",
        sure=sent.sure,
        carried=[(one.name, sent.typed.texts.get(one.name, "")) for one in _ASKED],
        proposal=sent.proposal,
        ready=ready,
        rows=rows,
        kept=len(affected) - len(rows),
        days=_counted(rows),
        assumed=sum(row.assumed for row in rows),
        usual=office.installation.policies.usual_term,
    )


def _row(office: Office, item: Affected, sent: _Sent) -> _DueRow:
    number, today = item.assignment.id, office.today()
    value = sent.days.get(number, short_date(item.proposal.due))
    day = typed_day(value, today)
    edited = day is not None and day != item.proposal.due
    return _DueRow(
        id=number,
        agency=item.assignment.agency_name,
        title=item.assignment.task.title,
        value=value,
        day=day,
        near=_near(office, day) if day else None,
        rule=item.proposal.rule,
        assumed=item.proposal.assumed and not edited,
        instead_of=item.proposal.due if edited else item.proposal.instead_of,
        was=None if item.again else item.assignment.due,
        again=item.again,
        by_hand=item.by_hand,
        # A day that a person set moves only where somebody says so.
        chosen=number in sent.chosen if sent.chosen is not None else not item.by_hand,
        error=sent.typed.errors.get(f"{_DUE}{number}", ""),
    )


def _near(office: Office, due: date) -> Nearness:
    policies, today = office.installation.policies, office.today()
    act_by = policies.working_days.on_or_before(due)
    dates = Dates(due=due, soon_on=act_by - policies.soon, reported_on=None)
    standing = DutyStanding(
        state=State.ASSIGNED,
        timeliness=timeliness(State.ASSIGNED, dates, today=today),
        due=due,
        act_by=act_by,
    )
    return nearness(standing, today=today, working_days=policies.working_days)


def _counted(rows: Iterable[_DueRow]) -> list[str]:
    """How many duties get which day, as in "16 nhiệm vụ: thứ Tư 18/3/2026"."""
    counts = Counter(row.day for row in rows if row.chosen and row.day is not None)
    return [f"{group_thousands(count)} nhiệm vụ: {full_date(day)}" for day, count in sorted(counts.items())]
