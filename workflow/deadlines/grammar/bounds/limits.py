"""How words bound the calendar: trước, đến hết, chậm nhất, trong. What they make is a deadline by itself."""

from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.grammar.bounds.bounding import (
    AROUND,
    BEFORE,
    FROM,
    HOLIDAY,
    NAMED_DAY,
    UNTIL,
    WITHIN,
    bound_spans,
)
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.grammar.spans.merging import merge_spans
from workflow.deadlines.values.meanings import Fixed, Limit, WindowMeaning
from workflow.deadlines.values.spans import a_day, a_year, is_possible

latest = Rules()


limits = Rules()


bare = Rules()


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
    "khong-truoc",
    "Không trước, không sớm hơn, sớm nhất một ngày: chỉ có ngày bắt đầu",
    makes="window",
    patterns=(
        "(không [được] trước | không sớm hơn | sớm nhất) [là | vào | từ] <start:span> !{[, | và | nhưng] <latest>}",
        "(không [được] trước | không sớm hơn | sớm nhất) [là | vào | từ] <start:span> {$ | ; | <stop> | \\)}",
    ),
    assumes="chỉ ghi ngày bắt đầu, không ghi ngày cuối",
    examples={"Không trước ngày 15/3/2026": "window"},
)
def not_before(start: Spans) -> WindowMeaning | None:
    return WindowMeaning(start[0], None) if len(start) == 1 else None


@limits.rule(
    "truoc-khi-het",
    "Trước khi kết thúc một tháng, quý, năm: ngày cuối của nó vẫn còn trong hạn",
    makes="fixed",
    patterns=(f"{BEFORE} (khi | lúc | thời điểm) (kết thúc | hết) <spans:stretch>",),
    examples={"trước khi kết thúc năm 2026": "2026-12-31"},
)
def before_the_end(spans: Spans) -> Fixed | None:
    return Fixed(spans, Limit.UNTIL) if len(spans) == 1 else None


@limits.rule(
    "truoc-het",
    "Trước hết một tháng, quý, năm: đến hết ngày cuối của nó",
    makes="fixed",
    patterns=("trước hết <spans:stretch>",),
    assumes="“trước hết” được hiểu là trước khi hết",
    examples={"trước hết tháng 6/2026": "2026-06-30"},
)
def before_its_end(spans: Spans) -> Fixed | None:
    return before_the_end(spans)


@limits.rule(
    "truoc-ky-nghi",
    "Trước kỳ nghỉ, trước lễ có ghi ngày: trước ngày đầu của nó",
    makes="fixed",
    patterns=(
        f"{BEFORE} {HOLIDAY} [\\(] [ngày] <spans:day> (- | và | , | đến) <day:day> [\\)]",
        f"{BEFORE} {HOLIDAY} [\\(] [ngày] <spans:day> [\\)]",
        f"{BEFORE} {HOLIDAY} [\\(] <window:window> [\\)]",
    ),
    examples={"trước kỳ nghỉ lễ 30/4 - 01/5 năm 2026": "2026-04-29", "trước lễ 2/9": "2026-09-01"},
)
def before_holiday(spans: Spans = (), day: Spans = (), window: WindowMeaning | None = None) -> Fixed | None:
    if window:
        return Fixed((window.start,), Limit.BEFORE) if window.start else None
    year = day[0].year if day else None
    return Fixed(tuple(span.of_year(year) for span in spans[:1]), Limit.BEFORE)


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
    patterns=(f"{BEFORE} <spans:span+> !{{:}}", f"{BEFORE} <one:span>", f"{BEFORE} [năm] <year:yyyy>"),
    examples={"Trước 15/7/2026": "2026-07-14", "trước tháng 3/2026": "2026-02-28"},
)
def before(spans: tuple[Spans, ...] = (), one: Spans = (), year: int = 0) -> Fixed | Doubted | None:
    if len({span.grain for group in spans for span in group}) > 1:
        return None
    return bound_spans(spans or (one or (a_year(year),),), Limit.BEFORE)


@limits.rule(
    "truoc-ngay-le",
    "Trước ngày của một sự kiện, có ghi ngày",
    makes="fixed",
    patterns=(
        f"{BEFORE} [khi | ngày] {NAMED_DAY} [\\(] [ngày] <spans:day> [\\)]",
        f"{BEFORE} ngày {NAMED_DAY} năm học [mới] [\\(] [ngày] <spans:day> [\\)]",
    ),
    examples={"trước ngày khai giảng 05/9": "2026-09-04", "trước ngày bầu cử (15/3/2026)": "2026-03-14"},
)
def before_named_day(spans: Spans) -> Fixed:
    return Fixed(spans, Limit.BEFORE)


