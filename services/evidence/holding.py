"""Holding the place of files to what the log says: what is missing, what is altered, what nobody names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.evidence.file_store import FileMissing, FileStore, content_digest
from workflow.store.database.opening import Session
from workflow.store.log.evidence import NamedFile, named_files
from workflow.store.people.drafts import uploaded_digests

# What nobody names is let lie so long: a report may be on its way that names it.
ORPHANS_KEPT = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class FilesHeld:
    """What was found. `missing` and `altered` are files of the log, `orphaned` what lies there and nobody names."""

    place: str
    number: int
    missing: tuple[NamedFile, ...]
    altered: tuple[NamedFile, ...]
    orphaned: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with files of the log, one Vietnamese sentence each."""
        return (
            *(f"tệp {named_words(one)} không còn ở {self.place}" for one in self.missing),
            *(f"tệp {named_words(one)} không còn như khi nộp (SHA-256 khác)" for one in self.altered),
        )


def hold_files(session: Session, store: FileStore, *, now: datetime) -> FilesHeld:
    """Hold every file that the log names to its digest, reading each once. Raises `StoreUnavailable`."""
    named = list(named_files(session))
    verdicts = {digest: _verdict(store, digest) for digest in {one.file.digest for one in named}}
    return FilesHeld(
        place=store.place,
        number=len(verdicts),
        missing=tuple(one for one in named if verdicts[one.file.digest] is None),
        altered=tuple(one for one in named if verdicts[one.file.digest] is False),
        orphaned=tuple(orphans(store, {*verdicts, *uploaded_digests(session)}, now=now)),
    )


def orphans(store: FileStore, known: Iterable[str], *, now: datetime) -> list[str]:
    """Return what lies there for long and nobody names."""
    known = frozenset(known)
    return [name for name, since in store.contents() if name not in known and since < now - ORPHANS_KEPT]


def named_words(one: NamedFile) -> str:
    """Return a file of the log as people find it, as in "“128.pdf” (nhiệm vụ 12, dòng nhật ký 40)"."""
    return f"“{one.file.name}” (nhiệm vụ {one.duty}, dòng nhật ký {one.line})"


def _verdict(store: FileStore, digest: str) -> bool | None:
    """Whether a content is as it was; None where there is none."""
    try:
        return content_digest(store.local(digest)) == digest
    except FileMissing:
        return None
