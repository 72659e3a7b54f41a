"""The words that bound a stretch of the calendar, and what several stretches under one bound mean together."""

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Either
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.grammar.spans.merging import TURNED, merge_spans, turns_the_year
from workflow.deadlines.values.meanings import Fixed, Limit
from workflow.deadlines.values.spans import Grain

BEFORE = "([<latest>] [vào] [cho] [đến | tới] trước [thời điểm] [hết])"


FROM = "([bắt đầu] (từ | kể từ | tính từ) [thời điểm])"


TO = "((cho đến | cho tới | đến | tới | -) [hết | cuối ngày | thời điểm])"


_ISSUE = "((ngày | khi) ban hành | (ngày | khi) ký [[,] ban hành])"


NOW = f"(từ nay [kéo dài] | (từ | kể từ) {_ISSUE} [kế hoạch [này]])"


UNTIL = (
    "(<latest> [đến | trong | từ] [hết | thời điểm] | [hạn [chót | cuối]] [cho] (đến | tới) [hết | thời điểm] | hết"
    " | trước hoặc trong | hạn (chót | cuối) [là | :] | đến hạn [là | :])"
)


WITHIN = "(trong [vòng] | vào [dịp | lúc] | dịp | thời gian [là | :] | thời hạn [là | :] | là)"


NAMED_DAY = "(khai giảng | bế giảng | tựu trường | bầu cử | khai mạc | bế mạc | tổ chức | diễn ra)"


HOLIDAY = "([dịp | đợt | kỳ] (nghỉ lễ | nghỉ tết | lễ | nghỉ) | [dịp | đợt | kỳ] ngày (lễ | nghỉ))"


AROUND = "trước [,] [và] trong [,] [và] sau [dịp | thời gian | các ngày]"


PLAN = "(giai đoạn | [trong] các năm)"


def bound_spans(groups: tuple[Spans, ...], limit: Limit) -> Fixed | Doubted:
    """A list of spans under one limit. A choice between two is the stretch from first to last; before it, the last."""
    if inner := _inside_the_year(groups):
        return Doubted(Fixed(inner, limit), ReadingDoubt("thời gian ghi rõ hơn được lấy làm hạn"))
    spans = merge_spans(groups)
    if not isinstance(groups, Either):
        found = Fixed(spans, limit)
        return Doubted(found, TURNED) if len(spans) > 1 and turns_the_year(groups, spans) else found
    whole = spans[-1] if limit is Limit.BEFORE else spans[-1]._replace(grain=Grain.MONTHS, first=spans[0].first)
    return Doubted(
        Fixed((whole,), limit), ReadingDoubt("“hoặc” giữa hai thời gian: hạn là ngày cuối của thời gian sau")
    )


def _inside_the_year(groups: tuple[Spans, ...]) -> Spans:
    """In "năm 2026, quý II" a stretch without a year lies in the year before it; empty for any other list."""
    if len(groups) != 2 or len(groups[0]) != 1 or groups[0][0].grain is not Grain.YEAR or groups[0][0].part:
        return ()
    year = groups[0][0].year
    if not year or any(span.names_its_year or span.grain is Grain.YEAR for span in groups[1]):
        return ()
    return tuple(span.of_year(year) for span in groups[1])
