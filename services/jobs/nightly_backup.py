"""The backup of every night: two weeks of them and a year of months are kept, and an empty one pushes none out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import structlog

from base.private_files import make_private
from base.vietnamese import short_date
from config.env_files import ENV_FILE
from services.day.steps import Day
from services.house_database import BACKUPS
from services.installation import Installation
from services.maintenance.archive import BackupUnreadable, Manifest, manifest_of, size_of_database
from services.maintenance.backup import back_up
from services.maintenance.backup_files import clear_unfinished, forget_beside
from workflow.store.operation.alarms import clear_alarms, raise_alarm

log = structlog.get_logger("dondoc.backup")
# Every night of two weeks, and the first of each month for a year.
KEPT_DAYS, KEPT_MONTHS = 14, 12
# A database grows. One with less than this part of what it had last night has lost something.
MUCH_SMALLER = 0.5
# Where a backup lies that may be one of nothing: not among those that push older ones out.
DOUBTFUL = "nho-bat-thuong.zip"
_UNDER = "backup:"


@dataclass(frozen=True, kw_only=True)
class NightlyBackup:
    """What a night did: how many backups it made, how many of them it put aside, which old ones it removed."""

    made: int = 0
    put_aside: int = 0
    removed: tuple[Path, ...] = ()


def make_nightly_backup(installation: Installation, day: Day) -> NightlyBackup:
    """Make the night's backup unless it is there.

    One that is much smaller than the last is put aside, removes nothing and raises an alarm.
    """
    folder = make_private(installation.settings.home / BACKUPS)
    # A restore unpacks beside the database.
    for place in {folder, installation.settings.home, (installation.database.file or folder).parent}:
        clear_unfinished(place, now=installation.clock())
    target = folder / backup_name(day.today)
    if target.exists():
        return NightlyBackup(removed=_removed(folder))
    doubtful = folder / DOUBTFUL
    made = back_up(
        installation.settings,
        doubtful,
        now=day.now,
        environment=os.environ,
        force=True,
        beside=True,
        working_env=Path(ENV_FILE),
    )
    before = _last_of_its_kind(folder, made)
    if before is not None and _has_lost(before, doubtful, made):
        _alarm(installation, day, doubtful, before)
        return NightlyBackup(put_aside=1)
    doubtful.replace(target)
    with installation.database.writing() as session:
        clear_alarms(session, under=_UNDER)
    return NightlyBackup(made=1, removed=_removed(folder))


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


def _removed(folder: Path) -> tuple[Path, ...]:
    old = tuple(folder / name for name in superfluous([path.name for path in folder.iterdir()]))
    for path in old:
        path.unlink()
    forget_beside(folder, sorted(folder.glob("dondoc-*.zip")))
    return old


def _last_of_its_kind(folder: Path, made: Manifest) -> Path | None:
    """The newest nightly backup of the same kind of database; a file that is no backup any more tells nothing."""
    for name in sorted((path.name for path in folder.iterdir() if _day_of(path.name)), reverse=True):
        try:
            if manifest_of(folder / name).database == made.database:
                return folder / name
        except BackupUnreadable as error:
            log.error("tệp sao lưu không đọc được", file=name, reason=error.reason)
    return None


def _has_lost(before: Path, doubtful: Path, made: Manifest) -> bool:
    """Whether a backup is much smaller than the one before it, as a file or in what it holds.

    The file alone doesn't tell of a small office: its empty tables are most of it.
    """
    if size_of_database(doubtful) < size_of_database(before) * MUCH_SMALLER:
        return True
    rows = manifest_of(before).rows
    return any(made.rows.get(table, 0) < number * MUCH_SMALLER for table, number in rows.items())


def _alarm(installation: Installation, day: Day, doubtful: Path, before: Path) -> None:
    words = (
        f"bản sao lưu đêm {short_date(day.today)} nhỏ bất thường so với {before.name}, có thể dữ liệu đã mất: "
        f"được để riêng ở {doubtful}, các bản cũ giữ nguyên. Nếu dữ liệu giảm thật, "
        f"đổi tên tệp đó thành {backup_name(day.today)}"
    )
    log.error("bản sao lưu nhỏ bất thường", file=str(doubtful), before=before.name)
    with installation.database.writing() as session:
        raise_alarm(session, f"{_UNDER}{day.today}", words, now=day.now)


def _day_of(name: str) -> date | None:
    try:
        return datetime.strptime(name, "dondoc-%Y-%m-%d.zip").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
