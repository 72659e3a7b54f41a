"""The shared day under Prefect: the caller finishes without helpers, a helper finishes without a caller."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.day.sharded_day import Worker
from services.day.steps import Day
from services.installation import Installation, open_installation
from tests.plans import a_row, at, registered, with_contacts
from workflow.store.database.job_locks import LockedJob
from workflow.store.duties.sweep import last_run
from workflow.store.operation.shards import DIVIDED_JOBS, ShardProgress

pytestmark = pytest.mark.prefect
DUE = date(2026, 7, 14)


@pytest.fixture
def installation(office: Path) -> Iterator[Installation]:  # noqa: ARG001 - the environment it sets
    with open_installation() as installation:
        with_contacts(installation.database, "so-noi-vu", "so-khoa-hoc-va-cong-nghe")
        registered(installation.database, *[a_row("Trước 15/7/2026", "Sở Nội vụ")] * 3)
        yield installation


def changes(reached: ShardProgress) -> tuple[bool, int, int]:
    return reached.complete, reached.done, reached.changes[LockedJob.SWEEP]


def test_a_caller_does_the_day_by_itself_where_no_helper_can_be_called(installation: Installation) -> None:
    from prefect.client.orchestration import get_client

    from flows.daily_sharded import daily_sharded

    assert changes(daily_sharded(today=DUE, pieces=3, helpers=1)) == (True, 6, 3)
    assert changes(daily_sharded(today=DUE, pieces=3, helpers=1)) == (True, 6, 3)
    with get_client(sync_client=True) as client:
        assert [artifact.key for artifact in client.read_artifacts()].count("daily-sharded") == 2
    installation.database.close()


def test_a_helper_does_what_is_left_and_notes_the_day(installation: Installation) -> None:
    from flows.daily_sharded import daily_share

    Worker(installation=installation, day=Day(today=DUE, now=at(DUE))).prepare(2)
    assert changes(daily_share(today=DUE)) == (True, 4, 3)
    with installation.database.reading() as session:
        assert [last_run(session, job) for job in DIVIDED_JOBS] == [DUE, DUE]
    installation.database.close()
