"""What a deadline resolves to. Values only: no clock, no database."""

from collections.abc import Mapping
from datetime import date
from datetime import time as time_of_day
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Kind(StrEnum):
    """The shapes a deadline takes in official plans (docs/deadlines.md)."""

    FIXED = "fixed"
    WINDOW = "window"
    RECURRING = "recurring"
    CONTINUOUS = "continuous"
    RELATIVE = "relative"
    TRIGGERED = "triggered"
    EXTERNAL = "external"
    ON_DEMAND = "on_demand"
    COMPOUND = "compound"
    MISSING = "missing"
    UNREADABLE = "unreadable"


class Certainty(StrEnum):
    """How far a date may be trusted: `certain` only where the words leave one reading."""

    CERTAIN = "certain"
    ASSUMED = "assumed"
    NONE = "none"


class Unit(StrEnum):
    """What an offset counts."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"


class Relation(StrEnum):
    """How the parts of a compound deadline combine."""

    ALL = "all"
    ANY = "any"


class Shift(StrEnum):
    """Where a recurring day moves when it falls on a day off."""

    NEXT = "next"
    PREVIOUS = "previous"


class Offset(NamedTuple):
    """A distance from an event, in so many units; below zero it is before the event."""

    units: int
    unit: Unit


class Context(NamedTuple):
    """What the words of a deadline lean on: the plan's issue date, its years, known events, the row above.

    `year` is the plan's year ("năm 2026" in its title), else the issue year is used. `events` maps the wording of an
    anchor or trigger to its date. `previous` is the printed expression of the row above, for "như trên".
    """

    issued: date
    year: int | None = None
    years: tuple[int, int] | None = None
    events: Mapping[str, date] = MappingProxyType({})
    previous: str | None = None
    document_kind: str = ""


class Resolution(NamedTuple):
    """A deadline read to the end: its dates or the event it waits for, how sure that is, and why.

    All days are inclusive: `due` is the last allowed day, `act_by` the last working day on or before it, `opens` the
    first day of the window. `next` holds the first dates of `rrule` on or after the issue date. `rules` are ids of
    `docs/deadlines.md`; `explanation` is one Vietnamese sentence; `alternatives` are other readings, in Vietnamese.
    `shift` says where the days of `rrule` move when they fall on a day off; `label` is whom or what a part is for.
    """

    text: str
    kind: Kind
    certainty: Certainty
    explanation: str
    due: date | None = None
    time: time_of_day | None = None
    act_by: date | None = None
    opens: date | None = None
    rrule: str | None = None
    next: tuple[date, ...] = ()
    event: str | None = None
    offset: Offset | None = None
    relation: Relation | None = None
    parts: tuple["Resolution", ...] = ()
    rules: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    shift: Shift | None = None
    label: str = ""
