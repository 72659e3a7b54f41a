"""The house's Zalo accounts: their tokens in the vault, letting the house act for one, and watching how long it may."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from base.errors import DondocError, Topic
from base.vietnamese import short_date
from config.keys import KeyUnusable, keys_of
from notifications.channels.zalo.authorisation import first_pair, permission_url
from notifications.channels.zalo.tokens import TokenKeeper, TokenPair, TokenUnavailable, ZaloApp
from notifications.channels.zalo.vault import VAULT_KEY_USE, DatabaseVault
from services.installation import Installation
from workflow.store.operation.alarms import clear_alarms, raise_alarm
from workflow.store.operation.zalo_accounts import sealed_pairs

Clock = Callable[[], datetime]
_UNDER = "zalo:"


class ZaloNotSetUp(DondocError):
    """The settings don't say which application acts for the account."""


class ZaloUnavailable(DondocError):
    """There is no access token to be had, for now or until an admin acts."""

    exit_code = 1


class WrongAnswer(DondocError):
    """What was pasted is not the answer to the link that was opened."""


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A link on which an account's admin agrees, and the secrets that tell that the answer belongs to it."""

    account: str
    back_to: str
    url: str
    verifier: str
    state: str


@dataclass(frozen=True, kw_only=True)
class AccountStanding:
    """An account, and how long its tokens last. `trouble` is what only an admin can mend, "" when there is nothing.

    `works` tells whether messages go out now.
    """

    account: str
    works: bool
    access_ends: datetime | None = None
    refresh_ends: datetime | None = None
    trouble: str = ""


def token_keeper(installation: Installation, clock: Clock) -> TokenKeeper | None:
    """Return where the channels of the Official Account get their tokens.

    None when no application is set up or there is no key: then Zalo's channels stop, and mails go out all the same.
    """
    try:
        return _keeper(installation, clock)
    except (ZaloNotSetUp, KeyUnusable):
        return None


def vault(installation: Installation, clock: Clock) -> DatabaseVault:
    """Return the house's vault. Raises `KeyUnusable`."""
    return DatabaseVault(
        database=installation.database, keys=keys_of(installation.settings).for_use(VAULT_KEY_USE), clock=clock
    )


def ask_permission(installation: Installation, account: str, back_to: str) -> Permission:
    """Make the link that the account's admin opens; `back_to` is the address registered with the application."""
    # Before anybody opens anything: without a key the tokens could not be kept.
    keys_of(installation.settings)
    return app_permission(
        installation, account, back_to, verifier=secrets.token_urlsafe(64), state=secrets.token_urlsafe(16)
    )


def app_permission(installation: Installation, account: str, back_to: str, *, verifier: str, state: str) -> Permission:
    """Make the link with secrets of the caller's: `verifier` of 43 to 128 letters that nobody can guess."""
    url = permission_url(
        _app(installation), back_to=back_to, verifier=verifier, state=state, oauth=installation.settings.zalo_oauth
    )
    return Permission(account=account, back_to=back_to, url=url, verifier=verifier, state=state)


def authorise(installation: Installation, permission: Permission, answer: str, clock: Clock) -> TokenPair:
    """Turn the answer, a code or the whole address that the browser was sent to, into tokens, and store them.

    Raises `WrongAnswer` and `AuthorisationRefused`; the tokens that were there before then stay.
    """
    code = _code(permission, answer.strip())
    oauth = installation.settings.zalo_oauth
    pair = first_pair(_app(installation), code=code, verifier=permission.verifier, now=clock(), oauth=oauth)
    vault(installation, clock).put(permission.account, pair)
    return pair


def refresh(installation: Installation, account: str, clock: Clock) -> TokenPair:
    """Refresh an account's tokens when they are due, and return what is then stored. Raises `ZaloUnavailable`."""
    keeper = _keeper(installation, clock)
    try:
        keeper.current(account)
        return vault(installation, clock).read(account)
    except TokenUnavailable as error:
        raise ZaloUnavailable(
            given=account,
            place="Zalo OA",
            reason=f"không có mã truy cập: {error}",
            remedy="Thử lại sau." if error.for_now else "Cần quản trị OA cấp lại quyền.",
        ) from error


