"""The schedules over Tết 2027, as documented, as Prefect would compute them, and what days off do to them."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from base.clock import VIETNAM
from services.jobs.schedules import CRONS, coming, first, last_run_before, lines
from tests.conftest import REPOSITORY
from tests.plans import house_policies

TET_BEGINS = datetime(2027, 2, 1, tzinfo=VIETNAM)
DOCUMENT = REPOSITORY / "docs" / "flows.md"


def test_the_next_thirty_runs_over_tet_are_those_of_the_documentation() -> None:
    policies = house_policies()
    told = lines(30, TET_BEGINS, ["daily", "weekly_digest"], policies.quiet, policies.working_days)
    assert "\n".join(told) in DOCUMENT.read_text(encoding="utf-8")


def test_the_sweep_runs_every_day_of_tet_and_mails_wait_until_it_is_over() -> None:
    policies = house_policies()
    told = [*lines(14, TET_BEGINS, ["daily"], policies.quiet, policies.working_days)]
    assert [line[:14] for line in told if "ngày nghỉ" in line][:2] == ["T5 04/02/2027 ", "T6 05/02/2027 "]
    [new_year] = [line for line in told if line.startswith("T7 06/02/2027")]
    assert policies.working_days.is_working(date(2027, 2, 11))
    assert new_year.endswith("ngày nghỉ; thư đợi đến T5 11/02/2027 07:30")


def test_every_flows_runs_are_at_the_hour_of_vietnam_and_in_order() -> None:
    runs = first(200, TET_BEGINS)
    assert all(run.at.utcoffset() == timedelta(hours=7) for run in runs)
    assert all(one.at <= other.at for one, other in pairwise(runs))
    assert {run.job for run in first(2_000, TET_BEGINS)} == set(CRONS)


@pytest.mark.parametrize("job", sorted(CRONS))
def test_what_was_due_last_is_followed_by_what_comes_next(job: str) -> None:
    run = next(coming(TET_BEGINS, job)).at
    assert last_run_before(job, run) == run
    assert last_run_before(job, run - timedelta(seconds=1)) < TET_BEGINS + timedelta(seconds=1)


@pytest.mark.prefect
@pytest.mark.parametrize("job", sorted(CRONS))
def test_prefect_reads_the_same_cron_the_same_way(job: str, tmp_path: Path) -> None:
    import asyncio

    from flows.prefect_home import prepare_prefect

    prepare_prefect(tmp_path)
    from prefect.server.schemas.schedules import CronSchedule

    schedule = CronSchedule(cron=CRONS[job], timezone="Asia/Ho_Chi_Minh")
    theirs = asyncio.run(schedule.get_dates(30, start=TET_BEGINS + timedelta(seconds=1)))
    assert [moment.astimezone(VIETNAM) for moment in theirs] == [run.at for run in first(30, TET_BEGINS, job)]
