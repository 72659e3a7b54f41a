"""What Prefect adds to a job: a run page, another try, a limit of time, a page of results, events.

The flows are thin and async: a sync flow costs a second more, measured. The work itself runs in a thread and is on our
own record; what Prefect loses, nobody misses.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from prefect import task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.states import Completed

from base.clock import VIETNAM, now
from base.errors import DondocError
from base.vietnamese import short_moment
from config.log_lines import write_log_lines
from config.settings import Settings
from services.day.steps import Day
from services.installation import Installation, open_installation
from services.job_result import JobResult, page
from services.jobs.catalogue import JOBS, run_job
from services.jobs.event_export import ExportedEvent, relay
from services.jobs.run_record import JobBusy, refuse_day_ahead

# Seconds before each further try; what is down for a minute is met again after it.
PAUSES = [10.0, 60.0, 300.0]
SPREAD = 0.5
BUSY = "lượt khác đang chạy"
WRONG_QUESTION = 2


def day_asked(moment: datetime | None, *, ahead: bool) -> Day:
    """Return the day of a run: of a moment in Vietnam, by default now. Raises `DayAhead` unless `ahead` is sure.

    Whoever starts a run on Prefect's own pages, with a day of his own, is held to the calendar like the command.
    """
    present = now()
    at = present if moment is None else in_vietnam(moment)
    if not ahead:
        refuse_day_ahead(at.date(), today=present.date())
    return Day.at(at)


async def under_prefect(name: str, moment: datetime | None, *, ahead: bool) -> State[str]:
    """Run a job by name, at a moment or now, with its page and its events; the state says what it came to."""
    job, day = JOBS[name], day_asked(moment, ahead=ahead)
    return await show_run(
        name, job.title, day, lambda installation, day: run_job(installation, name, day), retries=job.retries
    )


async def show_run(
    name: str, title: str, day: Day, work: Callable[[Installation, Day], JobResult], *, retries: int
) -> State[str]:
    """Run work as a Prefect task that is tried again, and show its outcome. A run in the way is no failure."""

    async def attempt() -> JobResult | None:
        return await asyncio.to_thread(_attempt, work, day)

    wrapped = task(
        name=name,
        retries=retries,
        retry_delay_seconds=PAUSES[: max(retries, 1)],
        retry_jitter_factor=SPREAD,
        retry_condition_fn=another_try_may_help,
        cache_policy=NO_CACHE,
    )(attempt)
    outcome = await wrapped()
    if outcome is None:
        return Completed(name="Skipped", message=BUSY, data=BUSY)
    if outcome.news:
        await show(name, title, day, outcome)
    return Completed(message=outcome.sentence, data=outcome.sentence)


async def show(name: str, title: str, day: Day, outcome: JobResult) -> None:
    """Put an outcome where people look: a page under the job's own key, so that its history is one list."""
    moment = short_moment(day.now)
    text = page(title, moment, outcome, _base_url())
    await acreate_markdown_artifact(text, key=name.replace("_", "-"), description=f"{title}, {moment}")


def pass_on(events: Iterable[ExportedEvent]) -> None:
    """Give events to Prefect, which sends them by itself a little later."""
    for told in events:
        resource = {"prefect.resource.id": told.resource, "prefect.resource.name": told.name}
        emit_event(told.event, resource, occurred=told.occurred, payload=dict(told.payload), id=told.id)


def in_vietnam(moment: datetime) -> datetime:
    """Return a moment in Vietnam's time; one without a zone, as people type it, is meant so."""
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)


async def another_try_may_help(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Whether a failure is worth another try: a wrong setting or question stays wrong."""
    error = await state.aresult(raise_on_failure=False)
    return not (isinstance(error, DondocError) and error.exit_code == WRONG_QUESTION)


def _attempt(work: Callable[[Installation, Day], JobResult], day: Day) -> JobResult | None:
    with open_installation() as installation:
        write_log_lines(installation.settings.home)
        try:
            outcome = work(installation, day)
            relay(installation, pass_on, now=now())
        except JobBusy:
            return None
        return outcome


def _base_url() -> str:
    return Settings().base_url
