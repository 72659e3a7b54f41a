"""What every use case of accounts needs, opened once: the database, the numbers, the keys, and how a mail leaves."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from base.errors import DondocError
from config.keys import Keys
from config.sign_in import SignInPolicy
from notifications.messages.message import Message
from services.accounts.hashing import HASHING, Hashing
from workflow.store.database.opening import Database
from workflow.store.people.accounts import folded_mail

# 256 bits: nobody finds one by trying.
TOKEN_BYTES = 32


class MailUnavailable(DondocError):
    """A mail was to be sent and can't be."""

    exit_code = 1


@dataclass(frozen=True, kw_only=True)
class AccountDesk:
    """The office's accounts. `send` hands a mail to the channel at once and raises `MailUnavailable`.

    `base_url` is where the pages are, without a slash at its end. `keys` opens the installation's secrets when asked.
    """

    database: Database
    policy: SignInPolicy
    base_url: str
    keys: Callable[[], Keys] = field(repr=False)
    send: Callable[[Message], None] = field(repr=False)
    hashing: Hashing = HASHING


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Where a request comes from: its network, as `workflow.people.lockout.network_of` says it, and its browser."""

    network: str = ""
    device: str = ""


def new_token() -> str:
    """Return a secret for a cookie or an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of_token(token: str) -> bytes:
    """Return what is kept of a secret: a database that is read by others lets nobody in."""
    return hashlib.sha256(token.encode()).digest()


def digest_of_mail(address: str) -> bytes:
    """Return what is counted of an address that somebody typed, be there an account or not."""
    return hashlib.sha256(folded_mail(address).encode()).digest()
