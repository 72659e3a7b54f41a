"""Access tokens of an Official Account: refreshed in time, by one worker at a time, and never lost.

Zalo's access token lives 25 hours. Its refresh token lives three months and may be used once, and the old access token
dies when a new one is made: a pair that isn't stored before it's used can only be replaced by an admin of the account.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from notifications.channels.zalo.http import HttpAnswer, NoAnswer, NotSent, post_form

OAUTH = "https://oauth.zaloapp.com"
_MARGIN = timedelta(hours=1)
REFRESH_LIFE = timedelta(days=90)
ALARM = timedelta(days=14)
# What Zalo says of a refresh token that has been used before.
USED_UP = -14020


@dataclass(frozen=True, kw_only=True)
class ZaloApp:
    """The Zalo application that acts for the account."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class TokenPair:
    """An account's tokens; moments are aware. `spent` is why the refresh token is of no more use, "" while it is."""

    access: str = field(repr=False)
    access_ends: datetime
    refresh: str = field(repr=False)
    refresh_ends: datetime
    spent: str = ""

    def is_fresh(self, now: datetime) -> bool:
        """Whether the access token has more than an hour left."""
        return now + _MARGIN < self.access_ends

    def alarms(self, now: datetime) -> bool:
        """Whether an admin has to be told: the refresh token is used up, or ends within a fortnight."""
        return bool(self.spent) or now + ALARM >= self.refresh_ends


class TokenUnavailable(Exception):
    """There is no access token to use. `for_now` tells a passing trouble from one that needs an admin."""

    def __init__(self, words: str, *, for_now: bool) -> None:
        super().__init__(words)
        self.for_now = for_now


class Drawer(Protocol):
    """One account's pair, locked: nobody else reads it to write it meanwhile."""

    pair: TokenPair

    def put(self, pair: TokenPair) -> None:
        """Store the pair so that it survives the process from here on, before anybody uses it."""
        ...


class Vault(Protocol):
    """Where pairs are kept. The store implements it: encrypted at rest, locked in the database."""

    def read(self, account: str) -> TokenPair:
        """The account's pair, without a lock; raises `TokenUnavailable` when the account was never authorised."""
        ...

    def locked(self, account: str) -> AbstractContextManager[Drawer]:
        """The account's pair as it is after every other holder of the lock is done."""
        ...


@dataclass(frozen=True, kw_only=True)
class TokenKeeper:
    """Where a channel gets access tokens from: reads the vault, refreshes under its lock, stores before use."""

    vault: Vault
    app: ZaloApp
    clock: Callable[[], datetime]
    oauth: str = OAUTH
    timeout: float = 20

    def current(self, account: str) -> str:
        """An access token that should be good now; raises `TokenUnavailable`.

        One that still works is used when refreshing it fails for now.
        """
        pair = self.vault.read(account)
        if pair.is_fresh(self.clock()):
            return pair.access
        try:
            return self._refreshed(account, lambda known: not known.is_fresh(self.clock()))
        except TokenUnavailable:
            if self.clock() < pair.access_ends:
                return pair.access
            raise

    def instead_of(self, account: str, refused: str) -> str:
        """Another access token than the one Zalo just refused; raises `TokenUnavailable`.

        When another worker has refreshed meanwhile, its token is the answer.
        """
        return self._refreshed(account, lambda known: known.access == refused)

    def _refreshed(self, account: str, is_stale: Callable[[TokenPair], bool]) -> str:
        with self.vault.locked(account) as drawer:
            if not is_stale(drawer.pair):
                return drawer.pair.access
            if drawer.pair.spent:
                raise TokenUnavailable(drawer.pair.spent, for_now=False)
            drawer.put(self._asked_for(drawer))
            return drawer.pair.access

    def _asked_for(self, drawer: Drawer) -> TokenPair:
        pair = drawer.pair
        try:
            answer = post_form(
                f"{self.oauth}/v4/oa/access_token",
                {"refresh_token": pair.refresh, "app_id": self.app.id, "grant_type": "refresh_token"},
                headers={"secret_key": self.app.secret},
                timeout=self.timeout,
            )
        except (NotSent, NoAnswer) as error:
            # After NoAnswer the token may be used up; only the next try can tell.
            raise TokenUnavailable(f"chưa làm mới được mã truy cập Zalo: {error}", for_now=True) from error
        if fresh := pair_of(answer, self.clock()):
            return fresh
        words = _refusal(answer)
        if _code(answer) == USED_UP:
            drawer.put(replace(pair, spent=words))
        raise TokenUnavailable(words, for_now=answer.status >= 500 or answer.body is None)


def pair_of(answer: HttpAnswer, now: datetime) -> TokenPair | None:
    """The pair in an answer of Zalo's; None when it holds none."""
    body = answer.body or {}
    try:
        return TokenPair(
            access=str(body["access_token"]),
            # A number in a string, as Zalo writes it.
            access_ends=now + timedelta(seconds=int(body["expires_in"])),
            refresh=str(body["refresh_token"]),
            refresh_ends=now + REFRESH_LIFE,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _code(answer: HttpAnswer) -> int:
    try:
        return int((answer.body or {}).get("error", 0))
    except (TypeError, ValueError):
        return 0


def _refusal(answer: HttpAnswer) -> str:
    code = _code(answer)
    if code == USED_UP:
        return "mã làm mới Zalo đã dùng hết; quản trị OA phải cấp quyền lại cho ứng dụng"
    return f"Zalo từ chối làm mới mã truy cập (HTTP {answer.status}, mã {code})"
