"""Who should be told of what, by DESIGN section 6: the ladder's rungs, each once, to whom they speak."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from bench.office.bodies import COORDINATOR, LEADERSHIP, Person
from bench.office.duty_model import OfficeModel
from bench.office.owed import WORKING, Owed
from bench.office.working_calendar import last_working, working_after

_DAY = timedelta(days=1)


class Rung(NamedTuple):
    """A rung of the ladder as `config/escalation.toml` has it: to whom, how far from the last working day."""

    name: str
    audience: str
    offset: int
    working: bool
    weekly: bool = False


RUNGS = (
    Rung("lead-15", "lead", -15, working=False),
    Rung("lead-7", "lead", -7, working=False),
    Rung("lead-3", "lead", -3, working=True),
    Rung("cooperating-3", "cooperating", -3, working=True),
    Rung("lead-1", "lead", -1, working=True),
    Rung("cooperating-1", "cooperating", -1, working=True),
    Rung("lead-0", "lead", 0, working=True),
    Rung("coordinator-0", "coordinator", 0, working=True),
    Rung("coordinator+1", "coordinator", 1, working=True),
    Rung("lead+1", "lead", 1, working=True),
    Rung("head+5", "head", 5, working=True),
    Rung("leadership+15", "leadership", 15, working=True),
    Rung("lead-weekly", "lead", 2, working=True, weekly=True),
    Rung("coordinator-weekly", "coordinator", 16, working=True, weekly=True),
)
AUDIENCES = ("lead", "cooperating", "coordinator", "head", "leadership")
# Of a refused duty only those hear who can do something about it.
_OF_REFUSED = ("coordinator", "leadership")


class Telling(NamedTuple):
    """One person to be told of one duty's rung. `due` is the day it speaks of.

    `of` is the duty; who cooperates is told once of an occurrence, however many lead it.
    """

    task: tuple[str, str]
    of: str
    step: str
    due: date
    recipient: str


class Absence(NamedTuple):
    """From which day to which somebody is away, and the address of who stands in; "" for nobody."""

    first: date
    last: date
    stand_in: str


@dataclass
class LadderModel:
    """What the ladder has said, and what it is to say next."""

    office: OfficeModel
    people: tuple[Person, ...]
    last_run: date | None = None
    said: set[tuple[object, ...]] = field(default_factory=set)
    away: dict[str, Absence] = field(default_factory=dict)
    _merged: int = -1
    _by_role: dict[tuple[str, str], list[Person]] = field(default_factory=dict)

    def run(self) -> Counter[Telling]:
        """Ask as of today which rungs were reached since the last run; several of one audience become the latest."""
        today, found = self.office.today, Counter[Telling]()
        for duty in self.office.duties:
            if duty.number and duty.due and duty.state in {*WORKING, "refused"}:
                found.update(self._of(duty, today))
        self.last_run = today
        return found

    def _of(self, duty: Owed, today: date) -> Iterator[Telling]:
        for audience in AUDIENCES:
            if duty.state == "refused" and audience not in _OF_REFUSED:
                continue
            rung = _farthest(audience, duty.due, today)
            if rung is None or (day := self._newly(duty, rung, today)) is None:
                continue
            if rung.weekly and not self.office.plans[duty.plan].runs(today):
                # A plan whose years are over is asked about once instead.
                continue
            yield from self._once(duty, rung, day)

    def _newly(self, duty: Owed, rung: Rung, today: date) -> date | None:
        """The rung's last day if it came since the last run, or at all for a duty dated since the day before that.

        An import that runs over midnight dates its duties with the day it began on.
        """
        assert duty.due is not None
        since = None if self.last_run is None or duty.dated_on >= self.last_run - _DAY else self.last_run
        day = _day(rung, duty.due, today)
        return day if day and (since is None or day > since) else None

    def _once(self, duty: Owed, rung: Rung, day: date) -> Iterator[Telling]:
        """A rung is told once of a duty and its day: who comes to stand in for somebody later isn't told anew."""
        assert duty.due is not None
        shared = rung.audience == "cooperating"
        if shared and duty.number != self._first(duty):
            return
        occasion = day if rung.weekly else duty.due
        of = f"occurrence {duty.slot}" if shared else f"duty {duty.number}"
        key = (duty.number, rung.name, duty.due, occasion)
        if key not in self.said:
            self.said.add(key)
            for recipient in self._audience(duty, rung.audience):
                yield Telling(duty.task, of, rung.name, duty.due, recipient)

    def _first(self, duty: Owed) -> int:
        """The duty that stands for all that are due on its day, of its occurrence, and not reported."""
        same = (duty.slot, duty.due)
        return min(
            each.number
            for each in self.office.of_task(duty.task)
            if each.number and each.state in WORKING and (each.slot, each.due) == same
        )

    def _audience(self, duty: Owed, audience: str) -> Collection[str]:
        match audience:
            case "lead":
                return self.staff(duty.owner)
            case "head":
                return self.reach(duty.owner, "head")
            case "coordinator":
                return self.staff(COORDINATOR)
            case "leadership":
                return self.reach(LEADERSHIP, "head")
            case _:
                # Whose own agency helps hears of that, and for those that nobody can be told for beside it.
                found = [self.own(code) for code in self.office.helping(duty)]
                instead = set[str]() if all(found) else self.own(COORDINATOR)
                return [*set[str]().union(*found), *instead]

    def staff(self, code: str) -> set[str]:
        """The addresses of an agency's staff, or who hears instead of them."""
        return self.reach(code, "staff")

    def reach(self, code: str, role: str) -> set[str]:
        """Those of an agency in a role; nobody there: its back-up; none: the coordinator's staff, then its back-up."""
        return self.own(code, role) or self.own(COORDINATOR)

    def own(self, code: str, role: str = "staff") -> set[str]:
        """Those of an agency in a role, else its back-up, else nobody."""
        return self._addresses(code, role) or self._addresses(code, "backup")

    def _addresses(self, code: str, role: str) -> set[str]:
        """Whoever is there, and of who is away the stand-in who is."""
        found = (self._instead_of(person.address) for person in self._persons(code, role))
        return {address for address in found if address}

    def _instead_of(self, address: str) -> str:
        if not self._is_away(address):
            return address
        stand_in = self.away[address].stand_in
        return "" if self._is_away(stand_in) else stand_in

    def _is_away(self, address: str) -> bool:
        absence = self.away.get(address)
        return absence is not None and absence.first <= self.office.today <= absence.last

    def _persons(self, code: str, role: str) -> list[Person]:
        if self._merged != len(self.office.successors):
            self._merged, self._by_role = len(self.office.successors), {}
            for person in self.people:
                self._by_role.setdefault((self.office.heir(person.agency), person.role), []).append(person)
        return self._by_role.get((code, role), [])


@lru_cache(maxsize=4096)
def _farthest(audience: str, due: date | None, today: date) -> Rung | None:
    """The rung to speak; after "3 working days before" nobody says "7 days before", wherever a long holiday puts it."""
    reached = [rung for rung in RUNGS if rung.audience == audience and _day(rung, due, today)]
    return max(reached, key=lambda each: each.offset, default=None)


def _day(rung: Rung, due: date | None, today: date) -> date | None:
    """The rung's last day up to today; None where it hasn't come yet."""
    if due is None or _first_day(rung, due) > today:
        return None
    if not rung.weekly:
        return _first_day(rung, due)
    monday = today - today.weekday() * _DAY
    return monday if monday >= _first_day(rung, due) else None


@cache
def _first_day(rung: Rung, due: date) -> date:
    base = last_working(due)
    return working_after(base, rung.offset) if rung.working else base + rung.offset * _DAY
