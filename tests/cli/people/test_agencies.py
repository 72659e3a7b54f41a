"""`dondoc agencies`: what an official sees, and what an installation's folder keeps."""

from pathlib import Path
from typing import Protocol

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from cli.people.agencies import app
from config.agencies import load_records
from config.provinces import Province, provinces
from tests.services.houses import with_empty_database
from workflow.agencies import AgencyKind, BrokenDirectory, Directory


class Desk(Protocol):
    """`dondoc agencies` in an installation of Đồng Tháp, with a folder of its own lists or none."""

    def __call__(self, *arguments: str, folder: Path | None = None) -> Result: ...


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    home = tmp_path_factory.mktemp("home")
    with_empty_database(home)

    def ran(*arguments: str, folder: Path | None = None) -> Result:
        place = ("--config-dir", str(folder)) if folder else ()
        return CliRunner().invoke(app, [*arguments, *place], env={"COLUMNS": "200", "DONDOC_HOME": str(home)})

    return ran


def a_table(folder: Path, *lines: str) -> Path:
    path = folder / "incoming.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def directory(folder: Path) -> Directory:
    return Directory.from_config(load_records(folder, "Đồng Tháp"))


def test_a_list_shows_names_codes_and_members(run: Desk) -> None:
    result = run("list", "--kind", "commune-group")

    assert result.exit_code == 0
    assert "UBND các xã, phường" in result.output
    assert "102" in result.output


def test_a_kind_that_does_not_exist_is_refused_with_the_kinds_that_do(run: Desk) -> None:
    result = run("list", "--kind", "vu-tru")

    assert result.exit_code == 2
    assert "commune-group" in result.output


def test_an_agency_is_shown_by_code_or_by_name(run: Desk) -> None:
    assert run("show", "so-noi-vu").output == run("show", "Sở Nội vụ").output
    assert "Đã kết thúc hoạt động; kế thừa: Sở Tài chính" in run("show", "Sở KH&ĐT").output


def test_a_cell_is_explained(run: Desk) -> None:
    output = run("split", "Các Sở: Y tế; Tài chính; Nha khí tượng").output

    assert "Y tế  →  Sở Y tế" in output
    assert "Nha khí tượng  →  ?" in output


def test_an_unknown_agency_is_refused(run: Desk, tmp_path: Path) -> None:
    assert run("show", "Sở Vũ trụ", folder=tmp_path).exit_code != 0


def test_an_alias_is_kept_in_the_installation_s_folder_and_read_from_there(run: Desk, tmp_path: Path) -> None:
    assert run("alias", "so-noi-vu", "Sở NV", folder=tmp_path).exit_code == 0
    assert run("alias", "so-noi-vu", "S.NV", folder=tmp_path).exit_code == 0

    found = directory(tmp_path).find("Sở NV").agency

    assert found is not None
    assert found.code == "so-noi-vu"
    assert {"Sở NV", "S.NV"} <= set(found.aliases)


def test_an_alias_that_is_another_agency_s_name_is_refused(run: Desk, tmp_path: Path) -> None:
    result = run("alias", "so-noi-vu", "Sở Y tế", folder=tmp_path)

    assert isinstance(result.exception, BrokenDirectory)
    assert not (tmp_path / "agencies.csv").exists()


def test_an_imported_agency_is_found_and_joins_the_groups_of_its_kind(run: Desk, tmp_path: Path) -> None:
    table = a_table(tmp_path, "name,kind,aliases", "Sở Du lịch,department,Sở DL|Sở Lữ hành")

    assert run("import", str(table), folder=tmp_path).exit_code == 0

    found = directory(tmp_path).find("Sở Lữ hành").agency
    assert found is not None
    assert found.code == "so-du-lich"
    assert found in directory(tmp_path).members("cac-so-ban-nganh")


def test_importing_the_same_table_twice_changes_nothing_more(run: Desk, tmp_path: Path) -> None:
    table = a_table(tmp_path, "name,aliases", "Sở Nội vụ,Sở NV")
    run("import", str(table), folder=tmp_path)
    once = (tmp_path / "agencies.csv").read_bytes()

    run("import", str(table), folder=tmp_path)

    assert (tmp_path / "agencies.csv").read_bytes() == once


