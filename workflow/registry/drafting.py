"""What people decide about a document on its way in: cells read anew, rows looked at, rows put off, the head.

Pure. A decision changes little and can be taken back alone: what holds is the fold of those that weren't.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.plan import Correction
from workflow.registry.holding import HoldReason
from workflow.registry.registration import PlannedTask
from workflow.registry.review import Review


@dataclass(frozen=True, kw_only=True)
class DraftChange:
    """One decision. Rows are named by their keys, cells by key and column; `head` holds fields of the head as texts.

    `looked` rows stand as they are read, `later` ones wait, `outside` ones are led by somebody whom nobody here gives
    work to, `dropped` ones are left out of the plan.
    """

    cells: tuple[tuple[str, str, str], ...] = ()
    looked: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    head: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> frozenset[str]:
        """The rows that it is about."""
        return frozenset(key for key, _, _ in self.cells) | self.looked | self.later | self.outside | self.dropped

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "cells": [list(cell) for cell in self.cells],
            "looked": sorted(self.looked),
            "later": sorted(self.later),
            "outside": sorted(self.outside),
            "dropped": sorted(self.dropped),
            "head": dict(self.head),
        }


def stored_change(kept: Mapping[str, Any]) -> DraftChange:
    """Return a change from what `DraftChange.stored` made of it."""
    return DraftChange(
        cells=tuple((key, column, text) for key, column, text in kept.get("cells", ())),
        looked=frozenset(kept.get("looked", ())),
        later=frozenset(kept.get("later", ())),
        outside=frozenset(kept.get("outside", ())),
        dropped=frozenset(kept.get("dropped", ())),
        head=dict(kept.get("head", {})),
    )


@dataclass(frozen=True, kw_only=True)
class Decided:
    """All decisions together: what they say of each row and of the head."""

    cells: Mapping[str, Mapping[str, str]]
    looked: frozenset[str]
    later: frozenset[str]
    outside: frozenset[str]
    dropped: frozenset[str]
    head: Mapping[str, str]

    def reviews(self, tasks: Iterable[PlannedTask]) -> dict[str, Review]:
        """Return what was decided about rows, as a review of tasks that were understood without one."""
        rows = {task.key: task.row for task in tasks}
        touched = (self.cells.keys() | self.looked | self.outside) & rows.keys()
        return {
            key: Review(
                corrections=tuple(
                    Correction(column=column, printed=str(getattr(rows[key], column)), corrected=text)
                    for column, text in self.cells.get(key, {}).items()
                    if text != str(getattr(rows[key], column))
                ),
                checked=key in self.looked,
                outside=key in self.outside,
            )
            for key in touched
        }


def fold_decisions(changes: Iterable[DraftChange]) -> Decided:
    """Fold decisions in the order in which they were made: the later one counts."""
    cells: dict[str, dict[str, str]] = {}
    looked: set[str] = set()
    later: set[str] = set()
    outside: set[str] = set()
    dropped: set[str] = set()
    head: dict[str, str] = {}
    for change in changes:
        for marked in (looked, later, outside, dropped):
            marked.difference_update(change.rows)
        for key, column, text in change.cells:
            cells.setdefault(key, {})[column] = text
        looked |= change.looked
        later |= change.later
        outside |= change.outside
        dropped |= change.dropped
        head |= change.head
    return Decided(
        cells=cells,
        looked=frozenset(looked),
        later=frozenset(later),
        outside=frozenset(outside),
        dropped=frozenset(dropped),
        head=head,
    )


def needs_decision(task: PlannedTask) -> bool:
    """Whether something about a row is left for a person; whose the whole document is, is asked at its head."""
    return bool(task.doubts) or any(hold.reason is not HoldReason.ISSUER for hold in task.holds)
