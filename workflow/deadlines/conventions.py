"""What an office may decide where the law leaves room: plain values, with the house's standard as defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from workflow.deadlines.spans import LAST, Grain


EARLY: Mapping[Grain, tuple[int, int]] = MappingProxyType(
    {Grain.MONTH: (0, 1), Grain.QUARTER: (0, LAST), Grain.YEAR: (2, LAST)}
)


@dataclass(frozen=True, kw_only=True)
class Conventions:
    """The choices of `config/deadline_rules.toml`.

    `early` says where "đầu" of a month, quarter or year ends: months after the span's first month, and the day.
    """

    before_includes_the_day: bool = False
    terms_end_on_working_days: bool = True
    weekly_weekday: int = 4
    early: Mapping[Grain, tuple[int, int]] = field(default_factory=lambda: EARLY)
    stale_days: int = 183


STANDARD = Conventions()
