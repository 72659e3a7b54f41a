"""A row cut in two by the end of a page: each cell is a span of the part above and a span of the part below.

Both parts keep the order of the columns, so one dynamic programme over pairs of places cuts them together. It follows
only the pairs from which the row may still end well; what the rest of each part can bring at best is worked out before,
each part by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from documents.text.cutting.row import Row
from documents.text.cutting.scores import Model, SpanScores
from documents.text.cutting.seams import Cues, Seams

_Span = tuple[int, int]
# How many pairs of places are followed up, and how far behind the best of them one may lie.
_BEAM, _HOPELESS = 120, 30
# A cell seldom begins below the break when its row began above it.
_BEGINS_BELOW = -4.0
# Cells that go on below are full to the end of the page above: each line that they are short of it tells against it.
_SHORT_LINE = 1.5


@dataclass(frozen=True)
class _State:
    """The cells cut so far.

    Of their lines above the break, `most` is the greatest number, `fewest` the least among the cells that go on below.
    """

    score: float = 0.0
    most: int = 0
    fewest: float = inf
    spans: tuple[tuple[_Span, _Span], ...] = ()

    def with_cell(self, score: float, above: "_Part", below: "_Part") -> "_State":
        most = max(self.most, above.lines)
        fewest = min(self.fewest, above.lines) if above.lines and below.lines else self.fewest
        shorter = max(most - 1 - fewest, 0.0) - max(self.most - 1 - self.fewest, 0.0)
        spans = (*self.spans, (above.span, below.span))
        return _State(self.score + score - _SHORT_LINE * shorter, most, fewest, spans)


@dataclass(frozen=True)
class _Part:
    """A span of one part with its scores: as a whole cell, as the piece of one, and at most. No lines: it is empty."""

    span: _Span
    whole: float
    piece: float
    lines: int
    most: float


_Parts = Mapping[int, Sequence[_Part]]


class _ColumnScores:
    """The scores of one column's cells, each made of a span above the break and a span below it."""

    def __init__(self, above: Seams, below: Seams, model: Model) -> None:
        self._rows = (above.row, below.row)
        self._above = SpanScores(above, model)
        going_on = SpanScores(below, model, continued=True)
        self._empty = self._above.empty
        nothing_above = max(_BEGINS_BELOW, self._empty)
        self.above = _parts(above, self._above, self._above, nothing=nothing_above)
        self.below = _parts(below, SpanScores(below, model), going_on, joint=self._most_joint)

    def _most_joint(self, start: int) -> float:
        """The most that a piece beginning below at a word brings together with one from above."""
        word = self._rows[1].words[start]
        bonds = (self._above.seams.bond(end, word) for end in self._rows[0].cuts[1:])
        return self._above.most_for_whole() + max(bonds)

    def cell(self, above: _Part, below: _Part) -> float:
        """The score of a cell."""
        if not below.lines:
            return above.whole if above.lines else self._empty
        if not above.lines:
            return below.whole + _BEGINS_BELOW
        score = above.piece + below.piece
        score += self._above.whole(f"{self._rows[0].span(*above.span)} {self._rows[1].span(*below.span)}")
        score += self._above.goes_on_below(above.span, self._rows[1].words[below.span[0]])
        opened = self._rows[0].opened(*above.span) + self._rows[1].opened(*below.span)
        return score - 4.0 * (opened != 0)


def best_broken_cells(
    above: Row, below: Row, models: Sequence[Model], cues: Cues
) -> tuple[float, list[tuple[_Span, _Span]]]:
    """The score of the best split, and for each column its span above and its span below the break."""
    seams = Seams(above, cues), Seams(below, cues)
    columns = [_ColumnScores(*seams, model) for model in models]
    hopes_above = _hopes([column.above for column in columns], len(above.words))
    hopes_below = _hopes([column.below for column in columns], len(below.words))
    beam: dict[_Span, _State] = {(0, 0): _State()}
    for column, hope_above, hope_below in zip(columns, hopes_above, hopes_below, strict=True):
        beam = _with_column(column, beam, hope_above, hope_below)
    done = beam[len(above.words), len(below.words)]
    return done.score, list(done.spans)


def _parts(
    seams: Seams,
    as_whole: SpanScores,
    as_piece: SpanScores,
    *,
    nothing: float = 0.0,
    joint: Callable[[int], float] | None = None,
) -> _Parts:
    """The spans of a part by their first word, the empty one among them.

    `nothing` is the most an empty span brings; `joint` the most that a piece below brings beyond its own score.
    """
    row = seams.row
    parts: dict[int, list[_Part]] = {}
    for start in row.cuts:
        more = joint(start) if joint and start < len(row.words) else 0.0
        parts[start] = [_Part((start, start), 0.0, 0.0, 0, nothing)]
        for end in row.cuts:
            if end > start:
                whole, piece = as_whole.span(start, end), as_piece.part(start, end)
                piece += seams.end[end] if joint else 0.0
                parts[start].append(_Part((start, end), whole, piece, row.lines(start, end), max(whole, piece + more)))
    return parts


def _hopes(columns: Sequence[_Parts], words: int) -> list[Mapping[int, float]]:
    """For each column and place of a part: the most that the later columns can bring from that place on."""
    hopes: list[Mapping[int, float]] = [{words: 0.0}]
    for parts in reversed(columns[1:]):
        after = hopes[-1]
        hopes.append({start: _most(ends, after) for start, ends in parts.items()})
    return hopes[::-1]


def _most(parts: Sequence[_Part], after: Mapping[int, float]) -> float:
    return max((part.most + after.get(part.span[1], -inf) for part in parts), default=-inf)


def _with_column(
    column: _ColumnScores,
    beam: Mapping[_Span, _State],
    hope_above: Mapping[int, float],
    hope_below: Mapping[int, float],
) -> dict[_Span, _State]:
    """The most hopeful states after one more column."""
    following: dict[_Span, _State] = {}
    best = -inf
    for start, state in beam.items():
        for above, below, most in _pairs(column, start, hope_above, hope_below):
            end = (above.span[1], below.span[1])
            hope = hope_above[end[0]] + hope_below[end[1]]
            if state.score + most < best - _HOPELESS:
                continue
            after = state.with_cell(column.cell(above, below), above, below)
            best = max(best, after.score + hope)
            if end not in following or after.score > following[end].score:
                following[end] = after
    hopeful = sorted(
        following.items(), key=lambda item: -item[1].score - hope_above[item[0][0]] - hope_below[item[0][1]]
    )
    return dict(hopeful[:_BEAM])


def _pairs(
    column: _ColumnScores, start: _Span, hope_above: Mapping[int, float], hope_below: Mapping[int, float]
) -> Iterator[tuple[_Part, _Part, float]]:
    """The pairs of spans from the given places on, each with the most that may come of it, the best first."""
    uppers = _ranked(column.above[start[0]], hope_above)
    lowers = _ranked(column.below[start[1]], hope_below)
    for most_above, above in uppers:
        for most_below, below in lowers:
            yield above, below, most_above + most_below


def _ranked(parts: Sequence[_Part], hope: Mapping[int, float]) -> list[tuple[float, _Part]]:
    ranked = [(part.most + hope[part.span[1]], part) for part in parts if hope.get(part.span[1], -inf) > -inf]
    ranked.sort(key=lambda item: -item[0])
    return [item for item in ranked if item[0] > ranked[0][0] - 2 * _HOPELESS]
