"""What a form with files brings: texts and files go into the draft first, so that nothing is lost whatever follows.

Somebody without an account has no draft: his files go along at once, or not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from base.errors import DondocError
from base.vietnamese import capitalise
from documents.evidence.refusals import FileTooLarge
from services.evidence.drafts import (
    Writing,
    attach_files,
    detach_file,
    find_draft,
    write_draft,
)
from services.installation import Installation
from web.frame.numbers import row_number
from web.frame.uploads import SentForm
from workflow.evidence.files import ENDINGS, KINDS_IN_WORDS, MOST_FILES, MOST_MEGABYTES, EvidenceFile
from workflow.store.people.drafts import UploadedFile

FILES_FIELD = "tep"
# The button that was pressed: what else may be done with a form than to send it.
DEED, ADDING = "lam", "them-tep"
NO_FILE = "Chọn tệp trước, rồi bấm Thêm tệp."
REMOVING = "bo-tep"
_ABOUT_THE_FORM = {DEED, REMOVING, "phien-ban"}


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What goes along with a form: the files, those of the draft under their numbers, and why others weren't taken."""

    files: tuple[EvidenceFile, ...]
    uploads: tuple[UploadedFile, ...]
    refused: tuple[DondocError, ...]

    @property
    def error(self) -> str:
        """What is wrong, a line for each file; "" where nothing is."""
        return "\n".join(refusal_words(error) for error in self.refused)

    @property
    def status(self) -> int:
        """What HTTP calls the answer: too large where nothing else is wrong."""
        return 413 if all(isinstance(error, FileTooLarge) for error in self.refused) else 422


def gather(installation: Installation, writing: Writing, sent: SentForm) -> Gathered:
    """Keep what a form brought. Raises `NotAllowed` and the errors of `services.evidence.drafts.write_draft`."""
    if writing.key is None:
        if not sent.files:
            return Gathered(files=(), uploads=(), refused=())
        taken = attach_files(installation, writing, sent.files)
        return Gathered(files=taken.files, uploads=(), refused=taken.refused)
    write_draft(installation, writing, texts_to_keep(sent.fields))
    if (chosen := row_number(sent.fields.get(REMOVING, ""))) is not None:
        detach_file(installation, writing, chosen)
    there = find_draft(installation, writing)
    taken = attach_files(installation, writing, sent.files, before=len(there.files) if there else 0)
    draft = find_draft(installation, writing)
    uploads = draft.files if draft else ()
    return Gathered(files=tuple(one.file for one in uploads), uploads=uploads, refused=taken.refused)


def texts_to_keep(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, without what the form says of itself."""
    return {name: text for name, text in fields.items() if name not in _ABOUT_THE_FORM}


def is_sending(fields: Mapping[str, str]) -> bool:
    """Whether the form is to be sent, and not just kept."""
    return not fields.get(DEED) and not fields.get(REMOVING)


def refusal_words(error: DondocError) -> str:
    """Return an error as one line at a field: what, why, what to do."""
    named = f"“{error.given}”" if error.given else error.place
    return capitalise(f"{named} {error.reason}. {error.remedy}")


def files_values(
    uploads: Iterable[UploadedFile], duty: int, errors: Mapping[str, str], kept_at: str
) -> dict[str, object]:
    """Return what the template says of a form's files: those there are, what is wrong, when the draft was kept."""
    return {
        "items": [
            {
                "id": one.id,
                "name": one.file.name,
                "about": one.file.about,
                "address": f"/viec/{duty}/nhap/{one.id}",
            }
            for one in uploads
        ],
        "error": errors.get(FILES_FIELD, ""),
        "kept_at": kept_at,
        "hint": f"{KINDS_IN_WORDS}; mỗi tệp đến {MOST_MEGABYTES} MB, nhiều nhất {MOST_FILES} tệp",
        "accept": ",".join(f".{ending}" for ending in ENDINGS),
    }
