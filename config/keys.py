"""The installation's secret key: what encrypts Zalo's tokens at rest and signs the links in mails.

It is `DONDOC_SECRET_KEY`, or the file that `dondoc init` makes in the home. Several keys, one a line or parted by
commas, are a key being replaced: the first encrypts and signs, the others still read.
"""

import base64
import hmac
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from base.errors import DondocError
from base.private_files import open_private
from base.system_errors import fault_words
from config.settings import Settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_FILE_NAME = "secret.key"
# 32 characters of base64 are 192 bits; a shorter one may be somebody's password.
SHORTEST = 32


class KeyUnusable(DondocError):
    """There is no key, or one that protects nothing."""


@dataclass(frozen=True)
class Keys:
    """The secrets, the newest first. Each use gets keys of its own, so that one can't stand in for another."""

    secrets: tuple[bytes, ...] = field(repr=False)

    def for_use(self, use: str) -> tuple[bytes, ...]:
        """Return 32 bytes for each secret, made for this use: HMAC-SHA256 over its name."""
        return tuple(hmac.digest(secret, f"dondoc {use}".encode(), "sha256") for secret in self.secrets)


def cipher_of(keys: Iterable[bytes]) -> "MultiFernet":
    """Return what encrypts by the first of the keys of a use and reads what any of them encrypted (Fernet)."""
    # Takes a while to load, and few commands keep a secret.
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def keys_of(settings: Settings) -> Keys:
    """Return the installation's keys; raises `KeyUnusable`. The environment goes before the file."""
    if settings.secret_key:
        return _keys(settings.secret_key, "DONDOC_SECRET_KEY")
    path = key_file(settings.home)
    try:
        return _keys(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError as error:
        raise _unusable(path, "chưa có", "Chạy `dondoc init`, hoặc đặt DONDOC_SECRET_KEY.") from error
    except OSError as error:
        raise _unusable(path, *fault_words(error)) from error
    except UnicodeDecodeError as error:
        raise _unusable(path, "không phải chữ UTF-8", "Khôi phục khóa đã cất.") from error


def key_file(home: Path) -> Path:
    """Where the key lies when the environment doesn't say it."""
    return home / _FILE_NAME


def make_key_file(home: Path) -> bool:
    """Make a key that only the installation's user can read; False when there is one, which is left alone.

    It appears whole or not at all: a full disk leaves no empty key. Raises `KeyUnusable` for one that protects nothing.
    """
    path = key_file(home)
    if path.exists():
        _keys(path.read_text(encoding="utf-8"), str(path))
        return False
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "x", encoding="utf-8", opener=open_private) as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename, a link never takes the place of a key that another program has just made.
        os.link(part, path)
    except FileExistsError:
        return False
    finally:
        part.unlink(missing_ok=True)
    return True


def is_private(path: Path) -> bool:
    """Whether nobody but its owner can read or write the file."""
    return not path.stat().st_mode & 0o077


def _keys(text: str, place: str) -> Keys:
    found = [key for key in re.split(r"[\s,]+", text) if key]
    if not found:
        raise _unusable(place, "không có khóa nào", "Xóa tệp rồi chạy `dondoc init`, hoặc khôi phục khóa đã cất.")
    if any(len(key) < SHORTEST for key in found):
        reason = f"có khóa ngắn hơn {SHORTEST} ký tự nên không bảo vệ được gì"
        raise _unusable(place, reason, "Tạo bằng `openssl rand -base64 32`.")
    return Keys(tuple(key.encode() for key in found))


def _unusable(given: object, reason: str, remedy: str) -> KeyUnusable:
    return KeyUnusable(given=str(given), place="Khóa bí mật", reason=reason, remedy=remedy)
