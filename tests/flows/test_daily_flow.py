"""The daily flow on a real Prefect server, in a process of its own: what it records, and that it never calls out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samples.build import build_plan
from tests.cli.journeys import Office

STAGES = {"lập kỳ tiếp theo", "rà soát", "lập thông báo", "gửi thông báo", "cập nhật lịch"}
ASK_PREFECT = """
import asyncio, json
from prefect.client.orchestration import get_client

async def runs():
    async with get_client() as client:
        flows = await client.read_flow_runs()
        tasks = await client.read_task_runs()
        print(json.dumps({
            "flows": [run.state_name for run in flows],
            "tasks": sorted(run.name.rsplit("-", 1)[0] for run in tasks),
        }))

asyncio.run(runs())
"""


@pytest.mark.prefect
@pytest.mark.timeout(300)
def test_the_flow_does_a_days_work_and_prefect_remembers_it(tmp_path: Path) -> None:
    plan = tmp_path / "ke-hoach-50.docx"
    build_plan(plan)
    office = Office(tmp_path / "home")
    office.dondoc("import", plan, "--today", "2026-01-19")
    done = office.dondoc("run", "--today", "2026-03-05", "--prefect")
    assert done.code == 0, done.err
    assert "Ngày 05/03/2026" in done.out
    environment = os.environ | {
        "PREFECT_HOME": str(office.home / "prefect"),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    asked = subprocess.run([sys.executable, "-c", ASK_PREFECT], capture_output=True, text=True, env=environment)
    remembered = json.loads(asked.stdout.splitlines()[-1])
    assert remembered["flows"] == ["Completed"]
    assert set(remembered["tasks"]) == {
        "lập kỳ tiếp theo",
        "rà soát",
        "lập thông báo",
        "gửi thông báo",
        "cập nhật lịch",
    }
