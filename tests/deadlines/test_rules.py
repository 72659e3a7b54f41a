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


@pytest.mark.parametrize(("text", "resolved"), [(text, resolved) for _, text, resolved in EXAMPLES])
def test_an_example_resolves_as_its_rule_says(text: str, resolved: str) -> None:
    assert brief(reading(text)) == resolved


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_used_by_one_of_its_examples(rule: Rule) -> None:
    assert any(rule.id in used_rules(text) for text in rule.examples)


def used_rules(text: str) -> set[str]:
    line = grammar().tokeniser.tokens(text)
    return {id_ for node in grammar().reduced(line).nodes for id_ in node.rules}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rules_function_takes_what_its_patterns_label(rule: Rule) -> None:
    wanted = {label.name for pattern in rule.patterns for label in compile_pattern(pattern, VOCABULARY).labels}
    if rule.makes != "filler":
        assert wanted <= set(inspect.signature(rule.build).parameters)


def test_no_rule_has_the_name_of_another() -> None:
    assert not {one.id for one in CONVENTIONS} & RULES.keys()
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


@pytest.mark.parametrize("text", [text for _, text, _ in EXAMPLES])
def test_every_rule_that_an_answer_names_is_explained_on_the_page(text: str) -> None:
    known = RULES.keys() | {one.id for one in CONVENTIONS}
    answer = reading(text)
    assert {*answer.rules, *(id_ for part in answer.parts for id_ in part.rules)} <= known


@pytest.mark.parametrize("pattern", ["trước [ngày", "trước ngày]", "[trước]", "… ngày"])
def test_a_pattern_that_cannot_work_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|closed|begin"):
        compile_pattern(pattern, Vocabulary(("trước", "ngày")))
