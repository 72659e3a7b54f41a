"""Whether a channel may be used now, how often, and from when: its policy held against how it stands. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.channel_policies import ChannelEntry
from notifications.channels.circuit_breaker import LONGEST_REST, Breaker
from notifications.channels.outcome import Advice, Outcome, Refused, describe
from workflow.store.notices.channels import ChannelStanding

MINUTE = timedelta(minutes=1)
# Slots are given out so far ahead: long enough that workers rarely meet, short enough that a dead one wastes little.
_HORIZON = MINUTE


@dataclass(frozen=True, kw_only=True)
class Gate:
    """How many messages a worker may take now; when that is none for the rate's sake, how long to wait for one."""

    most: int
    wait: timedelta = timedelta(0)


def gate(standing: ChannelStanding, policy: ChannelEntry, *, now: datetime, batch: int) -> Gate:
    """Say how many messages of a batch may be taken. One that comes back from a rest is tried with a single one."""
    if standing.rests(now):
        return Gate(most=0)
    most = 1 if is_trying(standing, policy) else batch
    if not policy.rate:
        return Gate(most=most)
    between = MINUTE / policy.rate
    ahead = max(timedelta(0), (standing.next_slot or now) - now)
    room = int((_HORIZON - ahead) / between)
    return Gate(most=max(0, min(most, room)), wait=max(timedelta(0), ahead + between - _HORIZON))


def is_trying(standing: ChannelStanding, policy: ChannelEntry) -> bool:
    """Whether the channel has failed so often, or stopped, that a first message has to show that it is back."""
    return standing.stopped or standing.failures >= policy.failures


def with_slots_taken(
    standing: ChannelStanding, policy: ChannelEntry, *, now: datetime, count: int
) -> tuple[ChannelStanding, Sequence[datetime]]:
    """Return the standing after that many messages were taken, and the moment from which each may be sent."""
    if count and is_trying(standing, policy):
        # The others leave the channel alone while one tries.
        standing = replace(standing, open_until=now + timedelta(minutes=policy.rest))
    if not policy.rate:
        return standing, [now] * count
    first, between = max(now, standing.next_slot or now), MINUTE / policy.rate
    slots = [first + number * between for number in range(count)]
    return replace(standing, next_slot=first + count * between), slots


def after_attempt(
    standing: ChannelStanding, policy: ChannelEntry, outcome: Outcome, *, now: datetime
) -> ChannelStanding:
    """Return the standing after a message was tried. A stopped channel is tried again after an hour all the same."""
    if isinstance(outcome, Refused) and outcome.advice is Advice.STOP_CHANNEL:
        return replace(standing, stopped=True, why=describe(outcome), open_until=now + LONGEST_REST)
    breaker = Breaker(
        threshold=policy.failures, pause=timedelta(minutes=policy.rest), failures=standing.failures
    ).after(outcome, now)
    answered = breaker.failures == 0
    return replace(
        standing,
        failures=breaker.failures,
        open_until=breaker.open_until or (None if answered else standing.open_until),
        stopped=standing.stopped and not answered,
        why="" if answered else standing.why,
    )
