"""Where the rows of a table without rules are parted, seen from the numbers in its first column.

No blank line parts the rows, so the layout itself has to tell: a word processor centres every cell on the middle of
its row, or hangs every cell from the row's top. The cuts are chosen for which the cells fit one of the two best.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

# In lines: a paragraph's spacing inside a cell stays below, a skipped line doesn't.
_HOLE = 1.6
# In lines: rows further apart than this have spacing between them; what a cut without it costs.
_SPACED = 1.2
_TIGHT = 0.5


class Hang(Enum):
    """How cells stand in their row."""

    CENTER = "center"
    TOP = "top"


@dataclass(frozen=True)
class RowLayout:
    """One page of a table. All values are heights on the page, smaller is higher.

    `marks` are the middles of the row numbers' lines; `columns` the middles of the lines of each other column;
    `pitch` is the distance of two lines in a cell.
    """

    marks: Sequence[float]
    columns: Sequence[Sequence[float]]
    pitch: float


def row_cuts(layout: RowLayout) -> list[float]:
    """The heights that part the page's rows, one above each mark; what stands above the first goes on from before."""
    return min(_best(layout, hang) for hang in Hang).cuts


@dataclass(frozen=True, order=True)
class _Way:
    """Cuts chosen so far, from the top down, and how badly they fit."""

    misfit: float
    cuts: list[float]


def _best(layout: RowLayout, hang: Hang) -> _Way:
    """The cuts of least misfit, by dynamic programming over the marks from the top down."""
    levels = sorted({y for lines in (*layout.columns, layout.marks) for y in lines})
    above_all = levels[0] - layout.pitch / 2
    firsts = [above_all, *_between(levels, levels[0], layout.marks[0])]
    ways = [_Way(_rest(layout, levels[0], cut), [cut]) for cut in firsts]
    for mark, below in pairwise(layout.marks):
        ways = [_cheapest(layout, [hang], ways, mark, cut) for cut in _between(levels, mark, below)]
    # The page's end may cut the last row, whose cells then hang from its top whatever the others do.
    end = levels[-1] + layout.pitch
    last = _cheapest(layout, [hang, Hang.TOP], ways, layout.marks[-1], end)
    return _Way(last.misfit, last.cuts[:-1])


def _between(levels: Sequence[float], above: float, below: float) -> list[float]:
    """The heights halfway between neighbouring lines, from one line down to another."""
    inside = [level for level in levels if above <= level <= below]
    return [(upper + lower) / 2 for upper, lower in pairwise(inside)]


def _cheapest(layout: RowLayout, hangs: Sequence[Hang], ways: Sequence[_Way], mark: float, cut: float) -> _Way:
    """The best way to end the mark's row at a cut, over all the cuts where it may begin."""
    return min(
        _Way(way.misfit + _misfit(layout, hang, mark, way.cuts[-1], cut) + _tightness(layout, cut), [*way.cuts, cut])
        for way in ways
        for hang in hangs
    )


def _tightness(layout: RowLayout, cut: float) -> float:
    """A cut where the lines above and below stand closer than cells with spacing between them is less likely."""
    above = max((lines[place - 1] for lines in layout.columns if (place := bisect_left(lines, cut))), default=cut)
    below = min((lines[p] for lines in layout.columns if (p := bisect_left(lines, cut)) < len(lines)), default=cut)
    return 0.0 if below - above > _SPACED * layout.pitch else _TIGHT


def _misfit(layout: RowLayout, hang: Hang, mark: float, start: float, end: float) -> float:
    """How far from their place the cells between two cuts stand, in lines, if they are one row."""
    cells = _cells(layout, start, end)
    places = [(cell[0] + cell[-1]) / 2 if hang is Hang.CENTER else cell[0] for cell in cells]
    return sum(abs(place - mark) / layout.pitch for place in places) + _gaps(cells, layout.pitch)


def _rest(layout: RowLayout, top: float, end: float) -> float:
    """The misfit of a row that began on the page before: its cells go on from the page's top."""
    cells = _cells(layout, top - layout.pitch, end)
    return sum(abs(cell[0] - top) / layout.pitch for cell in cells) + _gaps(cells, layout.pitch)


def _cells(layout: RowLayout, start: float, end: float) -> list[Sequence[float]]:
    found = [lines[bisect_left(lines, start) : bisect_left(lines, end)] for lines in layout.columns]
    return [cell for cell in found if cell]


def _gaps(cells: Sequence[Sequence[float]], pitch: float) -> float:
    """The number of holes inside cells; no cell skips a line."""
    return sum(lower - upper > _HOLE * pitch for cell in cells for upper, lower in pairwise(cell))
