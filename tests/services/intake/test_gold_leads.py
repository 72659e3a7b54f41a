"""No document gives a duty to an agency that its text doesn't make lead: counted against the leads of the golds."""

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from base.clock import VIETNAM
from config.settings import Settings
from services.installation import open_installation
from services.intake.plans import Corrections, commit_import, prepare_import
from services.maintenance.setup import install
from workflow.by import By
from workflow.store.duties.reading import assignments

BY = By(actor="Chị Lan", now=datetime(2026, 3, 2, 9, tzinfo=VIETNAM))
DOCUMENTS = {
    "laocai-khoangsan.docx": "Lào Cai",
    "laocai-nguyenlieu-2026-pl1.docx": "Lào Cai",
    "m1-clock-deadlines.docx": "Lâm Đồng",
    "m4-progress-columns.docx": "Lâm Đồng",
    "m5-trachnhiem-phoihop.docx": "Lâm Đồng",
    "m6-don-vi-tham-gia.docx": "Lâm Đồng",
    "s05-header-retyped.docx": "Lâm Đồng",
    "s13-lead-coop-one-cell.docx": "Lâm Đồng",
    "s24-1-wording.docx": "Lâm Đồng",
    "s24-3-wording.docx": "Lâm Đồng",
    "nq03-cp-2025-pl2-pipes.txt": "Đồng Tháp",
    "danguy-cp-2025-pl1.docx": "Đồng Tháp",
}


@pytest.mark.parametrize(("name", "province"), DOCUMENTS.items(), ids=str)
def test_every_duty_is_one_of_an_agency_that_the_gold_lets_lead(
    tmp_path: Path, migrated_file: Path, shared: Path, name: str, province: str
) -> None:
    document = shared / "documents" / "more" / name
    gold = document.with_suffix("").with_suffix(".tasks.jsonl").read_text(encoding="utf-8").splitlines()
    settings = Settings(home=tmp_path / "home", database_url="", mail_url="", config_dir=None)
    settings.home.mkdir()
    shutil.copyfile(migrated_file, settings.home / "dondoc.sqlite")
    install(settings, province, BY)
    with open_installation(settings) as house:
        directory = house.policies.directory
        leads = {
            member.code
            for line in gold
            for mention in directory.split(json.loads(line)["lead"])
            if mention.agency is not None
            for member in directory.members(mention.agency.code)
        }
        prepared = prepare_import(house, document, Corrections(number="1/KH", issued=date(2026, 1, 8)))
        commit_import(house, prepared, BY)
        with house.database.reading() as session:
            found = {duty.agency for duty in assignments(session)}
    assert found <= leads
    assert not found or province != "Đồng Tháp"
