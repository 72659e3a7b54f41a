"""Agencies that are taken over by others: in the duties and in the house's own list, or in neither. Issue K."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from base.atomic_file import FileNotWritten
from config.agencies import AGENCY_TABLE, read_table
from services.duties.endings import Deciding, succeed
from services.installation import Installation
from tests.plans import a_row, at, registered
from tests.services.duties.test_acting import SHELL
from tests.services.houses import a_house
from workflow.store.duties.reading import assignments
from workflow.store.plans.successions import SuccessionRefused

DECIDING = Deciding(actor=SHELL, now=at(date(2026, 7, 1)), document="12/NQ-HĐND ngày 30/6/2026")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with a_house(tmp_path) as house:
        registered(house.database, a_row("Trước 15/9/2026", "Sở Nội vụ"))
        yield house


def owners(house: Installation) -> list[str]:
    with house.database.reading() as session:
        return [duty.agency for duty in assignments(session)]


def test_k4_a_succession_is_kept_in_the_houses_list_of_agencies(house: Installation) -> None:
    succeed(house, "so-noi-vu", "so-tai-chinh", DECIDING)
    assert owners(house) == ["so-tai-chinh"]
    (kept,) = read_table(house.settings.policies_dir / AGENCY_TABLE)
    assert (kept["code"], kept["dissolved"], list(kept["successors"])) == ("so-noi-vu", True, ["so-tai-chinh"])


def test_k4_where_the_list_cannot_be_written_nothing_has_changed_and_it_can_be_done_again(house: Installation) -> None:
    in_the_way = house.settings.policies_dir / AGENCY_TABLE
    in_the_way.mkdir(parents=True)
    with pytest.raises(FileNotWritten):
        succeed(house, "so-noi-vu", "so-tai-chinh", DECIDING)
    assert owners(house) == ["so-noi-vu"]
    in_the_way.rmdir()
    succeed(house, "so-noi-vu", "so-tai-chinh", DECIDING)
    assert owners(house) == ["so-tai-chinh"]
    assert in_the_way.is_file()


@pytest.mark.parametrize(
    ("heir", "said"),
    [
        ("cac-so-ban-nganh", "là một nhóm"),
        ("so-noi-vu", "Sở Nội vụ.* không kế thừa chính mình"),
        ("khong-co", "không có trong"),
    ],
)
def test_nobody_who_cant_work_takes_over(house: Installation, heir: str, said: str) -> None:
    with pytest.raises(SuccessionRefused, match=said):
        succeed(house, "so-noi-vu", heir, DECIDING)
    assert owners(house) == ["so-noi-vu"]
    assert not (house.settings.policies_dir / AGENCY_TABLE).exists()


def test_k4_a_group_has_no_successor(house: Installation) -> None:
    with pytest.raises(SuccessionRefused, match="là một nhóm, không sáp nhập"):
        succeed(house, "cac-so-ban-nganh", "so-tai-chinh", DECIDING)
    assert not (house.settings.policies_dir / AGENCY_TABLE).exists()


def test_an_agency_has_one_successor_and_a_merged_one_takes_nothing_over(house: Installation) -> None:
    succeed(house, "so-noi-vu", "so-tai-chinh", DECIDING)
    with pytest.raises(SuccessionRefused, match="đã chuyển cho Sở Tài chính"):
        succeed(house, "so-noi-vu", "so-y-te", DECIDING)
    with pytest.raises(SuccessionRefused, match="đã kết thúc hoạt động"):
        succeed(house, "so-y-te", "so-noi-vu", DECIDING)
