"""Drafts of what people are writing about a duty, and the files that they have sent up for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from workflow.evidence.files import EvidenceFile
from workflow.store.tables import DraftRow, UploadRow


@dataclass(frozen=True, kw_only=True)
class DraftKey:
    """Whose draft of which form of which duty."""

    person: int
    duty: int
    form: str


@dataclass(frozen=True, kw_only=True)
class UploadedFile:
    """A file of a draft, under the number that the draft's owner names it by."""

    id: int
    file: EvidenceFile


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What has been typed, field by field, the files in the order in which they came, and when it changed last."""

    key: DraftKey
    fields: Mapping[str, str]
    files: tuple[UploadedFile, ...]
    changed_at: datetime


def draft(session: Session, key: DraftKey) -> Draft | None:
    """Return a draft, None where there is none."""
    row = _row(session, key)
    return None if row is None else _draft(session, row)


def drafts_of(session: Session, person: int) -> list[Draft]:
    """Return all drafts of a person, the newest first."""
    rows = session.scalars(select(DraftRow).where(DraftRow.person_id == person).order_by(DraftRow.changed_at.desc()))
    return [_draft(session, row) for row in rows]


def keep_draft(session: Session, key: DraftKey, fields: Mapping[str, str], now: datetime) -> None:
    """Keep what has been typed, in the place of what was."""
    row = _row(session, key) or DraftRow(person_id=key.person, assignment_id=key.duty, form=key.form)
    row.fields, row.changed_at = dict(fields), now
    session.add(row)
    session.flush()


def add_upload(
    session: Session, file: EvidenceFile, *, person: int | None, now: datetime, key: DraftKey | None = None
) -> None:
    """Note a file that was sent up, and put it into a draft, which is there. The same content stands in it once."""
    row = _row(session, key) if key is not None else None
    there = [one.file.digest for one in _files(session, row)] if row is not None else []
    session.add(
        UploadRow(
            person_id=person,
            draft_id=row.id if row is not None and file.digest not in there else None,
            at=now,
            digest=file.digest,
            name=file.name,
            size=file.size,
            kind=file.kind,
            pages=file.pages,
            scan=file.scan,
        )
    )
    session.flush()


def take_out(session: Session, key: DraftKey, number: int) -> None:
    """Take a file out of a draft; one that isn't in it stays where it is."""
    if (row := _row(session, key)) is not None:
        chosen = update(UploadRow).where(UploadRow.id == number, UploadRow.draft_id == row.id)
        session.execute(chosen.values(draft_id=None))


def upload(session: Session, number: int, *, person: int) -> EvidenceFile | None:
    """Return a file of a draft to the person whose draft it is; None to anybody else."""
    own = select(UploadRow).join(DraftRow, DraftRow.id == UploadRow.draft_id)
    row = session.scalars(own.where(UploadRow.id == number, DraftRow.person_id == person)).one_or_none()
    return None if row is None else _file(row)


def drop_draft(session: Session, key: DraftKey) -> None:
    """Forget a draft: it was handed in, or its owner doesn't want it."""
    if (row := _row(session, key)) is not None:
        _drop(session, [row.id])


def uploads_since(session: Session, person: int, moment: datetime) -> int:
    """Count what a person has sent up since a moment."""
    query = select(func.count()).select_from(UploadRow).where(UploadRow.person_id == person, UploadRow.at > moment)
    return session.scalar(query) or 0


def forget_old_drafts(session: Session, *, before: datetime, uploads_before: datetime) -> int:
    """Forget drafts that nobody touched since a moment, and uploads of no draft since another; return how many."""
    old = session.scalars(select(DraftRow.id).where(DraftRow.changed_at < before)).all()
    _drop(session, old)
    session.execute(delete(UploadRow).where(UploadRow.draft_id.is_(None), UploadRow.at < uploads_before))
    return len(old)


def uploaded_digests(session: Session) -> set[str]:
    """Return the contents that drafts hold, or that were sent up lately."""
    return set(session.scalars(select(UploadRow.digest).distinct()))


def _row(session: Session, key: DraftKey) -> DraftRow | None:
    query = select(DraftRow).where(
        DraftRow.person_id == key.person, DraftRow.assignment_id == key.duty, DraftRow.form == key.form
    )
    return session.scalars(query).one_or_none()


def _drop(session: Session, numbers: Collection[int]) -> None:
    session.execute(update(UploadRow).where(UploadRow.draft_id.in_(numbers)).values(draft_id=None))
    session.execute(delete(DraftRow).where(DraftRow.id.in_(numbers)))


def _draft(session: Session, row: DraftRow) -> Draft:
    key = DraftKey(person=row.person_id, duty=row.assignment_id, form=row.form)
    return Draft(key=key, fields=dict(row.fields), files=tuple(_files(session, row)), changed_at=row.changed_at)


def _files(session: Session, row: DraftRow) -> list[UploadedFile]:
    rows = session.scalars(select(UploadRow).where(UploadRow.draft_id == row.id).order_by(UploadRow.id))
    return [UploadedFile(id=row.id, file=_file(row)) for row in rows]


def _file(row: UploadRow) -> EvidenceFile:
    return EvidenceFile(digest=row.digest, name=row.name, size=row.size, kind=row.kind, pages=row.pages, scan=row.scan)
