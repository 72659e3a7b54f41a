"""What is drawn into a table below its tasks: sums, remarks, recipients and signatures are nobody's tasks."""

import pytest

from documents.text.reading import read_text
from documents.understanding import plan_from
from tests.documents.builders import a_row, a_table, rows_of

TASK = a_row("1")


def a_line(text: str, *others: str) -> tuple[str, ...]:
    """A row without a number."""
    cells = ("", text, *others)
    return (*cells, *[""] * (7 - len(cells)))


@pytest.mark.parametrize(
    "closing",
    [
        [a_line("Tổng cộng: 01 nhiệm vụ")],
        [a_line("Tổng số 12")],
        [a_line("Cộng")],
        [a_line("NGƯỜI LẬP BIỂU", "", "", "CHỦ TỊCH"), a_line("Nguyễn Văn A", "", "", "Trần Văn B")],
        [a_line("Nơi nhận: Như trên; Lưu: VT", "", "", "KT. CHỦ TỊCH"), a_line("", "", "", "Nguyễn Văn A")],
    ],
)
def test_what_closes_a_table_is_no_task(closing: list[tuple[str, ...]]) -> None:
    assert [row.number for row in rows_of(a_table(TASK, *closing))] == ["1"]


@pytest.mark.parametrize(
    "title",
    [
        "Tổng kết công tác cải cách hành chính",
        "Cộng đồng dân cư tham gia giám sát",
        "Tổng hợp, báo cáo kết quả",
        "Tổng số hóa tài liệu lưu trữ",
        "Chủ tịch UBND tỉnh đối thoại với nông dân",
    ],
)
def test_a_task_that_begins_like_a_sum_or_a_signature_stays(title: str) -> None:
    assert [row.title for row in rows_of(a_table(TASK, a_row("2", title=title)))][-1] == title


def test_tasks_below_a_signature_are_still_read() -> None:
    rows = rows_of(a_table(TASK, a_line("NGƯỜI LẬP BIỂU"), a_row("2", title="Tổ chức hội nghị")))

    assert [row.title for row in rows][-1] == "Tổ chức hội nghị"


def test_a_column_headed_by_the_bare_word_for_doing_it_names_who_does() -> None:
    header = ("TT", "Nhiệm vụ", "Thực hiện", "Thời hạn")
    (row,) = rows_of(
        a_table(("1", "Kiểm tra liên ngành", "Sở Công Thương; Phối hợp: Công an tỉnh", "Tháng 4"), header=header)
    )

    assert (row.lead, row.cooperating) == ("Sở Công Thương", "Công an tỉnh")


def test_a_table_copied_with_tabs_keeps_its_cells() -> None:
    text = (
        "PHỤ LỤC\n"
        "TT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời hạn\n"
        "1\tXây dựng dự thảo Nghị quyết\tSở Tư pháp\tVP HĐND tỉnh\tTháng 5/2026\n"
        "2\tThẩm định dự thảo\tSở Tư pháp\tCác sở,\nban, ngành\tTháng 6/2026\n"
        "\n"
        "Nơi nhận: Lưu VT.\n"
    )
    rows = plan_from(read_text(text)).rows

    assert [(row.lead, row.cooperating, row.deadline) for row in rows] == [
        ("Sở Tư pháp", "VP HĐND tỉnh", "Tháng 5/2026"),
        ("Sở Tư pháp", "Các sở, ban, ngành", "Tháng 6/2026"),
    ]
