"""How words bound the calendar: trước, đến hết, chậm nhất, trong. What they make is a deadline by itself."""

from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.grammar.bounding import (
    AROUND,
    BEFORE,
    FROM,
    NAMED_DAY,
    TO,
    UNTIL,
    WITHIN,
    bounded,
    merge_spans,
)
from workflow.deadlines.grammar.points import Partial, Weekdays, flat
from workflow.deadlines.grammar.terms import Spans
from workflow.deadlines.values.cycles import WORKING_WEEK, Cycle
from workflow.deadlines.values.meanings import Fixed, Limit, Recurring, WindowMeaning
from workflow.deadlines.values.spans import a_year

latest = Rules()
limits = Rules()
bare = Rules()
formers = Rules()


@latest.rule(
    "cham-nhat",
    "Chậm nhất, muộn nhất, không quá: ngày được nêu vẫn còn trong hạn",
    makes="latest",
    patterns=(
        "(chậm | muộn | trễ | lâu) nhất [là | vào]",
        "không (quá | muộn hơn | chậm hơn | trễ hơn | muộn quá | chậm quá)",
        "[thời hạn | hạn] tối đa [là] [không quá]",
    ),
    examples={"muộn nhất là ngày 15/3/2026": "2026-03-15"},
)
def at_latest() -> str:
    return ""


@limits.rule(
    "tu-den-trong-ky",
    "Từ ngày … đến ngày … của tháng, của chu kỳ: hạn là ngày cuối",
    makes="partial",
    patterns=(f"{FROM} <days> {TO} <last:days>", "<days> - <last:days>"),
    examples={"từ ngày 15 đến ngày 20 hằng tháng": "2026-01-20, 2026-02-20, 2026-03-20"},
)
def days_in_a_row(last: tuple[int, ...]) -> Partial:
    return Partial(last)


@limits.rule(
    "tu-den-cua-ky",
    "Từ ngày … đến ngày … của chu kỳ: hạn là ngày cuối",
    makes="recurring",
    patterns=(f"{FROM} (<days> | <point> | <day>) [[của] (năm | tháng) trước] [kỳ báo cáo] {TO} <last:point>",),
    assumes="khoảng thời gian trong mỗi kỳ, hạn là ngày cuối",
    examples={"từ ngày 20 đến ngày 25 của tháng cuối quý": "2026-03-25, 2026-06-25, 2026-09-25"},
)
def until_point(last: Cycle) -> Recurring:
    return Recurring((last,))


@limits.rule(
    "sau-ngay",
    "Sau một ngày, tháng, quý: chỉ có ngày bắt đầu",
    makes="window",
    patterns=("[kể từ] sau [[khi] (kết thúc | hết)] <start:span> !{<number> | <offset>}",),
    assumes="chỉ ghi ngày bắt đầu, không ghi ngày cuối",
    examples={"Sau ngày 15/3/2026": "window"},
)
def after_day(start: Spans) -> WindowMeaning | None:
    return WindowMeaning(start[0], None, after=True) if len(start) == 1 else None


@limits.rule(
    "ky-truoc-ngay",
    "Báo cáo của một kỳ, trước một ngày: kỳ không phải là hạn",
    makes="fixed",
    patterns=(f"<period:stretch> [: | ,] [gửi | nộp | trình | hoàn thành | xong | báo cáo] {BEFORE} <spans:day+>",),
    examples={"6 tháng đầu năm trước ngày 10/6": "2026-06-09"},
)
def of_period_before(period: Spans, spans: tuple[Spans, ...]) -> Fixed | None:
    year = period[-1].year
    return Fixed(tuple(span.of_year(year) for span in merge_spans(spans)), Limit.BEFORE) if len(period) == 1 else None


@limits.rule(
    "truoc",
    "“Trước” một ngày, tháng, quý, năm: bản thân ngày đó không tính",
    makes="fixed",
    patterns=(f"{BEFORE} <spans:span+>", f"{BEFORE} <one:span>", f"{BEFORE} [năm] <year:yyyy>"),
    examples={"Trước 15/7/2026": "2026-07-14", "trước tháng 3/2026": "2026-02-28"},
)
def before(spans: tuple[Spans, ...] = (), one: Spans = (), year: int = 0) -> Fixed | Doubted | None:
    if len({span.grain for group in spans for span in group}) > 1:
        return None
    return bounded(spans or (one or (a_year(year),),), Limit.BEFORE)


