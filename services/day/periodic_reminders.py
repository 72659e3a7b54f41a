"""What the house asks people by itself, beside the ladder: queued here once, sent by `services.day.letter_queue`.

Each job may run late, twice or after missed days: what was asked stays asked, what was missed is asked once.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from base.vietnamese import short_date
from services.day.steps import Day, moment_of
from services.installation import Installation
from services.job_result import JobResult
from workflow.notices.quiet_hours import send_from
from workflow.store.duties.triggers import list_triggers
from workflow.store.notices.change_notices import ASKED_EVERY, ask_watchers
from workflow.store.notices.letters import Letter, LetterKind, Reachable, queue_letters, reachable
from workflow.store.notices.reminder_subjects import CyclePlan, agencies_owing, coordinating, cycle_plans, pressing

# Working days before a report day on which the agencies are reminded of it.
REMINDED = (5, 1)
SUNDAY = 6


def follow_triggers(installation: Installation, day: Day) -> JobResult:
    """Ask the watchers of events that have been awaited for 30 days or more, once in 30 days, in their next digest."""
    with installation.database.writing() as session:
        new = ask_watchers(session, moment_of(installation, day))
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
    letters: list[Letter] = []
    rows = []
    with installation.database.reading() as session:
        for plan in cycle_plans(session):
            due = plan.next_report(installation.policies.working_days, start=day.today)
            if due is None or (reminder := _reminder(installation, due, day.today)) is None:
                continue
            owing = agencies_owing(session, plan.id)
            known = reachable(session, {*owing, *([plan.coordinator_id] if plan.coordinator_id else [])})
            letters += _cycle_letters(plan, due, reminder, known)
            rows.append((plan.number, short_date(due), f"{len(owing)} cơ quan", f"{len(known)} có địa chỉ"))
    new = _queued(installation, day, letters)
    return JobResult(
        figures={"kỳ báo cáo sắp đến": len(rows), "thư nhắc mới": new},
        news=new,
        columns=("Văn bản", "Ngày báo cáo", "Còn việc", "Nhận thư"),
        rows=tuple(rows),
    )


def weekly_digest(installation: Installation, day: Day) -> JobResult:
    """Queue each coordinator's picture of the week: what is overdue, what falls due by Sunday. Once a week."""
    monday = day.today - timedelta(days=day.today.weekday())
    rows, letters = [], []
    with installation.database.reading() as session:
        known = reachable(session, coordinating(session))
        for agency_id, contacts in known.items():
            if not (duties := pressing(session, agency_id, until=monday + timedelta(days=SUNDAY))):
                continue
            rows.append((contacts[0].agency, str(len(duties))))
            letters += [
                Letter(kind=LetterKind.WEEKLY, subject_id=agency_id, occasion=f"{monday}", day=monday, to=contact)
                for contact in contacts
            ]
    new = _queued(installation, day, letters)
    figures = {"cơ quan đầu mối có việc trong tuần": len(rows), "bản tổng hợp mới": new}
    return JobResult(figures=figures, news=new, columns=("Cơ quan đầu mối", "Việc quá hạn, đến hạn"), rows=tuple(rows))


def _reminder(installation: Installation, due: date, today: date) -> int | None:
    """Which of the reminders is due: the nearest to the report day that has been reached."""
    working_days = installation.policies.working_days
    reached = [count for count in REMINDED if today >= working_days.add(due, -count)]
    return min(reached, default=None)


def _cycle_letters(plan: CyclePlan, due: date, reminder: int, known: dict[int, list[Reachable]]) -> Iterator[Letter]:
    for contacts in known.values():
        for contact in contacts:
            occasion = f"{due}:{reminder}"
            yield Letter(kind=LetterKind.REPORT_CYCLE, subject_id=plan.id, occasion=occasion, day=due, to=contact)


def _queued(installation: Installation, day: Day, letters: list[Letter]) -> int:
    if not letters:
        return 0
    not_before = send_from(day.now, installation.policies.quiet, installation.policies.working_days)
    with installation.database.writing() as session:
        return queue_letters(session, letters, now=day.now, not_before=not_before)
