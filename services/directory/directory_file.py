"""The directory as a workbook, and taken in from one: what is given out can be brought in again."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from base.errors import DondocError
from base.vietnamese import group_thousands
from services.directory.agency_changes import refuse_several_folders
from services.directory.contact_desk import sheet_of
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.agency_lists import TABLE_TITLES, directory_of, import_records, members_left_out
from workflow.agencies import Agency
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.rights import Subject
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import keep_directory

# How many members a question names.
_NAMED = 5
_WIDTHS = (36, 50, 18, 60, 60, 40, 10, 10, 10)


def directory_workbook(installation: Installation) -> bytes:
    """Return the directory, one agency a line, in the columns that an import takes."""
    lines = (_line(agency) for agency in installation.policies.directory)
    return sheet_of("Danh bạ cơ quan", TABLE_TITLES.values(), _WIDTHS, lines)


class MembersLeftOut(DondocError):
    """A file writes a group with fewer members than it has: whether they leave it is asked."""


def import_directory(
    installation: Installation, path: Path, deciding: Deciding, *, leaving: bool | None = None
) -> tuple[int, int]:
    """Take agencies in from a file, or change them, all or none; return how many differ, how many are new.

    Members that the file leaves out of a group leave it, or stay, as `leaving` says; None asks where there are any.
    Raises `MembersLeftOut`, `NotAllowed`, `SeveralFolders`, `BrokenDirectory`, `DocumentError`.
    """
    refuse_several_folders(installation)
    own = directory_of(installation)
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_DIRECTORY, Subject(), deciding, place="Danh bạ cơ quan")
        if leaving is None and (found := members_left_out(own, path)):
            raise _left_out(path, found)
        count, new = import_records(own, path, whole_groups=leaving is True)
        keep_directory(session, own.directory, on=by.today)
        record(session, [LogEntry.of(by, LogAction.KEEP_AGENCY, details={"count": count, "new": new})])
    installation.look_again()
    return count, new


def show_everywhere(installation: Installation, *, today: date) -> None:
    """Let duties and lists show what the house's own files call its agencies now; former names are kept."""
    with installation.database.writing() as session:
        keep_directory(session, installation.policies.directory, on=today)


def _left_out(path: Path, found: Sequence[tuple[Agency, Agency]]) -> MembersLeftOut:
    named = "; ".join(f"{member.name} (nhóm {group.name})" for group, member in found[:_NAMED])
    more = f"; và {group_thousands(len(found) - _NAMED)} chỗ nữa" if len(found) > _NAMED else ""
    return MembersLeftOut(
        given=path.name,
        place="Thành viên của nhóm",
        reason=f"không ghi {group_thousands(len(found))} thành viên đang có: {named}{more}",
        remedy="Chọn lại tệp, rồi bấm nút đưa các thành viên ấy ra khỏi nhóm, hoặc nút giữ họ lại.",
    )


def _line(agency: Agency) -> tuple[str, ...]:
    # Members that follow from a kind are named too: taking them in again changes nothing.
    lists = ("|".join(names) for names in (agency.aliases, agency.members, agency.successors))
    switches = ("có" if on else "" for on in (agency.is_group, agency.dissolved, agency.outside))
    return (agency.code, agency.name, agency.kind.label, *lists, *switches)
