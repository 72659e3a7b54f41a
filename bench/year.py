"""An office's year against a second opinion: 0 differences in duties, notices, letters, calendars and report cards.

`python -m bench.year [--quick] [--seed N] [--days N] [--plan NUMBER] [--database sqlite|postgresql]`. A model written
from the design and the law (`bench/office`), which imports nothing of the program, is told the same acts as a real
installation, day by day for 15 months: plans come, are amended and replaced, events happen, agencies merge, people act
by lot, some days nobody runs anything, on others the day's work runs twice or dies halfway. After each run everything
is compared.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import monotonic

import structlog

from bench.databases import BACKENDS
from bench.office.bodies import COORDINATOR, all_members, communes, people_of
from bench.office.comparing import Comparison, Difference
from bench.office.duty_model import OfficeModel
from bench.office.ladder_model import LadderModel
from bench.office.life import Life
from bench.office.news_model import NewsModel
from bench.office.printed_plans import PrintedPlan, amended, invented_plan, seed_plans
from bench.office.program import Program, a_program, moment
from bench.office.working_calendar import works
from bench.report import Claim, finish
from bench.wheel_postgresql import HASTY, wheel_postgresql

FIRST = date(2025, 12, 1)
# The seed plans and the day of the year on which each comes.
_SEEDS = {"552/KH-UBND": 0, "136/KH-UBND": 2, "283/KH-UBND": 5, "50/KH-UBND": 49}
# The days on which a plan comes in another wording, agencies merge, a plan whose years are over is closed, a newer one
# replaces an older one, and somebody runs the day's work for a day that hasn't come.
_AMENDED = {52: "702/KH-UBND", 140: "703/KH-UBND", 160: "702/KH-UBND", 300: "704/KH-UBND"}
_MERGED = {
    22: (communes()[5], communes()[6]),
    43: ("so-xay-dung", "so-tu-phap"),
    150: (communes()[8], communes()[9]),
    300: ("so-y-te", "thanh-tra-tinh"),
}
_CLOSED = {50: "701/KH-UBND", 75: "136/KH-UBND"}
_REPLACED = {240: ("702/KH-UBND", "704/KH-UBND")}
_AHEAD = {29: 20, 57: 3, 205: 45}


@dataclass(frozen=True, kw_only=True)
class Year:
    """One simulated office: its lots, how long, the numbers of its seed plans, and the rows of an invented one."""

    seed: int
    days: int
    seeds: tuple[str, ...]
    rows: int


@dataclass
class Simulation:
    """A year as it goes."""

    year: Year
    program: Program
    office: OfficeModel
    ladder: LadderModel
    news: NewsModel
    life: Life
    comparison: Comparison
    chance: Random

    def plans(self) -> dict[int, PrintedPlan]:
        """Which plan comes on which day of the year."""
        known = seed_plans()
        plans = {day: known[number] for number, day in _SEEDS.items() if number in self.year.seeds}
        for place, day in enumerate((1, 35, 110, 230, 340, 400)):
            issued = FIRST + timedelta(days=day - self.chance.randint(1, 6))
            plans[day] = invented_plan(f"{701 + place}/KH-UBND", issued, self.chance, rows=self.year.rows)
        return plans

    def run(self) -> None:
        """Go through the days."""
        plans = self.plans()
        started = monotonic()
        for number in range(self.year.days):
            self.office.today = FIRST + timedelta(days=number)
            self._morning(number, plans.get(number))
            self._work(number)
            self._afternoon(number)
            self.office.remember()
            self._past()
            if number % 10 == 9:
                self._say(number + 1, monotonic() - started)

    def _morning(self, number: int, plan: PrintedPlan | None) -> None:
        self.program.at(moment(self.office.today, 7))
        if plan is not None:
            self.program.take_in(plan, COORDINATOR)
            self.office.take_in(plan)
            self.news.note_who_hears(plan.number)
            self.comparison.duties(swept=False)
        if number in _AMENDED:
            changed = amended(self.office.plans[_AMENDED[number]].printed, self.office.today, self.chance)
            self.program.take_in(changed, COORDINATOR)
            self.office.amend(changed)
            self.comparison.duties(swept=False)

    def _work(self, number: int) -> None:
        """The day's work at eight: now and then nobody runs it, it runs twice, or dies before it sends."""
        lot = self.chance.random()
        if lot < 0.06 and number not in _AHEAD:
            return
        self.program.at(moment(self.office.today, 8))
        if number in _AHEAD:
            self._work_ahead(self.office.today + timedelta(days=_AHEAD[number]))
        if lot > 0.95:
            self.program.die_halfway()
        self.program.work()
        if lot > 0.9:
            self.program.at(moment(self.office.today, 8, 20))
            self.program.work()
        self._compare()

    def _work_ahead(self, day: date) -> None:
        """What it did is taken back by the true run, but for what came to be laid out: that is early and no more."""
        self.program.work_ahead(day)
        self.office.extend(day)

    def _compare(self) -> None:
        self.office.extend()
        self.comparison.duties(swept=True)
        new = self.comparison.notices(self.ladder.run(), self.news.run())
        self.comparison.letters(new, self.news.words)
        owners = sorted({duty.owner for duty in self.office.duties})
        self.comparison.calendars(self.chance.sample(owners, min(6, len(owners))))

    def _afternoon(self, number: int) -> None:
        if works(self.office.today) or self.chance.random() < 0.1:
            self.life.a_day(0.06)
        if number in _MERGED:
            self.life.merge(*_MERGED[number])
        if number in _REPLACED:
            self.life.at_next_minute()
            self.program.replace_plan(*_REPLACED[number])
            self.office.replace_plan(_REPLACED[number][0])
        if (ended := _CLOSED.get(number)) in self.office.plans:
            self.life.at_next_minute()
            self.program.close_plan(ended)
            self.office.close_plan(ended)
        self.comparison.duties(swept=False)

    def _past(self) -> None:
        if self.office.today > FIRST + timedelta(days=5) and self.chance.random() < 0.3:
            self.comparison.report_card(self.office.today - timedelta(days=self.chance.randint(0, 40)))

    def _say(self, days: int, seconds: float) -> None:
        counted = sum(self.comparison.compared.values())
        lived = (
            f"{self.office.today} day {days}/{self.year.days}: {len(self.office.duties)} duties, {self.life.acts} acts"
        )
        found = f"{counted:,} comparisons, {len(self.comparison.differences)} differences"
        print(f"  {lived}, {found}, {seconds:.0f} s", file=sys.stderr)


