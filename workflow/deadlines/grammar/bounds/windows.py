"""From … to …: what has a beginning and an end."""

from datetime import timedelta

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.bounds.bounding import FROM, NOW, PLAN, TO
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.meanings import Fixed, Limit, WindowMeaning
from workflow.deadlines.values.spans import Grain, a_day, a_year

window_rules = Rules()
SUNDAY = 6  # as date.weekday counts


@window_rules.rule(
    "nhiem-ky",
    "Nhiệm kỳ: từ năm đến năm",
    makes="window",
    patterns=(
        "[trong | cả | suốt] nhiệm kỳ [năm] <first:yyyy> (- | đến | /) [năm] <last:yyyy>",
        f"[trong | cả | suốt] nhiệm kỳ <start:year> {TO} <end:year>",
    ),
    assumes="nhiệm kỳ được tính trọn năm đầu và năm cuối",
    examples={"nhiệm kỳ 2026-2031": "2031-12-31"},
)
def term_of_office(first: int = 0, last: int = 0, start: Spans = (), end: Spans = ()) -> WindowMeaning | None:
    return window(start or (a_year(first),), end or (a_year(last),))


@window_rules.rule(
    "tu-den",
    "Từ … đến …",
    makes="window",
    patterns=(
        f"{FROM} <start:span> {TO} <end:span>",
        f"{FROM} <start:span> {TO} trước <before:span>",
        f"{FROM} [ngày] <d:n> (- | / | ·) <m:n> {TO} [ngày] <end:span>",
        f"{FROM} [ngày] <d:n> · <m:n> {TO} [ngày] <d2:n> · <m2:n>",
        f"{NOW} {TO} <end:span>",
        f"<start:day> {TO} trước <before:day>",
        f"<start:day> {TO} <end:day>",
        f"[trong | vào] <start:month> {TO} <end:month>",
        f"[trong | vào] <start:quarter> {TO} <end:quarter>",
        f"<start:part> {TO} <end:part>",
        f"[{PLAN}] <start:year> {TO} <end:year>",
    ),
    examples={"từ tháng 3 đến tháng 5/2026": "2026-05-31", "Từ ngày 1.11 - 10.12.2026": "2026-12-10"},
)
def window(
    start: Spans = (),
    end: Spans = (),
    before: Spans = (),
    d: int = 0,
    m: int = 0,
    d2: int = 0,
    m2: int = 0,
) -> WindowMeaning | None:
    if d:
        start = (a_day(d, m),)
    if d2:
        end = (a_day(d2, m2),)
    if len(end or before) != 1 or len(start) > 1:
        return None
    first, last = start[0] if start else None, (end or before)[0]
    if first and first.year and not last.names_its_year:
        last = last.of_year(first.year + (first.first > last.last))
    return WindowMeaning(first, last, before=bool(before))


@window_rules.rule(
    "tu-khi-den",
    "Từ khi có một sự kiện đến một thời gian có ghi: hạn là thời gian ấy",
    makes="fixed",
    patterns=(f"(từ | kể từ | tính từ) (khi | ngày | lúc | thời điểm) … {TO} <end:span>",),
    assumes="ngày bắt đầu chờ sự kiện; chỉ lấy hạn cuối",
    examples={"Từ khi Kế hoạch có hiệu lực đến hết ngày 31/12/2026": "2026-12-31"},
)
def from_event_until(end: Spans) -> Fixed | None:
    return Fixed(end, Limit.UNTIL) if len(end) == 1 else None


@window_rules.rule(
    "khac-loai-den",
    "Thời gian bắt đầu và thời gian kết thúc ghi khác loại",
    makes="window",
    patterns=(
        f"(<start:month> | <start:quarter>) {TO} (<end:day> | <end:part>)",
        f"(<start:day> | <start:part>) {TO} (<end:month> | <end:quarter>)",
        f"<start:month> {TO} <end:quarter>",
        f"<start:quarter> {TO} <end:month>",
        f"(<start:year> | <first:yyyy>) {TO} (<end:day> | <end:month> | <end:quarter>)",
        f"(<start:day> | <start:month> | <start:quarter>) {TO} <last:year>",
    ),
    examples={"Tháng 3/2026 - 30/5/2026": "2026-05-30"},
)
def between_unlike(start: Spans = (), end: Spans = (), first: int = 0, last: Spans = ()) -> WindowMeaning | None:
    found = window(start or (a_year(first),), end or last)
    if found and found.start and found.end and found.end.year and found.start.first > found.end.last:
        found = found._replace(start=found.start.of_year(found.end.year - 1))
    return None if found is None or _is_backward(found) else found


def _is_backward(window: WindowMeaning) -> bool:
    """Whether the end lies before the beginning, so that a dash only stands between two deadlines."""
    start, end = window.start, window.end
    if start is None or end is None:
        return False
    years = (start.year, end.year) if start.year and end.year else (0, 0)
    return (years[0] or 0, start.first) > (years[1] or 0, end.last)


