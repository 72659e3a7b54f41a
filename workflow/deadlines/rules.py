"""Rules and stages: how declared patterns turn tokens into phrases.

A stage runs through an expression once, from left to right. At each place the first rule that matches wins, unless its
function refuses by returning None; what it matched becomes one phrase, which is one code for the stages that follow.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from workflow.deadlines.patterns import compiled
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


class Stage:
    """Rules that are tried together."""

    def __init__(self, rules: list[Rule], vocabulary: Vocabulary) -> None:
        self._alternatives = [_alternative(rule, pattern, vocabulary) for rule in rules for pattern in rule.patterns]
        self._matchers: dict[str, _Matcher] = {}
        starters = frozenset[str]().union(*(alternative.first for alternative in self._alternatives))
        self.next_start = re.compile(f"[{re.escape(''.join(sorted(starters)))}]").search

    def reduce(self, line: Line) -> Line:
        """The line with every match replaced by its phrase; the very same line when nothing matches."""
        printed, codes, nodes = line
        new_codes: list[str] = []
        new_nodes: list[Node] = []
        done = 0
        start = self.next_start(codes)
        while start is not None:
            at = start.start()
            found = self._matcher(codes[at])(line, at)
            if found:
                code, node, end = found
                new_codes += codes[done:at], code
                new_nodes += nodes[done:at]
                new_nodes.append(node)
                done = at = end
            else:
                at += 1
            start = self.next_start(codes, at)
        if not done:
            return line
        new_codes.append(codes[done:])
        new_nodes += nodes[done:]
        return Line(printed, "".join(new_codes), new_nodes)

    def _matcher(self, code: str) -> "_Matcher":
        """What may begin with a code, compiled when the code is first met."""
        matcher = self._matchers.get(code)
        if matcher is None:
            able = [alternative for alternative in self._alternatives if code in alternative.first]
            matcher = self._matchers[code] = _Matcher(able)
        return matcher


class _Matcher:
    """The alternatives that may begin with one code, as one regular expression."""

    def __init__(self, alternatives: list["_Alternative"]) -> None:
        self._alternatives = alternatives
        self._at_group: dict[int | None, int] = {}
        group = 1
        for n, alternative in enumerate(alternatives):
            self._at_group[group] = n
            group += 1 + len(alternative.labels)
        self._match = re.compile("|".join(f"({a.expression})" for a in alternatives)).match

    def __call__(self, line: Line, at: int) -> tuple[str, Node, int] | None:
        """The phrase that begins here: its code, its node, the place behind it. Where a rule refuses, the next try."""
        found = self._match(line.codes, at)
        if found is None:
            return None
        n = self._at_group[found.lastindex]
        alternative = self._alternatives[n]
        node = alternative.built(line, found, found.lastindex or 0)
        if node:
            return alternative.code, node, found.end()
        for later in self._alternatives[n + 1 :]:
            again = re.compile(later.expression).match(line.codes, at)
            if again and (node := later.built(line, again, 0)):
                return later.code, node, again.end()
        return None


@dataclass(frozen=True, slots=True)
class _Label:
    """A part of a match that is handed to the rule's function: whole, as text, or as the list of its `codes`."""

    name: str
    text: bool
    codes: str
    either: str

    def value(self, line: Line, first: int, last: int) -> Any:
        nodes = line.nodes
        if self.codes:
            if last == first + 1:
                return (nodes[first].value,)
            values = tuple(nodes[n].value for n in range(first, last) if line.codes[n] in self.codes)
            return Either(values) if self.either in line.codes[first:last] else values
        return line.words(first, last) if self.text else nodes[first].value


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One pattern of one rule."""

    rule: Rule
    code: str
    expression: str
    labels: tuple[_Label, ...]
    first: frozenset[str]
    doubts: tuple[Doubt, ...]

    def built(self, line: Line, found: re.Match[str], group: int) -> Node | None:
        """The phrase of a match whose own group is given, or None when the rule's function refuses it."""
        given = {}
        for label in self.labels:
            group += 1
            first, last = found.span(group)
            if first >= 0:
                given[label.name] = label.value(line, first, last)
        value = self.rule.build(**given)
        if value is None:
            return None
        nodes = line.nodes[found.start() : found.end()]
        rules: tuple[str, ...] = ()
        doubts = self.doubts
        for node in nodes:
            if node.rules:
                rules += node.rules
                doubts = node.doubts + doubts
        if type(value) is Doubted:
            value, doubt = value
            doubts = (*doubts, doubt)
        return Node(value, nodes[0].start, nodes[-1].end, (*rules, self.rule.id), doubts)


def _alternative(rule: Rule, pattern: str, vocabulary: Vocabulary) -> _Alternative:
    made = compiled(pattern, vocabulary)
    either = vocabulary.code_of_word("hoặc")
    labels = tuple(
        _Label(label.name, label.kind == "text", vocabulary.codes_of_kind(label.kind) if label.many else "", either)
        for label in made.labels
    )
    doubts = (Doubt(rule.assumes),) if rule.assumes else ()
    return _Alternative(rule, CODES[rule.makes], made.expression, labels, made.first, doubts)
