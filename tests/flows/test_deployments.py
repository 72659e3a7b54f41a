"""`prefect.yaml`: everything it deploys is there, and every schedule is Vietnam's."""

import asyncio
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from base.clock import VIETNAM
from services.jobs.schedules import CRONS, first

ROOT = Path(__file__).parent.parent.parent
DEPLOYMENTS: dict[str, dict[str, Any]] = {
    entry["name"]: entry for entry in yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
}
SCHEDULES = [(name, schedule) for name, entry in DEPLOYMENTS.items() for schedule in entry["schedules"]]
# The week of Tết 2027, whose first day is 6 February.
BEFORE_TET = datetime(2027, 2, 1, tzinfo=VIETNAM)
# Prefect takes a second to load, in every process that collects this module; `flows.helper_runs` loads it.
CALLER, HELPER = "daily_sharded", "daily_share"
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
    from flows import helper_runs

    assert (helper_runs.CALLER, helper_runs.HELPER) == (CALLER, HELPER)
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


def test_prefects_own_scheduler_makes_runs_of_a_schedule(prefect_server: str) -> None:  # noqa: ARG001 - it must stand
    """Prefect 3.8's didn't, under SQLAlchemy 2.1: `prefect.yaml` needs it, one machine's own scheduler doesn't."""
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import DeploymentScheduleCreate
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
    from prefect.client.schemas.schedules import CronSchedule

    @flow(name="by_schedule")
    def by_schedule() -> None: ...

    hourly = DeploymentScheduleCreate(schedule=CronSchedule(cron="5 * * * *", timezone="Asia/Ho_Chi_Minh"))
    with get_client(sync_client=True) as client:
        made = client.create_deployment(client.create_flow(by_schedule), name="scheduled", schedules=[hourly])
        client.request("POST", "/deployments/{id}/schedule", path_params={"id": made}, json={"min_runs": 3})
        runs = client.read_flow_runs(deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[made])))
    assert len(runs) >= 3