@pytest.mark.parametrize(
    "lines",
    [
        ("ten,ma", "Sở Du lịch,x"),
        ("name,kind", "Sở Du lịch,vũ trụ"),
        ("name,members", "Nhóm mới,khong-co-ma-nay"),
        ("code,kind", "ma-moi,department"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused_and_nothing_is_written(
    run: Desk, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    result = run("import", str(a_table(tmp_path, *lines)), folder=tmp_path)

    assert isinstance(result.exception, BrokenDirectory)
    assert not (tmp_path / "agencies.csv").exists()


def test_a_folder_s_own_toml_may_name_its_province_and_nothing_of_another_is_left(tmp_path: Path) -> None:
    (tmp_path / "agencies.toml").write_text(
        'province = "Vĩnh Long"\n[[agency]]\ncode = "so-du-lich"\nname = "Sở Du lịch"\n', encoding="utf-8"
    )
    own = directory(tmp_path)
    assert own.find("Sở Du lịch tỉnh Vĩnh Long").agency is own.get("so-du-lich")
    assert "so-noi-vu" in own
    assert not own.members("ubnd-cac-xa-phuong")
    assert not any("Đồng Tháp" in agency.name for agency in own)


def test_a_whole_directory_of_its_own_replaces_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "agencies.toml").write_text(
        'province = "Đồng Tháp"\nwhole = true\n[[agency]]\ncode = "mot"\nname = "Sở Một"\n', encoding="utf-8"
    )
    assert [agency.code for agency in directory(tmp_path) if not agency.outside] == ["mot"]


@pytest.mark.parametrize("place", provinces(), ids=lambda place: place.name)
def test_every_province_has_a_template_that_holds_together_and_names_no_other(place: Province) -> None:
    own = Directory.from_config(load_records(province=place.name))
    heads = own.members("cac-so-ban-nganh")
    assert len(heads) >= 15
    assert own.find(f"Sở Nội vụ {place.level} {place.name}").agency is own.get("so-noi-vu")
    assert own.find(f"Công an {place.level}").agency is own.get("cong-an-tinh")
    # The youth of every province bears the name of Hồ Chí Minh.
    others = [other.name for other in provinces() if other != place and other.name != "Hồ Chí Minh"]
    bodies = [agency.name for agency in own if agency.kind is not AgencyKind.COMMUNE]
    assert not [name for name in bodies if any(f" {other}" in name for other in others)]


def test_a_list_of_communes_replaces_the_packaged_one_whole(run: Desk, tmp_path: Path) -> None:
    listed = a_table(tmp_path, "STT;Mã;Tên đơn vị", "1;09001;Phường Lào Cai", "2;09002;Xã Bát Xát")
    done = run("communes", str(listed), folder=tmp_path)
    assert (done.exit_code, "2 xã" in done.output) == (0, True)
    own = Directory.from_config(load_records(tmp_path, "Lào Cai"))
    assert [a.code for a in own.members("ubnd-cac-xa-phuong")] == ["xa-09001", "xa-09002"]
    assert own.find("UBND xã Bát Xát").agency is own.get("xa-09002")


def test_a_workbook_of_communes_is_read_as_well(run: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("STT", "Xã, phường"), (1, "Xã Y Tý"), (2, "Xã Mường Hum")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "xa.xlsx")
    assert run("communes", str(tmp_path / "xa.xlsx"), folder=tmp_path).exit_code == 0
    own = Directory.from_config(load_records(tmp_path, "Lào Cai"))
    assert [a.name for a in own.members("ubnd-cac-xa-phuong")] == [
        "Ủy ban nhân dân xã Y Tý",
        "Ủy ban nhân dân xã Mường Hum",
    ]


def test_a_list_without_communes_is_refused_and_changes_nothing(run: Desk, tmp_path: Path) -> None:
    result = run("communes", str(a_table(tmp_path, "a;b", "1;2")), folder=tmp_path)
    assert isinstance(result.exception, BrokenDirectory)
    assert not (tmp_path / "communes.csv").exists()


def test_bodies_of_the_central_level_are_named_and_nobody_takes_them_for_a_department() -> None:
    own = Directory.from_config(load_records(province="Đồng Tháp"))
    for name in ("Bộ Nội vụ", "VTV", "VOV", "TTXVN", "Văn phòng Đảng ủy Chính phủ", "Các bộ, ngành, địa phương"):
        found = own.find(name).agency
        assert found is not None
        assert found.outside
        assert own.members(found.code) == ()
    guess = own.find("Bộ Nội vụ và Lao động")
    assert guess.agency is None
    assert "“Bộ Nội vụ và Lao động”" in guess.reason
    assert "Sở" not in guess.reason
