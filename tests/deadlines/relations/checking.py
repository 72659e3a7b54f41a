"""How a relation is checked: the changes that are certain and wrong, and the share of certain answers that stay."""

from collections.abc import Iterable
from typing import NamedTuple

from tests.deadlines.reading import brief, reading
from tests.deadlines.relations.changes import Change
from tests.deadlines.relations.expressions import has_days
from workflow.deadlines import Certainty


class Outcome(NamedTuple):
    """How many changes were read, which are certain and wrong, and how many certain bases stayed what they were."""

    read: int
    wrong: list[tuple[str, str, str | None]]
    certain_before: int
    stayed: int

    @property
    def share(self) -> float:
        return self.stayed / self.certain_before if self.certain_before else 1.0


def checked(changes: Iterable[Change]) -> Outcome:
    read = certain_before = stayed = 0
    wrong: list[tuple[str, str, str | None]] = []
    for change in changes:
        answer = reading(change.text)
        says = brief(answer)
        is_certain = answer.certainty is Certainty.CERTAIN and has_days(answer)
        read += 1
        if is_certain and says != change.expected:
            wrong.append((change.text, says, change.expected))
        if change.base and change.base.answer.certainty is Certainty.CERTAIN:
            certain_before += 1
            stayed += is_certain and says == change.expected
    return Outcome(read, wrong, certain_before, stayed)
