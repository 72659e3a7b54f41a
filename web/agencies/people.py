"""Who is written to for an agency and who has an account: changed, away, gone, brought in from Excel, invited."""

import re
from datetime import time
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from services.accounts.grants import check_taking, take_grant
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
    shown_address,
)
from services.directory.directory_file import MembersLeftOut, import_directory
from services.directory.working_agencies import check_works
from services.duties.endings import Deciding
from services.evidence.intake import Incoming, landing_place
from services.intake.contacts import ContactsUnreadable
from web.accounts.saying import error_words
from web.agencies.forms import ROLES
from web.agencies.pages import AGENCY_PLACE, agency_page, directory_reader, ended_words
from web.duties.forms.fields import Field, Typed, draw_field, read_fields
from web.frame.numbers import row_number
from web.frame.uploads import incoming_form
from web.frame.values import Crumb, Page
from web.house.invited import lead_to_invited
from web.office import Office
from web.signed_in import proved_afresh, typed_fields
from workflow.lifecycle import NotAllowed
from workflow.notices.ladder import Channel
from workflow.people.actions import Action
from workflow.people.grants import Grant, GrantedRole, GrantScope, ScopeKind
from workflow.rights import No, Subject, may
from workflow.store.people.contacts import ContactTaken, KnownContact
from workflow.views.typed_day import typed_day

_LARGEST_LIST = 2 * 1024 * 1024
# What no name of a file may hold.
_UNSAFE = re.compile(r"[\x00-\x1f/\\]|^\.+")
_DIRECTORY = "danh-ba"
# What was answered about members that a file leaves out of a group.
_LEAVING = {"roi": True, "o-lai": False}
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
            kind, answer = form.fields.get("loai", ""), form.fields.get("bot", "")
            return await run_in_threadpool(_import, office, request, form.files[0], kind, answer)

    @router.get(AGENCY_PLACE + "/can-bo/{number:int}")
    def asked(request: Request, number: int) -> Response:
        """Show one contact to whoever may keep it."""
        return _show_contact(office, request, contact_of(office.installation, number), {})

    @router.post(AGENCY_PLACE + "/can-bo/{number:int}")
    async def kept(request: Request, number: int) -> Response:
        """Set who it is, hours and absence."""
        return await run_in_threadpool(_keep, office, request, number, dict(await typed_fields(request)))

    @router.post(AGENCY_PLACE + "/can-bo/{number:int}/bo")
    def removed(request: Request, number: int) -> Response:
        """Forget a contact."""
        gone = remove_contact(office.installation, number, _deciding(office, request))
        return RedirectResponse(f"{AGENCY_PLACE}/{gone.agency}?xong=bo", status_code=303)

    _add_accounts(router, office)
    return router


def _add_accounts(router: APIRouter, office: Office) -> None:
    fresh = [Depends(proved_afresh)]

    def may_end(request: Request, number: int) -> None:
        check_taking(office.desk, office.actor_of(request), number, today=office.today())

    @router.get(AGENCY_PLACE + "/{code}/moi")
    def asked(request: Request, code: str) -> Response:
        """Ask whom to invite."""
        return _show_invitation(office, request, code, Typed({}, {}, {}))

    @router.post(AGENCY_PLACE + "/{code}/moi", dependencies=fresh)
    def invited(
        request: Request,
        code: str,
        name: Annotated[str, Form(alias="ho-ten")] = "",
        mail: Annotated[str, Form(alias="thu")] = "",
    ) -> Response:
        """Make an account for one of the agency's staff and mail the invitation."""
        typed = read_fields(_INVITED, {"ho-ten": name, "thu": mail}, office.today())
        if typed.errors:
            return _show_invitation(office, request, code, typed, status=422)
        if office.installation.policies.directory.get(code).dissolved:
            return _show_invitation(office, request, code, typed, status=422)
        scope = GrantScope(kind=ScopeKind.AGENCY, agency=code)
        grant = Grant(role=GrantedRole.STAFF, scope=scope, since=office.today())
        try:
            check_works(office.installation.policies.directory, code, "Cơ quan của người dùng")
            made = invite_person(
                office.desk,
                office.actor_of(request),
                name=name.strip(),
                mail=mail.strip(),
                grants=(grant,),
                now=office.now(),
            )
        except DondocError as error:
            wrong = Typed(typed.texts, {"thu": error_words(error)}, {})
            return _show_invitation(office, request, code, wrong, status=422)
        back = f"{AGENCY_PLACE}/{code}"
        place = Crumb(label="Cơ quan", address=AGENCY_PLACE)
        return lead_to_invited(office, request, made, place=place, back=back)

    @router.post(AGENCY_PLACE + "/{code}/quyen/{number:int}/thu-hoi", dependencies=[Depends(may_end), *fresh])
    def ended(request: Request, code: str, number: int) -> Response:
        """End a right within the agency."""
        take_grant(office.desk, office.actor_of(request), number, reason="thu hồi ở trang cơ quan", now=office.now())
        return RedirectResponse(f"{AGENCY_PLACE}/{code}?xong=thu-hoi", status_code=303)


