"""Which place an installation keeps its files at."""

from config.settings import Settings
from services.evidence.file_store import FileStore
from services.evidence.folder_store import FolderStore


def file_store(settings: Settings) -> FileStore:
    """Return where an installation's files lie. Connects to nothing. Raises `StoreUnavailable`."""
    if not settings.files_place.startswith("s3://"):
        return FolderStore(settings.files_dir)
    from services.evidence.s3_store import BucketStore

    return BucketStore(settings)
