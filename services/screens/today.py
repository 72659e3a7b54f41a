"""Today: what somebody has to do, what waits for his decision, what the night changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from base.clock import VIETNAM
from services.installation import Installation
from services.screens.decisions import Waiting, decides, followed_plans, queue_of
from services.screens.duty_list import DutyLists
from workflow.lifecycle import State
from workflow.nearness import NearnessKind
from workflow.people.grants import Actor, GrantedRole
from workflow.rights import sight
from workflow.store.database.opening import Session
from workflow.store.duties.awaiting import returned_reports
from workflow.store.duties.sighting import in_sight
from workflow.store.duties.triggers import list_triggers
from workflow.store.figures.agenda import Night, due_by_day, longest_overdue, night
from workflow.store.figures.health import health
from workflow.store.log.opinions import NewOpinion, new_opinions
from workflow.timeliness import Timeliness
from workflow.triggers import Trigger
from workflow.views.counting import Counts
from workflow.views.duty_line import DutyLine
from workflow.views.duty_list import NEARNESS_SLUGS, STATE_SLUGS, DutyList, Facet, of_kind

_WORKING = (STATE_SLUGS[State.ASSIGNED], STATE_SLUGS[State.IN_PROGRESS])
LATE = of_kind(NearnessKind.OVERDUE)
LATE_REPORTED = of_kind(NearnessKind.OVERDUE, state=STATE_SLUGS[State.REPORTED])
MOST_TRIGGERS = 5
DAYS_AHEAD = 35
# For how long an opinion stands before whoever is to read it.
OPINIONS_FOR = timedelta(days=7)
MOST_OPINIONS = 10


@dataclass(frozen=True, kw_only=True)
class AgencyDay:
    """What an agency has to do: overdue, due until the end of the week, and the next ones, returned ones first.

    `returned` says when and why reports came back, by duty. `own` and `helps` lead to whole lists: what the agency
    works on, and what it cooperates in and others are late with, `helps_late` duties.
    """

    agency: str
    overdue: Sequence[DutyLine]
    week: Sequence[DutyLine]
    coming: Sequence[DutyLine]
    returned: Mapping[int, tuple[datetime, str]]
    counts: Counts
    own: DutyList
    week_ends: date
    helps: DutyList
    helps_late: int


@dataclass(frozen=True, kw_only=True)
class DecisionDay:
    """What a coordinator or an admin has before him.

    `overdue` counts what is late, `reported` what of it is reported, `longest` is by agency the earliest day.
    """

    counts: Counts
    overdue: Counts
    reported: Counts
    longest: Mapping[str, date]
    days: Mapping[date, Mapping[Timeliness, int]]
    triggers: Sequence[Trigger]
    dead: int


@dataclass(frozen=True, kw_only=True)
class TodayScreen:
    """One person's day: the agencies he works for, and the whole that he sees, be it to decide or to look at.

    `decisions` wait for him; who only says that events happened has them beside his agencies. `opinions` are on duties
    of his: what leaders direct, what agencies that help have said.
    """

    decisions: Sequence[Waiting]
    night: Night
    agencies: Sequence[AgencyDay]
    opinions: Sequence[NewOpinion]
    deciding: DecisionDay | None
    decides: bool
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class TodayScreens:
    """Today, for the people of one installation."""

    installation: Installation
    lists: DutyLists

    def show(self, actor: Actor, *, now: datetime) -> TodayScreen:
        """Return somebody's day."""
        today = now.astimezone(VIETNAM).date()
        begun = datetime.combine(today, time.min, VIETNAM)
        deciding = decides(actor)
        whole = deciding or not actor.agencies
        with self.installation.database.reading() as session:
            changed = night(
                session,
                agencies=None if whole and (deciding or sight(actor).everything) else actor.agencies,
                begun=begun,
                ended=begun + timedelta(days=1),
            )
            decisions = queue_of(session, actor)
            before_him = self._deciding(session, actor, today, now) if whole else None
            opinions = new_opinions(
                session,
                led_by=actor.agencies,
                plans=followed_plans(session, actor),
                since=now - OPINIONS_FOR,
                limit=MOST_OPINIONS,
            )
        agencies = [] if deciding else [self._agency(code, actor, today) for code in sorted(actor.agencies)]
        return TodayScreen(
            decisions=decisions,
            night=changed,
            agencies=agencies,
            opinions=opinions,
            deciding=before_him,
            decides=deciding,
            names=self.lists.names(),
        )

    def _agency(self, code: str, actor: Actor, today: date) -> AgencyDay:
        own = DutyList(chosen={Facet.AGENCY: (code,), Facet.STATE: _WORKING})
        helps = DutyList(chosen={**LATE.chosen, Facet.COOPERATING: (code,)})
        week_ends = today + timedelta(days=6 - today.weekday())
        overdue = self._near(own, actor, NearnessKind.OVERDUE)
        near = self._near(own, actor, NearnessKind.DUE_TODAY, NearnessKind.DUE_SOON, NearnessKind.AHEAD)
        week = [line for line in near if line.due is not None and line.due <= week_ends]
        coming = [line for line in near if line not in week]
        with self.installation.database.reading() as session:
            returned = returned_reports(session, [line.id for line in (*overdue, *near)])
        return AgencyDay(
            agency=code,
            overdue=overdue,
            week=week,
            coming=sorted(coming, key=lambda line: line.id not in returned),
            returned=returned,
            counts=self.lists.counts(own, actor),
            own=own,
            week_ends=week_ends,
            helps=helps,
            helps_late=self.lists.counts(helps, actor).total,
        )

    def _near(self, own: DutyList, actor: Actor, *kinds: NearnessKind) -> Sequence[DutyLine]:
        slugs = tuple(NEARNESS_SLUGS[kind] for kind in kinds)
        view = replace(own, chosen={**own.chosen, Facet.NEARNESS: slugs})
        return self.lists.show(view, actor).page.duties

    def _deciding(self, session: Session, actor: Actor, today: date, now: datetime) -> DecisionDay:
        seen = in_sight(session, sight(actor))
        return DecisionDay(
            counts=self.lists.counts(DutyList(), actor),
            overdue=self.lists.counts(LATE, actor),
            reported=self.lists.counts(LATE_REPORTED, actor),
            longest=longest_overdue(session, seen),
            days=due_by_day(session, seen, today, today + timedelta(days=DAYS_AHEAD)),
            triggers=list_triggers(session, waiting_only=True, plans=None if seen.everything else seen.plans)[
                :MOST_TRIGGERS
            ],
            dead=health(session, now=now).dead if actor.has(GrantedRole.ADMIN) else 0,
        )
