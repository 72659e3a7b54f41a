"""Where a change may come from (CSRF): our own pages only, as the browser says; where it says nothing, a token.

Every browser of the last years sends `Sec-Fetch-Site` or `Origin` with a form. Who sends neither gets a page that shows
what was sent and asks once more, with a token that only his cookie can have made.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from enum import StrEnum

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
VOUCHER_FIELD = "phieu"
PAD = 32


class RequestSource(StrEnum):
    """What a request says of the page it comes from."""

    OWN = "own"
    FOREIGN = "foreign"
    # A page that tells nobody where it is, as ours behind a secret address.
    UNNAMED = "unnamed"
    SILENT = "silent"


def source_of(headers: Iterable[tuple[bytes, bytes]], origins: frozenset[str]) -> RequestSource:
    """Judge a change by its headers: `Sec-Fetch-Site` first, then `Origin`, which has to be one of ours."""
    said = [(name, value.decode("latin-1").strip()) for name, value in headers]
    sites = [value for name, value in said if name == b"sec-fetch-site"]
    if sites:
        return RequestSource.OWN if sites == ["same-origin"] else RequestSource.FOREIGN
    given = [value for name, value in said if name == b"origin"]
    if not given:
        return RequestSource.SILENT
    if given == ["null"]:
        return RequestSource.UNNAMED
    return RequestSource.OWN if len(given) == 1 and given[0].lower() in origins else RequestSource.FOREIGN


def form_token(cookie: str) -> str:
    """Return a token for the holder of a cookie, another one each time (so that compressing can't betray it)."""
    pad = secrets.token_bytes(PAD)
    return base64.urlsafe_b64encode(pad + _mixed(pad, _proof(cookie))).decode("ascii")


def is_token_of(token: str, cookie: str) -> bool:
    """Whether a token was made for the holder of this cookie."""
    try:
        known = base64.urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return False
    return bool(cookie) and hmac.compare_digest(_mixed(known[:PAD], known[PAD:]), _proof(cookie))


def _proof(cookie: str) -> bytes:
    return hashlib.sha256(f"dondoc form\0{cookie}".encode()).digest()


def _mixed(pad: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(pad, other, strict=False))
