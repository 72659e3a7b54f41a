"""How words bound the calendar: trước, đến hết, chậm nhất, từ … đến. These phrases are deadlines by themselves."""

from workflow.deadlines.cycles import Cycle, Frequency, on_days
from workflow.deadlines.grammar.counts import Every
from workflow.deadlines.meanings import Continuous, Fixed, Limit, Recurring, Window
from workflow.deadlines.patterns import Rules
from workflow.deadlines.spans import Span, a_year
from workflow.deadlines.values import Unit

limits = Rules()

LATEST = "((chậm | muộn | trễ) nhất | không (quá | muộn hơn | chậm hơn | trễ hơn))"
BY = (
    f"({LATEST} [là | vào | đến | trong] [hết] | [cho] (đến | tới) [hết] | hết | trong | vào [dịp | lúc] | xong [trong]"
    " | là)"
)
BEFORE = f"([{LATEST}] [là | vào] [cho] [đến | tới] trước [thời điểm])"
FROM = "([bắt đầu] (từ | kể từ | tính từ))"
TO = "((cho đến | cho tới | đến | tới | -) [hết | cuối])"


def merged(groups: tuple[tuple[Span, ...], ...]) -> tuple[Span, ...]:
    """The spans of a list; one without a year takes the year of the next that has one, else of the one before."""
    spans = [span for group in groups for span in group]
    for n in range(len(spans) - 2, -1, -1):
        spans[n] = spans[n].of_year(spans[n + 1].year)
    for n in range(1, len(spans)):
        spans[n] = spans[n].of_year(spans[n - 1].year)
    return tuple(spans)


def yearly(span: Span, limit: Limit) -> Cycle:
    """The span's due day in every year; for a span that is a limit before, its first day."""
    month, day = span.first if limit is Limit.BEFORE else span.last
    return on_days((day,), (month,))


@limits.rule(
    "tu-den",
    "Từ … đến …",
    makes="window",
    patterns=(
        f"{FROM} <start:span> {TO} <end:span>",
        "<start:day> - <end:day>",
        "[giai đoạn] <start:year> - <end:year>",
        "[giai đoạn] <first:yyyy> (- | đến) <last:yyyy>",
        f"từ nay {TO} <end:span>",
    ),
    examples={"2025 - 2030": "2030-12-31", "từ tháng 3 đến tháng 5/2026": "2026-05-31"},
)
def window(
    start: tuple[Span, ...] = (), end: tuple[Span, ...] = (), first: int | None = None, last: int | None = None
) -> Window | None:
    if first and last:
        return Window(a_year(first), a_year(last)) if first < last else None
    if len(end) != 1 or len(start) > 1:
        return None
    *before, until = merged((start, end))
    return Window(before[0] if before else None, until)


@limits.rule(
    "truoc",
    "“Trước” một ngày, tháng, quý: ngày đó không tính",
    makes="fixed",
    patterns=(f"{BEFORE} <spans:span+>", f"{BEFORE} <spans:span>"),
    examples={"Trước 15/7/2026": "2026-07-14", "trước tháng 3/2026": "2026-02-28"},
)
def before(spans: tuple[tuple[Span, ...], ...]) -> Fixed:
    return Fixed(merged(spans), Limit.BEFORE)


@limits.rule(
    "den-het",
    "Đến, đến hết, chậm nhất, trong: ngày cuối cùng được tính",
    makes="fixed",
    patterns=(f"{BY} <spans:span+>",),
    examples={"chậm nhất ngày 20/3/2026": "2026-03-20", "đến hết năm 2030": "2030-12-31"},
)
def by(spans: tuple[tuple[Span, ...], ...]) -> Fixed:
    return Fixed(merged(spans))


@limits.rule(
    "tu",
    "Chỉ có ngày bắt đầu",
    makes="fixed",
    patterns=(f"{FROM} <span:span>",),
    assumes="chỉ ghi ngày bắt đầu nên lấy chính ngày đó",
    examples={"kể từ ngày 05/11/2026": "2026-11-05"},
)
def since(span: tuple[Span, ...]) -> Fixed:
    return Fixed(span, Limit.FROM)


bare = Rules()


@bare.rule(
    "ghi-thoi-gian",
    "Chỉ ghi thời gian",
    makes="fixed",
    patterns=("<spans:span+>",),
    examples={"Tháng 3": "2026-03-31", "Quý I/2026": "2026-03-31"},
)
def named(spans: tuple[tuple[Span, ...], ...]) -> Fixed:
    return Fixed(merged(spans))


cycles = Rules()


@cycles.rule(
    "lap-lai",
    "Ngày lặp lại hằng năm",
    makes="recurring",
    patterns=(
        "[định kỳ] <fixed:fixed> <every:every>",
        "<every:every> [, | : | \\(] <fixed:fixed> [\\)]",
    ),
    examples={"trước ngày 01/6 và 15/11 hằng năm": "2026-05-31, 2026-11-14"},
)
def repeated(fixed: Fixed, every: tuple[Every, ...]) -> Recurring | None:
    if every != (Every(12, Unit.MONTH),) or fixed.limit is Limit.FROM:
        return None
    return Recurring(tuple(yearly(span, fixed.limit) for span in fixed.spans), fixed.limit)


@cycles.rule(
    "dinh-ky-ngay",
    "“Định kỳ” kèm ngày, không ghi “hằng năm”",
    makes="recurring",
    patterns=("định kỳ [,] <fixed:fixed>",),
    examples={"Định kỳ trước ngày 01/6 và 15/11": "2026-05-31, 2026-11-14"},
)
def periodic(fixed: Fixed) -> Recurring | None:
    if any(span.year for span in fixed.spans):
        return None
    return Recurring(tuple(yearly(span, fixed.limit) for span in fixed.spans), fixed.limit, in_plan=True)


@cycles.rule(
    "thuong-xuyen-hang-nam",
    "Thường xuyên hằng năm",
    makes="continuous",
    patterns=("<continuous> [,] [và] <every:every>", "<every:every> [,] <continuous>"),
    assumes="việc thường xuyên; cuối mỗi kỳ nhìn lại một lần",
    examples={"Thường xuyên hàng năm": "continuous"},
)
def always_and_again(every: tuple[Every, ...]) -> Continuous:
    return Continuous(cycle=without_day(every[0]))


@cycles.rule(
    "chu-ky",
    "Chu kỳ không ghi ngày",
    makes="recurring",
    patterns=("<every:every>",),
    examples={"Hàng năm": "2026-12-31, 2027-12-31"},
)
def cycle(every: tuple[Every, ...]) -> Recurring:
    return Recurring(tuple(without_day(e) for e in every))


@cycles.rule(
    "dinh-ky",
    "“Định kỳ” không ghi chu kỳ",
    makes="recurring",
    patterns=("định kỳ",),
    assumes="không ghi chu kỳ",
    examples={"định kỳ": "recurring"},
)
def unstated() -> Recurring:
    return Recurring(())


def without_day(every: Every) -> Cycle:
    """A cycle whose day the convention has to choose."""
    if every.unit is Unit.DAY:
        return Cycle(frequency=Frequency.DAILY, interval=every.count)
    if every.unit is Unit.WEEK:
        return Cycle(frequency=Frequency.WEEKLY, interval=every.count)
    if every.count % 12 == 0:
        return Cycle(frequency=Frequency.YEARLY, interval=every.count // 12)
    if 12 % every.count == 0:
        return Cycle(frequency=Frequency.YEARLY, months=tuple(range(every.count, 13, every.count)))
    return Cycle(frequency=Frequency.MONTHLY, interval=every.count)
