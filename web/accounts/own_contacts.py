"""`/toi/thong-bao`: where and when one is written to, who stands in, and what one was told and why."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from base.vietnamese import short_date
from services.accounts.own.contacts import Absence, end_own_reminders, keep_contact, possible_stand_ins
from services.accounts.own.profile import messages_to, own_contacts
from services.accounts.sessions import SignedIn
from web.accounts.me import ME, UP
from web.accounts.saying import error_words
from web.frame.numbers import row_number
from web.frame.values import Page
from web.messages.outbox import step_words
from web.office import Office
from web.signed_in import Here, Who
from workflow.store.people.contacts import ImpossibleAbsence, ImpossibleHours, KnownContact, UnknownContact
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
    typed = {"gio-tu": gio_tu, "gio-den": gio_den, "vang-tu": vang_tu, "vang-den": vang_den, "thay": thay}
    again = (number, typed)
    first, last = typed_day(vang_tu, office.today()), typed_day(vang_den, office.today())
    if errors := _unreadable(typed, first, last):
        return _told(request, office, who, again=again, errors=errors)
    try:
        keep_contact(
            office.desk,
            who,
            number,
            hours=(_hour(gio_tu), _hour(gio_den)),
            away=Absence(first=first, last=last, stand_in=row_number(thay)) if first and last else None,
            now=office.now(),
        )
    except ImpossibleHours:
        return _told(request, office, who, again=again, errors={"gio-den": "Giờ đến phải sau giờ từ"})
    except ImpossibleAbsence as error:
        late = first is not None and last is not None and last < first
        wrong = {"vang-den": "Ngày cuối không được trước ngày đầu"} if late else {"thay": error.remedy}
        return _told(request, office, who, again=again, errors=wrong)
    except UnknownContact as error:
        return _told(request, office, who, again=again, errors={"thay": error_words(error)})
    return RedirectResponse(f"{TOLD}?xong=dau-moi", status_code=303)


@router.post(f"{TOLD}")
def reminders(office: Here, who: Who, nhac: _Typed = "") -> Response:
    """End the reminders before a due day, or begin them anew."""
    end_own_reminders(office.desk, who, ended=nhac == "ngung", now=office.now())
    return RedirectResponse(f"{TOLD}?xong=nhac", status_code=303)


def _told(
    request: Request,
    office: Office,
    who: SignedIn,
    *,
    again: tuple[int, Mapping[str, str]] | None = None,
    errors: Mapping[str, str] | None = None,
    done: str = "",
) -> Response:
    contacts = own_contacts(office.desk, who)
    typed = dict([again]) if again else {}
    policies = office.installation.policies
    return office.pages.show(
        request,
        "accounts/told.html",
        Page(title="Thông báo cho tôi", place=ME, crumbs=UP, wrong=bool(errors), done=done),
        status=422 if errors else 200,
        who=who,
        contacts=[
            (one, [("", "cán bộ dự phòng của cơ quan"), *others], typed.get(one.id) or _kept(one, others))
            for one in contacts
            for others in [_stand_ins(office, one.agency, one.id)]
        ],
        why=lambda line: (line.step_words or step_words(policies, line.step)).removesuffix("."),
        messages=messages_to(office.desk, who),
        # There is a form for each contact: a field is known by its name and the contact's number.
        errors={f"{name}-{again[0]}": text for name, text in (errors or {}).items()} if again else {},
    )


def _unreadable(typed: Mapping[str, str], first: date | None, last: date | None) -> dict[str, str]:
    """What is wrong with hours and days before they are compared, by the field: each goes with its other one."""
    errors: dict[str, str] = {}
    for name, other in (("gio-tu", "gio-den"), ("gio-den", "gio-tu")):
        try:
            missing = _hour(typed[name]) is None and typed[other].strip() != ""
        except ValueError:
            missing = True
        if missing:
            errors[name] = f"Ghi giờ như {'07:30' if name == 'gio-tu' else '17:00'}, hoặc bỏ trống cả hai giờ"
    for name, day, other in (("vang-tu", first, "vang-den"), ("vang-den", last, "vang-tu")):
        if day is None and (typed[name].strip() or typed[other].strip()):
            errors[name] = "Ghi cả ngày đầu và ngày cuối của thời gian vắng, ví dụ 05/7/2026"
    return errors


def _kept(contact: KnownContact, others: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What a contact's form shows before anybody types."""
    return {
        "gio-tu": f"{contact.works_from:%H:%M}" if contact.works_from else "",
        "gio-den": f"{contact.works_until:%H:%M}" if contact.works_until else "",
        "vang-tu": short_date(contact.away_from) if contact.away_from else "",
        "vang-den": short_date(contact.away_until) if contact.away_until else "",
        "thay": next((number for number, name in others if contact.stand_in and name.startswith(contact.stand_in)), ""),
    }


def _stand_ins(office: Office, agency: str, number: int) -> list[tuple[str, str]]:
    return [(str(other), name) for other, name in possible_stand_ins(office.desk, agency, but=number)]


def _hour(text: str) -> time | None:
    return time.fromisoformat(text.strip().zfill(5)) if text.strip() else None
