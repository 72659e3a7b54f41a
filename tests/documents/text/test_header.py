"""Headers in running words."""

import pytest

from documents.tables.columns import TableColumn
from documents.text.structure.header import headers_in, labels_in
from tests.documents.text.builders import words

NUMBER, TITLE, LEAD, WITH = TableColumn.NUMBER, TableColumn.TITLE, TableColumn.LEAD, TableColumn.COOPERATING
PRODUCT, DEADLINE, NOTE, OTHER = TableColumn.PRODUCT, TableColumn.DEADLINE, TableColumn.NOTE, TableColumn.OTHER


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "TT Tên nhiệm vụ Cơ quan chủ trì Cơ quan phối hợp Kết quả/ sản phẩm Thời gian hoàn thành Ghi chú",
            (NUMBER, TITLE, LEAD, WITH, PRODUCT, DEADLINE, NOTE),
        ),
        ("STT NHIỆM VỤ VÀ GIẢI PHÁP CHỦ TRÌ PHỐI HỢP THỜI GIAN", (NUMBER, TITLE, LEAD, WITH, DEADLINE)),
        ("ST T Nội dung công việc Đơn vị chủ trì Thời hạn trình Sản phẩm", (NUMBER, TITLE, LEAD, DEADLINE, PRODUCT)),
        ("TT Nội dung Cơ quan, đơn vị chủ trì Cơ quan, đơn vị phối hợp Tiến độ", (NUMBER, TITLE, LEAD, WITH, DEADLINE)),
        ("TT Nhiệm vụ Lãnh đạo UBND tỉnh phụ trách Chủ trì Thời hạn", (NUMBER, TITLE, OTHER, LEAD, DEADLINE)),
    ],
)
def test_the_columns_are_told_apart_by_their_wording(text: str, columns: tuple[TableColumn, ...]) -> None:
    assert tuple(label.column for label in labels_in(text)) == columns


def test_a_repeated_header_is_known_by_its_words_whatever_its_lines() -> None:
    first, again = ("TT Tên nhiệm vụ", "Chủ trì Thời gian"), ("TT", "Tên nhiệm", "vụ Chủ trì Thời gian")
    text = words(*first, "1", "Làm đường", *again, "2", "Làm cầu")

    assert [header.columns for header in headers_in(text)] == [(NUMBER, TITLE, LEAD, DEADLINE)] * 2


def test_a_line_of_column_numbers_belongs_to_the_header_and_the_first_row_does_not() -> None:
    text = words("TT Nhiệm vụ Chủ trì Thời hạn", "(1) (2) (3) (4)", "1", "Làm đường")
    (header,) = headers_in(text)

    assert [word.text for word in text[header.last :]] == ["1", "Làm", "đường"]


def test_a_table_of_other_things_is_no_task_table() -> None:
    assert list(headers_in(words("TT Họ và tên", "Chức vụ Ghi chú", "1", "Nguyễn Văn A"))) == []
