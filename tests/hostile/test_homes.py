"""Homes whose names mean something else in an address."""

from pathlib import Path

import pytest

from config.settings import Settings
from services.installation import open_installation


@pytest.mark.parametrize("name", ["co?la-gi", "mot%20hai", "so#1", "100%", "Sở Nội vụ", "a+b&c=d;e"])
def test_a_home_keeps_its_database_in_itself_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    with open_installation(Settings(home=home, database_url="", config_dir=None)):
        assert [path.name for path in tmp_path.iterdir()] == [name]
        assert (home / "dondoc.sqlite").stat().st_size > 0
