"""The model of an office: what each duty should be, by DESIGN section 4 and the law, kept beside the program.

It is told what people do and which day it is, and nothing that the program says but the numbers of its duties.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from bench.office.bodies import all_members
from bench.office.event_model import USUAL_TERM, AwaitedEvents
from bench.office.kept_facts import Happening, Held
from bench.office.owed import CLOSED_UNDONE, OPEN, WORKING, Owed
from bench.office.printed_plans import PrintedPlan, PrintedTask
from bench.office.wordings import Wording, read_wording
from bench.office.working_calendar import last_working, next_working, working_after

AHEAD = relativedelta(months=13)
# What a duty hangs on until it has a day of its own.
WAITS, ON_NO_DAY = "waits", "no day"
# Who confirmed may take that back so long.
_SECOND_THOUGHTS = timedelta(hours=24)


class OfficeModel(AwaitedEvents):
    """All plans and duties as they should be."""

    def __init__(self) -> None:
        super().__init__()
        self.plans: dict[str, Held] = {}
        self._of_task: dict[tuple[str, str], list[Owed]] = {}
        self.successors: dict[str, str] = {}

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
                self.happened += [Happening(duty, "gain") for duty in self.of_task((plan.number, number))]

    def _another_day(self, task: tuple[str, str], day: date) -> None:
        for duty in self.of_task(task):
            if duty.state in {*WORKING, "reported", "refused"} and duty.due == duty.slot:
                self.move(duty, day)
                self.happened.append(Happening(duty, "move"))
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

    def cause(self, duty: Owed, event: str, *, at: datetime, owner: str = "", on: date | None = None) -> None:
        """An event of the lifecycle's table happens."""
        after = {
            "accept": "in_progress",
            "note_progress": "in_progress",
            "report": "reported",
            "recall_report": "in_progress",
            "confirm": "completed",
            "recall_confirmation": "reported",
            "return": "in_progress",
            "refuse": "refused",
            "reassign": "assigned",
            "withdraw": "withdrawn",
            "reopen": "in_progress",
        }[event]
        if event in {"reopen", "recall_confirmation"}:
            self._leave_to_heir(duty)
        if event == "report":
            duty.reported_on, duty.handed_in = on or self.today, self.today
            duty.reports += 1
        if event == "confirm":
            duty.confirmed_at = at
        if event == "return":
            self._returned(duty)
        if event in {"recall_report", "return", "reopen"}:
            duty.reported_on = None
        waits = event == "reopen" and self._has_no_day(duty)
        if event in {"reassign", "reopen"}:
            self._owed_anew(duty, waits)
        former = duty.owner if event == "reassign" else ""
        if event == "reassign":
            self._pass_on(duty, owner)
            duty.given_on = self.today
        self._become(duty, "waiting" if waits and duty.due is None else after)
        self.happened.append(Happening(duty, event, former))
        if event in {"recall_report", "return"}:
            self._came_back(duty, self.plans[duty.plan])
        if duty.event and duty.due is None and duty.state in WORKING:
            # Its event was taken back while it was reported or refused.
            self.wait_again(duty)

    def _came_back(self, duty: Owed, held: Held) -> None:
        """What happened to the plan, the row or the agency while the report waited happens to the duty."""
        if held.replaced:
            self._become(duty, "superseded")
            self.happened.append(Happening(duty, "supersede"))
        elif held.closed or duty.row in held.gone or self._heir_goes_on(duty):
            self._withdraw(duty)
        else:
            self._leave_to_heir(duty)

    def _has_no_day(self, duty: Owed) -> bool:
        """Nothing gives a day to what hangs on an event but the event, as long as it stands, or a person."""
        return bool(duty.event) and (duty.due is None or self.has_lost_its_day(duty))

    def _owed_anew(self, duty: Owed, waits: bool) -> None:
        """Who is given it on its last working day, or later, has the usual term."""
        happened = self.fired.get((duty.plan, duty.event))
        if waits and happened:
            self.dated_by_event(duty, happened)
        elif waits:
            duty.event_entered = None
            self.move(duty, None)
        elif duty.due:
            corrected = self.corrected_meanwhile(duty)
            if last_working(corrected or duty.due) <= self.today:
                self.move(duty, working_after(self.today, USUAL_TERM))
            elif corrected and happened:
                self.dated_by_event(duty, happened)
                self.move(duty, corrected, how="event")

    def _returned(self, duty: Owed) -> None:
        """The days that a report lay are given back, as a counted term is; who was in time can still be in time."""
        if not duty.due or not duty.handed_in or not duty.reported_on:
            return
        lay = self.today - duty.handed_in
        due = duty.due + lay
        if duty.reported_on <= duty.due:
            due, first = next_working(due) if lay else due, working_after(self.today, 1)
            due = due if last_working(due) >= first else first
        if due != duty.due:
            duty.lay += due - duty.due
            self.move(duty, due, how="return")

    def own_of_heir(self, duty: Owed) -> Owed | None:
        """The same duty of whoever the duty's agency was merged into."""
        heir = self.heir(duty.owner)
        same = (each for each in self.of_task(duty.task) if each.slot == duty.slot and each.owner == heir)
        return None if heir == duty.owner else next(same, None)

    def _leave_to_heir(self, duty: Owed) -> None:
        """What is taken up again of a merged agency's is its successor's, unless that has the same."""
        if self.heir(duty.owner) != duty.owner and self.own_of_heir(duty) is None:
            self._pass_on(duty, self.heir(duty.owner))
            self.happened.append(Happening(duty, "reassign"))

    def _heir_goes_on(self, duty: Owed) -> bool:
        """Whether a successor has what a merged agency reported: what was withdrawn from it begins anew."""
        own = self.own_of_heir(duty)
        if own is not None and own.state == "withdrawn":
            self._go_on(own, duty)
        return own is not None and own.state != "superseded"

    def may_recall(self, duty: Owed, at: datetime) -> bool:
        """Whether who confirmed may take that back: within a day, unless something came of the duty since."""
        fresh = duty.confirmed_at is not None and at - duty.confirmed_at <= _SECOND_THOUGHTS
        return fresh and duty.state == "completed"

    def say(self, duty: Owed, what: str, words: str) -> None:
        """Somebody gives an opinion: a leader directs, a cooperating agency comments. Nothing changes."""
        self.happened.append(Happening(duty, what, words=words))

    def helping(self, duty: Owed) -> set[str]:
        """Who cooperates in a duty: as printed, but for who leads its occurrence."""
        leading = {each.owner for each in self.of_task(duty.task) if each.slot == duty.slot}
        return {self.heir(code) for code in all_members(self.row(duty.task).cooperating)} - leading

    def _pass_on(self, duty: Owed, owner: str) -> None:
        if duty.number:
            duty.left.append((duty.owner, self.today))
        duty.owner = owner

    def _become(self, duty: Owed, state: str) -> None:
        duty.state = state
        if state in CLOSED_UNDONE or state == "completed":
            duty.ended_on = self.today

    def ask_extension(self, duty: Owed, due: date) -> None:
        duty.wished = due
        self.happened.append(Happening(duty, "request"))

    def grant_extension(self, duty: Owed, due: date | None) -> None:
        granted = due or duty.wished
        self.move(duty, granted)
        duty.extensions += 1
        self.happened.append(Happening(duty, "move"))

    def deny_extension(self, duty: Owed) -> None:
        duty.wished = None
        self.happened.append(Happening(duty, "deny"))

    def reschedule(self, duty: Owed, due: date) -> None:
        self.move(duty, due)
        self.happened.append(Happening(duty, "move"))
        if duty.state == "waiting":
            duty.state = "assigned"
            duty.event = ""

    # What happens to many at once.

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
            self._pass_on(duty, new)
            if duty.number:
                self.happened.append(Happening(duty, "reassign"))
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
        self._go_on(own, duty)
        if duty.state == "waiting":
            self._become(own, "waiting")
            own.event_entered = None
        elif duty.state == "reported":
            self._report_along(own, duty)

    def _go_on(self, own: Owed, duty: Owed) -> None:
        """A duty begins anew where another stands, on its day, as it hangs on its event."""
        waits = duty.event and duty.due is None and duty.state != "reported"
        self._become(own, "waiting" if waits else "in_progress")
        self.move(own, duty.due)
        own.event, own.event_entered, own.event_on = duty.event, duty.event_entered, duty.event_on
        own.firing, own.lay, own.decided = duty.firing, duty.lay, duty.decided
        self.happened.append(Happening(own, "reopen"))

    def _report_along(self, own: Owed, duty: Owed) -> None:
        own.reported_on, own.handed_in = duty.reported_on, self.today
        own.reports += 1
        self._become(own, "reported")
        self.happened.append(Happening(own, "report"))

    def _withdraw(self, duty: Owed) -> None:
        self._become(duty, "withdrawn")
        self.happened.append(Happening(duty, "withdraw"))

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
                self.happened.append(Happening(duty, "supersede" if state == "superseded" else "withdraw"))

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
