"""Pages of a document on its way in as our own pictures, for PDF files and photos: drawn apart, kept by content."""

from pathlib import Path

from base.atomic_file import whole_file
from documents.evidence.apart import draw_page
from services.installation import Installation
from services.intake.drafts import source_files
from services.intake.source_tables import DRAWN_KINDS, is_drawn
from workflow.plan import PrintedRow
from workflow.store.imports.import_drafts import ImportDraft, UnknownDraft


def drawn_pages(draft: ImportDraft) -> int:
    """Return how many pages of a draft can be drawn; 0 for what has no pages of its own."""
    return max(draft.pages, 1) if is_drawn(draft.source_name) else 0


def draft_page_picture(installation: Installation, draft: ImportDraft, page: int) -> Path:
    """Return the WebP picture of a page, counted from 1. Raises `UnknownDraft`, `FileRefused`, `FileMissing`."""
    if not 1 <= page <= drawn_pages(draft):
        raise UnknownDraft(f"{draft.id}, trang {page}")
    sha256, name = draft.source_sha256, draft.source_name
    picture = installation.settings.home / "cache" / "pages" / sha256[:2] / f"{sha256}-{page}.webp"
    if not picture.is_file():
        picture.parent.mkdir(parents=True, exist_ok=True)
        kind = DRAWN_KINDS[Path(name).suffix.lower()]
        with whole_file(picture) as part:
            draw_page(source_files(installation).local(sha256), name, kind, page - 1, to=part)
    return picture


def page_of_row(draft: ImportDraft, row: PrintedRow | None, position: int, rows: int) -> int:
    """Return the page on which a row stands, as its reader saw it, else by how far down the rows it is: 0 without."""
    pages = drawn_pages(draft)
    known = next((place.page for place in row.printed_at if 0 < place.page <= pages), 0) if row else 0
    if known:
        return known
    return min(pages, 1 + (position - 1) * pages // rows) if pages and rows and position else min(pages, 1)
