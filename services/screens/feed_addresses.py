"""A person's calendar addresses: those he has, a new one, another one in its place, none any more."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from base.errors import DondocError
from services.installation import Installation
from workflow.by import By
from workflow.feeds import TOKEN, TOKEN_OCTETS, Feed, FeedLook, FeedRole, FeedScope, token_digest
from workflow.people.actions import Action
from workflow.people.grants import Actor, GrantedRole, ScopeKind
from workflow.rights import No, may
from workflow.store.database.job_locks import LockedJob, lock_job
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import agency_subject
from workflow.store.feeds.addresses import (
    Order,
    change_feed,
    feed,
    feed_by_token,
    feeds,
    may_still_see,
    open_feed,
    revoke_feed,
    rotate_feed,
    unknown_token,
)
from workflow.store.feeds.events import plans_of_feed
from workflow.store.people.directory import keep_directory


class FeedNotYours(DondocError):
    """Whoever asks may not give out, change or end the address."""


class FeedGone(DondocError):
    """The address was given out here and has ended: whoever has it is told so."""


@dataclass(frozen=True, kw_only=True)
class FeedChoice:
    """A calendar that somebody may subscribe to."""

    scope: FeedScope
    role: FeedRole
    code: str


@dataclass(frozen=True, kw_only=True)
class NewAddress:
    """An address at the only moment at which its token is known."""

    feed: Feed
    token: str


def new_feed_token(draw: Callable[[], str] = lambda: secrets.token_urlsafe(TOKEN_OCTETS)) -> str:
    """Draw a secret for an address. None begins with "-", which a command would take for one of its options."""
    while (token := draw()).startswith("-"):
        pass
    return token


def feed_choices(actor: Actor) -> list[FeedChoice]:
    """Return what somebody may subscribe to: his agencies' duties, led and cooperating, and what he coordinates."""
    found = [
        FeedChoice(scope=FeedScope.AGENCY, role=role, code=code)
        for code in sorted(actor.agencies)
        for role in (FeedRole.LEAD, FeedRole.COOPERATING)
    ]
    coordinating = sorted(
        grant.scope.agency
        for grant in actor.grants
        if grant.role is GrantedRole.COORDINATOR and grant.scope.kind is ScopeKind.AGENCY
    )
    return found + [FeedChoice(scope=FeedScope.COORDINATOR, role=FeedRole.LEAD, code=code) for code in coordinating]


def feed_behind(installation: Installation, token: str) -> Feed:
    """Return the address in use that a token is of. Raises `UnknownFeed`, and `FeedGone` for one that has ended."""
    with installation.database.reading() as session:
        found = feed_by_token(session, token_digest(token)) if TOKEN.fullmatch(token) else None
        if found is None:
            raise unknown_token()
        if found.ended_at is not None or not may_still_see(session, found):
            raise FeedGone(
                given="",
                place="Lịch này",
                reason="đã được thay hoặc thu hồi nên không còn được cập nhật",
                remedy="Xóa lịch này khỏi thiết bị và xin địa chỉ mới của cơ quan hoặc cơ quan đầu mối.",
            )
    return found


def own_feeds(installation: Installation, actor: Actor, *, now: datetime) -> list[Feed]:
    """Return the addresses in use that somebody may replace or end."""
    with installation.database.reading() as session:
        return [one for one in feeds(session) if _may_keep(session, actor, one.scope, one.code, now)]


def give_address(
    installation: Installation, actor: Actor, choice: FeedChoice, *, look: FeedLook, now: datetime, token: str = ""
) -> NewAddress:
    """Give out a new address under a token, and the same one, ended or not, when it is asked for again under it.

    Without a token it gets one of its own. Raises `FeedNotYours`.
    """
    token = token or new_feed_token()
    order = Order(scope=choice.scope, code=choice.code, role=choice.role, holder=actor.name, look=_fitting(look))
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory)
        _check(session, actor, choice.scope, choice.code, now)
        made = _given(session, token) or open_feed(session, order, token, By(actor=actor.name, now=now))
    return NewAddress(feed=made, token=token)


def replace_address(
    installation: Installation, actor: Actor, number: int, *, now: datetime, token: str = ""
) -> NewAddress:
    """Put another address in the place of one: under a token once, as `give_address` does.

    Raises `UnknownFeed`, `FeedEnded`, `FeedNotYours`.
    """
    token = token or new_feed_token()
    with installation.database.writing() as session:
        known = feed(session, number)
        _check(session, actor, known.scope, known.code, now)
        made = _given(session, token) or rotate_feed(session, number, token, By(actor=actor.name, now=now))
    return NewAddress(feed=made, token=token)


def own_address(
    installation: Installation, actor: Actor, number: int, *, now: datetime
) -> tuple[Feed, Sequence[tuple[int, str]]]:
    """Return an address that somebody keeps, and the plans it may be narrowed to. Raises as `replace_address` does."""
    with installation.database.reading() as session:
        known = feed(session, number)
        _check(session, actor, known.scope, known.code, now)
        return known, plans_of_feed(session, known, By(actor=actor.name, now=now).today)


def change_address(installation: Installation, actor: Actor, number: int, look: FeedLook, *, now: datetime) -> Feed:
    """Have an address look otherwise, under the same secret. Raises as `replace_address` does.

    A plan that it shows nothing of narrows it to nothing, so that one is left out.
    """
    with installation.database.writing() as session:
        known = feed(session, number)
        _check(session, actor, known.scope, known.code, now)
        by = By(actor=actor.name, now=now)
        plans = {plan for plan, _ in plans_of_feed(session, known, by.today)}
        wanted = look if look.plan in plans else replace(look, plan=None)
        return change_feed(session, number, _fitting(wanted), by)


def end_address(installation: Installation, actor: Actor, number: int, *, now: datetime) -> Feed:
    """End an address. Raises `UnknownFeed`, `FeedEnded`, `FeedNotYours`."""
    with installation.database.writing() as session:
        known = feed(session, number)
        _check(session, actor, known.scope, known.code, now)
        return revoke_feed(session, number, By(actor=actor.name, now=now, reason="người giữ thu hồi"))


def _given(session: Session, token: str) -> Feed | None:
    """The address that was given out under a token before; of two who ask at once the second waits for the first."""
    lock_job(session, LockedJob.GIVE_OUT)
    return feed_by_token(session, token_digest(token))


def _fitting(look: FeedLook) -> FeedLook:
    return replace(look, label=look.label.strip()[:200])


def _check(session: Session, actor: Actor, scope: FeedScope, code: str, now: datetime) -> None:
    if not _may_keep(session, actor, scope, code, now):
        raise FeedNotYours(
            given=code,
            place="Địa chỉ lịch",
            reason="bạn không giữ lịch của cơ quan này",
            remedy="Chọn lịch của cơ quan mình, hoặc đề nghị người quản trị cấp.",
        )


def _may_keep(session: Session, actor: Actor, scope: FeedScope, code: str, now: datetime) -> bool:
    if scope not in {FeedScope.AGENCY, FeedScope.COORDINATOR}:
        return actor.has(GrantedRole.ADMIN)
    subject = agency_subject(session, code, today=By(actor=actor.name, now=now).today)
    if subject is not None and scope is FeedScope.COORDINATOR:
        subject = replace(subject, agency="", coordinator=code)
    return subject is not None and not isinstance(may(actor, Action.KEEP_FEED, subject), No)
