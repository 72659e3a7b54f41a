"""Expressions of Vietnamese offices, one a line in `expressions.txt`, resolve as a careful official reads them."""

import re
from pathlib import Path

import pytest

from tests.deadlines.reading import brief, reading

LINE = re.compile(r"(?P<text>.+?) ⇒ (?P<resolved>.+?) \((?P<certainty>\w+)\)(?: \[(?P<event>.+)\])?")
PRINTED = (Path(__file__).parent / "expressions.txt").read_text(encoding="utf-8").splitlines()
EXPRESSIONS = [line for line in PRINTED if line and not line.startswith("# ")]


@pytest.mark.parametrize("line", EXPRESSIONS)
def test_an_expression_resolves_as_an_official_reads_it(line: str) -> None:
    wanted = LINE.fullmatch(line)
    assert wanted, "a line reads: text ⇒ result (certainty) [event]"

    found = reading(wanted["text"])

    assert (brief(found), found.certainty, found.event) == (wanted["resolved"], wanted["certainty"], wanted["event"])


def test_no_expression_stands_twice_in_the_list() -> None:
    texts = [line.partition(" ⇒ ")[0] for line in EXPRESSIONS]
    assert len(set(texts)) == len(texts)
