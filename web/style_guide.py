"""Every component on one page, `/kieu-dang`: in development only, so that what is new looks made by the same hand."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from base.clock import VIETNAM
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.deadlines.values.resolution import Certainty
from workflow.nearness import Nearness, NearnessKind
from workflow.views.date_chain import ChainStep

DUE = date(2026, 3, 27)
_WORDS = {
    NearnessKind.OVERDUE: "quá hạn 39 ngày",
    NearnessKind.DUE_TODAY: "đến hạn hôm nay",
    NearnessKind.DUE_SOON: "sắp đến hạn, còn 5 ngày làm việc",
    NearnessKind.AHEAD: "còn 16 ngày làm việc",
    NearnessKind.WAITING: "chờ sự kiện",
    NearnessKind.DONE_ON_TIME: "hoàn thành đúng hạn",
    NearnessKind.DONE_LATE: "hoàn thành, trễ 10 ngày",
    NearnessKind.UNDATED: "không hạn",
}
ROW = {"address": "#", "title": "Bố trí cán bộ công nghệ thông tin ở cấp xã", "extended": "", "returned": ""}

DECISION = Sample(
    kind="Báo cáo",
    age="chờ 6 ngày",
    title="Quy tắc ứng xử trên mạng",
    address="#",
    reason="Sở Văn hóa, Thể thao và Du lịch báo cáo 27/02/2026, sau hạn 33 ngày",
    act="Xem báo cáo",
)


def style_guide(office: Office) -> APIRouter:
    """Return the page's route."""
    router = APIRouter()

    @router.get("/kieu-dang")
    def components(request: Request) -> HTMLResponse:
        """Show every component with what it is for."""
        page = Page(title="Kiểu dáng", crumbs=(Crumb(label="Hôm nay", address="/"),))
        return office.pages.show(request, "style_guide.html", page, **_samples())

    return router


def _samples() -> dict[str, Any]:
    marks = {kind: Nearness(kind, words) for kind, words in _WORDS.items()}
    act = Sample(label="Báo cáo kết quả", address="#", urgent=True)
    return {
        "marks": list(marks.values()),
        "due": DUE,
        "rows": [
            Sample(
                **(ROW | {"returned": "Bị trả lại 03/3"}),
                due=DUE,
                near=marks[NearnessKind.AHEAD],
                printed="Tháng 6",
                needed="“Chưa có quyết định phân công.”",
                act=act,
            ),
            Sample(
                **ROW,
                due=DUE,
                near=marks[NearnessKind.OVERDUE],
                printed="Trước 26/02/2026 (hoặc theo yêu cầu của BCĐ)",
                needed="Cần có: Báo cáo.",
                act=act,
            ),
        ],
        "decision": DECISION,
        "facets": [
            Sample(
                label="Tình trạng",
                more=None,
                values=[
                    Sample(near=Nearness(kind, kind.label), label="", count=1546, address="#", current=kind == "ahead")
                    for kind in NearnessKind
                ],
            )
        ],
        "chips": [Sample(label="Văn bản: 50/KH-UBND", address="#"), Sample(label="Chủ trì: Sở Y tế", address="#")],
        "acts": [
            Sample(label="Đặt lại hạn", address="#", hint="Cần văn bản chỉ đạo; hạn in vẫn giữ", why=""),
            Sample(label="Báo cáo kết quả", address="#", hint="", why="Chỉ UBND xã Tân Phú báo cáo được"),
        ],
        "chain": _chain(marks),
        "ruler": None,
        "errors": {"so": "Ghi số, ký hiệu của văn bản", "ngay": "Ngày văn bản không thể sau hôm nay, 05/3/2026"},
        "pairs": [Sample(label="Chủ trì", value="Sở Nội vụ", aside="Cán bộ theo dõi")],
        "ways": [Sample(label="Xem 15 nhiệm vụ của Sở Y tế", address="#"), Sample(label="Mọi cơ quan", address="#")],
        "log": _log(),
    }


def _chain(marks: dict[NearnessKind, Nearness]) -> list[ChainStep]:
    event = "Bộ Nội vụ ban hành Đề án"
    return [
        ChainStep(look="waits", label="Văn bản ghi", aside="16/01/2026", words="Tháng 26/01/2026"),
        ChainStep(look="guessed", label="Đọc là", aside="suy đoán", day=DUE, because=("Vì …",)),
        ChainStep(
            look="happened", label="Sự kiện", said=event, happened_on=DUE, proposed=DUE, certainty=Certainty.ASSUMED
        ),
        ChainStep(look="gave", label="Gia hạn lần 1/2", day=DUE, instead_of=DUE),
        ChainStep(look="now", label="Hôm nay", near=marks[NearnessKind.AHEAD]),
    ]


def _log() -> list[Sample]:
    moment = datetime(2026, 3, 4, 15, 20, tzinfo=VIETNAM)
    line = Sample(at="04/3, 15:20", moment=moment, said="Sở Nội vụ nhận nhiệm vụ", folded=())
    earlier = Sample(at="19/01", moment=moment - timedelta(days=44), said="giao nhiệm vụ", folded=())
    return [line, Sample(at="19/01", moment=earlier.moment, said="1 dòng của hệ thống", folded=[earlier])]
