"""From the outbox to the recipients: claim one's notices, compose one message, send it, write what became of it.

No transaction is open while the network is used. What became of one message and that the next is being sent are
written together, so that of a worker that dies one parcel at most is in doubt (`workflow.store.notices.outbox`).
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from config.channel_policies import USUAL, ChannelEntry
from notifications.channels.outcome import Outcome, Sent, Unknown, describe
from notifications.channels.zalo.tokens import TokenKeeper
from notifications.delivery.composing import CalendarOf, Composed, ComposeOptions, Subjects, compose_parcel
from notifications.delivery.courier import Courier, try_channel_address
from notifications.delivery.link_actions import Links
from notifications.delivery.parcel_subjects import parcel_subjects
from notifications.delivery.settlement import Settled, settled_parts
from notifications.delivery.tally import DispatchResult, Disposition
from notifications.delivery.throttle import after_attempt, gate, with_slots_taken
from notifications.messages.message import Message
from workflow.log.actions import LogAction
from workflow.nearness import Vantage
from workflow.notices.ladder import Channel, Ladders
from workflow.store.database.opening import Database, Session
from workflow.store.duties.triggers import awaited_by_duties
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.channels import hold_channel, keep_channel
from workflow.store.notices.doubts import doubtful, release_expired, resend_unknown, resolve_doubt
from workflow.store.notices.fallback import fall_back
from workflow.store.notices.outbox import (
    Parcel,
    Settlement,
    Start,
    begin_sending,
    cancel_claimed,
    claim,
    give_back,
    is_waiting,
    settle_notice,
)
from workflow.store.tables import NoticeState
from workflow.triggers import Trigger

log = logging.getLogger(__name__)

_ACTOR = "máy: gửi thông báo"
_BATCH = 50
# A run that a rate slows down ends after a while; the next one goes on.
_PATIENCE = timedelta(minutes=25)
# How often a message is composed anew because its duties changed meanwhile, before it waits for the next run.
MOST_VERSIONS = 3


def never_quiet(_moment: datetime) -> bool:
    """No quiet hours at all."""
    return False


def never_stopping() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """What dispatching leans on: channel addresses by name, the ladders, links, and the maker of attached calendars.

    `policies` says how each channel is treated, `quiet` whether offices sleep at a moment, `vantage` what duties are
    looked at from on a day; `seconds` and `sleep` are the clock by which a run's time goes on. Once `stopping` says so
    no message is begun.
    """

    database: Database
    ladders: Ladders
    vantage: Callable[[date], Vantage]
    channels: Mapping[str, str]
    base_url: str
    calendar_of: CalendarOf
    policies: Mapping[str, ChannelEntry] = field(default_factory=lambda: USUAL)
    quiet: Callable[[datetime], bool] = never_quiet
    tokens: TokenKeeper | None = None
    links: Links | None = None
    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    stopping: Callable[[], bool] = never_stopping

    def compose_options(self, today: date) -> ComposeOptions:
        """Return what the messages of a day are composed with."""
        return ComposeOptions(
            ladders=self.ladders,
            vantage=self.vantage(today),
            base_url=self.base_url,
            calendar_of=self.calendar_of,
            links=self.links,
            awaited=self._awaited,
        )

    def _awaited(self, duties: Collection[int]) -> Mapping[int, Trigger]:
        with self.database.reading() as session:
            return awaited_by_duties(session, duties)


def dispatch_notices(dispatch: Dispatch, *, today: date, now: datetime) -> DispatchResult:
    """Send everything that is queued and may be sent now, one message to each recipient and channel.

    Several programs may do so at once. Notices of a channel that has no address stay queued; an address that means
    nothing raises `ChannelMisconfigured` before anything is claimed. `now` is the moment at which the run begins.
    """
    for address in dispatch.channels.values():
        try_channel_address(address)
    begun = dispatch.seconds()

    def clock() -> datetime:
        return now + timedelta(seconds=dispatch.seconds() - begun)

    with dispatch.database.writing() as session:
        release_expired(session, now=now)
    dispositions: Counter[Disposition] = Counter()
    cancelled = 0
    with Courier(tokens=dispatch.tokens) as courier:
        for channel in dispatch.channels:
            carrier = _ChannelRun(dispatch, courier, channel, today=today, clock=clock)
            carrier.go(until=now + _PATIENCE)
            dispositions += carrier.dispositions
            cancelled += carrier.cancelled
    return DispatchResult(dispositions=dispositions, cancelled=cancelled)


class _ChannelRun:
    """One worker's run over one channel."""

    def __init__(
        self, dispatch: Dispatch, courier: Courier, channel: str, *, today: date, clock: Callable[[], datetime]
    ) -> None:
        self._dispatch = dispatch
        self._courier = courier
        self._channel = channel
        self._policy = dispatch.policies[channel]
        self._today = today
        self._clock = clock
        self._options = dispatch.compose_options(today)
        self._ailing = False
        self._closed = False
        self._finished: _Sending | None = None
        self.dispositions: Counter[Disposition] = Counter()
        self.cancelled = 0

    def go(self, *, until: datetime) -> None:
        self._doubt()
        while not (self._closed or self._dispatch.stopping()) and self._clock() < until:
            parcels, wait = self._claim()
            if not parcels and not wait:
                return
            if not parcels:
                self._dispatch.sleep(wait.total_seconds())
                continue
            self._send_all(parcels)

    def _doubt(self) -> None:
        """Do with what is in doubt what the channel's policy says; parked ones stay for a person."""
        now = self._clock()
        before = now - timedelta(minutes=self._policy.pause)
        if self._policy.unknown == "resend":
            with self._dispatch.database.writing() as session:
                resend_unknown(session, self._channel, before=before, most=self._policy.resends, now=now)
        elif self._policy.unknown == "reconcile":
            self._reconcile(before, now)

    def _reconcile(self, before: datetime, now: datetime) -> None:
        """Ask the channel what it knows of each doubtful message; what it doesn't know stays for a person."""
        with self._dispatch.database.reading() as session:
            doubts = doubtful(session, self._channel, before=before)
        for doubt in doubts:
            outcome = self._courier.look_up(doubt.message_id, doubt.recipient, self._dispatch.channels[self._channel])
            if outcome is None or isinstance(outcome, Unknown):
                continue
            arrived = isinstance(outcome, Sent)
            state = NoticeState.SENT if arrived else NoticeState.QUEUED
            words = f"hỏi lại kênh: {describe(outcome)}"
            with self._dispatch.database.writing() as session:
                resolve_doubt(
                    session, doubt, Settlement(state=state, outcome=words, retry_at=None if arrived else now), now=now
                )

    def _claim(self) -> tuple[list[tuple[Parcel, datetime]], timedelta]:
        """Take the next parcels, each with the moment from which it may be sent, or say how long to wait for any."""
        now, policy = self._clock(), self._policy
        night = self._dispatch.quiet(now)
        if night and policy.quiet == "never":
            return [], timedelta(0)
        urgent_only = night and policy.quiet == "urgent"
        with self._dispatch.database.writing() as session:
            standing = hold_channel(session, self._channel)
            self._ailing = bool(standing.failures or standing.stopped)
            allowed = gate(standing, policy, now=now, batch=_BATCH)
            if not allowed.most:
                waits = allowed.wait and is_waiting(session, self._channel, now=now, urgent_only=urgent_only)
                return [], allowed.wait if waits else timedelta(0)
            parcels = claim(session, self._channel, now=now, limit=allowed.most, urgent_only=urgent_only)
            changed, slots = with_slots_taken(standing, policy, now=now, count=len(parcels))
            if changed != standing:
                keep_channel(session, changed)
        return list(zip(parcels, slots, strict=True)), timedelta(0)

    def _send_all(self, parcels: Sequence[tuple[Parcel, datetime]]) -> None:
        subjects = self._subjects([parcel for parcel, _ in parcels])
        composed = (self._composed(parcel, subjects) for parcel, _ in parcels)
        try:
            ahead = None
            for parcel, slot in parcels:
                if (wait := slot - self._clock()) > timedelta(0):
                    self._write_down()
                    self._dispatch.sleep(wait.total_seconds())
                ahead = self._send(parcel, ahead or next(composed), composed)
        finally:
            self._write_down()

    def _composed(self, parcel: Parcel, subjects: Subjects) -> Composed:
        return compose_parcel(self._options, parcel, subjects, now=self._clock())

    def _subjects(self, parcels: Sequence[Parcel]) -> Subjects:
        """What the parcels' notices speak of, as it is now."""
        with self._dispatch.database.reading() as session:
            return parcel_subjects(session, parcels, today=self._today)

    def _send(self, parcel: Parcel, composed: Composed, following: Iterator[Composed]) -> Composed | None:
        """Send a parcel; return the following message if there was time to compose it meanwhile.

        Only composing is done ahead. No two messages are ever on their way, so a death leaves one in doubt.
        """
        start, composed = self._begun(parcel, composed)
        if start is Start.CHANGED:
            with self._dispatch.database.writing() as session:
                give_back(session, [parcel])
        elif start is Start.LOST:
            self.dispositions[Disposition.LOST] += 1
        elif start is Start.STARTED and composed.message:
            pending = self._courier.hand_over(composed.message, self._dispatch.channels[self._channel])
            try:
                return next(following, None)
            finally:
                sent = replace(parcel, message_id=composed.message.message_id)
                self._finished = _Sending(parcel=sent, message=composed.message, outcome=pending())
        return None

    def _begun(self, parcel: Parcel, composed: Composed) -> tuple[Start | None, Composed]:
        """Mark a parcel as being sent; its message is composed anew when its duties have changed since."""
        for version in range(MOST_VERSIONS):
            if version:
                composed = self._composed(parcel, self._subjects([parcel]))
            with self._dispatch.database.writing() as session:
                self._finish(session)
                start = self._begin(session, parcel, composed)
            if start is not Start.CHANGED:
                break
        return start, composed

    def _begin(self, session: Session, parcel: Parcel, composed: Composed) -> Start | None:
        """Mark the parcel as being sent; None when there is nothing to send, or the channel has closed meanwhile."""
        if self._closed or self._dispatch.stopping():
            give_back(session, [parcel])
            return None
        now = self._clock()
        for reason in set(composed.withheld.values()):
            ids = [number for number, why in composed.withheld.items() if why == reason]
            self.cancelled += cancel_claimed(session, parcel, ids, f"không gửi nữa: {reason}", now=now)
        if composed.message is None:
            return None
        return begin_sending(session, parcel, message_id=composed.message.message_id, seen=composed.seen, now=now)

    def _write_down(self) -> None:
        if self._finished is not None:
            with self._dispatch.database.writing() as session:
                self._finish(session)

    def _finish(self, session: Session) -> None:
        """Write what became of the last message, on its notices and on the channel."""
        done, self._finished = self._finished, None
        if done is None:
            return
        now = self._clock()
        written = [
            self._settle(session, done, part, now)
            for part in settled_parts(done.outcome, done.parcel, done.message, self._policy, now=now)
        ]
        dispositions = [disposition for disposition in written if disposition is not None]
        self.dispositions[dispositions[-1] if dispositions else Disposition.LOST] += 1
        self._tell_channel(session, done.outcome, now)

    def _settle(self, session: Session, done: "_Sending", part: Settled, now: datetime) -> Disposition | None:
        """Settle a part of a parcel; None when nothing of it was ours any more."""
        if part.falls_back:
            said = part.settlement.outcome
            moved = fall_back(session, done.parcel, self._policy.fall_back, reason=said, now=now)
            words = f"{said} ({', '.join(Channel(name).label for name in moved.channels)})"
            instead = Settlement(state=NoticeState.MOVED, outcome=words)
            settled = settle_notice(session, done.parcel, instead, now=now, only=moved.ids)
            left = settle_notice(session, done.parcel, part.settlement, now=now)
            return Disposition.DEAD if left else Disposition.MOVED if settled else None
        settled = settle_notice(session, done.parcel, part.settlement, now=now, only=part.only)
        return _DISPOSITIONS[part.settlement.state] if settled else None

    def _tell_channel(self, session: Session, outcome: Outcome, now: datetime) -> None:
        """Keep how the channel stands after an outcome, and tell the log when it stops or is back."""
        if isinstance(outcome, Sent) and not self._ailing:
            return
        standing = hold_channel(session, self._channel)
        changed = after_attempt(standing, self._policy, outcome, now=now)
        if changed != standing:
            keep_channel(session, changed)
        self._ailing, self._closed = bool(changed.failures or changed.stopped), changed.rests(now)
        if changed.stopped != standing.stopped:
            action = LogAction.CHANNEL_STOPPED if changed.stopped else LogAction.CHANNEL_RESUMED
            reason = changed.why or "kênh hoạt động lại"
            record(
                session,
                [LogEntry(at=now, actor=_ACTOR, action=action, reason=reason, details={"channel": self._channel})],
            )
            if changed.stopped:
                log.error("kênh %s ngừng gửi, cần quản trị xem: %s", self._channel, changed.why)


@dataclass(frozen=True, kw_only=True)
class _Sending:
    """A message that was tried, and its outcome; not written down yet."""

    parcel: Parcel
    message: Message
    outcome: Outcome


_DISPOSITIONS = {
    NoticeState.SENT: Disposition.SENT,
    NoticeState.QUEUED: Disposition.RETRIED,
    NoticeState.DEAD: Disposition.DEAD,
    NoticeState.UNKNOWN: Disposition.UNKNOWN,
}
