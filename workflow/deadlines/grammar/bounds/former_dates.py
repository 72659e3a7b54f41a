"""Dates that no longer hold, and those that took their place."""

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.meanings import Fixed, Limit, WindowMeaning

formers = Rules()


TIME = "(<deadline> | <span>)"


MOVED = "(lùi | dời | chuyển | điều chỉnh | gia [hạn] | kéo dài | thay đổi)"


@formers.rule(
    "han-cu",
    "Thời hạn cũ, không còn dùng",
    makes="former",
    assumes="thời hạn cũ đã được thay",
    patterns=(
        f"{TIME} → {{{TIME}}}",
        f"{TIME} \\( [hạn | thời hạn] cũ \\)",
        f"(trước đây | trước kia | ban đầu | (hạn | thời hạn) (cũ | trước đây)) [là | :] {TIME}",
        f"\\( … (trước đây | trước đó | ban đầu | hạn cũ | cũ) [là | :] … {TIME} \\)",
        f"[,] [chứ] (thay vì | thay cho | thay thế cho | không phải) [thời hạn | hạn] [là | hoàn thành] {TIME}",
        f"{MOVED} … {TIME} {{sang | thành | xuống | lên}}",
        f"{TIME} [,] [\\(] [đã] [được] {MOVED} [thời hạn | thời gian | tiến độ] {{[sang] {TIME}}}",
    ),
    examples={
        "trước ngày 31/7 (trước đây là trước ngày 15/7)": "2026-07-30",
        "30/6/2026 (gia hạn đến 31/7/2026)": "2026-07-31",
        "lùi từ ngày 15/3/2026 sang ngày 30/3/2026": "2026-03-30",
    },
)
def former() -> str:
    return ""


@formers.rule(
    "ngay-da-xong",
    "Ngày đã làm xong, ghi cạnh thời hạn",
    makes="former",
    assumes="có cả ngày đã làm xong, không phải hạn",
    patterns=(
        f"\\( đã (hoàn thành | xong | ban hành | trình | thực hiện) [xong] [:] [vào] [hôm] {TIME} \\)",
        f"(; | , | <stop>) đã (hoàn thành | xong | ban hành | trình | thực hiện) [xong] [:] [vào] [hôm] {TIME}",
        f"[; | , | <stop>] [ngày] (xong | thực tế | hoàn thành thực tế | xong thực tế) : {TIME}",
    ),
    examples={
        "30/6/2026 (đã hoàn thành 02/02/2026)": "2026-06-30",
        "Hạn: 30/4/2026; xong: 12/4/2026": "2026-04-30",
    },
)
def done_on() -> str:
    return ""


@formers.rule(
    "tuc-la-ngay",
    "Cùng một ngày, nói lại theo lịch kia",
    makes="former",
    assumes="ngày nhắc lại theo lịch âm (dương) chưa được so với ngày đứng trước",
    patterns=(
        f"\\( (tức | nhằm) [là] [vào] [ngày] {TIME} \\)",
        f"(, | -) (tức | nhằm) [là] [vào] [ngày] {TIME}",
    ),
    examples={"8h ngày 4/3/2026 (tức ngày 16 tháng Giêng năm Bính Ngọ)": "2026-03-04"},
)
def same_day_by_the_other_calendar() -> str:
    return ""


@formers.rule(
    "thoi-diem-chot",
    "Thời điểm chốt số liệu, bên cạnh hạn gửi báo cáo",
    makes="former",
    patterns=(
        (
            "(thời điểm | thời gian | ngày) (báo cáo | chốt | lấy số liệu | tính số liệu | khóa)"
            f" … {TIME} {{; | , | <stop>}}"
        ),
    ),
    examples={"Thời điểm chốt số liệu là 14/6; thời hạn gửi báo cáo là 20/6": "2026-06-20"},
)
def cut_off() -> str:
    return ""


CUT_OFF = "([thời gian | thời điểm | kỳ] ((chốt | lấy | tính) số liệu | số liệu [báo cáo] [được] (tính | chốt | lấy)))"


@formers.rule(
    "so-lieu-tinh-den",
    "Số liệu tính đến một ngày, bên cạnh hạn gửi báo cáo",
    makes="former",
    assumes="có cả ngày chốt số liệu, không phải hạn",
    patterns=(f"{CUT_OFF} … {TIME} {{; | , | <stop>}}", f"(, | ; | <stop> | \\() {CUT_OFF} … {TIME} [\\)]"),
    examples={"Trước ngày 15/12 (số liệu tính đến ngày 14/12)": "2026-12-14"},
)
def figures_until() -> str:
    return ""


@formers.rule(
    "lui-den",
    "Lùi từ ngày … đến ngày …: hạn là ngày sau",
    makes="fixed",
    patterns=(
        f"{MOVED} … <window:window>",
        f"{MOVED} [thời hạn | thời gian] (đến | sang | tới) [hết] <spans:span>",
        f"{MOVED} [thời hạn | thời gian] <fixed:fixed>",
    ),
    assumes="thời hạn cũ đã được thay",
    examples={"gia hạn từ ngày 15/3/2026 đến ngày 30/3/2026": "2026-03-30"},
)
def moved_to(window: WindowMeaning | None = None, spans: Spans = (), fixed: Fixed | None = None) -> Fixed | None:
    if fixed:
        return fixed
    if window:
        return Fixed((window.end,), Limit.UNTIL) if window.end else None
    return Fixed(spans, Limit.UNTIL)
