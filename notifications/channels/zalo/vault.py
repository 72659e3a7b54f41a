"""The vault: Zalo's tokens in the database, encrypted at rest (Fernet: AES-128-CBC and HMAC-SHA256).

The first key encrypts, every key decrypts, so a key can be replaced while the old one still reads what it wrote.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken, MultiFernet

from config.keys import cipher_of
from notifications.channels.zalo.tokens import TokenPair, TokenUnavailable
from workflow.store.database.opening import Database
from workflow.store.operation.zalo_accounts import (
    REFRESH_LEASE,
    SealedPair,
    keep_pair,
    lease,
    release_refresh,
    sealed_pair,
)

PAUSE = 0.05
VAULT_KEY_USE = "zalo tokens"


@dataclass(frozen=True, kw_only=True)
class DatabaseVault:
    """The `Vault` of the house. `keys` are 32 bytes each, the newest first; `clock` gives aware moments.

    `patience` is how long somebody waits for another who refreshes. No transaction is open while the block of `locked`
    runs: the lock is a lease in the account's row.
    """

    database: Database
    keys: Sequence[bytes] = field(repr=False)
    clock: Callable[[], datetime]
    patience: timedelta = REFRESH_LEASE
    sleep: Callable[[float], None] = time.sleep

    def read(self, account: str) -> TokenPair:
        """See `Vault`. A pair that no key opens raises `TokenUnavailable` too: only an admin can mend that."""
        with self.database.reading() as session:
            stored = sealed_pair(session, account)
        if stored is None:
            words = f"OA {account} chưa được cấp quyền; quản trị cấp ở trang Thông báo, Kênh gửi"
            raise TokenUnavailable(words, for_now=False)
        return self._opened(stored)

    @contextmanager
    def locked(self, account: str) -> Iterator["_Drawer"]:
        """See `Vault`."""
        self.read(account)
        token = str(uuid.uuid4())
        self._wait_for(account, token)
        try:
            yield _Drawer(self, account, self.read(account))
        finally:
            with self.database.writing() as session:
                release_refresh(session, account, token)

    def put(self, account: str, pair: TokenPair) -> None:
        """Store an account's tokens, committed when this returns."""
        with self.database.writing() as session:
            keep_pair(session, self._sealed(account, pair))

    def _wait_for(self, account: str, token: str) -> None:
        for _ in range(round(self.patience.total_seconds() / PAUSE)):
            with self.database.writing() as session:
                if lease(session, account, token, now=self.clock()):
                    return
            self.sleep(PAUSE)
        raise TokenUnavailable(f"mã truy cập của OA {account} đang được tiến trình khác làm mới", for_now=True)

    def _sealed(self, account: str, pair: TokenPair) -> SealedPair:
        said = json.dumps({"access": pair.access, "refresh": pair.refresh}).encode()
        return SealedPair(
            account=account,
            sealed=self._cipher().encrypt(said).decode("ascii"),
            access_ends=pair.access_ends,
            refresh_ends=pair.refresh_ends,
            spent=pair.spent,
        )

    def _opened(self, stored: SealedPair) -> TokenPair:
        try:
            said = json.loads(self._cipher().decrypt(stored.sealed.encode("ascii")))
        except InvalidToken as error:
            words = (
                f"khóa bí mật không mở được mã truy cập của OA {stored.account}; khôi phục khóa cũ hoặc cấp quyền lại"
            )
            raise TokenUnavailable(words, for_now=False) from error
        return TokenPair(
            access=said["access"],
            access_ends=stored.access_ends,
            refresh=said["refresh"],
            refresh_ends=stored.refresh_ends,
            spent=stored.spent,
        )

    def _cipher(self) -> MultiFernet:
        return cipher_of(self.keys)


@dataclass
class _Drawer:
    """One account's pair while it is locked."""

    vault: DatabaseVault
    account: str
    pair: TokenPair

    def put(self, pair: TokenPair) -> None:
        """See `notifications.channels.zalo.tokens.Drawer`."""
        self.vault.put(self.account, pair)
        self.pair = pair
