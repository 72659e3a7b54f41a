"""What an office changes in its directory of agencies: spellings, names, new bodies, members, successors."""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from base.errors import DondocError
from config.agencies import AgencyRecord
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.agency_lists import OwnDirectory, add_spelling, directory_of, keep_records, record_for
from workflow.agencies import Agency, AgencyKind, BrokenDirectory, Directory, code_of
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


@dataclass(frozen=True, kw_only=True)
class NewAgency:
    """An agency to be taken in. `members` are names or codes; a group is made of them."""

    name: str
    kind: AgencyKind = AgencyKind.OTHER
    spellings: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


def learn_spelling(installation: Installation, code: str, spelling: str, deciding: Deciding) -> None:
    """Let a spelling mean an agency from now on. Raises `NotAllowed`, `BrokenDirectory`."""
    own = directory_of(installation)

    def change(by: By, session: Session) -> None:
        add_spelling(own, own.directory.get(code), spelling)
        _keep(session, own, by, code, spelling=spelling)

    _change(installation, deciding, change)


def rename_agency(installation: Installation, code: str, name: str, deciding: Deciding) -> None:
    """Give an agency another name from today on; what was printed before is still understood.

    Needs the document. Raises `NotAllowed`, `BrokenDirectory`.
    """
    own = directory_of(installation)
    known = own.directory.get(code)
    name = name.strip()
    taken = next((other for other in own.directory if other.name == name), None)
    if not name or taken is not None or not deciding.document.strip():
        reason = "còn thiếu tên hoặc văn bản" if taken is None else f"đã là tên của “{taken.name}”"
        raise BrokenDirectory(given=name or known.name, place=_PLACE, reason=reason)

    renamed = record_for(own, known, {"name": name})
    if "code" not in renamed:
        raise BrokenDirectory(given=known.name, place=_PLACE, reason="đi theo tên trong danh mục của tỉnh, chưa có mã")

    def change(by: By, session: Session) -> None:
        keep_records(own, [renamed])
        _keep(session, own, by, code, before=known.name, after=name)

    _change(installation, deciding, change)


def take_in_agency(installation: Installation, new: NewAgency, deciding: Deciding) -> str:
    """Take an agency or a group into the directory; return its code. Raises `NotAllowed`, `BrokenDirectory`."""
    own = directory_of(installation)
    code = code_of(new.name)
    if not code or code in own.directory or any(other.name == new.name for other in own.directory):
        raise BrokenDirectory(given=new.name, place=_PLACE, reason="đã có trong danh bạ, hoặc không phải tên")
    made: AgencyRecord = {"code": code, "name": new.name, "kind": new.kind.value, "aliases": list(new.spellings)}
    if new.members:
        made["group"] = True
        made["members"] = [_found(own.directory, member).code for member in new.members]

    def change(by: By, session: Session) -> None:
        keep_records(own, [made])
        _keep(session, own, by, code, after=new.name)

    _change(installation, deciding, change)
    return code


def join_group(installation: Installation, group: str, member: str, deciding: Deciding) -> Agency:
    """Make an agency (name or code) a member of a group; what it owes of its open tasks is decided apart.

    Raises `NotAllowed`, `BrokenDirectory`.
    """
    own = directory_of(installation)
    known, joining = own.directory.get(group), _found(own.directory, member)
    if not known.is_group or joining.code in known.members or joining.code == group:
        raise BrokenDirectory(given=joining.name, place=_PLACE, reason=f"không thêm được vào “{known.name}”")

    def change(by: By, session: Session) -> None:
        keep_records(own, [record_for(own, known, {"members": [joining.code]})])
        _keep(session, own, by, group, member=joining.code)

    _change(installation, deciding, change)
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


def _change(installation: Installation, deciding: Deciding, change: _Change) -> None:
    refuse_several_folders(installation)
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_DIRECTORY, Subject(), deciding, place=_PLACE)
        change(by, session)
    installation.look_again()


def _keep(session: Session, own: OwnDirectory, by: By, code: str, **details: str) -> None:
    keep_directory(session, own.directory, on=by.today)
    record(session, [LogEntry.of(by, LogAction.KEEP_AGENCY, details={"agency": code, **details})])


def _found(directory: Directory, name: str) -> Agency:
    if name in directory:
        return directory.get(name)
    mention = directory.find(name)
    if mention.agency is None or mention.reason:
        raise BrokenDirectory(given=name, place=_PLACE, reason=mention.reason or "không có trong danh bạ")
    return mention.agency
