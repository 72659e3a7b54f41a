"""A task's periods in a letter: one row with the first day, the last and their number, wherever they meet."""

from datetime import timedelta

import pytest

from notifications.messages.sections import Cause, SectionLine
from notifications.messages.short_text import short_texts
from tests.notifications.duties import OFFICE, TODAY, a_line, a_message, on
from workflow.lifecycle import State

THIRTEEN = range(1, 14)
ASKED_OF_LEAD = "Đề nghị hoàn thành và báo cáo kết quả ngay."


def periods(*, late: bool = True, **changes: object) -> list[SectionLine]:
    """Thirteen periods of one task, a month apart, all past or all to come."""
    return [a_line(days=30 * (k - 14) if late else 30 * k, id=k, task_id=1, **changes) for k in THIRTEEN]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("QUÁ HẠN, CHƯA CÓ BÁO CÁO KẾT QUẢ (1 nhiệm vụ, 13 kỳ)", periods()),
        ("SẮP TỚI (1 nhiệm vụ, 13 kỳ)", periods(late=False)),
        (
            "CÓ THAY ĐỔI (1 nhiệm vụ, 13 kỳ)",
            periods(cause=Cause.CHANGED, state=State.WITHDRAWN, reason="Ngày 05/3/2026: nhiệm vụ được thu hồi."),
        ),
        ("CHỜ CƠ QUAN ĐẦU MỐI QUYẾT ĐỊNH (1 nhiệm vụ, 13 kỳ)", periods(cause=Cause.DECIDE, state=State.REFUSED)),
        ("MỚI XÁC ĐỊNH THỜI HẠN (1 nhiệm vụ, 13 kỳ)", periods(late=False, cause=Cause.OPENED)),
        ("MỚI ĐƯỢC GIAO, CÓ THỜI HẠN (1 nhiệm vụ, 13 kỳ)", periods(late=False, cause=Cause.NEW)),
    ],
)
def test_l10_thirteen_periods_of_a_task_are_one_row_in_every_section(heading: str, told: list[SectionLine]) -> None:
    message = a_message(*told)
    text = " ".join(message.text.split())

    assert f"{heading} " in text
    assert message.text.count("\n* ") == 1
    assert message.text.count("Văn bản ghi:") == 1
    assert "(Số 1 và 12 số khác" in text
    last = told[-1].assignment.due
    assert last is not None
    assert f"Và 12 kỳ sau, kỳ cuối {'thứ' if last.weekday() < 6 else 'Chủ'}" in text
    assert message.subject.startswith("[Đôn đốc] 1 nhiệm vụ (13 kỳ)")


def test_periods_on_both_sides_of_today_are_rows_of_their_own_sections() -> None:
    late, ahead = periods()[-2:], periods(late=False)[:1]
    text = a_message(*late, *ahead).text

    assert text.count("\n* ") == 2
    assert "QUÁ HẠN, CHƯA CÓ BÁO CÁO KẾT QUẢ (1 nhiệm vụ, 2 kỳ)" in text
    assert "SẮP TỚI (1 nhiệm vụ)" in text


def test_days_on_which_other_agencies_are_missing_stay_rows_of_their_own() -> None:
    first = [a_line(days=-40, id=k, task_id=1, agency_name=f"UBND xã {k}") for k in (1, 2)]
    then = [a_line(days=-10, id=3, task_id=1, agency_name="UBND xã 1")]
    text = a_message(*first, *then).text

    assert text.count("\n* ") == 2
    assert "2 cơ quan: UBND xã 1, UBND xã 2" in text


def test_several_agencies_with_the_same_periods_are_one_row() -> None:
    told = [
        a_line(days=-10 * day, id=10 * day + k, task_id=1, agency_name=f"UBND xã {k}") for day in (1, 2) for k in (1, 2)
    ]
    text = a_message(*told).text

    assert text.count("\n* ") == 1
    assert "2 cơ quan: UBND xã 1, UBND xã 2" in text
    assert "Và 1 kỳ sau" in text
    assert "(1 nhiệm vụ, 4 lượt giao)" in text


def test_a_period_with_a_reason_of_its_own_keeps_it() -> None:
    reasons = ("Ngày 05/3/2026: nhiệm vụ được thu hồi.", "Ngày 05/3/2026: báo cáo kết quả được xác nhận.")
    told = [
        a_line(days=30 * k, id=k, task_id=1, cause=Cause.CHANGED, reason=reason) for k, reason in enumerate(reasons, 1)
    ]

    assert all(reason in a_message(*told).text for reason in reasons)


def test_periods_that_were_moved_together_name_no_day_that_is_only_one_of_theirs() -> None:
    words = "Ngày 05/3/2026: thời hạn được sửa; hạn trước đây {:02}/4/2026; hạn mới {:02}/5/2026; căn cứ 9/KH-UBND."
    told = [
        a_line(days=30 * k, id=k, task_id=1, cause=Cause.CHANGED, reason=words.format(10 + k, 10 + k)) for k in (1, 2)
    ]
    text = " ".join(a_message(*told).text.split())

    assert "Và 1 kỳ sau" in text
    assert "Ngày 05/3/2026: thời hạn được sửa; căn cứ 9/KH-UBND." in text
    assert "hạn trước đây" not in text
    assert "hạn trước đây 11/4/2026; hạn mới 11/5/2026" in " ".join(a_message(told[0]).text.split())


def test_reports_that_stand_differently_don_t_share_a_row() -> None:
    handed_in = TODAY - timedelta(days=40)
    told = a_message(
        *(
            a_line(days=-days, id=days, task_id=1, cause=Cause.DECIDE, state=State.REPORTED, reported_on=handed_in)
            for days in (40, 50)
        )
    )

    assert told.text.count("\n* ") == 2
    assert "đã báo cáo trong hạn" in told.text
    assert "báo cáo sau hạn 10 ngày" in told.text


def test_a_chat_names_a_task_once_too_and_settles_the_notices_of_all_its_periods() -> None:
    told = periods()
    (text,) = short_texts("[Đôn đốc] Sở Nội vụ", told, vantage=on())

    assert text.text.count("• Số") == 1
    assert "• Số 1 và 12 số khác: " in text.text
    assert "Và 12 kỳ sau, kỳ cuối" in text.text
    assert text.keys == {line.key for line in told}


def test_what_nobody_asks_for_today_joins_what_is_asked_of_the_same_task() -> None:
    asked, silent = "Đề nghị cơ quan đầu mối đôn đốc cơ quan chủ trì.", ""
    told = [
        a_line(days=-40, id=1, task_id=1, reason=asked),
        a_line(days=-10, id=2, task_id=1, reason=silent),
        a_line(days=-5, id=3, task_id=3, reason=silent),
    ]
    message = a_message(*told)

    assert message.text.count("\n* ") == 2
    assert message.text.partition("\n* ")[0].strip().endswith(asked), "asked of the whole section"


def test_what_is_asked_of_the_reader_s_own_duty_is_not_asked_of_another_agency_s() -> None:
    own = a_line(days=-40, id=1, task_id=1, agency_name=OFFICE.office, reason=ASKED_OF_LEAD)
    followed = a_line(days=-10, id=2, task_id=2, agency_name="Sở Giáo dục và Đào tạo", reason="")
    message = a_message(own, followed)
    section, mine, theirs = message.text.split("\n* ")[:3]

    assert ASKED_OF_LEAD not in section
    assert (ASKED_OF_LEAD in mine, ASKED_OF_LEAD in theirs.partition("CHI TIẾT")[0]) == (True, False)
