"""How fast, and whether at all, a channel is used: a circuit breaker and a rate, as values that take the time.

The breaker keeps a dead server from being asked a thousand times; the rate keeps a living one from refusing us.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifications.channels.outcome import Advice, Outcome, Refused, Unknown

LONGEST_REST = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Breaker:
    """Opens after `threshold` failures of the channel in a row, then lets one message try after each pause.

    Pauses double up to an hour. A channel that needs a person is `stopped` until somebody makes a new breaker.
    """

    threshold: int = 5
    pause: timedelta = timedelta(minutes=2)
    failures: int = 0
    open_until: datetime | None = None
    stopped: bool = False

    def allows(self, now: datetime) -> bool:
        """Whether a message may be tried."""
        return not self.stopped and (self.open_until is None or now >= self.open_until)

    def after(self, outcome: Outcome, now: datetime) -> "Breaker":
        """The breaker after a message was tried. A refusal of this one message is an answer, not a failure."""
        if isinstance(outcome, Refused) and outcome.advice is Advice.STOP_CHANNEL:
            return replace(self, stopped=True)
        if not _is_failure(outcome):
            return replace(self, failures=0, open_until=None)
        failures = self.failures + 1
        if failures < self.threshold:
            return replace(self, failures=failures)
        doublings = min(failures - self.threshold, 16)
        return replace(self, failures=failures, open_until=now + min(self.pause * 2**doublings, LONGEST_REST))


@dataclass(frozen=True, kw_only=True)
class Rate:
    """At most `count` messages in any stretch of `per` seconds. Seconds are of any clock that only goes on."""

    count: int
    per: float = 60.0
    sent: tuple[float, ...] = ()

    def wait(self, now: float) -> float:
        """How many seconds the next message has to wait."""
        recent = self._recent(now)
        return 0.0 if len(recent) < self.count else max(0.0, recent[-self.count] + self.per - now)

    def after(self, now: float) -> "Rate":
        """The rate after a message was sent now."""
        return replace(self, sent=(*self._recent(now), now)[-self.count :])

    def _recent(self, now: float) -> tuple[float, ...]:
        return tuple(moment for moment in self.sent if moment > now - self.per)


def _is_failure(outcome: Outcome) -> bool:
    return isinstance(outcome, Unknown) or (isinstance(outcome, Refused) and outcome.advice is Advice.RETRY)
