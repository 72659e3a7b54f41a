"""A house of its own for each test."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.house.houses import OwnHouse


@pytest.fixture
def house(tmp_path: Path) -> Iterator[OwnHouse]:
    """A house as `dondoc init` leaves it: tables, and nothing in them."""
    with closing(OwnHouse(tmp_path / "home")) as made:
        yield made
