"""Undated duties of the running text: listed with who and where, left alone unless a person asks for them."""

from datetime import date

from documents.blocks.values import Paragraph
from documents.body.standing import read_standing_duties
from documents.understanding import plan_from
from workflow.plan import PlanHead

HEAD = PlanHead(number="1/KH-UBND", kind="Kế hoạch", issued_on=date(2026, 2, 10))


def paragraphs(*said: str) -> list[Paragraph]:
    lines = ("KẾ HOẠCH", "Chuyển đổi số năm 2026", "IV. TỔ CHỨC THỰC HIỆN", *said)
    return [Paragraph(text, line) for line, text in enumerate(lines, start=1)]


def standing(*said: str) -> list[tuple[str, str, str]]:
    return [(row.section_number, row.title, row.lead) for row in read_standing_duties(paragraphs(*said), HEAD)]


def test_what_a_section_orders_of_its_agency_is_listed() -> None:
    assert standing(
        "1. Sở Nội vụ",
        "a) Tham mưu UBND tỉnh theo dõi, đánh giá kết quả thực hiện.",
        "2. Sở Tài chính bố trí kinh phí thực hiện Kế hoạch.",
        "3. Trên cơ sở dự toán được giao, Sở Y tế tổ chức thực hiện các nhiệm vụ.",
    ) == [
        ("IV.1.a", "Tham mưu UBND tỉnh theo dõi, đánh giá kết quả thực hiện", "Sở Nội vụ"),
        ("IV.2", "Bố trí kinh phí thực hiện Kế hoạch", "Sở Tài chính"),
        ("IV.3", "Tổ chức thực hiện các nhiệm vụ", "Sở Y tế"),
    ]


def test_what_has_a_date_or_orders_nobody_is_not_among_them() -> None:
    assert (
        standing(
            "1. Sở Nội vụ báo cáo kết quả trước ngày 30/6/2026.",
            "2. Kinh phí thực hiện do ngân sách bảo đảm.",
            "Kế hoạch này thay thế Kế hoạch số 5/KH-UBND.",
        )
        == []
    )


def test_they_are_no_tasks_of_the_plan_until_a_person_asks_for_them() -> None:
    plan = plan_from(paragraphs("1. Sở Nội vụ", "Tham mưu UBND tỉnh theo dõi kết quả."))
    (row,) = plan.standing

    assert plan.tasks == ()
    assert (row.deadline, dict(row.printed), [doubt.column for doubt in row.doubts]) == (
        "Thường xuyên",
        {"deadline": ""},
        ["deadline"],
    )


def test_following_up_is_an_order_and_no_reference() -> None:
    assert standing("1. Sở Nội vụ", "- Theo dõi, kiểm tra việc thực hiện Kế hoạch này.") == [
        ("IV.1", "Theo dõi, kiểm tra việc thực hiện Kế hoạch này", "Sở Nội vụ")
    ]
