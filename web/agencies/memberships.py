"""`/co-quan/{code}/vao-nhom`, `/roi-nhom`, `/bot-thanh-vien`: who came to a group or leaves it, and the open duties."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import full_date, group_thousands, short_date
from services.directory.agency_pages import ShownAgency, show_agency
from services.directory.memberships import (
    Joining,
    joining_of,
    leave_group,
    leaving_of,
    left_duties,
    settle_membership,
)
from services.duties.endings import Deciding
from web.accounts.saying import error_words
from web.agencies.pages import AGENCY_PLACE, agency_page, directory_reader
from web.duties.forms.fields import (
    OPTIONAL_DOCUMENT,
    REASON,
    Field,
    FieldKind,
    Typed,
    draw_field,
    read_fields,
)
from web.office import Office
from web.signed_in import typed_fields
from workflow.agencies import UnknownAgency
from workflow.assignment import Assignment
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.rights import No

_CHOICE = "quyet"
_MEMBER = "thanh-vien"
_LATE_DAY = Field(
    name="ngay",
    label="Hạn khác cho nhiệm vụ đã qua hạn",
    kind=FieldKind.DAY,
    hint="Bỏ trống: hạn ghi ở từng nhiệm vụ trên đây; ví dụ 30/6/2026",
)
_CHOOSE = "Chọn một cách giải quyết"
_GIVE, _DONT, _KEEP, _TAKE = "giao", "khong-giao", "giu", "thu-hoi"
_Options = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class _AskedDuty:
    """One duty that a decision is about: its words, its page where it has one, what becomes of its day."""

    title: str
    address: str
    said: str


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What a page asks: about whom, which duties, the ways to settle it."""

    name: str
    title: str
    sentence: str
    lines: Sequence[_AskedDuty]
    options: _Options
    fields: tuple[Field, ...]
    will: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...] = ()


