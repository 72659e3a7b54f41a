"""`/toi`: who one is to the office, one's devices, and what is kept of one."""

import json
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from services.accounts.own.profile import change_profile, holdings, own_contacts, own_data
from services.accounts.sessions import SignedIn, devices, end_device, end_other_devices
from web.accounts.device_names import device_words
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import Here, Who, WhoFresh

router = APIRouter()
ME = "/toi"
UP = (Crumb(label="Tôi", address=ME),)
_NOT_FOUND = 404
_SHOWN_LINES = 50
_DONE = {
    "ho-so": "Đã ghi tên và điện thoại.",
    "thiet-bi": "Đã kết thúc phiên đăng nhập trên thiết bị đó.",
    "mat-khau": "Đã đổi mật khẩu; các thiết bị khác đã được đăng xuất.",
    "buoc-hai": "Đã bỏ xác thực hai bước.",
    "uy-quyen": "Đã ghi ủy quyền.",
    "thu-hoi": "Đã thu hồi ủy quyền.",
    "dau-moi": "Đã ghi giờ làm việc và thời gian vắng.",
    "nhac": "Đã đổi cách nhận thư nhắc.",
}


@router.get(ME)
def _shown(request: Request, office: Here, who: Who, xong: str = "") -> Response:
    """Show oneself."""
    return _me(request, office, who, done=_DONE.get(xong, ""))


@router.post(ME)
def change(
    request: Request, office: Here, who: Who, ten: Annotated[str, Form()] = "", dien_thoai: Annotated[str, Form()] = ""
) -> Response:
    """Change name and phone."""
    if not ten.strip():
        return _me(request, office, who, errors={"ten": "Ghi họ và tên"})
    change_profile(office.desk, who, name=ten, phone=dien_thoai, now=office.now())
    return RedirectResponse(f"{ME}?xong=ho-so", status_code=303)


@router.post(f"{ME}/thiet-bi/{{number}}/ket-thuc")
def end_one(office: Here, who: Who, number: int) -> Response:
    """End one of one's own sign-ins."""
    if not end_device(office.desk, who, number, now=office.now()):
        raise HTTPException(_NOT_FOUND)
    return RedirectResponse(f"{ME}?xong=thiet-bi", status_code=303)


@router.post(f"{ME}/thiet-bi/ket-thuc-khac")
def end_others(office: Here, who: Who) -> Response:
    """End all other sign-ins."""
    end_other_devices(office.desk, who, now=office.now())
    return RedirectResponse(f"{ME}?xong=thiet-bi", status_code=303)


@router.get(f"{ME}/du-lieu")
def data(request: Request, office: Here, who: Who) -> Response:
    """Show what is kept of oneself."""
    found = own_data(office.desk, who, now=office.now())
    page = Page(title="Dữ liệu của tôi", place=ME, crumbs=UP)
    lines = [
        (datetime.fromisoformat(one["luc"]), one["viec"], one["noi_dung"]) for one in found["nhat_ky"][:_SHOWN_LINES]
    ]
    return office.pages.show(request, "accounts/data.html", page, who=who, data=found, lines=lines)


@router.get(f"{ME}/du-lieu.json")
def export_own_data(office: Here, who: WhoFresh) -> Response:
    """Give what is kept of oneself as a file."""
    content = json.dumps(own_data(office.desk, who, now=office.now()), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="du-lieu-cua-toi.json"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/json", headers=headers)


def _me(
    request: Request, office: Office, who: SignedIn, *, errors: dict[str, str] | None = None, done: str = ""
) -> Response:
    now = office.now()
    return office.pages.show(
        request,
        "accounts/me.html",
        Page(title=who.account.name, place=ME, wrong=bool(errors), done=done),
        status=422 if errors else 200,
        who=who,
        holdings=holdings(office.desk, who, today=office.today()),
        devices=devices(office.desk, who, now=now),
        device_words=device_words,
        contacts=own_contacts(office.desk, who),
        policy=office.desk.policy,
        today=office.today(),
        errors=errors or {},
    )