@limits.rule(
    "truoc-ngay-le",
    "Trước ngày của một sự kiện, có ghi ngày",
    makes="fixed",
    patterns=(
        f"{BEFORE} ngày {NAMED_DAY} [\\(] [ngày] <spans:day> [\\)]",
        f"{BEFORE} ngày {NAMED_DAY} năm học [mới] [\\(] [ngày] <spans:day> [\\)]",
    ),
    examples={"trước ngày khai giảng 05/9": "2026-09-04", "trước ngày bầu cử (15/3/2026)": "2026-03-14"},
)
def before_named_day(spans: Spans) -> Fixed:
    return Fixed(spans, Limit.BEFORE)


@limits.rule(
    "ky-niem",
    "Ngày kỷ niệm",
    makes="fixed",
    patterns=("[nhân | vào] [dịp] kỷ niệm … [\\(] <spans:day> [\\)]",),
    assumes="ngày kỷ niệm được hiểu là thời gian thực hiện",
    examples={"nhân kỷ niệm Ngày Thương binh - Liệt sĩ (27/7)": "2026-07-27"},
)
def anniversary(spans: Spans) -> Fixed:
    return Fixed(spans, Limit.WITHIN)


@limits.rule(
    "truoc-khoang",
    "Trước một khoảng thời gian: trước ngày đầu của nó",
    makes="fixed",
    patterns=(f"{BEFORE} [khi bắt đầu] <window:window>",),
    assumes="“trước” cả một khoảng được hiểu là trước ngày đầu của khoảng",
    examples={"trước năm học 2026-2027": "2026-08-31"},
)
def before_window(window: WindowMeaning) -> Fixed | None:
    return Fixed((window.start,), Limit.BEFORE) if window.start else None


@limits.rule(
    "den-het",
    "Đến, đến hết, chậm nhất: ngày cuối cùng vẫn còn trong hạn",
    makes="fixed",
    patterns=(f"{UNTIL} <spans:span+>", f"{UNTIL} [năm] <year:yyyy>"),
    examples={"chậm nhất ngày 20/3/2026": "2026-03-20", "đến hết năm 2030": "2030-12-31"},
)
def until(spans: tuple[Spans, ...] = (), year: int = 0) -> Fixed | Doubted:
    return bounded(spans or ((a_year(year),),), Limit.UNTIL)


@limits.rule(
    "trong",
    "Trong, vào một khoảng thời gian: hạn là ngày cuối của khoảng",
    makes="fixed",
    patterns=(f"{WITHIN} <spans:span+>",),
    examples={"trong quý II/2026": "2026-06-30"},
)
def within(spans: tuple[Spans, ...]) -> Fixed | Doubted:
    return bounded(spans, Limit.WITHIN)


@limits.rule(
    "truoc-trong-sau",
    "Trước, trong và sau một dịp: lấy chính dịp đó",
    makes="fixed",
    patterns=(f"{AROUND} <spans:span+>",),
    assumes="“trước, trong và sau” không có ngày cuối, lấy ngày cuối của dịp đó",
    examples={"Trước, trong và sau ngày 30/4/2026": "2026-04-30"},
)
def around(spans: tuple[Spans, ...]) -> Fixed | Doubted:
    return bounded(spans, Limit.WITHIN)


@limits.rule(
    "khoang",
    "Khoảng một thời gian",
    makes="fixed",
    patterns=("[vào | trong] khoảng [thời gian] <spans:span+>",),
    assumes="“khoảng” chỉ là ước chừng",
    examples={"vào khoảng tháng 6/2026": "2026-06-30"},
)
def about(spans: tuple[Spans, ...]) -> Fixed | Doubted:
    return bounded(spans, Limit.WITHIN)


@limits.rule(
    "thoi-gian-du-kien",
    "Dự kiến một thời gian",
    makes="fixed",
    patterns=(f"(dự kiến | ước) [{WITHIN}] <spans:span+>",),
    assumes="chỉ là thời gian dự kiến",
    examples={"Dự kiến tháng 6/2026": "2026-06-30"},
)
def expected(spans: tuple[Spans, ...]) -> Fixed | Doubted:
    return bounded(spans, Limit.WITHIN)


@limits.rule(
    "ke-tu",
    "Chỉ có ngày bắt đầu",
    makes="fixed",
    patterns=(f"{FROM} <span:day> !{{trở đi}}",),
    assumes="chỉ ghi ngày bắt đầu nên lấy chính ngày đó",
    examples={"kể từ ngày 05/11/2026": "2026-11-05"},
)
def since(span: Spans) -> Fixed:
    return Fixed(span, Limit.FROM)


