"""A report card as somebody may see it: of the whole house, of his plans, or of his agency; with laggards and trend."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from base.errors import Topic
from services.installation import Installation
from services.screens.memory import Memory
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import OF_ONE_AGENCY, Actor, GrantedRole, ScopeKind
from workflow.report_card import Group, ListedDuty, ReportCard, Scope
from workflow.rights import No, Sight, Subject, may
from workflow.store.database.opening import Session
from workflow.store.duties.reading import PlanBrief, plans
from workflow.store.duties.sighting import in_sight
from workflow.store.figures.report_card import due_years, listed_duties, read_report_card, read_task_card

_EVERYTHING = frozenset({GrantedRole.LEADER, GrantedRole.AUDITOR, GrantedRole.ADMIN})
_BY_SCOPE = frozenset({GrantedRole.VIEWER, GrantedRole.COORDINATOR})
TREND_WEEKS = 8
MOST_LISTED = 10


@dataclass(frozen=True, kw_only=True)
class ReportReach:
    """What somebody may report on: everything; these plans whole; of all plans what these agencies owe."""

    everything: bool = False
    plans: tuple[int, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReportAsked:
    """What a report is of. `own` asks for what one's agency owes where he could report on whole plans as well."""

    as_of: date
    first: date | None = None
    last: date | None = None
    plan: int | None = None
    agency: str = ""
    own: bool = False
    by_task: bool = False


@dataclass(frozen=True, kw_only=True)
class WeekFigures:
    """The figures at the end of a week, or of the report's day."""

    on: date
    overdue: int
    done: int


@dataclass(frozen=True, kw_only=True)
class ShownReport:
    """A report card with what stands beside it; `years` are those in which something is due, or looked at."""

    asked: ReportAsked
    reach: ReportReach
    scope: Scope
    card: ReportCard
    plans: Sequence[PlanBrief]
    years: Sequence[int]
    laggards: Sequence[ListedDuty]
    coming: Sequence[ListedDuty]
    trend: Sequence[WeekFigures]


@dataclass(frozen=True, kw_only=True)
class ReportCards:
    """The reports of one installation."""

    installation: Installation
    memory: Memory

    def show(self, actor: Actor, asked: ReportAsked) -> ShownReport:
        """Return a report with laggards and trend. Raises `NotAllowed`."""
        with self.installation.database.reading() as session:
            reach = report_reach(session, actor)
            scope = scope_of(reach, asked)
            seen = [one for one in plans(session) if reach.everything or reach.agencies or one.id in reach.plans]
            years = due_years(session)
        card = self._card(scope, by_task=asked.by_task)
        return ShownReport(
            asked=asked,
            reach=reach,
            scope=scope,
            card=card,
            plans=seen,
            years=tuple(sorted({*years, asked.as_of.year})),
            laggards=self._first(scope, Group.UNDONE_OVERDUE),
            coming=self._first(scope, Group.UNDONE_IN_TIME),
            trend=[self._week(replace(scope, as_of=day)) for day in _week_ends(asked.as_of)],
        )

    def count_again(self, scope: Scope) -> tuple[ReportCard, Sequence[ListedDuty], Sequence[ListedDuty]]:
        """Return the card of a scope as it is counted now, what is longest overdue and what is due next."""
        return self._card(scope), self._first(scope, Group.UNDONE_OVERDUE), self._first(scope, Group.UNDONE_IN_TIME)

    def _card(self, scope: Scope, *, by_task: bool = False) -> ReportCard:
        return self.memory.get(("card", by_task, scope), lambda: self._read(scope, by_task=by_task))

    def _read(self, scope: Scope, *, by_task: bool) -> ReportCard:
        with self.installation.database.reading() as session:
            return read_task_card(session, scope) if by_task else read_report_card(session, scope)

    def _first(self, scope: Scope, group: Group) -> list[ListedDuty]:
        """The duties of a group that are due first."""
        return self.memory.get(("first", group, scope), lambda: self._read_first(scope, group))

    def _read_first(self, scope: Scope, group: Group) -> list[ListedDuty]:
        with self.installation.database.reading() as session:
            return list(islice(listed_duties(session, scope, [group]), MOST_LISTED))

    def _week(self, scope: Scope) -> WeekFigures:
        total = self._card(scope).total
        return WeekFigures(on=scope.as_of, overdue=total[Group.UNDONE_OVERDUE], done=total.done)


