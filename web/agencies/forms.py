"""`/co-quan/{code}/…`: what is changed of an agency, each on a page of its own; what was typed comes back."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import group_thousands
from services.directory.agency_changes import (
    NewAgency,
    join_group,
    learn_spelling,
    named_agency,
    rename_agency,
    take_in_agency,
)
from services.directory.agency_pages import ShownAgency, show_agency
from services.directory.contact_desk import add_contact
from services.duties.endings import Deciding, succeed
from web.accounts.saying import error_words
from web.agencies.pages import AGENCY_PLACE, agency_page, directory_reader, ended_words
from web.duties.forms.fields import (
    DOCUMENT,
    OPTIONAL_DOCUMENT,
    Field,
    FieldKind,
    Typed,
    draw_field,
    read_fields,
)
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import typed_fields
from workflow.agencies import AgencyKind, UnknownAgency
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.rights import No, Subject, may
from workflow.store.tables import ContactRole

_GENERAL = "bieu-mau"
_SPELLING = Field(name="cach-viet", label="Cách viết", hint="như trong văn bản; ví dụ Sở NV", missing="Ghi cách viết")
_NAME = Field(name="ten", label="Tên mới", hint="Đầy đủ, ví dụ Sở Nông nghiệp và Môi trường", missing="Ghi tên mới")
_MEMBER = Field(name="thanh-vien", label="Cơ quan", hint="Tên như trong danh bạ", missing="Ghi tên cơ quan")
_HEIR = Field(name="ke-thua", label="Cơ quan kế thừa", hint="Tên như trong danh bạ", missing="Ghi tên cơ quan kế thừa")
_NEW_NAME = Field(name="ten", label="Tên cơ quan hoặc nhóm", missing="Ghi tên cơ quan")
_SPELLINGS = Field(name="cach-viet", label="Cách viết khác, nếu có", hint="Cách nhau bằng dấu chấm phẩy")
_MEMBERS = Field(
    name="thanh-vien",
    label="Thành viên, nếu là nhóm",
    kind=FieldKind.TEXT,
    hint="Mỗi dòng một cơ quan, tên như trong danh bạ; bỏ trống nếu không phải nhóm",
)
_PERSON = Field(name="ho-ten", label="Họ và tên", missing="Ghi họ và tên")
_MAIL = Field(name="thu", label="Thư điện tử", hint="Ghi ít nhất một địa chỉ trong bốn ô này")
_PHONE = Field(name="dien-thoai", label="Điện thoại nhận tin mẫu Zalo (ZNS)", hint="ví dụ 0912 345 678")
_GROUP = Field(name="nhom-zalo", label="Mã nhóm Zalo")
_USER = Field(name="zalo", label="Mã người theo dõi Zalo")
_HOURS = Field(name="gio", label="Giờ nhận thư", hint="ví dụ 07:30-17:00; bỏ trống: giờ chung")
ROLES = [(role.value, role.label) for role in ContactRole]


@dataclass(frozen=True, kw_only=True)
class _AgencyForm:
    """One form about an agency: what it asks, what it will do, who may; `select` is a choice beside the fields."""

    name: str
    title: str
    button: str
    done: str
    action: Action
    fields: tuple[Field, ...]
    will: tuple[str, ...]
    act: Callable[[Office, str, Typed, Deciding], object]
    select: tuple[str, str, list[tuple[str, str]]] | None = None


def _succeed(office: Office, code: str, typed: Typed, deciding: Deciding) -> None:
    heir = named_agency(office.installation.policies.directory, typed.text(_HEIR.name))
    succeed(office.installation, code, heir.code, deciding)


def _add_person(office: Office, code: str, typed: Typed, deciding: Deciding) -> None:
    row = {
        "name": typed.text(_PERSON.name),
        "role": typed.text("vai-tro") or ContactRole.STAFF.value,
        "email": typed.text(_MAIL.name),
        "phone": typed.text(_PHONE.name),
        "zalo_group": typed.text(_GROUP.name),
        "zalo_user": typed.text(_USER.name),
        "hours": typed.text(_HOURS.name),
    }
    add_contact(office.installation, code, row, deciding)


AGENCY_FORMS = (
    _AgencyForm(
        name="cach-viet",
        title="Thêm cách viết",
        button="Ghi cách viết",
        done="cach-viet",
        action=Action.KEEP_DIRECTORY,
        fields=(_SPELLING,),
        will=("Từ nay ô ghi như vậy được hiểu là cơ quan này; văn bản đã nhập không đổi.",),
        act=lambda office, code, typed, deciding: learn_spelling(
            office.installation, code, typed.text(_SPELLING.name), deciding
        ),
    ),
    _AgencyForm(
        name="doi-ten",
        title="Đổi tên cơ quan",
        button="Đổi tên từ hôm nay",
        done="doi-ten",
        action=Action.KEEP_DIRECTORY,
        fields=(_NAME, DOCUMENT),
        will=(
            "Mọi trang, thư, lịch nêu tên mới từ hôm nay; mã, nhiệm vụ, quyền giữ nguyên.",
            "Văn bản đã ban hành còn in tên cũ: tên cũ vẫn được hiểu là cơ quan này.",
        ),
        act=lambda office, code, typed, deciding: rename_agency(
            office.installation, code, typed.text(_NAME.name), deciding
        ),
    ),
    _AgencyForm(
        name="ke-thua",
        title="Sáp nhập, chuyển cho cơ quan kế thừa",
        button="Chuyển cho cơ quan kế thừa",
        done="ke-thua",
        action=Action.KEEP_DIRECTORY,
        fields=(_HEIR, DOCUMENT),
        will=(
            "Nhiệm vụ còn mở chuyển sang cơ quan kế thừa; nơi đã có nhiệm vụ đó thì bản cũ được thu hồi.",
            "Vai trò cơ quan đầu mối, phối hợp, theo dõi sự kiện, cán bộ theo dõi, địa chỉ lịch và quyền chuyển theo.",
            "Cơ quan này ghi là đã kết thúc hoạt động; văn bản sau ghi tên cũ được giao cho cơ quan kế thừa.",
        ),
        act=_succeed,
    ),
    _AgencyForm(
        name="thanh-vien",
        title="Thêm thành viên của nhóm",
        button="Thêm vào nhóm",
        done="thanh-vien",
        action=Action.KEEP_DIRECTORY,
        fields=(_MEMBER, OPTIONAL_DOCUMENT),
        will=("Văn bản nhập sau giao cho nhóm thì giao cả cơ quan này; nhiệm vụ đang mở của nhóm được hỏi riêng.",),
        act=lambda office, code, typed, deciding: join_group(
            office.installation, code, typed.text(_MEMBER.name), deciding
        ),
    ),
    _AgencyForm(
        name="them-can-bo",
        title="Thêm người nhận thông báo",
        button="Thêm người nhận",
        done="can-bo",
        action=Action.KEEP_CONTACTS,
        fields=(_PERSON, _MAIL, _PHONE, _GROUP, _USER, _HOURS),
        will=("Người này nhận thư về nhiệm vụ của cơ quan từ lần gửi tới.",),
        act=_add_person,
        select=("vai-tro", "Vai trò", ROLES),
    ),
)


def agency_forms(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(AGENCY_PLACE + "/them")
    def asked_new(request: Request) -> Response:
        """Ask for a new agency or group."""
        return _show_new(office, request, Typed({}, {}, {}))

    @router.post(AGENCY_PLACE + "/them")
    async def taken_in(request: Request) -> Response:
        """Take it in."""
        return await run_in_threadpool(_take_in, office, request, dict(await typed_fields(request)))

    for form in AGENCY_FORMS:
        _add(router, office, form)
    return router


def _add(router: APIRouter, office: Office, form: _AgencyForm) -> None:
    path = f"{AGENCY_PLACE}/{{code}}/{form.name}"

    @router.get(path)
    def asked(request: Request, code: str) -> Response:
        """Show the form; it changes nothing."""
        return _show(office, request, form, _shown(office, request, code), Typed({}, {}, {}))

    @router.post(path)
    async def sent_in(request: Request, code: str) -> Response:
        """Do what the form says, or show it again with what is wrong."""
        return await run_in_threadpool(_do, office, request, form, code, dict(await typed_fields(request)))


def _shown(office: Office, request: Request, code: str) -> ShownAgency:
    return show_agency(office.installation, code, directory_reader(office, request), today=office.today())


def _deciding(office: Office, request: Request, typed: Typed) -> Deciding:
    return Deciding(
        actor=office.actor_of(request),
        now=office.now(),
        document=typed.text(DOCUMENT.name),
    )


def _do(office: Office, request: Request, form: _AgencyForm, code: str, texts: dict[str, str]) -> Response:
    shown = _shown(office, request, code)
    typed = read_fields(form.fields, texts, office.today())
    if typed.errors:
        return _show(office, request, form, shown, typed, status=422)
    try:
        form.act(office, code, typed, _deciding(office, request, typed))
    except (NotAllowed, UnknownAgency):
        raise
    except DondocError as error:
        return _show(office, request, form, shown, _wrong(form.fields[0], typed, error), status=422)
    return RedirectResponse(f"{AGENCY_PLACE}/{code}?xong={form.done}", status_code=303)


def _wrong(field: Field, typed: Typed, error: DondocError) -> Typed:
    return Typed(typed.texts, {field.name: error_words(error)}, typed.days)


def _show(
    office: Office, request: Request, form: _AgencyForm, shown: ShownAgency, typed: Typed, *, status: int = 200
) -> Response:
    answer, working_days = shown.answers[form.action], office.installation.policies.working_days
    why = answer.reason if isinstance(answer, No) else _why_ended(form, shown)
    return office.pages.show(
        request,
        "agencies/form.html",
        agency_page(shown, form.title, wrong=bool(typed.errors)),
        status=403 if isinstance(answer, No) else status,
        form=form,
        will=(*form.will, *_reach(form, shown)),
        about=shown.agency.name,
        why=why,
        action=f"{AGENCY_PLACE}/{shown.agency.code}/{form.name}",
        back=f"{AGENCY_PLACE}/{shown.agency.code}",
        fields=[draw_field(field, typed, office.today(), working_days) for field in form.fields],
        select=form.select,
        chosen=typed.text(form.select[0]) if form.select else "",
        errors=typed.errors,
        general=_GENERAL,
    )


def _why_ended(form: _AgencyForm, shown: ShownAgency) -> str:
    """Why nothing is given to an agency that is no more; its names may still be put right."""
    gives = form.act is _succeed or form.action is Action.KEEP_CONTACTS
    return ended_words(shown) if gives and shown.agency.dissolved else ""


def _reach(form: _AgencyForm, shown: ShownAgency) -> tuple[str, ...]:
    """How much a merger moves."""
    if form.act is not _succeed:
        return ()
    duties, people = shown.standing.open_duties, shown.standing.people
    holders = {one.account.id for one in shown.accounts if one.account}
    return (
        f"Chuyển {group_thousands(duties)} nhiệm vụ còn mở, {group_thousands(people)} địa chỉ nhận thông báo.",
        f"Chuyển {group_thousands(len(shown.accounts))} quyền, của {group_thousands(len(holders))} tài khoản: "
        "người dùng giữ tài khoản, làm việc cho cơ quan kế thừa ngay."
        if shown.accounts
        else "Không có tài khoản, quyền nào của cơ quan này phải chuyển.",
    )


_NEW = _AgencyForm(
    name="them",
    title="Thêm cơ quan, nhóm",
    button="Thêm vào danh bạ",
    done="moi",
    action=Action.KEEP_DIRECTORY,
    fields=(_NEW_NAME, _SPELLINGS, _MEMBERS),
    will=("Văn bản nhập sau hiểu được tên này; văn bản đã nhập không đổi.",),
    act=lambda *_: None,
    select=("loai", "Loại", [(kind.value, kind.label) for kind in AgencyKind]),
)


def _take_in(office: Office, request: Request, texts: dict[str, str]) -> Response:
    directory_reader(office, request)
    typed = read_fields(_NEW.fields, texts, office.today())
    if typed.errors:
        return _show_new(office, request, typed, status=422)
    kind = typed.text("loai")
    new = NewAgency(
        name=typed.text(_NEW_NAME.name),
        kind=AgencyKind(kind) if kind in set(AgencyKind) else AgencyKind.OTHER,
        spellings=_parts(typed.text(_SPELLINGS.name).replace(";", "\n")),
        members=_parts(typed.text(_MEMBERS.name)),
    )
    try:
        code = take_in_agency(office.installation, new, _deciding(office, request, typed))
    except NotAllowed:
        raise
    except DondocError as error:
        return _show_new(office, request, _wrong(_NEW_NAME, typed, error), status=422)
    return RedirectResponse(f"{AGENCY_PLACE}/{code}?xong=moi", status_code=303)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _show_new(office: Office, request: Request, typed: Typed, *, status: int = 200) -> Response:
    answer = may(directory_reader(office, request), Action.KEEP_DIRECTORY, Subject())
    working_days = office.installation.policies.working_days
    return office.pages.show(
        request,
        "agencies/form.html",
        Page(
            title=_NEW.title,
            place=AGENCY_PLACE,
            crumbs=(Crumb(label="Cơ quan", address=AGENCY_PLACE),),
            wrong=bool(typed.errors),
        ),
        status=403 if isinstance(answer, No) else status,
        form=_NEW,
        will=_NEW.will,
        about="Danh bạ của đơn vị",
        why=answer.reason if isinstance(answer, No) else "",
        action=f"{AGENCY_PLACE}/them",
        back=AGENCY_PLACE,
        fields=[draw_field(field, typed, office.today(), working_days) for field in _NEW.fields],
        select=_NEW.select,
        chosen=typed.text("loai") or AgencyKind.DEPARTMENT.value,
        errors=typed.errors,
        general=_GENERAL,
    )
