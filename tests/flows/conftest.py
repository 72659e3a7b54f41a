"""One real Prefect server for all tests of flows: it takes ten seconds to start, so it starts once.

It works by itself as long as it stands, so it ends with the last of these tests.
"""

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.prefect_home import prepare_prefect
from tests.services.houses import with_empty_database


@pytest.fixture(scope="package")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the API of a server with a database of its own, to which every flow of the session talks."""
    prepare_prefect(tmp_path_factory.mktemp("prefect"))
    # Prefect reads its settings when it is imported.
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=200):
        yield str(PREFECT_API_URL.value())
    forget_sockets()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_server: str) -> Iterator[Path]:  # noqa: ARG001
    """The home of an installation that the environment names, as for any program of the house."""
    settings = {"HOME": str(tmp_path), "DATABASE_URL": "", "MAIL_URL": "", "ADMIN_MAIL": "", "BASE_URL": ""}
    for name, value in settings.items():
        monkeypatch.setenv(f"DONDOC_{name}", value)
    monkeypatch.delenv("DONDOC_CONFIG_DIR", raising=False)
    with_empty_database(tmp_path)
    yield tmp_path
    forget_sockets()


def forget_sockets() -> None:
    """Collect the connections that Prefect's client leaves open, lest a later test be blamed for them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
