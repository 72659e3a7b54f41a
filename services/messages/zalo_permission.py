"""Letting the house act for a Zalo Official Account by pages: a link to agree on, and the answer brought back.

Nothing is kept between the two: what the answer has to prove stands in `state`, signed with the house's key and bound
to who asked; the verifier of PKCE is made from it again with that key.
"""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from base.errors import DondocError, Topic
from config.keys import keys_of
from services.day.zalo_accounts import Permission, app_permission, authorise
from services.house.admission import admit_keeper
from services.house.setting_changes import change_settings
from services.installation import Installation
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.store.log.writing import LogEntry, record

ZALO_PLACE = "Cấp quyền Zalo OA"
ANSWERED_WITHIN = timedelta(minutes=10)
_USE = "zalo permission"
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,40}")


class PermissionOver(DondocError):
    """An answer that belongs to no link of ours: another person's, an old one, or somebody else's making."""


class NoAccount(DondocError):
    """What was typed is no number of an Official Account, or no application."""


@dataclass(frozen=True, kw_only=True)
class ZaloSetUp:
    """What the settings say of Zalo: the account that posts, the application, and whether its secret is known."""

    account: str
    app: str
    has_secret: bool


def zalo_set_up(installation: Installation) -> ZaloSetUp:
    """Return how far Zalo is set up."""
    settings = installation.settings
    return ZaloSetUp(
        account=urlsplit(settings.zalo_url).netloc if settings.zalo_url.startswith("zalooa://") else "",
        app=settings.zalo_app_id,
        has_secret=bool(settings.zalo_app_secret),
    )


def set_zalo_up(
    installation: Installation, actor: Actor, account: str, app: str, secret: str, *, now: datetime
) -> None:
    """Keep whose account posts and by which application; an empty `secret` leaves the one that is known.

    In force once the house is opened anew. Raises `NoAccount`, `NotAllowed`, `SettingUnwritable`.
    """
    known = zalo_set_up(installation)
    for text, name in ((account, "mã OA"), (app, "mã ứng dụng")):
        if not _ACCOUNT.fullmatch(text):
            raise NoAccount(
                given=Topic(name),
                place=ZALO_PLACE,
                reason="chỉ gồm chữ số, chữ cái",
                remedy="Chép từ trang quản trị của Zalo.",
            )
    if not secret and not known.has_secret:
        remedy = "Chép từ trang ứng dụng trên developers.zalo.me."
        raise NoAccount(given=Topic("khóa bí mật của ứng dụng"), place=ZALO_PLACE, reason="chưa ghi", remedy=remedy)
    said = {"DONDOC_ZALO_APP_ID": app} | ({"DONDOC_ZALO_APP_SECRET": secret} if secret else {})
    if account != known.account:
        said["DONDOC_ZALO_URL"] = f"zalooa://{account}/?kind=group"
    change_settings(installation, actor, said, now=now)


def permission_link(installation: Installation, actor: Actor, account: str, back_to: str, *, now: datetime) -> str:
    """Return the address on which the account's admin agrees, good for ten minutes. Raises `ZaloNotSetUp`."""
    words = f"{account}.{actor.person or 0}.{int(now.timestamp())}.{secrets.token_hex(8)}"
    state = f"{words}.{_signed(installation, words)}"
    return app_permission(installation, account, back_to, verifier=_verifier(installation, state), state=state).url


def take_permission(installation: Installation, actor: Actor, answer: str, *, now: datetime) -> str:
    """Turn the address that Zalo sent a browser to into tokens; return the account they are for.

    Raises `PermissionOver`, `AuthorisationRefused`, `NotAllowed`; the tokens that were there before then stay.
    """
    asked = parse_qs(urlsplit(answer.strip()).query)
    state, code = asked.get("state", [""])[0], asked.get("code", [""])[0]
    account = _account_of(installation, actor, state, now)
    if not account or not code:
        raise PermissionOver(
            given=Topic("câu trả lời của Zalo"),
            place=ZALO_PLACE,
            reason="không thuộc liên kết bạn vừa mở, hoặc đã quá 10 phút",
            remedy="Mở lại trang cấp quyền của Zalo từ đây và đồng ý.",
        )
    with installation.database.writing() as session:
        admit_keeper(session, actor, Action.KEEP_POLICIES, place=ZALO_PLACE, now=now)
    permission = Permission(account=account, back_to="", url="", verifier=_verifier(installation, state), state=state)
    authorise(installation, permission, code, lambda: now)
    with installation.database.writing() as session:
        by = admit_keeper(session, actor, Action.KEEP_POLICIES, place=ZALO_PLACE, now=now)
        record(
            session,
            [LogEntry.of(by, LogAction.CHANGE_SETTINGS, details={"settings": [f"quyền của Zalo OA {account}"]})],
        )
    return account


def _account_of(installation: Installation, actor: Actor, state: str, now: datetime) -> str:
    """The account that a state of ours is about; "" for what isn't ours, another's, or over."""
    words, _, signature = state.rpartition(".")
    if not words or not hmac.compare_digest(signature, _signed(installation, words)):
        return ""
    account, person, at, _ = words.split(".")
    fresh = timedelta(0) <= now - datetime.fromtimestamp(int(at), now.tzinfo) <= ANSWERED_WITHIN
    return account if fresh and person == str(actor.person or 0) else ""


def _signed(installation: Installation, words: str) -> str:
    return hmac.digest(_key(installation), f"state {words}".encode(), "sha256").hex()[:32]


def _verifier(installation: Installation, state: str) -> str:
    made = hmac.digest(_key(installation), f"verifier {state}".encode(), "sha512")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _key(installation: Installation) -> bytes:
    return keys_of(installation.settings).for_use(_USE)[0]
