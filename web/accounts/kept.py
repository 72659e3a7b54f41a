"""What was typed when a session had ended, shown again: sent as it is, or looked over in its form first."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from base.errors import DondocError
from services.accounts.own.kept_forms import typed_before
from web.frame.labels import with_labels
from web.frame.values import Page
from web.signed_in import KEPT_PATH, Here, Who

router = APIRouter()


class NothingKept(DondocError):
    """What was kept is over, or another's."""

    def __init__(self) -> None:
        super().__init__(
            given="nội dung đã nhập",
            place="Nội dung được giữ lại",
            reason="không còn, hoặc không phải của bạn",
            remedy="Mở lại trang và nhập lại.",
        )


@router.get(f"{KEPT_PATH}{{token}}")
def _shown(request: Request, office: Here, who: Who, token: str) -> Response:
    """Show a kept form to its person."""
    found = typed_before(office.desk, who.account.id, token, now=office.now())
    if found is None:
        raise NothingKept
    page = Page(title="Nội dung bạn vừa nhập vẫn còn")
    return office.pages.show(
        request,
        "accounts/kept.html",
        page,
        form=found,
        typed=with_labels(found.fields, found.path),
        token=token,
    )
