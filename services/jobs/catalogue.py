"""The jobs of the house by name: what each does, how long it may take, how often a failure is worth another try.

Each is a plain function `(installation, day) -> JobResult` that may be repeated and run late. Prefect's flows,
`dondoc run` and any other scheduler call the same ones, by `run_job`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from base.vietnamese import short_date
from notifications.delivery.tally import DispatchResult, Disposition
from services.day.completeness import audit_once_a_day
from services.day.periodic_reminders import ask_about_events, run_report_day_reminders, write_weekly_pictures
from services.day.steps import Call, Day, DayReport, deliver_stage, direct_call, publish_stage, work_through
from services.installation import Installation
from services.job_result import JobResult
from services.jobs.housekeeping import keep_house, seal_log
from services.jobs.run_record import record_run
from services.jobs.watchdog import watch
from services.maintenance.log_audit import verify_audit
from workflow.log.actions import LogAction
from workflow.store.log.tail import Happening, happenings, newest_line
from workflow.store.operation.days_ahead import DAILY_JOB
from workflow.timeliness import Timeliness

__all__ = ["DAILY", "JOBS", "Job", "run_daily", "run_job"]

DAILY = DAILY_JOB
_MOST_LISTED = 50


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job. `retries` is how often Prefect tries again where the outside may have been the cause."""

    title: str
    work: Callable[[Installation, Day], JobResult]
    limit: timedelta
    retries: int = 0


def run_job(installation: Installation, name: str, day: Day) -> JobResult:
    """Run a job on the record and return what it came to. Raises `JobBusy`, and whatever the job raises."""
    job = JOBS[name]
    return record_run(installation, name, day, job.work, tell=lambda outcome: outcome.sentence, limit=job.limit)


def run_daily(installation: Installation, day: Day, work: Callable[[Installation, Day], DayReport]) -> DayReport:
    """Run the day's work on the record, in the caller's own way of calling its stages."""
    return record_run(
        installation, DAILY, day, work, tell=lambda report: day_result(report).sentence, limit=JOBS[DAILY].limit
    )


def daily(installation: Installation, day: Day, call: Call = direct_call) -> JobResult:
    """Do the day's work and list the duties that came to be overdue."""
    with installation.database.reading() as session:
        before = newest_line(session)
    report = work_through(installation, day, installation.settings.calendars_dir, call=call)
    return day_result(report, newly_overdue(installation, after=before))


def newly_overdue(installation: Installation, *, after: int) -> list[Happening]:
    """Return the duties that a sweep found overdue since a line of the log."""
    with installation.database.reading() as session:
        newest = newest_line(session)
        return happenings(
            session, after=after, up_to=newest, limit=_MOST_LISTED, action=LogAction.SWEEP, into=Timeliness.OVERDUE
        )


def day_result(report: DayReport, overdue: list[Happening] | None = None) -> JobResult:
    """Return a day's report as an outcome."""
    arrived = {f"nhiệm vụ {standing.label}": number for standing, number in report.swept.arrived.items()}
    figures = {
        **arrived,
        "nhiệm vụ của kỳ tiếp theo": report.extended.duties,
        "thông báo mới": report.queued,
        **_dispatched(report.dispatched),
        "lịch được ghi": len(report.published.written),
    }
    rows = tuple(
        (one.agency, one.title, short_date(one.due) if one.due else "", one.plan_number) for one in overdue or ()
    )
    columns = ("Mới quá hạn", "Nhiệm vụ", "Hạn", "Văn bản")
    in_all = report.swept.arrived.get(Timeliness.OVERDUE, 0)
    return JobResult(figures=figures, news=sum(figures.values()), columns=columns, rows=rows, all_rows=in_all)


def deliver(installation: Installation, day: Day) -> JobResult:
    """See to it that the day was swept, then send what may be sent now."""
    watched = watch(installation, day)
    dispatched = deliver_stage(installation, day)
    figures = {
        **_dispatched(dispatched),
        "thông báo không còn cần": dispatched.cancelled,
        **watched.figures,
        **_bulletin_again(installation, day),
    }
    news = sum(figures.values())
    rows = tuple((label, str(number)) for label, number in figures.items() if number)
    return JobResult(figures=figures, news=news, columns=("Kết quả", "Số"), rows=rows)


