"""The grammar of deadlines: rules in stages, each over what the one before has made.

A construct is one rule in one of these modules; to teach the language a new one, add a rule with an example and a line
to `tests/deadlines/`. `docs/deadlines.md` lists them all.
"""

from functools import cache
from typing import NamedTuple

from workflow.deadlines.engine.codes import Vocabulary
from workflow.deadlines.engine.lines import TokenLine
from workflow.deadlines.engine.matching import Stage
from workflow.deadlines.engine.patterns import pattern_words
from workflow.deadlines.engine.rules import Rule
from workflow.deadlines.engine.shape_memo import Shapes
from workflow.deadlines.engine.tokens import Tokeniser
from workflow.deadlines.grammar.bounds.day_limits import day_limits, first_day_limits
from workflow.deadlines.grammar.bounds.former_dates import formers
from workflow.deadlines.grammar.bounds.limits import bare, latest, limits
from workflow.deadlines.grammar.bounds.windows import window_rules
from workflow.deadlines.grammar.cycles.counts import cycles, offsets
from workflow.deadlines.grammar.cycles.edges import edges, edges_inside
from workflow.deadlines.grammar.cycles.lists import lists
from workflow.deadlines.grammar.cycles.points import days, inside, points
from workflow.deadlines.grammar.cycles.recurring import narrowed, recurring_rules
from workflow.deadlines.grammar.cycles.shifting import moved, shifts
from workflow.deadlines.grammar.cycles.unnamed import unnamed
from workflow.deadlines.grammar.cycles.workdays import of_stretches, workdays, working
from workflow.deadlines.grammar.names.documents import documents
from workflow.deadlines.grammar.names.fillers import fillers
from workflow.deadlines.grammar.names.years import year_names
from workflow.deadlines.grammar.spans.days import day_terms
from workflow.deadlines.grammar.spans.feasts import feasts
from workflow.deadlines.grammar.spans.months import month_terms
from workflow.deadlines.grammar.spans.moon import moon, moon_names, moon_years
from workflow.deadlines.grammar.spans.parts import clocks, parts, weekdays, weeks
from workflow.deadlines.grammar.waiting.counting import anchored, count_term, terms_of_days
from workflow.deadlines.grammar.waiting.events import events, trigger_rules

_STAGES = (
    # Names of documents, so that their numbers are left alone; numbers in words.
    (year_names, documents),
    # Hằng năm; tháng cuối quý; 17 giờ; days, months, quarters, years; thứ; 15 ngày; chậm nhất.
    (
        working,
        cycles,
        inside,
        edges_inside,
        weeks,
        clocks,
        moon_names,
        day_terms,
        month_terms,
        weekdays,
        days,
        offsets,
        latest,
    ),
    # Đầu, giữa, cuối; thứ Sáu ngày 20/3; hằng quý, 6 tháng, năm.
    (moon, feasts, parts, lists),
    # Days inside a cycle; "nếu trùng ngày nghỉ thì …"; trong vòng 15 ngày.
    (moon_years, of_stretches, points, edges, workdays, shifts, terms_of_days),
    # Terms counted from a named day; trước, đến hết, từ … đến.
    (anchored, window_rules, first_day_limits, limits, day_limits),
    # Terms counted from an event; triggers, requests; a day or a month without any word around it.
    (formers, count_term, events, trigger_rules, bare),
    # A cycle and its day.
    (recurring_rules, unnamed),
    # Days that move; words that make a date doubtful.
    (moved, narrowed, fillers),
)
RULES: dict[str, Rule] = {rule.id: rule for stage in _STAGES for rules in stage for rule in rules}


class Grammar(NamedTuple):
    """The compiled grammar."""

    tokeniser: Tokeniser
    shapes: Shapes

    def reduced(self, line: TokenLine) -> TokenLine:
        """The line after all stages, or as soon as all of it is one deadline."""
        return self.shapes.reduced(line)


@cache
def grammar() -> Grammar:
    """The grammar, compiled on first use."""
    patterns = (pattern for rule in RULES.values() for pattern in rule.patterns)
    vocabulary = Vocabulary(word for pattern in patterns for word in pattern_words(pattern))
    stages = tuple(Stage([rule for rules in stage for rule in rules], vocabulary) for stage in _STAGES)
    return Grammar(Tokeniser(vocabulary), Shapes(stages, vocabulary))
