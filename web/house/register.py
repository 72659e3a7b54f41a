"""`/quan-tri/nguoi-dung`: who has an account and which rights; invited, given rights, let go, closed, opened again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from services.accounts.grants import EndsBeforeItBegins, ImpossibleGrant, give_grant, take_grant
from services.accounts.people import (
    Invited,
    RightRefused,
    disable_account,
    enable_account,
    invite_again,
    invite_person,
    unlock_account,
)
from services.accounts.register import (
    REGISTER_TITLE,
    grant_within,
    grantable,
    look_at_person,
    look_at_register,
    may_give_rights,
)
from services.directory.agency_changes import NobodyOfThatName, named_agency
from services.directory.working_agencies import NotWorking
from web.accounts.saying import error_words
from web.duties.forms.fields import REASON, Field, FieldKind, Typed, draw_field, read_fields
from web.frame.values import Crumb, Page
from web.house.invited import lead_to_invited
from web.office import Office
from web.signed_in import proved_afresh, typed_fields
from workflow.people.grants import Grant, GrantedRole
from workflow.rights import GRANTABLE, No
from workflow.store.people.accounts import MailTaken
from workflow.store.people.grants import UnknownScope
from workflow.store.plans.successions import AmbiguousPlan, UnknownPlan

REGISTER = "/quan-tri/nguoi-dung"
_UP = (Crumb(label=REGISTER_TITLE, address=REGISTER),)
# More are found by name or mail.
_SHOWN = 100
_ROLE, _ALSO = "vai-tro", "them"
_NAME = Field(name="ho-ten", label="Họ và tên", missing="Ghi họ và tên")
_MAIL = Field(name="thu", label="Thư điện tử công vụ", hint="Thư mời gửi tới địa chỉ này", missing="Ghi địa chỉ thư")
_AGENCY = Field(name="co-quan", label="Trong phạm vi cơ quan", hint="Tên như trong danh bạ; ví dụ Sở Y tế")
_PLAN = Field(name="so-van-ban", label="Hoặc trong phạm vi một văn bản", hint="Số, ký hiệu; ví dụ 50/KH-UBND")
_SINCE = Field(name="tu", label="Từ ngày", kind=FieldKind.DAY, hint="Bỏ trống: từ hôm nay")
_UNTIL = Field(name="den", label="Đến hết ngày", kind=FieldKind.DAY, hint="Bỏ trống: cho đến khi thu hồi")
_PAPER = Field(name="van-ban", label="Văn bản giao quyền, nếu có", hint="ví dụ 12/QĐ-UBND ngày 02/3/2026")
_RIGHT = (_AGENCY, _PLAN, _SINCE, _UNTIL, _PAPER)
_ROLES = [(role.value, role.label) for role in GrantedRole]
_MORE = [(action.value, action.label, "") for action in sorted(GRANTABLE, key=lambda action: action.label)]
# Which field says what is wrong; a role that doesn't go with its scope or its days stands at the role.
_FIELDS_OF: dict[tuple[type[DondocError], ...], str] = {
    (MailTaken,): _MAIL.name,
    (NobodyOfThatName, NotWorking): _AGENCY.name,
    (UnknownPlan, AmbiguousPlan): _PLAN.name,
    (EndsBeforeItBegins,): _UNTIL.name,
    (ImpossibleGrant, RightRefused, UnknownScope): _ROLE,
}
_DONE = {
    "quyen": "Đã giao quyền; có hiệu lực từ lần mở trang sau.",
    "thu-hoi": "Đã thu hồi quyền; người đó phải đăng nhập lại.",
    "khoa": "Đã khóa tài khoản; mọi phiên đăng nhập của người đó đã kết thúc.",
    "mo": "Đã mở lại tài khoản.",
    "mo-khoa": "Đã mở khóa; người đó đăng nhập bằng mật khẩu được ngay.",
}


@dataclass(frozen=True, kw_only=True)
class _Form:
    """One form of the register: what it asks, what it will do; with `right` it asks for a role and its scope too."""

    title: str
    button: str
    fields: tuple[Field, ...]
    will: tuple[str, ...]
    right: bool = True


_INVITE = _Form(
    title="Mời người dùng",
    button="Lập tài khoản, gửi thư mời",
    fields=(_NAME, _MAIL, *_RIGHT),
    will=("Người này có quyền từ ngày đã ghi.", "Thư mời có liên kết dùng một lần."),
)
_GIVE = _Form(title="Giao thêm quyền", button="Giao quyền", fields=_RIGHT, will=("Người này có thêm quyền ấy.",))
_CLOSE = _Form(
    title="Khóa tài khoản",
    button="Khóa tài khoản",
    fields=(REASON,),
    will=("Người này không đăng nhập được nữa, mọi phiên kết thúc ngay; nhật ký và quyền đã giao được giữ.",),
    right=False,
)


def register_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    fresh = [Depends(proved_afresh)]

    @router.get(REGISTER)
    def listed(request: Request) -> Response:
        """Show who has an account."""
        return _show_list(office, request)

    @router.get(REGISTER + "/moi", dependencies=fresh)
    def asked(request: Request) -> Response:
        """Ask whom to invite, and as what."""
        return _show_form(office, request, _INVITE, REGISTER + "/moi", Typed({}, {}, {}))

    @router.post(REGISTER + "/moi", dependencies=fresh)
    async def invited(request: Request) -> Response:
        """Make the account, and say whether the invitation left."""
        return await run_in_threadpool(_invite, office, request, await typed_fields(request))

    @router.get(REGISTER + "/{number:int}")
    def one(request: Request, number: int) -> Response:
        """Show one person."""
        return _show_person(office, request, number)

    _add_acts(router, office)
    return router


def _add_acts(router: APIRouter, office: Office) -> None:
    fresh = [Depends(proved_afresh)]

    @router.get(REGISTER + "/{number:int}/quyen", dependencies=fresh)
    def asked_right(request: Request, number: int) -> Response:
        """Ask which right to give."""
        return _show_form(office, request, _GIVE, f"{REGISTER}/{number}/quyen", Typed({}, {}, {}), number)

    @router.post(REGISTER + "/{number:int}/quyen", dependencies=fresh)
    async def given(request: Request, number: int) -> Response:
        """Give it."""
        return await run_in_threadpool(_give, office, request, number, await typed_fields(request))

    @router.post(REGISTER + "/{number:int}/quyen/{grant:int}/thu-hoi", dependencies=fresh)
    def ended(request: Request, number: int, grant: int) -> Response:
        """End a right."""
        actor = office.actor_of(request)
        return _acted(
            office,
            request,
            number,
            "thu-hoi",
            lambda: take_grant(office.desk, actor, grant, reason="thu hồi ở trang người dùng", now=office.now()),
        )

    @router.post(REGISTER + "/{number:int}/moi-lai", dependencies=fresh)
    def again(request: Request, number: int) -> Response:
        """Make a new invitation; the former is worth nothing."""
        made = invite_again(office.desk, office.actor_of(request), number, now=office.now())
        return _lead_to_invited(office, request, made)

    _add_closing(router, office)


def _add_closing(router: APIRouter, office: Office) -> None:
    fresh = [Depends(proved_afresh)]

    @router.get(REGISTER + "/{number:int}/khoa", dependencies=fresh)
    def asked_why(request: Request, number: int) -> Response:
        """Ask why an account is closed."""
        return _show_form(office, request, _CLOSE, f"{REGISTER}/{number}/khoa", Typed({}, {}, {}), number)

    @router.post(REGISTER + "/{number:int}/khoa", dependencies=fresh)
    async def closed(request: Request, number: int) -> Response:
        """Close it."""
        return await run_in_threadpool(_close_account, office, request, number, await typed_fields(request))

    @router.post(REGISTER + "/{number:int}/mo", dependencies=fresh)
    def opened(request: Request, number: int) -> Response:
        """Open it again."""
        actor = office.actor_of(request)
        return _acted(
            office, request, number, "mo", lambda: enable_account(office.desk, actor, number, now=office.now())
        )

    @router.post(REGISTER + "/{number:int}/mo-khoa", dependencies=fresh)
    def unlocked(request: Request, number: int) -> Response:
        """End a lock that wrong passwords brought."""
        actor = office.actor_of(request)
        return _acted(
            office, request, number, "mo-khoa", lambda: unlock_account(office.desk, actor, number, now=office.now())
        )


def _show_list(office: Office, request: Request) -> Response:
    actor, search = office.actor_of(request), request.query_params.get("tim", "").strip()[:100]
    found = look_at_register(office.desk, actor, search=search, now=office.now())
    return office.pages.show(
        request,
        "house/register.html",
        Page(title=REGISTER_TITLE, place=REGISTER),
        people=[(one, _seen(office, one.account.seen_at)) for one in found[:_SHOWN]],
        total=len(found),
        search=search,
        gives=bool(may_give_rights(actor)),
        address=REGISTER,
    )


def _show_person(office: Office, request: Request, number: int, *, error: str = "") -> Response:
    actor = office.actor_of(request)
    shown = look_at_person(office.desk, actor, number, now=office.now())
    return office.pages.show(
        request,
        "house/registered_person.html",
        Page(
            title=shown.account.name,
            place=REGISTER,
            crumbs=_UP,
            wrong=bool(error),
            done=_DONE.get(request.query_params.get("xong", ""), ""),
        ),
        status=422 if error else 200,
        person=shown,
        seen=_seen(office, shown.account.seen_at),
        error=error,
        gives=bool(may_give_rights(actor)),
        address=f"{REGISTER}/{number}",
        today=office.today(),
    )


def _seen(office: Office, moment: datetime | None) -> str:
    if moment is None:
        return "chưa vào lần nào"
    days = (office.now() - moment).days
    return f"vào lần cuối {days} ngày trước" if days else "vào lần cuối hôm nay"


def _show_form(
    office: Office,
    request: Request,
    form: _Form,
    action: str,
    typed: Typed,
    person: int | None = None,
    chosen: frozenset[str] = frozenset(),
) -> Response:
    actor = office.actor_of(request)
    shown = look_at_person(office.desk, actor, person, now=office.now()) if person is not None else None
    answer, working_days = may_give_rights(actor), office.installation.policies.working_days
    # A missing right comes before what is wrong with a form.
    status = 403 if isinstance(answer, No) else 422 if typed.errors else 200
    return office.pages.show(
        request,
        "house/register_form.html",
        Page(title=form.title, place=REGISTER, crumbs=_UP, wrong=bool(typed.errors)),
        status=status,
        form=form,
        about=f"{shown.account.name}, {shown.account.mail}" if shown else "",
        why=answer.reason if isinstance(answer, No) else "",
        action=action,
        back=f"{REGISTER}/{person}" if person is not None else REGISTER,
        fields=[draw_field(field, typed, office.today(), working_days) for field in form.fields],
        role=(_ROLE, "Vai trò", _ROLES, typed.text(_ROLE) or GrantedRole.STAFF.value),
        also=(_ALSO, "Giao thêm quyền, nếu cần", _MORE, chosen),
        errors={} if isinstance(answer, No) else typed.errors,
    )


def _invite(office: Office, request: Request, sent: list[tuple[str, str]]) -> Response:
    made: list[Invited] = []

    def act(typed: Typed, right: Grant) -> None:
        name, mail = typed.text(_NAME.name), typed.text(_MAIL.name)
        made.append(
            invite_person(
                office.desk, office.actor_of(request), name=name, mail=mail, grants=(right,), now=office.now()
            )
        )

    wrong = _with_right(office, request, _INVITE, REGISTER + "/moi", sent, act)
    return wrong or _lead_to_invited(office, request, made[0])


def _give(office: Office, request: Request, number: int, sent: list[tuple[str, str]]) -> Response:
    def act(_typed: Typed, right: Grant) -> None:
        give_grant(office.desk, office.actor_of(request), right, person=number, now=office.now())

    wrong = _with_right(office, request, _GIVE, f"{REGISTER}/{number}/quyen", sent, act, number)
    return wrong or RedirectResponse(f"{REGISTER}/{number}?xong=quyen", status_code=303)


def _with_right(
    office: Office,
    request: Request,
    form: _Form,
    action: str,
    sent: list[tuple[str, str]],
    act: Callable[[Typed, Grant], None],
    person: int | None = None,
) -> Response | None:
    """Do what a form with a right in it asks for; the form again where that can't be."""
    chosen = frozenset(value for name, value in sent if name == _ALSO)
    typed = read_fields(form.fields, dict(sent), office.today())
    if not typed.errors:
        try:
            act(typed, _right(office, typed, chosen))
        except DondocError as error:
            typed = Typed(typed.texts, {_field_of(error, person): error_words(error)}, typed.days)
    return _show_form(office, request, form, action, typed, person, chosen) if typed.errors else None


