"""What the words of a deadline mean, before any year, event or working day is known. Frozen values, no dates chosen.

A `Deadline` is what `parse` returns: the printed text, its meaning, and the rules that found it.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflow.deadlines.cycles import Cycle
from workflow.deadlines.patterns import Doubt
from workflow.deadlines.spans import Span
from workflow.deadlines.tokens import Correction
from workflow.deadlines.values import Offset, Relation


class Limit(StrEnum):
    """How the words bound a span."""

    BY = "by"  # in it, by it, until it: its last day is the last allowed day
    BEFORE = "before"  # before it: the day before its first day is
    FROM = "from"  # only a beginning is named


class Shift(StrEnum):
    """Where a recurring day moves when it falls on a day off."""

    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Fixed:
    """One or several named spans, each a due date of its own."""

    spans: tuple[Span, ...]
    limit: Limit = Limit.BY


@dataclass(frozen=True, slots=True)
class Window:
    """A named beginning and a named end. `start` None is "from now"."""

    start: Span | None
    end: Span
    limit: Limit = Limit.BY


@dataclass(frozen=True, slots=True)
class Recurring:
    """Days that come again; none, when the words name no cycle. A cycle without a day is due as the convention says.

    `in_plan` marks days that come again only as long as the plan runs.
    """

    cycles: tuple[Cycle, ...]
    limit: Limit = Limit.BY
    shift: Shift | None = None
    in_plan: bool = False


@dataclass(frozen=True, slots=True)
class Continuous:
    """Work without an end; `event` is what it starts with, when the words name one, `cycle` when to look back on it."""

    event: str | None = None
    cycle: Cycle | None = None


@dataclass(frozen=True, slots=True)
class Relative:
    """A counted term from an event, or from a named day (`anchor`). `at_least` marks a shortest, not a longest, term."""

    offset: Offset
    event: str
    anchor: Span | None = None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Triggered:
    """Waits for an event; `offset` is set when the words say at once."""

    event: str
    offset: Offset | None = None


@dataclass(frozen=True, slots=True)
class External:
    """The date stands in another document or is set by somebody else."""

    source: str


@dataclass(frozen=True, slots=True)
class OnDemand:
    """Due when somebody asks."""

    wording: str


@dataclass(frozen=True, slots=True)
class Compound:
    """Several deadlines in one cell."""

    parts: tuple["Deadline", ...]
    relation: Relation


@dataclass(frozen=True, slots=True)
class Missing:
    """An empty cell."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Words that name no deadline, or none we dare to read. `reason` is Vietnamese."""

    reason: str


Meaning = (
    Fixed
    | Window
    | Recurring
    | Continuous
    | Relative
    | Triggered
    | External
    | OnDemand
    | Compound
    | Missing
    | Unreadable
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """An expression, read. `doubts` tell why the reading is not the only one."""

    text: str
    meaning: Meaning
    rules: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    doubts: tuple[Doubt, ...] = ()
