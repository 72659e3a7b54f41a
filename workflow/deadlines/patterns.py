"""The pattern language in which the grammar is written, and the machine that applies it.

A pattern reads like the words it matches:

    trước [ngày] <day:day>            a word, an optional word, a phrase of the kind `day` handed on as `day`
    (chậm | muộn) nhất                a choice
    quý <items:roman+>                one or more of a kind, separated by `,` `;` `và` `hoặc` `&`
    luật … năm <yyyy>                 a few words that don't matter
    sau khi <event:text>              any words up to the end of the clause, as printed
    \\( <every:every> \\)               punctuation stands for itself; parentheses are escaped

Every token of an expression is one character (its code), so a pattern becomes a regular expression over codes, and a
whole stage of rules one regular expression that runs through the expression once, from left to right. At each place the
first rule that matches wins. What a rule matches becomes one node, one character again, for the stages that follow.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workflow.deadlines.words import (
    CLAUSE_ENDS,
    CODES,
    LIST_SEPARATORS,
    code_of_word,
    codes_of_kind,
)

PIECES = re.compile(r"\s+|<(?:(\w+):)?(\w+)(\+?)>|(\w+)|\\([()|])|([\[\]()|])|([^\w\s])")
GRAMMAR_OF_BRACKETS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


class Doubt(NamedTuple):
    """Why a reading is not the only one, and what the others are. Vietnamese."""

    reason: str
    alternatives: tuple[str, ...] = ()


class Node(NamedTuple):
    """A token or a phrase: what it means, where it stands in the printed text, the rules that made it, their doubts."""

    value: Any
    start: int
    end: int
    rules: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Doubted(NamedTuple):
    """What a rule returns when the words leave another reading: the value and the doubt."""

    value: Any
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Line:
    """An expression on its way through the stages: one code and one node for each token or phrase."""

    printed: str
    codes: str
    nodes: Sequence[Node]

    def words(self, start: int, end: int) -> str:
        """The printed text of the nodes from start to before end."""
        return self.printed[self.nodes[start].start : self.nodes[end - 1].end] if end > start else ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One construct of the language. `docs/deadlines.md` is written from these.

    `name` and `assumes` are Vietnamese; `assumes` says what the rule had to choose, and makes the reading `assumed`.
    `examples` maps an expression to what it resolves to when read in a plan issued on 16/01/2026.
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
    """Rules in the order in which they are tried; `@rules.rule(…)` adds one, with the function that builds its value."""

    def rule(self, id_: str, name: str, **declared: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def add(build: Callable[..., Any]) -> Callable[..., Any]:
            self.append(Rule(id=id_, name=name, build=build, **declared))
            return build

        return add


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One pattern of one rule inside a stage's expression."""

    rule: Rule
    code: str
    labels: tuple[tuple[str, str], ...]
    expression: str


class Stage:
    """Rules that are tried together, in order, at each place of an expression."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._alternatives: list[_Alternative] = []
        self._at_group: dict[int, int] = {}
        group = 1
        for rule in self.rules:
            for pattern in rule.patterns:
                expression, labels = compiled(pattern)
                self._at_group[group] = len(self._alternatives)
                self._alternatives.append(_Alternative(rule, CODES[rule.makes], tuple(labels), expression))
                group += 1 + len(labels)
        self._search = re.compile("|".join(f"({a.expression})" for a in self._alternatives)).search

    def reduce(self, line: Line) -> Line:
        """The line with every match replaced by its phrase; the very same line when nothing matches."""
        found = self._search(line.codes)
        if found is None:
            return line
        codes: list[str] = []
        nodes: list[Node] = []
        done = 0
        while found is not None:
            assert found.lastindex is not None
            group = found.lastindex
            start = found.start()
            code, node, end = self._phrase(line, found, self._at_group[group], group)
            codes.append(line.codes[done:start])
            codes.append(code)
            nodes.extend(line.nodes[done:start])
            nodes.append(node)
            done = end
            found = self._search(line.codes, end)
        codes.append(line.codes[done:])
        nodes.extend(line.nodes[done:])
        return Line(line.printed, "".join(codes), nodes)

    def _phrase(self, line: Line, found: re.Match[str], n: int, group: int) -> tuple[str, Node, int]:
        """The phrase found. Where its rule refuses, the next ones get their turn; at last the token stays as it is."""
        start = found.start()
        alternative = self._alternatives[n]
        node = _built(line, found, alternative, group)
        if node is not None:
            return alternative.code, node, found.end()
        for later in range(n + 1, len(self._alternatives)):
            alternative = self._alternatives[later]
            again = re.compile(alternative.expression).match(line.codes, start)
            if again and (node := _built(line, again, alternative, 0)):
                return alternative.code, node, again.end()
        return line.codes[start], line.nodes[start], start + 1


def _built(line: Line, found: re.Match[str], alternative: _Alternative, group: int) -> Node | None:
    given = {
        label: _value(line, kind, *found.span(group + n))
        for n, (label, kind) in enumerate(alternative.labels, 1)
        if found.start(group + n) >= 0
    }
    rule = alternative.rule
    value = rule.build(**given)
    if value is None:
        return None
    start, end = found.span()
    nodes = line.nodes[start:end]
    trail = [id_ for node in nodes for id_ in node.rules]
    doubts = [doubt for node in nodes for doubt in node.doubts]
    if rule.assumes:
        doubts.append(Doubt(rule.assumes))
    if isinstance(value, Doubted):
        doubts.append(value.doubt)
        value = value.value
    return Node(value, nodes[0].start, nodes[-1].end, (*trail, rule.id), tuple(doubts))


def _value(line: Line, kind: str, first: int, last: int) -> Any:
    if kind == "text":
        return line.words(first, last)
    if kind.endswith("+"):
        wanted = codes_of_kind(kind[:-1])
        return tuple(line.nodes[n].value for n in range(first, last) if line.codes[n] in wanted)
    return line.nodes[first].value


def compiled(pattern: str) -> tuple[str, list[tuple[str, str]]]:
    """The pattern as a regular expression over codes, and its labels with their kinds, in order of their groups."""
    expression: list[str] = []
    labels: list[tuple[str, str]] = []
    for piece in PIECES.finditer(pattern):
        label, kind, many, word, escaped, bracket, mark = piece.groups()
        if kind:
            expression.append(_phrase_expression(label, kind, many))
            if label:
                labels.append((label, kind + many))
        elif word:
            expression.append(re.escape(code_of_word(word)))
        elif bracket:
            expression.append(GRAMMAR_OF_BRACKETS[bracket])
        elif mark == "…":
            expression.append(f"[^,{re.escape(CLAUSE_ENDS)}]{{0,8}}?")
        elif escaped or mark:
            expression.append(mark if mark and mark in "^$" else re.escape(escaped or mark))
    return "".join(expression), labels


def _phrase_expression(label: str | None, kind: str, many: str) -> str:
    if kind == "text":
        inner = f"[^{re.escape(CLAUSE_ENDS)}]+"
    else:
        one = f"[{re.escape(codes_of_kind(kind))}]"
        inner = f"{one}(?:[{re.escape(LIST_SEPARATORS)}]{{1,2}}{one})*" if many else one
    return f"({inner})" if label else inner
