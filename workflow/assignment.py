"""An assignment as the rest of the house sees it: a frozen picture of one duty, with all that a mail or event tells."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from workflow.deadlines.values.resolution import Certainty
from workflow.lifecycle import OPEN, State
from workflow.plan import Shown, columns_shown
from workflow.registry.data_cutoff import DataPeriod, data_period
from workflow.timeliness import Timeliness

_NAMESPACE = uuid.UUID("6f0c9a1e-6b9b-5b0e-9d7c-2f1d7a5e4b10")


@dataclass(frozen=True, kw_only=True)
class TaskBrief:
    """The task behind an assignment, in printed words. `place` is where it stands in the plan.

    `report_months` is the length of its period where it is a periodic report, None for any other. `leads` are the
    agencies that the document names, or one group of agencies (`for_a_group`); who has a duty now its assignment says.
    """

    id: int
    plan_number: str
    plan_issued_on: date
    plan_title: str
    place: str
    title: str
    product: str
    expression: str
    explanation: str
    certainty: Certainty
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    report_months: int | None = None
    for_a_group: bool = False

    def cells(self, where: Shown) -> list[tuple[str, str]]:
        """Return label and text of the columns that a place shows of its own accord."""
        return [(column.label, str(getattr(self, column.key))) for column in columns_shown(where)]


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One lead agency's duty for one occurrence of a task.

    `agency` is the agency's code; `occurrence` is the occurrence's number, which its other duties have too. `opens`,
    `due` and `act_by` are inclusive days; all None while it waits for `event` or has no date. `uid` is for life.
    `revision` grows with each change of date, state or wording; `changed_at` is that change's moment, aware, UTC.
    `stamped_at` is the moment that calendars give for the revision: later than the last one's, whatever day a change
    was made for; None takes `changed_at`. `wished_due` is the day that an open request for an extension asks for.
    """

    id: int
    uid: str
    agency: str
    agency_name: str
    task: TaskBrief
    occurrence: int
    state: State
    timeliness: Timeliness
    opens: date | None
    due: date | None
    act_by: date | None
    event: str | None
    reported_on: date | None
    revision: int
    changed_at: datetime
    wished_due: date | None = None
    stamped_at: datetime | None = None

    @property
    def event_stamp(self) -> datetime:
        """When its event was last revised, as calendars tell it: later with each revision."""
        return self.stamped_at or self.changed_at

    @property
    def leading(self) -> tuple[str, ...]:
        """Who leads the task: those whom the document names, but whoever has it now where it names one agency alone."""
        return (self.agency_name,) if len(self.task.leads) == 1 and not self.task.for_a_group else self.task.leads

    @property
    def undecided(self) -> bool:
        """Whether the coordinator has to decide: a report to confirm, a refusal, an extension that was asked for."""
        return self.state in {State.REPORTED, State.REFUSED} or (self.state in OPEN and self.wished_due is not None)

    @property
    def data_period(self) -> DataPeriod | None:
        """From when to when the data of a periodic report runs; None for any other duty."""
        months = self.task.report_months
        return data_period(self.due, months) if self.due is not None and months is not None else None

    @property
    def name(self) -> str:
        """How messages and errors name it, as in "nhiệm vụ số 12 (Sở Nội vụ, 50/KH-UBND Phụ lục I, số 5)"."""
        return f"nhiệm vụ số {self.id} ({self.agency_name}, {self.task.plan_number} {self.task.place})"


@dataclass(frozen=True, kw_only=True)
class Departure:
    """A duty that was taken from an agency, its code and name, on a day in Vietnam; the duty is as it is now."""

    duty: Assignment
    agency: str
    agency_name: str
    on: date


def assignment_uid(*parts: str) -> str:
    """Return the calendar UID of an assignment from what it was born with: plan, task, occurrence and agency.

    Opaque, without host names (RFC 7986 section 5.3), and the same when the same plan is registered anew, so that a
    rebuilt database doesn't double anybody's calendar. It is stored: later changes of agency or date keep it.
    """
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))
