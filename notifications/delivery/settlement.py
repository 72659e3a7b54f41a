"""What an outcome means for the notices of a parcel, by the channel's policy. Pure but for the spread of pauses."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.channel_policies import ChannelEntry
from notifications.channels.outcome import Advice, Outcome, Refused, Sent, Unknown, describe
from notifications.messages.message import Message
from workflow.store.notices.outbox import Parcel, Settlement
from workflow.store.tables import NoticeState

MOST_DOUBLINGS = 16


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Some notices of a parcel (ids; None: all that is left of it), what becomes of them, or whether they move."""

    settlement: Settlement
    only: Collection[int] | None = None
    falls_back: bool = False


def settled_parts(
    outcome: Outcome, parcel: Parcel, message: Message, policy: ChannelEntry, *, now: datetime
) -> Sequence[Settled]:
    """Settle each notice by what became of the text that tells of it, in the order in which to write it down.

    Of a message in several texts the first may have been taken when a later one wasn't: whoever was told of a duty
    isn't told again, and the next try is a message of what is left.
    """
    if isinstance(outcome, Sent):
        return [Settled(settlement=Settlement(state=NoticeState.SENT, outcome=describe(outcome)))]
    told = message.short_keys[: outcome.parts_sent]
    found = [*_told(parcel, frozenset().union(*told))]
    if isinstance(outcome, Refused):
        return [*found, _refused(outcome, parcel, policy, now)]
    if outcome.parts_left:
        doubtful = _ids(parcel, message.short_keys[outcome.parts_sent])
        left = Settlement(state=NoticeState.QUEUED, outcome="phần sau của tin chưa gửi", retry_at=now)
        return [*found, Settled(settlement=_unknown(outcome), only=doubtful), Settled(settlement=left)]
    return [*found, Settled(settlement=_unknown(outcome))]


def _told(parcel: Parcel, keys: frozenset[str]) -> Iterator[Settled]:
    if ids := _ids(parcel, keys):
        yield Settled(settlement=Settlement(state=NoticeState.SENT, outcome="đã gửi (phần đầu của tin)"), only=ids)


def _ids(parcel: Parcel, keys: frozenset[str]) -> list[int]:
    return [notice.id for notice in parcel.notices if notice.key in keys]


def _unknown(outcome: Unknown) -> Settlement:
    return Settlement(state=NoticeState.UNKNOWN, outcome=describe(outcome))


def _refused(outcome: Refused, parcel: Parcel, policy: ChannelEntry, now: datetime) -> Settled:
    said, advice = describe(outcome), outcome.advice
    dead = Settled(settlement=Settlement(state=NoticeState.DEAD, outcome=said), falls_back=advice is Advice.FALL_BACK)
    if outcome.permanent:
        return dead
    if advice is Advice.STOP_CHANNEL:
        return Settled(settlement=Settlement(state=NoticeState.QUEUED, outcome=said, retry_at=now, blameless=True))
    if parcel.attempts >= policy.attempts:
        return dead
    retry_at = now + (outcome.retry_after or pause(parcel.attempts, policy))
    return Settled(settlement=Settlement(state=NoticeState.QUEUED, outcome=said, retry_at=retry_at))


def pause(attempts: int, policy: ChannelEntry) -> timedelta:
    """Double the pause with each attempt, and spread it so that a recovering server isn't met by all at once."""
    doublings: int = 2 ** min(attempts - 1, MOST_DOUBLINGS)
    return timedelta(minutes=policy.pause) * doublings * random.uniform(0.8, 1.2)  # noqa: S311
