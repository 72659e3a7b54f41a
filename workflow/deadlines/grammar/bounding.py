"""The words that bound a stretch of the calendar, and what several stretches under one bound mean together."""

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Either
from workflow.deadlines.grammar.terms import Spans
from workflow.deadlines.values.meanings import Fixed, Limit
from workflow.deadlines.values.spans import Grain

BEFORE = "([<latest>] [vào] [cho] [đến | tới] trước [thời điểm] [hết])"
FROM = "([bắt đầu] (từ | kể từ | tính từ) [thời điểm])"
TO = "((cho đến | cho tới | đến | tới | -) [hết | cuối ngày])"
_ISSUE = "((ngày | khi) ban hành | ngày ký [[,] ban hành])"
NOW = f"(từ nay [kéo dài] | (từ | kể từ) {_ISSUE} [kế hoạch [này]])"
UNTIL = (
    "(<latest> [đến | trong | từ] [hết] | [hạn [chót | cuối]] [cho] (đến | tới) [hết] | hết | trước hoặc trong"
    " | hạn (chót | cuối) [là | :])"
)
WITHIN = "(trong [vòng] | vào [dịp | lúc] | dịp | thời gian [là | :] | thời hạn [là | :] | là)"
NAMED_DAY = "(khai giảng | bế giảng | tựu trường | bầu cử | khai mạc | bế mạc | tổ chức | diễn ra)"
AROUND = "trước [,] [và] trong [,] [và] sau [dịp | thời gian | các ngày]"
PLAN = "(giai đoạn | nhiệm kỳ | [trong] các năm)"


def bounded(groups: tuple[Spans, ...], limit: Limit) -> Fixed | Doubted:
    """A list of spans under one limit. A choice between two is the stretch from first to last; before it, the last."""
    spans = merge_spans(groups)
    if not isinstance(groups, Either):
        return Fixed(spans, limit)
    whole = spans[-1] if limit is Limit.BEFORE else spans[-1]._replace(grain=Grain.MONTHS, first=spans[0].first)
    return Doubted(
        Fixed((whole,), limit), ReadingDoubt("“hoặc” giữa hai thời gian: hạn là ngày cuối của thời gian sau")
    )


def merge_spans(groups: tuple[Spans, ...]) -> Spans:
    """The spans of a list; one without a year takes the year of the next that has one, else of the one before."""
    if len(groups) == 1 and len(groups[0]) == 1:
        return groups[0]
    spans = [span for group in groups for span in group]
    for n in range(len(spans) - 2, -1, -1):
        spans[n] = spans[n].of_year(spans[n + 1].year)
    for n in range(1, len(spans)):
        spans[n] = spans[n].of_year(spans[n - 1].year)
    return tuple(spans)
