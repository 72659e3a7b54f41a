"""Deadlines that wait: triggers, requests, dates set elsewhere, work without an end."""

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.bounds.bounding import AROUND, NOW
from workflow.deadlines.grammar.waiting.counting import TERM_END, event_words
from workflow.deadlines.values.meanings import Continuous, External, OnDemand, Triggered
from workflow.deadlines.values.resolution import Offset, Unit

events = Rules()
trigger_rules = Rules()

ADHOC = "[đột xuất [,] [hoặc | và]]"
ASKED = "(yêu cầu | đề nghị | chỉ đạo | sự chỉ đạo)"


@events.rule(
    "theo-yeu-cau",
    "Theo yêu cầu, đột xuất, khi cần thiết",
    makes="demand",
    patterns=(
        f"{ADHOC} theo [văn bản | công văn | từng] ({ASKED} | phân công | sự phân công) [<text>]",
        f"{ADHOC} khi [có | được | nhận được | cấp trên | cấp có thẩm quyền] {ASKED} [<text>]",
        f"{ADHOC} (khi | nếu) (cần thiết | cần | xét thấy cần thiết | thấy cần thiết)",
        f"{ADHOC} (khi | nếu) có (nhu cầu | phát sinh)",
        "đột xuất",
    ),
    examples={"theo yêu cầu của BCĐ": "on_demand", "đột xuất khi có yêu cầu": "on_demand"},
)
def on_request() -> OnDemand:
    return OnDemand()


_HOURS_OF_DAY = 24
LONG = "(năm | quá trình | thời gian | giai đoạn | nhiệm kỳ)"


@events.rule(
    "ca-ngay-dem",
    "24/24 giờ: liên tục",
    makes="continuous",
    patterns=("[(liên tục | thường xuyên) [,]] <hours:n> / (<day:offset> | <of:n>)",),
    examples={"Trực 24/24h": "continuous"},
)
def day_and_night(hours: int, of: int = 0, day: Offset | None = None) -> Continuous | None:
    whole = day == Offset(_HOURS_OF_DAY, Unit.HOUR) or of == _HOURS_OF_DAY
    return Continuous() if hours == _HOURS_OF_DAY and whole else None


@events.rule(
    "thuong-xuyen",
    "Thường xuyên, liên tục, trong suốt quá trình",
    makes="continuous",
    patterns=(
        "thường xuyên [, | và | -] liên tục",
        "thường xuyên [[,] trong suốt quá trình …]",
        "liên tục [, | và] [thường xuyên]",
        f"[trong] (suốt | xuyên suốt) [cả] {LONG} [tổ chức] [triển khai] [thực hiện]",
        "(quanh năm | xuyên suốt | thường kỳ)",
    ),
    examples={"Thường xuyên": "continuous", "Thường xuyên, liên tục": "continuous"},
)
def always() -> Continuous:
    return Continuous()


@events.rule(
    "thong-bao-sau",
    "Có kế hoạch riêng, thông báo sau",
    makes="external",
    patterns=(
        f"[sẽ] [có] (thông báo | hướng dẫn | kế hoạch | văn bản) [hướng dẫn] (sau | riêng | cụ thể sau) {TERM_END}",
    ),
    examples={"Có văn bản riêng": "external"},
)
def announced_later() -> External:
    return External()


@events.rule(
    "ngay-khi",
    "Ngay khi, ngay sau khi",
    makes="triggered",
    patterns=("ngay (khi | sau khi | sau) <event:text>",),
    examples={"Ngay sau khi Chính phủ ban hành Nghị định": "triggered"},
)
def at_once(event: str) -> Triggered:
    return Triggered(event_words(event), Offset(0, Unit.DAY))


@events.rule(
    "khi-phat-sinh",
    "Trong quá trình thực hiện, nếu có",
    makes="triggered",
    patterns=("trong quá trình … [,] nếu [có] <event:text>", "nếu [có] <event:text>"),
    examples={"Trong quá trình thực hiện nếu có khó khăn, vướng mắc": "triggered"},
)
def in_case_of(event: str) -> Triggered | None:
    words = event_words(event)
    return Triggered(words) if words.lower() != "có" else None


@events.rule(
    "truong-hop",
    "Trong trường hợp",
    makes="triggered",
    patterns=("[trong] trường hợp [có] <event:text>",),
    examples={"Trong trường hợp có thay đổi về nhân sự": "triggered"},
)
def in_the_case_of(event: str) -> Triggered:
    return Triggered(event_words(event))


@events.rule(
    "hoan-den-khi",
    "Hoãn, tạm dừng, chờ đến khi: chờ sự kiện",
    makes="triggered",
    patterns=(
        (
            "([tạm] hoãn | [tạm] dừng | lùi | dời | chờ | đợi) [thời gian | thời hạn] [lại] [cho] [đến | tới] khi"
            " <event:text>"
        ),
    ),
    examples={"hoãn đến khi có hướng dẫn mới": "triggered"},
)
def put_off_until(event: str) -> Triggered:
    return Triggered(event_words(event))


