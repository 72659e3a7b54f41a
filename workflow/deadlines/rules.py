"""Rules and stages: how declared patterns turn tokens into phrases.

A stage runs through an expression once, from left to right. At each place the first rule that matches wins, unless its
function refuses by returning None; what it matched becomes one phrase, which is one code for the stages that follow.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from workflow.deadlines.lines import Doubt, Line, Node
from workflow.deadlines.patterns import compiled
from workflow.deadlines.words import CODES, Vocabulary

Build = TypeVar("Build", bound=Callable[..., Any])


class Doubted(NamedTuple):
    """What a rule's function returns when only this match is doubtful: the value and the doubt."""

    value: Any
    doubt: Doubt


class Either(tuple[Any, ...]):
    """The values of a list that offers a choice ("tháng 2 hoặc tháng 3")."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One construct of the language; `docs/deadlines.md` is written from these.

    `name` and `assumes` are Vietnamese. `assumes` says what the rule had to choose and makes every reading through it
    `assumed`. `examples` maps an expression to what a plan of 2026, issued on 16/01/2026, means by it.
    """

    id: str
    name: str
    makes: str
    patterns: tuple[str, ...]
    build: Callable[..., Any]
    examples: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    assumes: str = ""


class Rules(list[Rule]):
    """Rules in the order in which they are tried."""

    def rule(self, id_: str, name: str, **declared: Any) -> Callable[[Build], Build]:
        """Declare a rule above the function that builds its value from the pattern's labels."""

        def add(build: Build) -> Build:
            self.append(Rule(id=id_, name=name, build=build, **declared))
            return build

        return add


# How many shapes of expressions a stage remembers; tables hold a few dozen.
REMEMBERED = 4096


class Stage:
    """Rules that are tried together.

    Where rules match depends on the codes alone, the shape of an expression; what they mean depends on its words. The
    search is remembered by shape, so "Trước 15/7/2026" and "Trước 20/8/2026" are searched once, and built each.
    """

    def __init__(self, rules: list[Rule], vocabulary: Vocabulary) -> None:
        self._alternatives = [_alternative(rule, pattern, vocabulary) for rule in rules for pattern in rule.patterns]
        self._matchers: dict[str, _Matcher] = {}
        starters = frozenset[str]().union(*(alternative.first for alternative in self._alternatives))
        self._next_start = re.compile(f"[{re.escape(''.join(sorted(starters)))}]").search
        self._next = lru_cache(maxsize=REMEMBERED)(self._search)

    def reduce(self, line: Line) -> Line:
        """The line with every match replaced by its phrase; the very same line when nothing matches."""
        printed, codes, nodes, starts = line
        match = self._next(codes, 0, 0)
        if match is None:
            return line
        new_codes: list[str] = []
        new_nodes: list[Node] = []
        new_starts: list[int] = []
        done = 0
        while match:
            node = match.built(line)
            if node is None:
                match = self._next(codes, match.start, match.number + 1)
                continue
            at = match.start
            new_codes += codes[done:at], match.alternative.code
            new_nodes += nodes[done:at]
            new_nodes.append(node)
            new_starts += starts[done : at + 1]
            done = match.end
            match = self._next(codes, done, 0)
        new_codes.append(codes[done:])
        new_nodes += nodes[done:]
        new_starts += starts[done:]
        return Line(printed, "".join(new_codes), new_nodes, new_starts)

    def _search(self, codes: str, at: int, number: int) -> "_Match | None":
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
        """What may begin with a code, compiled when the code is first met."""
        if code not in self._matchers:
            able = [(n, one) for n, one in enumerate(self._alternatives) if code in one.first]
            self._matchers[code] = _Matcher(able)
        return self._matchers[code]


class _Matcher:
    """The numbered alternatives that may begin with one code, as one regular expression."""

    def __init__(self, alternatives: list[tuple[int, "_Alternative"]]) -> None:
        self._alternatives = alternatives
        self._at_group: dict[int | None, tuple[int, _Alternative]] = {}
        group = 1
        for n, alternative in alternatives:
            self._at_group[group] = n, alternative
            group += 1 + len(alternative.labels)
        self._match = re.compile("|".join(f"({one.expression})" for _, one in alternatives)).match

    def __call__(self, codes: str, at: int, number: int) -> "_Match | None":
        if number:
            return self._one_by_one(codes, at, number)
        found = self._match(codes, at)
        if found is None:
            return None
        n, alternative = self._at_group[found.lastindex]
        return _Match(n, alternative, at, found.end(), alternative.labelled(found, found.lastindex or 0))

    def _one_by_one(self, codes: str, at: int, number: int) -> "_Match | None":
        for n, alternative in self._alternatives:
            if n >= number and (found := re.compile(alternative.expression).match(codes, at)):
                return _Match(n, alternative, at, found.end(), alternative.labelled(found, 0))
        return None


class _Match(NamedTuple):
    """Where an alternative matches a shape, and where its labels lie."""

    number: int
    alternative: "_Alternative"
    start: int
    end: int
    labels: tuple[tuple["_Label", int, int], ...]

    def built(self, line: Line) -> Node | None:
        """The phrase, or None when the rule's function refuses it."""
        nodes = line.nodes
        alternative = self.alternative
        given = {}
        for label, first, last in self.labels:
            given[label.name] = nodes[first].value if label.plain else label.value(line, first, last)
        value = alternative.rule.build(**given)
        if value is None:
            return None
        rules: tuple[str, ...] = ()
        doubts = alternative.doubts
        for node in nodes[self.start : self.end]:
            if node.rules:
                rules += node.rules
                doubts = node.doubts + doubts
        if type(value) is Doubted:
            value, doubt = value
            doubts = (*doubts, doubt)
        return Node(value, (*rules, alternative.rule.id), doubts)


@dataclass(frozen=True)
class _Label:
    """A part of a match that is handed to the rule's function: one value, the printed words, or a list of values."""

    name: str
    plain: bool
    codes: str
    either: str

    def value(self, line: Line, first: int, last: int) -> Any:
        """The words, or the values whose codes belong to the list."""
        if not self.codes:
            return line.words(first, last)
        if last == first + 1:
            return (line.nodes[first].value,)
        values = tuple(line.nodes[n].value for n in range(first, last) if line.codes[n] in self.codes)
        return Either(values) if self.either in line.codes[first:last] else values


@dataclass(frozen=True)
class _Alternative:
    """One pattern of one rule."""

    rule: Rule
    code: str
    expression: str
    labels: tuple[_Label, ...]
    first: frozenset[str]
    doubts: tuple[Doubt, ...]

    def labelled(self, found: re.Match[str], group: int) -> tuple[tuple["_Label", int, int], ...]:
        """The labels that took part in a match whose own group is given, with the places they cover."""
        spans = [(label, *found.span(group + n)) for n, label in enumerate(self.labels, 1)]
        return tuple(span for span in spans if span[1] >= 0)


def _alternative(rule: Rule, pattern: str, vocabulary: Vocabulary) -> _Alternative:
    made = compiled(pattern, vocabulary)
    either = vocabulary.code_of_word("hoặc")
    labels = tuple(
        _Label(
            label.name,
            not label.many and label.kind != "text",
            vocabulary.codes_of_kind(label.kind) if label.many else "",
            either,
        )
        for label in made.labels
    )
    doubts = (Doubt(rule.assumes),) if rule.assumes else ()
    return _Alternative(rule, CODES[rule.makes], made.expression, labels, made.first, doubts)
