"""Hashing passwords with argon2id: never more than two at once, because each takes 64 MiB."""

from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore

from argon2 import DEFAULT_MEMORY_COST, DEFAULT_TIME_COST, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow.people.passwords import normal_form

_TURNS = BoundedSemaphore(2)


@dataclass(frozen=True, kw_only=True)
class Hashing:
    """What one hash costs whoever guesses: rounds over so many KiB of memory. The defaults are the library's advice.

    A hash carries its cost, so those of another cost are known all the same.
    """

    rounds: int = DEFAULT_TIME_COST
    memory: int = DEFAULT_MEMORY_COST

    def hash_of(self, password: str) -> str:
        """Return what is kept of a password."""
        with _TURNS:
            return _hasher(self).hash(normal_form(password))

    def is_password(self, password: str, hashed: str) -> bool:
        """Whether a password is the one that was hashed. An empty hash takes as long to say no as a real one."""
        with _TURNS:
            try:
                return _hasher(self).verify(hashed or _nobodys(self), normal_form(password)) and bool(hashed)
            except (VerificationError, InvalidHashError):
                return False


HASHING = Hashing()


@cache
def _hasher(hashing: Hashing) -> PasswordHasher:
    return PasswordHasher(time_cost=hashing.rounds, memory_cost=hashing.memory)


@cache
def _nobodys(hashing: Hashing) -> str:
    return _hasher(hashing).hash("")
