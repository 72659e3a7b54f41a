"""Accounts as an office keeps them: made, invited, closed, opened again, unlocked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from base.errors import DondocError, Topic
from notifications.channels.smtp import wire_address
from notifications.messages.message import Message
from services.accounts.desk import AccountDesk, digest_of_mail
from services.accounts.journal import by_of, note
from services.accounts.mail_link import invite
from services.accounts.second_factor import remove_second_factor
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.people.grants import HOUSE, OF_ONE_AGENCY, Actor, Grant, GrantedRole, ScopeKind
from workflow.rights import No, Subject, Yes, may
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import agency_subject
from workflow.store.people.accounts import (
    UserAccount,
    account_by_mail,
    add_account,
    dormant_accounts,
    set_disabled,
    user_account,
    user_accounts,
)
from workflow.store.people.grants import KeptGrant, add_grant, has_admin, kept_grants
from workflow.store.people.sessions import end_sessions
from workflow.store.people.sign_in_tokens import spend_tokens_of
from workflow.store.people.wrong_tries import forget_tries


class RightRefused(DondocError):
    """The table of rights says no; the reason says who may."""


class UnusableMail(DondocError):
    """No mail can be sent to what was given as a mail address."""


class LastAdmin(DondocError):
    """Somebody must be left who may give rights."""


@dataclass(frozen=True, kw_only=True)
class Invited:
    """An account with its one-time link, and the mail that brings it."""

    account: UserAccount
    url: str
    mail: Message


def make_admin(desk: AccountDesk, *, name: str, mail: str, actor: str, now: datetime) -> Invited:
    """Make an admin from the shell, or let one in again who has lost everything: his second factor is taken away.

    Whoever may write the home may do this; so a lost key, phone or mailbox locks nobody out for good.
    """
    by = By(actor=actor, now=now)
    with desk.database.writing() as session:
        account = account_by_mail(session, mail) or add_account(session, name=name, mail=_usable(mail), now=now)
        set_disabled(session, account.id, at=None)
        remove_second_factor(session, account.id, by)
        end_sessions(session, account.id, now=now)
        spend_tokens_of(session, account.id, now=now)
        forget_tries(session, digest_of_mail(account.mail))
        if not _is_admin(session, account.id, now.date()):
            grant = Grant(role=GrantedRole.ADMIN, scope=HOUSE, since=now.date())
            note_grant(session, add_grant(session, grant, person=account.id, given_by=actor, now=now), by)
        url, letter = invite(session, desk, account, by)
        return Invited(account=user_account(session, account.id), url=url, mail=letter)


def _usable(mail: str) -> str:
    """An address as it was given, if the mail channel will take it. Raises `UnusableMail`."""
    if wire_address(mail.strip()) is None:
        raise UnusableMail(
            given=mail,
            place="Thư điện tử",
            reason="không phải địa chỉ thư điện tử dùng được nên không gửi được lời mời",
            remedy="Ghi đủ tên hộp thư và tên miền, ví dụ lan@tinh.example.",
        )
    return mail


def invite_person(
    desk: AccountDesk, actor: Actor, *, name: str, mail: str, grants: tuple[Grant, ...], phone: str = "", now: datetime
) -> Invited:
    """Make an account with its first grants, and its invitation.

    Raises `RightRefused`, `MailTaken`, `UnusableMail`, `UnknownScope`.
    """
    with desk.database.writing() as session:
        for grant in grants:
            check_giving(session, actor, grant, today=now.date())
        account = add_account(session, name=name, mail=_usable(mail), phone=phone, now=now)
        by = by_of(actor, now)
        note(session, LogAction.CREATE_ACCOUNT, by, person=account.id)
        for grant in grants:
            note_grant(session, add_grant(session, grant, person=account.id, given_by=by.actor, now=now), by)
        url, letter = invite(session, desk, account, by)
        return Invited(account=account, url=url, mail=letter)


def invite_again(desk: AccountDesk, actor: Actor, person: int, *, now: datetime) -> Invited:
    """Make a new invitation; former links are worth nothing any more. Raises `RightRefused`, `UnknownPerson`."""
    with desk.database.writing() as session:
        account = user_account(session, person)
        check_keeping(session, actor, account, what="gửi lại lời mời", today=now.date())
        spend_tokens_of(session, person, now=now)
        url, letter = invite(session, desk, account, by_of(actor, now))
        return Invited(account=account, url=url, mail=letter)


def disable_account(desk: AccountDesk, actor: Actor, person: int, *, reason: str, now: datetime) -> UserAccount:
    """Close an account; its sign-ins and links end at once. Raises `LastAdmin`, `RightRefused`, `UnknownPerson`."""
    with desk.database.writing() as session:
        account = user_account(session, person)
        check_keeping(session, actor, account, what="khóa tài khoản", today=now.date())
        if _is_admin(session, person, now.date()) and not has_admin(session, today=now.date(), but=person):
            raise LastAdmin(
                given=account.name,
                place="Người dùng",
                reason="là quản trị duy nhất còn vào được",
                remedy="Giao quyền quản trị cho người khác trước.",
            )
        _close(session, account, by_of(actor, now).because(reason))
        return user_account(session, person)


def enable_account(desk: AccountDesk, actor: Actor, person: int, *, now: datetime) -> UserAccount:
    """Open a closed account again, and forget wrong tries. Raises `RightRefused`, `UnknownPerson`."""
    with desk.database.writing() as session:
        account = user_account(session, person)
        check_keeping(session, actor, account, what="mở lại tài khoản", today=now.date())
        set_disabled(session, person, at=None)
        forget_tries(session, digest_of_mail(account.mail))
        note(session, LogAction.ENABLE_ACCOUNT, by_of(actor, now), person=person)
        return user_account(session, person)


def unlock_account(desk: AccountDesk, actor: Actor, person: int, *, now: datetime) -> UserAccount:
    """End the lock that wrong tries brought an account. Raises `RightRefused`, `UnknownPerson`."""
    with desk.database.writing() as session:
        account = user_account(session, person)
        check_keeping(session, actor, account, what="mở khóa đăng nhập", today=now.date())
        forget_tries(session, digest_of_mail(account.mail))
        note(session, LogAction.UNLOCK_ACCOUNT, by_of(actor, now), person=person)
        return account


def people_with_grants(desk: AccountDesk) -> list[tuple[UserAccount, list[KeptGrant]]]:
    """Return all accounts by name, each with its rights that were not ended."""
    with desk.database.reading() as session:
        return [
            (account, [kept for kept in kept_grants(session, person=account.id) if kept.ended_at is None])
            for account in user_accounts(session)
        ]


def close_dormant_accounts(desk: AccountDesk, *, actor: str, now: datetime) -> list[UserAccount]:
    """Close the accounts that nobody used for as long as the policy says; the last admin's stays."""
    closed = []
    by = By(actor=actor, now=now, reason=f"{desk.policy.dormant_days} ngày không đăng nhập")
    with desk.database.writing() as session:
        for account in dormant_accounts(session, before=now - timedelta(days=desk.policy.dormant_days)):
            last = _is_admin(session, account.id, now.date()) and not has_admin(
                session, today=now.date(), but=account.id
            )
            if not last:
                _close(session, account, by)
                closed.append(account)
    return closed


