"""`dondoc agencies`: what an official sees, and what an installation's folder keeps."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.people.agencies import app
from config.agencies import load_records
from workflow.agencies import BrokenDirectory, Directory


def run(*arguments: str, folder: Path | None = None) -> Result:
    place = ("--config-dir", str(folder)) if folder else ()
    return CliRunner().invoke(app, [*arguments, *place], env={"COLUMNS": "200"})


def a_table(folder: Path, *lines: str) -> Path:
    path = folder / "incoming.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def directory(folder: Path) -> Directory:
    return Directory.from_config(load_records(folder))


def test_a_list_shows_names_codes_and_members() -> None:
    result = run("list", "--kind", "commune-group")

    assert result.exit_code == 0
    assert "UBND các xã, phường" in result.output
    assert "102" in result.output


def test_a_kind_that_does_not_exist_is_refused_with_the_kinds_that_do() -> None:
    result = run("list", "--kind", "vu-tru")

    assert result.exit_code == 2
    assert "commune-group" in result.output


def test_an_agency_is_shown_by_code_or_by_name() -> None:
    assert run("show", "so-noi-vu").output == run("show", "Sở Nội vụ").output
    assert "Đã kết thúc hoạt động; kế thừa: Sở Tài chính" in run("show", "Sở KH&ĐT").output


def test_a_cell_is_explained() -> None:
    output = run("split", "Các Sở: Y tế; Tài chính; Nha khí tượng").output

    assert "Y tế  →  Sở Y tế" in output
    assert "Nha khí tượng  →  ?" in output


def test_an_unknown_agency_is_refused(tmp_path: Path) -> None:
    assert run("show", "Sở Vũ trụ", folder=tmp_path).exit_code != 0


def test_an_alias_is_kept_in_the_installation_s_folder_and_read_from_there(tmp_path: Path) -> None:
    assert run("alias", "so-noi-vu", "Sở NV", folder=tmp_path).exit_code == 0
    assert run("alias", "so-noi-vu", "S.NV", folder=tmp_path).exit_code == 0

    found = directory(tmp_path).find("Sở NV").agency

    assert found is not None
    assert found.code == "so-noi-vu"
    assert {"Sở NV", "S.NV"} <= set(found.aliases)


def test_an_alias_that_is_another_agency_s_name_is_refused(tmp_path: Path) -> None:
    result = run("alias", "so-noi-vu", "Sở Y tế", folder=tmp_path)

    assert isinstance(result.exception, BrokenDirectory)
    assert not (tmp_path / "agencies.csv").exists()


def test_an_imported_agency_is_found_and_joins_the_groups_of_its_kind(tmp_path: Path) -> None:
    table = a_table(tmp_path, "name,kind,aliases", "Sở Du lịch,department,Sở DL|Sở Lữ hành")

    assert run("import", str(table), folder=tmp_path).exit_code == 0

    found = directory(tmp_path).find("Sở Lữ hành").agency
    assert found is not None
    assert found.code == "so-du-lich"
    assert found in directory(tmp_path).members("cac-so-ban-nganh")


def test_importing_the_same_table_twice_changes_nothing_more(tmp_path: Path) -> None:
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
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    result = run("import", str(a_table(tmp_path, *lines)), folder=tmp_path)

    assert isinstance(result.exception, BrokenDirectory)
    assert not (tmp_path / "agencies.csv").exists()


def test_a_folder_s_own_toml_adds_to_the_packaged_directory(tmp_path: Path) -> None:
    (tmp_path / "agencies.toml").write_text(
        'province = "Vĩnh Long"\n[[agency]]\ncode = "so-du-lich"\nname = "Sở Du lịch"\n', encoding="utf-8"
    )

    own = directory(tmp_path)

    assert own.find("Sở Du lịch tỉnh Vĩnh Long").agency is own.get("so-du-lich")
    assert "so-noi-vu" in own
