"""How likely a word, a beginning or a whole cell is in each kind of column.

Two sources speak: the house's word lists (`config/table_words.toml`), and the document's own cells as an earlier pass
read them. The second is always asked without the row in question, else a row would confirm its own error.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from math import log

from config.table_words import ColumnWords, table_words
from documents.tables.columns import TableColumn
from documents.text.words import lexicon_form

_KIND = {
    TableColumn.TITLE: "title",
    TableColumn.LEAD: "agency",
    TableColumn.COOPERATING: "agency",
    TableColumn.PRODUCT: "product",
    TableColumn.DEADLINE: "deadline",
    TableColumn.NOTE: "note",
}
_VOCABULARY = 3000
# How much of a column's words the lists don't know: nearly all of a title, little of a list of agencies.
_UNKNOWN = {
    TableColumn.TITLE: 1.0,
    TableColumn.LEAD: 0.12,
    TableColumn.COOPERATING: 0.12,
    TableColumn.PRODUCT: 0.35,
    TableColumn.DEADLINE: 0.15,
    TableColumn.NOTE: 0.4,
    TableColumn.OTHER: 0.5,
    TableColumn.NUMBER: 1.0,
}
_LONGEST_HEAD = 4


@dataclass(frozen=True)
class WordList:
    """What is known of one kind of column before the document is read."""

    heads: frozenset[tuple[str, ...]] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)
    total: int = 0


@dataclass
class CellCounts:
    """The words, first words, first tokens as printed and whole texts of cells of one column, counted."""

    words: Counter[str] = field(default_factory=Counter)
    total: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    heads: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    rows: int = 0

    def add(self, text: str, by: int = 1) -> None:
        """Count a cell, or take it back with `by` = -1."""
        words = [lexicon_form(word) for word in text.split()]
        self.rows += by
        self.empty += by * (not words)
        self.total += by * len(words)
        for word in words:
            self.words[word] += by
        if words:
            self.cells[text] += by
            self.heads[" ".join(words[:2])] += by
            self.tokens[text.partition(" ")[0]] += by


def word_list(column: TableColumn) -> WordList:
    """The list for a column's column; empty for a column that has none."""
    return _word_lists().get(_KIND.get(column, ""), WordList())


def is_inside_name(first: str, second: str) -> bool:
    """Whether an agency's usual name has the two words side by side; no cell ends between them."""
    return (first, second) in _name_pairs()


@cache
def _name_pairs() -> frozenset[tuple[str, str]]:
    names = [phrase.split() for phrase in table_words()[_KIND[TableColumn.LEAD]].phrases]
    return frozenset(
        (lexicon_form(first), lexicon_form(second))
        for name in names
        for first, second in pairwise(name)
        if not first.endswith((",", ";"))
    )


def longest_head(words: Sequence[str], start: int, column: TableColumn) -> int:
    """How many words from `start` on are a known beginning of a cell of the column."""
    return _longest_head(tuple(words[start : start + _LONGEST_HEAD]), column)


@lru_cache(maxsize=50_000)
def _longest_head(words: tuple[str, ...], column: TableColumn) -> int:
    heads = word_list(column).heads
    return next((length for length in range(len(words), 0, -1) if words[:length] in heads), 0)


def word_scores(words: Iterable[str], column: TableColumn, learned: CellCounts | None) -> list[float]:
    """The logarithm of each word's probability in a column of the column."""
    if learned is None or learned.total <= 0:
        return [log(_chance(word, column)) for word in words]
    total, weight = learned.total, learned.total / (learned.total + 40)
    scores = []
    for word in words:
        chance = _chance(word, column)
        seen = learned.words.get(word, 0) / total
        scores.append(log((1 - weight) * chance + weight * (seen * 0.9 + 0.1 * chance)))
    return scores


@lru_cache(maxsize=50_000)
def _chance(word: str, column: TableColumn) -> float:
    """A word's probability in a column of the column before the document is read."""
    known, unknown = word_list(column), _UNKNOWN[column]
    share = known.counts.get(word, 0) / known.total if known.total else 0.0
    return (1 - unknown) * share + unknown / _VOCABULARY


@cache
def _word_lists() -> dict[str, WordList]:
    return {kind: _word_list(words) for kind, words in table_words().items()}


def _word_list(words: ColumnWords) -> WordList:
    counts = Counter(lexicon_form(word) for phrase in (*words.phrases, *words.heads) for word in phrase.split())
    heads = frozenset(tuple(re.sub(r"[,(]", "", head).split()) for head in words.heads)
    return WordList(heads, counts, sum(counts.values()))
