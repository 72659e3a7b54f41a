"""The outbox as people look at it, and what they decide of what is stuck: each within his rights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from base.errors import DondocError, Topic
from services.day.steps import Day
from services.day.zalo_accounts import AccountStanding, accounts
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.jobs.notice_reasons import Why, why
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import OF_ONE_AGENCY, Actor, GrantedRole, ScopeKind
from workflow.rights import RIGHTS, No, Subject, Yes, may
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import duty_subject
from workflow.store.notices.channels import ChannelStanding, channel_standings, reopen_channel
from workflow.store.notices.listing import (
    NoticeLine,
    UnknownNotice,
    cancel,
    counts,
    kept_back_with,
    mark_sent,
    notice,
    notices,
    retry,
    together_with,
)
from workflow.store.seen_notices.notice_sight import NoticeSight, notice_subject
from workflow.store.tables import NoticeState

_PLACE = "Thông báo"
_SEE_ALL = frozenset({GrantedRole.AUDITOR, GrantedRole.ADMIN})


class Steering(StrEnum):
    """What may be decided of notices that are stuck."""

    RETRY = "gui-lai"
    ARRIVED = "da-den"
    CANCEL = "khong-gui"


_DONE: Mapping[Steering, Callable[[Session, Sequence[int], By], None]] = {
    Steering.RETRY: retry,
    Steering.ARRIVED: mark_sent,
    Steering.CANCEL: cancel,
}


class NoReason(DondocError):
    """Something was decided without saying why, or of nothing."""


@dataclass(frozen=True, kw_only=True)
class NoticeFilter:
    """Which notices are looked at; `before` is the number from which on they were seen already."""

    states: tuple[NoticeState, ...] = ()
    channel: str = ""
    recipient: str = ""
    before: int | None = None


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """Notices that somebody sees, and how many there are in each state."""

    lines: Sequence[NoticeLine]
    counts: Mapping[NoticeState, int]
    more: bool


@dataclass(frozen=True, kw_only=True)
class ShownNotice:
    """One notice, what went out with it, what was kept back with it, and whether it may be decided on."""

    line: NoticeLine
    together: Sequence[int]
    kept_back: Sequence[int]
    steering: Yes | No


def notice_sight(actor: Actor) -> NoticeSight:
    """Return which notices somebody sees, as the table of rights says. Raises `NotAllowed` where there are none."""
    coordinator = [grant for grant in actor.grants if grant.role is GrantedRole.COORDINATOR]
    everything = actor.has(*_SEE_ALL) or any(grant.scope.kind is ScopeKind.HOUSE for grant in coordinator)
    own = {grant.scope.agency for grant in actor.grants if grant.role in OF_ONE_AGENCY}
    if not (everything or coordinator or own):
        answer = may(actor, Action.SEE_NOTICES, Subject())
        remedy = answer.reason if isinstance(answer, No) else ""
        raise NotAllowed(
            given=Action.SEE_NOTICES.label, place=_PLACE, reason="không thuộc quyền của bạn", remedy=remedy
        )
    return NoticeSight(
        everything=everything,
        agencies=frozenset(own),
        plans=frozenset(grant.scope.plan for grant in coordinator if grant.scope.plan is not None),
        coordinated=frozenset(grant.scope.agency for grant in coordinator if grant.scope.agency),
    )


def list_outbox(installation: Installation, actor: Actor, asked: NoticeFilter, *, limit: int = 50) -> Outbox:
    """Return what somebody sees of the outbox, newest first. Raises `NotAllowed`."""
    seen = notice_sight(actor)
    with installation.database.reading() as session:
        found = notices(
            session,
            states=asked.states,
            channel=asked.channel,
            recipient=asked.recipient,
            before=asked.before,
            seen=seen,
            limit=limit + 1,
        )
        return Outbox(lines=found[:limit], counts=counts(session, seen=seen), more=len(found) > limit)


def show_notice(installation: Installation, number: int, actor: Actor) -> ShownNotice:
    """Return one notice. Raises `UnknownNotice`, also for one that isn't his to see."""
    with installation.database.reading() as session:
        line, subject = notice(session, number), notice_subject(session, number)
        if not may(actor, Action.SEE_NOTICES, subject):
            raise UnknownNotice(number)
        return ShownNotice(
            line=line,
            together=[other for other in together_with(session, line) if other != number],
            kept_back=kept_back_with(session, line),
            steering=may(actor, Action.STEER_NOTICES, subject),
        )


def steer(installation: Installation, numbers: Sequence[int], how: Steering, deciding: Deciding) -> None:
    """Decide of notices that are stuck, all or none.

    Raises `NotAllowed`, `NoReason`, `UnknownNotice`, `NoticeSettled`.
    """
    with installation.database.writing() as session:
        # A missing right comes before what is wrong with a form: of nothing chosen, whoever decides of none lacks it.
        subjects = [notice_subject(session, number) for number in numbers]
        if not deciding.actor.has(*RIGHTS[Action.STEER_NOTICES]):
            subjects.append(Subject())
        for subject in subjects:
            by = allowed_deciding(session, Action.STEER_NOTICES, subject, deciding, place=_PLACE)
        if not numbers or not deciding.reason.strip():
            why = "chưa có lý do" if numbers else "chưa chọn thông báo nào"
            raise NoReason(given=Topic("quyết định"), place=_PLACE, reason=why, remedy="Chọn thông báo và ghi lý do.")
        _DONE[how](session, numbers, by)


def why_somebody(installation: Installation, duty: int, wanted: str, actor: Actor, day: Day) -> Why:
    """Explain a duty's notices to whoever's name or address holds the words.

    Raises `NotAllowed`, `UnknownAssignment`.
    """
    with installation.database.reading() as session:
        subject = duty_subject(session, duty, today=day.today)
    answer = may(actor, Action.SEE_NOTICES, subject)
    if isinstance(answer, No):
        raise NotAllowed(
            given=Topic(f"nhiệm vụ {duty}"),
            place=_PLACE,
            reason="không thuộc phạm vi bạn được xem",
            remedy=answer.reason,
        )
    return why(installation, duty, wanted, day)


def channels_and_accounts(
    installation: Installation, actor: Actor, now: datetime
) -> tuple[Sequence[ChannelStanding], Sequence[AccountStanding]]:
    """Return how the channels and the Zalo accounts stand. Raises `NotAllowed`."""
    notice_sight(actor)
    with installation.database.reading() as session:
        standings = channel_standings(session)
    return standings, accounts(installation, lambda: now)


def open_channel_again(installation: Installation, name: str, deciding: Deciding) -> None:
    """Let a channel that stopped send again. Raises `NotAllowed`."""
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_POLICIES, Subject(), deciding, place="Kênh gửi")
        reopen_channel(session, name, by)
