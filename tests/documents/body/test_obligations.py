"""The dated duties of the running text."""

import json
from datetime import date
from pathlib import Path

import pytest

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.body.obligations import read_obligations
from workflow.plan import Origin, PlanHead, PrintedRow

HEAD = PlanHead(number="1/KH-UBND", kind="Kế hoạch", issued_on=date(2026, 2, 10))
REAL = (
    "ke-hoach-552-2025.txt",
    "ke-hoach-50-2026.txt",
    "ke-hoach-283-2025.txt",
    "ke-hoach-136-2022.txt",
    "bao-cao-222-2025-ocr.txt",
)


def lines(text: str) -> list[Paragraph]:
    return [Paragraph(line, number) for number, line in enumerate(text.split("\n"), start=1)]


def duties(*said: str, section: str = "II. TỔ CHỨC THỰC HIỆN", head: PlanHead = HEAD) -> tuple[PrintedRow, ...]:
    return read_obligations(
        [Paragraph("KẾ HOẠCH"), Paragraph("Chuyển đổi số năm 2026"), *lines("\n".join([section, *said]))], head
    )


@pytest.mark.parametrize("verb", ["hoàn chỉnh", "lấy ý kiến", "kiểm kê", "sắp xếp", "sửa đổi"])
def test_a_body_ends_where_its_work_begins(verb: str) -> None:
    (row,) = duties(f"1. Giao Ủy ban Kiểm tra Đảng ủy {verb} kế hoạch kiểm tra trước ngày 25/9/2026.")

    assert row.lead == "Ủy ban Kiểm tra Đảng ủy"


