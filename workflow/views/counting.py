"""Counting a list of duties: one table of cells gives the total and every facet, each without its own choice."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.lifecycle import OPEN, State
from workflow.nearness import NearnessKind
from workflow.views.duty_list import NEARNESS_SLUGS, STATE_SLUGS, DutyList, Facet

# What a list shows as long as nobody asks for what was withdrawn or replaced.
LISTED = OPEN | {State.COMPLETED}
COUNTED_FACETS = (Facet.NEARNESS, Facet.AGENCY, Facet.PLAN, Facet.STATE, Facet.KIND, Facet.MONTH)
_LISTED_SLUGS = tuple(STATE_SLUGS[state] for state in State if state in LISTED)


@dataclass(frozen=True)
class FacetCell:
    """How many duties are alike: the same value in every facet, as addresses name them; no month without a date."""

    values: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Counts:
    """What a view comes to: its total, and for each facet how many there are of each value."""

    total: int
    by_facet: Mapping[Facet, Mapping[str, int]]


def cell_values(kind: NearnessKind, agency: str, plan: int, state: State, deadline: str, month: str) -> tuple[str, ...]:
    """Return a cell's values, in the order of `COUNTED_FACETS`."""
    return NEARNESS_SLUGS[kind], agency, str(plan), STATE_SLUGS[state], deadline, month


def count_facets(cells: Iterable[FacetCell], view: DutyList) -> Counts:
    """Count a view. A facet's counts say what choosing the value would show, whatever is chosen of it now."""
    wanted = [frozenset(wanted_values(view, facet)) for facet in COUNTED_FACETS]
    by_facet: list[Counter[str]] = [Counter() for _ in COUNTED_FACETS]
    total = 0
    for cell in cells:
        failing = [n for n, value in enumerate(cell.values) if wanted[n] and value not in wanted[n]]
        if not failing:
            total += cell.count
            for n, value in enumerate(cell.values):
                by_facet[n][value] += cell.count
        elif len(failing) == 1:
            by_facet[failing[0]][cell.values[failing[0]]] += cell.count
    return Counts(total=total, by_facet=dict(zip(COUNTED_FACETS, by_facet, strict=True)))


def wanted_values(view: DutyList, facet: Facet) -> tuple[str, ...]:
    """Return the values that a view lets pass; none when all may pass."""
    return view.values(facet) or (_LISTED_SLUGS if facet is Facet.STATE else ())
