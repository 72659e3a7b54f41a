"""A model of duties for random histories: the states they should be in, beside a real database that is looked into.

The model knows the table of DESIGN section 4 by heart, in its own words, and nothing of the code under test.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select
from sqlalchemy.orm import Session

from base.clock import VIETNAM
from base.errors import DondocError
from workflow.by import By
from workflow.lifecycle import WORKING
from workflow.log.history import Replayed, replay
from workflow.store.database.opening import Database
from workflow.store.log.writing import history
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, TaskRow, TriggerRow
from workflow.timeliness import Timeliness

FIRST_DAY = date(2026, 1, 19)
# Event: from which states, to which, by whom. Firing and taking back go by the awaited events.
TABLE = {
    "accept": ("assigned", "in_progress", "staff"),
    "note_progress": ("assigned in_progress", "in_progress", "staff"),
    "report": ("assigned in_progress", "reported", "staff"),
    "recall_report": ("reported", "in_progress", "staff"),
    "confirm": ("reported", "completed", "coordinator admin"),
    "recall_confirmation": ("completed", "reported", "coordinator admin"),
    "return": ("reported", "in_progress", "coordinator admin"),
    "refuse": ("assigned in_progress", "refused", "staff"),
    "reassign": ("refused assigned in_progress", "assigned", "coordinator admin"),
    "withdraw": ("waiting assigned in_progress reported refused", "withdrawn", "coordinator admin"),
    "supersede": ("waiting assigned in_progress refused", "superseded", "admin"),
    "reopen": ("completed withdrawn", "in_progress", "coordinator admin"),
}
NEEDY = sorted(TABLE.keys() - {"accept", "recall_report", "confirm", "recall_confirmation"})
# By these a duty is to be done again: it waits where its event was taken back meanwhile.
COMING_BACK = {"return", "recall_report", "reassign", "reopen"}
OPEN = ["waiting", "assigned", "in_progress", "reported", "refused"]
CLOSED_UNDONE = {"withdrawn", "superseded"}


@dataclass(frozen=True)
class Duty:
    """A row of the table of duties, as it is."""

    id: int
    plan: int
    occurrence: int
    trigger: int | None
    facts: Replayed


def duties_in(database: Database) -> list[Duty]:
    """All duties as their rows say."""
    with database.reading() as session:
        rows = session.execute(
            select(AssignmentRow, AgencyRow.code, TaskRow.plan_id, OccurrenceRow.trigger_id)
            .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
            .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
            .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
            .order_by(AssignmentRow.id)
        )
        return [_duty(row, code, plan, trigger) for row, code, plan, trigger in rows]


def rows_by_number(database: Database) -> dict[int, Replayed | None]:
    return {duty.id: duty.facts for duty in duties_in(database)}


def replayed_by_number(database: Database) -> dict[int, Replayed | None]:
    """All duties from nothing but their lines."""
    with database.reading() as session:
        numbers = session.scalars(select(AssignmentRow.id)).all()
        return {number: replay(history(session, number)) for number in numbers}


class Model(RuleBasedStateMachine):
    """The states that duties should be in, the day, and looks into the database."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.today = FIRST_DAY
        self.states: dict[int, str] = {}
        # Which agency was merged into which.
        self.merged: dict[str, str] = {}
        self._ticks = 0

    def now(self) -> datetime:
        """A moment of the day, each a second after the one before."""
        self._ticks += 1
        return datetime(self.today.year, self.today.month, self.today.day, 8, tzinfo=VIETNAM) + timedelta(
            seconds=self._ticks
        )

    def decision(self, *, reason: str = "", document: str = "") -> By:
        return By(actor="Chị Lan", now=self.now(), reason=reason, document=document)

    def tried(self, deed: Callable[[Session], object], allowed: bool) -> bool:
        """Do it; an error of the house must refuse it exactly when the model doesn't allow it."""
        with ExitStack() as stack:
            if not allowed:
                stack.enter_context(pytest.raises(DondocError))
            deed(stack.enter_context(self.database.writing()))
        return allowed

    def shift(self, numbers: Iterable[int], sources: list[str], target: str) -> None:
        """Those of the duties that are in one of the sources are in the target now."""
        for number in numbers:
            if self.states[number] in sources:
                self.states[number] = target

    def adopt(self) -> None:
        """Take up duties that came to be: nobody has touched them yet."""
        for duty in self.duties():
            self.states.setdefault(duty.id, "waiting" if duty.trigger else "assigned")

    def pick(self, which: int) -> Duty:
        known = self.duties()
        return known[which % len(known)]

    def duties(self) -> list[Duty]:
        return duties_in(self.database)

    def own_duty(self, duty: Duty, agency: str) -> int | None:
        """The agency's own duty for the same occurrence."""
        same = (each for each in self.duties() if each.occurrence == duty.occurrence and each.id != duty.id)
        return next((each.id for each in same if each.facts.agency == agency), None)

    def heir(self, code: str) -> str:
        """Who stands today where an agency stood."""
        while code in self.merged:
            code = self.merged[code]
        return code

    def merge(self, old: str, new: str) -> None:
        """An agency that gets back what it had stands for itself again."""
        self.merged.pop(new, None)
        self.merged[old] = new

    def goes_on(self, duty: Duty, event: str, target: str) -> dict[int, str]:
        """What becomes of a merged agency's duty, and of its successor's own, when its report comes back."""
        own = self.own_duty(duty, self.heir(duty.facts.agency))
        if event not in {"return", "recall_report"} or own is None or duty.facts.agency not in self.merged:
            return {duty.id: target}
        if self.states[own] == "withdrawn":
            return {duty.id: "withdrawn", own: "waiting" if target == "waiting" else "in_progress"}
        return {duty.id: target if self.states[own] == "superseded" else "withdrawn"}

    def pass_on(self, both: Iterable[tuple[int, int]]) -> None:
        """Duties of an old agency go to a successor that has its own; one withdrawn before goes on where they are."""
        undated = {duty.id for duty in self.duties() if duty.trigger and duty.facts.due is None}
        for old, own in both:
            if self.states[own] == "withdrawn":
                # What is opened again is in progress, whoever had it before; what has no day more awaits its event.
                refused = "waiting" if old in undated else "in_progress"
                begun = {"assigned": "in_progress", "refused": refused}
                self.states[own] = begun.get(self.states[old], self.states[old])
            elif self.states[old] == "reported" and self.states[own] in OPEN:
                # A report goes along to whoever may report; beside a duty that waits or is reported it stays.
                if self.states[own] not in WORKING:
                    continue
                self.states[own] = "reported"
            if self.states[own] != "superseded":
                self.states[old] = "withdrawn"

    def hanging_on(self, trigger: int) -> list[int]:
        return [duty.id for duty in self.duties() if duty.trigger == trigger]

    def has_fired(self, trigger: int) -> bool:
        with self.database.reading() as session:
            return session.get_one(TriggerRow, trigger).fired_on is not None

    def recount(self, day: date) -> dict[str, Counter[Timeliness]]:
        """How that day looked, the slow way: every duty from its lines."""
        counts: dict[str, Counter[Timeliness]] = {}
        with self.database.reading() as session:
            for number in self.states:
                duty = replay(line for line in history(session, number) if line.at.astimezone(VIETNAM).date() <= day)
                if duty and duty.state not in CLOSED_UNDONE:
                    counts.setdefault(duty.agency, Counter())[duty.on(day)] += 1
        return counts


def _duty(row: AssignmentRow, code: str, plan: int, trigger: int | None) -> Duty:
    facts = Replayed(
        agency=code,
        state=row.state,
        timeliness=row.timeliness,
        opens=row.opens,
        due=row.due,
        act_by=row.act_by,
        soon_on=row.soon_on,
        reported_on=row.reported_on,
        wished_due=row.wished_due,
        extensions=row.extensions,
        progress=row.progress,
        result=row.result,
    )
    return Duty(id=row.id, plan=plan, occurrence=row.occurrence_id, trigger=trigger, facts=facts)
