"""The upkeep of an installation as jobs: sealing the log, and putting away what is old."""

import os
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from config.log_lines import LOG_FOLDER
from config.sign_in import SignInPolicy
from services.accounts.opening import account_desk
from services.accounts.upkeep import keep_accounts
from services.day.steps import Day
from services.evidence.upkeep import keep_files
from services.installation import Installation
from services.job_result import JobResult
from services.jobs.run_record import is_gone
from services.maintenance.backup import back_up
from services.maintenance.backup_files import forget_beside
from services.maintenance.log_audit import HEAD_NOTE
from workflow.store.log.sealing import seal
from workflow.store.notices.doubts import release_expired
from workflow.store.operation.runs import forget_runs, give_up_lost_runs

BACKUPS = "backups"
# Every night of two weeks, and the first of each month for a year.
KEPT_DAYS, KEPT_MONTHS = 14, 12
RUNS_KEPT = timedelta(days=90)
LARGE_LOG, KEPT_LOGS = 10 * 2**20, 5


def seal_log(installation: Installation, day: Day) -> JobResult:
    """Seal the lines of the log that aren't sealed yet. Raises `SealingPostponed`; the next hour catches up."""
    lines, seals, head, more = 0, 0, "", True
    while more:
        with installation.database.writing() as session:
            done = seal(session, now=day.now)
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
    made, removed = _backups(installation, day)
    figures = {
        "lượt chạy bị dừng giữa chừng": lost,
        "thư không rõ đã đến hay chưa": stuck,
        "bản ghi lượt chạy cũ đã xóa": forgotten,
        **accounts,
        **files,
        "tệp nhật ký chạy đã xoay vòng": len(rotated),
        "bản sao lưu mới": made,
        "bản sao lưu cũ đã xóa": len(removed),
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


def backup_name(day: date) -> str:
    """Return the name of a night's backup, as in "dondoc-2026-03-05.zip"."""
    return f"dondoc-{day:%Y-%m-%d}.zip"


def superfluous(names: Sequence[str]) -> list[str]:
    """Return which nightly backups may go: all but the newest 14 and the first of each of the newest 12 months."""
    ours = sorted((name for name in names if _day_of(name)), reverse=True)
    months: dict[str, str] = {}
    for name in ours:
        months[name[:14]] = name
    kept = {*ours[:KEPT_DAYS], *sorted(months.values(), reverse=True)[:KEPT_MONTHS]}
    return [name for name in ours if name not in kept]


def _backups(installation: Installation, day: Day) -> tuple[int, list[Path]]:
    folder = installation.settings.home / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / backup_name(day.today)
    made = not target.exists()
    if made:
        back_up(installation.settings, target, now=day.now, environment=os.environ, beside=True)
    old = [folder / name for name in superfluous([path.name for path in folder.iterdir()])]
    for path in old:
        path.unlink()
    forget_beside(folder, sorted(folder.glob("dondoc-*.zip")))
    return int(made), old


def _day_of(name: str) -> date | None:
    try:
        return datetime.strptime(name, "dondoc-%Y-%m-%d.zip").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
