"""Giving files out: only to whom the table of rights lets see the duty's evidence; a draft's to its author alone."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from base.clock import VIETNAM
from base.errors import DondocError
from services.evidence.file_store import file_store
from services.installation import Installation
from workflow.evidence.files import EvidenceFile
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, may
from workflow.store.database.opening import Session
from workflow.store.duties import drafts
from workflow.store.duties.subjects import duty_subject
from workflow.store.log.writing import history
from workflow.views.handings import file_of


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
    """Return a file that was handed in. Raises `NoSuchFile`, `NotAllowed`, `FileMissing`, `StoreUnavailable`."""
    with installation.database.reading() as session:
        _check(session, duty, actor, now)
        file = file_of(history(session, duty), digest)
    if file is None:
        raise NoSuchFile(digest[:16])
    return GivenFile(file=file, path=file_store(installation.settings).local(file.digest))


def give_draft_file(installation: Installation, number: int, actor: Actor) -> GivenFile:
    """Return a file of one's own draft. Raises as `give_file` does."""
    with installation.database.reading() as session:
        file = None if actor.person is None else drafts.upload(session, number, person=actor.person)
    if file is None:
        raise NoSuchFile(number)
    return GivenFile(file=file, path=file_store(installation.settings).local(file.digest))


def _check(session: Session, duty: int, actor: Actor, now: datetime) -> None:
    today = now.astimezone(VIETNAM).date()
    subject = duty_subject(session, duty, asking=actor.agencies, today=today)
    if not may(actor, Action.SEE_DUTY, subject):
        raise NoSuchFile(duty)
    if isinstance(answer := may(actor, Action.SEE_EVIDENCE, subject), No):
        raise NotAllowed(given="mở tệp", place=f"việc {duty}", reason="không thuộc quyền của bạn", remedy=answer.reason)
