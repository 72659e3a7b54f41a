"""The year of an agency on paper, read back from the files."""

import io
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pypdfium2 import PdfDocument

from calendars.year.pdf_file import font_text, pdf_bytes
from calendars.year.values import DayMark, YearCalendar, day_mark, year_calendar
from calendars.year.xlsx_file import year_workbook
from tests.builders import a_task, an_assignment
from tests.examples import ANY_LETTER
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.timeliness import Timeliness
from workflow.working_days import WorkingDays

AS_OF = date(2026, 7, 20)
LATE = an_assignment(id=1, timeliness=Timeliness.OVERDUE)
OPEN = an_assignment(id=2, due=date(2026, 7, 14))
DONE = an_assignment(id=3, due=date(2026, 3, 31), state=State.COMPLETED)
WAITING = an_assignment(id=4, due=None, state=State.WAITING, event="Bộ Nội vụ ban hành Đề án")
VIETNAMESE = "Ặẵ ẨẪ ỘỗỡỰữ ỵỸ Đđ Ơơ Ưư “…” – 5 ₫"


def a_year(*assignments: Assignment) -> YearCalendar:
    free = WorkingDays.vietnam().free_days(2026)
    return year_calendar(assignments, agency="Công an tỉnh", year=2026, as_of=AS_OF, free_days=free)


def pages(content: bytes) -> list[str]:
    document = PdfDocument(content)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return [" ".join(text.split()) for text in texts]


def workbook(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def cells(content: bytes, sheet: str) -> list[list[object]]:
    return [list(row) for row in workbook(content)[sheet].iter_rows(values_only=True)]


def test_a_year_holds_what_is_due_in_it_what_is_left_from_before_and_what_has_no_day() -> None:
    left = an_assignment(id=5, due=date(2025, 12, 31), timeliness=Timeliness.OVERDUE)
    done_before = an_assignment(id=6, due=date(2025, 12, 31), state=State.COMPLETED)
    next_year = an_assignment(id=7, due=date(2027, 1, 1))
    withdrawn = an_assignment(id=8, state=State.WITHDRAWN)

    year = a_year(LATE, DONE, WAITING, left, done_before, next_year, withdrawn)

    assert [line.day for line in year.lines] == [date(2026, 3, 31), date(2026, 7, 14)]
    assert [line.day for line in year.earlier] == [date(2025, 12, 31)]
    assert [line.event for line in year.undated] == ["Bộ Nội vụ ban hành Đề án"]
    assert year.sentence == "2 nhiệm vụ đến hạn trong năm: 1 đã xong, 1 quá hạn."


def test_a_day_is_marked_by_its_most_pressing_duty() -> None:
    year = a_year(LATE, OPEN, DONE)

    assert day_mark(year.on(date(2026, 7, 14))) is DayMark.LATE
    assert day_mark(year.on(date(2026, 3, 31))) is DayMark.DONE
    assert day_mark(year.on(date(2026, 1, 5))) is None


def test_holidays_are_free_and_swapped_saturdays_are_not() -> None:
    year = a_year()

    assert year.is_free(date(2026, 9, 2))
    assert year.is_free(date(2026, 3, 1))
    assert not year.is_free(date(2026, 3, 2))
    assert [day for day in year.worked_days if year.is_free(day)] == []


def test_the_first_page_has_the_months_and_the_next_the_list_with_every_vietnamese_letter() -> None:
    first, listed = pages(pdf_bytes(a_year(an_assignment(task=a_task(title=VIETNAMESE)), WAITING)))

    assert "LỊCH CÔNG TÁC NĂM 2026" in first
    assert all(f"Tháng {month}" in first for month in range(1, 13))
    assert VIETNAMESE in listed
    assert "T3 14/7/2026" in listed
    assert "Chờ: Bộ Nội vụ ban hành Đề án" in listed


def test_windows_and_last_working_days_stand_under_the_due_day() -> None:
    duty = an_assignment(opens=date(2026, 7, 1), due=date(2026, 7, 12), act_by=date(2026, 7, 10))

    assert "CN 12/7/2026 từ 01/7/2026 ngày làm việc cuối: T6 10/7" in pages(pdf_bytes(a_year(duty)))[1]


def test_an_agency_without_duties_still_gets_its_twelve_months() -> None:
    (only,) = pages(pdf_bytes(a_year()))

    assert "Chưa có nhiệm vụ nào đến hạn trong năm." in only


def test_the_same_year_is_the_same_file() -> None:
    assert pdf_bytes(a_year(LATE, DONE)) == pdf_bytes(a_year(DONE, LATE))


def test_letters_that_the_font_lacks_are_told_in_others() -> None:
    assert font_text("A → B ≤ 5 👩🏽 例") == "A -> B <= 5  "


def test_a_hundred_duties_fill_several_pages_each_with_its_heading() -> None:
    many = [an_assignment(id=n, due=date(2026, 1 + n % 12, 28)) for n in range(100)]

    _, *lists = pages(pdf_bytes(a_year(*many)))

    assert len(lists) > 3
    assert all("Nhiệm vụ Sản phẩm Nguồn Trạng thái" in page for page in lists)
    assert sum(page.count("Phụ lục II, mục II, số 20") for page in lists) == 100


def test_the_planner_has_each_day_with_its_duties() -> None:
    many = [an_assignment(id=n, task=a_task(title=f"Nhiệm vụ {n}")) for n in range(5)]

    planner = cells(year_workbook(a_year(*many)), "Lịch năm")

    assert planner[2][1:] == [f"Tháng {month}" for month in range(1, 13)]
    assert planner[16][7] == "T3\n• Nhiệm vụ 0\n• Nhiệm vụ 1\n• Nhiệm vụ 2\n… và 2 nhiệm vụ nữa"
    assert planner[32][2] is None  # the thirtieth of February


def test_the_list_has_real_dates_to_sort_by() -> None:
    head, row, *_ = cells(year_workbook(a_year(OPEN)), "Danh sách")

    assert head[:3] == ["Hạn", "Thứ", "Nhiệm vụ"]
    assert getattr(row[0], "date", lambda: row[0])() == date(2026, 7, 14)


@pytest.mark.parametrize("title", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)"])
def test_text_never_becomes_a_formula(title: str) -> None:
    sheet = workbook(year_workbook(a_year(an_assignment(task=a_task(title=title)))))["Danh sách"]

    assert (sheet["C2"].value, sheet["C2"].data_type) == (title, "s")


def drawn(titles: Iterable[str]) -> list[Assignment]:
    return [an_assignment(id=n, task=a_task(title=title, product=title)) for n, title in enumerate(titles)]


TITLES = st.text(ANY_LETTER, max_size=80) | st.text(st.sampled_from("ế<&>\x0b\ud800 "), min_size=700)


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.lists(TITLES, max_size=4))
def test_any_text_can_be_printed(titles: list[str]) -> None:
    year = a_year(*drawn(titles))

    assert pdf_bytes(year).startswith(b"%PDF")
    assert len(cells(year_workbook(year), "Danh sách")) == 1 + len(titles)
