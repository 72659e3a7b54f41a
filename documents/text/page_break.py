"""A row cut in two by the end of a page: each cell is a piece of the first part and a piece of the second.

Both parts keep the order of the columns, so one dynamic programme over pairs of places cuts them together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.text.row import Row
from documents.text.scores import Cues, Model, SpanScores

Pair = tuple[int, int]
# Pairs of places that are followed up, the most promising first. More of them change nothing measurable.
_BEAM = 40
# A cell seldom begins below the break when its row began above it.
_BEGINS_BELOW = -4.0


@dataclass(frozen=True)
class _State:
    score: float
    spans: tuple[tuple[Pair, Pair], ...] = ()


class _CellScores:
    """The scores of one column's cells, made of a span above the break and a span below it."""

    def __init__(self, above: Row, below: Row, model: Model, cues: Cues) -> None:
        self.rows = (above, below)
        self.above = SpanScores(above, model, cues)
        self.below = SpanScores(below, model, cues)
        self.going_on = SpanScores(below, model, cues, continued=True)

    def cell(self, above: Pair, below: Pair) -> float:
        if below[0] == below[1]:
            return self.above.span(*above)
        if above[0] == above[1]:
            return self.below.span(*below) + _BEGINS_BELOW
        score = self.above.part(*above) + self.going_on.part(*below) + self.going_on.ending(below[1])
        score += self.above.whole(f"{self.rows[0].span(*above)} {self.rows[1].span(*below)}")
        score += self.above.goes_on_below(above, self.rows[1].words[below[0]])
        opened = sum(
            row.depths[span[1]] - row.depths[span[0]] for row, span in zip(self.rows, (above, below), strict=True)
        )
        return score - 4.0 * (opened != 0)

    def promise(self, places: Pair) -> float:
        """The score of all words up to the places, were they this column's."""
        return self.above.words_up_to(places[0]) + self.below.words_up_to(places[1])


def best_broken_cells(
    above: Row, below: Row, models: Sequence[Model], cues: Cues
) -> tuple[float, list[tuple[Pair, Pair]]]:
    """The score of the best split, and for each column its span above and its span below the break."""
    scores = [_CellScores(above, below, model, cues) for model in models]
    beam: dict[Pair, _State] = {(0, 0): _State(0.0)}
    for place, column in enumerate(scores):
        following: dict[Pair, _State] = {}
        for start, state in beam.items():
            for end in _ends(start, above, below, last=place == len(scores) - 1):
                spans = ((start[0], end[0]), (start[1], end[1]))
                score = state.score + column.cell(*spans)
                if end not in following or score > following[end].score:
                    following[end] = _State(score, (*state.spans, spans))
        beam = _most_promising(following, scores)
    done = beam[len(above.words), len(below.words)]
    return done.score, list(done.spans)


def _ends(start: Pair, above: Row, below: Row, *, last: bool) -> Iterator[Pair]:
    whole = (len(above.words), len(below.words))
    if last:
        yield whole
        return
    for first in above.cuts:
        if first >= start[0]:
            yield from ((first, second) for second in below.cuts if second >= start[1])


def _most_promising(states: dict[Pair, _State], scores: Sequence[_CellScores]) -> dict[Pair, _State]:
    def gain(item: tuple[Pair, _State]) -> float:
        # Against the score that the same words would have had at best, so that long and short spans compare.
        return item[1].score - max(column.promise(item[0]) for column in scores)

    return dict(sorted(states.items(), key=gain, reverse=True)[:_BEAM])
