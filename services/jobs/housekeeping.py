"""The upkeep of an installation as jobs: sealing the log, and putting away what is old."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from config.log_lines import LOG_FOLDER
from config.sign_in import SignInPolicy
from services.accounts.opening import account_desk
from services.accounts.upkeep import keep_accounts
from services.day.steps import Day
from services.evidence.upkeep import keep_files
from services.installation import Installation
from services.job_result import JobResult
from services.jobs.nightly_backup import make_nightly_backup
from services.jobs.run_record import is_gone
from services.maintenance.log_audit import HEAD_NOTE
from workflow.store.log.sealing import seal
from workflow.store.notices.doubts import release_expired
from workflow.store.operation.runs import forget_runs, give_up_lost_runs

RUNS_KEPT = timedelta(days=90)
LARGE_LOG, KEPT_LOGS = 10 * 2**20, 5


def seal_log(installation: Installation, day: Day) -> JobResult:
    """Seal the lines of the log that aren't sealed yet. Raises `SealingPostponed`; the next hour catches up."""
    lines, seals, head, more = 0, 0, "", True
    while more:
        with installation.database.writing() as session:
            done = seal(session, now=min(day.now, installation.clock()))
        lines, seals, head, more = lines + done.lines, seals + done.seals, done.head, done.more
    # The head is worth keeping outside the database: it is on the run's page and in the log file.
    note = f"{HEAD_NOTE} {head}" if seals else ""
    return JobResult(figures={"dòng nhật ký mới khóa sổ": lines}, news=seals, note=note)


def keep_house(installation: Installation, day: Day) -> JobResult:
    """Put away what is old: leases of the dead, records of runs, large log files, backups; make tonight's backup.

    The backup comes last: where it can't be made, the rest is done, and its error is the run's.
    """
    present = installation.clock()
    with installation.database.writing() as session:
        lost = give_up_lost_runs(session, now=present, is_gone=is_gone)
    with installation.database.writing() as session:
        stuck = release_expired(session, now=present)
        forgotten = forget_runs(session, before=present - RUNS_KEPT)
    accounts = keep_accounts(account_desk(installation, SignInPolicy()), now=present)
    files = keep_files(installation, now=present)
    rotated = [path.name for path in rotate_logs(installation.settings.home / LOG_FOLDER)]
    backup = make_nightly_backup(installation, day)
    figures = {
        "lượt chạy bị dừng giữa chừng": lost,
        "thư không rõ đã đến hay chưa": stuck,
        "bản ghi lượt chạy cũ đã xóa": forgotten,
        **accounts,
        **files,
        "tệp nhật ký chạy đã xoay vòng": len(rotated),
        "bản sao lưu mới": backup.made,
        "bản sao lưu nhỏ bất thường, để riêng": backup.put_aside,
        "bản sao lưu cũ đã xóa": len(backup.removed),
    }
    rows = tuple((label, str(number)) for label, number in figures.items())
    return JobResult(figures=figures, news=sum(figures.values()), columns=("Mục", "Số"), rows=rows)


def rotate_logs(folder: Path, *, large: int = LARGE_LOG) -> Iterator[Path]:
    """Put large log files aside, as `name.1` to `name.5`; whoever writes to one begins a new one."""
    for path in sorted(folder.glob("*.jsonl")):
        if path.stat().st_size < large:
            continue
        for number in range(KEPT_LOGS, 1, -1):
            older = path.with_name(f"{path.name}.{number - 1}")
            if older.exists():
                older.replace(path.with_name(f"{path.name}.{number}"))
        path.replace(path.with_name(f"{path.name}.1"))
        yield path
