"""Backups at a page: made now, listed, given out, looked into and put back, with who did it in the log."""

import os
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from base.errors import DondocError
from base.private_files import make_private
from config.env_files import ENV_FILE
from services.house.admission import admit_keeper, check_right
from services.house_database import BACKUPS
from services.installation import Installation
from services.maintenance.archive import BackupUnreadable, Manifest, manifest_of
from services.maintenance.backup import back_up, missing_secrets
from services.maintenance.restore_effects import RestoreEffects, restore_effects
from services.maintenance.restoring import Restored, restore_backup
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.database.schema import SchemaStanding, bring_up_to_date, standing_of
from workflow.store.log.pages import lines_since
from workflow.store.log.restoring import last_restoring
from workflow.store.log.writing import record
from workflow.store.notices.listing import sent_since

BACKUP_PLACE = "Sao lưu"
_NAME = re.compile(r"[\w][\w.-]{0,120}\.zip")
# Backups made by hand that are kept; the nightly ones have rules of their own.
_KEPT_BY_HAND = 5
_BY_HAND, _SENT_UP = "tay-", "tai-len-"


class NoSuchBackup(DondocError):
    """There is no backup of this name."""


class NotConfirmed(DondocError):
    """What has to be typed before a restore was not."""


@dataclass(frozen=True, kw_only=True)
class KeptBackup:
    """A backup in the house's folder. `octets` is its size; `beside` counts report files that lie beside it."""

    name: str
    made_at: datetime
    octets: int
    manifest: Manifest | None

    @property
    def beside(self) -> int:
        """How many report files it needs of the folder beside it: taken elsewhere it lacks them."""
        return len(self.manifest.beside) if self.manifest else 0


@dataclass(frozen=True, kw_only=True)
class RestorePreview:
    """What putting a backup back would do. Since it was made `lost` lines of the log were written, `sent` notices sent.

    `why` says why it can't be put back here, "" where it can.
    """

    backup: KeptBackup
    manifest: Manifest
    made_at: datetime
    lost: int
    sent: int
    secrets: tuple[str, ...]
    older: bool
    why: str
    effects: RestoreEffects


