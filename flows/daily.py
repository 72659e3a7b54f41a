"""The day's work as a Prefect flow, for its run page, its record and its retries.

The flow adds nothing to the work: each stage is a plain function that commits by itself, so a run that dies half-way
is simply run again.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from config.clock import moment_of
from flows.house import open_house
from flows.stages import Day, DayReport, work_through


def as_task(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
    """Return a stage as a Prefect task: tried three times, never taken from a cache, since it has effects."""
    wrap = task(name=name, retries=2, retry_delay_seconds=10, retry_jitter_factor=0.5, cache_policy=NO_CACHE)
    return wrap(stage)


@flow(name="daily", description="Rà soát, đôn đốc và cập nhật lịch của một ngày.")
def daily(today: date | None = None, folder: Path | None = None) -> DayReport:
    """Do a day's work under Prefect. `today` makes it a run as of that day; running it again is safe."""
    house = open_house()
    try:
        return work_through(house, Day.at(moment_of(today)), folder or house.settings.calendars_dir, call=as_task)
    finally:
        house.database.close()
