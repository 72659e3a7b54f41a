"""A duty goes to another agency, named by its code or as people write it."""

from pathlib import Path

import pytest

from config.settings import Settings
from services.installation import open_installation
from tests.cli.journeys import Office, ready_office
from tests.plans import a_row, registered

BECAUSE = ("--reason", "chuyển chức năng", "--only", "--today", "2026-03-05")


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path) -> Office:
    """An office with one duty."""
    made = ready_office(tmp_path / "home", migrated_file)
    with open_installation(Settings(_env_file=None, home=made.home, database_url="")) as installation:  # type: ignore[call-arg]
        registered(installation.database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return made


@pytest.mark.parametrize("spelling", ["Sở Tài chính", "so-tai-chinh"])
def test_the_new_agency_is_named_by_its_name_or_its_code(office: Office, spelling: str) -> None:
    done = office.dondoc("reassign", "1", "--agency", spelling, *BECAUSE)
    assert done.code == 0, done.err
    assert "chưa triển khai" in office.dondoc("tasks", "--agency", "Sở Tài chính", "--today", "2026-03-05").out


def test_an_agency_that_nobody_knows_is_refused_by_its_words(office: Office) -> None:
    refused = office.dondoc("reassign", "1", "--agency", "Sở Vũ trụ", *BECAUSE)
    assert (refused.code, "Sở Vũ trụ" in refused.err) == (2, True)


def test_what_is_possible_instead_is_said_without_names_of_the_program(office: Office) -> None:
    refused = office.dondoc("confirm", "1", "--today", "2026-03-05")
    assert "báo cáo kết quả, từ chối nhận nhiệm vụ" in refused.err
    assert "_" not in refused.err


@pytest.mark.parametrize(
    "act",
    [
        ("report", "1", "--result", "1/BC-SYT"),
        ("note-progress", "1", "--text", "đang làm", "--percent", "30"),
        ("withdraw", "1", "--reason", "không cần"),
        ("reschedule", "1", "--due", "2190-01-05", "--reason", "chỉ đạo mới"),
        ("announce", "50/KH-UBND"),
        ("serve",),
    ],
    ids=lambda act: str(act[0]),
)
def test_k22_nobody_acts_on_a_day_that_has_not_come(office: Office, act: tuple[str, ...]) -> None:
    """The log tells what was done: a line of a day to come would stand there until then."""
    answer = office.dondoc(*act, "--today", "2190-01-04")
    assert answer.code == 2
    assert "04/01/2190" in answer.err
    assert "chưa đến" in answer.err or "sau hôm nay" in answer.err
