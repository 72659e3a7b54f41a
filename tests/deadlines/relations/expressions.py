"""The expressions that the relations change: those of the rules, of our own list, and of the corpora where they lie."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.deadlines.reading import PLAN_OF_2026, brief, reading
from tests.deadlines.test_expressions import EXPRESSIONS
from workflow.deadlines import Certainty, Kind, Resolution
from workflow.deadlines.grammar import RULES

CORPORA = Path(__file__).parents[4] / "shared" / "corpus"
ISSUED = PLAN_OF_2026.issued


class Told(NamedTuple):
    """An expression and what it was read as."""

    text: str
    answer: Resolution

    @property
    def says(self) -> str:
        return brief(self.answer)


@cache
def all_expressions() -> tuple[Told, ...]:
    """Every expression once, read in a plan of 2026."""
    examples = [text for rule in RULES.values() for text in rule.examples]
    ours = [line.partition(" ⇒ ")[0] for line in EXPRESSIONS]
    lines = [line for path in sorted(CORPORA.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = dict.fromkeys([*examples, *ours, *(json.loads(line)["text"] for line in lines)])
    return tuple(Told(text, reading(text)) for text in texts)


def dated() -> list[Told]:
    """The expressions that name days."""
    return [one for one in all_expressions() if has_days(one.answer)]


def certain() -> list[Told]:
    """Those of them that are certain."""
    return [one for one in dated() if one.answer.certainty is Certainty.CERTAIN]


def of_kind(*kinds: Kind) -> list[Told]:
    return [one for one in certain() if one.answer.kind in kinds]


def has_days(answer: Resolution) -> bool:
    return bool(answer.due or answer.next)
