"""What an office may decide where the law leaves room: plain values, with the house's standard as defaults."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Conventions:
    """The choices of `config/deadline_rules.toml`.

    Days are (month, day) or day numbers; a part of a quarter is (month of the quarter, day), 31 the month's last.
    """

    before_includes_the_day: bool = False
    terms_end_on_working_days: bool = True
    weekly_weekday: int = 4
    early_month: int = 10
    early_quarter: tuple[int, int] = (1, 31)
    early_year: tuple[int, int] = (3, 31)
    stale_days: int = 183


STANDARD = Conventions()
