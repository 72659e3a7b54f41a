"""What one agency owes for one occurrence, and how it stands on a day, by DESIGN section 4 and Quyết định 42/2014."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bench.office.working_calendar import last_working

SOON = timedelta(days=7)
OPEN = ("waiting", "assigned", "in_progress", "reported", "refused")
WORKING = ("assigned", "in_progress")
CLOSED_UNDONE = ("withdrawn", "superseded")
# These stay what they are when their event is taken back.
STAYING = ("refused", "reported", "completed")


class Facts(NamedTuple):
    """What of a duty is compared."""

    owner: str
    state: str
    due: date | None
    reported_on: date | None


@dataclass
class Owed:
    """What one agency owes for one occurrence. `slot` is what that was born with: a day, or what it hangs on."""

    plan: str
    row: str
    slot: date | str
    first_owner: str
    owner: str
    state: str
    due: date | None
    event: str = ""
    count: int | None = None
    unit: str = "day"
    reported_on: date | None = None
    handed_in: date | None = None
    reports: int = 0
    confirmed_at: datetime | None = None
    given_on: date = date.min
    dated_on: date = date.min
    # When the event that gave its day was entered, the days that returns gave, whether people have set a day since.
    event_entered: date | None = None
    # The event's own day and which of its firings that was, as far as the duty has heard.
    event_on: date | None = None
    firing: int = 0
    lay: timedelta = timedelta(0)
    decided: bool = False
    extensions: int = 0
    wished: date | None = None
    number: int = 0
    ended_on: date | None = None
    past: list[tuple[date, Facts]] = field(default_factory=list)
    # Who had it before, each with the day on which it left him.
    left: list[tuple[str, date]] = field(default_factory=list)

    @property
    def facts(self) -> Facts:
        return Facts(self.owner, self.state, self.due, self.reported_on)

    @property
    def is_undated(self) -> bool:
        """Whether its event was taken back, which left it what it was."""
        return bool(self.event) and self.state in STAYING and self.due is None

    @property
    def task(self) -> tuple[str, str]:
        return self.plan, self.row

    def at_end_of(self, day: date) -> Facts | None:
        """What it was at a day's end; None before it was there."""
        return next((facts for on, facts in reversed(self.past) if on <= day), None)


def timeliness(facts: Facts, today: date) -> str:
    """How it stands on a day: a duty is judged by its report's day, and the due day itself is in time."""
    if facts.due is None or facts.state in (*CLOSED_UNDONE, "waiting"):
        return "undated"
    if facts.state == "completed":
        assert facts.reported_on is not None
        return "done_late" if facts.reported_on > facts.due else "done_on_time"
    day = min(today, facts.reported_on) if facts.state == "reported" and facts.reported_on else today
    if day >= facts.due:
        return "overdue" if day > facts.due else "due_today"
    return "due_soon" if day >= last_working(facts.due) - SOON else "ahead"


def group(facts: Facts, day: date) -> str | None:
    """In which of the four groups of Quyết định 42/2014/QĐ-TTg, and the two without a day, it counts."""
    if facts.state in CLOSED_UNDONE:
        return None
    done = facts.state == "completed"
    if facts.due is None:
        return "done_undated" if done else "undone_undated"
    standing = timeliness(facts, day)
    if done:
        return standing
    return "undone_overdue" if standing == "overdue" else "undone_in_time"
