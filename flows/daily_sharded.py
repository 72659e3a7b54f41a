"""The day's sweep and ladder, shared by all workers of a Prefect work pool.

`daily_sharded` divides the work, calls helpers (`daily_share`, one for each other worker) and works along. Prefect
only starts programs: who does which piece, and what is done, is settled in our database. So nothing is lost when a
helper never starts, a worker is killed or Prefect's server is away; a run that died is taken up by the next one, which
finds the pieces that are left. Its schedule therefore starts it several times a morning; once all is done, a run only
looks for what came up since.
"""

from datetime import date

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact

from base.clock import VIETNAM, moment_of
from base.vietnamese import short_date
from flows.helper_runs import call_helpers, close_record
from flows.run_page import day_asked
from services.day.sharded_day import PIECES, Worker
from services.day.steps import Day, queue_stage, sweep_stage
from services.installation import open_installation
from workflow.store.database.job_locks import LockedJob
from workflow.store.operation.shards import Shard, ShardProgress

JOB_NAMES = {LockedJob.SWEEP: "rà soát", LockedJob.LADDER: "lập thông báo"}
_HOUR = 3600


@flow(name="daily_sharded", description="Rà soát, lập thông báo của một ngày, chia cho các máy.", timeout_seconds=_HOUR)
def daily_sharded(
    today: date | None = None, pieces: int = PIECES, helpers: int | None = None, ahead: bool = False
) -> ShardProgress:
    """Do a day's sweep and ladder in pieces, with helpers on other workers (by default one on each that is online).

    A day that hasn't come is refused unless `ahead`. Running it again is safe, at any time.
    Mails and calendars are the work of `deliver` and `publish_calendars`.
    """
    day = day_asked(moment_of(today), ahead=ahead)
    with open_installation() as installation:
        worker = Worker(installation=installation, day=day, tell=_log)
        if not worker.prepare(pieces) and worker.look().complete:
            sweep_stage(installation, day)
            queue_stage(installation, day)
        else:
            call_helpers(day.today, helpers)
            worker.run_to_completion()
        close_record()
        reached = worker.look()
        _show(reached)
        return reached


@flow(name="daily_share", description="Làm phần việc còn trống của một ngày đã chia.", timeout_seconds=_HOUR)
def daily_share(today: date) -> ShardProgress:
    """Do pieces of a day that was divided, until none is open. Without any it ends at once."""
    with open_installation() as installation:
        return Worker(installation=installation, day=Day.at(moment_of(today)), tell=_log).help_out()


def _log(shard: Shard, changes: int) -> None:
    get_run_logger().info("%s, phần %d: %d thay đổi", JOB_NAMES[shard.job], shard.number, changes)


def _show(reached: ShardProgress) -> None:
    """Show on the run's page which program did which piece."""
    table = [
        {
            "tác vụ": JOB_NAMES[piece.job],
            "phần": piece.number,
            "thay đổi": piece.changes,
            "xong lúc": f"{piece.done_at.astimezone(VIETNAM):%H:%M:%S}" if piece.done_at else "",
            "tiến trình": piece.worker,
        }
        for piece in reached.pieces
    ]
    create_table_artifact(table, key="daily-sharded", description=f"Các phần việc của ngày {short_date(reached.day)}")
