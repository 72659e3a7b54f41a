"""Fixtures that every part shares."""

import atexit
import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from tests.notifications.sink import Sink

pytest_plugins = ["tests.databases"]

# How long an example takes says more about what else the machine does; tests of speed measure it themselves.
# `make relations` asks for the thorough ones.
settings.register_profile("house", deadline=None, max_examples=40)
settings.register_profile("thorough", deadline=None, max_examples=400)
settings.load_profile("house")

REPOSITORY = Path(__file__).parent.parent


# Each asks for Prefect's server, which is slow to start: they share a process, and so one server.
PREFECT = ("flows/test_prefect_flows.py", "flows/test_daily_sharded.py", "flows/test_deployments.py")
# Each asks for a browser: they share a process, and so one browser.
PAGES = "web/pages/"
# Modules that take long, the longest first. They begin first, so that no process is left alone with one in the end.
LONG = (
    *PREFECT,
    PAGES,
    "store/test_killing.py",
    "documents/formats/test_scan.py",
    "web/imports/test_import_pages.py",
    "cli/plans/test_amending.py",
    "services/maintenance/test_log_audit.py",
    "hostile/test_every_fault.py",
    "cli/test_journeys.py",
    "web/events/test_event_pages.py",
    "web/test_duty_forms.py",
    "web/test_duty_pages.py",
    "web/accounts/test_signing_in.py",
    "services/intake/test_gold_leads.py",
    "store/database/test_upgrading.py",
    "store/people/test_contacts.py",
    "test_wheel.py",
    "store/operation/test_shards.py",
    "store/duties/test_concurrency.py",
    "services/maintenance/test_backup.py",
    "store/figures/test_report_card.py",
    "web/accounts/test_attacks.py",
    "cli/operation/test_upkeep.py",
    "store/notices/test_change_notices.py",
    "calendars/feeds/test_feed.py",
    "store/test_random_histories.py",
    "store/notices/test_notices.py",
    "notifications/delivery/test_dispatch.py",
    "services/intake/test_pending.py",
    "web/test_feed_truth.py",
    "test_names.py",
)
RANKS = {module: rank for rank, module in enumerate(LONG)}


# A database's every commit waits for the disk, six milliseconds on this one; a folder in memory has it at once.
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
RUN = "dondoc-tests-"


def pytest_configure() -> None:
    """Keep temporary files in memory, where there is room for them and nobody has said another place."""
    if "TMPDIR" not in os.environ and may_work_in(MEMORY):
        # The processes that the tests are spread over inherit it.
        os.environ["TMPDIR"] = made = tempfile.mkdtemp(prefix=RUN, dir=MEMORY)
        # As open as where it lies: root's database server runs as somebody else.
        Path(made).chmod(0o1777)
        tempfile.tempdir = None
        # First to be registered, last to run: what other libraries still tidy up in there at the end is gone by then.
        atexit.register(_give_back, made, os.getpid())


def _give_back(made: str, made_by: int) -> None:
    """Give the memory back when the run is over, whatever it left; nothing lies there that a person reads."""
    if made_by == os.getpid():
        shutil.rmtree(made, ignore_errors=True)


def may_work_in(folder: Path) -> bool:
    """Whether a folder takes files, programs among them, and more than a run of all tests makes."""
    if not os.access(folder, os.W_OK | os.X_OK) or shutil.disk_usage(folder).free < ROOM:
        return False
    return not os.statvfs(folder).f_flag & os.ST_NOEXEC


class ByModule(LoadScopeScheduling):  # type: ignore[misc]
    """Spreads modules over processes in the order of collection, each whole for its fixtures' sake."""

    def _split_scope(self, nodeid: str) -> str:
        module = group_of(nodeid)
        return "prefect" if module in PREFECT else module


def group_of(nodeid: str) -> str:
    """The module of a test, below this folder; all modules that share a browser are one."""
    module = nodeid.partition("::")[0].removeprefix("tests/")
    return PAGES if module.startswith(PAGES) else module


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: RANKS.get(group_of(item.nodeid), len(RANKS)))


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of the garbage collector's rounds, and have fewer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One process more than processors where all is asked: many a test waits for a browser, a server, a program."""
    asked = "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ or config.args != config.getini("testpaths")
    return None if asked else len(os.sched_getaffinity(0)) + 1


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


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """The program's logger is one for the process, and a home of a test goes: it is given back as it was found."""
    ours = logging.getLogger("dondoc")
    before = list(ours.handlers), ours.level, ours.propagate
    yield
    for handler in ours.handlers:
        if handler not in before[0]:
            handler.close()
    ours.handlers, ours.level, ours.propagate = before


@pytest.fixture
def sink() -> "Iterator[Sink]":
    """A mail server of this machine that keeps what it is given."""
    # Loaded by those who send mails.
    from tests.notifications.sink import Sink, running

    with running(Sink()) as sink:
        yield sink
