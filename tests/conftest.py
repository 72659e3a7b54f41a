"""Fixtures that every part shares."""

from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

pytest_plugins = ["tests.databases"]

# How long an example takes says more about what else the machine does; tests of speed measure it themselves.
# `make relations` asks for the thorough ones.
settings.register_profile("house", deadline=None, max_examples=40)
settings.register_profile("thorough", deadline=None, max_examples=400)
settings.load_profile("house")

REPOSITORY = Path(__file__).parent.parent


# Each asks for Prefect's server, which is slow to start: they share a process, and so one server.
PREFECT = ("flows/test_prefect_flows.py", "flows/test_daily_sharded.py", "flows/test_deployments.py")
# Modules that take long, the longest first. They begin first, so that no process is left alone with one in the end.
LONG = (
    *PREFECT,
    "store/duties/test_concurrency.py",
    "store/figures/test_report_card.py",
    "store/operation/test_shards.py",
    "store/test_random_histories.py",
    "documents/formats/test_fuzz.py",
    "store/test_killing.py",
    "documents/formats/test_scan.py",
    "services/maintenance/test_backup.py",
    "notifications/delivery/test_dispatch.py",
    "store/notices/test_notices.py",
    "test_architecture.py",
    "store/notices/test_change_notices.py",
    "store/people/test_contacts.py",
    "store/notices/test_listing.py",
    "store/database/test_upgrading.py",
    "workflow/notices/test_ladder.py",
    "documents/text/test_reading.py",
    "web/test_feeds.py",
)
RANKS = {f"tests/{module}": rank for rank, module in enumerate(LONG)}


class ByModule(LoadScopeScheduling):  # type: ignore[misc]
    """Spreads modules over processes in the order of collection, each whole for its fixtures' sake."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "prefect" if module.removeprefix("tests/") in PREFECT else module


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: RANKS.get(item.nodeid.partition("::")[0], len(RANKS)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModule:
    config.option.loadscopereorder = False
    return ByModule(config, log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and gold readings beside the repository; a user's clone doesn't have it."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "DESIGN.md").is_file():
        pytest.skip("../shared (real documents and gold readings) is not beside this clone")
    return folder
