"""`/toi/thong-bao`: where and when one is written to, who stands in, and what one was told and why."""

from datetime import time
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from base.errors import DondocError
from services.accounts.own.contacts import Absence, end_own_reminders, keep_contact, possible_stand_ins
from services.accounts.own.profile import messages_to, own_contacts
from services.accounts.sessions import SignedIn
from web.accounts.me import ME, UP
from web.accounts.saying import said
from web.frame.numbers import row_number
from web.frame.values import Page
from web.office import Office
from web.signed_in import Here, Who
from workflow.views.typed_day import typed_day

router = APIRouter()
TOLD = f"{ME}/thong-bao"
_Typed = Annotated[str, Form()]


@router.get(TOLD)
def _shown(request: Request, office: Here, who: Who, xong: str = "") -> Response:
    """Show one's contacts and the last messages to them."""
    done = {"dau-moi": "Đã ghi giờ làm việc và thời gian vắng.", "nhac": "Đã đổi cách nhận thư nhắc."}
    return _told(request, office, who, done=done.get(xong, ""))


@router.post(f"{TOLD}/{{number}}")
def keep(
    request: Request,
    office: Here,
    who: Who,
    number: int,
    gio_tu: Annotated[str, Form(alias="gio-tu")] = "",
    gio_den: Annotated[str, Form(alias="gio-den")] = "",
    vang_tu: Annotated[str, Form(alias="vang-tu")] = "",
    vang_den: Annotated[str, Form(alias="vang-den")] = "",
    thay: _Typed = "",
) -> Response:
    """Set hours and absence of one of one's own contacts."""
    first, last = typed_day(vang_tu, office.today()), typed_day(vang_den, office.today())
    if (
        (vang_tu.strip() and first is None)
        or (vang_den.strip() and last is None)
        or (first is None) is not (last is None)
    ):
        return _told(request, office, who, error="Ghi cả ngày đầu và ngày cuối của thời gian vắng, ví dụ 05/7/2026")
    try:
        keep_contact(
            office.desk,
            who,
            number,
            hours=(_hour(gio_tu), _hour(gio_den)),
            away=Absence(first=first, last=last, stand_in=row_number(thay)) if first and last else None,
            now=office.now(),
        )
    except ValueError:
        return _told(request, office, who, error="Ghi giờ làm việc như 07:30 và 17:00, hoặc bỏ trống cả hai")
    except DondocError as error:
        return _told(request, office, who, error=said(error))
    return RedirectResponse(f"{TOLD}?xong=dau-moi", status_code=303)


@router.post(f"{TOLD}")
def reminders(office: Here, who: Who, nhac: _Typed = "") -> Response:
    """End the reminders before a due day, or begin them anew."""
    end_own_reminders(office.desk, who, ended=nhac == "ngung", now=office.now())
    return RedirectResponse(f"{TOLD}?xong=nhac", status_code=303)


def _told(request: Request, office: Office, who: SignedIn, *, error: str = "", done: str = "") -> Response:
    contacts = own_contacts(office.desk, who)
    return office.pages.show(
        request,
        "accounts/told.html",
        Page(title="Thông báo cho tôi", place=ME, crumbs=UP, wrong=bool(error), done=done),
        status=422 if error else 200,
        who=who,
        contacts=[(c, [("", "cán bộ dự phòng của cơ quan"), *_stand_ins(office, c.agency, c.id)]) for c in contacts],
        messages=messages_to(office.desk, who),
        error=error,
    )


def _stand_ins(office: Office, agency: str, number: int) -> list[tuple[str, str]]:
    return [(str(other), name) for other, name in possible_stand_ins(office.desk, agency, but=number)]


def _hour(text: str) -> time | None:
    return time.fromisoformat(text.strip().zfill(5)) if text.strip() else None