def report_reach(session: Session, actor: Actor) -> ReportReach:
    """Return what somebody may report on, as the table of rights says of exports. Raises `NotAllowed`."""
    scoped = [grant for grant in actor.grants if grant.role in _BY_SCOPE]
    own = {grant.scope.agency for grant in actor.grants if grant.role in OF_ONE_AGENCY}
    own |= {grant.scope.agency for grant in scoped if grant.role is GrantedRole.VIEWER and grant.scope.agency}
    if actor.has(*_EVERYTHING) or any(grant.scope.kind is ScopeKind.HOUSE for grant in scoped):
        return ReportReach(everything=True, agencies=tuple(sorted(own)))
    sight = Sight(
        plans=frozenset(grant.scope.plan for grant in scoped if grant.scope.plan is not None),
        coordinated=frozenset(
            grant.scope.agency for grant in scoped if grant.role is GrantedRole.COORDINATOR and grant.scope.agency
        ),
    )
    whole = in_sight(session, sight).plans
    if not (whole or own):
        answer = may(actor, Action.EXPORT, Subject())
        remedy = answer.reason if isinstance(answer, No) else "Chưa có văn bản nào bạn được báo cáo."
        raise NotAllowed(given=Topic("báo cáo"), place="Báo cáo", reason="không thuộc quyền của bạn", remedy=remedy)
    return ReportReach(plans=tuple(sorted(whole)), agencies=tuple(sorted(own)))


def reports_on(actor: Actor, plan: int, coordinator: str) -> bool:
    """Return whether somebody may report on a whole plan that he sees."""
    return bool(may(actor, Action.EXPORT, Subject(plan=plan, coordinator=coordinator)))


def scope_of(reach: ReportReach, asked: ReportAsked) -> Scope:
    """Return what is counted: what was asked for, as far as it is within reach."""
    agencies: tuple[str, ...] = (asked.agency,) if asked.agency else ()
    chosen: tuple[int, ...] = (asked.plan,) if asked.plan is not None else ()
    if not reach.everything and (asked.own or not reach.plans):
        agencies = tuple(code for code in agencies if code in reach.agencies) or reach.agencies
    elif asked.own and reach.agencies:
        agencies = agencies or reach.agencies
    elif not reach.everything:
        chosen = tuple(plan for plan in chosen if plan in reach.plans) or reach.plans
    return Scope(as_of=asked.as_of, first=asked.first, last=asked.last, plans=chosen, agencies=agencies)


def may_report(reach: ReportReach, scope: Scope) -> bool:
    """Return whether all of a scope is within reach."""
    of_agencies = bool(scope.agencies) and set(scope.agencies) <= set(reach.agencies)
    of_plans = bool(scope.plans) and set(scope.plans) <= set(reach.plans)
    return reach.everything or of_agencies or of_plans


def plan_words(found: ShownReport) -> str:
    """Return which plans a report is of."""
    names = [one.number for one in found.plans if one.id in found.scope.plans]
    return ", ".join(names) if names else "mọi văn bản"


def agency_words(installation: Installation, found: ShownReport) -> str:
    """Return which agencies a report is of, "" for all."""
    directory = installation.policies.directory
    return ", ".join(directory.get(code).name for code in found.scope.agencies if code in directory)


def card_seal(card: ReportCard) -> str:
    """Return the seal that bulletins bore before their figures were frozen: a hash over the scope and every line."""
    lines = {
        name: [[line.heading.key, *(line.tally[group] for group in Group)] for line in found]
        for name, found in (("agencies", card.agencies), ("plans", card.plans), ("sections", card.sections))
    }
    scope = {key: str(value) for key, value in vars(card.scope).items()}
    said = json.dumps({"scope": scope, **lines}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _week_ends(day: date) -> list[date]:
    """The Sundays before a day, and the day."""
    sunday = day - timedelta(days=day.isoweekday() % 7 or 7)
    return [*(sunday - timedelta(weeks=weeks) for weeks in reversed(range(TREND_WEEKS - 1))), day]
