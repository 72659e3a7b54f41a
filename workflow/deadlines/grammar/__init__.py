"""The grammar of deadlines: rules in stages, each stage over what the one before has made.

1. `documents`: names of documents, so that their numbers are left alone
2. `counts`, `terms`: cycles, counted terms, days, months, quarters, years
3. `anchored`: terms counted from a named day
4. `limits`: trước, đến hết, từ … đến
5. `events`: triggers, requests, terms counted from an event
6. `bare`: a day or month without any word around it
7. `cycles`: what comes again
"""

from functools import cache

from workflow.deadlines.grammar.counts import counts
from workflow.deadlines.grammar.documents import documents
from workflow.deadlines.grammar.events import anchored, events
from workflow.deadlines.grammar.limits import bare, cycles, limits
from workflow.deadlines.grammar.points import points
from workflow.deadlines.grammar.terms import terms
from workflow.deadlines.patterns import Rule, Stage

ORDER = ((documents,), (terms, counts), (points,), (anchored,), (limits,), (events,), (bare,), (cycles,))
RULES: dict[str, Rule] = {rule.id: rule for stage in ORDER for rules in stage for rule in rules}


@cache
def stages() -> tuple[Stage, ...]:
    """The stages, compiled on first use."""
    return tuple(Stage(rule for rules in stage for rule in rules) for stage in ORDER)
