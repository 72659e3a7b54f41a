"""Every rule keeps its promise: its example resolves to what it says, through the rule itself."""

import inspect

import pytest

from tests.deadlines.reading import brief, reading
from workflow.deadlines.engine.codes import Vocabulary
from workflow.deadlines.engine.patterns import compile_pattern, pattern_words
from workflow.deadlines.engine.rules import Rule
from workflow.deadlines.grammar import RULES, grammar
from workflow.deadlines.resolving.conventions import CONVENTIONS

VOCABULARY = Vocabulary(word for rule in RULES.values() for pattern in rule.patterns for word in pattern_words(pattern))
EXAMPLES = [(rule, text, resolved) for rule in RULES.values() for text, resolved in rule.examples.items()]


def test_an_example_resolves_as_its_rule_says() -> None:
    assert [(text, brief(reading(text))) for _, text, _ in EXAMPLES] == [(text, told) for _, text, told in EXAMPLES]


def test_a_rule_is_used_by_one_of_its_examples() -> None:
    assert not [rule.id for rule in RULES.values() if not any(rule.id in used_rules(text) for text in rule.examples)]


def used_rules(text: str) -> set[str]:
    line = grammar().tokeniser.tokens(text)
    return {id_ for node in grammar().reduced(line).nodes for id_ in node.rules}


def test_a_rules_function_takes_what_its_patterns_label() -> None:
    makers = [rule for rule in RULES.values() if rule.makes != "filler"]
    assert not [rule.id for rule in makers if not labels_of(rule) <= set(inspect.signature(rule.build).parameters)]


def labels_of(rule: Rule) -> set[str]:
    return {label.name for pattern in rule.patterns for label in compile_pattern(pattern, VOCABULARY).labels}


def test_no_rule_has_the_name_of_another() -> None:
    assert not {one.id for one in CONVENTIONS} & RULES.keys()
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_every_rule_that_an_answer_names_is_explained_on_the_page() -> None:
    known = RULES.keys() | {one.id for one in CONVENTIONS}
    answers = [reading(text) for _, text, _ in EXAMPLES]
    named = {id_ for answer in answers for one in (answer, *answer.parts) for id_ in one.rules}
    assert named <= known


@pytest.mark.parametrize("pattern", ["trước [ngày", "trước ngày]", "[trước]", "… ngày"])
def test_a_pattern_that_cannot_work_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|closed|begin"):
        compile_pattern(pattern, Vocabulary(("trước", "ngày")))
