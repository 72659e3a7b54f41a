"""The plans that somebody sees, with how far they are; and one plan whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from base.vietnamese import capitalise
from services.installation import Installation
from services.screens.memory import Memory
from workflow.people.grants import Actor
from workflow.registry.registration import read_in_plan
from workflow.report_card import CardLine, ReportCard, Scope, Tally
from workflow.rights import sight
from workflow.store.duties.reading import PlanBrief, plans
from workflow.store.duties.sighting import in_sight
from workflow.store.figures.plan_facts import PlanFacts, UnknownPlanPage, plan_facts
from workflow.store.figures.report_card import read_report_card

_REPORT_DAYS = 6


@dataclass(frozen=True, kw_only=True)
class PlanStanding:
    """A plan and how many of its duties stand in each group; `over` says why it is no longer in force."""

    plan: PlanBrief
    tally: Tally
    over: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownPlan:
    """A plan with its figures by section and agency, and the next days on which it is reported on."""

    facts: PlanFacts
    card: ReportCard
    sections: Sequence[CardLine]
    report_days: Sequence[date]


@dataclass(frozen=True, kw_only=True)
class PlanScreens:
    """The plans of one installation."""

    installation: Installation
    memory: Memory

    def standings(self, actor: Actor, *, today: date) -> list[PlanStanding]:
        """Return the plans in sight: those in force, the newest first, then the others."""
        with self.installation.database.reading() as session:
            seen = in_sight(session, sight(actor))
            found = [plan for plan in plans(session) if seen.everything or plan.id in seen.plans]
            over = {
                plan.id: _over(plan_facts(session, plan.id)) for plan in found if plan.replaced or not plan.in_force
            }
        tallies = self.memory.get(("plans", today), lambda: self._tallies(today)) if found else {}
        return [
            PlanStanding(plan=plan, tally=tallies.get(plan.id, Tally()), over=over.get(plan.id, ""))
            for plan in sorted(found, key=lambda plan: plan.id in over)
        ]

    def show(self, number: int, actor: Actor, *, today: date) -> ShownPlan:
        """Return one plan. Raises `UnknownPlanPage`."""
        with self.installation.database.reading() as session:
            seen = in_sight(session, sight(actor))
            if not seen.everything and number not in seen.plans:
                raise UnknownPlanPage(number)
            facts = plan_facts(session, number)
            card = self.memory.get(
                ("plan", number, today),
                lambda: read_report_card(session, Scope(as_of=today, plan=facts.head.number, year=facts.year)),
            )
        own = f"{number}: "
        return ShownPlan(
            facts=facts,
            card=card,
            sections=[_within(facts, line) for line in card.sections if line.heading.key.startswith(own)],
            report_days=self._report_days(facts, today),
        )

    def _tallies(self, today: date) -> Mapping[int, Tally]:
        with self.installation.database.reading() as session:
            card = read_report_card(session, Scope(as_of=today))
        return {int(line.heading.key): line.tally for line in card.plans}

    def _report_days(self, facts: PlanFacts, today: date) -> list[date]:
        if not facts.report_cycle:
            return []
        policies = self.installation.policies
        read = read_in_plan(facts.report_cycle, facts.head, policies.working_days, policies.deadline_rules)
        leaves = read.parts or (read,)
        days = {day for leaf in leaves for day in (leaf.next or ((leaf.due,) if leaf.due else ())) if day is not None}
        last = date(facts.head.years[1], 12, 31) if facts.head.years else date.max
        return sorted(day for day in days if today <= day <= last)[:_REPORT_DAYS]


def _over(facts: PlanFacts) -> str:
    if facts.taken_back:
        return "đã rút vì nhập nhầm"
    return f"đã được thay thế bằng {facts.newer[1]}" if facts.newer else "đã đóng"


def _within(facts: PlanFacts, line: CardLine) -> CardLine:
    """A section's figures under a name that need not say whose section it is."""
    name = capitalise(line.heading.name.removeprefix(f"{facts.head.number}, "))
    return replace(line, heading=replace(line.heading, name=name))
