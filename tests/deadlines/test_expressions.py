"""Expressions of Vietnamese offices, one a line in `expressions.txt`, resolve as a careful official reads them."""

from pathlib import Path

from tests.deadlines.reading import brief, reading

PRINTED = (Path(__file__).parent / "expressions.txt").read_text(encoding="utf-8").splitlines()
EXPRESSIONS = [line for line in PRINTED if line and not line.startswith("# ")]


def resolved(line: str) -> str:
    """The line again, with what its text resolves to today."""
    text = line.partition(" ⇒ ")[0]
    found = reading(text)
    return f"{text} ⇒ {brief(found)} ({found.certainty})" + (f" [{found.event}]" if found.event else "")


def test_an_expression_resolves_as_an_official_reads_it() -> None:
    assert [resolved(line) for line in EXPRESSIONS] == EXPRESSIONS, "a line reads: text ⇒ result (certainty) [event]"


def test_no_expression_stands_twice_in_the_list() -> None:
    texts = [line.partition(" ⇒ ")[0] for line in EXPRESSIONS]
    assert len(set(texts)) == len(texts)