@limits.rule(
    "truoc-hai-so",
    "Trước, đến hai số cách nhau bằng gạch nối hay dấu chấm: ngày và tháng",
    makes="fixed",
    patterns=(
        "[<latest>] trước <d:n> (- | ·) <m:n> {$ | ; | , | <stop> | \\)}",
        f"{UNTIL} <last:n> (- | ·) <m:n> {{$ | ; | , | <stop> | \\)}}",
    ),
    assumes="hai số được hiểu là ngày và tháng",
    examples={"trước 30.6": "2026-06-29", "chậm nhất 30-6": "2026-06-30"},
)
def bounded_by_two_numbers(m: int, d: int = 0, last: int = 0) -> Fixed | None:
    if not is_possible(d or last, m):
        return None
    return Fixed((a_day(d or last, m),), Limit.BEFORE if d else Limit.UNTIL)


@limits.rule(
    "truoc-ngay-co-ten",
    "Trước một ngày có tên, ghi ngày trong ngoặc",
    makes="fixed",
    patterns=(f"{BEFORE} ngày !{{<n>}} … \\( [ngày] <spans:day> \\)",),
    assumes="ngày ghi trong ngoặc được hiểu là ngày có tên đó",
    examples={"trước Ngày Chuyển đổi số quốc gia (10/10)": "2026-10-09"},
)
def before_day_in_brackets(spans: Spans) -> Fixed:
    return before_named_day(spans)


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
    patterns=(f"{UNTIL} <spans:span+> !{{:}}", f"{UNTIL} <one:span>", f"{UNTIL} [năm] <year:yyyy>"),
    examples={"chậm nhất ngày 20/3/2026": "2026-03-20", "đến hết năm 2030": "2030-12-31"},
)
def until(spans: tuple[Spans, ...] = (), one: Spans = (), year: int = 0) -> Fixed | Doubted:
    return bound_spans(spans or (one or (a_year(year),),), Limit.UNTIL)


@limits.rule(
    "trong",
    "Trong, vào một khoảng thời gian: hạn là ngày cuối của khoảng",
    makes="fixed",
    patterns=(f"{WITHIN} <spans:span+> !{{:}}", f"{WITHIN} <one:span>"),
    examples={"trong quý II/2026": "2026-06-30"},
)
def _within(spans: tuple[Spans, ...] = (), one: Spans = ()) -> Fixed | Doubted:
    return bound_spans(spans or (one,), Limit.WITHIN)


@limits.rule(
    "truoc-trong-sau",
    "Trước, trong và sau một dịp: lấy chính dịp đó",
    makes="fixed",
    patterns=(f"{AROUND} <spans:span+>",),
    assumes="“trước, trong và sau” không có ngày cuối, lấy ngày cuối của dịp đó",
    examples={"Trước, trong và sau ngày 30/4/2026": "2026-04-30"},
)
def around(spans: tuple[Spans, ...]) -> Fixed | Doubted:
    return bound_spans(spans, Limit.WITHIN)


@limits.rule(
    "khoang",
    "Khoảng một thời gian",
    makes="fixed",
    patterns=("[vào | trong] khoảng [thời gian] <spans:span+>",),
    assumes="“khoảng” chỉ là ước chừng",
    examples={"vào khoảng tháng 6/2026": "2026-06-30"},
)
def about(spans: tuple[Spans, ...]) -> Fixed | Doubted:
    return bound_spans(spans, Limit.WITHIN)


@limits.rule(
    "thoi-gian-du-kien",
    "Dự kiến một thời gian",
    makes="fixed",
    patterns=(f"(dự kiến | ước) [{WITHIN}] <spans:span+>",),
    assumes="chỉ là thời gian dự kiến",
    examples={"Dự kiến tháng 6/2026": "2026-06-30"},
)
def expect_within(spans: tuple[Spans, ...]) -> Fixed | Doubted:
    return bound_spans(spans, Limit.WITHIN)


@limits.rule(
    "ke-tu",
    "Chỉ có ngày bắt đầu",
    makes="fixed",
    patterns=(f"{FROM} <span:day> !{{trở đi}}", "(bắt đầu | khởi công | khai mạc) [vào | là | :] <span:day>"),
    assumes="chỉ ghi ngày bắt đầu nên lấy chính ngày đó",
    examples={"kể từ ngày 05/11/2026": "2026-11-05", "Bắt đầu ngày 05/11/2026": "2026-11-05"},
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


@bare.rule(
    "ghi-thoi-gian",
    "Chỉ ghi thời gian: hạn là ngày cuối của khoảng",
    makes="fixed",
    # What a colon follows is a label, not the last of a list: "quý I: 15/3; quý II: 15/6".
    patterns=("<spans:span+> !{:}", "<one:span>"),
    examples={"Tháng 3": "2026-03-31", "Quý I/2026": "2026-03-31"},
)
def _named(spans: tuple[Spans, ...] = (), one: Spans = ()) -> Fixed | Doubted:
    return bound_spans(spans or (one,), Limit.NAMED)
