"""Who is written to for an agency and who has an account: changed, away, gone, brought in from Excel, invited."""

from datetime import time
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from services.accounts.grants import take_grant
from services.accounts.own.contacts import possible_stand_ins
from services.accounts.people import invite_person
from services.directory.agency_pages import show_agency
from services.directory.contact_desk import (
    CONTACT_COLUMNS,
    ContactChange,
    change_contact,
    contact_of,
    import_contacts_as,
    remove_contact,
)
from services.directory.directory_file import import_directory
from services.duties.endings import Deciding
from services.evidence.intake import Incoming, landing_place
from web.accounts.saying import said, send_mails
from web.agencies.pages import AGENCY_PLACE, agency_page, directory_reader
from web.duties.forms.fields import Field, Typed, draw_field, read_fields
from web.frame.numbers import row_number
from web.frame.uploads import incoming_form
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import WhoFresh, typed_fields
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Grant, GrantedRole, GrantScope, ScopeKind
from workflow.rights import No, Subject, may
from workflow.store.people.contacts import KnownContact
from workflow.views.typed_day import typed_day

_LARGEST_LIST = 2 * 1024 * 1024
_KINDS = {"can-bo": import_contacts_as, "danh-ba": import_directory}
_INVITED = (
    Field(name="ho-ten", label="Họ và tên", missing="Ghi họ và tên"),
    Field(name="thu", label="Thư điện tử", hint="Thư mời gửi tới địa chỉ này", missing="Ghi địa chỉ thư"),
)


def agency_people(office: Office) -> APIRouter:
    """Return the routes of contacts and accounts."""
    router = APIRouter()

    @router.get(AGENCY_PLACE + "/nhap")
    def asked_file(request: Request) -> Response:
        """Ask for a list."""
        return _show_import(office, request)

    @router.post(AGENCY_PLACE + "/nhap")
    async def brought_in(request: Request) -> Response:
        """Bring a list in, all of it or none."""
        async with incoming_form(request, partial(landing_place, office.installation), most=_LARGEST_LIST) as form:
            if not form.files:
                return await run_in_threadpool(_show_import, office, request, error="Chọn một tệp", status=422)
            return await run_in_threadpool(_import, office, request, form.files[0], form.fields.get("loai", ""))

    @router.get(AGENCY_PLACE + "/can-bo/{number:int}")
    def asked(request: Request, number: int) -> Response:
        """Show one contact to whoever may keep it."""
        return _show_contact(office, request, contact_of(office.installation, number), {})

    @router.post(AGENCY_PLACE + "/can-bo/{number:int}")
    async def kept(request: Request, number: int) -> Response:
        """Set hours and absence."""
        return await run_in_threadpool(_keep, office, request, number, dict(await typed_fields(request)))

    @router.post(AGENCY_PLACE + "/can-bo/{number:int}/bo")
    def removed(request: Request, number: int) -> Response:
        """Forget a contact."""
        gone = remove_contact(office.installation, number, _deciding(office, request))
        return RedirectResponse(f"{AGENCY_PLACE}/{gone.agency}?xong=bo", status_code=303)

    _add_accounts(router, office)
    return router


def _add_accounts(router: APIRouter, office: Office) -> None:
    @router.get(AGENCY_PLACE + "/{code}/moi")
    def asked(request: Request, code: str) -> Response:
        """Ask whom to invite."""
        return _show_invitation(office, request, code, Typed({}, {}, {}))

    @router.post(AGENCY_PLACE + "/{code}/moi")
    def invited(
        request: Request,
        who: WhoFresh,
        code: str,
        name: Annotated[str, Form(alias="ho-ten")] = "",
        mail: Annotated[str, Form(alias="thu")] = "",
    ) -> Response:
        """Make an account for one of the agency's staff and mail the invitation."""
        typed = read_fields(_INVITED, {"ho-ten": name, "thu": mail}, office.today())
        if typed.errors:
            return _show_invitation(office, request, code, typed, status=422)
        scope = GrantScope(kind=ScopeKind.AGENCY, agency=code)
        grant = Grant(role=GrantedRole.STAFF, scope=scope, since=office.today())
        try:
            made = invite_person(
                office.desk, who.actor, name=name.strip(), mail=mail.strip(), grants=(grant,), now=office.now()
            )
        except DondocError as error:
            wrong = Typed(typed.texts, {"thu": said(error)}, {})
            return _show_invitation(office, request, code, wrong, status=422)
        answer = RedirectResponse(f"{AGENCY_PLACE}/{code}?xong=tai-khoan", status_code=303)
        answer.background = BackgroundTask(send_mails, office.desk, [made.mail])
        return answer

    @router.post(AGENCY_PLACE + "/{code}/quyen/{number:int}/thu-hoi")
    def ended(who: WhoFresh, code: str, number: int) -> Response:
        """End a right within the agency."""
        take_grant(office.desk, who.actor, number, reason="thu hồi ở trang cơ quan", now=office.now())
        return RedirectResponse(f"{AGENCY_PLACE}/{code}?xong=thu-hoi", status_code=303)


def _deciding(office: Office, request: Request) -> Deciding:
    return Deciding(actor=office.actor_of(request), now=office.now())


