"""What an office changes in its directory of agencies: spellings, names, new bodies, members, successors."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from base.errors import DondocError
from base.plain_letters import code_of
from config.agencies import AgencyRecord
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.agency_lists import OwnDirectory, add_spelling, directory_of, keep_records, record_for
from workflow.agencies import Agency, AgencyKind, Directory
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.rights import Subject
from workflow.store.database.opening import Session
from workflow.store.log.writing import LogEntry, record
from workflow.store.operation.runs import places_since
from workflow.store.people.directory import keep_directory

_PLACE = "Danh bạ cơ quan"
_Change = Callable[[By, Session], None]
# How long ago another machine may have worked to count as one of several.
_LATELY = timedelta(days=30)


class SeveralFolders(DondocError):
    """Several machines have a folder of policies each, so no page may change one of them."""


class ChangeRefused(DondocError):
    """What somebody wants changed of the directory can't be so."""


class NobodyOfThatName(ChangeRefused):
    """What was typed is no name of an agency, or of none beyond doubt."""


@dataclass(frozen=True, kw_only=True)
class NewAgency:
    """An agency to be taken in. `members` are names or codes; a group is made of them."""

    name: str
    kind: AgencyKind = AgencyKind.OTHER
    spellings: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def learn_spelling(installation: Installation, code: str, spelling: str, deciding: Deciding) -> None:
    """Let a spelling mean an agency from now on. Raises `NotAllowed`, `ChangeRefused`, `BrokenDirectory`."""
    own = directory_of(installation)

    def change(by: By, session: Session) -> None:
        add_spelling(own, own.directory.get(code), spelling)
        keep_and_log(session, own, by, code, spelling=spelling)

    change_directory(installation, deciding, change)


def rename_agency(installation: Installation, code: str, name: str, deciding: Deciding) -> None:
    """Give an agency another name from today on; what was printed before is still understood.

    Needs the document. Raises `NotAllowed`, `ChangeRefused`, `BrokenDirectory`.
    """
    own = directory_of(installation)
    known = own.directory.get(code)
    name = name.strip()
    taken = next((other for other in own.directory if other.name == name), None)
    if not name or taken is not None or not deciding.document.strip():
        reason = "còn thiếu tên hoặc văn bản" if taken is None else f"đã là tên của “{taken.name}”"
        remedy = "Ghi đủ tên mới và văn bản." if taken is None else "Ghi tên khác."
        raise ChangeRefused(given=name or known.name, place=_PLACE, reason=reason, remedy=remedy)

    renamed = record_for(own, known, {"name": name})

    def change(by: By, session: Session) -> None:
        keep_records(own, [renamed])
        keep_and_log(session, own, by, code, before=known.name, after=name)

    change_directory(installation, deciding, change)


def take_in_agency(installation: Installation, new: NewAgency, deciding: Deciding) -> str:
    """Take an agency or a group into the directory; return its code.

    Raises `NotAllowed`, `ChangeRefused`, `BrokenDirectory`.
    """
    own = directory_of(installation)
    code = code_of(new.name)
    if not code or code in own.directory or any(other.name == new.name for other in own.directory):
        reason = "đã có trong danh bạ" if code else "không phải tên một cơ quan"
        raise ChangeRefused(given=new.name, place=_PLACE, reason=reason, remedy="Ghi tên khác, đầy đủ.")
    made: AgencyRecord = {"code": code, "name": new.name, "kind": new.kind.value, "aliases": list(new.spellings)}
    if new.members:
        made["group"] = True
        made["members"] = [named_agency(own.directory, member).code for member in new.members]

    def change(by: By, session: Session) -> None:
        keep_records(own, [made])
        keep_and_log(session, own, by, code, after=new.name)

    change_directory(installation, deciding, change)
    return code


def join_group(installation: Installation, group: str, member: str, deciding: Deciding) -> Agency:
    """Make an agency (name or code) a member of a group; what it owes of its open tasks is decided apart.

    Raises `NotAllowed`, `ChangeRefused`, `BrokenDirectory`.
    """
    own = directory_of(installation)
    known, joining = own.directory.get(group), named_agency(own.directory, member)
    if not known.is_group or joining.code in known.members or joining.code == group:
        known_already = joining.code in known.members
        raise ChangeRefused(
            given=joining.name,
            place=_PLACE,
            reason=f"đã là thành viên của “{known.name}”" if known_already else f"không thêm được vào “{known.name}”",
            remedy="Ghi cơ quan khác." if known.is_group else "Chọn một nhóm.",
        )

    def change(by: By, session: Session) -> None:
        keep_records(own, [record_for(own, known, {"members": [joining.code]})])
        keep_and_log(session, own, by, group, member=joining.code)

    change_directory(installation, deciding, change)
    return joining


def refuse_several_folders(installation: Installation) -> None:
    """Raise `SeveralFolders` where other machines work with a folder of their own."""
    settings = installation.settings
    if settings.config_shared or installation.database.file is not None:
        return
    with installation.database.reading() as session:
        places = places_since(session, installation.clock() - _LATELY)
    others = {place.partition("/")[0] for place in places} - {platform.node()}
    if others:
        raise SeveralFolders(
            given=str(settings.policies_dir),
            place="Thư mục cấu hình",
            reason=f"chỉ là của máy này, trong khi máy khác cũng chạy tác vụ ({', '.join(sorted(others))})",
            remedy="Sửa tệp rồi chép đến mọi máy; nếu đã dùng chung một thư mục: đặt DONDOC_CONFIG_SHARED=true.",
        )


def change_directory(installation: Installation, deciding: Deciding, change: _Change) -> None:
    """Let the one who decides change the directory, in a transaction. Raises `NotAllowed`, `SeveralFolders`."""
    refuse_several_folders(installation)
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_DIRECTORY, Subject(), deciding, place=_PLACE)
        change(by, session)
    installation.look_again()


def keep_and_log(session: Session, own: OwnDirectory, by: By, code: str, **details: str) -> None:
    """Bring the directory as it stands now into the database, with a line of what was changed."""
    keep_directory(session, own.directory, on=by.today)
    record(session, [LogEntry.of(by, LogAction.KEEP_AGENCY, details={"agency": code, **details})])


def named_agency(directory: Directory, name: str) -> Agency:
    """Return the agency of a code, or of a name that was typed, beyond doubt. Raises `NobodyOfThatName`."""
    if name in directory:
        return directory.get(name)
    mention = directory.find(name)
    if mention.reason and (typed := directory.typed(name)) is not None:
        return typed
    if mention.agency is None or mention.reason:
        near = f"; gần giống “{mention.agency.name}”" if mention.agency else ""
        raise NobodyOfThatName(
            given=name.strip(),
            place=_PLACE,
            reason=f"không phải tên một cơ quan trong danh bạ{near}",
            remedy="Ghi đúng tên, hoặc một cách viết khác, như ở trang Cơ quan.",
        )
    return mention.agency
