"""Cutting a row's words into its cells: the best split of all, found by dynamic programming, and the next best.

A semi-Markov model: the cells come in the header's order, each is a span of neighbouring words, some may be empty, and
a split is as good as the sum of what `SpanScores` says of each cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from documents.text.cutting.row import Row
from documents.text.cutting.scores import Cues, Model, SpanScores

_KEPT = 2
# A way to a place: its score, the index of the cut where its last cell begins, and the rank there of the way before.
_Way = tuple[float, int, int]


@dataclass(frozen=True)
class Split:
    """A row's spans, one a column, first inclusive, last exclusive, and how well they fit."""

    score: float
    spans: tuple[tuple[int, int], ...]


def best_splits(row: Row, models: Sequence[Model], cues: Cues) -> list[Split]:
    """The best split, and after it the next best if there is one."""
    cuts = row.cuts
    ways: list[list[_Way]] = [[(0.0, 0, 0)], *([] for _ in cuts[1:])]
    steps = []
    for model in models:
        ways = _with_column(SpanScores(row, model, cues), cuts, ways)
        steps.append(ways)
    return [Split(way[0], _spans(steps, rank, cuts)) for rank, way in enumerate(ways[-1])]


def _with_column(scores: SpanScores, cuts: Sequence[int], before: Sequence[Sequence[_Way]]) -> list[list[_Way]]:
    ways: list[list[_Way]] = [[] for _ in cuts]
    for start, known in enumerate(before):
        if not known:
            continue
        for end in range(start, len(cuts)):
            least = ways[end][-1][0] if len(ways[end]) == _KEPT else -inf
            if known[0][0] + scores.at_most(cuts[start], cuts[end]) <= least:
                continue
            score = scores.span(cuts[start], cuts[end])
            found = [(way[0] + score, start, rank) for rank, way in enumerate(known)]
            ways[end] = sorted([*ways[end], *found], key=lambda way: -way[0])[:_KEPT]
    return ways


def _spans(steps: Sequence[Sequence[Sequence[_Way]]], rank: int, cuts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    end = len(cuts) - 1
    for ways in reversed(steps):
        _, start, rank = ways[end][rank]
        spans.append((cuts[start], cuts[end]))
        end = start
    return tuple(reversed(spans))
