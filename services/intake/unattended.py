"""Importing a plan with nobody at the screen: a new plan is registered, a changed one waits for a person."""

from datetime import datetime, timedelta
from pathlib import Path

from base.clock import VIETNAM
from base.vietnamese import short_date, short_moment
from services.day.steps import Day
from services.installation import Installation
from services.intake.plans import Corrections, Import, commit_import, pending_amendment, prepare_import
from services.job_result import JobResult
from services.jobs.run_record import record_run
from workflow.by import By
from workflow.store.plans.registering import Registered

IMPORT = "import_plan"
_ACTOR = "máy: nhập văn bản"
UNATTENDED_LIMIT = timedelta(minutes=30)


def import_unattended(installation: Installation, file: Path, corrections: Corrections, now: datetime) -> JobResult:
    """Import a document on the record; a plan that is known keeps what it has, and what differs is counted.

    Raises `JobBusy` and the errors of `services.intake.plans.prepare_import`.
    """

    def work(installation: Installation, day: Day) -> JobResult:
        prepared = prepare_import(installation, file, corrections)
        pending = pending_amendment(installation, prepared)
        if pending is None:
            # A plan isn't taken in on a day that hasn't come.
            by = By(actor=_ACTOR, now=min(day.now, installation.clock()))
            return _registered(prepared, commit_import(installation, prepared, by))
        differences = len(pending.differences)
        note = f"chưa áp dụng gì, nhập lại tệp {file} để xem và áp dụng" if differences else "văn bản đã nhập"
        return JobResult(figures={"chỗ khác với bản đã nhập": differences}, news=differences, note=note)

    return record_run(
        installation, IMPORT, Day.at(now), work, tell=lambda outcome: outcome.sentence, limit=UNATTENDED_LIMIT
    )


def _registered(prepared: Import, registered: Registered) -> JobResult:
    if registered.known_since is not None:
        since = short_moment(registered.known_since.astimezone(VIETNAM))
        return JobResult(note=f"{prepared.head.number} đã được nhập trước đó lúc {since}")
    figures = {
        "nhiệm vụ": registered.tasks,
        "lượt giao": registered.assignments,
        "lượt giao chờ sự kiện": registered.waiting,
        "nhiệm vụ cần xem lại": registered.needing_review,
        "nhiệm vụ chờ xử lý, chưa giao": registered.held,
    }
    issued = short_date(prepared.head.issued_on) if prepared.head.issued_on else "không rõ"
    doubts = (
        *(("văn bản", doubt.reason) for doubt in prepared.doubts),
        *((task.row.place, doubt.reason) for task in prepared.tasks for doubt in task.doubts),
    )
    return JobResult(
        figures=figures,
        news=registered.tasks,
        columns=("Chỗ cần xem lại", "Lý do"),
        rows=doubts,
        note=f"{prepared.head.number} ngày {issued}, chưa báo cho các cơ quan",
    )