def _field_of(error: DondocError, person: int | None) -> str:
    """The field that an error is about: where what was typed is to be put right."""
    for kinds, field in _FIELDS_OF.items():
        if isinstance(error, kinds):
            return field
    return _MAIL.name if person is None else _ROLE


def _right(office: Office, typed: Typed, chosen: frozenset[str]) -> Grant:
    agency = ""
    directory = office.installation.policies.directory
    if text := typed.text(_AGENCY.name):
        agency = named_agency(directory, text).code
    role = typed.text(_ROLE)
    return grant_within(
        office.desk,
        directory,
        GrantedRole(role) if role in set(GrantedRole) else GrantedRole.STAFF,
        agency=agency,
        plan=typed.text(_PLAN.name),
        since=typed.day(_SINCE.name) or office.today(),
        until=typed.day(_UNTIL.name),
        document=typed.text(_PAPER.name),
        also=grantable(chosen),
    )


def _close_account(office: Office, request: Request, number: int, sent: list[tuple[str, str]]) -> Response:
    typed = read_fields(_CLOSE.fields, dict(sent), office.today())
    if not typed.errors:
        try:
            actor, reason = office.actor_of(request), typed.text(REASON.name)
            disable_account(office.desk, actor, number, reason=reason, now=office.now())
        except DondocError as error:
            typed = Typed(typed.texts, {REASON.name: error_words(error)}, typed.days)
    if typed.errors:
        return _show_form(office, request, _CLOSE, f"{REGISTER}/{number}/khoa", typed, number)
    return RedirectResponse(f"{REGISTER}/{number}?xong=khoa", status_code=303)


def _acted(office: Office, request: Request, number: int, done: str, act: Callable[[], object]) -> Response:
    try:
        act()
    except RightRefused:
        raise
    except DondocError as error:
        return _show_person(office, request, number, error=error_words(error))
    return RedirectResponse(f"{REGISTER}/{number}?xong={done}", status_code=303)


def _lead_to_invited(office: Office, request: Request, made: Invited) -> Response:
    back = f"{REGISTER}/{made.account.id}"
    return lead_to_invited(office, request, made, place=_UP[0], back=back)
