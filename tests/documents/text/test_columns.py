"""Text whose columns stand side by side, as `pdftotext -layout` draws it, is read by where the words stand."""

from documents.blocks.values import Paragraph, Table, TableRow
from documents.text import read_text
from documents.text.columns import DRAWN

HEAD = "TT      Nội dung nhiệm vụ            Chủ trì            Phối hợp           Thời hạn"
CENTRED = f"""
PHỤ LỤC I
{HEAD}
I     CẢI CÁCH HÀNH CHÍNH
      Rà soát các thủ tục hành                           Công an tỉnh,
1                                  Sở Nội vụ                              Quý I/2026
      chính của tỉnh                                     Sở Tài chính
      Xây dựng Đề án chuyển đổi
                                   Sở Khoa học và                         Trước ngày
2     số của các xã, phường năm                          Các sở, ngành
                                   Công nghệ                              15/7/2026
      2026
"""


def the_rows(text: str) -> tuple[TableRow, ...]:
    (table,) = [block for block in read_text(text) if isinstance(block, Table)]
    return table.rows[1:]


def said(row: TableRow) -> list[str]:
    return [" ".join(cell.text.split()) for cell in row.cells]


def test_cells_centred_in_their_row_are_put_together_around_its_number() -> None:
    assert [said(row) for row in the_rows(CENTRED)[1:]] == [
        ["1", "Rà soát các thủ tục hành chính của tỉnh", "Sở Nội vụ", "Công an tỉnh, Sở Tài chính", "Quý I/2026"],
        [
            "2",
            "Xây dựng Đề án chuyển đổi số của các xã, phường năm 2026",
            "Sở Khoa học và Công nghệ",
            "Các sở, ngành",
            "Trước ngày 15/7/2026",
        ],
    ]


def test_each_row_knows_its_line_and_is_doubted() -> None:
    section, first, second = the_rows(CENTRED)

    assert (section.line, first.line, second.line) == (4, 5, 8)
    assert {doubt.reason for row in (first, second) for doubt in row.doubts} == {DRAWN}


def test_cells_that_nearly_touch_are_parted_where_an_agency_or_a_time_begins() -> None:
    lines = [HEAD]
    for number in range(1, 6):
        lines += [f"{number}     Rà soát thủ tục hành chính     Sở Nội vụ         Công an tỉnh       Quý I/2026"]
    lines += ["6     Rà soát các thủ tục tại cơ sở Sở Nội vụ         Công an tỉnh       Quý I/2026"]

    assert said(the_rows("\n".join(lines))[-1]) == [
        "6", "Rà soát các thủ tục tại cơ sở", "Sở Nội vụ", "Công an tỉnh", "Quý I/2026"
    ]  # fmt: skip


def test_labels_with_hardly_any_room_between_them_are_two_columns() -> None:
    head = "TT      Nội dung nhiệm vụ            Cơ quan chủ trì Cơ quan phối hợp      Thời hạn"
    row = "1     Rà soát thủ tục hành chính     Sở Nội vụ       Công an tỉnh          Quý I/2026"

    assert said(the_rows(f"{head}\n{row}\n{row}")[0])[2:4] == ["Sở Nội vụ", "Công an tỉnh"]


def test_a_sections_title_above_and_below_its_number_is_one_title() -> None:
    text = f"""{HEAD}
1     Rà soát thủ tục hành chính     Sở Nội vụ         Công an tỉnh       Quý I/2026
      NÂNG CAO NHẬN THỨC, ĐỘT PHÁ VỀ ĐỔI MỚI TƯ DUY, XÁC ĐỊNH QUYẾT TÂM
I
      CHÍNH TRỊ MẠNH MẼ TRONG TOÀN XÃ HỘI VỀ CẢI CÁCH HÀNH CHÍNH VÀ CÔNG VỤ
2     Rà soát thủ tục hành chính     Sở Nội vụ         Công an tỉnh       Quý I/2026"""

    assert [row.cells[0].text for row in the_rows(text)] == ["1", "I", "2"]
    assert said(the_rows(text)[1])[1].endswith(
        "XÁC ĐỊNH QUYẾT TÂM CHÍNH TRỊ MẠNH MẼ TRONG TOÀN XÃ HỘI VỀ CẢI CÁCH HÀNH CHÍNH VÀ CÔNG VỤ"
    )


def test_the_page_numbers_and_repeated_headers_of_later_pages_are_no_rows() -> None:
    row = "     Rà soát thủ tục hành chính     Sở Nội vụ         Công an tỉnh       Quý I/2026"
    pages = (f"{HEAD}\n1{row}\n2{row}\n", f"                    2\n\n{HEAD}\n3{row}\n4{row}\n")
    tables = [block for block in read_text("\f".join(pages)) if isinstance(block, Table)]

    assert [row.cells[0].text for table in tables for row in table.rows] == ["TT", "1", "2", "TT", "3", "4"]


def test_lines_around_the_table_stay_paragraphs_with_their_blank_lines() -> None:
    row = "     Rà soát thủ tục hành chính     Sở Nội vụ         Công an tỉnh       Quý I/2026"
    first, second, third, *_ = read_text(f"KẾ HOẠCH\n\nPHỤ LỤC I\n{HEAD}\n1{row}\n2{row}\n")

    assert (first, second, third) == (Paragraph("KẾ HOẠCH", 1), Paragraph("", 2), Paragraph("PHỤ LỤC I", 3))
