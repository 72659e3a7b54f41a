"""Programs that are killed while they work: the next run finishes the job, as if nothing had happened."""

import pytest

from bench.databases import BACKENDS, bench_databases
from bench.kill import JOBS, kill_often


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_job_that_was_killed_is_finished_by_the_next_run(backend: str) -> None:
    with bench_databases() as bench:
        found = kill_often(bench, backend, len(JOBS))
    assert found.kills == dict.fromkeys(JOBS, 1)
    assert found.different == 0
