"""A draft's review sheet: what was read as a workbook, and what a person corrected in it as one decision."""

from datetime import datetime

from base.vietnamese import group_thousands
from documents.review_sheet import read_sheet
from services.evidence.intake import Incoming, landing_place
from services.installation import Installation
from services.intake.drafts import LoadedDraft, decide
from services.intake.plans import Import, write_review
from workflow.people.grants import Actor
from workflow.registry.drafting import DraftChange


def draft_sheet(installation: Installation, prepared: Import) -> bytes:
    """Return the sheet of a draft."""
    with landing_place(installation) as folder:
        path = folder / "phieu.xlsx"
        write_review(prepared, path)
        return path.read_bytes()


def take_sheet(
    installation: Installation, loaded: LoadedDraft, prepared: Import, sent: Incoming, actor: Actor, *, now: datetime
) -> int:
    """Keep what a sheet says otherwise than the document as one decision; return its number, 0 where it says nothing.

    Raises `NotAllowed`, `UnknownDraft`, `ReviewRefused`, `DocumentError`.
    """
    reviews = read_sheet(sent.path, prepared.tasks, sha256=loaded.draft.source_sha256)
    change = DraftChange(
        cells=tuple((key, one.column, one.corrected) for key, review in reviews.items() for one in review.corrections),
        looked=frozenset(key for key, review in reviews.items() if review.checked),
    )
    if not change.rows:
        return 0
    said = f"Phiếu {sent.name}: {group_thousands(len(change.rows))} dòng"
    return decide(installation, loaded.draft.id, change, said, actor, now=now)
