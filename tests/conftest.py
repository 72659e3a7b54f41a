"""Fixtures that every part shares."""

from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

pytest_plugins = ["tests.databases"]

# How long an example takes says more about what else the machine does; tests of speed measure it themselves.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

REPOSITORY = Path(__file__).parent.parent


# Each asks for Prefect's server, which is slow to start: they share a process, and so one server.
PREFECT = frozenset({"tests/flows/test_daily_sharded.py", "tests/flows/test_prefect_flows.py"})


class ByModule(LoadScopeScheduling):  # type: ignore[misc]
    """Spreads modules over processes, each whole for its fixtures' sake."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "prefect" if module in PREFECT else module


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModule:
    return ByModule(config, log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and gold readings beside the repository; a user's clone doesn't have it."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "DESIGN.md").is_file():
        pytest.skip("../shared (real documents and gold readings) is not beside this clone")
    return folder
