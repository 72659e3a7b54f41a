"""Cutting a row's words into its cells: the best split of all, found by dynamic programming.

A semi-Markov model: the cells come in the header's order, each is a span of neighbouring words, some may be empty, and
a split is as good as the sum of what `SpanScores` says of each cell.
"""

from collections.abc import Sequence

from documents.text.row import Row
from documents.text.scores import NEVER, Cues, Model, SpanScores


def best_cells(row: Row, models: Sequence[Model], cues: Cues) -> tuple[float, list[tuple[int, int]]]:
    """The score of the best split, and its spans, one a column."""
    cuts = row.cuts
    best = [0.0] + [NEVER] * (len(cuts) - 1)
    back: list[list[int]] = []
    for model in models:
        best, came_from = _with_column(SpanScores(row, model, cues), cuts, best)
        back.append(came_from)
    return best[-1], _spans(back, cuts)


def _with_column(scores: SpanScores, cuts: Sequence[int], before: Sequence[float]) -> tuple[list[float], list[int]]:
    best, came_from = [NEVER] * len(cuts), [0] * len(cuts)
    for start, score_before in enumerate(before):
        if score_before <= NEVER / 2:
            continue
        for end in range(start, len(cuts)):
            if score_before + scores.at_most(cuts[start], cuts[end]) <= best[end]:
                continue
            score = score_before + scores.span(cuts[start], cuts[end])
            if score > best[end]:
                best[end], came_from[end] = score, start
    return best, came_from


def _spans(back: Sequence[Sequence[int]], cuts: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    end = len(cuts) - 1
    for came_from in reversed(back):
        spans.append((cuts[came_from[end]], cuts[end]))
        end = came_from[end]
    return spans[::-1]
