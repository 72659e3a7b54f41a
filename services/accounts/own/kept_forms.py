"""A form that came when its session had ended: kept sealed for its person, and shown again after he has signed in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken, MultiFernet

from config.keys import cipher_of
from services.accounts.desk import AccountDesk, digest_of_token, new_token
from workflow.store.people.kept_forms import keep_form, kept_form

_USE = "kept forms"
KEPT_FOR = timedelta(hours=24)
# What people type; files are sent up by themselves and stay.
MOST_OCTETS = 512 * 1024


@dataclass(frozen=True, kw_only=True)
class KeptForm:
    """What was sent: to which page, and the fields in their order. A field may come several times.

    `files` are the names of those that came along: they themselves aren't kept.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()


def keep_typed(
    desk: AccountDesk,
    person: int,
    path: str,
    fields: Sequence[tuple[str, str]],
    *,
    files: Sequence[str] = (),
    now: datetime,
) -> str | None:
    """Keep a form for its person; return the name by which he asks for it, None when it is too long to be typed."""
    said = json.dumps({"path": path, "fields": list(fields), "files": list(files)}, ensure_ascii=False).encode()
    if len(said) > MOST_OCTETS:
        return None
    token = new_token()
    with desk.database.writing() as session:
        sealed = _cipher(desk).encrypt(said)
        keep_form(session, digest_of_token(token), person=person, sealed=sealed, now=now, ends_at=now + KEPT_FOR)
    return token


def typed_before(desk: AccountDesk, person: int, token: str, *, now: datetime) -> KeptForm | None:
    """Return what a person typed; None for another's, one that is over, and one that no key opens any more."""
    with desk.database.reading() as session:
        sealed = kept_form(session, digest_of_token(token), person=person, now=now)
    if sealed is None:
        return None
    try:
        said = json.loads(_cipher(desk).decrypt(sealed))
    except InvalidToken:
        return None
    fields = tuple((name, value) for name, value in said["fields"])
    return KeptForm(path=said["path"], fields=fields, files=tuple(said.get("files", ())))


def _cipher(desk: AccountDesk) -> MultiFernet:
    return cipher_of(desk.keys().for_use(_USE))
