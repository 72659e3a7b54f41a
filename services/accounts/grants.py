"""Giving and ending rights, and lending one's own for some weeks."""

from datetime import date, datetime

from base.errors import DondocError
from base.page_addresses import ServedPage, page_url
from base.vietnamese import capitalise, short_date
from notifications.messages.message import Message
from notifications.messages.plain_letter import Item
from notifications.messages.sign_in_mails import lending_mail
from services.accounts.desk import AccountDesk
from services.accounts.journal import by_of, note
from services.accounts.people import LastAdmin, RightRefused, check_giving, note_grant
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.people.delegation import Delegation, DelegationDaysRefused, DeputyRefused, lend
from workflow.people.grants import SCOPES, Actor, Grant, GrantedRole, Principal, ScopeKind
from workflow.rights import GRANTABLE
from workflow.store.database.opening import Session
from workflow.store.people.accounts import user_account
from workflow.store.people.grants import (
    KeptGrant,
    add_grant,
    end_grant,
    has_admin,
    kept_grant,
    kept_grants,
)
from workflow.store.people.sessions import end_sessions


class ImpossibleGrant(DondocError):
    """The role doesn't go with the scope, or the days with each other."""


class GivenAlready(ImpossibleGrant):
    """Who is to get the right has it already, for those days: the form was sent twice, or by two people."""


class EndsBeforeItBegins(ImpossibleGrant):
    """The last day of a right comes before its first."""


def give_grant(
    desk: AccountDesk, actor: Actor, grant: Grant, *, person: int | None = None, holder: str = "", now: datetime
) -> KeptGrant:
    """Give a right to a person, or to everybody of an agency (`holder`, by its code).

    Raises `RightRefused`, `ImpossibleGrant`, `GivenAlready`, `UnknownPerson` and `UnknownScope`.
    """
    check_grant(grant)
    with desk.database.writing() as session:
        check_giving(session, actor, grant, today=now.date())
        if person is not None:
            user_account(session, person)
        if twin := _twin(session, grant, person=person, holder=holder, today=now.date()):
            raise GivenAlready(
                given=grant.role.label,
                place="Quyền",
                reason=f"đã giao cho {twin.person_name or twin.holder_name} rồi, {_days(twin.grant)}",
                remedy="Không phải giao lại; muốn đổi thời gian thì thu hồi quyền ấy rồi giao quyền mới.",
            )
        kept = add_grant(session, grant, person=person, holder=holder, given_by=actor.name, now=now)
        note_grant(session, kept, by_of(actor, now))
    return kept


def take_grant(desk: AccountDesk, actor: Actor, number: int, *, reason: str, now: datetime) -> KeptGrant:
    """End a right at once; whoever had it must sign in again. What he lent of it ends too.

    Who lent a right may take it back himself. Raises `RightRefused`, `LastAdmin`, `UnknownGrant`.
    """
    with desk.database.writing() as session:
        kept = kept_grant(session, number)
        own = kept.grant.lent_by is not None and kept.grant.lent_by.person == actor.person
        if not own:
            check_giving(session, actor, kept.grant, today=now.date())
        _check_last_admin(session, kept, now.date())
        by = by_of(actor, now).because(reason)
        _end(session, kept, by)
        lent = [] if kept.person is None else kept_grants(session, lent_by=kept.person)
        for lent_on in lent:
            same = (lent_on.grant.role, lent_on.grant.scope) == (kept.grant.role, kept.grant.scope)
            if same and lent_on.ended_at is None:
                _end(session, lent_on, by)
        return kept_grant(session, number)


def check_taking(desk: AccountDesk, actor: Actor, number: int, *, today: date) -> None:
    """Raise `RightRefused` or `UnknownGrant` where `take_grant` would, before anybody is asked to prove who he is."""
    with desk.database.reading() as session:
        kept = kept_grant(session, number)
        if kept.grant.lent_by is None or kept.grant.lent_by.person != actor.person:
            check_giving(session, actor, kept.grant, today=today)


