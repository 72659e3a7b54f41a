"""Folders and files that only the installation's own user may read: they hold people's addresses."""

import os
from pathlib import Path

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def make_private(folder: Path) -> Path:
    """Make a folder that only its owner may enter, unless it is there, and return it."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    return folder


def open_private(path: str, flags: int) -> int:
    """Open a file as `open`'s `opener`: one that is made can be read by its owner only."""
    return os.open(path, flags, PRIVATE_FILE)
