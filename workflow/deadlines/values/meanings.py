"""What the words of a deadline mean, before any year, event or working day is known. Frozen values, no dates chosen.

A `Deadline` is what `parse` returns: the printed text, its meaning, and the rules that found it.
"""

from datetime import time
from enum import StrEnum
from typing import NamedTuple

from workflow.deadlines.engine.lines import ReadingDoubt, SpellingCorrection
from workflow.deadlines.values.cycles import Cycle, Every
from workflow.deadlines.values.resolution import Offset, Relation, Shift
from workflow.deadlines.values.spans import Span


class Limit(StrEnum):
    """How the words bound a span."""

    NAMED = "named"  # no word around it: its last day is the last allowed day
    WITHIN = "within"  # in it: likewise
    UNTIL = "until"  # by it, until its end: likewise
    BEFORE = "before"  # before it: the day before its first day is
    FROM = "from"  # only a beginning is named


class Fixed(NamedTuple):
    """One or several named spans, each a due date of its own."""

    spans: tuple[Span, ...]
    limit: Limit = Limit.WITHIN


class WindowMeaning(NamedTuple):
    """A beginning and an end. A beginning of None is the day of issue ("từ nay"); an end of None is open.

    `after` excludes the beginning's own days, `before` the end's.
    """

    start: Span | None
    end: Span | None
    after: bool = False
    before: bool = False


class Recurring(NamedTuple):
    """Days that come again; none, when the words name no cycle. A cycle without a day is due as the convention says.

    `in_plan` marks days that come again only as long as the plan runs; `since` and `until` are the stretches in which
    they begin and end; `at` is the hour of the day.
    """

    cycles: tuple[Cycle, ...]
    limit: Limit = Limit.WITHIN
    shift: Shift | None = None
    in_plan: bool = False
    since: Span | None = None
    until: Span | None = None
    at: time | None = None


class Continuous(NamedTuple):
    """Work without an end. `event` or `start` is what it starts with, `cycle` when to look back on it, where said."""

    event: str | None = None
    start: Span | None = None
    cycle: Cycle | None = None


class Relative(NamedTuple):
    """A counted term from an event, from a named day (`anchor`), or from the end of every period (`every`)."""

    offset: Offset
    event: str
    anchor: Span | None = None
    every: Every | None = None


class Triggered(NamedTuple):
    """Waits for an event; `offset` is set when the words say at once, `before` when it must be done ahead of it."""

    event: str
    offset: Offset | None = None
    before: bool = False


class External(NamedTuple):
    """The date stands in another document or is set by somebody else."""


class OnDemand(NamedTuple):
    """Due when somebody asks."""


class Compound(NamedTuple):
    """Several deadlines in one cell."""

    parts: tuple["Deadline", ...]
    relation: Relation


class Missing(NamedTuple):
    """An empty cell."""


class Unreadable(NamedTuple):
    """Words that name no deadline, or none we dare to read. `reason` is Vietnamese."""

    reason: str


Meaning = (
    Fixed
    | WindowMeaning
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


class Deadline(NamedTuple):
    """An expression, read. `doubts` tell why the reading is not the only one; `label` is whom or what a part is for.

    `is_printed` says that the text stands so in the cell, and may be quoted.
    """

    text: str
    meaning: Meaning
    rules: tuple[str, ...] = ()
    corrections: tuple[SpellingCorrection, ...] = ()
    doubts: tuple[ReadingDoubt, ...] = ()
    label: str = ""
    is_printed: bool = True
