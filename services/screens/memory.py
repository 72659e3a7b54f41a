"""Remembering what was worked out as long as nothing was committed since: counts of a list, say."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from workflow.store.database.commit_counter import Pulse
from workflow.store.database.opening import Database

Value = TypeVar("Value")
MOST_REMEMBERED = 256


class Memory:
    """Values by key, each good for one beat of the database. For several threads at a time; `close` it at the end."""

    def __init__(self, database: Database, most: int = MOST_REMEMBERED) -> None:
        self._pulse = Pulse(database)
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, tuple[object, Any]] = OrderedDict()
        self._most = most

    def beat(self) -> object:
        """Return the database's beat of this moment; ask for it before reading what is to be kept."""
        with self._lock:
            return self._pulse.beat()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what is known under the key, or make it."""
        beat = self.beat()
        with self._lock:
            known = self._known.get(key)
        if known is not None and known[0] == beat:
            value: Value = known[1]
            return value
        made = make()
        with self._lock:
            self._known[key] = (beat, made)
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return made

    def close(self) -> None:
        """Give back the connection that the beat is read by."""
        self._pulse.close()