@limits.rule(
    "tro-di",
    "Từ một thời điểm trở đi: không có ngày cuối",
    makes="window",
    patterns=(f"{FROM} <span:span> [trở đi]", f"{FROM} [năm] <year:yyyy> [trở đi]"),
    assumes="chỉ ghi thời gian bắt đầu, không ghi ngày cuối",
    examples={"Từ năm 2026 trở đi": "window"},
)
def onwards(span: Spans = (), year: int = 0) -> WindowMeaning:
    return WindowMeaning(span[0] if span else a_year(year), None)


@limits.rule(
    "truoc-ky",
    "“Trước” một ngày của chu kỳ",
    makes="recurring",
    patterns=(f"{BEFORE} <points:point+>",),
    examples={"trước ngày 10 của tháng đầu quý sau": "2026-04-09, 2026-07-09, 2026-10-09"},
)
def before_points(points: tuple[Cycle, ...]) -> Recurring | None:
    # The day before the second Friday may be the first Thursday or the second: no rule says it.
    if any(point.nth and point.weekdays not in ((), WORKING_WEEK) for point in points):
        return None
    return Recurring(points, Limit.BEFORE)


@limits.rule(
    "den-ky",
    "Một ngày của chu kỳ",
    makes="recurring",
    patterns=(f"[{UNTIL} | {WITHIN}] <points:point+>",),
    examples={"ngày 25 của tháng cuối quý": "2026-03-25, 2026-06-25, 2026-09-25"},
)
def by_points(points: tuple[Cycle, ...]) -> Recurring:
    return Recurring(points)


@limits.rule(
    "truoc-ngay-may",
    "“Trước” một ngày, một thứ không ghi tháng",
    makes="partial",
    patterns=(f"{BEFORE} <some:days+>", f"{BEFORE} <last_month:days_of_period>", f"{BEFORE} <weekdays:weekday+>"),
    examples={"trước ngày 25 hằng tháng": "2026-01-24, 2026-02-24, 2026-03-24"},
)
def before_partial(
    some: tuple[tuple[int, ...], ...] = (), last_month: tuple[int, ...] = (), weekdays: Weekdays = ()
) -> Partial:
    return Partial(flat(some) or last_month, flat(weekdays), before=True, of_last_month=bool(last_month))


@limits.rule(
    "ngay-may-hoac-thu",
    "Một ngày, một thứ, một giờ không ghi tháng",
    makes="partial",
    patterns=(
        f"[{UNTIL} | {WITHIN}] <some:days+>",
        f"[{UNTIL} | {WITHIN}] <last_month:days_of_period>",
        f"[{BEFORE} | {UNTIL} | {WITHIN}] <clock> [,] [của] <days:days>",
        f"[{BEFORE} | {UNTIL} | {WITHIN}] [<clock>] [,] <weekdays:weekday+>",
        f"({BEFORE} | {UNTIL} | {WITHIN}) <clock>",
    ),
    examples={"trước 16 giờ hằng ngày": "2026-01-16, 2026-01-17, 2026-01-18"},
)
def partial(
    days: tuple[int, ...] = (),
    some: tuple[tuple[int, ...], ...] = (),
    last_month: tuple[int, ...] = (),
    weekdays: Weekdays = (),
) -> Partial:
    return Partial(days or flat(some) or last_month, flat(weekdays), of_last_month=bool(last_month))


@bare.rule(
    "ghi-thoi-gian",
    "Chỉ ghi thời gian: hạn là ngày cuối của khoảng",
    makes="fixed",
    patterns=("<spans:span+>",),
    examples={"Tháng 3": "2026-03-31", "Quý I/2026": "2026-03-31"},
)
def _named(spans: tuple[Spans, ...]) -> Fixed | Doubted:
    return bounded(spans, Limit.NAMED)


TIME = "(<deadline> | <span>)"
MOVED = "(lùi | dời | chuyển | điều chỉnh | gia [hạn] | kéo dài | thay đổi)"


@formers.rule(
    "han-cu",
    "Thời hạn cũ, không còn dùng",
    makes="former",
    patterns=(
        f"\\( … (trước đây | trước đó | ban đầu | hạn cũ | cũ) [là | :] … {TIME} \\)",
        f"[,] [chứ] (thay vì | thay cho | thay thế cho | không phải) [thời hạn | hạn] [là] {TIME}",
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


@formers.rule(
    "lui-den",
    "Lùi từ ngày … đến ngày …: hạn là ngày sau",
    makes="fixed",
    patterns=(f"{MOVED} … <window:window>",),
    assumes="thời hạn cũ đã được thay",
    examples={"gia hạn từ ngày 15/3/2026 đến ngày 30/3/2026": "2026-03-30"},
)
def moved_to(window: WindowMeaning) -> Fixed | None:
    return Fixed((window.end,), Limit.UNTIL) if window.end else None
