"""Hashing passwords with argon2id: never more than two at once, because each takes 64 MiB."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow.people.passwords import normal_form

AT_ONCE = BoundedSemaphore(2)
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with AT_ONCE:
        return _HASHER.hash(normal_form(password))


def is_password(password: str, hashed: str) -> bool:
    """Whether a password is the one that was hashed. An empty hash takes as long to say no as a real one."""
    with AT_ONCE:
        try:
            return _HASHER.verify(hashed or _nobodys(), normal_form(password)) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("")
