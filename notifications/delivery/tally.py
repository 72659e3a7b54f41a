"""What became of a run's messages; apart from the dispatcher, so that who only reads the figures loads no channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """What became of a message in this run."""

    SENT = "sent"
    RETRIED = "retried"
    MOVED = "moved"
    DEAD = "dead"
    UNKNOWN = "unknown"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class DispatchResult:
    """A run's figures: messages by disposition, and notices that were cancelled because nothing is owed any more."""

    dispositions: Mapping[Disposition, int]
    cancelled: int

    def __getitem__(self, disposition: Disposition) -> int:
        return self.dispositions.get(disposition, 0)
