"""What putting a backup back would do to the files that configure the house, said before it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.env_files import ENV_FILE, env_file_values
from config.settings import Settings
from services.evidence.file_store import content_digest
from services.maintenance.archive import CONFIGURING, Manifest, text_in_backup
from services.maintenance.env_places import places_in_force, with_places
from services.maintenance.env_secrets import with_secrets
from services.maintenance.restoring import restore_destinations


@dataclass(frozen=True, kw_only=True)
class RestoreEffects:
    """Files by name: `replaced` say something else by now, `added` aren't there, `staying` aren't in the backup.

    `set_aside` are the settings that the backup has from another machine: their lines become comments.
    """

    replaced: tuple[str, ...]
    added: tuple[str, ...]
    staying: tuple[str, ...]
    set_aside: tuple[str, ...]


def restore_effects(settings: Settings, source: Path, manifest: Manifest) -> RestoreEffects:
    """Return what a restore would do beside the database. Raises `BackupUnreadable`."""
    files = restore_destinations(manifest, settings)
    there = {name: path for name, path in files.items() if path.exists()}
    env, in_home = f"home/{ENV_FILE}", settings.home / ENV_FILE
    set_aside: tuple[str, ...] = ()
    if env in files:
        known = env_file_values(in_home)
        text = with_secrets(text_in_backup(source, env), known)
        _, set_aside = with_places(text, places_in_force(settings), known)
    changed = (name for name, path in there.items() if content_digest(path) != manifest.files[name])
    return RestoreEffects(
        replaced=tuple(sorted(changed)),
        added=tuple(sorted(files.keys() - there.keys())),
        staying=tuple(sorted(path.name for path in set(_configuring(settings)) - set(files.values()))),
        set_aside=set_aside,
    )


def _configuring(settings: Settings) -> Iterator[Path]:
    for folder in {settings.home, settings.policies_dir}:
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.suffix in CONFIGURING and path.is_file())
