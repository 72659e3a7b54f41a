"""The deadlines of an expression on their way to one meaning."""

from collections.abc import Callable
from typing import NamedTuple

from workflow.deadlines.engine.lines import ReadingDoubt, TokenLine
from workflow.deadlines.values.meanings import (
    Limit,
    Meaning,
)


class ReadPart(NamedTuple):
    """One deadline of an expression, its place in the line, and the places of others that explain it."""

    at: int
    meaning: Meaning
    rules: tuple[str, ...]
    doubts: tuple[ReadingDoubt, ...]
    absorbed: tuple[int, ...] = ()

    def absorbing(self, *others: "ReadPart") -> "ReadPart":
        places = (place for other in others for place in (other.at, *other.absorbed))
        return self._replace(absorbed=(*self.absorbed, *places))


Parts = list[ReadPart]


Combination = Callable[[Parts, TokenLine], Parts]


def offers_choice(parts: Parts, line: TokenLine) -> bool:
    """Whether the words say "hoặc" between the first and the last part."""
    return any(line.nodes[n].value == "hoặc" for n in range(parts[0].at, parts[-1].at))


CLOSING_LIMITS = (Limit.BEFORE, Limit.UNTIL)


OPENING_LIMITS = (Limit.NAMED, Limit.WITHIN, Limit.FROM)
