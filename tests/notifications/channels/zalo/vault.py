"""A vault in memory: what the store keeps in its database, with one lock and a record of every write."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from notifications.channels.zalo.tokens import Drawer, TokenPair, TokenUnavailable


@dataclass
class InMemoryVault:
    """One account's pair; `written` is every pair that was put, in order."""

    pair: TokenPair | None
    written: list[TokenPair] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, account: str) -> TokenPair:
        if self.pair is None:
            raise TokenUnavailable(f"OA {account} chưa được cấp quyền", for_now=False)
        return self.pair

    @contextmanager
    def locked(self, account: str) -> Iterator[Drawer]:
        with self._lock:
            yield _Drawer(self, self.read(account))

    def keep(self, pair: TokenPair) -> None:
        self.pair = pair
        self.written.append(pair)


@dataclass
class _Drawer:
    vault: InMemoryVault
    pair: TokenPair

    def put(self, pair: TokenPair) -> None:
        self.vault.keep(pair)
        self.pair = pair
