"""What an admin changes of the house at a page: settings in its own file, agencies in its own lists, with the log."""

from datetime import datetime
from pathlib import Path

from services.directory.agency_changes import refuse_several_folders
from services.house.admission import admit_keeper
from services.house.settings_file import write_settings
from services.installation import Installation
from services.intake.agency_lists import directory_of, drop_own_communes, import_communes, import_records
from services.maintenance.setup import install
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.store.log.writing import LogEntry, record

_DIRECTORY = "Danh bạ cơ quan"


def change_settings(installation: Installation, actor: Actor, said: dict[str, str], *, now: datetime) -> None:
    """Let the home's file of settings say this, and the log that it does: names only, values may be secret.

    They are in force once the house is opened anew. Raises `NotAllowed`, `SeveralFolders` (other machines would not
    read this file), `SettingUnwritable`, `FileNotWritten`.
    """
    refuse_several_folders(installation)
    with installation.database.writing() as session:
        by = admit_keeper(session, actor, Action.KEEP_POLICIES, place="Cài đặt", now=now)
        write_settings(installation.settings.home, said)
        record(session, [LogEntry.of(by, LogAction.CHANGE_SETTINGS, details={"settings": sorted(said)})])


def take_agencies(installation: Installation, actor: Actor, file: Path, *, now: datetime) -> tuple[int, int]:
    """Take agencies of a list into the directory; return how many it names and how many are new.

    Raises `NotAllowed`, `SeveralFolders`, `BrokenDirectory`, `DocumentError`.
    """
    by = _keeper(installation, actor, now)
    done = import_records(directory_of(installation), file)
    install(installation.settings, "", by)
    return done


def take_communes(installation: Installation, actor: Actor, file: Path, *, now: datetime) -> int:
    """Take a list of communes in place of any other; return how many it names.

    Raises `NotAllowed`, `SeveralFolders`, `BrokenDirectory`, `DocumentError`.
    """
    by = _keeper(installation, actor, now)
    done = import_communes(directory_of(installation), file)
    install(installation.settings, "", by)
    return done


def take_province_communes(installation: Installation, actor: Actor, *, now: datetime) -> None:
    """Take the province's list of communes again in place of one's own. Raises `NotAllowed`, `SeveralFolders`."""
    by = _keeper(installation, actor, now)
    drop_own_communes(directory_of(installation))
    install(installation.settings, "", by)


def _keeper(installation: Installation, actor: Actor, now: datetime) -> By:
    refuse_several_folders(installation)
    with installation.database.writing() as session:
        return admit_keeper(session, actor, Action.KEEP_DIRECTORY, place=_DIRECTORY, now=now)