def publish_calendars(installation: Installation, day: Day) -> JobResult:
    """Write the calendars of agencies and plans into their folder; those that say the same stay untouched."""
    done = publish_stage(installation, day, installation.settings.calendars_dir)
    figures = {
        "lịch được ghi": len(done.written),
        "lịch ngừng cập nhật": len(done.retired),
        "lịch đã xóa": len(done.removed),
    }
    rows = tuple((path.name, f"{path.stat().st_size:,} byte".replace(",", ".")) for path in done.written)
    return JobResult(figures=figures, news=sum(figures.values()), columns=("Tệp lịch", "Cỡ"), rows=rows)


def audit_notices(installation: Installation, day: Day) -> JobResult:
    """Hold the outbox against the ladder, once a day. What is missing is listed; the ladder's next run queues it."""
    audited = audit_once_a_day(installation, day)
    if audited is None:
        return JobResult(note="hôm nay đã kiểm tra")
    found = audited.found
    rows = tuple((str(one.assignment_id), one.step, one.recipient) for one in found.missing)
    figures = {
        "thông báo còn thiếu": found.missing_count,
        "ngày làm việc chưa rà soát": audited.sweep_missed,
        "ngày làm việc chưa lập thông báo": audited.ladder_missed,
    }
    return JobResult(
        figures=figures, news=sum(figures.values()), columns=("Nhiệm vụ", "Lần đôn đốc", "Người nhận"), rows=rows
    )


def _bulletin_again(installation: Installation, day: Day) -> Mapping[str, int]:
    if not installation.settings.bulletin_to:
        return {}
    from services.reporting.bulletins import retry_weekly_bulletin

    return retry_weekly_bulletin(installation, day).figures


def weekly_digest(installation: Installation, day: Day) -> JobResult:
    """Queue the coordinators' pictures of the week, and mail the bulletin to whom the settings name."""
    pictures = write_weekly_pictures(installation, day)
    if not installation.settings.bulletin_to:
        return pictures
    # Late: what draws takes a while to load, and few jobs draw.
    from services.reporting.bulletins import send_weekly_bulletin

    bulletin = send_weekly_bulletin(installation, day)
    return replace(
        pictures,
        figures={**pictures.figures, **bulletin.figures},
        news=pictures.news + bulletin.news,
        rows=(*pictures.rows, *bulletin.rows),
    )


def _dispatched(dispatched: DispatchResult) -> dict[str, int]:
    return {
        "thư đã gửi": dispatched[Disposition.SENT],
        "thư sẽ gửi lại": dispatched[Disposition.RETRIED],
        "thư cần người xem": dispatched[Disposition.DEAD] + dispatched[Disposition.UNKNOWN],
    }


JOBS: Mapping[str, Job] = {
    DAILY: Job(title="Tác vụ hằng ngày", work=daily, limit=timedelta(hours=1), retries=2),
    "deliver": Job(title="Gửi thư", work=deliver, limit=timedelta(minutes=15), retries=2),
    "audit_notices": Job(title="Kiểm tra thông báo", work=audit_notices, limit=timedelta(minutes=15), retries=1),
    "publish_calendars": Job(title="Cập nhật lịch", work=publish_calendars, limit=timedelta(minutes=15), retries=2),
    "weekly_digest": Job(title="Tổng hợp đầu tuần", work=weekly_digest, limit=timedelta(minutes=10), retries=1),
    "follow_triggers": Job(title="Hỏi sự kiện chờ", work=ask_about_events, limit=timedelta(minutes=10), retries=1),
    "report_cycle": Job(title="Nhắc kỳ báo cáo", work=run_report_day_reminders, limit=timedelta(minutes=10), retries=1),
    "seal_audit": Job(title="Khóa sổ nhật ký", work=seal_log, limit=timedelta(minutes=15), retries=2),
    "verify_audit": Job(title="Kiểm tra nhật ký", work=verify_audit, limit=timedelta(hours=1), retries=1),
    "housekeeping": Job(title="Dọn dẹp, sao lưu", work=keep_house, limit=timedelta(hours=1), retries=1),
    "watch": Job(title="Giám sát", work=watch, limit=timedelta(minutes=5)),
}
