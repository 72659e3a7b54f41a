"""Giving files out: only to whom the table of rights lets see the duty's evidence; a draft's to its author alone."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from base.clock import VIETNAM
from base.errors import DondocError, Topic
from services.accounts.journal import by_of
from services.evidence.place import file_store
from services.installation import Installation
from workflow.evidence.files import EvidenceFile
from workflow.lifecycle import NotAllowed
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, Yes, may
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import duty_subject
from workflow.store.log.writing import LogEntry, history, record
from workflow.store.people import drafts
from workflow.views.handings import Handing, file_of


class NoSuchFile(DondocError):
    """The duty has no such file, or whoever asks may not even know of the duty."""

    def __init__(self, given: object) -> None:
        super().__init__(
            given=given, place="Tệp", reason="không có", remedy="Mở lại trang nhiệm vụ rồi chọn tệp trong danh sách."
        )


@dataclass(frozen=True, kw_only=True)
class GivenFile:
    """A file, and where its content can be read on this machine."""

    file: EvidenceFile
    path: Path


def give_file(installation: Installation, duty: int, digest: str, actor: Actor, *, now: datetime) -> GivenFile:
    """Return a file that was handed in, and note in the log who opened it.

    Raises `NoSuchFile`, `NotAllowed`, `FileMissing`, `StoreUnavailable`.
    """
    with installation.database.reading() as session:
        plan, answer = _check(session, duty, actor, now)
        file = find_file(session, duty, digest)
    given = GivenFile(file=file, path=file_store(installation.settings).local(file.digest))
    by = by_of(actor, now, answer)
    details = {"duty": duty, "name": file.name, "sha256": file.digest}
    with installation.database.writing() as session:
        record(session, [LogEntry.of(by, LogAction.OPEN_FILE, plan=plan, details=details)])
    return given


def save_files(
    installation: Installation, duty: int, found: Iterable[Handing], folder: Path, actor: Actor, *, now: datetime
) -> list[Path]:
    """Copy files that were handed in into a folder, those of one name numbered. Raises as `give_file` does."""
    folder.mkdir(parents=True, exist_ok=True)
    saved: list[Path] = []
    for digest in dict.fromkeys(file.digest for one in found for file in one.files):
        given = give_file(installation, duty, digest, actor, now=now)
        target = folder / given.file.name
        number = 2
        while target.exists():
            target = folder / f"{Path(given.file.name).stem} ({number}){Path(given.file.name).suffix}"
            number += 1
        shutil.copyfile(given.path, target)
        saved.append(target)
    return saved


def see_file(installation: Installation, duty: int, digest: str, actor: Actor, *, now: datetime) -> GivenFile:
    """Return a file for its pages to be shown. Raises as `give_file` does."""
    with installation.database.reading() as session:
        _check(session, duty, actor, now)
        file = find_file(session, duty, digest)
    return GivenFile(file=file, path=file_store(installation.settings).local(file.digest))


def find_file(session: Session, duty: int, digest: str) -> EvidenceFile:
    """Return what the log says of a duty's file. Raises `NoSuchFile`."""
    file = file_of(history(session, duty), digest)
    if file is None:
        raise NoSuchFile(digest[:16])
    return file


def give_draft_file(installation: Installation, number: int, actor: Actor) -> GivenFile:
    """Return a file of one's own draft. Raises as `give_file` does."""
    with installation.database.reading() as session:
        file = None if actor.person is None else drafts.upload(session, number, person=actor.person)
    if file is None:
        raise NoSuchFile(number)
    return GivenFile(file=file, path=file_store(installation.settings).local(file.digest))


def _check(session: Session, duty: int, actor: Actor, now: datetime) -> tuple[int | None, Yes]:
    today = now.astimezone(VIETNAM).date()
    subject = duty_subject(session, duty, asking=actor.agencies, today=today)
    if not may(actor, Action.SEE_DUTY, subject):
        raise NoSuchFile(duty)
    answer = may(actor, Action.SEE_EVIDENCE, subject)
    if isinstance(answer, No):
        raise NotAllowed(
            given=Topic("mở tệp"), place=f"nhiệm vụ {duty}", reason="không thuộc quyền của bạn", remedy=answer.reason
        )
    return subject.plan, answer
