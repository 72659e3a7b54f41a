"""The part of `bench.flows` that needs Prefect in its own process: prints four medians, in seconds.

The day's work as a plain call and as the flow; the delivery as a plain call and as the flow.
"""

import asyncio
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from base.clock import moment_of
from config.settings import Settings
from flows.prefect_home import prepare_prefect

DAY = date(2026, 3, 5)
ROUNDS = 5


def main() -> None:
    """Measure the sides by turns, after one round that nobody counts."""
    settings = Settings()
    prepare_prefect(settings.home)
    from flows.catalogue import FLOWS
    from flows.daily import daily
    from services.day.steps import Day, work_through
    from services.installation import Installation, open_installation
    from services.jobs.catalogue import run_daily, run_job

    day = Day.at(moment_of(DAY))
    deliver: Any = FLOWS["deliver"]

    def plainly(work: Callable[[Installation], object]) -> None:
        with open_installation(settings) as installation:
            work(installation)

    folder = settings.calendars_dir
    sides: tuple[Callable[[], object], ...] = (
        lambda: plainly(lambda installation: run_daily(installation, day, lambda h, d: work_through(h, d, folder))),
        lambda: daily(today=DAY),
        lambda: plainly(lambda installation: run_job(installation, "deliver", day)),
        lambda: asyncio.run(deliver(moment=day.now)),
    )
    taken: tuple[list[float], ...] = ([], [], [], [])
    for number in range(ROUNDS + 1):
        for run, times in zip(sides, taken, strict=True):
            began = perf_counter()
            run()
            if number:
                times.append(perf_counter() - began)
    print(*(round(median(times), 3) for times in taken))


if __name__ == "__main__":
    main()
