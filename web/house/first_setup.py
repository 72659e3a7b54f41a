"""`/thiet-lap`: the first set-up of an empty house, step by step, each with a form of its own."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import group_thousands, one_line
from config.provinces import provinces
from services.accounts.desk import MailUnavailable
from services.accounts.people import invite_person
from services.evidence.intake import Incoming, landing_place
from services.house.admission import check_right
from services.house.first_setup import (
    SETUP_PLACE,
    SetupState,
    choosable,
    has_head,
    set_leadership,
    set_province,
    setup_state,
)
from services.house.mail_server import check_server, mail_server_of, send_test_letter
from services.house.setting_changes import change_settings, take_agencies, take_communes, take_province_communes
from services.house.settings_shown import said_elsewhere
from services.intake.agency_lists import directory_of, has_own_communes, read_communes
from web.accounts.saying import error_words
from web.frame.uploads import incoming_form
from web.frame.values import Page
from web.house.setup_fields import (
    PROTECTIONS,
    SetupRefused,
    check_pages_address,
    mail_address,
    mail_addresses,
    mail_server,
    mail_texts,
)
from web.office import Office
from web.signed_in import proved_afresh, typed_fields
from workflow.agencies import AgencyKind
from workflow.evidence.files import file_name
from workflow.people.actions import Action
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, ScopeKind

SETUP = "/thiet-lap"
_DONE = {
    "tinh": "Đã lấy danh bạ của tỉnh.",
    "danh-ba": "Đã thêm các cơ quan của tệp vào danh bạ.",
    "xa-phuong": "Đã lấy danh sách xã, phường của tệp.",
    "xa-phuong-tinh": "Đã lấy lại danh sách xã, phường của tỉnh.",
    "dau-moi": "Đã lập tài khoản và gửi lời mời.",
    "dau-moi-chua-gui": "Đã lập tài khoản. Thư mời chưa gửi được: ghi máy chủ thư rồi mời lại.",
    "lanh-dao": "Đã ghi lãnh đạo tỉnh.",
    "thu": "Đã ghi máy chủ thư. Gửi một thư thử để chắc chắn.",
    "thu-thu": "Máy chủ đã nhận thư thử: mở hộp thư xem đã đến chưa.",
    "dia-chi": "Đã ghi địa chỉ các trang.",
}
_COMMUNES = "xa-phuong"
_NAMED_ELSEWHERE = ("MAIL_URL", "BASE_URL", "LEADERSHIP", "BULLETIN_TO")
_FILES = {"danh-ba": take_agencies, _COMMUNES: take_communes}
_Texts = Mapping[str, str]


def first_setup(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter(dependencies=[Depends(proved_afresh)])

    @router.get(SETUP)
    def shown(request: Request) -> Response:
        """Show how far the set-up is."""
        return _show(office, request)

    @router.post(SETUP + "/{step}")
    async def done(request: Request, step: str) -> Response:
        """Do one step of it."""
        check_right(office.actor_of(request), Action.KEEP_POLICIES, place=SETUP_PLACE)
        if step in _FILES:
            async with incoming_form(request, partial(landing_place, office.installation)) as form:
                agreed = form.fields.get("so", "")
                return await run_in_threadpool(_take, office, request, step, form.files, agreed)
        return await run_in_threadpool(_do, office, request, step, dict(await typed_fields(request)))

    return router


def _take(office: Office, request: Request, step: str, files: tuple[Incoming, ...], agreed: str) -> Response:
    if not files:
        return _show(office, request, errors={step: "Chọn một tệp CSV hoặc XLSX"})
    file = files[0].path.rename(files[0].path.with_name(file_name(files[0].name)))
    try:
        if step == _COMMUNES and (question := _question(office, file, agreed)):
            return _show(office, request, texts={"so": question[0]}, errors={step: question[1]})
        _FILES[step](office.installation, office.actor_of(request), file, now=office.now())
    except DondocError as error:
        return _show(office, request, errors={step: error_words(error)})
    office.renew()
    return RedirectResponse(f"{SETUP}?xong={step}", status_code=303)


def _question(office: Office, file: Path, agreed: str) -> tuple[str, str] | None:
    """How many communes the file names, and what is asked before they take the place of those there are."""
    directory = office.installation.policies.directory
    known = sum(agency.kind is AgencyKind.COMMUNE for agency in directory)
    named = len(read_communes(file))
    if not known or agreed == str(named):
        return None
    words = f"Tệp có {group_thousands(named)} xã, phường, sẽ thay cho {group_thousands(known)} đang có"
    return str(named), f"{words}. Đúng như vậy thì chọn lại tệp rồi bấm “Thay danh sách đang có”"


def _do(office: Office, request: Request, step: str, texts: _Texts) -> Response:
    if step not in _STEPS:
        return Response(status_code=404)
    try:
        came_to = _STEPS[step](office, office.actor_of(request), texts)
    except SetupRefused as refused:
        return _show(office, request, texts=texts, errors=refused.errors)
    except DondocError as error:
        return _show(office, request, texts=texts, errors={_FIRST[step]: error_words(error)})
    office.renew()
    return RedirectResponse(f"{SETUP}?xong={came_to}", status_code=303)


def _province(office: Office, actor: Actor, texts: _Texts) -> str:
    name = texts.get("tinh", "")
    if not name:
        raise SetupRefused(tinh="Chọn tỉnh, thành phố")
    set_province(office.installation, actor, name, now=office.now())
    return "tinh"


def _province_communes(office: Office, actor: Actor, texts: _Texts) -> str:  # noqa: ARG001 - nothing is typed
    take_province_communes(office.installation, actor, now=office.now())
    return "xa-phuong-tinh"


def _coordinator(office: Office, actor: Actor, texts: _Texts) -> str:
    code, name = texts.get("dau-moi-co-quan", ""), one_line(texts.get("dau-moi-ten", ""))
    if not code or not name:
        raise SetupRefused(
            **({} if code else {"dau-moi-co-quan": "Chọn cơ quan đầu mối"}),
            **({} if name else {"dau-moi-ten": "Ghi họ tên"}),
        )
    mail = mail_address("dau-moi-thu", texts)
    scope = GrantScope(kind=ScopeKind.AGENCY, agency=code)
    grant = Grant(role=GrantedRole.COORDINATOR, scope=scope, since=office.today())
    made = invite_person(office.desk, actor, name=name, mail=mail, grants=(grant,), now=office.now())
    try:
        office.desk.send(made.mail)
    except MailUnavailable:
        return "dau-moi-chua-gui"
    return "dau-moi"


def _leadership(office: Office, actor: Actor, texts: _Texts) -> str:
    code, name = texts.get("lanh-dao-co-quan", ""), one_line(texts.get("lanh-dao-ten", ""))
    if not code:
        raise SetupRefused(**{"lanh-dao-co-quan": "Chọn cơ quan lãnh đạo"})
    if not name and (texts.get("lanh-dao-thu", "").strip() or not has_head(office.installation, code)):
        raise SetupRefused(**{"lanh-dao-ten": "Ghi họ tên người nhận thư: chưa có ai của cơ quan này được báo"})
    mail = mail_address("lanh-dao-thu", texts) if name else ""
    set_leadership(office.installation, actor, code, name=name, mail=mail, now=office.now())
    return "lanh-dao"


def _mail(office: Office, actor: Actor, texts: _Texts) -> str:
    server = mail_server(texts, mail_server_of(office.installation.settings.mail_url))
    check_server(server)
    settings = {"DONDOC_MAIL_URL": server.address, "DONDOC_ADMIN_MAIL": mail_address("thu-quan-tri", texts)}
    if "thu-ban-tin" in texts:
        settings["DONDOC_BULLETIN_TO"] = mail_addresses("thu-ban-tin", texts)
    change_settings(office.installation, actor, settings, now=office.now())
    return "thu"


def _test_letter(office: Office, actor: Actor, texts: _Texts) -> str:  # noqa: ARG001 - asked before
    send_test_letter(office.desk, mail_address("thu-den", texts), now=office.now())
    return "thu-thu"


def _address(office: Office, actor: Actor, texts: _Texts) -> str:
    address = check_pages_address(texts.get("dia-chi", ""), plain=office.desk.policy.plain_http)
    change_settings(office.installation, actor, {"DONDOC_BASE_URL": address}, now=office.now())
    return "dia-chi"


_STEPS: Mapping[str, Callable[[Office, Actor, _Texts], str]] = {
    "tinh": _province,
    "xa-phuong-tinh": _province_communes,
    "dau-moi": _coordinator,
    "lanh-dao": _leadership,
    "thu": _mail,
    "thu-thu": _test_letter,
    "dia-chi": _address,
}
# At which field a step says what isn't wrong with a field of its own.
_FIRST = {
    "tinh": "tinh",
    "xa-phuong-tinh": "xa-phuong",
    "dau-moi": "dau-moi-thu",
    "lanh-dao": "lanh-dao-co-quan",
    "thu": "thu-may-chu",
    "thu-thu": "thu-den",
    "dia-chi": "dia-chi",
}


def _show(
    office: Office, request: Request, *, texts: _Texts | None = None, errors: Mapping[str, str] | None = None
) -> Response:
    check_right(office.actor_of(request), Action.KEEP_POLICIES, place=SETUP_PLACE)
    installation = office.installation
    state = setup_state(installation, today=office.today())
    settings = installation.settings
    return office.pages.show(
        request,
        "house/first_setup.html",
        Page(
            title=SETUP_PLACE,
            place="/quan-tri",
            wrong=bool(errors),
            done=_DONE.get(request.query_params.get("xong", ""), ""),
        ),
        status=422 if errors else 200,
        state=state,
        counted=_counted(state),
        texts=_known(state, settings.leadership) | dict(texts or {}),
        errors=dict(errors or {}),
        provinces=[("", "Chọn tỉnh, thành phố"), *((one.name, one.name) for one in provinces())],
        agencies=[
            ("", "Chọn cơ quan"),
            *((a.code, a.name) for a in choosable(installation.policies.directory.agencies)),
        ],
        own_communes=has_own_communes(directory_of(installation)),
        protections=PROTECTIONS,
        elsewhere={name: said_elsewhere(settings, f"DONDOC_{name}") for name in _NAMED_ELSEWHERE},
    )


def _counted(state: SetupState) -> str:
    communes = f"{group_thousands(state.communes)} xã, phường" if state.communes else "chưa có xã, phường nào"
    return f"{group_thousands(state.agencies)} cơ quan cấp tỉnh, {communes}"


def _known(state: SetupState, leadership: str) -> dict[str, str]:
    """What the forms begin with. A password is never shown."""
    return {
        "tinh": state.province,
        "dau-moi-co-quan": "",
        "dau-moi-ten": "",
        "dau-moi-thu": "",
        "lanh-dao-co-quan": leadership if state.leadership else "",
        "lanh-dao-ten": "",
        "lanh-dao-thu": "",
        "thu-quan-tri": state.admin_mail,
        "thu-den": state.admin_mail,
        "thu-ban-tin": state.bulletin_to,
        "dia-chi": state.base_url,
        **mail_texts(state.mail),
    }
