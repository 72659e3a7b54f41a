"""What became of a run's messages; apart from `posting`, so that who only reads the figures loads no channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a message in this run."""

    SENT = "sent"
    RETRIED = "retried"
    MOVED = "moved"
    DEAD = "dead"
    UNKNOWN = "unknown"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A run's figures: messages by fate, and notices that were cancelled because nothing is owed any more."""

    fates: Mapping[Fate, int]
    cancelled: int

    def __getitem__(self, fate: Fate) -> int:
        return self.fates.get(fate, 0)