@window_rules.rule(
    "tuan-tu-ngay",
    "Tuần từ một ngày: đến hết Chủ nhật của tuần đó",
    makes="window",
    patterns=(f"[trong | vào] tuần [lễ] [bắt đầu] (từ | kể từ) <start:day> !{{{TO}}}",),
    assumes="hạn là Chủ nhật của tuần có ngày được nêu",
    examples={"Trong tuần từ ngày 19/01/2026": "2026-01-25"},
)
def week_from(start: Spans) -> WindowMeaning | None:
    if len(start) != 1 or start[0].year is None:
        return None
    opens = start[0].opens
    sunday = opens + timedelta(days=SUNDAY - opens.weekday())
    return WindowMeaning(start[0], a_day(sunday.day, sunday.month, sunday.year))


@window_rules.rule(
    "tu-may-thang",
    "Từ tháng … - …, từ quý … - …: cả khoảng",
    makes="window",
    patterns=(f"{FROM} <row:months> !{{trở đi}}", f"{FROM} <row:quarter> !{{trở đi}}"),
    examples={"Từ tháng 4 - 9/2026": "2026-09-30"},
)
def months_between(row: Spans) -> WindowMeaning | None:
    if len(row) != 1 or row[0].grain is not Grain.MONTHS:
        return None
    return WindowMeaning(row[0]._replace(last=row[0].first), row[0]._replace(first=row[0].last))


@window_rules.rule(
    "giai-doan-nam",
    "Giai đoạn: từ năm đến năm",
    makes="window",
    patterns=(
        f"{FROM} [năm] <first:yyyy> {TO} [năm] <last:yyyy>",
        f"{FROM} <start:year> {TO} <last:yyyy>",
        f"{FROM} <first:yyyy> {TO} <end:year>",
        f"[{PLAN}] <first:yyyy> (- | đến) [năm] <last:yyyy>",
    ),
    examples={"2025 - 2030": "2030-12-31", "giai đoạn 2026-2030": "2030-12-31"},
)
def years(first: int = 0, last: int = 0, start: Spans = (), end: Spans = ()) -> WindowMeaning | None:
    return window(start or (a_year(first),), end or (a_year(last),))


@window_rules.rule(
    "tu-sau-den",
    "Từ sau … đến …: ngày đầu được nêu không tính",
    makes="window",
    patterns=(
        f"(từ | kể từ) sau <start:span> {TO} <end:span>",
        f"([từ | kể từ] sau) <start:span> {TO} trước <before:span>",
    ),
    examples={"Từ sau ngày 15/3/2026 đến hết quý II/2026": "2026-06-30"},
)
def from_after(start: Spans, end: Spans = (), before: Spans = ()) -> WindowMeaning | None:
    found = window(start, end, before)
    return found._replace(after=True) if found else None


STARTING = "(bắt đầu [từ | trong | vào] | (triển khai | thực hiện | khởi công | khởi động) từ)"


@window_rules.rule(
    "bat-dau-ket-thuc",
    "Bắt đầu … kết thúc …",
    makes="window",
    patterns=(
        "bắt đầu … <start:day> [,] (kết thúc | hoàn thành) … <end:day>",
        f"{STARTING} <start:span> [,] [và] (kết thúc | hoàn thành) [trong | vào | đến [hết]] <end:span>",
        f"{STARTING} <start:span> [,] [và] (kết thúc | hoàn thành) trước <before:span>",
        "bắt đầu : <start:span> (, | ; | -) (kết thúc | hoàn thành) : <end:span>",
    ),
    examples={"Bắt đầu ngày 01/3/2026, kết thúc ngày 15/4/2026": "2026-04-15"},
)
def begins_and_ends(start: Spans, end: Spans = (), before: Spans = ()) -> WindowMeaning | None:
    return window(start=start, end=end, before=before)


@window_rules.rule(
    "som-nhat-muon-nhat",
    "Sớm nhất … muộn nhất …",
    makes="window",
    patterns=("(không sớm hơn | sớm nhất) [là | vào] <start:day> [, | và | nhưng] <latest> <end:day>",),
    examples={"sớm nhất là ngày 01/6/2026, muộn nhất là ngày 15/6/2026": "2026-06-15"},
)
def earliest_and_latest(start: Spans, end: Spans) -> WindowMeaning | None:
    return window(start=start, end=end)


@window_rules.rule(
    "giao-han",
    "Ngày giao và ngày phải xong",
    makes="window",
    patterns=(
        (
            "giao [việc | nhiệm vụ] [ngày] <start:span> [, | ; | -]"
            " (hạn | thời hạn | hạn hoàn thành | hoàn thành | xong | đến hạn) [:] <end:span>"
        ),
    ),
    examples={"Giao 01/9/2026, hoàn thành 25/9/2026": "2026-09-25"},
)
def given_and_due(start: Spans, end: Spans) -> WindowMeaning | None:
    return window(start, end)
