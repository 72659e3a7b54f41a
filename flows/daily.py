"""The day's work as a Prefect flow, for its run page, its record and its retries.

The flow adds nothing to the work: each stage is a plain function that commits by itself, so a run that dies half-way
is simply run again.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from base.clock import moment_of, now
from base.vietnamese import short_date
from flows.run_page import SPREAD, another_try_may_help, day_asked, pass_on
from services.day.steps import Day, DayReport, day_steps, work_through
from services.installation import Installation, open_installation
from services.job_result import page
from services.jobs.catalogue import DAILY, JOBS, day_result, newly_overdue, run_daily
from services.jobs.event_export import relay
from workflow.store.log.tail import newest_line


def as_task(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
    """Return a stage as a Prefect task: tried three times, never taken from a cache, since it has effects."""
    wrap = task(
        name=name,
        retries=2,
        retry_delay_seconds=10,
        retry_jitter_factor=SPREAD,
        retry_condition_fn=another_try_may_help,
        cache_policy=NO_CACHE,
    )
    return wrap(stage)


@flow(
    name=DAILY,
    description="Rà soát, đôn đốc và cập nhật lịch của một ngày.",
    timeout_seconds=JOBS[DAILY].limit.total_seconds(),
)
def daily(today: date | None = None, folder: Path | None = None, ahead: bool = False) -> DayReport:
    """Do a day's work under Prefect. `today` makes it a run as of that day; running it again is safe.

    A day that hasn't come is refused unless `ahead`.
    """
    day = day_asked(moment_of(today), ahead=ahead)
    with open_installation() as installation:
        return _show_work(installation, day, folder or installation.settings.calendars_dir)


def _show_work(installation: Installation, day: Day, folder: Path) -> DayReport:
    with installation.database.reading() as session:
        before = newest_line(session)
    call = _with_progress(len(day_steps(folder)))
    report = run_daily(installation, day, lambda installation, day: work_through(installation, day, folder, call=call))
    outcome = day_result(report, newly_overdue(installation, after=before))
    title = JOBS[DAILY].title
    text = page(title, short_date(day.today), outcome, installation.settings.base_url)
    create_markdown_artifact(text, key=DAILY, description=f"{title}, {short_date(day.today)}")
    relay(installation, pass_on, now=now())
    return report


def _with_progress(steps: int) -> Callable[[str, Callable[..., Any]], Callable[..., Any]]:
    """Return `as_task` with a progress bar that moves on with each of so many steps."""
    # Typed for both worlds; called from a sync flow, it is the number itself.
    bar = cast("UUID", create_progress_artifact(0.0, description="Các bước của tác vụ hằng ngày"))
    begun = 0

    def call(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        nonlocal begun
        wrapped = as_task(name, stage)
        begun += 1
        progress = 100 * begun / steps

        def run(*arguments: Any) -> Any:
            result = wrapped(*arguments)
            update_progress_artifact(bar, progress)
            return result

        return run

    return call