def _show_import(
    office: Office, request: Request, *, error: str = "", kind: str = "can-bo", status: int = 200
) -> Response:
    actor = directory_reader(office, request)
    own = [may(actor, Action.KEEP_CONTACTS, Subject(agency=code)) for code in (*sorted(actor.agencies), "?")]
    answer = next((one for one in own if one), own[-1])
    whole = bool(may(actor, Action.KEEP_DIRECTORY, Subject()))
    kinds = [("can-bo", "Cán bộ theo dõi", f"Các cột: {', '.join(CONTACT_COLUMNS[:-1])}")]
    if whole:
        hint = "Các cột như tệp danh bạ xuất ra; thêm hoặc sửa, không xóa cơ quan nào"
        kinds.append(("danh-ba", "Danh bạ cơ quan", hint))
    return office.pages.show(
        request,
        "agencies/import.html",
        Page(
            title="Nhập từ Excel",
            place=AGENCY_PLACE,
            crumbs=(Crumb(label="Cơ quan", address=AGENCY_PLACE),),
            wrong=bool(error),
        ),
        status=403 if not answer and status == 200 else status,
        why=answer.reason if isinstance(answer, No) else "",
        error=error,
        kinds=kinds,
        kind=kind,
    )


def _import(office: Office, request: Request, sent: Incoming, kind: str) -> Response:
    bring_in = _KINDS.get(kind, import_contacts_as)
    # The reader goes by the name's ending where the content leaves it open.
    named = sent.path.rename(sent.path.with_name(f"danh-sach.{sent.name.rpartition('.')[2][:5] or 'xlsx'}"))
    try:
        bring_in(office.installation, named, _deciding(office, request))
    except NotAllowed:
        raise
    except DondocError as error:
        words = f"{error.place}: “{error.given}” {error.reason}. {error.remedy}"
        return _show_import(office, request, error=words, kind=kind, status=422)
    return RedirectResponse(f"{AGENCY_PLACE}?xong={'nhap' if kind != 'danh-ba' else 'moi'}", status_code=303)


def _keep(office: Office, request: Request, number: int, texts: dict[str, str]) -> Response:
    known = contact_of(office.installation, number)
    first, last = (typed_day(texts.get(name, ""), office.today()) for name in ("vang-tu", "vang-den"))
    errors = {
        name: "Ghi ngày như 05/7/2026"
        for name, day in (("vang-tu", first), ("vang-den", last))
        if day is None and (texts.get(name, "").strip() or first or last)
    }
    try:
        hours = (_hour(texts.get("gio-tu", "")), _hour(texts.get("gio-den", "")))
    except ValueError:
        errors["gio-tu"] = "Ghi giờ như 07:30"
    if errors:
        return _show_contact(office, request, known, texts, errors, status=422)
    change = ContactChange(
        hours=hours,
        away=(first, last) if first and last else None,
        stand_in=row_number(texts.get("thay", "")),
        reminded=texts.get("nhac", "") != "",
    )
    try:
        change_contact(office.installation, number, change, _deciding(office, request))
    except NotAllowed:
        raise
    except DondocError as error:
        return _show_contact(office, request, known, texts, {"vang-tu": said(error)}, status=422)
    return RedirectResponse(f"{AGENCY_PLACE}/{known.agency}?xong=can-bo", status_code=303)


def _hour(text: str) -> time | None:
    return time.fromisoformat(text.strip().zfill(5)) if text.strip() else None


def _show_contact(
    office: Office,
    request: Request,
    known: KnownContact,
    texts: dict[str, str],
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    actor = directory_reader(office, request)
    shown = show_agency(office.installation, known.agency, actor, today=office.today())
    answer = shown.answers[Action.KEEP_CONTACTS]
    if isinstance(answer, No):
        raise NotAllowed(
            given=Action.KEEP_CONTACTS.label,
            place=known.agency_name,
            reason="không thuộc quyền của bạn",
            remedy=answer.reason,
        )
    others = possible_stand_ins(office.desk, known.agency, but=known.id)
    return office.pages.show(
        request,
        "agencies/contact.html",
        agency_page(shown, known.name, wrong=bool(errors)),
        status=status,
        known=known,
        texts=texts,
        errors=errors or {},
        stand_ins=[("", "cán bộ dự phòng của cơ quan"), *((str(number), name) for number, name in others)],
        chosen=texts.get("thay", "") or _standing_in(known, others),
        address=f"{AGENCY_PLACE}/can-bo/{known.id}",
        back=f"{AGENCY_PLACE}/{known.agency}",
    )


def _standing_in(known: KnownContact, others: list[tuple[int, str]]) -> str:
    return next((str(number) for number, name in others if known.stand_in and name.startswith(known.stand_in)), "")


def _show_invitation(office: Office, request: Request, code: str, typed: Typed, *, status: int = 200) -> Response:
    shown = show_agency(office.installation, code, directory_reader(office, request), today=office.today())
    answer, working_days = shown.answers[Action.GIVE_STAFF_GRANTS], office.installation.policies.working_days
    return office.pages.show(
        request,
        "agencies/invite.html",
        agency_page(shown, "Mời chuyên viên", wrong=bool(typed.errors)),
        status=403 if isinstance(answer, No) and status == 200 else status,
        about=shown.agency.name,
        why=answer.reason if isinstance(answer, No) else "",
        action=f"{AGENCY_PLACE}/{code}/moi",
        back=f"{AGENCY_PLACE}/{code}",
        fields=[draw_field(field, typed, office.today(), working_days) for field in _INVITED],
        errors=typed.errors,
    )
