"""Orders of a dispatch: a text that is nothing else, whose headings and labels charge agencies."""

from datetime import date

from documents.blocks.values import Paragraph
from documents.body.obligations import read_obligations
from workflow.plan import PlanHead

DISPATCH = PlanHead(number="15/UBND-KT", kind="Công văn", issued_on=date(2025, 11, 5))


def orders_of(*said: str) -> list[tuple[str, str, str, str]]:
    opening = ("Kính gửi: Các sở, ban, ngành", "Chủ tịch UBND tỉnh yêu cầu:")
    rows = read_obligations([Paragraph(line, number) for number, line in enumerate([*opening, *said], 1)], DISPATCH)
    return [(row.section_number, row.title, row.lead, row.deadline) for row in rows]


def test_a_heading_that_charges_an_agency_says_who_does_what_stands_under_it() -> None:
    assert orders_of(
        "1. Giao Sở Tài chính:",
        "- Tổ chức kiểm tra các dự án, hoàn thành trước ngày 30/11/2025.",
        "2. Yêu cầu Chủ tịch UBND các xã, phường:",
        "- Rà soát, báo cáo trước ngày 25/11/2025.",
        "c) Định kỳ trước 16 giờ ngày thứ Sáu hằng tuần, báo cáo kết quả.",
    ) == [
        ("1", "Tổ chức kiểm tra các dự án, hoàn thành trước ngày 30/11/2025", "Sở Tài chính", "trước ngày 30/11/2025"),
        ("2", "Rà soát, báo cáo trước ngày 25/11/2025", "Chủ tịch UBND các xã, phường", "trước ngày 25/11/2025"),
        ("2.c", "Báo cáo kết quả", "Chủ tịch UBND các xã, phường", "Định kỳ trước 16 giờ ngày thứ Sáu hằng tuần"),
    ]


def test_the_title_keeps_the_work_ordered_before_the_semicolon() -> None:
    (order,) = orders_of("Giao Sở Y tế xây dựng kịch bản chi tiết; báo cáo UBND tỉnh trước 12h00 ngày 22/12/2025.")

    assert order == (
        "",
        "Xây dựng kịch bản chi tiết; báo cáo UBND tỉnh trước 12h00 ngày 22/12/2025",
        "Sở Y tế",
        "trước 12h00 ngày 22/12/2025",
    )


def test_work_of_another_agency_before_the_semicolon_is_left_out_of_the_title() -> None:
    (order,) = orders_of("3. Sở Y tế hướng dẫn các đơn vị; Sở Nội vụ báo cáo kết quả trước ngày 05/12/2025.")

    assert order[1:3] == ("Báo cáo kết quả trước ngày 05/12/2025", "Sở Nội vụ")


def test_who_is_asked_leads_and_not_who_asks() -> None:
    (order,) = orders_of("Để kịp tiến độ, Chủ tịch UBND tỉnh yêu cầu Sở Y tế báo cáo kết quả trước ngày 20/11/2025.")

    assert order[1:3] == ("Báo cáo kết quả trước ngày 20/11/2025", "Sở Y tế")


def test_a_daily_report_by_a_clock_is_an_order() -> None:
    (order,) = orders_of("1. Sở Y tế", "a) Báo cáo nhanh tình hình trước 16 giờ hằng ngày.")

    assert order[2:] == ("Sở Y tế", "trước 16 giờ hằng ngày")
