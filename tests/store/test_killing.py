"""Programs that are killed while they work: the next run finishes the job, as if nothing had happened."""

from pathlib import Path

import pytest

from bench.databases import Bench
from bench.full_disk import fill_often
from bench.kill import kill_often
from bench.kill_jobs import JOBS
from tests.databases import BACKENDS


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_job_that_was_killed_is_finished_by_the_next_run(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("postgres_server") if backend == "postgresql" else ""
    found = kill_often(Bench(tmp_path, server), backend, len(JOBS))
    assert found.kills == dict.fromkeys(JOBS, 1)
    assert found.different == []


def test_a_job_that_finds_no_room_says_so_and_is_finished_when_there_is_some() -> None:
    starved = fill_often(len(JOBS), seed=7)
    if starved is None:
        pytest.skip("only root may mount a small disk, and not in every container")
    assert (starved.untold, starved.different) == ([], [])
