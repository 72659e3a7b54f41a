"""Where rules match: the search for patterns in the codes of an expression."""

import re
from typing import NamedTuple

from workflow.deadlines.engine.codes import CODES, Vocabulary
from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.patterns import FREE, PatternLabel, compile_pattern
from workflow.deadlines.engine.rules import Rule


class Alternative(NamedTuple):
    """One pattern of one rule. `code` is that of the phrase it makes, `first` what a match can begin with."""

    rule: Rule
    code: str
    expression: str
    labels: tuple[PatternLabel, ...]
    first: frozenset[str]
    doubts: tuple[ReadingDoubt, ...]

    def labelled(self, found: re.Match[str], group: int) -> "tuple[Labelled, ...]":
        """The labels that took part in a match whose own group is given, with the places they cover."""
        spans = (Labelled(label, *found.span(group + n)) for n, label in enumerate(self.labels, 1))
        return tuple(span for span in spans if span.start >= 0)


class Labelled(NamedTuple):
    """What a label of a pattern covers: the places from start to before end."""

    label: PatternLabel
    start: int
    end: int

    @property
    def is_single(self) -> bool:
        """Whether the label stands for one value, not for printed words or a list."""
        return not self.label.many and self.label.kind not in FREE


class Match(NamedTuple):
    """Where an alternative matches, and its number in the order of its stage."""

    number: int
    alternative: Alternative
    start: int
    end: int
    labels: tuple[Labelled, ...]


class Stage:
    """Rules that are tried together, in the order in which they are declared."""

    def __init__(self, rules: list[Rule], vocabulary: Vocabulary) -> None:
        self._alternatives = [_alternative(rule, pattern, vocabulary) for rule in rules for pattern in rule.patterns]
        self._matchers: dict[str, _Matcher] = {}
        starters = frozenset[str]().union(*(alternative.first for alternative in self._alternatives))
        self._next_start = re.compile(f"[{re.escape(''.join(sorted(starters)))}]").search

    def find(self, codes: str, at: int, number: int) -> Match | None:
        """The first match from a place on; at the place itself, only alternatives from the given number on."""
        start = self._next_start(codes, at)
        while start:
            place = start.start()
            found = self._matcher(codes[place])(codes, place, number if place == at else 0)
            if found:
                return found
            start = self._next_start(codes, place + 1)
        return None

    def _matcher(self, code: str) -> "_Matcher":
        """What may begin with a code, made when the code is first met."""
        if code not in self._matchers:
            able = [(n, one) for n, one in enumerate(self._alternatives) if code in one.first]
            self._matchers[code] = _Matcher(able)
        return self._matchers[code]


class _Matcher:
    """The numbered alternatives that may begin with one code, as one regular expression."""

    def __init__(self, alternatives: list[tuple[int, Alternative]]) -> None:
        self._alternatives = alternatives
        self._at_group: dict[int | None, tuple[int, Alternative]] = {}
        group = 1
        for n, alternative in alternatives:
            self._at_group[group] = n, alternative
            group += 1 + len(alternative.labels)
        self._match = re.compile("|".join(f"({one.expression})" for _, one in alternatives)).match

    def __call__(self, codes: str, at: int, number: int) -> Match | None:
        if number:
            return self._one_by_one(codes, at, number)
        found = self._match(codes, at)
        if found is None:
            return None
        n, alternative = self._at_group[found.lastindex]
        return Match(n, alternative, at, found.end(), alternative.labelled(found, found.lastindex or 0))

    def _one_by_one(self, codes: str, at: int, number: int) -> Match | None:
        for n, alternative in self._alternatives:
            if n >= number and (found := re.compile(alternative.expression).match(codes, at)):
                return Match(n, alternative, at, found.end(), alternative.labelled(found, 0))
        return None


def _alternative(rule: Rule, pattern: str, vocabulary: Vocabulary) -> Alternative:
    made = compile_pattern(pattern, vocabulary)
    doubts = (ReadingDoubt(rule.assumes),) if rule.assumes else ()
    return Alternative(rule, CODES[rule.makes], made.expression, made.labels, made.first, doubts)
