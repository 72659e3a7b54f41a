"""Kế hoạch 50/KH-UBND as its text came out of a PDF, imported whole and compared with what a careful official reads."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.installation import Installation
from services.intake.plans import Corrections, commit_import, prepare_import
from tests.plans import at
from tests.services.houses import a_house
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import State
from workflow.store.duties.reading import assignments
from workflow.store.plans.registering import Registered

IMPORTED_ON = date(2026, 1, 19)
# "định kỳ trước ngày 01/6 và 15/11": when continuous tasks check in.
REPORT_DAYS = (date(2026, 5, 31), date(2026, 11, 14))


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with a_house(tmp_path_factory.mktemp("house")) as installation:
        yield installation


@pytest.fixture(scope="module")
def registered(installation: Installation, shared: Path) -> Registered:
    prepared = prepare_import(installation, shared / "seeds" / "ke-hoach-50-2026.txt", Corrections())
    return commit_import(installation, prepared, By(actor="Chị Lan", now=at(IMPORTED_ON)))


@pytest.fixture(scope="module")
def duties(installation: Installation, registered: Registered) -> dict[tuple[str, str], list[Assignment]]:
    """The duties of the tables' rows, by place in the plan and printed expression."""
    by_row: defaultdict[tuple[str, str], list[Assignment]] = defaultdict(list)
    with installation.database.reading() as session:
        for duty in assignments(session, plan_id=registered.plan_id):
            by_row[duty.task.place, duty.task.expression].append(duty)
    return by_row


def gold(shared: Path, name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (shared / "gold" / name).read_text(encoding="utf-8").splitlines()]


def place(row: dict[str, str]) -> str:
    section = f", mục {row['section_number']}" if row["section_number"] else ""
    return f"Phụ lục {row['appendix']}{section}, số {row['number']}"


def test_every_dated_row_has_the_day_that_an_official_reads_and_every_other_row_has_none(
    duties: dict[tuple[str, str], list[Assignment]], shared: Path
) -> None:
    readings = {line["expression"]: line for line in gold(shared, "deadlines.jsonl")}
    rows = gold(shared, "ke-hoach-50-2026.tasks.jsonl")
    assert len(rows) == 95
    for row in rows:
        reading = readings[row["deadline"]]
        found = duties[place(row), row["deadline"]]
        assert found, place(row)
        if reading["resolved"]:
            assert {str(duty.due) for duty in found} == {reading["resolved"]}, place(row)
        elif reading["kind"] == "continuous":
            assert {duty.due for duty in found} <= {None, *REPORT_DAYS}, place(row)
        elif reading["kind"] != "recurring":
            assert {duty.due for duty in found} == {None}, place(row)
        if reading["trigger"] and reading["kind"] == "triggered":
            assert {(duty.state, duty.event) for duty in found} == {(State.WAITING, reading["trigger"])}, place(row)


def test_a_group_that_leads_owes_the_task_once_for_each_member(
    duties: dict[tuple[str, str], list[Assignment]], shared: Path, installation: Installation
) -> None:
    directory = installation.policies.directory
    for row in gold(shared, "ke-hoach-50-2026.tasks.jsonl"):
        expected = {
            m.code for lead in directory.split(row["lead"]) if lead.agency for m in directory.members(lead.agency.code)
        }
        found = duties[place(row), row["deadline"]]
        assert {duty.agency for duty in found} == expected, place(row)
        assert len({(duty.agency, duty.due) for duty in found}) == len(found), place(row)