def _deciding(office: Office, request: Request) -> Deciding:
    return Deciding(actor=office.actor_of(request), now=office.now())


def _show_import(
    office: Office, request: Request, *, error: str = "", kind: str = "can-bo", asks: bool = False, status: int = 200
) -> Response:
    actor = directory_reader(office, request)
    own = [may(actor, Action.KEEP_CONTACTS, Subject(agency=code)) for code in (*sorted(actor.agencies), "?")]
    answer = next((one for one in own if one), own[-1])
    whole = bool(may(actor, Action.KEEP_DIRECTORY, Subject()))
    kinds = [("can-bo", "Cán bộ theo dõi", f"Các cột: {', '.join(CONTACT_COLUMNS[:-1])}")]
    if whole:
        hint = "Các cột như tệp danh bạ xuất ra; thêm hoặc sửa, không xóa cơ quan nào"
        kinds.append((_DIRECTORY, "Danh bạ cơ quan", hint))
    return office.pages.show(
        request,
        "agencies/import.html",
        Page(
            title="Nhập từ Excel",
            place=AGENCY_PLACE,
            crumbs=(Crumb(label="Cơ quan", address=AGENCY_PLACE),),
            wrong=bool(error and answer),
        ),
        status=status if answer else 403,
        why=answer.reason if isinstance(answer, No) else "",
        error=error if answer else "",
        kinds=kinds,
        kind=kind,
        asks=asks,
    )


def _import(office: Office, request: Request, sent: Incoming, kind: str, answer: str) -> Response:
    # The reader goes by the name's ending where the content leaves it open; what is wrong is told by this name.
    named = sent.path.rename(sent.path.with_name(_UNSAFE.sub("", sent.name)[-100:] or "danh-sach.xlsx"))
    house, deciding = office.installation, _deciding(office, request)
    try:
        if kind == _DIRECTORY:
            count, new = import_directory(house, named, deciding, leaving=_LEAVING.get(answer))
        else:
            count, new = import_contacts_as(house, named, deciding)
    except NotAllowed:
        raise
    except DondocError as error:
        words = f"{error.place}: “{error.given}” {error.reason}. {error.remedy}"
        asks = isinstance(error, MembersLeftOut)
        return _show_import(office, request, error=words, kind=kind, asks=asks, status=422)
    done = "nhap" if kind != _DIRECTORY else "moi" if new else "danh-ba" if count else "nhu-cu"
    return RedirectResponse(f"{AGENCY_PLACE}?xong={done}", status_code=303)


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
    if "ho-ten" in texts and not texts["ho-ten"].strip():
        errors["ho-ten"] = "Ghi họ và tên"
    if errors:
        return _show_contact(office, request, known, texts, errors, status=422)
    change = ContactChange(
        hours=hours,
        away=(first, last) if first and last else None,
        stand_in=row_number(texts.get("thay", "")),
        reminded=texts.get("nhac", "") != "",
        person=_person(texts, known),
    )
    try:
        change_contact(office.installation, number, change, _deciding(office, request))
    except NotAllowed:
        raise
    except DondocError as error:
        field = "dia-chi" if isinstance(error, (ContactsUnreadable, ContactTaken)) else "vang-tu"
        return _show_contact(office, request, known, texts, {field: error_words(error)}, status=422)
    return RedirectResponse(f"{AGENCY_PLACE}/{known.agency}?xong=can-bo", status_code=303)


def _person(texts: dict[str, str], known: KnownContact) -> tuple[str, str, str] | None:
    """Who it is as typed; a part that wasn't asked stays."""
    if not {"ho-ten", "vai-tro", "dia-chi"}.intersection(texts):
        return None
    return (
        texts.get("ho-ten", known.name).strip(),
        texts.get("vai-tro", known.role.value).strip(),
        texts.get("dia-chi", shown_address(known)).strip(),
    )


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
        typed_address=shown_address(known),
        channel=Channel(known.channel).label,
        roles=ROLES,
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
        # A missing right comes before what is wrong with a form.
        status=403 if isinstance(answer, No) else status,
        about=shown.agency.name,
        why=answer.reason if isinstance(answer, No) else ended_words(shown) if shown.agency.dissolved else "",
        action=f"{AGENCY_PLACE}/{code}/moi",
        back=f"{AGENCY_PLACE}/{code}",
        fields=[draw_field(field, typed, office.today(), working_days) for field in _INVITED],
        errors={} if isinstance(answer, No) else typed.errors,
    )
