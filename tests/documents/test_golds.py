"""Whole documents against what a careful official reads: every cell, no row too many, nobody charged by mistake."""

import json
from pathlib import Path

import pytest

from config.agencies import load_records
from tests.documents.builders import read
from tests.documents.scoring import wrong_rows
from workflow.agencies import Directory

DIRECTORY = Directory.from_config(load_records())
NAMES = (
    "btc-theodoi-2026h2.xlsx",
    "danguy-cp-2025-pl1.docx",
    "danguy-cp-2025-pl1.html",
    "laocai-khoangsan.docx",
    "laocai-nguyenlieu-2026-pl1.docx",
    "laocai-nguyenlieu-2026-pl1.html",
    "m1-clock-deadlines.docx",
    "m2-second-table-clock.docx",
    "m3-actual-date.xlsx",
    "m4-progress-columns.docx",
    "m5-trachnhiem-phoihop.docx",
    "m6-don-vi-tham-gia.docx",
    "nq03-cp-2025-pl2-pipes.txt",
    "s05-header-retyped.pdf",
    "s13-lead-coop-one-cell.docx",
    "s13-lead-coop-one-cell.pdf",
    "s24-3-wording.docx",
    "s24-7-wording.docx",
    "x3-commune-two-row-header.xlsx",
)


def gold_of(document: Path) -> Path:
    return document.with_name(f"{document.stem}.tasks.jsonl")


def duties(leads: list[str]) -> int:
    """How many agencies the cells charge, groups opened."""
    mentions = [mention.agency for lead in leads for mention in DIRECTORY.split(lead) if mention.agency]
    return sum(len(DIRECTORY.members(agency.code)) for agency in mentions)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_the_golds_and_nobody_is_charged_whom_the_text_does_not_make_lead(name: str, shared: Path) -> None:
    document = shared / "documents" / "more" / name
    wanted = [json.loads(line) for line in gold_of(document).read_text(encoding="utf-8").splitlines()]
    rows = read(document.read_bytes(), document.name).rows

    assert wrong_rows(document, gold_of(document)) == []
    assert len(rows) == len(wanted)
    assert duties([row.lead for row in rows]) == duties([row["lead"] for row in wanted])
