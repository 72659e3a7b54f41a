"""Every relation on every expression: `make relations`, a minute. `make test` runs a part of it (test_quick.py)."""

from collections.abc import Callable

import pytest

from tests.deadlines.relations.changes import RELATIONS
from tests.deadlines.relations.checking import checked


@pytest.mark.parametrize("name", RELATIONS)
def test_a_changed_expression_is_right_or_no_longer_certain(
    name: str, record_testsuite_property: Callable[[str, str], None]
) -> None:
    relation = RELATIONS[name]
    outcome = checked(relation.changes())
    # In the report of `--junitxml`: how much was compared.
    record_testsuite_property(name, f"{outcome.read} changes, {outcome.share:.2f} of the certain ones stay")
    assert outcome.wrong == []
    assert outcome.share >= relation.stays
