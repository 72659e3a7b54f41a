"""Rules and stages: how declared patterns turn tokens into phrases.

A stage runs through an expression once, from left to right. At each place the first rule that matches wins, unless its
function refuses by returning None; what it matched becomes one phrase, which is one code for the stages that follow.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from workflow.deadlines.patterns import Label, compiled
from workflow.deadlines.words import CODES, Vocabulary


Build = TypeVar("Build", bound=Callable[..., Any])


class Doubt(NamedTuple):
    """Why a reading is not the only one, and what the others are. Vietnamese."""

    reason: str
    alternatives: tuple[str, ...] = ()


class Doubted(NamedTuple):
    """What a rule's function returns when only this match is doubtful: the value and the doubt."""

    value: Any
    doubt: Doubt


class Either(tuple[Any, ...]):
    """The values of a list that offers a choice ("tháng 2 hoặc tháng 3")."""

    __slots__ = ()


class Node(NamedTuple):
    """A token or a phrase: what it means, where it stands in the printed text, the rules that made it, their doubts."""

    value: Any
    start: int
    end: int
    rules: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Line(NamedTuple):
    """An expression on its way through the stages: one code and one node for each token or phrase."""

    printed: str
    codes: str
    nodes: list[Node]

    def words(self, start: int, end: int) -> str:
        """The printed text of the nodes from start to before end."""
        return self.printed[self.nodes[start].start : self.nodes[end - 1].end]


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


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One pattern of one rule."""

    rule: Rule
    code: str
    expression: str
    labels: tuple[Label, ...]
    first: frozenset[str] | None
    doubts: tuple[Doubt, ...]


class Stage:
    """Rules that are tried together."""

    def __init__(self, rules: list[Rule], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._alternatives = [_alternative(rule, pattern, vocabulary) for rule in rules for pattern in rule.patterns]
        self._matchers: dict[str, _Matcher | None] = {}

    def reduce(self, line: Line) -> Line:
        """The line with every match replaced by its phrase; the very same line when nothing matches."""
        codes: list[str] = []
        nodes: list[Node] = []
        done = at = 0
        while at < len(line.codes):
            matcher = self._matcher(line.codes[at])
            found = matcher and matcher.match(line, at, self._vocabulary)
            if not found:
                at += 1
                continue
            code, node, end = found
            codes += line.codes[done:at], code
            nodes += line.nodes[done:at]
            nodes.append(node)
            done = at = end
        if not done:
            return line
        codes.append(line.codes[done:])
        nodes += line.nodes[done:]
        return Line(line.printed, "".join(codes), nodes)

    def _matcher(self, code: str) -> "_Matcher | None":
        """What may begin with a code, compiled when the code is first met."""
        try:
            return self._matchers[code]
        except KeyError:
            able = [a for a in self._alternatives if a.first is None or code in a.first]
            self._matchers[code] = _Matcher(able) if able else None
            return self._matchers[code]


class _Matcher:
    """The alternatives that may begin with one code, as one regular expression."""

    def __init__(self, alternatives: list[_Alternative]) -> None:
        self._alternatives = alternatives
        self._at_group: dict[int, int] = {}
        group = 1
        for n, alternative in enumerate(alternatives):
            self._at_group[group] = n
            group += 1 + len(alternative.labels)
        self._match = re.compile("|".join(f"({a.expression})" for a in alternatives)).match

    def match(self, line: Line, at: int, vocabulary: Vocabulary) -> tuple[str, Node, int] | None:
        """The phrase that begins here: its code, its node and the place behind it. Where a rule refuses, the next try."""
        found = self._match(line.codes, at)
        if found is None:
            return None
        group = found.lastindex or 0
        n = self._at_group[group]
        if node := _built(line, found, self._alternatives[n], group, vocabulary):
            return self._alternatives[n].code, node, found.end()
        for alternative in self._alternatives[n + 1 :]:
            again = re.compile(alternative.expression).match(line.codes, at)
            if again and (node := _built(line, again, alternative, 0, vocabulary)):
                return alternative.code, node, again.end()
        return None


def _alternative(rule: Rule, pattern: str, vocabulary: Vocabulary) -> _Alternative:
    made = compiled(pattern, vocabulary)
    doubts = (Doubt(rule.assumes),) if rule.assumes else ()
    return _Alternative(rule, CODES[rule.makes], made.expression, made.labels, made.first, doubts)


def _built(
    line: Line, found: re.Match[str], alternative: _Alternative, group: int, vocabulary: Vocabulary
) -> Node | None:
    """The phrase of a match, or None when the rule's function refuses it."""
    given = {}
    for label in alternative.labels:
        group += 1
        first, last = found.span(group)
        if first >= 0:
            given[label.name] = _value(line, label, first, last, vocabulary)
    value = alternative.rule.build(**given)
    if value is None:
        return None
    nodes = line.nodes[found.start() : found.end()]
    rules: tuple[str, ...] = ()
    doubts = alternative.doubts
    for node in nodes:
        if node.rules:
            rules += node.rules
            doubts = node.doubts + doubts
    if type(value) is Doubted:
        value, doubt = value
        doubts = (*doubts, doubt)
    return Node(value, nodes[0].start, nodes[-1].end, (*rules, alternative.rule.id), doubts)


def _value(line: Line, label: Label, first: int, last: int, vocabulary: Vocabulary) -> Any:
    if label.many:
        wanted = vocabulary.codes_of_kind(label.kind)
        values = tuple(line.nodes[n].value for n in range(first, last) if line.codes[n] in wanted)
        return Either(values) if vocabulary.code_of_word("hoặc") in line.codes[first:last] else values
    return line.words(first, last) if label.kind == "text" else line.nodes[first].value
