"""Several spans named together share the year that one of them has."""

from workflow.deadlines.grammar.spans.days import Spans


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