@events.rule(
    "qua-trinh",
    "Trong quá trình thực hiện, đến khi hoàn thành: việc liên tục",
    makes="continuous",
    patterns=("trong quá trình <text>", "[cho] (đến | tới) khi <text>"),
    examples={"Trong quá trình triển khai thực hiện": "continuous", "Đến khi hoàn thành dự án": "continuous"},
)
def as_long_as() -> Continuous:
    return Continuous()


COUNCIL = "((hđnd | hội đồng nhân dân | quốc hội) [cấp] [tỉnh | thành phố | xã | phường | đặc khu])"
SESSION = "(kỳ họp | phiên họp | hội nghị | đại hội | cuộc họp | <session>)"


@events.rule(
    "tai-ky-hop",
    "Tại một kỳ họp, hội nghị",
    makes="triggered",
    patterns=(
        f"(tại | vào | trong) {{[các] {SESSION}}} <event:text>",
        "^ {(kỳ | phiên) họp | <session>} <event:text>",
        f"^ trình [{COUNCIL}] {{(kỳ | phiên) họp | <session>}} <event:text>",
    ),
    examples={"Tại kỳ họp cuối năm của Hội đồng nhân dân": "triggered"},
)
def at_session(event: str) -> Triggered:
    return Triggered(event_words(event))


@events.rule(
    "hdnd-giua-nam",
    "Hội đồng nhân dân giữa năm, cuối năm: kỳ họp của Hội đồng nhân dân",
    makes="triggered",
    patterns=(
        f"^ {{{COUNCIL} <part> ($ | , | ; | <stop>)}} <event:text>",
        f"^ trình {{{COUNCIL} <part> ($ | , | ; | <stop>)}} <event:text>",
    ),
    assumes="được hiểu là kỳ họp của Hội đồng nhân dân",
    examples={"Trình HĐND tỉnh cuối năm": "triggered"},
)
def at_unnamed_session(event: str) -> Triggered:
    return Triggered(event_words(event))


@events.rule(
    "truoc-trong-sau-su-kien",
    "Trước, trong và sau một sự kiện",
    makes="triggered",
    patterns=(f"{AROUND} <event:text>",),
    assumes="“trước, trong và sau” được hiểu là theo chính sự kiện đó",
    examples={"Trước, trong và sau bầu cử": "triggered"},
)
def around_event(event: str) -> Triggered:
    return Triggered(event_words(event))


@events.rule(
    "sau-khi",
    "Sau khi, khi, cùng thời điểm với một sự kiện",
    makes="triggered",
    patterns=(
        "(sau | kể từ | từ | tính từ) khi <event:text>",
        "(đồng thời | cùng thời điểm | cùng lúc | cùng) với [việc] <event:text>",
        "cùng (thời điểm | lúc) <event:text>",
        "khi <event:text>",
    ),
    examples={"Sau khi Bộ Nội vụ ban hành Đề án": "triggered"},
)
def _after(event: str) -> Triggered | None:
    return waiting_for(event)


IN_TIME = "[đảm bảo | bảo đảm] (đúng | đảm bảo | bảo đảm | kịp) (thời hạn | tiến độ | thời gian)"
REQUIRED = "(quy định | yêu cầu | kế hoạch)"


@events.rule(
    "theo-noi-khac",
    "Theo kế hoạch, quy định, thời gian do nơi khác ấn định",
    makes="external",
    patterns=(
        "(theo | do | căn cứ | tùy | tuỳ) <clause>",
        "[được | có] quy định (tại | trong | ở) <clause>",
        "(như | xem | tại | trong) {<document> | phụ lục | kế hoạch | quy định | văn bản} <clause>",
        f"{IN_TIME} [theo] {REQUIRED} [<clause>]",
        f"{IN_TIME} theo <clause>",
    ),
    examples={"theo quy định": "external", "Theo thời gian các bộ, ngành đã đăng ký": "external"},
)
def elsewhere() -> External:
    return External()


@trigger_rules.rule(
    "sau-su-kien",
    "Sau một sự kiện (không có chữ “khi”)",
    makes="triggered",
    patterns=("(sau | từ ngày | kể từ ngày | kể từ | từ thời điểm) <event:text>",),
    examples={"Sau Đại hội Đảng bộ tỉnh": "triggered"},
)
def after_event(event: str) -> Triggered | None:
    return waiting_for(event)


@trigger_rules.rule(
    "tu-nay-den-su-kien",
    "Từ nay đến một sự kiện",
    makes="triggered",
    patterns=(f"{NOW} (đến | tới) <event:text>",),
    examples={"từ nay đến ngày bầu cử": "triggered"},
)
def until_event(event: str) -> Triggered | None:
    return waiting_for(event, before=True)


@trigger_rules.rule(
    "truoc-su-kien",
    "Trước một sự kiện",
    makes="triggered",
    patterns=("[<latest>] trước [khi] <event:text>",),
    examples={"Trước kỳ họp HĐND tỉnh": "triggered"},
)
def before_event(event: str) -> Triggered | None:
    return waiting_for(event, before=True)


def waiting_for(event: str, *, before: bool = False) -> Triggered | None:
    """A trigger, unless its words begin with a number, a time that no rule has read, or name no event at all."""
    words = event_words(event)
    first = words.lower().partition(" ")[0]
    vague = words[:1].isdecimal() or first in ("đó", "này") or words.lower() in ("hạn", "thời hạn")
    return None if vague else Triggered(words, before=before)