def delegate(
    desk: AccountDesk,
    actor: Actor,
    number: int,
    *,
    deputy: int,
    since: date,
    until: date,
    document: str = "",
    now: datetime,
) -> KeptGrant:
    """Lend a right of one's own, or as admin somebody's, to a deputy. Raises `DelegationRefused`, `RightRefused`.

    One that was lent to him for those days isn't lent once more.

    The log and the mails of what the deputy does name both.
    """
    with desk.database.writing() as session:
        kept = kept_grant(session, number)
        if kept.person is None or not kept.in_force(now.date()):
            raise RightRefused(
                given=number, place="Ủy quyền", reason="không phải quyền đang có hiệu lực", remedy="Chọn quyền khác."
            )
        if kept.person != actor.person:
            check_giving(session, actor, Grant(role=GrantedRole.ADMIN), today=now.date())
        principal = Principal(person=kept.person, name=kept.person_name, document=document)
        if until < now.date():
            raise DelegationDaysRefused(
                given=short_date(until), place="Ủy quyền", reason="đã qua", remedy="Chọn ngày kết thúc từ hôm nay."
            )
        by = Delegation(principal=principal, deputy=user_account(session, deputy).id, since=since, until=until)
        lent = lend(kept.grant, by)
        if twin := _twin(session, lent, person=deputy, today=now.date()):
            raise DeputyRefused(
                given=lent.role.label,
                place="Ủy quyền",
                reason=f"đã ủy quyền cho {twin.person_name} rồi, {_days(twin.grant)}",
                remedy="Không phải ủy quyền lại; muốn đổi ngày, văn bản thì thu hồi ủy quyền ấy trước.",
            )
        made = add_grant(session, lent, person=deputy, given_by=actor.name, now=now)
        note_grant(session, made, by_of(actor, now))
    return made


def lending_mails(desk: AccountDesk, kept: KeptGrant, *, now: datetime) -> list[Message]:
    """Return the mails that tell principal and deputy of a right that was lent; none for one that is nobody's loan."""
    if kept.grant.lent_by is None or kept.person is None:
        return []
    with desk.database.reading() as session:
        principal, deputy = user_account(session, kept.grant.lent_by.person), user_account(session, kept.person)
    document = f"; theo {kept.grant.document}" if kept.grant.document else ""
    lent = Item(
        title=f"{capitalise(kept.grant.role_words)}, {kept.scope_name}",
        detail=f"{principal.name} ủy quyền cho {deputy.name}, {_days(kept.grant)}{document}",
        url=page_url(desk.base_url, ServedPage.TODAY),
    )
    return [
        lending_mail(
            to=told.mail,
            name=told.name,
            lent=lent,
            key=f"lent:{kept.id}:{told.id}",
            own=told.id == principal.id,
            base_url=desk.base_url,
            now=now,
        )
        for told in (principal, deputy)
    ]


def check_grant(grant: Grant) -> None:
    """Raise `ImpossibleGrant` for a grant that means nothing."""
    reason, remedy = "", ""
    if grant.scope.kind not in SCOPES[grant.role]:
        possible = " hoặc ".join(kind.label for kind in ScopeKind if kind in SCOPES[grant.role])
        reason, remedy = f"không giao cho {grant.scope.kind.label}", f"Vai trò này giao cho {possible}."
    elif grant.until is not None and grant.until < grant.since:
        raise EndsBeforeItBegins(
            given=short_date(grant.until),
            place="Quyền",
            reason=f"là ngày trước ngày bắt đầu ({short_date(grant.since)})",
            remedy="Sửa ngày kết thúc.",
        )
    elif not grant.also <= GRANTABLE:
        reason = "không giao thêm được " + ", ".join(sorted(one.label for one in grant.also - GRANTABLE))
        remedy = "Giao thêm được: " + ", ".join(sorted(one.label for one in GRANTABLE)) + "."
    if reason:
        raise ImpossibleGrant(given=grant.role.label, place="Quyền", reason=reason, remedy=remedy)


def _twin(session: Session, grant: Grant, *, person: int | None, holder: str = "", today: date) -> KeptGrant | None:
    """Return the right that says already what another one would."""
    held = kept_grants(session, person=person, agency=holder)
    return next(
        (
            one
            for one in held
            if one.ended_at is None and (one.person, one.holder) == (person, holder) and one.grant.covers(grant, today)
        ),
        None,
    )


def _days(grant: Grant) -> str:
    until = f" đến hết {short_date(grant.until)}" if grant.until else ""
    return f"từ {short_date(grant.since)}{until}"


def _check_last_admin(session: Session, kept: KeptGrant, today: date) -> None:
    if (
        kept.grant.role is GrantedRole.ADMIN
        and kept.in_force(today)
        and not has_admin(session, today=today, but=kept.person)
    ):
        raise LastAdmin(
            given=kept.person_name,
            place="Quyền",
            reason="là quản trị duy nhất còn vào được",
            remedy="Giao quyền quản trị cho người khác trước.",
        )


def _end(session: Session, kept: KeptGrant, by: By) -> None:
    end_grant(session, kept.id, now=by.now)
    if kept.person is not None:
        end_sessions(session, kept.person, now=by.now)
    note(
        session,
        LogAction.END_GRANT,
        by,
        person=kept.person,
        grant=kept.id,
        role=kept.grant.role.value,
        scope=kept.scope_name,
        holder=kept.holder,
    )
