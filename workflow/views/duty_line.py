"""A duty as lists show it, and one page of such duties."""

from dataclasses import dataclass
from datetime import date

from workflow.lifecycle import State
from workflow.timeliness import Timeliness
from workflow.views.duty_list import DutyList


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyLine:
    """One line of a list. `agency` is the lead's code; texts are as printed, or as a person read them better.

    `shown` are the texts of the columns that lists show of their own accord (`workflow.plan.columns_shown`).
    """

    id: int
    title: str
    product: str
    expression: str
    place: str
    plan: str
    plan_id: int
    agency: str
    agency_name: str
    cooperating: str
    state: State
    timeliness: Timeliness
    due: date | None
    reported_on: date | None
    extensions: int
    progress: int
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DutyPage:
    """One page of a list, with the views of the pages before and behind it; None where the list ends."""

    duties: tuple[DutyLine, ...]
    following: DutyList | None
    previous: DutyList | None
