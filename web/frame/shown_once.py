"""A secret that is shown when it is made, and whose page may be loaded again without another one being made.

Only its hash is kept, so the answer to the form leads on by 303 to an address that carries it sealed: the installation
alone opens it, for ten minutes, to whoever made it. Without the installation's key the answer is the page itself.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken, MultiFernet
from fastapi import Request
from fastapi.responses import RedirectResponse

from config.keys import KeyUnusable, cipher_of
from web.office import Office

_USE = "secrets shown once"
_FIELD = "moi"
_GOOD_FOR = timedelta(minutes=10)


def lead_to_secret(
    office: Office, request: Request, address: str, said: Mapping[str, str], *, person: int | None = None
) -> RedirectResponse | None:
    """Return the way to the page that shows `said`; None without a key to seal it with.

    `person` is who will look, where he isn't signed in to the end yet.
    """
    try:
        cipher = _cipher(office)
    except KeyUnusable:
        return None
    content = json.dumps(
        {"who": f"{person}" if person else _who(office, request), "at": address, "said": dict(said)}
    ).encode()
    sealed = cipher.encrypt_at_time(content, int(office.now().timestamp())).decode("ascii")
    return RedirectResponse(f"{address}?{urlencode({_FIELD: sealed})}", status_code=303)


def may_still_be_shown(office: Office, made_at: datetime) -> bool:
    """Say whether what was made at a moment may be shown now, to whoever made it."""
    return office.now() - made_at < _GOOD_FOR


def secret_to_show(office: Office, request: Request) -> Mapping[str, str] | None:
    """Return what the address of a page carries sealed; None for nothing, another's, what is over or was changed."""
    sealed = request.query_params.get(_FIELD, "")
    if not sealed:
        return None
    now = int(office.now().timestamp())
    try:
        opened = _cipher(office).decrypt_at_time(sealed.encode(), int(_GOOD_FOR.total_seconds()), now)
    except (InvalidToken, KeyUnusable):
        return None
    content = json.loads(opened)
    own = (content["who"], content["at"]) == (_who(office, request), request.url.path)
    return dict(content["said"]) if own else None


def _who(office: Office, request: Request) -> str:
    actor = office.actor_of(request)
    return f"{actor.person or actor.name}"


def _cipher(office: Office) -> MultiFernet:
    return cipher_of(office.desk.keys().for_use(_USE))
