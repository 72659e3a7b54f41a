"""Undated duties of a plan's text: offered on import, taken in only when asked for."""

from pathlib import Path

from tests.cli.journeys import ready_office
from tests.cli.plans.test_amending import SURVEY, plan

PLAN = """ỦY BAN NHÂN DÂN
TỈNH ĐỒNG THÁP
Số: 91/KH-UBND
Đồng Tháp, ngày 05 tháng 02 năm 2026
KẾ HOẠCH
Nâng cao chất lượng phục vụ người dân năm 2026
I. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ
- Theo dõi, kiểm tra việc thực hiện Kế hoạch này.
- Định kỳ hằng quý, trước ngày 20 của tháng cuối quý báo cáo Ủy ban nhân dân tỉnh.
2. Sở Tài chính
Bố trí kinh phí thực hiện Kế hoạch.
"""
DAY = ("--today", "2026-02-06")


def test_they_are_offered_and_come_in_as_continuous_duties_only_when_asked_for(
    tmp_path: Path, migrated_file: Path
) -> None:
    file = tmp_path / "kh-91.txt"
    file.write_text(PLAN, encoding="utf-8")
    wary, eager = (ready_office(tmp_path / name, migrated_file) for name in ("wary", "eager"))

    offered = wary.dondoc("import", file, *DAY)
    assert offered.code == 0, offered.err
    assert "Phần nội dung giao 2 nhiệm vụ" in offered.err
    assert "Cơ quan đầu mối: Sở Nội vụ (văn bản không ghi" in " ".join(offered.out.split())
    assert "Sở Tài chính" not in wary.dondoc("tasks", *DAY).out

    taken = eager.dondoc("import", file, "--prose", *DAY)
    assert taken.code == 0, taken.err
    listed = eager.dondoc("tasks", "--agency", "Sở Tài chính", *DAY).out
    # Continuous, and asked about on the plan's own report days.
    assert "Bố trí kinh phí" in listed
    assert "19/3/2026" in listed


def test_l1_the_agency_that_a_body_charges_with_following_up_is_taken_and_said(
    tmp_path: Path, migrated_file: Path
) -> None:
    file = tmp_path / "kh-92.txt"
    charge = (
        "3. Giao Sở Khoa học và Công nghệ là cơ quan đầu mối theo dõi, đôn đốc, tổng hợp việc thực hiện Kế hoạch này.\n"
    )
    file.write_text(PLAN.replace("91/KH-UBND", "92/KH-UBND") + charge, encoding="utf-8")
    office = ready_office(tmp_path / "office", migrated_file)

    taken = office.dondoc("import", file, *DAY)

    assert taken.code == 0, taken.err
    assert "Cơ quan đầu mối: Sở Khoa học và Công nghệ." in " ".join(taken.out.split())


def test_l_what_an_import_prints_is_whole_sentences_about_what_there_is(tmp_path: Path, migrated_file: Path) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    file = plan(tmp_path / "ke-hoach.html", [SURVEY])
    lines = office.dondoc("import", file, *DAY).out.splitlines()
    assert "Đã nhập 50/KH-UBND ngày 16/01/2026: 1 nhiệm vụ trong bảng; 1 lượt giao." in lines
    assert (
        "Cơ quan đầu mối: Sở Nội vụ (văn bản không ghi nên lấy cơ quan chủ trì nhiều nhiệm vụ nhất). "
        "Nếu là cơ quan khác, đặt lại ở trang của văn bản trước khi báo cho các cơ quan."
    ) in lines
