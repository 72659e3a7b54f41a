"""Which files the log names: what the folder of files is held to."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from workflow.evidence.files import FILES, EvidenceFile, files_in
from workflow.store.tables import EventRow

_BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class NamedFile:
    """A file of a line of the log: the line's number, the duty that it is about."""

    line: int
    duty: int | None
    file: EvidenceFile


def named_files(session: Session) -> Iterator[NamedFile]:
    """Yield every file that a line of the log names, by the lines' numbers. Reads the whole log, in little memory."""
    # Only lines with files hold the word; what isn't one is told by reading it.
    lines = select(EventRow.id, EventRow.assignment_id, EventRow.details).order_by(EventRow.id)
    having = lines.where(cast(EventRow.details, String).contains(f'"{FILES}"')).execution_options(yield_per=_BATCH)
    for number, duty, details in session.execute(having):
        for file in files_in(details):
            yield NamedFile(line=number, duty=duty, file=file)