def agency_memberships(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    for name, asked, decided in (
        ("vao-nhom", _joined, _settle_joined),
        ("roi-nhom", _left, _settle_left),
        ("bot-thanh-vien", _leaving, _leave),
    ):
        _add(router, office, name, asked, decided)
    return router


_Asked = Callable[[Office, ShownAgency, str], _Question | None]
_Decided = Callable[[Office, ShownAgency, Typed, Deciding], str]


def _add(router: APIRouter, office: Office, name: str, asked: _Asked, decided: _Decided) -> None:
    path = f"{AGENCY_PLACE}/{{code}}/{name}"

    @router.get(path)
    def shown(request: Request, code: str) -> Response:
        """Show what would happen to which duties; nothing changes."""
        return _show(office, request, code, asked, Typed(dict(request.query_params), {}, {}))

    @router.post(path)
    async def sent_in(request: Request, code: str) -> Response:
        """Do what was chosen, or show the page again with what is wrong."""
        return await run_in_threadpool(_do, office, request, code, asked, decided, dict(await typed_fields(request)))


def _do(
    office: Office, request: Request, code: str, asked: _Asked, decided: _Decided, texts: dict[str, str]
) -> Response:
    shown = _shown(office, request, code)
    typed = read_fields((_LATE_DAY, REASON, OPTIONAL_DOCUMENT), texts, office.today())
    if not typed.text(_CHOICE):
        typed = Typed(typed.texts, {_CHOICE: _CHOOSE, **typed.errors}, typed.days)
    if typed.errors:
        return _show(office, request, code, asked, typed, status=422)
    deciding = Deciding(
        actor=office.actor_of(request),
        now=office.now(),
        reason=typed.text(REASON.name),
        document=typed.text(OPTIONAL_DOCUMENT.name),
    )
    try:
        done = decided(office, shown, typed, deciding)
    except (NotAllowed, UnknownAgency):
        raise
    except DondocError as error:
        return _show(office, request, code, asked, _wrong(typed, error_words(error)), status=422)
    return RedirectResponse(f"{AGENCY_PLACE}/{code}?xong={done}", status_code=303)


def _wrong(typed: Typed, words: str) -> Typed:
    field = _LATE_DAY.name if typed.day(_LATE_DAY.name) else _CHOICE
    return Typed(typed.texts, {field: words}, typed.days)


def _shown(office: Office, request: Request, code: str) -> ShownAgency:
    return show_agency(office.installation, code, directory_reader(office, request), today=office.today())


def _show(office: Office, request: Request, code: str, asked: _Asked, typed: Typed, *, status: int = 200) -> Response:
    shown = _shown(office, request, code)
    answer, working_days = shown.answers[Action.KEEP_DIRECTORY], office.installation.policies.working_days
    refused = answer.reason if isinstance(answer, No) else ""
    errors = dict(typed.errors)
    question = None
    if not refused:
        try:
            question = asked(office, shown, typed.text(_MEMBER))
        except (NotAllowed, UnknownAgency):
            raise
        except DondocError as error:
            errors, status = {_MEMBER: error_words(error)}, 422
    return office.pages.show(
        request,
        "agencies/membership.html",
        agency_page(shown, question.title if question else "Đưa thành viên ra khỏi nhóm", wrong=bool(errors)),
        status=403 if refused else status,
        about=shown.agency.name,
        why=refused,
        question=question,
        members=[("", "Chọn thành viên"), *((one.code, one.name) for one in shown.direct_members)],
        chosen_member=typed.text(_MEMBER),
        chosen=(typed.text(_CHOICE),),
        fields=[
            draw_field(field, typed, office.today(), working_days) for field in (question.fields if question else ())
        ],
        errors=errors,
        back=f"{AGENCY_PLACE}/{code}",
    )


def _joined(office: Office, shown: ShownAgency, _: str) -> _Question:
    joining = joining_of(office.installation, shown.agency.code, today=office.today())
    count = group_thousands(len(joining.admissions))
    late = any(one.owed != one.due for one in joining.admissions)
    return _Question(
        name="vao-nhom",
        title="Giao nhiệm vụ còn mở của nhóm",
        sentence=f"{count} nhiệm vụ còn mở của nhóm mà cơ quan mới vào."
        if joining.admissions
        else "Không có nhiệm vụ nào của nhóm chờ quyết định.",
        lines=_admission_lines(joining),
        options=(
            (_GIVE, f"Giao {count} nhiệm vụ trên", "Cơ quan nhận tin trong thư tới"),
            (_DONT, "Không giao", "Nhóm có nhiệm vụ mới thì cơ quan vẫn được giao; các nhiệm vụ trên không hỏi lại"),
        ),
        fields=(*((_LATE_DAY,) if late else ()), REASON),
        will=("Nhật ký của từng văn bản ghi lại điều đã quyết.",),
    )


def _admission_lines(joining: Joining) -> list[_AskedDuty]:
    return [
        _AskedDuty(title=joining.titles[one.task], address="", said=words)
        for one in joining.admissions
        for words in [
            "chờ sự kiện, hoặc không có hạn"
            if one.due is None
            else f"hạn {full_date(one.due)}"
            if one.due == one.owed or one.owed is None
            else f"hạn {short_date(one.owed)} đã qua: được {full_date(one.due)}"
        ]
    ]


def _left(office: Office, shown: ShownAgency, _: str) -> _Question:
    duties = left_duties(office.installation, shown.agency.code)
    return _Question(
        name="roi-nhom",
        title="Nhiệm vụ của nhóm đã rời",
        sentence=_still_there(duties),
        lines=_lines(duties),
        options=_leaver_options(duties),
        fields=(REASON,),
        will=("Nhật ký ghi lại điều đã quyết; không hỏi lại.",),
    )


def _leaving(office: Office, shown: ShownAgency, member: str) -> _Question | None:
    if not member:
        return None
    leaving = leaving_of(office.installation, shown.agency.code, member)
    wider = [group.name for group in leaving.groups if group.code != shown.agency.code]
    through = f" Qua nhóm này, cơ quan cũng không còn thuộc: {'; '.join(wider)}." if wider else ""
    return _Question(
        name="bot-thanh-vien",
        title=f"Đưa {leaving.member.name} ra khỏi nhóm",
        sentence=_still_there(leaving.duties),
        lines=_lines(leaving.duties),
        options=_leaver_options(leaving.duties)
        if leaving.duties
        else ((_KEEP, "Đưa ra khỏi nhóm", "Cơ quan không có nhiệm vụ nào còn mở của nhóm"),),
        fields=(REASON, OPTIONAL_DOCUMENT),
        will=(
            f"Văn bản nhập sau giao cho nhóm thì không giao {leaving.member.name} nữa.{through}",
            "Vào lại nhóm sau này thì nhiệm vụ đã thu hồi được mở lại ở trang của từng nhiệm vụ.",
        ),
        hidden=((_MEMBER, leaving.member.code),),
    )


def _still_there(duties: Sequence[Assignment]) -> str:
    if not duties:
        return "Cơ quan không có nhiệm vụ nào còn mở của nhóm."
    return f"{group_thousands(len(duties))} nhiệm vụ của nhóm còn mở ở cơ quan này."


def _lines(duties: Sequence[Assignment]) -> list[_AskedDuty]:
    return [
        _AskedDuty(
            title=duty.task.title,
            address=f"/viec/{duty.id}",
            said=f"{duty.state.label}, hạn {full_date(duty.due)}" if duty.due else f"{duty.state.label}, chưa có hạn",
        )
        for duty in duties
    ]


def _leaver_options(duties: Sequence[Assignment]) -> _Options:
    count = group_thousands(len(duties))
    return (
        (
            _KEEP,
            f"Giữ {count} nhiệm vụ ở cơ quan này",
            "Cơ quan làm tiếp đến khi xong, cả các kỳ sau của nhiệm vụ định kỳ",
        ),
        (_TAKE, f"Thu hồi {count} nhiệm vụ", "Cơ quan nhận tin trong thư tới; báo cáo đã nộp vẫn giữ"),
    )


def _settle_joined(office: Office, shown: ShownAgency, typed: Typed, deciding: Deciding) -> str:
    apart = typed.text(_CHOICE) != _GIVE
    settle_membership(
        office.installation,
        shown.agency.code,
        joined=True,
        deciding=deciding,
        due=typed.day(_LATE_DAY.name),
        as_it_is=apart,
    )
    return "khong-giao" if apart else "vao-nhom"


def _settle_left(office: Office, shown: ShownAgency, typed: Typed, deciding: Deciding) -> str:
    keep = typed.text(_CHOICE) != _TAKE
    settle_membership(office.installation, shown.agency.code, joined=False, deciding=deciding, as_it_is=keep)
    return "giu-lai" if keep else "roi-nhom"


def _leave(office: Office, shown: ShownAgency, typed: Typed, deciding: Deciding) -> str:
    keep = typed.text(_CHOICE) != _TAKE
    withdrawn = leave_group(office.installation, shown.agency.code, typed.text(_MEMBER), keep=keep, deciding=deciding)
    return "bot-thanh-vien-thu-hoi" if withdrawn else "bot-thanh-vien"
