"""What the house asks people by itself, beside the ladder: notices queued once, sent with all others.

Each job may run late, twice or after missed days: what was asked stays asked, what was missed is asked once.
"""

from collections import Counter
from datetime import date, timedelta

from base.vietnamese import short_date
from services.day.steps import Day, sending_moment
from services.installation import Installation
from services.job_result import JobResult
from workflow.notices.ladder import REPORT_CYCLE, WEEKLY
from workflow.store.duties.triggers import list_triggers
from workflow.store.notices.change_notices import ASKED_EVERY, ask_watchers
from workflow.store.notices.plan_notices import PlanNews, queue_plan_news
from workflow.store.notices.reminder_subjects import agencies_owing, coordinators, cycle_plans, pressing

# Working days before a report day on which the agencies are reminded of it.
REMINDED = (5, 1)
SUNDAY = 6


def follow_triggers(installation: Installation, day: Day) -> JobResult:
    """Ask the watchers of events that have been awaited for 30 days or more, once in 30 days, in their next digest."""
    with installation.database.writing() as session:
        new = ask_watchers(session, sending_moment(installation, day))
        old = [
            t
            for t in list_triggers(session, waiting_only=True)
            if t.awaited_by and t.age(day.today) >= ASKED_EVERY.days
        ]
    rows = tuple((t.wording, t.plan_number, f"{t.age(day.today)} ngày", str(t.awaited_by)) for t in old)
    figures = {"sự kiện chờ từ 30 ngày": len(old), "câu hỏi mới": new}
    return JobResult(
        figures=figures, news=new, columns=("Sự kiện", "Văn bản", "Đã chờ", "Việc đang chờ"), rows=rows, path="/su-kien"
    )


def report_cycle(installation: Installation, day: Day) -> JobResult:
    """Remind the agencies of a plan of its next report day, five working days and one working day before it."""
    moment, rows, new = sending_moment(installation, day), [], 0
    with installation.database.writing() as session:
        for plan in cycle_plans(session):
            due = plan.next_report(installation.policies.working_days, start=day.today)
            if due is None or (reminder := _reminder(installation, due, day.today)) is None:
                continue
            owing = agencies_owing(session, plan.id)
            told = {*owing, *([plan.coordinator_id] if plan.coordinator_id else [])}
            occasion = f"{due}:{reminder}"
            news = PlanNews(step=REPORT_CYCLE, plan_id=plan.id, day=due, occasion=occasion, agency_ids=told)
            queued = queue_plan_news(session, [news], moment)
            new += queued
            rows.append((plan.number, short_date(due), f"{len(owing)} cơ quan", str(queued)))
    return JobResult(
        figures={"kỳ báo cáo sắp đến": len(rows), "thông báo mới": new},
        news=new,
        columns=("Văn bản", "Ngày báo cáo", "Còn việc", "Thông báo mới"),
        rows=tuple(rows),
    )


def weekly_digest(installation: Installation, day: Day) -> JobResult:
    """Queue each coordinator's picture of the week: what is overdue, what falls due by Sunday. Once a week."""
    monday = day.today - timedelta(days=day.today.weekday())
    pressing_of: Counter[str] = Counter()
    news = []
    with installation.database.writing() as session:
        for plan_id, agency_id, name in coordinators(session):
            if duties := pressing(session, plan_id, until=monday + timedelta(days=SUNDAY)):
                pressing_of[name] += len(duties)
                news.append(
                    PlanNews(step=WEEKLY, plan_id=plan_id, day=monday, occasion=f"{monday}", agency_ids={agency_id})
                )
        new = queue_plan_news(session, news, sending_moment(installation, day))
    rows = tuple((name, str(number)) for name, number in pressing_of.items())
    figures = {"cơ quan đầu mối có việc trong tuần": len(rows), "thông báo mới": new}
    return JobResult(figures=figures, news=new, columns=("Cơ quan đầu mối", "Việc quá hạn, đến hạn"), rows=rows)


def _reminder(installation: Installation, due: date, today: date) -> int | None:
    """Which of the reminders is due: the nearest to the report day that has been reached."""
    working_days = installation.policies.working_days
    reached = [count for count in REMINDED if today >= working_days.add(due, -count)]
    return min(reached, default=None)
