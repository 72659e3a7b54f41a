"""Whether a channel is used at all: a circuit breaker, as a value that takes the time.

It keeps a dead server from being asked a thousand times.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifications.channels.outcome import Advice, Outcome, Refused, Unknown

LONGEST_REST = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Breaker:
    """Opens after `threshold` failures of the channel in a row, then lets one message try after each pause.

    Pauses double up to an hour.
    """

    threshold: int = 5
    pause: timedelta = timedelta(minutes=2)
    failures: int = 0
    open_until: datetime | None = None

    def after(self, outcome: Outcome, now: datetime) -> "Breaker":
        """The breaker after a message was tried. A refusal of this one message is an answer, not a failure."""
        if not _is_failure(outcome):
            return replace(self, failures=0, open_until=None)
        failures = self.failures + 1
        if failures < self.threshold:
            return replace(self, failures=failures)
        doublings = min(failures - self.threshold, 16)
        return replace(self, failures=failures, open_until=now + min(self.pause * 2**doublings, LONGEST_REST))


def _is_failure(outcome: Outcome) -> bool:
    return isinstance(outcome, Unknown) or (isinstance(outcome, Refused) and outcome.advice is Advice.RETRY)
