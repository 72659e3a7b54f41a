"""How the grammar reduces an expression, remembered by its shape.

A stage runs through an expression once, from left to right. At each place the first rule that matches wins, unless its
function refuses by returning None; what it matched becomes one phrase, which is one code for the stages that follow.

Which rule is tried next depends on the shape alone, the codes of the tokens, and on which tries before it were refused.
So the tries of a shape are a tree: it grows where an expression leads for the first time, and the next expression of
the shape ("Trước 20/8/2026" after "Trước 15/7/2026") is built without any search.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from workflow.deadlines.engine.codes import DEADLINES, Vocabulary
from workflow.deadlines.engine.lines import Node, Printed, ReadingDoubt, TokenLine
from workflow.deadlines.engine.matching import Labelled, Match, Stage
from workflow.deadlines.engine.patterns import FREE
from workflow.deadlines.engine.rules import Doubted, Either

_WHOLE = frozenset(DEADLINES)
# How many shapes are remembered; the tables of a plan hold a few dozen.
REMEMBERED = 4096


class _Layout(NamedTuple):
    """What a shape has become: for each token or phrase its code, the number of its node, its first token; the end."""

    codes: str
    nodes: tuple[int, ...]
    starts: tuple[int, ...]

    def with_phrases(self, phrases: Sequence["_Phrase"]) -> "_Layout":
        """The layout with each phrase in place of what it was made of; phrases are in order."""
        codes, nodes, starts = self
        for phrase in reversed(phrases):
            start, end = phrase.match.start, phrase.match.end
            codes = codes[:start] + phrase.match.alternative.code + codes[end:]
            nodes = (*nodes[:start], phrase.node, *nodes[end:])
            starts = starts[: start + 1] + starts[end:]
        return _Layout(codes, nodes, starts)


class _Phrase(NamedTuple):
    """A match that was accepted, the number of the node it made, and all rules that led to it."""

    match: Match
    node: int
    rules: tuple[str, ...]


class _State(NamedTuple):
    """How far the reduction of a shape has come. `phrases` are those of the stage, `rules` those of every node."""

    layout: _Layout
    rules: tuple[tuple[str, ...], ...]
    stage: int = 0
    phrases: tuple[_Phrase, ...] = ()
    at: int = 0
    number: int = 0

    def accepted(self, match: Match) -> "_State":
        rules = self.rules_of(match)
        phrase = _Phrase(match, len(self.rules), rules)
        return self._replace(phrases=(*self.phrases, phrase), rules=(*self.rules, rules), at=match.end, number=0)

    def refused(self, match: Match) -> "_State":
        return self._replace(at=match.start, number=match.number + 1)

    def next_stage(self) -> "_State":
        return _State(self.layout.with_phrases(self.phrases), self.rules, self.stage + 1)

    def rules_of(self, match: Match) -> tuple[str, ...]:
        """The rules that made the parts of a match, and its own."""
        inner = (self.rules[node] for node in self.layout.nodes[match.start : match.end])
        return (*(rule for rules in inner for rule in rules), match.alternative.rule.id)


class Shapes:
    """The tries of every shape met so far, over the stages of a grammar."""

    def __init__(self, stages: Sequence[Stage], vocabulary: Vocabulary) -> None:
        self._stages = stages
        self._vocabulary = vocabulary
        self._first_try = lru_cache(maxsize=REMEMBERED)(self._start)

    def reduced(self, line: TokenLine) -> TokenLine:
        """The line after all stages, or as soon as all of it is one deadline."""
        step = self._first_try(line.codes)
        if isinstance(step, _Layout):
            return line
        printed, nodes = line.printed, [*line.nodes]
        while isinstance(step, _Try):
            node = step.built(nodes, printed)
            if node is None:
                step = step.refused or step.grown(accepted=False)
            else:
                nodes.append(node)
                step = step.accepted or step.grown(accepted=True)
        codes, places, starts = step
        left = [nodes[places[0]]] if len(places) == 1 else [nodes[n] for n in places]
        return TokenLine(printed, codes, left, starts)

    def step_from(self, state: _State) -> "_Try | _Layout":
        """The next try of a shape, or what is left of it when there is none."""
        while state.stage < len(self._stages):
            match = self._stages[state.stage].find(state.layout.codes, state.at, state.number)
            if match:
                return _Try(self, state, match, self._vocabulary)
            state = state.next_stage()
            if state.layout.codes in _WHOLE:
                break
        return state.layout

    def _start(self, codes: str) -> "_Try | _Layout":
        count = len(codes)
        return self.step_from(_State(_Layout(codes, tuple(range(count)), tuple(range(count + 1))), ((),) * count))


class _Try:
    """One rule's match in a shape: how to build its phrase, and what is tried next."""

    __slots__ = (
        "_build",
        "_doubts",
        "_match",
        "_other",
        "_parts",
        "_rules",
        "_shapes",
        "_single",
        "_state",
        "accepted",
        "refused",
    )

    def __init__(self, shapes: Shapes, state: _State, match: Match, vocabulary: Vocabulary) -> None:
        self._shapes, self._state, self._match = shapes, state, match
        self._build = match.alternative.rule.build
        self._single = [(one.label.name, state.layout.nodes[one.start]) for one in match.labels if one.is_single]
        self._other = [
            (one.label.name, _made_from(one, state.layout, vocabulary)) for one in match.labels if not one.is_single
        ]
        self._rules = state.rules_of(match)
        self._doubts = match.alternative.doubts
        self._parts = [n for n in state.layout.nodes[match.start : match.end] if state.rules[n]]
        self.accepted: _Try | _Layout | None = None
        self.refused: _Try | _Layout | None = None

    def built(self, nodes: list[Node], printed: Printed) -> Node | None:
        """The phrase out of the nodes of an expression, or None when the rule's function refuses it."""
        given = {}
        for name, node in self._single:
            given[name] = nodes[node].value
        for name, make in self._other:
            given[name] = make(nodes, printed)
        value = self._build(**given)
        if value is None:
            return None
        doubts = self._doubts
        for part in self._parts:
            doubts = nodes[part].doubts + doubts
        if type(value) is Doubted:
            value, doubt = value
            doubts = (*doubts, doubt)
        elif self._other and any(type(one) is Either for one in given.values()):
            doubts = (*doubts, CHOICE)
        return Node(value, self._rules, doubts)

    def grown(self, *, accepted: bool) -> "_Try | _Layout":
        """What follows this try, found when an expression first leads there."""
        if accepted:
            self.accepted = self._shapes.step_from(self._state.accepted(self._match))
            return self.accepted
        self.refused = self._shapes.step_from(self._state.refused(self._match))
        return self.refused


CHOICE = ReadingDoubt("nêu nhiều thời gian để chọn")
Make = Callable[[list[Node], Printed], Any]


def _made_from(labelled: Labelled, layout: _Layout, vocabulary: Vocabulary) -> Make:
    """How a label's words are quoted, or the values of its list gathered."""
    label, start, end = labelled
    if label.kind in FREE:
        first, last = layout.starts[start], layout.starts[end]
        return lambda _nodes, printed: printed.words(first, last)
    wanted = vocabulary.codes_of_kind(label.kind)
    numbers = [layout.nodes[n] for n in range(start, end) if layout.codes[n] in wanted]
    if len(numbers) == 1:
        (number,) = numbers
        return lambda nodes, _printed: (nodes[number].value,)
    offers_choice = len(numbers) > 1 and vocabulary.code_of_word("hoặc") in layout.codes[start:end]
    gathered = Either if offers_choice else tuple
    return lambda nodes, _printed: gathered([nodes[n].value for n in numbers])
