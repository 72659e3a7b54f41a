"""Every relation on a part of its changes: for `make quick`. All of them: full.py, `make relations`."""

from itertools import islice

import pytest

from tests.deadlines.relations.changes import RELATIONS
from tests.deadlines.relations.checking import checked

# One of so many changes; a prime, so that each kind of change meets every kind of expression.
STRIDE = 31


@pytest.mark.parametrize("name", RELATIONS)
def test_a_changed_expression_is_right_or_no_longer_certain(name: str) -> None:
    outcome = checked(islice(RELATIONS[name].changes(), 0, None, STRIDE))
    assert outcome.wrong == []


def test_a_wrong_answer_would_be_seen() -> None:
    from tests.deadlines.relations.changes import Change

    assert checked([Change("Trước 15/7/2026", "2026-07-15")]).wrong
