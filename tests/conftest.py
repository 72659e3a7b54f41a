"""Fixtures that every part shares."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.databases"]

REPOSITORY = Path(__file__).parent.parent


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread modules over processes, each whole for its fixtures' sake; one process has Prefect's slow server."""
    for item in items:
        group = "prefect" if item.get_closest_marker("prefect") else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and gold readings beside the repository; a user's clone doesn't have it."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "DESIGN.md").is_file():
        pytest.skip("../shared (real documents and gold readings) is not beside this clone")
    return folder
