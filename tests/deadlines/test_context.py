"""What a deadline leans on: the plan's years, known events, the row above, the office's own rules, days off."""

from datetime import date

import pytest

from config.deadline_rules import DeadlineRules
from tests.deadlines.reading import CALENDAR, PLAN_OF_2026, brief, reading
from workflow.deadlines import Certainty, Context, Kind, Resolution, Shift, as_answer, occurrences, read
from workflow.deadlines.resolving.event_terms import event_key

LONG_PLAN = Context(issued=date(2022, 4, 21), years=(2022, 2025))


def with_rules(text: str, rules: DeadlineRules) -> Resolution:
    return read(text, PLAN_OF_2026, CALENDAR, rules)


def test_a_month_belongs_to_the_plans_year_even_when_it_is_past() -> None:
    late = Context(issued=date(2026, 3, 15), year=2026)
    assert brief(reading("Tháng 02", late)) == "2026-02-28"


def test_a_month_long_past_belongs_to_the_next_year_and_is_not_certain() -> None:
    december = Context(issued=date(2025, 12, 20), year=2025)
    found = reading("Tháng 01", december)
    assert (brief(found), found.certainty) == ("2026-01-31", Certainty.ASSUMED)


def test_a_day_without_a_year_is_certain_only_when_the_plan_covers_one_year() -> None:
    unknown = Context(issued=date(2026, 1, 16), year=2026)
    assert reading("Trước ngày 15/7", unknown).certainty is Certainty.ASSUMED
    assert reading("Trước ngày 15/7").certainty is Certainty.CERTAIN


def test_a_day_without_a_year_comes_every_year_of_a_long_plan() -> None:
    found = reading("trước ngày 20/11", LONG_PLAN)
    assert found.kind is Kind.RECURRING
    assert occurrences(found, date(2022, 1, 1), date(2030, 1, 1)) == tuple(date(y, 11, 19) for y in range(2022, 2026))


@pytest.mark.parametrize("text", ["Quý I", "Tháng 3", "trong năm", "6 tháng đầu năm", "Từ tháng 3 đến tháng 5"])
def test_a_stretch_without_a_year_is_only_assumed_in_a_long_plan(text: str) -> None:
    assert reading(text, LONG_PLAN).certainty is Certainty.ASSUMED
    assert reading(text).certainty is Certainty.CERTAIN


def test_a_cycle_that_begins_before_the_plans_year_is_not_certain() -> None:
    autumn = Context(issued=date(2025, 11, 20), year=2026)
    found = reading("Trước ngày 25/11 hằng năm", autumn)
    assert (brief(found), found.certainty) == ("2025-11-24, 2026-11-24, 2027-11-24", Certainty.ASSUMED)
    assert reading("Trước ngày 15/11 hằng năm", autumn).certainty is Certainty.CERTAIN


def test_the_middle_of_a_long_plan_lies_in_its_middle_year() -> None:
    assert brief(reading("giữa giai đoạn", Context(issued=date(2026, 1, 16), years=(2026, 2030)))) == "2028-06-30"


def test_a_known_event_dates_the_term_that_counts_from_it() -> None:
    known = Context(issued=date(2026, 1, 16), events={"bộ nội vụ  ban hành Đề án.": date(2026, 3, 10)})
    found = reading("Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án", known)
    assert brief(found) == "2026-03-25"


def test_a_known_event_opens_its_task_and_an_immediate_one_is_due_that_day() -> None:
    known = Context(issued=date(2026, 1, 16), events={"Bộ Nội vụ ban hành Đề án": date(2026, 3, 10)})
    assert reading("Sau khi Bộ Nội vụ ban hành Đề án", known).opens == date(2026, 3, 10)
    assert brief(reading("Ngay sau khi Bộ Nội vụ ban hành Đề án", known)) == "2026-03-10"


def test_what_must_be_done_before_a_known_event_is_due_on_its_eve() -> None:
    known = Context(issued=date(2026, 1, 16), events={"kỳ họp HĐND tỉnh": date(2026, 7, 7)})
    assert brief(reading("Trước kỳ họp HĐND tỉnh", known)) == "2026-07-06"


