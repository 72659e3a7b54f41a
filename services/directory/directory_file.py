"""The directory as a workbook, and taken in from one: what is given out can be brought in again."""

from datetime import date
from pathlib import Path

from config.agencies import TABLE_COLUMNS
from services.directory.agency_changes import refuse_several_folders
from services.directory.contact_desk import sheet_of
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.agency_lists import directory_of, import_records
from workflow.agencies import Agency
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.rights import Subject
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import keep_directory

_WIDTHS = (36, 50, 18, 60, 60, 40, 10, 10, 10)


def directory_workbook(installation: Installation) -> bytes:
    """Return the directory, one agency a line, in the columns that an import takes."""
    lines = (_line(agency) for agency in installation.policies.directory)
    return sheet_of("Danh bạ cơ quan", TABLE_COLUMNS, _WIDTHS, lines)


def import_directory(installation: Installation, path: Path, deciding: Deciding) -> tuple[int, int]:
    """Take agencies in from a file, or change them, all or none; return how many, and how many of them are new.

    Raises `NotAllowed`, `SeveralFolders`, `BrokenDirectory`, `DocumentError`.
    """
    refuse_several_folders(installation)
    own = directory_of(installation)
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_DIRECTORY, Subject(), deciding, place="Danh bạ cơ quan")
        count, new = import_records(own, path)
        keep_directory(session, own.directory, on=by.today)
        record(session, [LogEntry.of(by, LogAction.KEEP_AGENCY, details={"count": count, "new": new})])
    installation.look_again()
    return count, new


def show_everywhere(installation: Installation, *, today: date) -> None:
    """Let duties and lists show what the house's own files call its agencies now; former names are kept."""
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory, on=today)


def _line(agency: Agency) -> tuple[str, ...]:
    # Members that follow from a kind stand in the template; writing them out would freeze them.
    lists = ("|".join(names) for names in (agency.aliases, (), agency.successors))
    switches = ("1" if on else "" for on in (agency.is_group, agency.dissolved, agency.outside))
    return (agency.code, agency.name, agency.kind.value, *lists, *switches)
