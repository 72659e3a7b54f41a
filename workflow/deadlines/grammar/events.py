"""Deadlines that wait: terms counted from an event, triggers, requests, other documents, and work without an end."""

from workflow.deadlines.meanings import Continuous, External, OnDemand, Relative, Triggered
from workflow.deadlines.patterns import Rules
from workflow.deadlines.spans import Span
from workflow.deadlines.values import Offset, Unit

anchored = Rules()
events = Rules()

WITHIN = (
    "((chậm | muộn) nhất | không quá | không muộn hơn | tối đa | trong [vòng | thời hạn | thời gian | khoảng] | sau"
    " | ít nhất | tối thiểu | trong vòng không quá | trong thời hạn không quá)"
)
AFTER = "([ngay] (kể từ | tính từ | từ | sau) [khi])"
AHEAD = "([tính] [đến] trước [khi] | [tính] đến [khi])"


@anchored.rule(
    "ke-tu-ngay",
    "Số ngày tính từ một ngày cụ thể",
    makes="relative",
    patterns=(f"[{WITHIN}] [là] <offset:offset> [,] {AFTER} <day:day>",),
    examples={"trong vòng 15 ngày kể từ ngày 01/3/2026": "2026-03-16"},
)
def counted_from_day(offset: Offset, day: tuple[Span, ...]) -> Relative:
    return Relative(offset, "", anchor=day[0])


@events.rule(
    "ke-tu-su-kien",
    "Số ngày sau một sự kiện",
    makes="relative",
    patterns=(f"[{WITHIN}] [là] [ngày thứ] <offset:offset> [,] {AFTER} <event:text>",),
    examples={"Chậm nhất 10 ngày kể từ ngày ký ban hành kết luận thanh tra": "10 day"},
)
def counted_after(offset: Offset, event: str) -> Relative:
    return Relative(offset, cleaned(event))


@events.rule(
    "truoc-su-kien",
    "Số ngày trước một sự kiện",
    makes="relative",
    patterns=(
        f"[{WITHIN}] [là] [trước] <offset:offset> [,] {AHEAD} <event:text>",
    ),
    examples={"Chậm nhất là 10 ngày trước ngày tổ chức phiên họp": "-10 day"},
)
def counted_before(offset: Offset, event: str) -> Relative:
    return Relative(Offset(-offset.count, offset.unit), cleaned(event))


@events.rule(
    "so-ngay-khong-moc",
    "Số ngày không ghi mốc tính",
    makes="relative",
    patterns=(f"{WITHIN} [là] <offset:offset>",),
    assumes="không ghi mốc bắt đầu tính",
)
def counted_from_nothing(offset: Offset) -> Relative:
    return Relative(offset, "")


@events.rule(
    "theo-yeu-cau",
    "Theo yêu cầu, đột xuất",
    makes="demand",
    patterns=(
        "[hoặc] [đột xuất] [,] theo yêu cầu [<what:text>]",
        "[hoặc] đột xuất [,] khi <what:text>",
        "khi (có | được) yêu cầu [<what:text>]",
        "khi cần [thiết]",
        "[hoặc] đột xuất",
    ),
    examples={"theo yêu cầu của BCĐ": "on_demand", "đột xuất khi có yêu cầu": "on_demand"},
)
def requested(what: str = "") -> OnDemand:
    return OnDemand(what)


@events.rule(
    "ngay-sau-khi",
    "Ngay sau khi",
    makes="triggered",
    patterns=("ngay [sau] khi <event:text>",),
    examples={"Ngay sau khi Chính phủ ban hành Nghị định": "triggered"},
)
def at_once(event: str) -> Triggered:
    return Triggered(cleaned(event), Offset(0, Unit.DAY))


@events.rule(
    "khi-phat-sinh",
    "Trong quá trình thực hiện, nếu có",
    makes="triggered",
    patterns=("trong quá trình … [,] nếu [có] <event:text>", "nếu [có] <event:text>"),
    examples={"Trong quá trình thực hiện nếu có khó khăn, vướng mắc": "triggered"},
)
def in_case_of(event: str) -> Triggered:
    return Triggered(cleaned(event))


@events.rule(
    "sau-khi",
    "Sau khi",
    makes="triggered",
    patterns=("(sau | kể từ | từ) khi <event:text>", "khi <event:text>"),
    examples={"Sau khi Bộ Nội vụ ban hành Đề án": "triggered"},
)
def after(event: str) -> Triggered:
    return Triggered(cleaned(event))


@events.rule(
    "thuong-xuyen",
    "Thường xuyên, liên tục",
    makes="continuous",
    patterns=("thường xuyên [, | và] [liên tục]", "liên tục"),
    examples={"Thường xuyên": "continuous"},
)
def always() -> Continuous:
    return Continuous()


@events.rule(
    "theo-van-ban",
    "Theo kế hoạch, quy định, thời gian của nơi khác",
    makes="external",
    patterns=("theo <source:text>",),
    examples={"theo quy định": "external"},
)
def elsewhere(source: str) -> External:
    return External(source)


def cleaned(event: str) -> str:
    return event.strip(" ,:-")
