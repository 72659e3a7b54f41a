"""Several spans named together share the year that one of them has."""

from itertools import pairwise

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.spans import Grain, Span

TURNED = ReadingDoubt("danh sách đi qua năm mới: chỉ một thời gian ghi năm, thời gian kia được hiểu là năm liền kề")
# From the tenth month to the third is a step into the new year, from the sixth to the fifth a list out of order.
LONGEST_STEP = 6


def merge_spans(groups: tuple[Spans, ...]) -> Spans:
    """The spans of a list; one without a year takes the year of the next that has one, else of the one before.

    A list runs forward: in "quý IV, quý I/2027" and "tháng 12/2026, tháng 01" the new year lies between them.
    """
    if len(groups) == 1 and len(groups[0]) == 1:
        return groups[0]
    spans = [span for group in groups for span in group]
    for n in range(len(spans) - 2, -1, -1):
        spans[n] = spans[n].of_year(year_before(spans[n], spans[n + 1]))
    for n in range(1, len(spans)):
        spans[n] = spans[n].of_year(_year_after(spans[n - 1], spans[n]))
    return tuple(spans)


def turns_the_year(groups: tuple[Spans, ...], merged: Spans) -> bool:
    """Whether spans of which only one has a printed year were put on both sides of a new year."""
    printed = [span for group in groups for span in group]
    return any(
        not (one.names_its_year and other.names_its_year) and first.year != second.year
        for (one, other), (first, second) in zip(pairwise(printed), pairwise(merged), strict=True)
    )


def year_before(span: Span, following: Span) -> int | None:
    """The year of a span that stands in a list before one whose year may be known."""
    return following.year - _steps_into_new_year(span, following) if following.year else None


def _year_after(before: Span, span: Span) -> int | None:
    return before.year + _steps_into_new_year(before, span) if before.year else None


def _steps_into_new_year(one: Span, following: Span) -> bool:
    if Grain.YEAR in (one.grain, following.grain) or one.lunar or following.lunar or one.first <= following.last:
        return False
    return following.first[0] + 12 - one.first[0] <= LONGEST_STEP
