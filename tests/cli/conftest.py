"""A house that the commands' tests share; none of them changes it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import Settings
from flows.house import open_house
from flows.imports import Corrections, commit_import, prepare_import
from samples.build import build_plan


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with the sample plan in it."""
    folder = tmp_path_factory.mktemp("house")
    build_plan(folder / "plan.docx")
    house = open_house(Settings(home=folder, database_url="", config_dir=None))
    prepared = prepare_import(house, folder / "plan.docx", Corrections())
    commit_import(house, prepared, actor="thử nghiệm", now=datetime(2026, 3, 5, 1, 0, tzinfo=UTC))
    house.database.close()
    return folder
