"""Queueing what agencies are told of their plans on certain days: report days, a coordinator's week, proposed events.

Each may run late, twice or after missed days: what was asked stays asked, what was missed is asked once.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflow.by import By
from workflow.notices.ladder import NEW, PROPOSED, REPORT_CYCLE, WEEKLY, YEARS_OVER
from workflow.policies import Policies
from workflow.store.database.opening import Session
from workflow.store.duties.sweep import last_run
from workflow.store.firings.event_proposals import open_proposals
from workflow.store.firings.proposal_answers import tell_proposers
from workflow.store.notices.plan_notices import PlanNews, queue_plan_news
from workflow.store.notices.queueing import LADDER_JOB, LOOK_BACK, Moment
from workflow.store.notices.reminder_subjects import agencies_owing, coordinators, cycle_plans, pressing
from workflow.store.operation.announcing import heard_late, note_heard_late
from workflow.store.plans.ending import ended_plans
from workflow.working_days import WorkingDays

# Working days before a report day on which the agencies are reminded of it.
REMINDED = (5, 1)
_SUNDAY = 6
_ACTOR = "máy: gửi thông báo"


@dataclass(frozen=True, kw_only=True)
class ReportDayReminder:
    """A plan whose report day is near: how many agencies still owe something, how many notices are new."""

    plan_number: str
    due: date
    owing: int
    new: int


def remind_of_report_days(session: Session, policies: Policies, moment: Moment) -> list[ReportDayReminder]:
    """Queue reminders of each plan's next report day, five working days and one working day before it."""
    found = []
    for plan in cycle_plans(session, today=moment.today):
        due = plan.next_report(policies.working_days, start=moment.today)
        if due is None or (reminder := _reminder(policies.working_days, due, moment.today)) is None:
            continue
        owing = agencies_owing(session, plan.id)
        told = owing | ({plan.coordinator_id} if plan.coordinator_id else set())
        occasion = f"{due}:{reminder}"
        news = PlanNews(step=REPORT_CYCLE, plan_id=plan.id, day=due, occasion=occasion, agency_ids=told)
        new = queue_plan_news(session, [news], moment)
        found.append(ReportDayReminder(plan_number=plan.number, due=due, owing=len(owing), new=new))
    return found


def remind_of_week(session: Session, moment: Moment) -> tuple[Mapping[str, int], int]:
    """Queue each coordinator's picture of the week, once a week: what is overdue, falls due by Sunday, is undecided.

    Returns how many duties that is for each coordinator, by name, and how many notices are new.
    """
    monday = _monday(moment.today)
    pressing_of: Counter[str] = Counter()
    news = []
    for plan_id, agency_id, name in coordinators(session):
        if duties := pressing(session, plan_id, until=monday + timedelta(days=_SUNDAY)):
            pressing_of[name] += len(duties)
            told = PlanNews(step=WEEKLY, plan_id=plan_id, day=monday, occasion=f"{monday}", agency_ids={agency_id})
            news.append(told)
    return pressing_of, queue_plan_news(session, news, moment)


def tell_late_agencies(session: Session, moment: Moment, written: datetime) -> int:
    """Tell agencies of their new duties that nobody spoke for when the plan was announced; return how many are new.

    `written` is the moment that the log's line of it bears.
    """
    news = []
    for plan_id, agencies in heard_late(session, moment.today).items():
        news.append(PlanNews(step=NEW, plan_id=plan_id, day=moment.today, occasion="", agency_ids=set(agencies)))
        note_heard_late(session, plan_id, agencies.values(), By(actor=_ACTOR, now=written))
    return queue_plan_news(session, news, moment)


def ask_about_ended_plans(session: Session, moment: Moment) -> int:
    """Ask each coordinator once whether a plan whose years are over is closed or goes on; return how many are new."""
    ended = {plan.id: plan for plan in ended_plans(session, today=moment.today)}
    news = [
        PlanNews(
            step=YEARS_OVER,
            plan_id=plan_id,
            day=date(ended[plan_id].last_year, 12, 31),
            occasion=str(ended[plan_id].last_year),
            agency_ids={agency_id},
        )
        for plan_id, agency_id, _ in coordinators(session)
        if plan_id in ended
    ]
    return queue_plan_news(session, news, moment)


def ask_about_proposals(session: Session, moment: Moment) -> int:
    """Put each undecided word that an event happened to its plan's coordinator, once a week; return how many are new.

    A week begins on Monday: the first time is the next run's, the second the Monday after, with the week's picture.
    """
    coordinator_of = {plan_id: agency_id for plan_id, agency_id, _ in coordinators(session)}
    news = [
        PlanNews(
            step=PROPOSED,
            plan_id=proposal.plan_id,
            day=proposal.happened_on,
            occasion=f"{proposal.id}:{_monday(moment.today)}",
            agency_ids={coordinator_of[proposal.plan_id]},
        )
        for proposal in open_proposals(session, coordinator_of)
    ]
    return queue_plan_news(session, news, moment)


def answer_proposers(session: Session, moment: Moment) -> int:
    """Tell who said that an event happened what was decided since the last run; return how many notices are new.

    To be called before the ladder's run, which moves the last run's day on.
    """
    begun = (last_run(session, LADDER_JOB) or moment.today) - LOOK_BACK
    return tell_proposers(session, since=datetime.combine(begun, time.min, moment.now.tzinfo), moment=moment)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _reminder(working_days: WorkingDays, due: date, today: date) -> int | None:
    """Which of the reminders is due: the nearest to the report day that has been reached."""
    reached = [count for count in REMINDED if today >= working_days.add(due, -count)]
    return min(reached, default=None)
