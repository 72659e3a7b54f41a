"""What people should be told beside the ladder: what happened to their duties, what to decide, their plans' days.

Each happening is told once, by the next run, to whoever it then concerns.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from bench.office.bodies import COORDINATOR, PROPOSER
from bench.office.duty_model import OfficeModel
from bench.office.kept_facts import Held
from bench.office.ladder_model import LadderModel
from bench.office.owed import OPEN, WORKING, Owed
from bench.office.working_calendar import working_after

_DAY = timedelta(days=1)
# What is told by which act of the lifecycle, and of what the plan's coordinator must decide.
# An opinion changes nothing and is told in its own words.
SAID = ("comment", "direct")
HEARD = (
    *SAID,
    "confirm",
    "recall_confirmation",
    "return",
    "withdraw",
    "supersede",
    "reassign",
    "reopen",
    "unfire",
    "dated",
    "correct",
    "move",
    "deny",
)
# A report whose confirmation was taken back waits for a decision again.
DECIDED = ("report", "refuse", "request", "recall_confirmation")
STEPS = ("opened", "changed", "gained", "directed", "handed_away", "decide", "unconfirmed", "unconfirmed-head")
# Whoever is told of one decision is told of all that wait under its plan.
LISTING = ("decide", "unconfirmed")
PLAN_STEPS = ("new", "report_cycle", "weekly", "ended", "watch", "proposed", "answered")


class Piece(NamedTuple):
    """One person to be told of one thing: of a duty by its number, of a plan, or of an agency's part in it."""

    of: object
    step: str
    recipient: str