def check_giving(session: Session, actor: Actor, grant: Grant, *, today: date) -> None:
    """Raise `RightRefused` unless the actor may give this grant, or end it: a head his own agency's staff only."""
    answer = _may_give(session, actor, grant, today)
    if isinstance(answer, No):
        raise RightRefused(
            given=grant.role.label, place="Giao quyền", reason="không thuộc quyền của bạn", remedy=answer.reason
        )


def _may_give(session: Session, actor: Actor, grant: Grant, today: date) -> Yes | No:
    staff = grant.role in OF_ONE_AGENCY and grant.scope.kind is ScopeKind.AGENCY and not grant.also
    subject = agency_subject(session, grant.scope.agency, today=today) if staff else None
    small = subject is not None and grant.role is GrantedRole.STAFF
    return may(actor, Action.GIVE_STAFF_GRANTS if small else Action.GIVE_GRANTS, subject or Subject())


def check_keeping(session: Session, actor: Actor, account: UserAccount, *, what: str, today: date) -> None:
    """Raise `RightRefused` unless the actor may give and end every right that a person has.

    `what` is to be done to the account, in words that begin a sentence.
    """
    held = [kept.grant for kept in kept_grants(session, person=account.id) if kept.in_force(today)]
    if not all(_may_give(session, actor, grant, today) for grant in held or [Grant(role=GrantedRole.ADMIN)]):
        raise RightRefused(
            given=Topic(f"{what} của {account.name}"),
            place="Người dùng",
            reason="không thuộc quyền của bạn",
            remedy="Chỉ quản trị, hoặc lãnh đạo cơ quan với chuyên viên của mình, làm được.",
        )


def note_grant(session: Session, kept: KeptGrant, by: By) -> None:
    """Write a grant into the log."""
    grant = kept.grant
    note(
        session,
        LogAction.GIVE_GRANT,
        by,
        person=kept.person,
        grant=kept.id,
        role=grant.role.value,
        scope=kept.scope_name,
        holder=kept.holder,
        until=grant.until.isoformat() if grant.until else "",
        document=grant.document,
        also=", ".join(sorted(action.label for action in grant.also)),
    )


def _close(session: Session, account: UserAccount, by: By) -> None:
    set_disabled(session, account.id, at=by.now, why=by.reason)
    end_sessions(session, account.id, now=by.now)
    spend_tokens_of(session, account.id, now=by.now)
    note(session, LogAction.DISABLE_ACCOUNT, by, person=account.id)


def _is_admin(session: Session, person: int, today: date) -> bool:
    held = kept_grants(session, person=person)
    return any(kept.grant.role is GrantedRole.ADMIN and kept.in_force(today) for kept in held)
