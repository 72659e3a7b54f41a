"""`prefect.yaml`: everything it deploys is there, and every schedule is Vietnam's."""

import asyncio
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from base.clock import VIETNAM
from flows.helper_runs import CALLER, HELPER
from services.jobs.schedules import CRONS, first

ROOT = Path(__file__).parent.parent.parent
DEPLOYMENTS: dict[str, dict[str, Any]] = {
    entry["name"]: entry for entry in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
}
SCHEDULES = [(name, schedule) for name, entry in DEPLOYMENTS.items() for schedule in entry["schedules"]]
# The week of Tết 2027, whose first day is 6 February.
BEFORE_TET = datetime(2027, 2, 1, tzinfo=VIETNAM)
every_deployment = pytest.mark.parametrize("entry", DEPLOYMENTS.values(), ids=DEPLOYMENTS.keys())


@every_deployment
def test_the_entrypoint_is_a_flow_of_the_deployments_name(entry: dict[str, Any]) -> None:
    from prefect import Flow

    path, _, name = entry["entrypoint"].partition(":")
    flow = getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
    assert isinstance(flow, Flow)
    assert (ROOT / path).is_file()
    assert flow.name == entry["name"]


@every_deployment
def test_every_deployment_goes_to_the_one_pool(entry: dict[str, Any]) -> None:
    assert entry["work_pool"]["name"] == "dondoc"


def test_the_helpers_that_are_called_are_deployed() -> None:
    assert {CALLER, HELPER} <= DEPLOYMENTS.keys()


@pytest.mark.parametrize(("name", "schedule"), SCHEDULES, ids=[name for name, _ in SCHEDULES])
def test_prefect_plans_the_next_thirty_runs_over_tet_as_one_machine_does(name: str, schedule: dict[str, str]) -> None:
    from prefect.server.schemas.schedules import CronSchedule

    cron = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
    runs = [run.astimezone(VIETNAM) for run in asyncio.run(cron.get_dates(30, start=BEFORE_TET))]
    if name == CALLER:
        # Tried again every ten minutes of its hour.
        assert {run.hour for run in runs} == {6}
        assert runs[5] - runs[0] == timedelta(minutes=50)
    else:
        assert runs == [planned.at for planned in first(30, BEFORE_TET, name)]


def test_all_that_one_machine_does_by_schedule_is_deployed() -> None:
    assert {name for name, _ in SCHEDULES} == {*CRONS, CALLER} - {"daily"}
