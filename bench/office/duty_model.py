"""The model of an office: what each duty should be, by DESIGN section 4 and the law, kept beside the program.

It is told what people do and which day it is, and nothing that the program says but the numbers of its duties.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

from bench.office.bodies import all_members
from bench.office.owed import CLOSED_UNDONE, OPEN, WORKING, Owed
from bench.office.printed_plans import PrintedPlan, PrintedTask
from bench.office.wordings import Wording, read_wording
from bench.office.working_calendar import term_end, working_after

USUAL_TERM = 10
AHEAD = relativedelta(months=13)
# What a duty hangs on until it has a day of its own.
WAITS, ON_NO_DAY = "waits", "no day"


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
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def runs(self, today: date) -> bool:
        """Whether anything of it still comes back."""
        return not (self.replaced or self.closed) and self.printed.years[1] >= today.year


class OfficeModel:
    """All plans and duties as they should be."""

    def __init__(self) -> None:
        self.plans: dict[str, Held] = {}
        self.duties: list[Owed] = []
        self._of_task: dict[tuple[str, str], list[Owed]] = {}
        self.fired: dict[tuple[str, str], date] = {}
        self.successors: dict[str, str] = {}
        # What is to be told of duties: which, what happened, whom it was taken from.
        self.happened: list[tuple[Owed, str, str]] = []
        self.today = date.min

    # Plans.

    def take_in(self, plan: PrintedPlan) -> None:
        """A plan comes: each row that says a day, a cycle or an event becomes duties."""
        wordings = {task.number: read for task in plan.tasks if (read := self._read(plan, task.deadline))}
        reports = self._read(plan, plan.reports)
        held = Held(plan, wordings, reports, self.today)
        self.plans[plan.number] = held
        for task in plan.tasks:
            held.owners[task.number] = tuple(dict.fromkeys(self.heir(code) for code in all_members(task.leads)))
            self.lay_out(held, task.number)
        owing = [duty for duty in self.duties if duty.plan == plan.number]
        held.told_at_first = tuple((duty.owner, duty.row) for duty in owing)

    def amend(self, plan: PrintedPlan) -> None:
        """A plan comes in another wording: rows that are gone end, new ones begin, others have another day.

        What people decided of a day since stays, and so does what was reported or done.
        """
        held = self.plans[plan.number]
        before, after = ({task.number: task for task in tasks} for tasks in (held.printed.tasks, plan.tasks))
        held.printed = plan
        for number in before.keys() - after.keys():
            held.former[number] = before[number]
            self.withdraw_task((plan.number, number))
        for number, task in after.items():
            if number in before and before[number].deadline == task.deadline:
                continue
            read = self._read(plan, task.deadline)
            assert read is not None
            held.wordings[number] = read
            if number in before:
                self._another_day((plan.number, number), read.days[0])
            else:
                held.owners[number] = tuple(dict.fromkeys(self.heir(code) for code in all_members(task.leads)))
                self.lay_out(held, number)

    def _another_day(self, task: tuple[str, str], day: date) -> None:
        for duty in self.of_task(task):
            if duty.state in {*WORKING, "refused"} and duty.due == duty.slot:
                self._move(duty, day)
                self.happened.append((duty, "move", ""))
            duty.slot = day

    def _read(self, plan: PrintedPlan, words: str) -> Wording | None:
        return read_wording(words, issued=plan.issued, year=plan.years[0])

    def heir(self, code: str) -> str:
        while code in self.successors:
            code = self.successors[code]
        return code

    def lay_out(self, held: Held, row: str, seen_from: date | None = None) -> None:
        """Make the duties of a row that aren't there yet, up to thirteen months ahead within the plan's years."""
        meaning, plan = held.wordings.get(row), held.printed
        if meaning is None or row in held.gone:
            return
        first = plan.first
        until = min(max(first, seen_from or self.today) + AHEAD, plan.last)
        slots: list[date | str] = [*meaning.days]
        if meaning.event:
            slots = [WAITS]
        if meaning.cycle:
            slots = [*meaning.days_within(first, until)]
        if meaning.continuous:
            slots = [*held.reports.days_within(first, until)] if held.reports else [ON_NO_DAY]
        there = {duty.slot for duty in self.of_task((plan.number, row))}
        if meaning.continuous and held.reports:
            # A check-in is for a report day to come.
            slots = [slot for slot in slots if isinstance(slot, date) and slot >= held.taken_in]
        for slot in sorted(set(slots) - there, key=str):
            for code in held.owners[row]:
                self._bear(held, row, slot, code, meaning)

    def _bear(self, held: Held, row: str, slot: date | str, code: str, meaning: Wording) -> None:
        due = slot if isinstance(slot, date) else None
        duty = Owed(
            plan=held.printed.number,
            row=row,
            slot=slot,
            first_owner=code,
            owner=code,
            state="waiting" if slot == WAITS else "assigned",
            due=due,
            event=meaning.event,
            count=meaning.count,
            unit=meaning.unit,
            given_on=self.today,
            dated_on=self.today,
        )
        self.duties.append(duty)
        self._of_task.setdefault(duty.task, []).append(duty)

    def of_task(self, task: tuple[str, str]) -> list[Owed]:
        """The duties of a row, whoever owes them."""
        return self._of_task.get(task, [])

    def extend(self, day: date | None = None) -> None:
        """What comes back is laid out further as days pass, as seen from a day, by default today."""
        seen_from = day or self.today
        for held in self.plans.values():
            if held.runs(seen_from):
                for task in held.printed.tasks:
                    self.lay_out(held, task.number, seen_from)

    # What people do to one duty.

    def cause(self, duty: Owed, event: str, *, owner: str = "", on: date | None = None) -> None:
        """An event of the lifecycle's table happens."""
        after = {
            "accept": "in_progress",
            "note_progress": "in_progress",
            "report": "reported",
            "recall_report": "in_progress",
            "confirm": "completed",
            "return": "in_progress",
            "refuse": "refused",
            "reassign": "assigned",
            "withdraw": "withdrawn",
            "reopen": "in_progress",
        }[event]
        if event == "report":
            duty.reported_on, duty.handed_in = on or self.today, self.today
            duty.reports += 1
        if event == "return" and duty.due and duty.handed_in:
            self._move(duty, duty.due + (self.today - duty.handed_in), asked_stays=True)
        if event in {"recall_report", "return", "reopen"}:
            duty.reported_on = None
        if event in {"reassign", "reopen"} and duty.due and duty.due < self.today:
            self._move(duty, working_after(self.today, USUAL_TERM))
        former = duty.owner if event == "reassign" else ""
        if event == "reassign":
            duty.owner, duty.given_on = owner, self.today
        self._become(duty, after)
        self.happened.append((duty, event, former))
        held = self.plans[duty.plan]
        if event in {"recall_report", "return"}:
            if held.replaced:
                self._become(duty, "superseded")
                self.happened.append((duty, "supersede", ""))
            elif held.closed or duty.row in held.gone:
                self._become(duty, "withdrawn")
                self.happened.append((duty, "withdraw", ""))

    def _become(self, duty: Owed, state: str) -> None:
        duty.state = state
        if state in CLOSED_UNDONE or state == "completed":
            duty.ended_on = self.today

    def _move(self, duty: Owed, due: date | None, *, asked_stays: bool = False) -> None:
        duty.dated_on = self.today
        duty.due = due
        if not asked_stays:
            duty.wished = None

    def ask_extension(self, duty: Owed, due: date) -> None:
        duty.wished = due
        self.happened.append((duty, "request", ""))

    def grant_extension(self, duty: Owed, due: date | None) -> None:
        granted = due or duty.wished
        self._move(duty, granted)
        duty.extensions += 1
        self.happened.append((duty, "move", ""))

    def deny_extension(self, duty: Owed) -> None:
        duty.wished = None
        self.happened.append((duty, "deny", ""))

    def reschedule(self, duty: Owed, due: date) -> None:
        self._move(duty, due)
        self.happened.append((duty, "move", ""))
        if duty.state == "waiting":
            duty.state = "assigned"
            duty.event = ""

    # What happens to many at once.

    def awaited(self) -> list[tuple[str, str]]:
        """The events that somebody waits for, by plan and words."""
        return sorted({(duty.plan, duty.event) for duty in self.duties if duty.state == "waiting"})

    def fire(self, plan: str, event: str, on: date) -> list[Owed]:
        """An awaited event happened: each duty that waits gets its day by its term, or the usual one."""
        self.fired[plan, event] = on
        moved = [duty for duty in self._awaiting(plan, event) if duty.state == "waiting"]
        for duty in moved:
            duty.state = "assigned"
            self._move(duty, self._day_after(duty, on))
            self.happened.append((duty, "fire", ""))
        return moved

    def _day_after(self, duty: Owed, on: date) -> date:
        """By its term; where that has passed, the usual one from today, and of "ngay" the next working day."""
        if duty.count == 0:
            return working_after(max(on, self.today), 1)
        due = working_after(on, USUAL_TERM) if duty.count is None else term_end(on, duty.count, duty.unit)
        return due if due >= self.today else working_after(self.today, USUAL_TERM)

    def unfire(self, plan: str, event: str) -> None:
        """It didn't happen after all: who hasn't reported waits again."""
        del self.fired[plan, event]
        for duty in self._awaiting(plan, event):
            if duty.state in WORKING:
                duty.state = "waiting"
                self._move(duty, None)
                self.happened.append((duty, "unfire", ""))

    def _awaiting(self, plan: str, event: str) -> Iterator[Owed]:
        return (duty for duty in self.duties if duty.plan == plan and duty.event == event and event)

    def succeed(self, old: str, new: str) -> None:
        """One agency takes over from another: what is open is its own, and what comes, unless it owes that already."""
        self.successors[old] = new
        for duty in [duty for duty in self.duties if duty.owner == old and duty.state in OPEN]:
            same = [each for each in self.of_task(duty.task) if each.slot == duty.slot and each.owner == new]
            self._take_over(duty, new, same[0] if same else None)
        self._forget([duty for duty in self.duties if not duty.number and duty.owner == old])
        for held in self.plans.values():
            for row, owners in held.owners.items():
                held.owners[row] = tuple(dict.fromkeys(new if code == old else code for code in owners))

    def _take_over(self, duty: Owed, new: str, own: Owed | None) -> None:
        """Only an open or a done duty of the successor stands for the old one; a withdrawn one begins anew.

        A report that waits is never lost.
        """
        if own is None:
            duty.owner = new
            if duty.number:
                self.happened.append((duty, "reassign", ""))
        elif own.state == "withdrawn" and duty.number:
            self._take_up(own, duty)
            self._withdraw(duty)
        elif duty.state == "reported" and own.state in WORKING:
            self._report_along(own, duty)
            self._withdraw(duty)
        elif own.state != "superseded" and duty.number and (duty.state != "reported" or own.state not in OPEN):
            self._withdraw(duty)

    def _take_up(self, own: Owed, duty: Owed) -> None:
        """The successor's own duty goes on where the old agency's stands; a report goes along."""
        self._become(own, "in_progress")
        self._move(own, duty.due)
        self.happened.append((own, "reopen", ""))
        if duty.state == "waiting":
            self._become(own, "waiting")
            self.happened.append((own, "unfire", ""))
        elif duty.state == "reported":
            self._report_along(own, duty)

    def _report_along(self, own: Owed, duty: Owed) -> None:
        own.reported_on, own.handed_in = duty.reported_on, self.today
        own.reports += 1
        self._become(own, "reported")
        self.happened.append((own, "report", ""))

    def _withdraw(self, duty: Owed) -> None:
        self._become(duty, "withdrawn")
        self.happened.append((duty, "withdraw", ""))

    def _forget(self, unborn: list[Owed]) -> None:
        """What the program hasn't laid out yet never comes."""
        gone = {id(duty) for duty in unborn}
        self.duties = [duty for duty in self.duties if id(duty) not in gone]
        for duty in unborn:
            self._of_task[duty.task].remove(duty)

    def _end(self, which: Callable[[Owed], bool], state: str) -> None:
        """What is open ends but for reports that wait, and what would still come back never comes."""
        self._forget([duty for duty in self.duties if not duty.number and which(duty)])
        for duty in self.duties:
            if which(duty) and duty.state in {"waiting", "assigned", "in_progress", "refused"}:
                self._become(duty, state)
                self.happened.append((duty, "supersede" if state == "superseded" else "withdraw", ""))

    def replace_plan(self, old: str) -> None:
        """A newer plan closes what is open of an older one; a report that waits stays until it is decided."""
        self.plans[old].replaced = True
        self._end(lambda duty: duty.plan == old, "superseded")

    def close_plan(self, number: str) -> None:
        """A plan whose years are over is closed; a report that waits stays until it is decided."""
        self.plans[number].closed = True
        self._end(lambda duty: duty.plan == number, "withdrawn")

    def withdraw_task(self, task: tuple[str, str]) -> None:
        """A task is withdrawn whole, with all that it would still bring."""
        self.plans[task[0]].gone.add(task[1])
        self._end(lambda duty: duty.task == task, "withdrawn")

    # A day's end.

    def remember(self) -> None:
        """Keep what each duty is at the day's end."""
        for duty in self.duties:
            if duty.number and (not duty.past or duty.past[-1][1] != duty.facts):
                duty.past.append((self.today, duty.facts))

    def row(self, task: tuple[str, str]) -> PrintedTask:
        held = self.plans[task[0]]
        return held.former.get(task[1]) or held.printed.rows[task[1]]
