"""What the house asks people by itself, beside the ladder, as jobs of their own; the day's work queues it as well.

Each job may run late, twice or after missed days: what was asked stays asked, what was missed is asked once.
"""

from base.vietnamese import short_date
from services.day.plan_reminders import remind_of_report_days, remind_of_week
from services.day.steps import Day, sending_moment
from services.installation import Installation
from services.job_result import JobResult
from workflow.store.duties.triggers import list_triggers
from workflow.store.notices.change_notices import ASKED_EVERY, ask_watchers


def ask_about_events(installation: Installation, day: Day) -> JobResult:
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
        figures=figures, news=new, columns=("Sự kiện", "Văn bản", "Đã chờ", "Nhiệm vụ đang chờ"), rows=rows
    )


def run_report_day_reminders(installation: Installation, day: Day) -> JobResult:
    """Remind the agencies of a plan of its next report day, five working days and one working day before it."""
    with installation.database.writing() as session:
        found = remind_of_report_days(session, installation.policies, sending_moment(installation, day))
    new = sum(reminder.new for reminder in found)
    return JobResult(
        figures={"kỳ báo cáo sắp đến": len(found), "thông báo mới": new},
        news=new,
        columns=("Văn bản", "Ngày báo cáo", "Còn nhiệm vụ", "Thông báo mới"),
        rows=tuple((one.plan_number, short_date(one.due), f"{one.owing} cơ quan", str(one.new)) for one in found),
    )


def write_weekly_pictures(installation: Installation, day: Day) -> JobResult:
    """Queue each coordinator's picture of the week: what is overdue, falls due by Sunday, is undecided. Once a week."""
    with installation.database.writing() as session:
        found, new = remind_of_week(session, sending_moment(installation, day))
    rows = tuple((name, str(number)) for name, number in found.items())
    figures = {"cơ quan đầu mối có nhiệm vụ trong tuần": len(rows), "thông báo mới": new}
    return JobResult(figures=figures, news=new, columns=("Cơ quan đầu mối", "Nhiệm vụ quá hạn, đến hạn"), rows=rows)