def list_backups(installation: Installation, actor: Actor) -> list[KeptBackup]:
    """Return the backups in the house's folder, the newest first. Raises `NotAllowed`."""
    check_right(actor, Action.KEEP_POLICIES, place=BACKUP_PLACE)
    folder = installation.settings.home / BACKUPS
    if not folder.is_dir():
        return []
    found = [_kept(path, installation) for path in folder.glob("*.zip") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def make_backup(installation: Installation, actor: Actor, *, now: datetime) -> str:
    """Make a backup now, whole in one file; return its name. Raises `NotAllowed`, `WouldOverwrite`."""
    by = _keeper(installation, actor, now)
    folder = make_private(installation.settings.home / BACKUPS)
    name = f"{_BY_HAND}{now:%Y-%m-%d-%H%M%S}.zip"
    back_up(installation.settings, folder / name, now=by.now, environment=os.environ, working_env=Path(ENV_FILE))
    for prefix in (_BY_HAND, _SENT_UP):
        for old in sorted(folder.glob(f"{prefix}*.zip"), reverse=True)[_KEPT_BY_HAND:]:
            old.unlink()
    return name


def take_backup(installation: Installation, actor: Actor, name: str, *, now: datetime) -> Path:
    """Return where a backup lies that somebody takes away; the log says so. Raises `NotAllowed`, `NoSuchBackup`."""
    path = _path(installation, name)
    with installation.database.writing() as session:
        by = admit_keeper(session, actor, Action.KEEP_POLICIES, place=BACKUP_PLACE, now=now)
        record(session, [LogEntry.of(by, LogAction.TAKE_BACKUP, details={"backup": name})])
    return path


def receive_backup(installation: Installation, actor: Actor, file: Path, *, now: datetime) -> str:
    """Put a backup that was sent up among the others; return its name. Raises `NotAllowed`, `BackupUnreadable`."""
    _keeper(installation, actor, now)
    manifest_of(file)
    name = f"{_SENT_UP}{now:%Y-%m-%d-%H%M%S}.zip"
    file.replace(make_private(installation.settings.home / BACKUPS) / name)
    return name


def preview_restore(installation: Installation, actor: Actor, name: str) -> RestorePreview:
    """Return what putting a backup back would do; changes nothing.

    Raises `NotAllowed`, `NoSuchBackup`, `BackupUnreadable`.
    """
    check_right(actor, Action.KEEP_POLICIES, place=BACKUP_PLACE)
    path = _path(installation, name)
    manifest = manifest_of(path)
    made_at = datetime.fromisoformat(manifest.made_at)
    with installation.database.reading() as session:
        lost, sent = lines_since(session, made_at), sent_since(session, made_at)
    return RestorePreview(
        backup=_kept(path, installation),
        manifest=manifest,
        made_at=made_at,
        lost=lost,
        sent=sent,
        secrets=missing_secrets(installation.settings, iter(manifest.secrets)),
        older=standing_of(manifest.schema) is SchemaStanding.OLDER,
        why=_why_not(installation, manifest),
        effects=restore_effects(installation.settings, path, manifest),
    )


def told_of_restoring(installation: Installation, actor: Actor) -> Mapping[str, Any] | None:
    """Return what the log says of the last restoring. Raises `NotAllowed`."""
    check_right(actor, Action.KEEP_POLICIES, place=BACKUP_PLACE)
    with installation.database.reading() as session:
        return last_restoring(session)


def restore_here(
    installation: Installation, actor: Actor, name: str, *, typed: str, now: datetime, environment: Mapping[str, str]
) -> Restored:
    """Put a backup back in place of everything, once its name was typed; the database that was there is kept beside it.

    One of an older version is brought up to date at once. The house has to be opened anew afterwards.
    Raises `NotAllowed`, `NoSuchBackup`, `NotConfirmed`, `BackupUnreadable`.
    """
    by = _keeper(installation, actor, now)
    path = _path(installation, name)
    if typed.strip() != name:
        raise NotConfirmed(
            given=typed.strip(),
            place="Tên bản sao lưu",
            reason="không đúng tên bản sắp khôi phục; chưa có gì thay đổi",
            remedy=f"Gõ đúng {name} nếu thật sự muốn thay toàn bộ dữ liệu.",
        )
    done = restore_backup(installation.settings, path, by=by, environment=environment, force=True)
    if done.standing is SchemaStanding.OLDER:
        with closing(Database(installation.settings.store_url)) as database:
            bring_up_to_date(database)
    return done


def _keeper(installation: Installation, actor: Actor, now: datetime) -> By:
    with installation.database.writing() as session:
        return admit_keeper(session, actor, Action.KEEP_POLICIES, place=BACKUP_PLACE, now=now)


def _path(installation: Installation, name: str) -> Path:
    path = installation.settings.home / BACKUPS / name
    if _NAME.fullmatch(name) is None or not path.is_file():
        raise NoSuchBackup(
            given=name, place=BACKUP_PLACE, reason="không có bản này", remedy="Xem các bản đang có ở trang Quản trị."
        )
    return path


def _kept(path: Path, installation: Installation) -> KeptBackup:
    zone = installation.clock().tzinfo
    written = datetime.fromtimestamp(path.stat().st_mtime, zone)
    try:
        manifest = manifest_of(path)
        made_at = datetime.fromisoformat(manifest.made_at)
    except (BackupUnreadable, ValueError):
        return KeptBackup(name=path.name, made_at=written, octets=path.stat().st_size, manifest=None)
    return KeptBackup(name=path.name, made_at=made_at, octets=path.stat().st_size, manifest=manifest)


def _why_not(installation: Installation, manifest: Manifest) -> str:
    kind = installation.database.engine.dialect.name
    if manifest.database != kind:
        return f"Bản này của {manifest.database}, còn hệ thống đang dùng {kind}"
    if standing_of(manifest.schema) not in {SchemaStanding.CURRENT, SchemaStanding.OLDER}:
        return "Bản này được tạo bởi một bản dondoc khác; cập nhật dondoc trước"
    return ""