@dataclass
class NewsModel:
    """What was told, and what is to be told next."""

    office: OfficeModel
    ladder: LadderModel
    told: set[tuple[object, ...]] = field(default_factory=set)
    # The words that somebody's next letter brings, by its recipient.
    words: dict[str, list[str]] = field(default_factory=dict)

    def run(self) -> Counter[Piece]:
        """What the day's work tells now."""
        pieces = Counter(self._happened())
        pieces.update(self._unconfirmed())
        for number, held in self.office.plans.items():
            pieces.update(self._of_plan(number, held))
        pieces.update(self._of_words())
        return pieces

    def note_who_hears(self, number: str) -> None:
        """Keep who hears of a plan as it is announced, and whom nobody speaks for then."""
        held = self.office.plans[number]
        held.heard_at_first = {code: frozenset(self.ladder.staff(code)) for code, _ in held.told_at_first}
        held.untold = {code for code, _ in held.told_at_first if not self.ladder.own(code)}

    def _happened(self) -> Iterator[Piece]:
        happened, self.office.happened = self.office.happened, []
        for duty, what, former, words in happened:
            lead, coordinator = self.ladder.staff(self.office.heir(duty.owner)), self.ladder.staff(COORDINATOR)
            if what in DECIDED:
                yield from self._told(duty.number, "decide", coordinator)
            if what == "fire":
                yield from self._told(duty.number, "opened", lead)
            if what == "gain":
                yield from self._told(duty.number, "gained", lead)
            if what in HEARD:
                yield from self._told(duty.number, "changed", lead)
            if what == "direct":
                yield from self._told(duty.number, "directed", coordinator)
            if words:
                for recipient in lead | (coordinator if what == "direct" else set()):
                    self.words.setdefault(recipient, []).append(words)
            if former:
                yield from self._told(duty.number, "handed_away", self.ladder.staff(former))

    def _told(self, of: object, step: str, recipients: Iterable[str]) -> Iterator[Piece]:
        return (Piece(of, step, recipient) for recipient in recipients)

    def _unconfirmed(self) -> Iterator[Piece]:
        for duty in self.office.duties:
            if duty.state != "reported" or duty.handed_in is None:
                continue
            for count, step, role in ((5, "unconfirmed", "staff"), (10, "unconfirmed-head", "head")):
                late = working_after(duty.handed_in, count) <= self.office.today
                if late:
                    people = self.ladder.reach(COORDINATOR, role)
                    yield from self._told(duty.number, step, self._newly(people, duty.number, step, duty.reports))

    def _of_plan(self, number: str, held: Held) -> Iterator[Piece]:
        today = self.office.today
        duties = [duty for duty in self.office.duties if duty.plan == number and duty.number]
        owing = {duty.owner for duty in duties if duty.state in OPEN and duty.state != "waiting"}
        if held.taken_in <= today and self._first(number, "new"):
            for code, heard in held.heard_at_first.items():
                yield from self._told((number, code), "new", heard)
            held.untold = {code for code in held.untold if not self.ladder.own(code)}
        # Whom nobody spoke for then hears of the plan once somebody does.
        elif not (held.replaced or held.closed):
            for code in sorted(held.untold & {duty.owner for duty in duties if duty.state in OPEN}):
                if people := self.ladder.own(code):
                    held.untold.remove(code)
                    yield from self._told((number, code), "new", people)
        if (day := self._report_day(held, today)) and held.runs(today):
            reached = [count for count in (5, 1) if working_after(day, -count) <= today]
            people = {each for code in {*owing, COORDINATOR} for each in self.ladder.own(code)}
            newly = self._newly(people, number, "report_cycle", day, min(reached)) if reached else set()
            yield from self._told(number, "report_cycle", newly)
        monday = today.weekday() == 0 and not (held.replaced or held.closed)
        pressing = any(_pressing(duty, today, ended=held.printed.last < today) for duty in duties)
        staff = self.ladder.staff(COORDINATOR)
        if monday and pressing:
            yield from self._told(number, "weekly", self._newly(staff, number, "weekly", today))
        over = held.printed.last < today and not (held.replaced or held.closed)
        if over and any(duty.state in OPEN for duty in duties):
            yield from self._told(number, "ended", self._newly(staff, number, "ended"))
        yield from self._watched(number, held, duties)

    def _report_day(self, held: Held, today: date) -> date | None:
        if held.reports is None:
            return None
        days = held.reports.days_within(max(today, held.printed.first), held.printed.last)
        return min(days, default=None)

    def _watched(self, number: str, held: Held, duties: list[Owed]) -> Iterator[Piece]:
        """Every thirty days the coordinator is asked whether an awaited event has happened."""
        waiting = {
            duty.event for duty in duties if duty.state == "waiting" and (number, duty.event) not in self.office.fired
        }
        for event in sorted(waiting):
            since = self.office.awaited_anew.get((number, event), held.taken_in)
            periods = (self.office.today - since) // (30 * _DAY)
            if periods:
                asked = self._newly(self.ladder.staff(COORDINATOR), number, "watch", event, since, periods)
                yield from self._told(number, "watch", asked)

    def _of_words(self) -> Iterator[Piece]:
        """Who says that an event happened is put to the coordinator each week until it is decided, and answered."""
        answered, self.office.answered = self.office.answered, []
        for word in answered:
            yield Piece(word.plan, "answered", PROPOSER)
        monday = self.office.today - self.office.today.weekday() * _DAY
        for word in self.office.words:
            held = self.office.plans[word.plan]
            if word.state == "open" and not (held.replaced or held.closed):
                people = self._newly(self.ladder.staff(COORDINATOR), "proposed", word.number, monday)
                yield from self._told(word.plan, "proposed", people)

    def _newly(self, people: set[str], *occasion: object) -> set[str]:
        """Those who haven't heard of it: what still waits is put to whoever comes to speak for the coordinator."""
        return {each for each in people if self._first(*occasion, each)}

    def _first(self, *occasion: object) -> bool:
        if occasion in self.told:
            return False
        self.told.add(occasion)
        return True


def tells(step: str, of: str, duty: Owed, today: date, office: OfficeModel) -> bool:
    """Whether what is told of a plan lists one of its duties: of a new one an agency's, of a week what presses."""
    if step == "new":
        return duty.owner == of and duty.state in OPEN
    if step == "weekly":
        return _pressing(duty, today, ended=office.plans[duty.plan].printed.last < today)
    return step == "ended" and duty.state in OPEN


def undecided(duty: Owed) -> bool:
    """Whether it waits for its coordinator: a report to confirm, a refusal, a wish for a later day."""
    return duty.state in {"reported", "refused"} or (duty.wished is not None and duty.state in OPEN)


def _pressing(duty: Owed, today: date, *, ended: bool) -> bool:
    """Whether it is overdue, falls due by Sunday, or waits for a decision; of an ended plan only the last counts."""
    sunday = today + (6 - today.weekday()) * _DAY
    return undecided(duty) or (
        not ended and duty.state in {*WORKING, "refused"} and duty.due is not None and duty.due <= sunday
    )
