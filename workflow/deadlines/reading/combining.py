"""The phrases that explain each other, joined one after the other as long as there are two deadlines.

Each function takes the deadlines of an expression, in order, and returns fewer or clearer ones.
"""

from workflow.deadlines.engine.codes import CODES, DEADLINES
from workflow.deadlines.engine.lines import TokenLine
from workflow.deadlines.reading.cycling import all_every_year, continuous_since, counted_from_shared_event, only_between
from workflow.deadlines.reading.naming import (
    without_labels,
    without_owners,
    without_scope,
    without_sources,
    without_superseded,
    without_tails,
)
from workflow.deadlines.reading.narrowing import more_exact, one_limit, one_year
from workflow.deadlines.reading.parts import Combination, Parts


def combine_parts(parts: Parts, line: TokenLine) -> Parts:
    """The parts after all combinations."""
    for combine, needed in COMBINATIONS:
        if len(parts) < 2:
            break
        if not needed.isdisjoint(line.codes):
            parts = combine(parts, line)
    return parts


# Each with the codes of which an expression must hold one for it to change anything.
COMBINATIONS: tuple[tuple[Combination, frozenset[str]], ...] = (
    (without_superseded, frozenset("(")),
    (without_scope, frozenset(DEADLINES)),
    (without_owners, frozenset((CODES["window"], CODES["fixed"]))),
    (without_labels, frozenset(":")),
    (without_sources, frozenset(CODES["external"])),
    (without_tails, frozenset((CODES["triggered"], CODES["relative"]))),
    (continuous_since, frozenset(CODES["continuous"])),
    (counted_from_shared_event, frozenset(CODES["relative"])),
    (only_between, frozenset(CODES["recurring"])),
    (one_limit, frozenset((CODES["fixed"], CODES["recurring"]))),
    (all_every_year, frozenset(CODES["recurring"])),
    (one_year, frozenset(CODES["fixed"])),
    (more_exact, frozenset(CODES["fixed"])),
)