@contextmanager
def simulation(year: Year, database_url: str) -> Iterator[Simulation]:
    """Give a year that hasn't begun, in a folder of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="dondoc-year-") as folder,
        a_program(Path(folder), database_url, FIRST) as program,
    ):
        chance = Random(year.seed)
        people = people_of(all_members(_LISTENING), chance)
        program.at(moment(FIRST, 7))
        program.take_in_people(people)
        office = OfficeModel()
        ladder = LadderModel(office, people)
        comparison = Comparison(program, office, ladder)
        news, life = NewsModel(office, ladder), Life(program, office, ladder, chance, comparison)
        yield Simulation(year, program, office, ladder, news, life, comparison, chance)


_LISTENING = ("cac-so-ban-nganh-dia-phuong", "van-phong-ubnd-tinh", "cac-doan-the", "lien-hiep-hoi-khoa-hoc-ky-thuat")


def main() -> None:
    """Run the year on each database; print progress, figures, and the first differences."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--seed", type=int, default=17)
    asked.add_argument("--days", type=int)
    asked.add_argument("--plan", choices=_SEEDS, action="append", help="seed plans to take in; by default all")
    asked.add_argument("--database", choices=BACKENDS, action="append")
    given = asked.parse_args()
    year = Year(
        seed=given.seed,
        days=given.days or (60 if given.quick else 455),
        seeds=tuple(given.plan or (() if given.quick else _SEEDS)),
        rows=12 if given.quick else 40,
    )
    structlog.configure(processors=[_nothing])
    differences: dict[str, list[Difference]] = {}
    figures: dict[str, object] = {}
    with ExitStack() as stack:
        for backend in given.database or BACKENDS:
            print(f"{backend}, seed {year.seed}, {year.days} days", file=sys.stderr)
            url = "" if backend == "sqlite" else stack.enter_context(wheel_postgresql(HASTY))
            with simulation(year, url) as simulated:
                simulated.run()
            differences[backend] = simulated.comparison.differences
            figures[backend] = _figures(simulated)
    claims = [
        Claim(name=f"{backend}_differences", value=len(found), at_most=0) for backend, found in differences.items()
    ]
    finish("year", claims, figures)


def _nothing(*_: object) -> str:
    raise structlog.DropEvent


def _figures(simulated: Simulation) -> dict[str, object]:
    compared: Counter[str] = simulated.comparison.compared
    return {
        "days": simulated.year.days,
        "duties": len(simulated.office.duties),
        "acts": simulated.life.acts,
        "comparisons": sum(compared.values()),
        "compared": dict(compared),
    }


if __name__ == "__main__":
    main()
