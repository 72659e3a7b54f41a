"""Programs that are killed while they work: the next run finishes the job, as if nothing had happened."""

import pytest

from bench.databases import BACKENDS, bench_databases
from bench.full_disk import fill_often
from bench.kill import kill_often
from bench.kill_jobs import JOBS


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_job_that_was_killed_is_finished_by_the_next_run(backend: str) -> None:
    with bench_databases() as bench:
        found = kill_often(bench, backend, len(JOBS))
    assert found.kills == dict.fromkeys(JOBS, 1)
    assert found.different == []


def test_a_job_that_finds_no_room_says_so_and_is_finished_when_there_is_some() -> None:
    starved = fill_often(len(JOBS), seed=7)
    if starved is None:
        pytest.skip("only root may mount a small disk, and not in every container")
    assert (starved.untold, starved.different) == ([], [])
