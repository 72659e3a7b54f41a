"""How often one address or one machine may ask: counted by the minute, in memory that doesn't grow."""

from collections.abc import Hashable

PERIOD = 60.0
MOST_KEYS = 20_000


class Pace:
    """Lets each key pass `limit` times a minute. The moments it is given are seconds of any clock that only goes on."""

    def __init__(self, limit: int, *, most_keys: int = MOST_KEYS) -> None:
        self._limit = limit
        self._most_keys = most_keys
        self._began = 0.0
        self._counts: dict[Hashable, int] = {}

    @property
    def tracked(self) -> int:
        """How many keys are counted now."""
        return len(self._counts)

    def passes(self, key: Hashable, at: float) -> bool:
        """Count one more, and say whether it is still within the limit."""
        self._turn(at)
        count = self._counts.get(key, 0) + 1
        self._counts[key] = count
        return count <= self._limit

    def exhausted(self, key: Hashable, at: float) -> bool:
        """Say whether the next one would be over the limit, without counting it."""
        self._turn(at)
        return self._counts.get(key, 0) >= self._limit

    def _turn(self, at: float) -> None:
        # Whoever asks from more places than we can count starts the minute anew for all: memory counts more.
        if at - self._began >= PERIOD or len(self._counts) >= self._most_keys:
            self._counts.clear()
            self._began = at
