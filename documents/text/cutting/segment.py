"""Cutting a row's words into its cells: the best split of all, found by dynamic programming, and the next best.

A semi-Markov model: the cells come in the header's order, each is a span of neighbouring words, some may be empty, and
a split is as good as the sum of what `SpanScores` says of each cell. That is dear to ask, so no span is asked for from
which even the most that the rest of the row can bring leaves the split too far behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from documents.text.cutting.row import Row
from documents.text.cutting.scores import Model, SpanScores
from documents.text.cutting.seams import Cues, Seams

# How much worse the next best split must be for the best one to stand without a doubt.
CLEAR = 5.0
# How far behind what was hoped for the best split is looked for at first, and what rounding may add up to.
_FIRST_LOOK, _ROUNDING = 8.0, 1e-6
_KEPT = 2
# A way to a place: its score, the index of the cut where its last cell begins, and the rank there of the way before.
_Way = tuple[float, int, int]


@dataclass(frozen=True)
class Split:
    """A row's spans, one a column, first inclusive, last exclusive, and how well they fit."""

    score: float
    spans: tuple[tuple[int, int], ...]


def best_splits(row: Row, models: Sequence[Model], cues: Cues) -> list[Split]:
    """The best split, and after it the next best if it is less than `CLEAR` behind."""
    seams = Seams(row, cues)
    columns = [SpanScores(seams, model) for model in models]
    hopes = _hopes(columns, row.cuts)
    hoped, behind = hopes[0][0], _FIRST_LOOK
    while True:
        floor = hoped - behind - _ROUNDING
        splits = _splits(columns, hopes, row.cuts, floor)
        if splits and splits[0].score - CLEAR >= floor:
            return [split for split in splits if split.score > splits[0].score - CLEAR]
        behind = hoped - splits[0].score + CLEAR if splits else 2 * behind


def _hopes(columns: Sequence[SpanScores], cuts: Sequence[int]) -> list[list[float]]:
    """For each column and cut: the most that it and the later columns can bring from that cut on."""
    after = [-inf] * (len(cuts) - 1) + [0.0]
    hopes = [after]
    for scores in reversed(columns):
        hope = [-inf] * (len(cuts) - 1) + [scores.empty + after[-1]]
        most = -inf
        for place in range(len(cuts) - 2, -1, -1):
            most = max(most, scores.most_to(cuts[place + 1]) + after[place + 1])
            hope[place] = max(scores.empty + after[place], scores.most_from(cuts[place]) + most)
        hopes.append(hope)
        after = hope
    return hopes[::-1]


def _splits(
    columns: Sequence[SpanScores], hopes: Sequence[Sequence[float]], cuts: Sequence[int], floor: float
) -> list[Split]:
    """The best splits of those that score so much at least."""
    ways: list[list[_Way]] = [[(0.0, 0, 0)], *([] for _ in cuts[1:])]
    steps = []
    for scores, after in zip(columns, hopes[1:], strict=True):
        ways = _with_column(scores, cuts, ways, [floor - hope for hope in after])
        steps.append(ways)
    return [Split(way[0], _spans(steps, rank, cuts)) for rank, way in enumerate(ways[-1])]


def _with_column(
    scores: SpanScores, cuts: Sequence[int], before: Sequence[Sequence[_Way]], floors: Sequence[float]
) -> list[list[_Way]]:
    """The best ways to each cut after one more column, of those that score there what the rest of the row needs."""
    ways: list[list[_Way]] = [[] for _ in cuts]
    needed = _needed(scores, cuts, floors)
    for start, known in enumerate(before):
        if not known:
            continue
        most = known[0][0] + (scores.most_from(cuts[start]) if start < len(cuts) - 1 else 0.0)
        for end in range(start, len(cuts)):
            if end > start and most < needed[end]:
                continue
            score = scores.span(cuts[start], cuts[end])
            found = [(way[0] + score, start, rank) for rank, way in enumerate(known) if way[0] + score >= floors[end]]
            if found:
                ways[end] = sorted([*ways[end], *found], key=lambda way: -way[0])[:_KEPT]
    return ways


def _needed(scores: SpanScores, cuts: Sequence[int], floors: Sequence[float]) -> list[float]:
    """What the ways to a cell's start and the start itself must bring at least for the cell to end at each cut."""
    return [-inf, *(floor - scores.most_to(cut) for cut, floor in zip(cuts[1:], floors[1:], strict=True))]


def _spans(steps: Sequence[Sequence[Sequence[_Way]]], rank: int, cuts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    end = len(cuts) - 1
    for ways in reversed(steps):
        _, start, rank = ways[end][rank]
        spans.append((cuts[start], cuts[end]))
        end = start
    return tuple(reversed(spans))