def accounts(installation: Installation, clock: Clock) -> list[AccountStanding]:
    """Return every account that the house acts for."""
    with installation.database.reading() as session:
        known = [pair.account for pair in sealed_pairs(session)]
    if not known:
        # Nothing is encrypted, so no key is needed.
        return []
    try:
        opened = vault(installation, clock)
    except KeyUnusable as error:
        return [AccountStanding(account=account, works=False, trouble=str(error)) for account in known]
    return [_standing(opened, account, clock()) for account in known]


def watch_accounts(installation: Installation, clock: Clock) -> None:
    """Raise an alarm for each account that only an admin can keep going, and clear those that are mended."""
    now = clock()
    troubled = [standing for standing in accounts(installation, clock) if standing.trouble]
    found = {_alarm_key(standing): standing.trouble for standing in troubled}
    with installation.database.writing() as session:
        clear_alarms(session, under=_UNDER, still=list(found))
        for key, text in found.items():
            raise_alarm(session, key, text, now=now)


def _standing(opened: DatabaseVault, account: str, now: datetime) -> AccountStanding:
    try:
        pair = opened.read(account)
    except TokenUnavailable as error:
        return AccountStanding(account=account, works=False, trouble=str(error))
    works = not pair.spent and now < pair.refresh_ends
    again = "quản trị OA cấp lại ở trang Thông báo, Kênh gửi"
    trouble = ""
    if not works:
        trouble = f"OA {account} phải được cấp quyền lại, tin Zalo đang nằm chờ: {again}"
    elif pair.alarms(now):
        ends = pair.refresh_ends.astimezone(now.tzinfo)
        trouble = f"quyền gửi tin của OA {account} hết hạn ngày {short_date(ends)}: trước ngày đó {again}"
    return AccountStanding(
        account=account,
        works=works,
        access_ends=pair.access_ends,
        refresh_ends=pair.refresh_ends,
        trouble=trouble,
    )


def _alarm_key(standing: AccountStanding) -> str:
    """One trouble, one key: nearing the end is another than being at it, and so is the next pair's."""
    ends = f"{standing.refresh_ends:%Y%m%d}" if standing.refresh_ends else "unread"
    return f"{_UNDER}{standing.account}:{'ends' if standing.works else 'stopped'}:{ends}"


def _keeper(installation: Installation, clock: Clock) -> TokenKeeper:
    return TokenKeeper(
        vault=vault(installation, clock), app=_app(installation), clock=clock, oauth=installation.settings.zalo_oauth
    )


def _app(installation: Installation) -> ZaloApp:
    settings = installation.settings
    if settings.zalo_app_id and settings.zalo_app_secret:
        return ZaloApp(id=settings.zalo_app_id, secret=settings.zalo_app_secret)
    raise ZaloNotSetUp(
        given="ứng dụng Zalo",
        place="Cài đặt",
        reason="chưa đặt",
        remedy="Đặt DONDOC_ZALO_APP_ID và DONDOC_ZALO_APP_SECRET theo trang ứng dụng trên developers.zalo.me.",
    )


def _code(permission: Permission, answer: str) -> str:
    if not answer.startswith(("https://", "http://")):
        return answer
    asked = parse_qs(urlsplit(answer).query)
    if asked.get("state") != [permission.state] or "code" not in asked:
        raise WrongAnswer(
            given=Topic("địa chỉ đã dán"),
            place="Cấp quyền Zalo OA",
            reason="không phải câu trả lời cho liên kết vừa mở",
            remedy="Mở lại liên kết, đồng ý, rồi dán nguyên địa chỉ trình duyệt được chuyển đến.",
        )
    return asked["code"][0]
