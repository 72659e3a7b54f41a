"""A tracking sheet's states: offered when it is imported, and taken by the duties only when a person says so."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from services.installation import Installation
from services.intake.plans import Corrections, Import, commit_import, commit_states, prepare_import
from tests.plans import at
from tests.services.houses import a_house
from workflow.by import By
from workflow.lifecycle import State
from workflow.store.duties.reading import assignments

IMPORTED_ON = date(2026, 5, 4)
LAN = By(actor="Chị Lan", now=at(IMPORTED_ON))
ROWS = (
    ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn", "Ngày hoàn thành", "Tình trạng"),
    ("1", "Báo cáo chuyển đổi số", "Sở Khoa học và Công nghệ", "30/4/2026", "15/4/2026", "Đã hoàn thành"),
    ("2", "Kế hoạch đào tạo", "Sở Nội vụ", "30/6/2026", "", "50%"),
    ("3", "Lập đề án", "Sở Y tế", "30/6/2026", "", "Hoàn thành"),
    ("4", "Trình đề án", "Sở Tư pháp", "30/6/2026", "", "Chưa thực hiện"),
)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with a_house(tmp_path / "house") as installation:
        yield installation


@pytest.fixture
def prepared(installation: Installation, tmp_path: Path) -> Import:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "theo-doi.xlsx")
    corrections = Corrections(number="15/KH-UBND", issued=date(2026, 1, 8), confirmed=True)
    return prepare_import(installation, tmp_path / "theo-doi.xlsx", corrections)


def states(installation: Installation) -> list[tuple[State, date | None]]:
    with installation.database.reading() as session:
        duties = sorted(assignments(session), key=lambda duty: duty.task.place)
        return [(duty.state, duty.reported_on) for duty in duties]


def test_the_states_are_offered_and_without_a_yes_every_duty_begins_anew(
    installation: Installation, prepared: Import
) -> None:
    assert prepared.offered_states == 3

    commit_import(installation, prepared, LAN)

    assert states(installation) == [(State.ASSIGNED, None)] * 4


def test_a_duty_done_on_a_day_is_completed_by_that_day_and_one_without_waits_for_its_report(
    installation: Installation, prepared: Import
) -> None:
    commit_import(installation, prepared, LAN, with_states=True)

    assert states(installation) == [
        (State.COMPLETED, date(2026, 4, 15)),
        (State.IN_PROGRESS, None),
        (State.IN_PROGRESS, None),
        (State.ASSIGNED, None),
    ]


def test_a_sheet_that_comes_again_moves_the_duties_that_got_further_and_no_other(
    installation: Installation, prepared: Import
) -> None:
    plan_id = commit_import(installation, prepared, LAN).plan_id

    assert commit_states(installation, prepared, plan_id, LAN) == 3
    reached = states(installation)
    assert reached[0] == (State.COMPLETED, date(2026, 4, 15))
    assert reached[3] == (State.ASSIGNED, None)

    assert commit_states(installation, prepared, plan_id, LAN) == 0
    assert states(installation) == reached
