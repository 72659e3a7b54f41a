"""A form that makes something under a secret, and makes it once: sent again as it was, it comes to the same secret.

A page shows the form with a mark of its own. The secret follows from the mark, from who sends it and what it says, by
the installation's key: nobody can work it out from the page, and nothing has to be kept of a form that may never come.
A form without its mark makes a new one each time; so does an installation without a key, which can't tell either.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Iterator
from itertools import count

from fastapi import Request

from config.keys import KeyUnusable
from web.office import Office

FORM_MARK = "lan-gui"
MADE_BEFORE = "da-gui"
_USE = "secrets made once"
_OCTETS = 16


def new_mark() -> str:
    """Return the mark of a form that is shown now."""
    return secrets.token_urlsafe(_OCTETS)


def secret_of_form(office: Office, request: Request, mark: str, *says: object) -> str:
    """Return the secret under which a form that says this makes what it makes; "" where that can't be told."""
    if not mark:
        return ""
    try:
        key = office.desk.keys().for_use(_USE)[0]
    except KeyUnusable:
        return ""
    actor = office.actor_of(request)
    content = json.dumps([f"{actor.person or actor.name}", request.url.path, mark, *map(str, says)])
    # None begins with "-", which a command would take for one of its options.
    return next(secret for secret in _drawn(key, content) if not secret.startswith("-"))


def _drawn(key: bytes, content: str) -> Iterator[str]:
    for number in count():
        drawn = hmac.digest(key, f"{number} {content}".encode(), "sha256")
        yield base64.urlsafe_b64encode(drawn).decode("ascii").rstrip("=")
