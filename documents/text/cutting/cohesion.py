"""Which neighbouring words belong together, learned from the printed lines of the whole document.

Where "môi" stands before "trường" nearly always, no cell ends between the two, even if a line does.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from documents.text.words import TextWord, lexicon_form

_FEWEST = 2
# Words that are nearly always neighbours in so many lines are surely one.
_SURE = 4


@dataclass(frozen=True)
class Cohesion:
    """How often words stand side by side within a printed line, against how often they stand at all."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)

    def of(self, first: str, second: str) -> float:
        """From 0 to 1: how much two words, in the lexicon's form, belong together."""
        count = self.pairs[first, second]
        if count < _FEWEST:
            return 0.0
        bound = max(count / self.before[first], count / self.after[second])
        return max(2 * bound - 1, 0.0) * min(count / _SURE, 1.0)


def cohesion_of(words: Sequence[TextWord]) -> Cohesion:
    """The cohesion of the words of a document, line breaks and page breaks left out."""
    pairs = Counter(_neighbours(words))
    before, after = Counter[str](), Counter[str]()
    for (first, second), count in pairs.items():
        before[first] += count
        after[second] += count
    return Cohesion(pairs, before, after)


def _neighbours(words: Sequence[TextWord]) -> Iterable[tuple[str, str]]:
    for first, second in pairwise(words):
        if not second.starts_line and not first.text.endswith((",", ";", ".", ":")):
            yield lexicon_form(first.text), lexicon_form(second.text)
