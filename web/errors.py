"""The pages of trouble: what happened, what was kept, what to do. Never a bare word of the protocol."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from base.errors import DondocError
from base.vietnamese import capitalise
from notifications.messages.signed_links import LinkRefused
from services.accounts.own.contacts import NotYours
from services.accounts.people import RightRefused
from services.duties.acting import NotShown
from services.evidence.file_store import FileMissing, StoreUnavailable
from services.evidence.giving import NoSuchFile
from services.house.backups import NoSuchBackup
from services.intake.drafts import DraftRegistered
from services.screens.events import NotYourEvent
from services.screens.feed_addresses import FeedGone, FeedNotYours
from services.screens.one_duty import NotYourDuty
from web.accounts.going_on import with_goal
from web.accounts.kept import NothingKept
from web.frame.labels import with_labels
from web.frame.looking import Lead, lead_of
from web.frame.pages import wants_part
from web.frame.values import Page
from web.guard.origins import SAFE
from web.house.shared_addresses import SHARED
from web.signed_in import StepNeeded, office_of, typed_fields
from workflow.agencies import UnknownAgency
from workflow.evidence.files import MOST_FILES, MOST_MEGABYTES
from workflow.lifecycle import ForbiddenStep, NotAllowed
from workflow.store.database.refusals import DatabaseBusy, DatabaseUnavailable
from workflow.store.duties.reading import UnknownAssignment
from workflow.store.duties.transitions import ChangedMeanwhile
from workflow.store.duties.triggers import TriggerAlready, UnknownTrigger
from workflow.store.feeds.addresses import UnknownFeed
from workflow.store.feeds.shares import UnknownShare
from workflow.store.figures.frozen_reports import UnknownFrozenReport
from workflow.store.figures.plan_facts import UnknownPlanPage
from workflow.store.imports.import_drafts import UnknownDraft
from workflow.store.notices.listing import UnknownNotice
from workflow.store.operation.announcing import AlreadyAnnounced, ClosedPlanAnnounced
from workflow.store.people.accounts import UnknownPerson
from workflow.store.people.contacts import UnknownContact
from workflow.store.people.grants import UnknownGrant

log = logging.getLogger(__name__)
# How the errors of the house are answered; whatever isn't named here is a form that can't be meant so.
_STATUSES: Mapping[type[DondocError], int] = {
    UnknownAssignment: 404,
    UnknownPerson: 404,
    UnknownGrant: 404,
    UnknownTrigger: 404,
    UnknownDraft: 404,
    UnknownPlanPage: 404,
    NoSuchBackup: 404,
    UnknownShare: 404,
    UnknownFrozenReport: 404,
    UnknownAgency: 404,
    UnknownContact: 404,
    UnknownFeed: 404,
    UnknownNotice: 404,
    NothingKept: 404,
    # Whoever may not see a duty doesn't learn that there is one.
    NotYourDuty: 404,
    NotShown: 404,
    NoSuchFile: 404,
    NotYourEvent: 404,
    NotYours: 403,
    FeedNotYours: 403,
    NotAllowed: 403,
    RightRefused: 403,
    FeedGone: 410,
    LinkRefused: 410,
    FileMissing: 410,
    ChangedMeanwhile: 409,
    TriggerAlready: 409,
    ForbiddenStep: 409,
    DatabaseBusy: 503,
    DatabaseUnavailable: 503,
    StoreUnavailable: 503,
}
USUAL_STATUS = 422
NOT_FOUND = 404
RETRY_AFTER = {503: "10", 429: "60"}


@dataclass(frozen=True)
class Trouble:
    """What a page of trouble says: its heading, what happened, what to do; `leads` on where it is no outsider's.

    `about` is the page of the thing where what was asked is done already: sending it again is no way on.
    """

    heading: str
    said: str
    remedy: str
    leads: bool = True
    about: str = ""
    look: Lead | None = None


TROUBLES: Mapping[int, Trouble] = {
    400: Trouble(
        "Yêu cầu này không đọc được", "Trình duyệt đã gửi một yêu cầu không đúng dạng.", "Mở lại trang rồi thử lại."
    ),
    403: Trouble("Thao tác này không thuộc quyền của bạn", "", "Hỏi cơ quan đầu mối hoặc quản trị."),
    404: Trouble(
        "Không thấy trang này",
        "Địa chỉ có thể đã đổi, hoặc nội dung không thuộc phạm vi bạn được xem.",
        "Tìm trong danh sách nhiệm vụ, hoặc về trang đầu.",
    ),
    405: Trouble(
        "Không mở trang này theo cách đó",
        "Địa chỉ này chỉ nhận nội dung gửi từ biểu mẫu.",
        "Về trang trước và dùng nút trên trang.",
    ),
    409: Trouble("Vừa có thay đổi khác", "", "Xem tình trạng mới rồi quyết định lại."),
    410: Trouble(
        "Liên kết này không còn dùng được",
        "Chưa có gì thay đổi.",
        "Mở thư mới nhất, hoặc đăng nhập để thực hiện.",
    ),
    413: Trouble(
        "Nội dung gửi lên quá lớn",
        f"Mỗi tệp nhiều nhất {MOST_MEGABYTES} MB, mỗi lần nhiều nhất {MOST_FILES} tệp. Nháp và các tệp đã gửi lên "
        "trước đó vẫn còn.",
        "Về biểu mẫu, gửi từng tệp bằng nút “Thêm tệp”; tệp lớn thì giảm dung lượng hoặc dán đường dẫn tới văn bản.",
    ),
    422: Trouble("Chưa thực hiện được", "", "Sửa chỗ đã nêu rồi gửi lại."),
    429: Trouble("Thao tác quá nhanh", "Bạn vừa gửi nhiều yêu cầu trong một phút.", "Chờ một phút rồi thử lại."),
    500: Trouble(
        "Có lỗi ở phía hệ thống",
        "Lỗi đã được ghi lại; không phải do bạn.",
        "Thử lại sau ít phút. Nếu vẫn lỗi, báo quản trị số sự cố.",
    ),
    503: Trouble("Hệ thống đang bận", "Cơ sở dữ liệu chưa trả lời.", "Thử lại sau ít phút."),
}


_DONE_ALREADY = (AlreadyAnnounced, ClosedPlanAnnounced)
_OF_THE_MACHINE = (DatabaseUnavailable, StoreUnavailable)
_STORE_AWAY = Trouble(
    "Chưa dùng được nơi lưu tệp",
    "Tệp chưa được lưu hay mở; lỗi đã được ghi lại cho quản trị.",
    "Thử lại sau ít phút. Nếu vẫn lỗi, báo quản trị.",
)
_SHARE_OVER = Trouble(
    "Chia sẻ này đã kết thúc",
    "Địa chỉ đã hết hạn, đã được ngừng chia sẻ, hoặc bị ghi thiếu.",
    "Hỏi người gửi địa chỉ mới.",
    leads=False,
)
_FEED_OVER = Trouble(
    "Lịch này đã kết thúc",
    "Địa chỉ của lịch đã được thay hoặc thu hồi nên không còn được cập nhật.",
    "Xóa lịch này khỏi thiết bị và xin địa chỉ mới của cơ quan hoặc cơ quan đầu mối.",
    leads=False,
)


def add_error_pages(app: FastAPI) -> None:
    """Answer every error with a page."""
    app.add_exception_handler(StepNeeded, led_to_step)
    app.add_exception_handler(DraftRegistered, led_to_plan)
    app.add_exception_handler(DondocError, of_the_house)
    app.add_exception_handler(HTTPException, of_the_protocol)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(Exception, unforeseen)


async def led_to_step(request: Request, error: Exception) -> Response:
    """Lead to the page where something has to be done first; a part of a page can't be led, so htmx leads the whole."""
    assert isinstance(error, StepNeeded)
    address = with_goal(error.address, error.goal)
    if wants_part(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


async def led_to_plan(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Lead from a draft that somebody registered meanwhile to its plan."""
    assert isinstance(error, DraftRegistered)
    return RedirectResponse(f"/van-ban/{error.plan_id}?xong=da-nhap", status_code=303)


async def of_the_house(request: Request, error: Exception) -> Response:
    """Say the four fields of an error of ours."""
    assert isinstance(error, DondocError)
    status = next((s for kind, s in _STATUSES.items() if isinstance(error, kind)), USUAL_STATUS)
    if isinstance(error, UnknownShare) and request.url.path.startswith(f"{SHARED}/"):
        return await trouble_page(request, status, _SHARE_OVER)
    if status == NOT_FOUND:
        # The same words for what isn't there and what isn't his to see.
        return await trouble_page(request, status, TROUBLES[status])
    if isinstance(error, _OF_THE_MACHINE):
        # What is to be done on the server helps nobody who reads a page.
        log.error("%s: %s", request.url.path, error)
        return await trouble_page(
            request, status, _STORE_AWAY if isinstance(error, StoreUnavailable) else TROUBLES[503]
        )
    if isinstance(error, FeedGone):
        return await trouble_page(request, status, _FEED_OVER)
    heading = TROUBLES[status].heading
    about = request.url.path.rpartition("/")[0] if isinstance(error, _DONE_ALREADY) else ""
    told = Trouble(heading, capitalise(error.fault), error.remedy, about=about, look=lead_of(error))
    return await trouble_page(request, status, told)


async def of_the_protocol(request: Request, error: Exception) -> Response:
    """Say what a status of HTTP means here."""
    assert isinstance(error, HTTPException)
    status = error.status_code
    trouble = TROUBLES.get(status, TROUBLES[400 if status < 500 else 500])
    answer = await trouble_page(request, status, trouble)
    answer.headers.update(error.headers or {})
    return answer


async def _unreadable(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Say that an address or form isn't one of ours: a word where a number belongs, say."""
    status = 404 if request.method in SAFE else USUAL_STATUS
    return await trouble_page(request, status, TROUBLES[status])


async def unforeseen(request: Request, error: Exception) -> Response:
    """Say that the fault is ours, with a number under which the log has it."""
    number = secrets.token_hex(4)
    log.error("incident %s at %s %s", number, request.method, request.url.path, exc_info=error)
    return await trouble_page(request, 500, TROUBLES[500], number=number)


async def trouble_page(request: Request, status: int, trouble: Trouble, *, number: str = "") -> Response:
    """Show a page of trouble, with what was typed, so that it can be sent again."""
    office, typed = office_of(request), await _typed(request)
    answer = office.pages.show(
        request,
        "trouble.html",
        Page(title=trouble.heading, wrong=True),
        status=status,
        trouble=trouble,
        number=number,
        path=request.url.path,
        # Sending it once more is no remedy where the right is missing, or where it isn't known who sent it.
        again=status != 403 and not trouble.about,
        typed=with_labels(typed, request.url.path),
        fields=typed,
    )
    answer.headers["Cache-Control"] = "no-store"
    if status in RETRY_AFTER:
        answer.headers["Retry-After"] = RETRY_AFTER[status]
    return answer


async def _typed(request: Request) -> list[tuple[str, str]]:
    """What somebody typed into the form that went wrong; nothing where the form itself can't be read."""
    if request.method in SAFE:
        return []
    try:
        fields: list[tuple[str, Any]] = await typed_fields(request)
    except Exception:
        return []
    return [(name, value) for name, value in fields if name not in SECRET_FIELDS]


# Never shown, never sent again by a button.
SECRET_FIELDS = frozenset({"mat-khau", "mat-khau-moi", "nhap-lai", "ma", "khoa"})
