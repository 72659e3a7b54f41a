"""Fixtures that every part shares."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.databases"]

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and gold readings beside the repository; a user's clone doesn't have it."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "DESIGN.md").is_file():
        pytest.skip("../shared (real documents and gold readings) is not beside this clone")
    return folder
