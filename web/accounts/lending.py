"""`/toi/uy-quyen`: lending one's own rights to a deputy for some weeks, and taking them back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from base.errors import DondocError
from services.accounts.grants import delegate, lending_mails, take_grant
from services.accounts.own.profile import find_deputy, holdings
from services.accounts.sessions import SignedIn
from web.accounts.me import ME, UP
from web.accounts.saying import error_words, send_mails
from web.frame.numbers import row_number
from web.frame.values import Page
from web.office import Office
from web.signed_in import Here, Who, WhoFresh, restore_typed
from workflow.people.delegation import DelegationDaysRefused, DelegationPaperMissing, DeputyRefused
from workflow.views.typed_day import typed_day

router = APIRouter()
LENDING = f"{ME}/uy-quyen"


@router.get(LENDING)
async def ask_lending(request: Request, office: Here, who: Who) -> Response:
    """Ask what is lent, to whom, for how long, by which document."""
    return _form(request, office, who, await restore_typed(request, who), {})


@router.post(LENDING)
def _lend(
    request: Request,
    office: Here,
    who: WhoFresh,
    quyen: Annotated[str, Form()] = "",
    nguoi: Annotated[str, Form()] = "",
    thu: Annotated[str, Form()] = "",
    tu: Annotated[str, Form()] = "",
    den: Annotated[str, Form()] = "",
    van_ban: Annotated[str, Form(alias="van-ban")] = "",
) -> Response:
    """Lend a right."""
    typed = {"quyen": quyen, "nguoi": nguoi, "thu": thu, "tu": tu, "den": den, "van-ban": van_ban}
    grant = row_number(quyen)
    deputy = find_deputy(office.desk, who, chosen=row_number(nguoi), mail=thu, today=office.today())
    first, last = typed_day(tu, office.today()), typed_day(den, office.today())
    wrong = {
        "quyen": "" if grant is not None else "Chọn quyền được ủy quyền",
        "thu" if thu.strip() else "nguoi": "" if deputy is not None else _unknown(thu),
        "tu": "" if first else "Ghi ngày bắt đầu, ví dụ 05/7/2026",
        "den": "" if last else "Ghi ngày kết thúc, ví dụ 20/7/2026",
    }
    errors = {name: text for name, text in wrong.items() if text}
    if errors or first is None or last is None or grant is None or deputy is None:
        return _form(request, office, who, typed, errors)
    try:
        made = delegate(
            office.desk,
            who.actor,
            grant,
            deputy=deputy,
            since=first,
            until=last,
            document=van_ban.strip(),
            now=office.now(),
        )
    except DondocError as error:
        return _form(request, office, who, typed, {_field_of(error, thu): error_words(error)})
    mails = lending_mails(office.desk, made, now=office.now())
    answer = RedirectResponse(f"{ME}?xong=uy-quyen", status_code=303)
    answer.background = BackgroundTask(send_mails, office.desk, mails)
    return answer


def _field_of(error: DondocError, mail: str) -> str:
    """The field at which what was typed is to be put right."""
    match error:
        case DelegationDaysRefused():
            return "den"
        case DelegationPaperMissing():
            return "van-ban"
        case DeputyRefused():
            return "thu" if mail.strip() else "nguoi"
    return "quyen"


def _unknown(mail: str) -> str:
    if mail.strip():
        return "Không có tài khoản đang dùng nào ở địa chỉ này; ghi đủ địa chỉ, hoặc hỏi quản trị"
    return "Chọn người được ủy quyền, hoặc ghi thư điện tử của người đó"


@router.post(f"{LENDING}/{{number}}/thu-hoi")
def _take_back(office: Here, who: Who, number: int) -> Response:
    """Take a lent right back at once."""
    take_grant(office.desk, who.actor, number, reason="người ủy quyền thu hồi", now=office.now())
    return RedirectResponse(f"{ME}?xong=thu-hoi", status_code=303)


def _form(request: Request, office: Office, who: SignedIn, typed: dict[str, str], errors: dict[str, str]) -> Response:
    found = holdings(office.desk, who, today=office.today())
    names = [one.name for one in found.deputies]
    # Another's address is shown only where his name alone doesn't tell him from somebody else.
    twice = {name for name in names if names.count(name) > 1}
    return office.pages.show(
        request,
        "accounts/lending.html",
        Page(title="Ủy quyền", place=ME, crumbs=UP, wrong=bool(errors)),
        status=422 if errors else 200,
        rights=[(str(k.id), f"{k.grant.role_words}, {k.scope_name}", "") for k in found.own if k.grant.lent_by is None],
        deputies=[(str(p.id), p.name if p.name not in twice else f"{p.name} ({p.mail})") for p in found.deputies],
        typed=typed,
        errors=errors,
    )
