"""The grammar of deadlines: rules in stages, each over what the one before has made.

A construct is one rule in one of these modules; to teach the language a new one, add a rule with an example and a line
to `tests/deadlines/`. `docs/deadlines.md` lists them all.
"""

from functools import cache
from typing import NamedTuple

from workflow.deadlines.grammar.counts import cycles, offsets
from workflow.deadlines.grammar.documents import documents
from workflow.deadlines.grammar.events import anchored, counted, events, terms_of_days, triggers
from workflow.deadlines.grammar.fillers import fillers
from workflow.deadlines.grammar.limits import bare, formers, latest, limits
from workflow.deadlines.grammar.parts import clocks, parts, weekdays, weeks
from workflow.deadlines.grammar.points import days, inside, points
from workflow.deadlines.grammar.recurring import lists, moved, recurring, shifts
from workflow.deadlines.grammar.terms import terms
from workflow.deadlines.patterns import words_of
from workflow.deadlines.rules import Line, Rule, Stage
from workflow.deadlines.tokens import Tokeniser
from workflow.deadlines.words import Vocabulary

STAGES = (
    (documents,),  # names of documents, so that their numbers are left alone; numbers in words
    (
        cycles,
        inside,
        weeks,
        clocks,
        terms,
        weekdays,
        days,
        offsets,
    ),  # hằng năm; tháng cuối quý; 17 giờ; ngày, tháng; 15 ngày
    (latest,),  # chậm nhất
    (parts, lists),  # đầu, giữa, cuối; thứ Sáu ngày 20/3; hằng quý, 6 tháng, năm
    (points, shifts, terms_of_days),  # days inside a cycle; "nếu trùng ngày nghỉ thì …"; trong vòng 15 ngày
    (anchored,),  # terms counted from a named day
    (limits,),  # trước, đến hết, từ … đến
    (counted, events),  # terms counted from an event, triggers, requests
    (bare,),  # a day or a month without any word around it
    (formers,),  # deadlines that no longer hold
    (triggers,),  # events without "khi"
    (recurring,),  # a cycle and its day
    (moved, fillers),  # days that move; words that make a date doubtful
)
RULES: dict[str, Rule] = {rule.id: rule for stage in STAGES for rules in stage for rule in rules}


class Grammar(NamedTuple):
    """The compiled grammar."""

    tokeniser: Tokeniser
    stages: tuple[Stage, ...]

    def reduced(self, line: Line) -> Line:
        """The line after all stages."""
        for stage in self.stages:
            line = stage.reduce(line)
        return line


@cache
def grammar() -> Grammar:
    """The grammar, compiled on first use."""
    patterns = (pattern for rule in RULES.values() for pattern in rule.patterns)
    vocabulary = Vocabulary(word for pattern in patterns for word in words_of(pattern))
    stages = tuple(Stage([rule for rules in stage for rule in rules], vocabulary) for stage in STAGES)
    return Grammar(Tokeniser(vocabulary), stages)
