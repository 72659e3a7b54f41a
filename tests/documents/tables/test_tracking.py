"""What a tracking sheet says of the past is kept beside its task, and never becomes its deadline or product."""

from datetime import date

import pytest

from documents.blocks.values import Cell
from documents.tables.tracking import reads_as_state, tracked_progress
from tests.documents.builders import a_table, merged, rows_of
from workflow.plan import Reached, TrackedProgress

DONE, UNDER_WAY, NOT_BEGUN = Reached.COMPLETED, Reached.IN_PROGRESS, Reached.NOT_STARTED


@pytest.mark.parametrize(
    ("words", "reached", "percent"),
    [
        ("Đã hoàn thành", DONE, None),
        ("Hoàn thành", DONE, None),
        ("Đã ban hành Kế hoạch số 5/KH-UBND ngày 03/2/2026", DONE, None),
        ("100%", DONE, 100),
        ("Đang thực hiện", UNDER_WAY, None),
        ("Đã trình UBND tỉnh", UNDER_WAY, None),
        ("50%", UNDER_WAY, 50),
        ("Chưa thực hiện", NOT_BEGUN, None),
        ("0%", NOT_BEGUN, 0),
        ("Không tiếp tục xây dựng", None, None),
        ("Vướng mặt bằng", None, None),
    ],
)
def test_a_state_is_read_or_left_to_a_person(words: str, reached: Reached | None, percent: int | None) -> None:
    assert tracked_progress(words, "") == TrackedProgress(words=words, reached=reached, percent=percent)


def test_a_day_alone_says_that_the_task_is_done() -> None:
    assert tracked_progress("", "15/3/2026") == TrackedProgress(reached=DONE, finished_on=date(2026, 3, 15))


@pytest.mark.parametrize("text", ["Hoàn thành trước 30/6/2026", "Quý I/2026", "Tháng 4/2025", "Thường xuyên", "2026"])
def test_a_deadline_reads_as_no_state(text: str) -> None:
    assert not reads_as_state(text)


@pytest.mark.parametrize(
    ("labels", "cells"),
    [
        (("Thời hạn", "Ngày hoàn thành"), ("30/4/2026", "15/3/2026")),
        (("Ngày hoàn thành thực tế", "Thời gian hoàn thành"), ("15/3/2026", "30/4/2026")),
        (("Thời hạn hoàn thành", "Tiến độ thực hiện"), ("30/4/2026", "50%")),
        (("Thời gian hoàn thành", "Tiến độ"), ("30/4/2026", "Hoàn thành")),
        (("Thời hạn", "Tình trạng", "Đánh giá"), ("30/4/2026", "Đã hoàn thành", "Đúng hạn")),
        (("Thời hạn", "Kết quả hiện nay"), ("30/4/2026", "Đã trình ngày 15/3/2026")),
        (("Thời gian thực hiện", "Hạn hoàn thành"), ("Quý I, II", "30/4/2026")),
    ],
)
def test_only_the_term_is_the_deadline(labels: tuple[str, ...], cells: tuple[str, ...]) -> None:
    table = a_table(("1", "Lập đề án", "Sở Y tế", *cells), header=("TT", "Nhiệm vụ", "Chủ trì", *labels))
    (row,) = rows_of(table)

    assert (row.deadline, row.product) == ("30/4/2026", "")
    assert set(cells) - {"30/4/2026"} <= {text for _, text in row.extra}


def test_the_state_and_the_day_are_kept_as_the_tasks_progress() -> None:
    header = ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Ngày hoàn thành", "Tình trạng")
    rows = rows_of(
        a_table(
            ("1", "Lập đề án", "Sở Y tế", "30/4/2026", "15/3/2026", "Đã hoàn thành"),
            ("2", "Trình đề án", "Sở Y tế", "30/6/2026", "", "Đang thực hiện"),
            header=header,
        )
    )

    assert [row.progress for row in rows] == [
        TrackedProgress(words="Đã hoàn thành", reached=DONE, finished_on=date(2026, 3, 15)),
        TrackedProgress(words="Đang thực hiện", reached=UNDER_WAY),
    ]


def test_a_progress_column_of_times_is_the_deadline() -> None:
    header = ("TT", "Nhiệm vụ", "Chủ trì", "Tiến độ")
    (row,) = rows_of(a_table(("1", "Lập đề án", "Sở Y tế", "Quý I/2026"), header=header))

    assert (row.deadline, row.progress) == ("Quý I/2026", None)


def test_the_day_a_task_was_given_opens_its_term() -> None:
    upper = ("TT", "Nhiệm vụ", "Chủ trì", Cell("Thời hạn", columns=2))
    lower = (merged("TT"), merged("Nhiệm vụ"), merged("Chủ trì"), "Giao", "Hoàn thành")
    given, undated = rows_of(
        a_table(
            upper,
            lower,
            ("1", "Lập đề án", "Sở Y tế", "01/9/2026", "25/9/2026"),
            ("2", "Trình", "Sở Y tế", "01/9/2026", "Thứ Bảy hằng tuần"),
            header=(),
        )
    )

    assert (given.deadline, dict(given.printed)) == ("01/9/2026 - 25/9/2026", {"deadline": "25/9/2026"})
    assert (undated.deadline, dict(undated.extra)) == ("Thứ Bảy hằng tuần", {"Thời hạn - Giao": "01/9/2026"})


@pytest.mark.parametrize("label", ["Gia hạn", "Thời hạn điều chỉnh"])
def test_a_moved_term_beside_the_first_one_is_doubted(label: str) -> None:
    header = ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", label)
    (row,) = rows_of(a_table(("1", "Lập đề án", "Sở Y tế", "30/6/2026", "30/9/2026"), header=header))

    assert (row.deadline, [doubt.column for doubt in row.doubts]) == ("30/6/2026", ["deadline"])
