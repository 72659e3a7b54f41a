"""`dondoc report-card`: what a coordinator types and gets."""

import csv
import io
import re
from pathlib import Path

import pytest

from samples.build import build_plan
from tests.cli.journeys import Office, ready_office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Office:
    """An office with the sample plan."""
    folder = tmp_path_factory.mktemp("office")
    build_plan(folder / "plan.docx")
    office = ready_office(folder / "home", migrated_file)
    assert office.dondoc("import", folder / "plan.docx", "--today", "2026-01-19").code == 0
    return office


def lines(printed: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(printed)))


def test_the_screen_tells_the_sentence_and_the_three_tables(office: Office) -> None:
    answer = office.dondoc("report-card", "--as-of", "2026-07-15")
    assert answer.code == 0, answer.err
    assert "Tính đến hết ngày 15 tháng 7 năm 2026" in answer.out
    assert all(title in answer.out for title in ("Theo cơ quan", "Theo văn bản", "Theo mục", "Tổng cộng"))


def test_the_list_is_as_long_as_the_figures_say(office: Office) -> None:
    asked = ("report-card", "--as-of", "2026-07-15", "--from", "2026-04-01", "--to", "2026-06-30", "--format", "csv")
    figures = lines(office.dondoc(*asked).out)
    listed = lines(office.dondoc(*asked, "--lists").out)
    assert int(figures[1][2]) == len(listed) - 1 > 0


def test_a_group_means_all_its_members(office: Office) -> None:
    figures = lines(office.dondoc("report-card", "--agency", "UBND các xã, phường", "--format", "csv").out)
    assert sum(line[0] == "Theo cơ quan" for line in figures) == 102


@pytest.mark.parametrize("name", ["bc.csv", "bc.xlsx", "bc.docx"])
def test_the_files_ending_chooses_the_format(office: Office, tmp_path: Path, name: str) -> None:
    answer = office.dondoc("report-card", "--agency", "Sở Tài chính", "--as-of", "2026-07-15", "--out", tmp_path / name)
    assert answer.code == 0, answer.err
    magic = {"bc.csv": b"\xef\xbb\xbf", "bc.xlsx": b"PK", "bc.docx": b"PK"}[name]
    assert (tmp_path / name).read_bytes().startswith(magic)
    assert (answer.out, "Đã ghi" in answer.err) == ("", True)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (("--format", "xlsx"), "cần tên tệp"),
        (("--format", "table", "--out", "bc.csv"), "chỉ in ra màn hình"),
        (("--agency", "Sở Chưa Có"), "không có trong danh bạ"),
        (("--plan", "99/KH-UBND"), "chưa được nhập"),
        (("--from", "2026-06-30", "--to", "2026-04-01"), "có ngày đầu sau ngày cuối"),
    ],
)
def test_a_wrong_question_is_answered_with_its_reason(office: Office, asked: tuple[str, ...], reason: str) -> None:
    answer = office.dondoc("report-card", *asked)
    assert answer.code == 2
    assert reason in " ".join(answer.err.replace("│", " ").split())


@pytest.mark.parametrize(("name", "magic"), [("ban-tin.pdf", b"%PDF"), ("ban-tin.png", b"\x89PNG")])
def test_the_bulletin_is_the_one_of_the_pages_by_command(
    office: Office, tmp_path: Path, name: str, magic: bytes
) -> None:
    answer = office.dondoc("bulletin", "--plan", "50/KH-UBND", "--as-of", "2026-03-31", "--out", tmp_path / name)
    assert answer.code == 0, answer.err
    assert (tmp_path / name).read_bytes().startswith(magic)


def test_a_bulletin_that_is_no_page_and_no_picture_is_refused(office: Office, tmp_path: Path) -> None:
    answer = office.dondoc("bulletin", "--out", tmp_path / "ban-tin.docx")
    assert (answer.code, "không có đuôi .pdf hoặc .png" in " ".join(answer.err.split())) == (2, True)


def test_a_frozen_bulletin_is_listed_and_made_again_octet_for_octet(office: Office, tmp_path: Path) -> None:
    first, again = tmp_path / "mot.pdf", tmp_path / "hai.pdf"
    assert office.dondoc("bulletin", "--out", first, "--as-of", "2026-07-15").code == 0
    listed = office.dondoc("bulletin", "--frozen").out
    seal = re.search(r"\b[0-9a-f]{16}\b", listed)
    assert seal
    assert "15/7/2026" in listed
    assert office.dondoc("bulletin", "--seal", seal[0], "--out", again).code == 0
    assert again.read_bytes() == first.read_bytes()
    assert office.dondoc("bulletin", "--seal", "0" * 16, "--out", again).code != 0
    assert "--out" in office.dondoc("bulletin").err
