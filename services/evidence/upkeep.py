"""The nightly upkeep of files: drafts that nobody goes on with, contents that nobody names, pictures of long ago."""

from datetime import datetime, timedelta

from services.evidence.file_store import DIGEST
from services.evidence.holding import orphans
from services.evidence.intake import clear_landing_places
from services.evidence.place import file_store
from services.evidence.previews import throw_old_pictures_away
from services.installation import Installation
from workflow.store.log.evidence import named_files
from workflow.store.people.drafts import forget_old_drafts, uploaded_digests

DRAFTS_KEPT = timedelta(days=90)
# An upload counts for the limit of an hour; a day is more than that.
_UPLOADS_KEPT = timedelta(days=1)


def keep_files(installation: Installation, *, now: datetime) -> dict[str, int]:
    """Put away what is old; return how much of what, in Vietnamese. Raises `StoreUnavailable`."""
    with installation.database.writing() as session:
        drafts = forget_old_drafts(session, before=now - DRAFTS_KEPT, uploads_before=now - _UPLOADS_KEPT)
    store = file_store(installation.settings)
    with installation.database.reading() as session:
        known = {one.file.digest for one in named_files(session)} | uploaded_digests(session)
        # What has another name isn't ours to delete; doctor names it.
        gone = [name for name in orphans(store, known, now=now) if DIGEST.fullmatch(name)]
    for name in gone:
        store.remove(name)
    clear_landing_places(installation.settings.home, now=now)
    pictures = throw_old_pictures_away(installation.settings.home, now=now)
    return {"bản nháp cũ đã bỏ": drafts, "tệp nháp đã xóa": len(gone), "ảnh trang tệp đã xóa": pictures}
