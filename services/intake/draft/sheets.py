"""A draft's review sheet: what was read as a workbook, and what a person corrected in it as one decision."""

from datetime import datetime

from base.vietnamese import group_thousands
from documents.review_sheet import BY_PAGE, read_sheet
from services.evidence.intake import Incoming, landing_place
from services.installation import Installation
from services.intake.drafts import LoadedDraft, decide
from services.intake.plans import Import, checked_as_read, write_review
from workflow.people.grants import Actor
from workflow.registry.drafting import DraftChange


def draft_sheet(installation: Installation, prepared: Import) -> bytes:
    """Return the review sheet of a document on its way in as XLSX; it says that it goes back to the page."""
    with landing_place(installation) as folder:
        path = folder / "phieu.xlsx"
        write_review(prepared, path, back=BY_PAGE)
        return path.read_bytes()


def take_sheet(
    installation: Installation, loaded: LoadedDraft, prepared: Import, sent: Incoming, actor: Actor, *, now: datetime
) -> int:
    """Keep what a sheet says otherwise than the document as one decision; return its number, 0 where it says nothing.

    Raises `NotAllowed`, `UnknownDraft`, `ReviewRefused`, `DocumentError`.
    """
    sheet = read_sheet(sent.path, prepared.tasks, sha256=loaded.draft.source_sha256)
    reviews = checked_as_read(installation, prepared.head, sheet)
    change = DraftChange(
        cells=tuple((key, one.column, one.corrected) for key, review in reviews.items() for one in review.corrections),
        looked=frozenset(key for key, review in reviews.items() if review.checked),
    )
    if not change.rows:
        return 0
    said = f"Phiếu {sent.name}: {group_thousands(len(change.rows))} dòng"
    return decide(installation, loaded.draft.id, change, said, actor, now=now)
