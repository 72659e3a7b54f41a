"""Awaited events as they should be: firing, correcting, taking back, and what people say about them."""

from collections.abc import Iterator
from datetime import date

from bench.office.kept_facts import Happening, Word
from bench.office.owed import CLOSED_UNDONE, STAYING, WORKING, Owed
from bench.office.working_calendar import last_working, term_end, working_after

USUAL_TERM = 10


class AwaitedEvents:
    """The duties of an office and the events that they wait for."""

    def __init__(self) -> None:
        self.duties: list[Owed] = []
        self.fired: dict[tuple[str, str], date] = {}
        # How often each happened, as far as was recorded.
        self.firings: dict[tuple[str, str], int] = {}
        # Since when an event that was taken back is awaited again.
        self.awaited_anew: dict[tuple[str, str], date] = {}
        self.happened: list[Happening] = []
        self.words: list[Word] = []
        self.answered: list[Word] = []
        self.today = date.min

    def move(self, duty: Owed, due: date | None, *, how: str = "decision") -> None:
        """Give a duty another day, by its `event`, a `return` or a decision; what was asked for outlives a return."""
        duty.dated_on = self.today
        duty.due = due
        if how != "return":
            duty.wished = None
        if how == "decision" and due is not None:
            duty.decided = True

    def awaited(self) -> list[tuple[str, str]]:
        """The events that somebody waits for, by plan and words."""
        return sorted({(duty.plan, duty.event) for duty in self.duties if duty.state == "waiting"})

    def fire(self, plan: str, event: str, on: date) -> list[Owed]:
        """An awaited event happened: each duty that waits gets its day by its term, or the usual one."""
        self.fired[plan, event] = on
        self.firings[plan, event] = self.firings.get((plan, event), 0) + 1
        for word in self.open_words(plan, event):
            self.decide(word, "overtaken")
        moved = [duty for duty in self._awaiting(plan, event) if duty.state == "waiting" or duty.is_undated]
        for duty in moved:
            self.begin(duty, on)
        return moved

    def begin(self, duty: Owed, on: date) -> None:
        """Its event gives a duty its day: what waits begins, what was reported, refused or done is judged by it."""
        self.dated_by_event(duty, on)
        duty.ended_on = duty.ended_on and self.today
        self.happened.append(Happening(duty, "fire" if duty.state == "waiting" else "dated"))
        duty.state = "assigned" if duty.state == "waiting" else duty.state

    def dated_by_event(self, duty: Owed, on: date) -> None:
        """A duty gets the day of its event, entered today."""
        duty.event_entered, duty.event_on = self.today, on
        duty.firing = self.firings[duty.plan, duty.event]
        duty.lay, duty.decided = duty.lay * 0, False
        self.move(duty, self._day_after(duty, on, self.today), how="event")

    def correct(self, plan: str, event: str, on: date) -> None:
        """It happened on another day, or by another document: who hangs on it hears so, also where the day stays.

        A day that people decided since stays; days that a return gave are added to the new one too.
        """
        self.fired[plan, event] = on
        for duty in self._awaiting(plan, event):
            if duty.event_entered is None or duty.state in (*CLOSED_UNDONE, "waiting"):
                continue
            due = self._to_be_met(duty, self._day_after(duty, on, duty.event_entered) + duty.lay)
            duty.event_on = on
            if not duty.decided and due != duty.due:
                self.move(duty, due, how="event")
                duty.ended_on = duty.ended_on and self.today
            self.happened.append(Happening(duty, "correct"))

    def _to_be_met(self, duty: Owed, due: date) -> date:
        """A correction makes nobody overdue who was in time; who was late stays so, or gets a day that can be met."""
        if duty.state in {"reported", "completed"} or duty.due is None or last_working(due) > self.today:
            return due
        if duty.due >= self.today and due < duty.due:
            return min(duty.due, working_after(self.today, USUAL_TERM))
        return working_after(self.today, 1) if duty.due < self.today <= due else due

    def corrected_meanwhile(self, duty: Owed) -> date | None:
        """The day of a duty that was closed when its event was corrected, None where it has the right one."""
        on = self.fired.get((duty.plan, duty.event))
        if on is None or duty.event_entered is None or duty.decided or duty.event_on == on or duty.due is None:
            return None
        due = self._to_be_met(duty, self._day_after(duty, on, duty.event_entered) + duty.lay)
        return None if due == duty.due else due

    def has_lost_its_day(self, duty: Owed) -> bool:
        """Whether the firing that gave a closed duty its day was taken back meanwhile."""
        event = (duty.plan, duty.event)
        return duty.event_entered is not None and (event not in self.fired or duty.firing != self.firings[event])

    def _day_after(self, duty: Owed, on: date, entered: date) -> date:
        """By its term; where that has passed, the usual one from the entry on, and of "ngay" the next working day."""
        if duty.count == 0:
            return working_after(max(on, entered), 1)
        due = working_after(on, USUAL_TERM) if duty.count is None else term_end(on, duty.count, duty.unit)
        return due if last_working(due) > entered else working_after(entered, USUAL_TERM)

    def unfire(self, plan: str, event: str) -> None:
        """It didn't happen after all: who is at it waits again, from today on; the others are without a day."""
        del self.fired[plan, event]
        self.awaited_anew[plan, event] = self.today
        for duty in self._awaiting(plan, event):
            if duty.state in WORKING or (duty.state in STAYING and duty.due):
                self.wait_again(duty)

    def wait_again(self, duty: Owed) -> None:
        """Its event is awaited again: a duty has no day."""
        if duty.state in WORKING:
            duty.state = "waiting"
        duty.event_entered = None
        duty.ended_on = duty.ended_on and self.today
        self.move(duty, None)
        self.happened.append(Happening(duty, "unfire"))

    # What people say about awaited events.

    def propose(self, word: Word) -> None:
        self.words.append(word)

    def open_words(self, plan: str, event: str) -> list[Word]:
        """What was said of an event and is undecided."""
        return [word for word in self.words if (word.plan, word.event, word.state) == (plan, event, "open")]

    def decide(self, word: Word, state: str) -> None:
        """Somebody's word is accepted, refused, or overtaken by the event; he is to hear of it."""
        word.state = state
        self.answered.append(word)

    def _awaiting(self, plan: str, event: str) -> Iterator[Owed]:
        return (duty for duty in self.duties if duty.plan == plan and duty.event == event and event)
