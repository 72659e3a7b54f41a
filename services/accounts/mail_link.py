"""Signing in without a password: a mailed link with a button behind it, or six digits typed where it was asked for.

Opening the link (GET) changes nothing, since mail scanners open every link. It works in the browser that asked; in
another one the six digits help. An invitation is such a link for two days, and for whatever browser.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from base.errors import Topic
from base.page_addresses import ServedPage, page_url
from notifications.messages.message import Message
from notifications.messages.sign_in_mails import invitation_mail, sign_in_mail
from services.accounts.desk import AccountDesk, Visit, digest_of_mail, digest_of_token, new_token
from services.accounts.errors import SignInRefused, link_of_another_browser, link_over, tries_exhausted, wrong_code
from services.accounts.journal import note
from services.accounts.sign_in import BegunSession, begin
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.people.lockout import Closed, closed_ways
from workflow.store.database.opening import Session
from workflow.store.people.accounts import UserAccount, account_by_mail, user_account
from workflow.store.people.sign_in_tokens import (
    NewToken,
    SignInToken,
    keep_token,
    links_lately,
    note_wrong_code,
    spend_token,
    token_by_digest,
    token_of_browser,
)
from workflow.store.people.wrong_tries import count_try, end_row_of_tries, tries
from workflow.store.tables import TokenKind

DIGITS = 6


class TooManyLinks(SignInRefused):
    """More links were asked for than anybody needs."""


@dataclass(frozen=True, kw_only=True)
class _OpenedLink:
    """What a page says of a link before its button is pressed. `here` is False in another browser than asked for it."""

    kind: TokenKind
    name: str
    here: bool


def request_link(
    desk: AccountDesk, mail: str, *, browser: str, goal: str, visit: Visit, now: datetime
) -> Message | None:
    """Keep a link for the browser that asks, and return the mail to be sent at once; None for an unknown address.

    The page says the same for both. Raises `TooManyLinks`.
    """
    account, token, code = digest_of_mail(mail), new_token(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with desk.database.writing() as session:
        _check_pace(session, desk, account, visit, now)
        found = account_by_mail(session, mail)
        person = found if found is not None and found.is_active else None
        new = NewToken(
            kind=TokenKind.SIGN_IN,
            digest=digest_of_token(token),
            account=account,
            person=person.id if person else None,
            ends_at=now + desk.policy.link,
            code=_code_digest(account, code),
            browser=digest_of_token(browser),
            network=visit.network,
            goal=goal,
        )
        keep_token(session, new, now=now)
    if person is None:
        return None
    return sign_in_mail(
        to=person.mail,
        name=person.name,
        code=code,
        url=page_url(desk.base_url, ServedPage.SIGN_IN, token),
        minutes=desk.policy.link_minutes,
        now=now,
    )


def invite(session: Session, desk: AccountDesk, account: UserAccount, by: By) -> tuple[str, Message]:
    """Make an invitation: return its address and the mail that brings it. Called within the change that causes it."""
    token = new_token()
    new = NewToken(
        kind=TokenKind.INVITATION,
        digest=digest_of_token(token),
        account=digest_of_mail(account.mail),
        person=account.id,
        ends_at=by.now + desk.policy.invitation,
    )
    keep_token(session, new, now=by.now)
    note(session, LogAction.INVITE, by, person=account.id)
    url = page_url(desk.base_url, ServedPage.INVITATION, token)
    hours = desk.policy.invitation_hours
    return url, invitation_mail(to=account.mail, name=account.name, url=url, hours=hours, now=by.now)


def opened_link(desk: AccountDesk, token: str, *, browser: str, now: datetime) -> _OpenedLink:
    """Return what a link is, without using it. Raises `SignInRefused`."""
    with desk.database.reading() as session:
        found = _good(token_by_digest(session, digest_of_token(token)), now)
        name = user_account(session, found.person).name if found.person is not None else ""
    return _OpenedLink(kind=found.kind, name=name, here=_is_of(found, browser))


def sign_in_by_link(desk: AccountDesk, token: str, *, browser: str, visit: Visit, now: datetime) -> BegunSession:
    """Use a link: its button was pressed. Raises `SignInRefused`, also in another browser than asked for it."""
    with desk.database.writing() as session:
        found = _good(token_by_digest(session, digest_of_token(token)), now)
        if not _is_of(found, browser):
            raise link_of_another_browser()
        return _use(session, desk, found, way=found.kind.value, visit=visit, now=now)


def sign_in_by_code(desk: AccountDesk, code: str, *, browser: str, visit: Visit, now: datetime) -> BegunSession:
    """Use the six digits of the last link that this browser asked for. Raises `SignInRefused`."""
    typed = "".join(filter(str.isdigit, code))
    with desk.database.writing() as session:
        found = token_of_browser(session, digest_of_token(browser), now=now)
        if found is None or found.code is None:
            raise wrong_code()
        why = _code_closed(session, desk, found, visit, now)
        right = hmac.compare_digest(found.code, _code_digest(found.account, typed))
        if why is None and right and found.person is not None:
            return _use(session, desk, found, way="mail_code", visit=visit, now=now)
        if why is None:
            note_wrong_code(session, found.id)
            count_try(session, account=found.account, network=visit.network, now=now, in_a_row=False)
    raise wrong_code() if why is None else tries_exhausted(why, desk.policy)


def _use(
    session: Session, desk: AccountDesk, token: SignInToken, *, way: str, visit: Visit, now: datetime
) -> BegunSession:
    if token.person is None or not spend_token(session, token.id, now=now):
        raise link_over()
    # Whoever reads the account's mail is its owner: what strangers tried doesn't lock him out.
    end_row_of_tries(session, token.account)
    account = user_account(session, token.person)
    return begin(session, desk, account, way=way, visit=visit, now=now, goal=token.goal)


def _good(token: SignInToken | None, now: datetime) -> SignInToken:
    if token is None or not token.is_good(now) or token.person is None:
        raise link_over()
    return token


def _is_of(token: SignInToken, browser: str) -> bool:
    return token.browser is None or hmac.compare_digest(token.browser, digest_of_token(browser))


def _code_closed(session: Session, desk: AccountDesk, token: SignInToken, visit: Visit, now: datetime) -> Closed | None:
    """Why no more codes are looked at: too many for this link, or for the account or network within the hour."""
    if token.wrong >= desk.policy.wrong_in_a_row:
        return Closed.HERE
    before = tries(session, account=token.account, network=visit.network, now=now, lock=desk.policy.lock)
    # A lock of the password doesn't close the way of who reads the mail.
    return closed_ways(replace(before, here=()), desk.policy, now)


def _check_pace(session: Session, desk: AccountDesk, account: bytes, visit: Visit, now: datetime) -> None:
    policy = desk.policy
    asked, from_here = links_lately(session, account=account, network=visit.network, since=now - policy.link)
    if asked >= policy.links_at_once or from_here >= policy.network_an_hour:
        raise TooManyLinks(
            given=Topic("liên kết đăng nhập"),
            place="Đăng nhập",
            reason=f"đã được xin {policy.links_at_once} lần trong {policy.link_minutes} phút",
            remedy="Tìm trong hộp thư (cả thư rác), hoặc chờ ít phút rồi xin lại.",
        )


def _code_digest(account: bytes, code: str) -> bytes:
    return hashlib.sha256(account + code.encode()).digest()
