"""The smaller stages: deadlines as whole cells, cohesion, column widths, layouts, regions."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest

from documents.blocks.values import Cell, Paragraph, Table
from documents.tables.columns import TableColumn
from documents.text import read_text
from documents.text.clean import physical_lines
from documents.text.cutting.cohesion import cohesion_of
from documents.text.cutting.deadline_cells import deadline_fit
from documents.text.cutting.lexicon import CellCounts, is_inside_name
from documents.text.cutting.row import Row
from documents.text.cutting.scores import Model, SpanScores
from documents.text.cutting.seams import Cues, Seams
from documents.text.cutting.segment import CLEAR, best_splits
from documents.text.cutting.widths import Lines, Width, column_width, text_width
from documents.text.layout import TextLayout, layout_of
from documents.text.tabbed import tabbed_rows
from tests.documents.text.builders import words
from tests.documents.text.tables import ROWS, TASKS
from tests.documents.text.typesetting import Sheet, drawn


@pytest.mark.parametrize(
    "text",
    ["Trước ngày 15/3/2026", "Quý I/2026", "Thường xuyên", "2026 - 2030", "6 tháng đầu năm", "Tháng 3; tháng 9"],
)
def test_a_whole_deadline_fits_better_than_with_its_neighbours_words(text: str) -> None:
    assert deadline_fit(text) > 0 > deadline_fit(f"Kế hoạch {text}")
    assert deadline_fit(text) > deadline_fit(f"{text} Quyết định số 05-QĐ/BCĐ")


def test_words_that_always_stand_together_cohere_and_chance_neighbours_do_not() -> None:
    cohesion = cohesion_of(words(*["môi trường tỉnh", "môi trường xã", "môi trường huyện", "bảo vệ môi trường"]))

    assert cohesion.of("môi", "trường") == 1
    assert cohesion.of("trường", "tỉnh") == 0


def test_no_cell_ends_inside_the_usual_name_of_an_agency() -> None:
    assert is_inside_name("phòng", "ubnd")
    assert not is_inside_name("ngành", "địa")
    assert not is_inside_name("vụ", "các")


def test_a_list_without_its_first_dash_is_no_whole_cell() -> None:
    row = Row(tuple(words("- Báo cáo; - Kế hoạch")))
    scores = SpanScores(Seams(row, Cues()), Model(TableColumn.PRODUCT))

    assert scores.whole("Báo cáo; - Kế hoạch") < scores.whole("Gồm: báo cáo; - Kế hoạch")
    assert scores.whole("Báo cáo; - Kế hoạch") < scores.whole("- Báo cáo; - Kế hoạch")


ROW = (
    "Xây dựng nền tảng số dùng chung",
    "của ngành Sở Nội vụ Sở Tài chính;",
    "UBND các xã, phường Đề án (bản in)",
    "Trước ngày 15/3/2026",
)
COLUMNS = (TableColumn.TITLE, TableColumn.LEAD, TableColumn.COOPERATING, TableColumn.PRODUCT, TableColumn.DEADLINE)


def every_split(columns: Sequence[SpanScores], start: int) -> Iterator[float]:
    """The scores of all ways to cut a row's words from a place on into the columns."""
    cuts = columns[0].row.cuts
    if len(columns) == 1:
        yield columns[0].span(start, cuts[-1])
        return
    for end in cuts:
        if end >= start:
            yield from (columns[0].span(start, end) + rest for rest in every_split(columns[1:], end))


def test_the_best_splits_are_those_of_trying_all() -> None:
    row, learned = Row(tuple(words(*ROW))), CellCounts()
    for _ in range(3):
        learned.add("Sở Tài chính; UBND các xã, phường")
    models = [Model(column, Width(7_000), learned) for column in COLUMNS]
    columns = [SpanScores(Seams(row, Cues()), model) for model in models]

    first, second, *_ = sorted(every_split(columns, 0), reverse=True)
    splits = best_splits(row, models, Cues())

    assert [split.score for split in splits] == pytest.approx([first, second][: 1 + (second > first - CLEAR)])


def test_no_span_scores_more_than_its_ends_promise() -> None:
    row, learned = Row(tuple(words(*ROW))), CellCounts()
    learned.add("Sở Tài chính; UBND các xã, phường")
    for column in COLUMNS:
        scores = SpanScores(Seams(row, Cues()), Model(column, None, learned))
        for first, last in combinations(row.cuts, 2):
            assert scores.span(first, last) <= scores.most_from(first) + scores.most_to(last) + 1e-9


def test_a_column_is_as_wide_as_its_breaks_say() -> None:
    cells = [Lines((5_200, 3_000), (6_300,)), Lines((5_800,), ()), Lines((4_900, 5_500), (6_100,))]
    width = column_width(cells)

    assert width is not None
    assert 5_800 < width.value < 6_100
    assert width.trust == 1


def test_vietnamese_letters_are_as_wide_as_their_base_but_for_the_horned() -> None:
    assert text_width("ế") == text_width("e")
    assert text_width("ữ") > text_width("u")


TABBED = """\tSTT
\tNhiệm vụ
\tChủ trì

\tI
\tGiáo dục
\tGiáo dục

\t1
\tMở lớp:

- lớp đọc
\tSở A

\t
\tLớp viết
\t
"""


def test_tabbed_cells_keep_their_paragraphs_and_their_empty_neighbours() -> None:
    lines = physical_lines(TABBED)
    rows = tabbed_rows(lines)

    assert layout_of(lines) is TextLayout.TABBED
    assert [row.line for row in rows] == [1, 5, 9, 16]
    assert rows[1].cells == (Cell("I"), Cell("Giáo dục", columns=2))
    assert rows[2].cells == (Cell("1"), Cell("Mở lớp: - lớp đọc"), Cell("Sở A"))
    assert rows[3].cells == (Cell(""), Cell("Lớp viết"), Cell(""))


def test_what_stands_around_a_table_stays_paragraphs() -> None:
    text = f"PHỤ LỤC I\nDANH MỤC\n{drawn(ROWS, Sheet())}Nơi nhận:\n- Như trên;\n"
    blocks = read_text(text)
    printed = [block.text for block in blocks if isinstance(block, Paragraph) and block.text]

    assert printed == ["PHỤ LỤC I", "DANH MỤC", "Nơi nhận:", "- Như trên;"]


def test_two_appendices_with_the_same_header_are_two_tables() -> None:
    table = drawn(TASKS, Sheet())
    blocks = read_text(f"Phụ lục I\nDANH MỤC\n{table}4\nPhụ lục II\nDANH MỤC\n{table}")

    assert [len(block.rows) for block in blocks if isinstance(block, Table)] == [1 + len(TASKS)] * 2


def test_a_row_that_never_ends_is_left_whole_and_doubted() -> None:
    endless = "TT Nhiệm vụ\nChủ trì\nThời hạn\n1\n" + "Xây dựng Kế hoạch\nSở Tài chính\n" * 200
    (table,) = [block for block in read_text(endless) if isinstance(block, Table)]

    assert [doubt.reason for doubt in table.rows[1].doubts] == ["Dòng quá dài, không tách được thành các ô"]


@pytest.mark.parametrize("text", ["", "\n\n", "TT", "TT Nhiệm vụ Chủ trì Thời hạn", "\f", "1. Một\n2. Hai"])
def test_a_text_without_a_table_has_none(text: str) -> None:
    assert not any(isinstance(block, Table) for block in read_text(text))
