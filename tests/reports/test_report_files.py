"""The report card as files, read back as an office would open them."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from base.atomic_file import FileNotWritten, whole_file
from base.vietnamese import long_date
from reports.csv_file import print_csv, write_csv
from reports.docx_file import write_docx
from reports.wording import LIST_COLUMNS, Report, scope_lines, sentences
from reports.xlsx_file import write_xlsx
from workflow.lifecycle import State
from workflow.report_card import CardHeading, Count, Group, ListedDuty, Scope, card_of

AS_OF = date(2026, 7, 31)
DUTY = ListedDuty(
    id=12,
    agency="Sở Nội vụ",
    plan="50/KH-UBND ngày 16/01/2026",
    section="Phụ lục I, mục II. Hạ tầng số",
    number="20",
    title="Xây dựng đề án vị trí việc làm",
    expression="Trước 15/7/2026",
    due=date(2026, 7, 14),
    reported_on=None,
    result="",
    state=State.IN_PROGRESS,
    group=Group.UNDONE_OVERDUE,
    days_late=17,
)


def a_report(duties: Sequence[ListedDuty] = (DUTY,), **changes: Any) -> Report:
    """A report whose figures are those of its duties."""
    card = card_of(
        changes.pop("scope", Scope(as_of=AS_OF)),
        agencies=[Count(CardHeading(duty.agency, duty.agency), duty.group, 1) for duty in duties],
        plans=[Count(CardHeading(duty.plan, duty.plan), duty.group, 1) for duty in duties],
        sections=[Count(CardHeading(duty.section, duty.section), duty.group, 1) for duty in duties],
        closed=changes.pop("closed", 0),
        carried_over=changes.pop("carried_over", 0),
    )
    return Report(card=card, duties=iter(duties), day=date(2026, 8, 3), **changes)


def as_csv(report: Report, *, lists: bool = False) -> list[list[str]]:
    printed = io.StringIO()
    print_csv(report, printed, lists=lists)
    return list(csv.reader(io.StringIO(printed.getvalue())))


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    from openpyxl import load_workbook

    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(path).worksheets}


def grids(path: Path) -> list[list[list[str]]]:
    from docx import Document

    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(str(path)).tables]


def text_of(path: Path) -> str:
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def column_sums(lines: Iterable[Sequence[Any]]) -> list[int]:
    return [sum(map(int, column)) for column in zip(*lines, strict=True)]


MIXED = (
    replace(DUTY, id=1, group=Group.DONE_LATE, state=State.COMPLETED, reported_on=AS_OF),
    replace(DUTY, id=2, agency="Sở Y tế", section="Phụ lục II"),
    replace(DUTY, id=3, agency="Sở Y tế", due=None, days_late=0, group=Group.UNDONE_UNDATED),
)


def test_the_figures_of_each_table_in_the_csv_add_up_to_the_first_line() -> None:
    header, whole, *lines = as_csv(a_report(MIXED))
    assert header[:3] == ["Bảng", "Tên", "Tổng số"]
    assert whole == ["Toàn bộ", "", "3", "0", "1", "0", "1", "0", "1"]
    for table in ("Theo cơ quan", "Theo văn bản", "Theo mục"):
        assert column_sums(line[2:] for line in lines if line[0] == table) == [int(cell) for cell in whole[2:]]


def test_the_list_in_the_csv_names_every_duty_with_its_group() -> None:
    header, *lines = as_csv(a_report(MIXED), lists=True)
    assert tuple(header) == LIST_COLUMNS
    assert [line[:3] for line in lines] == [
        ["Hoàn thành quá hạn", "1", "Sở Nội vụ"],
        ["Chưa hoàn thành, quá hạn", "2", "Sở Y tế"],
        ["Chưa hoàn thành, không hạn", "3", "Sở Y tế"],
    ]
    assert lines[1][8:11] == ["14/7/2026", "", "17"]


def test_excel_reads_the_csvs_vietnamese(tmp_path: Path) -> None:
    write_csv(a_report(), tmp_path / "bc.csv", lists=False)
    assert (tmp_path / "bc.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+84", "- Xây dựng đề án", "@SUM(A1)"])
def test_a_title_never_becomes_a_formula(tmp_path: Path, title: str) -> None:
    duty = replace(DUTY, title=title)
    assert as_csv(a_report([duty]), lists=True)[1][3] == f"'{title}"

    write_xlsx(a_report([duty]), tmp_path / "bc.xlsx")
    from openpyxl import load_workbook

    cell = load_workbook(tmp_path / "bc.xlsx")["Danh sách"]["D2"]
    assert (cell.value, cell.data_type) == (title, "s")


def test_the_workbook_holds_figures_that_add_up_and_the_list_with_real_dates(tmp_path: Path) -> None:
    write_xlsx(a_report(MIXED), tmp_path / "bc.xlsx")
    pages = sheets(tmp_path / "bc.xlsx")
    assert list(pages) == ["Tổng hợp", "Theo cơ quan", "Theo văn bản", "Theo mục", "Danh sách"]
    for name in ("Theo cơ quan", "Theo văn bản", "Theo mục"):
        _, *lines, total = pages[name]
        assert total == ("Tổng cộng", 3, 0, 1, 0, 1, 0, 1)
        assert column_sums(line[1:] for line in lines) == list(total[1:])
    assert [line[8].date() if line[8] else None for line in pages["Danh sách"][1:]] == [DUTY.due, DUTY.due, None]


def test_a_list_that_one_sheet_cannot_hold_goes_on_in_the_next(tmp_path: Path) -> None:
    duties = [replace(DUTY, id=number) for number in range(1, 6)]
    write_xlsx(a_report(duties), tmp_path / "bc.xlsx", most_lines=2)
    pages = {name: page for name, page in sheets(tmp_path / "bc.xlsx").items() if name.startswith("Danh sách")}
    assert [[line[1] for line in page[1:]] for page in pages.values()] == [[1, 2], [3, 4], [5]]
    assert {page[0] for page in pages.values()} == {LIST_COLUMNS}


def test_nothing_to_list_is_a_sheet_with_its_header(tmp_path: Path) -> None:
    write_xlsx(a_report([]), tmp_path / "bc.xlsx")
    assert sheets(tmp_path / "bc.xlsx")["Danh sách"] == [LIST_COLUMNS]


def test_characters_that_office_files_cannot_hold_are_left_out(tmp_path: Path) -> None:
    dirty = replace(DUTY, title="Đề\x02 án\x0c", agency="Sở\x00 Y tế")
    write_xlsx(a_report([dirty]), tmp_path / "bc.xlsx")
    write_docx(a_report([dirty]), tmp_path / "bc.docx")
    assert sheets(tmp_path / "bc.xlsx")["Danh sách"][1][2:4] == ("Sở Y tế", "Đề án")
    assert grids(tmp_path / "bc.docx")[-1][1][1:3] == ["Sở Y tế", "Đề án"]


def test_the_document_looks_like_an_official_report(tmp_path: Path) -> None:
    write_docx(a_report(MIXED, issuer="Sở Khoa học và Công nghệ", closed=4, carried_over=2), tmp_path / "bc.docx")
    letterhead, by_agency, *_ = grids(tmp_path / "bc.docx")
    told = text_of(tmp_path / "bc.docx")
    assert letterhead[0][0].startswith("SỞ KHOA HỌC VÀ CÔNG NGHỆ\nSố:")
    assert "Độc lập - Tự do - Hạnh phúc\n…………, ngày 03 tháng 8 năm 2026" in letterhead[0][1]
    assert "BÁO CÁO\nKết quả thực hiện nhiệm vụ được giao\n(Tính đến hết ngày 31 tháng 7 năm 2026)" in told
    assert "- Đã hoàn thành: 1 (đúng hạn 0, quá hạn 1)." in told
    assert by_agency[0] == [
        "TT",
        "Cơ quan",
        "Tổng số",
        *["Hoàn thành"] * 2,
        *["Chưa hoàn thành"] * 2,
        *["Không hạn"] * 2,
    ]
    assert by_agency[1][3:] == ["Đúng hạn", "Quá hạn", "Trong hạn", "Quá hạn", "Hoàn thành", "Chưa hoàn thành"]
    assert by_agency[-1] == ["", "Tổng cộng", "3", "0", "1", "0", "1", "0", "1"]


def test_the_figures_of_each_table_in_the_document_add_up(tmp_path: Path) -> None:
    write_docx(a_report(MIXED), tmp_path / "bc.docx")
    for table in grids(tmp_path / "bc.docx")[1:4]:
        *lines, total = table[2:]
        assert column_sums(line[2:] for line in lines) == [int(cell) for cell in total[2:]]


def test_a_long_list_is_cut_on_paper_and_says_so(tmp_path: Path) -> None:
    duties = [replace(DUTY, id=number) for number in range(1, 6)]
    undated = replace(DUTY, id=9, group=Group.UNDONE_UNDATED, due=None, days_late=0)
    write_docx(a_report([*duties, undated]), tmp_path / "bc.docx", most_listed=2)
    overdue, rest = grids(tmp_path / "bc.docx")[-2:]
    assert (len(overdue), len(rest)) == (1 + 2, 1 + 1)
    assert overdue[1][4] == "14/7/2026\n(quá hạn 17 ngày)"
    assert "… còn 3 nhiệm vụ; danh sách đầy đủ có trong tệp XLSX." in text_of(tmp_path / "bc.docx")


def test_thousands_are_written_as_in_vietnam_and_outside_figures_come_last() -> None:
    told = sentences(a_report(closed=1234, carried_over=1).card)
    assert told[0] == "Tổng số nhiệm vụ được giao: 1."
    assert told[-2:] == [
        "Ngoài số trên còn 1 nhiệm vụ có hạn trước kỳ này, quá hạn, chưa hoàn thành.",
        "Không tính 1.234 nhiệm vụ đã thu hồi hoặc được thay thế.",
    ]


def test_the_scope_says_all_that_narrows_it() -> None:
    scope = Scope(as_of=AS_OF, first=date(2026, 4, 1), last=date(2026, 6, 30), plan="50/KH-UBND", year=2026)
    assert scope_lines(scope, "Sở Nội vụ") == [
        "Tính đến hết ngày 31 tháng 7 năm 2026",
        "Các nhiệm vụ có hạn từ ngày 01 tháng 4 năm 2026 đến ngày 30 tháng 6 năm 2026, và các nhiệm vụ không hạn",
        "Văn bản: 50/KH-UBND năm 2026",
        "Cơ quan: Sở Nội vụ",
    ]


def test_days_below_ten_and_the_first_two_months_get_a_zero() -> None:
    assert long_date(date(2026, 2, 9)) == "ngày 09 tháng 02 năm 2026"
    assert long_date(date(2026, 3, 10)) == "ngày 10 tháng 3 năm 2026"


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "bc.csv"
    path.write_text("cũ", encoding="utf-8")
    with pytest.raises(RuntimeError), whole_file(path) as part:
        part.write_text("mới một nửa", encoding="utf-8")
        raise RuntimeError
    assert [(file.name, file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()] == [("bc.csv", "cũ")]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotWritten, match="khong-co"):
        write_csv(a_report(), tmp_path / "khong-co" / "bc.csv", lists=False)