def test_every_dated_obligation_of_the_gold_is_found_and_none_is_invented(shared: Path) -> None:
    gold = [json.loads(line) for line in (shared / "gold/obligations.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = sorted((o["plan"], o["source_line"], o["deadline"]) for o in gold if o["dated"])
    plans = [json.loads(line) for line in (shared / "gold/plans.jsonl").read_text(encoding="utf-8").splitlines()]
    numbers = {plan["file"]: plan["plan"] for plan in plans}

    found = sorted(
        (numbers[name], row.source_line, row.deadline)
        for name in REAL
        for row in read_obligations(lines((shared / "seeds" / name).read_text(encoding="utf-8")))
    )

    assert found == wanted


def test_an_obligation_says_who_what_by_when_and_where_it_stands() -> None:
    (row,) = duties("1. Sở Nội vụ", "Xây dựng đề án vị trí việc làm, trình UBND tỉnh trước ngày 30/6/2026.")

    assert row.lead == "Sở Nội vụ"
    assert row.title.startswith("Xây dựng đề án vị trí việc làm")
    assert row.deadline == "trước ngày 30/6/2026"
    assert row.quote == "Xây dựng đề án vị trí việc làm, trình UBND tỉnh trước ngày 30/6/2026."
    assert (row.source_line, row.section_number, row.origin) == (3, "II.1", Origin.BODY)


@pytest.mark.parametrize(
    ("sentence", "lead", "deadline"),
    [
        (
            "Công an tỉnh hoàn thành việc cấp thẻ chậm nhất vào ngày 31/10/2026.",
            "Công an tỉnh",
            "chậm nhất vào ngày 31/10/2026",
        ),
        ("Giao Sở Nội vụ chủ trì thẩm định trong quý III/2026.", "Sở Nội vụ", "trong quý III/2026"),
        ("Trước ngày 25 hằng tháng, các đơn vị cập nhật tiến độ.", "các đơn vị", "Trước ngày 25 hằng tháng"),
        ("Hằng quý, Sở Y tế tổng hợp, báo cáo UBND tỉnh.", "Sở Y tế", "Hằng quý"),
        (
            "Các sở; UBND các xã, phường định kỳ 6 tháng (trước ngày 10/6), hằng năm (trước ngày 05/12) báo cáo.",
            "Các sở; UBND các xã, phường",
            "định kỳ 6 tháng (trước ngày 10/6), hằng năm (trước ngày 05/12)",
        ),
        (
            "Các xã ban hành kế hoạch trong thời hạn 15 ngày kể từ ngày ban hành Kế hoạch này.",
            "Các xã",
            "trong thời hạn 15 ngày kể từ ngày ban hành Kế hoạch này",
        ),
        ("Sở Y tế gửi báo cáo trước 17 giờ ngày 15/3/2026.", "Sở Y tế", "trước 17 giờ ngày 15/3/2026"),
    ],
)
def test_the_words_that_set_the_deadline_are_kept_as_printed(sentence: str, lead: str, deadline: str) -> None:
    (row,) = duties(sentence)

    assert (row.lead, row.deadline) == (lead, deadline)


@pytest.mark.parametrize(
    "sentence",
    [
        "Thực hiện Công văn số 12/BKHCN-CNTT ngày 05/3/2026 của Bộ Khoa học và Công nghệ.",
        "Phấn đấu trong năm 2026 đạt 80% hồ sơ trực tuyến.",
        "Đến năm 2030, 100% thủ tục được số hóa.",
        "Sở Tài chính tham mưu bố trí kinh phí trong dự toán ngân sách hằng năm.",
        "Rà soát các văn bản ban hành trước ngày 01/7/2025.",
        "Từ ngày 01/3/2026, các cơ quan sử dụng chữ ký số.",
        "Sở Y tế triển khai theo kế hoạch công tác hằng năm của ngành.",
        "Các đơn vị định kỳ báo cáo kết quả thực hiện.",
    ],
)
def test_a_time_that_orders_nothing_is_no_obligation(sentence: str) -> None:
    assert duties(sentence) == ()


@pytest.mark.parametrize("section", ["I. MỤC ĐÍCH, YÊU CẦU", "II. MỤC TIÊU", "III. KINH PHÍ THỰC HIỆN"])
def test_sections_that_order_nothing_are_passed_over(section: str) -> None:
    assert duties("Các sở hoàn thành kế hoạch trước ngày 30/6/2026.", section=section) == ()


def test_a_report_orders_nothing() -> None:
    report = PlanHead(kind="Báo cáo", issued_on=date(2026, 2, 10))

    assert duties("Các sở báo cáo trước ngày 30/6/2026.", head=report) == ()


def test_a_day_before_the_document_s_own_is_past() -> None:
    assert duties("Sở Y tế đã gửi báo cáo trước ngày 30/6/2025.") == ()


def test_tables_and_appendices_are_left_to_the_table_reader() -> None:
    table = Table((TableRow((Cell("1"), Cell("Sở Y tế báo cáo trước ngày 30/6/2026."), Cell("Sở Y tế"))),))
    body: list[Block] = [
        Paragraph("II. TỔ CHỨC THỰC HIỆN"),
        table,
        Paragraph("Phụ lục I"),
        Paragraph("Sở Y tế báo cáo trước ngày 1/6/2026."),
    ]

    assert read_obligations([Paragraph("KẾ HOẠCH"), Paragraph("Năm 2026"), *body], HEAD) == ()


def test_a_plan_that_follows_its_decision_is_read_with_it() -> None:
    said = lines(
        """QUYẾT ĐỊNH
Về việc ban hành Kế hoạch chuyển đổi số
Điều 1. Ban hành kèm theo Quyết định này Kế hoạch chuyển đổi số.
Nơi nhận:
- Như Điều 3.
KT. CHỦ TỊCH
KẾ HOẠCH
Chuyển đổi số
I. NHIỆM VỤ
Sở Y tế hoàn thành bệnh án điện tử trước ngày 30/9/2026."""
    )

    (row,) = read_obligations(said, HEAD)

    assert (row.lead, row.deadline) == ("Sở Y tế", "trước ngày 30/9/2026")


def test_two_duties_in_one_sentence_are_two() -> None:
    rows = duties("Sở Y tế sơ kết trước ngày 15/6/2026 và tổng kết trước ngày 10/12/2026.")

    assert [(row.lead, row.deadline) for row in rows] == [
        ("Sở Y tế", "trước ngày 15/6/2026"),
        ("Sở Y tế", "trước ngày 10/12/2026"),
    ]


def test_words_that_only_say_by_when_speak_of_the_sentence_before() -> None:
    (row,) = duties("Sở Y tế rà soát phần mềm quản lý. Hoàn thành trong tháng 3/2026.")

    assert row.lead == "Sở Y tế"
    assert row.title == "Rà soát phần mềm quản lý"
    assert row.quote == "Sở Y tế rà soát phần mềm quản lý. Hoàn thành trong tháng 3/2026."


def test_who_is_to_do_a_list_of_works_is_said_above_it() -> None:
    (row,) = duties(
        "Các sở, ban, ngành thực hiện các nhiệm vụ sau:", "- Rà soát thủ tục, hoàn thành trong tháng 4/2026."
    )

    assert row.lead == "Các sở, ban, ngành"


def test_labelled_lines_make_one_task() -> None:
    (row,) = duties(
        "1. Xây dựng nền tảng dữ liệu dùng chung",
        "- Cơ quan chủ trì: Sở Khoa học và Công nghệ.",
        "- Cơ quan phối hợp: Các sở, ban, ngành.",
        "- Thời gian hoàn thành: Quý II/2026.",
        section="II. NHIỆM VỤ",
    )

    assert row.title == "Xây dựng nền tảng dữ liệu dùng chung"
    assert (row.lead, row.cooperating, row.deadline) == (
        "Sở Khoa học và Công nghệ",
        "Các sở, ban, ngành",
        "Quý II/2026",
    )


def test_a_sentence_broken_over_lines_is_read_whole_and_placed_on_its_first() -> None:
    (row,) = duties(
        "Các sở, ban, ngành tỉnh, Ủy ban nhân dân các xã, phường có trách nhiệm báo cáo",
        "kết quả thực hiện về Sở Khoa học và Công nghệ để tổng hợp trước ngày",
        "15/11/2026 theo quy định.",
    )

    assert row.deadline == "trước ngày 15/11/2026"
    assert row.source_line == 2


def test_a_quarter_broken_from_its_number_is_read_whole() -> None:
    (row,) = duties(
        "Sở Y tế rà soát hạ tầng công nghệ thông tin của các trạm y tế, hoàn thành trong quý",
        "II/2026.",
        "Sở Xây dựng tiếp tục theo dõi, đôn đốc các đơn vị trực thuộc thực hiện nhiệm vụ này.",
    )

    assert row.deadline == "trong quý II/2026"


@pytest.mark.parametrize(
    ("said", "lead", "title", "cooperating"),
    [
        ("1. Sở Tài chính: Cân đối, bố trí kinh phí trước ngày 30/4/2026.",
         "Sở Tài chính", "Cân đối, bố trí kinh phí trước ngày 30/4/2026", ""),
        ("1. Sở Nông nghiệp và Môi trường: Tổ chức trực ban; tổng hợp, báo cáo trước ngày 30/4/2026.",
         "Sở Nông nghiệp và Môi trường", "Tổ chức trực ban; tổng hợp, báo cáo trước ngày 30/4/2026", ""),
        ("1. Sở Nội vụ - Chủ trì thẩm định; trình UBND tỉnh trước ngày 01/9/2026; đồng thời, hướng dẫn các xã.",
         "Sở Nội vụ", "Chủ trì thẩm định; trình UBND tỉnh trước ngày 01/9/2026; đồng thời, hướng dẫn các xã", ""),
        ("1. Sở Y tế chủ trì, phối hợp với Sở Văn hóa, Thể thao và Du lịch và UBND các xã rà soát trong quý I/2026.",
         "Sở Y tế",
         "Chủ trì, phối hợp với Sở Văn hóa, Thể thao và Du lịch và UBND các xã rà soát trong quý I/2026",
         "Sở Văn hóa, Thể thao và Du lịch và UBND các xã"),
        ("1. Sở Xây dựng: Phối hợp Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh phân luồng giao thông trước ngày 19/02/2026.",
         "Sở Xây dựng", "Phối hợp Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh phân luồng giao thông trước ngày 19/02/2026",
         "Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh"),
        ("1. UBND xã Tân Hồng phối hợp với các tổ chức chính trị - xã hội tổ chức diễn tập trước ngày 19/5/2026.",
         "UBND xã Tân Hồng",
         "Phối hợp với các tổ chức chính trị - xã hội tổ chức diễn tập trước ngày 19/5/2026",
         "các tổ chức chính trị - xã hội"),
        ("1. Các sở: Y tế, Nội vụ báo cáo trước ngày 19/5/2026.",
         "Các sở: Y tế, Nội vụ", "Báo cáo trước ngày 19/5/2026", ""),
    ],
)  # fmt: skip
def test_an_order_parts_who_leads_what_is_to_be_done_and_with_whom(
    said: str, lead: str, title: str, cooperating: str
) -> None:
    assert [(row.lead, row.title, row.cooperating) for row in duties(said)] == [(lead, title, cooperating)]


def test_work_added_by_dong_thoi_with_a_day_of_its_own_is_a_duty_of_its_own() -> None:
    rows = duties("1. Sở Y tế xây dựng phương án trước ngày 30/4/2026; đồng thời tập huấn trước ngày 15/7/2026.")

    assert [(row.lead, row.title) for row in rows] == [
        ("Sở Y tế", "Xây dựng phương án trước ngày 30/4/2026"),
        ("Sở Y tế", "Tập huấn trước ngày 15/7/2026"),
    ]


@pytest.mark.parametrize(
    ("said", "lead", "title", "deadline"),
    [
        ("1. Giao Bộ Nội vụ khẩn trương hướng dẫn; thời hạn hoàn thành: ngày 15 tháng 3 năm 2026.",
         "Bộ Nội vụ", "Khẩn trương hướng dẫn", "ngày 15 tháng 3 năm 2026"),
        ("1. Chủ tịch UBND các xã, phường tổ chức tổng rà soát, hoàn thành trước ngày 31/3/2026.",
         "Chủ tịch UBND các xã, phường", "Tổ chức tổng rà soát, hoàn thành trước ngày 31/3/2026",
         "trước ngày 31/3/2026"),
        ("1. Sở Y tế định kỳ ngày 20 hằng tháng báo cáo UBND tỉnh.",
         "Sở Y tế", "Định kỳ ngày 20 hằng tháng báo cáo UBND tỉnh", "định kỳ ngày 20 hằng tháng"),
    ],
)  # fmt: skip
def test_who_comes_before_a_label_a_holding_or_a_cycle_is_the_lead(
    said: str, lead: str, title: str, deadline: str
) -> None:
    assert [(row.lead, row.title, row.deadline) for row in duties(said)] == [(lead, title, deadline)]


def test_an_item_numbered_under_its_heading_says_the_heading_s_number_once() -> None:
    (row,) = duties("2. Công an tỉnh", "2.1. Ban hành kế hoạch kiểm tra trong tháng 3/2026.")

    assert (row.lead, row.section_number) == ("Công an tỉnh", "II.2.1")


def test_a_report_by_an_hour_of_every_day_is_found() -> None:
    (row,) = duties("1. Sở Y tế báo cáo nhanh hằng ngày trước 16 giờ về UBND tỉnh.")

    assert (row.lead, row.deadline) == ("Sở Y tế", "hằng ngày trước 16 giờ")


def test_a_colon_charges_whoever_the_line_begins_with_with_all_that_follows() -> None:
    rows = duties("1. Chủ tịch UBND các xã, phường chịu trách nhiệm:", "a) Rà soát số liệu, xong trước ngày 20/3/2026;")
    assert [(row.lead, row.section_number) for row in rows] == [("Chủ tịch UBND các xã, phường", "II.1.a")]


def test_who_does_it_may_stand_behind_what_it_is() -> None:
    (row,) = duties("1. Tổ chức diễn tập: Công an tỉnh chủ trì tổ chức diễn tập, xong trước ngày 20/6/2026.")
    assert (row.lead, row.title.startswith("Tổ chức diễn tập")) == ("Công an tỉnh", True)


def test_reporting_to_somebody_is_the_work_and_the_reported_quarter_is_the_time() -> None:
    (told,) = duties("1. Sở Nội vụ", "Định kỳ hằng quý, trước ngày 20 của tháng cuối quý báo cáo UBND tỉnh.")
    assert (told.title, told.deadline) == (
        "Báo cáo UBND tỉnh",
        "Định kỳ hằng quý, trước ngày 20 của tháng cuối quý",
    )


def test_cycles_that_share_their_first_word_are_one_deadline() -> None:
    (row,) = duties("1. Sở Nội vụ tổng hợp báo cáo định kỳ 6 tháng (trước ngày 15/6) và năm (trước ngày 15/12).")
    assert row.deadline == "định kỳ 6 tháng (trước ngày 15/6) và năm (trước ngày 15/12)"


def test_labelled_lines_say_what_who_and_by_when_in_other_words_too() -> None:
    (row,) = duties(
        "1. Ứng phó thiên tai",
        "- Nội dung: Rà soát, cập nhật phương án ứng phó.",
        "- Đơn vị thực hiện: Sở Nông nghiệp và Môi trường.",
        "- Đơn vị phối hợp: UBND các xã, phường.",
        "- Thời gian thực hiện: Quý I/2026.",
    )
    assert (row.title, row.lead) == ("Rà soát, cập nhật phương án ứng phó", "Sở Nông nghiệp và Môi trường")
    assert (row.cooperating, row.deadline) == ("UBND các xã, phường", "Quý I/2026")


def test_a_weekday_behind_every_week_is_part_of_the_time() -> None:
    (row,) = duties("1. Sở Nội vụ cập nhật số liệu hằng tuần trước 10 giờ thứ Hai.")
    assert row.deadline == "hằng tuần trước 10 giờ thứ Hai"


@pytest.mark.parametrize(
    ("sentence", "lead", "deadline"),
    [
        (
            "1. UBND các xã, phường đẩy nhanh giải phóng mặt bằng, bàn giao mặt bằng sạch chậm nhất ngày 15/5/2026.",
            "UBND các xã, phường",
            "chậm nhất ngày 15/5/2026",
        ),
        (
            "1. Ban Quản lý dự án các công trình giao thông lập tiến độ từng dự án trước ngày 10/4/2026.",
            "Ban Quản lý dự án các công trình giao thông",
            "trước ngày 10/4/2026",
        ),
        (
            "1. Ủy ban bầu cử các xã niêm yết danh sách cử tri trước ngày 10/4/2026.",
            "Ủy ban bầu cử các xã",
            "trước ngày 10/4/2026",
        ),
        (
            "1. UBND các xã, phường ven biển tổ chức sơ tán dân xong trước 10 giờ ngày 16/9/2026.",
            "UBND các xã, phường ven biển",
            "trước 10 giờ ngày 16/9/2026",
        ),
        (
            "1. UBND tỉnh xây dựng kế hoạch cụ thể, ban hành trước ngày 31/7/2026.",
            "UBND tỉnh",
            "trước ngày 31/7/2026",
        ),
    ],
)
def test_the_lead_ends_where_its_work_begins(sentence: str, lead: str, deadline: str) -> None:
    (row,) = duties(sentence)

    assert (row.lead, row.deadline) == (lead, deadline)


@pytest.mark.parametrize(
    "time", ["hằng tuần vào chiều thứ Sáu", "vào chiều thứ Sáu hằng tuần", "trước sáng ngày 15/9/2026"]
)
def test_a_part_of_the_day_is_part_of_the_time(time: str) -> None:
    (row,) = duties(f"1. Chi cục Kiểm lâm báo cáo {time}.")

    assert row.deadline == time


def test_documents_issued_before_a_day_are_no_duty() -> None:
    assert not duties("1. Sở Tư pháp rà soát các văn bản ban hành trước ngày 01/7/2026.")
