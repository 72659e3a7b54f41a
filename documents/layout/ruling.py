"""The cells that ruling lines enclose: lines close together are one, crossing lines make corners, corners make cells.

Works in the units of its page; PDF pages and scans share it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from documents.layout.words import Box

Edge = tuple[float, float, float]
"""A straight line: where it stands, from where, to where."""


@dataclass(frozen=True)
class Ruling:
    """The lines of a page, as they are drawn."""

    level: Sequence[Edge]
    upright: Sequence[Edge]


def tables_between(ruling: Ruling, near: float) -> list[list[Box]]:
    """The cells of each table that the lines enclose, tables from the top; a lone cell is a frame and no table.

    `near` is how far two lines may be apart and still be one, and how far a line may end before the one it meets.
    """
    tables = _tables(list(_cells(_merged(ruling.level, near), _merged(ruling.upright, near), near)))
    whole = _outermost([cells for cells in tables if len(cells) > 1])
    return sorted(whole, key=lambda cells: min((c.top, c.x0) for c in cells))


def frame_of(cells: Sequence[Box]) -> Box:
    """The rectangle around all cells."""
    return Box(
        min(cell.x0 for cell in cells),
        min(cell.top for cell in cells),
        max(cell.x1 for cell in cells),
        max(cell.bottom for cell in cells),
    )


def _outermost(tables: Sequence[list[Box]]) -> Iterator[list[Box]]:
    """The tables that lie in no cell of another: what stands in one is text of that cell."""
    if len(tables) < 2:
        yield from tables
        return
    for cells in tables:
        frame = frame_of(cells)
        if not any(_encloses(cell, frame) for other in tables if other is not cells for cell in other):
            yield cells


def _encloses(cell: Box, frame: Box) -> bool:
    return cell.x0 < frame.x0 and frame.x1 < cell.x1 and cell.top < frame.top and frame.bottom < cell.bottom


def _merged(edges: Iterable[Edge], near: float) -> list[Edge]:
    """The lines in order of where they stand; those of one place that touch or overlap as one."""
    groups: list[list[Edge]] = []
    for edge in sorted(edges):
        if groups and edge[0] - groups[-1][-1][0] <= near:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [edge for group in groups for edge in _joined(group, near)]


def _joined(group: Sequence[Edge], near: float) -> Iterator[Edge]:
    place = sum(edge[0] for edge in group) / len(group)
    start, end = None, 0.0
    for _, first, last in sorted(group, key=lambda edge: edge[1]):
        if start is None:
            start, end = first, last
        elif first <= end + near:
            end = max(end, last)
        else:
            yield place, start, end
            start, end = first, last
    if start is not None and end - start >= near:
        yield place, start, end


def _cells(level: Sequence[Edge], upright: Sequence[Edge], near: float) -> Iterator[Box]:
    """The smallest cell at each crossing that is the upper left corner of one."""
    down, across = _crossings(level, upright, near)
    for left, crossed in enumerate(down):
        for place, top in enumerate(crossed):
            if found := _opposite(left, top, crossed[place + 1 :], down, across):
                right, bottom = found
                yield Box(upright[left][0], level[top][0], upright[right][0], level[bottom][0])


def _crossings(level: Sequence[Edge], upright: Sequence[Edge], near: float) -> tuple[list[list[int]], list[list[int]]]:
    """The level lines that each upright one crosses, from the top, and the upright of each level one, from the left."""
    down: list[list[int]] = [[] for _ in upright]
    across: list[list[int]] = [[] for _ in level]
    heights = [edge[0] for edge in level]
    for number, (x, top, bottom) in enumerate(upright):
        for other in range(bisect_left(heights, top - near), bisect_right(heights, bottom + near)):
            if level[other][1] - near <= x <= level[other][2] + near:
                down[number].append(other)
                across[other].append(number)
    return down, across


def _opposite(
    left: int, top: int, below: Sequence[int], down: Sequence[Sequence[int]], across: Sequence[Sequence[int]]
) -> tuple[int, int] | None:
    """The right and the lower line of the smallest cell, where both meet."""
    beside = across[top][across[top].index(left) + 1 :]
    return next(((right, bottom) for bottom in below for right in beside if bottom in down[right]), None)


def _tables(cells: Sequence[Box]) -> Iterator[list[Box]]:
    """The cells in groups that hang together by their corners."""
    groups: dict[int, list[Box]] = {}
    owner: dict[tuple[float, float], int] = {}
    for number, cell in enumerate(cells):
        corners = [(x, y) for x in (cell.x0, cell.x1) for y in (cell.top, cell.bottom)]
        met = {owner[corner] for corner in corners if corner in owner}
        groups[number] = [cell, *(other for group in met for other in groups.pop(group))]
        for other in groups[number] if met else (cell,):
            owner.update({(x, y): number for x in (other.x0, other.x1) for y in (other.top, other.bottom)})
    return iter(groups.values())
