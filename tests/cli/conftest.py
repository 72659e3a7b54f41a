"""A house that the commands' tests share; none of them changes it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.settings import Settings
from samples.build import build_plan
from services.installation import open_installation
from services.intake.announcing import announce_plan
from services.intake.plans import Corrections, commit_import, prepare_import
from tests.services.houses import with_empty_database
from workflow.by import By
from workflow.registry.past_days import PastDays


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with the sample plan in it."""
    folder = tmp_path_factory.mktemp("house")
    build_plan(folder / "plan.docx")
    with_empty_database(folder)
    with open_installation(Settings(home=folder, database_url="", config_dir=None)) as installation:
        prepared = prepare_import(installation, folder / "plan.docx", Corrections())
        by = By(actor="thử nghiệm", now=datetime(2026, 3, 5, 1, 0, tzinfo=UTC))
        registered = commit_import(installation, prepared, by)
        announce_plan(installation, registered.plan_id, PastDays.ESCALATE, by)
    return folder
