"""What the model of an office keeps beside its duties: plans, words on events, what is to be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bench.office.owed import Owed
from bench.office.printed_plans import PrintedPlan, PrintedTask
from bench.office.wordings import Wording


class Happening(NamedTuple):
    """What is to be told of a duty; `former` lost it by that, `words` were said about it."""

    duty: Owed
    what: str
    former: str = ""
    words: str = ""


@dataclass
class Word:
    """Somebody's word that an awaited event happened on a day; `number` is the program's."""

    number: int
    plan: str
    event: str
    on: date
    state: str = "open"


@dataclass
class Held:
    """A plan in the model."""

    printed: PrintedPlan
    wordings: dict[str, Wording]
    reports: Wording | None
    taken_in: date
    replaced: bool = False
    closed: bool = False
    gone: set[str] = field(default_factory=set)
    # Rows that an amended document no longer has.
    former: dict[str, PrintedTask] = field(default_factory=dict)
    # Who owed something when the agencies were told of the plan, with the duties.
    told_at_first: tuple[tuple[str, str], ...] = ()
    # Whom their messages were made for then.
    heard_at_first: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # Those of them of whom nobody could be told then, until somebody speaks for them.
    untold: set[str] = field(default_factory=set)
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def runs(self, today: date) -> bool:
        """Whether anything of it still comes back."""
        return not (self.replaced or self.closed) and self.printed.years[1] >= today.year