def test_two_wordings_of_one_event_have_one_key() -> None:
    assert event_key("Bộ Nội vụ  ban hành Đề án.") == event_key("bộ nội vụ ban hành đề án")


def test_as_above_is_the_row_above() -> None:
    above = Context(issued=date(2026, 1, 16), year=2026, previous="Quý II/2026")
    assert brief(reading("Như trên", above)) == "2026-06-30"
    assert reading("Như trên").kind is Kind.UNREADABLE


def test_a_term_that_ends_on_a_day_off_ends_with_the_next_working_day() -> None:
    assert brief(reading("trong vòng 28 ngày kể từ ngày 16/01/2026")) == "2026-02-13"
    assert brief(reading("trong vòng 30 ngày kể từ ngày 16/01/2026")) == "2026-02-23"


def test_a_named_day_stays_and_is_to_be_done_by_the_last_working_day_before_it() -> None:
    found = reading("đến ngày 21/02/2026")
    assert (found.due, found.act_by) == (date(2026, 2, 21), date(2026, 2, 13))


def test_a_term_before_a_day_never_moves() -> None:
    assert brief(reading("chậm nhất 42 ngày trước ngày 15/3/2026")) == "2026-02-01"


def test_a_date_in_a_year_without_an_announcement_says_so() -> None:
    assert "năm 2027 chưa có thông báo" in reading("Tháng 3/2027").explanation
    assert "chưa có thông báo" not in reading("Tháng 3/2026").explanation


@pytest.mark.parametrize(
    ("text", "rules", "resolved"),
    [
        ("Trước 15/7/2026", DeadlineRules(before_includes_the_day=True), "2026-07-15"),
        ("trong vòng 30 ngày kể từ ngày 16/01/2026", DeadlineRules(terms_end_on_working_days=False), "2026-02-15"),
        ("Hằng tuần", DeadlineRules(weekly_day=4), "2026-01-22, 2026-01-29, 2026-02-05"),
        ("đầu tháng 7", DeadlineRules(early_month_day=10), "2026-07-10"),
        ("đầu năm 2027", DeadlineRules(early_year_months=1), "2027-01-31"),
        ("đầu quý III", DeadlineRules(early_quarter_months=2), "2026-08-31"),
    ],
)
def test_an_office_may_read_differently_where_the_law_leaves_room(
    text: str, rules: DeadlineRules, resolved: str
) -> None:
    assert brief(with_rules(text, rules)) == resolved


def test_days_that_move_when_they_are_free_move_in_the_list_of_days() -> None:
    found = reading("ngày 15 hằng tháng, nếu trùng ngày nghỉ thì chuyển sang ngày làm việc tiếp theo")
    days = occurrences(found, date(2026, 1, 16), date(2026, 3, 31), CALENDAR)
    assert found.shift is Shift.NEXT
    assert days == (date(2026, 2, 23), date(2026, 3, 16))


def test_a_compound_lists_the_days_of_all_its_recurring_parts() -> None:
    found = reading("trước ngày 01/6 và 15/11 hằng năm (hoặc đột xuất khi có yêu cầu)")
    days = occurrences(found, date(2026, 1, 1), date(2026, 12, 31))
    assert days == (date(2026, 5, 31), date(2026, 11, 14))


def test_both_ends_of_the_list_of_days_are_included() -> None:
    found = reading("ngày 25 hằng tháng")
    assert occurrences(found, date(2026, 2, 25), date(2026, 3, 25)) == (date(2026, 2, 25), date(2026, 3, 25))


def test_parts_of_a_cell_carry_their_labels() -> None:
    found = reading("Cấp xã: trước 15/3/2026; cấp tỉnh: trước 30/3/2026")
    assert [part.label for part in found.parts] == ["Cấp xã", "cấp tỉnh"]


def test_an_answer_is_plain_json_with_every_key_of_the_contract() -> None:
    answer = as_answer(reading("Trước 17 giờ ngày 15/7/2026 (hoặc theo yêu cầu của BCĐ)"))
    assert answer["due"] == "2026-07-15"
    assert answer["parts"][0]["time"] == "17:00"
    assert answer["relation"] == "any"
    assert answer.keys() >= {"kind", "act_by", "opens", "rrule", "next", "event", "offset", "certainty", "rules"}
