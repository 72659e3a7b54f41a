"""How an admin of an Official Account lets the application act for it: a link to open, and a code to bring back.

OAuth 2 with PKCE (RFC 7636, SHA-256), as Zalo's version 4 wants it. The code is good for ten minutes and for one use.
"""

import base64
import hashlib
from datetime import datetime
from urllib.parse import urlencode

from base.errors import DondocError, Topic
from notifications.channels.zalo.http import NoAnswer, NotSent, post_form
from notifications.channels.zalo.tokens import OAUTH, TokenPair, ZaloApp, pair_of


class AuthorisationRefused(DondocError):
    """Zalo gave no tokens for the code."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            given=Topic("mã cấp quyền"),
            place="Cấp quyền Zalo OA",
            reason=reason,
            remedy="Mở lại liên kết cấp quyền và dán mã mới trong vòng 10 phút.",
        )


def permission_url(app: ZaloApp, *, back_to: str, verifier: str, state: str, oauth: str = OAUTH) -> str:
    """The page on which the account's admin agrees. `verifier` is secret and unguessable, 43 to 128 characters.

    Zalo sends the admin's browser to `back_to` with the code and with `state`, which tells that it was our link.
    """
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {"app_id": app.id, "redirect_uri": back_to, "code_challenge": challenge, "state": state}
    return f"{oauth}/v4/oa/permission?{urlencode(asked)}"


def first_pair(app: ZaloApp, *, code: str, verifier: str, now: datetime, oauth: str = OAUTH) -> TokenPair:
    """The account's first tokens, to be stored before anything else is done; raises `AuthorisationRefused`."""
    asked = {"code": code, "app_id": app.id, "grant_type": "authorization_code", "code_verifier": verifier}
    try:
        answer = post_form(f"{oauth}/v4/oa/access_token", asked, headers={"secret_key": app.secret})
    except (NotSent, NoAnswer) as error:
        raise AuthorisationRefused(f"chưa đổi được: {error}") from error
    pair = pair_of(answer, now)
    if pair is None:
        raise AuthorisationRefused(f"không được Zalo chấp nhận (mã {(answer.body or {}).get('error', answer.status)})")
    return pair
