"""The head of a document, from made-up letterheads and from the real plans of ../shared."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from documents.blocks.values import Block, Cell, Paragraph, Table, TableRow
from documents.head.reading import read_head
from workflow.plan import PlanHead


def lines(text: str) -> list[Paragraph]:
    return [Paragraph(line, number) for number, line in enumerate(text.strip("\n").split("\n"), start=1)]


def paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(text) for text in texts]


def a_table(*rows: Sequence[str]) -> Table:
    return Table(tuple(TableRow(tuple(Cell(text) for text in row)) for row in rows))


def letterhead(issuer: str = "ỦY BAN NHÂN DÂN\nTỈNH ĐỒNG THÁP", number: str = "50/KH-UBND", day: str = "16") -> Table:
    return a_table(
        (issuer, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
        (f"Số: {number}", f"Đồng Tháp, ngày {day} tháng 01 năm 2026"),
    )


def a_plan(
    *, top: Sequence[Block] = (), title: str = "Cải cách hành chính năm 2026", body: Sequence[Block] = ()
) -> PlanHead:
    return read_head([*(top or [letterhead()]), *paragraphs("KẾ HOẠCH", title), *body])


@pytest.fixture(
    params=[
        "ke-hoach-552-2025.txt",
        "ke-hoach-50-2026.txt",
        "ke-hoach-283-2025.txt",
        "bao-cao-222-2025-ocr.txt",
        "ke-hoach-136-2022.txt",
    ]
)
def real(request: pytest.FixtureRequest, shared: Path) -> tuple[PlanHead, dict[str, object]]:
    text = (shared / "seeds" / request.param).read_text(encoding="utf-8")
    gold = [json.loads(line) for line in (shared / "gold/plans.jsonl").read_text(encoding="utf-8").splitlines()]
    return read_head(lines(text)), next(plan for plan in gold if plan["file"] == request.param)


def test_number_date_issuer_years_and_what_is_replaced_are_right_in_the_real_documents(
    real: tuple[PlanHead, dict[str, object]],
) -> None:
    head, gold = real

    assert head.number == gold["plan"]
    assert str(head.issued_on) == gold["issue_date"]
    assert head.issuer == gold["issuer"]
    assert list(head.years or ()) == gold["years"]
    assert [cited.words for cited in head.supersedes] == gold["supersedes"]


def test_kind_title_place_and_signer_are_right_in_the_real_documents(real: tuple[PlanHead, dict[str, object]]) -> None:
    head, gold = real

    assert head.kind == gold["doc_type"]
    assert head.title == gold["title"]
    assert head.place == gold["place"]
    assert (head.signer, head.signer_title) == (gold["signer"], gold["signer_title"])


def test_a_letterhead_of_two_columns_is_read() -> None:
    head = a_plan()

    assert head.number == "50/KH-UBND"
    assert head.issued_on == date(2026, 1, 16)
    assert head.issuer == "Ủy ban nhân dân tỉnh Đồng Tháp"
    assert head.place == "Đồng Tháp"
    assert head.kind == "Kế hoạch"
    assert head.title == "Cải cách hành chính năm 2026"
    assert head.years == (2026, 2026)


def test_a_letterhead_drawn_as_text_shares_its_lines() -> None:
    head = read_head(
        lines("""
ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH GIA LAI Độc lập - Tự do - Hạnh phúc
Số: 88/KH-UBND Gia Lai, ngày 6 tháng 02 năm 2026
KẾ HOẠCH
Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của
Bộ Chính trị giai đoạn 2026-2030, tầm nhìn đến năm 2045
Thực hiện Quyết định số 1/QĐ-TTg ngày 02/01/2026 của Thủ tướng Chính phủ,
Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. MỤC ĐÍCH
""")
    )

    assert (head.number, head.issued_on) == ("88/KH-UBND", date(2026, 2, 6))
    assert head.issuer == "Ủy ban nhân dân tỉnh Gia Lai"
    assert head.title.endswith("tầm nhìn đến năm 2045")
    assert head.years == (2026, 2030)
    assert head.basis == ("1/QĐ-TTg",)


def test_a_letterhead_saved_from_a_web_page_has_bars_between_its_broken_cells() -> None:
    head = read_head(
        lines("""
ỦY
BAN NHÂN DÂN
TỈNH THỪA THIÊN HUẾ
-------
|
CỘNG
HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
|
Số:
24/QĐ-UBND
|
Thừa
Thiên Huế, ngày 23
tháng 01 năm 2021
|
QUYẾT
ĐỊNH
VỀ
VIỆC BAN HÀNH KẾ HOẠCH ĐÔ THỊ VĂN MINH GIAI ĐOẠN 2021-2025
ỦY BAN NHÂN DÂN TỈNH THỪA THIÊN HUẾ
Căn cứ Luật Tổ chức chính quyền địa phương;
Điều 1. Ban hành Kế hoạch.
""")
    )

    assert (head.number, head.issued_on) == ("24/QĐ-UBND", date(2021, 1, 23))
    assert (head.kind, head.issuer) == ("Quyết định", "Ủy ban nhân dân tỉnh Thừa Thiên Huế")
    assert head.title == "VỀ VIỆC BAN HÀNH KẾ HOẠCH ĐÔ THỊ VĂN MINH GIAI ĐOẠN 2021-2025"
    assert head.years == (2021, 2025)


def test_an_issuer_without_its_place_gets_it_from_the_deciding_line() -> None:
    head = read_head(
        lines("""
ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |
Số: 30/QĐ-UBND | Hải Phòng, ngày 09 tháng 10 năm 2018 |
QUYẾT ĐỊNH
BAN HÀNH QUY ĐỊNH VỀ TRÁCH NHIỆM
ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
""")
    )

    assert head.issuer == "Ủy ban nhân dân thành phố Hải Phòng"
    assert head.signer_title == ""


def test_a_blank_number_and_day_stay_blank_whatever_the_basis_says() -> None:
    basis = paragraphs("Căn cứ Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND tỉnh;", "I. MỤC TIÊU")

    head = a_plan(top=[letterhead(number="       /KH-UBND", day="    ")], body=basis)

    assert head.number == ""
    assert head.issued_on is None
    assert head.place == "Đồng Tháp"
    assert head.basis == ("12/KH-UBND",)


def test_an_impossible_day_is_no_date() -> None:
    assert a_plan(top=[letterhead(day="32")]).issued_on is None


def test_a_lost_letterhead_is_made_up_for_by_the_line_under_the_appendix_title() -> None:
    head = read_head(
        paragraphs(
            "Phụ lục I",
            "DANH MỤC NHIỆM VỤ",
            "(Ban hành kèm theo Kế hoạch số 9/KH-UBND ngày 03 tháng 02 năm 2026 của Ủy ban nhân dân tỉnh Cà Mau)",
        )
    )

    assert (head.number, head.issued_on) == ("9/KH-UBND", date(2026, 2, 3))
    assert head.kind == "Kế hoạch"
    assert head.issuer == "Ủy ban nhân dân tỉnh Cà Mau"


def test_a_department_issues_under_its_own_name_not_its_superior_s() -> None:
    head = a_plan(top=[letterhead("UBND TỈNH ĐẮK LẮK\nSỞ KHOA HỌC VÀ CÔNG NGHỆ", "5/KH-SKHCN")])

    assert head.issuer == "Sở Khoa học và Công nghệ"


def test_a_commune_issues_under_its_name_and_place() -> None:
    assert a_plan(top=[letterhead("UBND PHƯỜNG MỸ THO")]).issuer == "Ủy ban nhân dân phường Mỹ Tho"


def test_an_official_letter_has_a_subject_for_a_title() -> None:
    head = read_head(
        paragraphs(
            "UBND TỈNH CÀ MAU",
            "Số: 123/UBND-KGVX",
            "V/v triển khai kế hoạch năm 2026",
            "Cà Mau, ngày 01 tháng 4 năm 2026",
            "Kính gửi: Các sở, ban, ngành tỉnh",
        )
    )

    assert (head.kind, head.title) == ("Công văn", "triển khai kế hoạch năm 2026")


def test_what_a_document_says_of_itself_below_its_title_is_no_title() -> None:
    head = read_head(
        paragraphs(
            "UBND TỈNH CÀ MAU",
            "Số: 12/QĐ-UBND",
            "Cà Mau, ngày 01 tháng 4 năm 2026",
            "QUYẾT ĐỊNH",
            "Ban hành danh mục nhiệm vụ chuyển đổi số",
            "Quyết định này thay thế Quyết định số 91/QĐ-UBND ngày 02/11/2025 của Ủy ban nhân dân tỉnh.",
        )
    )

    assert head.title == "Ban hành danh mục nhiệm vụ chuyển đổi số"
    assert [cited.number for cited in head.supersedes] == ["91/QĐ-UBND"]


def test_the_eth_of_some_fonts_is_read_as_the_vietnamese_letter() -> None:
    head = read_head(
        [letterhead(number="7/Q\u00d0-UBND"), *paragraphs("QUYẾT \u00d0ỊNH", "Về việc thành lập Tổ công tác")]
    )

    assert (head.number, head.kind) == ("7/QĐ-UBND", "Quyết định")


def test_the_signer_and_both_posts_are_read_from_the_signature() -> None:
    signature = a_table(
        ("Nơi nhận:\n- Như trên;\n- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n(Đã ký)\nLê Thị C")
    )

    head = a_plan(body=[*paragraphs("I. MỤC ĐÍCH", "Nội dung."), signature])

    assert (head.signer, head.signer_title) == ("Lê Thị C", "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH")


def test_a_signature_drawn_as_text_has_recipients_between_its_lines() -> None:
    drawn = lines(
        "I. MỤC ĐÍCH\nNơi nhận:\nTM. ỦY BAN NHÂN DÂN\n- Như trên;\nKT. CHỦ TỊCH\n- Lưu: VT.\nPHÓ CHỦ TỊCH\nLê Thị C"
    )

    head = a_plan(body=drawn)

    assert (head.signer, head.signer_title) == ("Lê Thị C", "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH")


def test_a_date_broken_by_a_narrow_column_is_read() -> None:
    head = read_head(lines("Số: 50/KH-UBND\nĐồng Tháp, ngày 16 tháng 01 năm\n2026\nKẾ HOẠCH\nCông tác năm 2026"))

    assert (head.issued_on, head.place) == (date(2026, 1, 16), "Đồng Tháp")


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Phòng, chống thiên tai năm 2027", (2027, 2027)),
        ("Chuyển đổi số giai đoạn 2026 - 2030, tầm nhìn đến năm 2045", (2026, 2030)),
        ("Phát triển nhà ở đến năm 2035", (2026, 2035)),
        ("Tuyển sinh năm học 2026-2027", (2026, 2027)),
        ("Nhiệm vụ năm 2026 và năm 2027", (2026, 2027)),
        ("Thực hiện Quyết định số 05/2024/QĐ-UBND ngày 22/12/2024", None),
    ],
)
def test_years_come_from_the_title_not_from_the_documents_it_cites(title: str, years: tuple[int, int] | None) -> None:
    assert a_plan(title=title).years == years


def test_what_a_replaced_plan_was_about_is_not_replaced() -> None:
    said = paragraphs(
        "I. TỔ CHỨC THỰC HIỆN",
        "Kế hoạch này thay thế Kế hoạch số 1/KH-UBND ngày 02/3/2024 thực hiện Nghị quyết số 2/NQ-CP ngày 01/01/2024 "
        "của Chính phủ và Kế hoạch số 3-KH/TU; Kế hoạch số 4/KH-UBND ngày 05/6/2024 của UBND tỉnh Bến Tre.",
        "Xem xét thay thế Kế hoạch số 5/KH-UBND.",
    )

    assert [cited.words for cited in a_plan(body=said).supersedes] == [
        "1/KH-UBND (02/3/2024)",
        "4/KH-UBND (05/6/2024, UBND tỉnh Bến Tre)",
    ]


def test_a_document_without_any_head_has_an_empty_one() -> None:
    assert read_head(paragraphs("Danh sách", "abc")) == PlanHead()
    assert read_head([]) == PlanHead()


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH\nLÂM ĐỒNG", "Ủy ban nhân dân tỉnh Lâm Đồng"),
        ("ỦY BAN NHÂN DÂN TỈNH\nSỞ Y TẾ", "Sở Y tế"),
        ("ĐẢNG ỦY CHÍNH PHỦ\nVĂN PHÒNG", "Văn phòng Đảng ủy Chính phủ"),
        ("UBND TỈNH LÂM ĐỒNG\nVĂN PHÒNG", "Văn phòng Ủy ban nhân dân tỉnh Lâm Đồng"),
        ("VĂN PHÒNG CHÍNH PHỦ", "Văn phòng Chính phủ"),
        ("SỞ NÔNG NGHIỆP\nVÀ MÔI TRƯỜNG", "Sở Nông nghiệp và Môi trường"),
        ("UBND TỈNH ĐỒNG THÁP\nSỞ VĂN HÓA, THỂ THAO\nVÀ DU LỊCH", "Sở Văn hóa, Thể thao và Du lịch"),
        ("TRUNG TÂM PHỤC VỤ\nHÀNH CHÍNH CÔNG", "Trung tâm Phục vụ hành chính công"),
        ("TỈNH ỦY ĐỒNG THÁP\n*", "Tỉnh ủy Đồng Tháp"),
        ("NGÂN HÀNG NHÀ NƯỚC\nVIỆT NAM", "Ngân hàng Nhà nước Việt Nam"),
        ("TÒA ÁN NHÂN DÂN\nTỈNH ĐỒNG THÁP", "Tòa án nhân dân tỉnh Đồng Tháp"),
        ("BỘ CÔNG AN\nCÔNG AN TỈNH ĐỒNG THÁP", "Công an tỉnh Đồng Tháp"),
        ("UBND PHƯỜNG MỸ THO\nPHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ", "Phòng Kinh tế, Hạ tầng và Đô thị"),
    ],
)
@pytest.mark.parametrize(
    "motto",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "CỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do -\nHạnh phúc",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\nNAM\nĐộc lập - Tự do - Hạnh phúc",
    ],
    ids=["whole", "broken early", "broken late"],
)
def test_the_issuer_is_told_from_the_motto_however_both_are_broken(lines: str, motto: str, issuer: str) -> None:
    top = [*lines.split("\n"), *motto.split("\n"), "Số: 15/KH-UBND", "Lâm Đồng, ngày 08 tháng 01 năm 2026"]
    head = read_head([Paragraph(line) for line in (*top, "KẾ HOẠCH", "Chuyển đổi số năm 2026", "I. MỤC ĐÍCH")])

    assert (head.issuer, head.number) == (issuer, "15/KH-UBND")


@pytest.mark.parametrize("line", ["ỦY BAN NHÂN DÂN", "VĂN PHÒNG", "BAN CHỈ ĐẠO", "CỘNG HÒA XÃ"])
def test_no_issuer_rather_than_half_a_name(line: str) -> None:
    top = [line, "HỘI CHỦ NGHĨA VIỆT NAM"] if line.startswith("CỘNG") else [line]

    assert (
        read_head([Paragraph(one) for one in (*top, "Số: 15/KH-X", "KẾ HOẠCH", "Năm 2026", "I. MỤC ĐÍCH")]).issuer == ""
    )


@pytest.mark.parametrize(
    "line",
    [
        "BẢNG THEO DÕI THỰC HIỆN KẾ HOẠCH SỐ 62/KH-UBND NGÀY 10/02/2026",
        "Biểu giao việc kèm Kế hoạch số 62/KH-UBND ngày 10/02/2026",
    ],
)
def test_a_sheet_about_a_plan_carries_that_plan_s_number(line: str) -> None:
    head = read_head(paragraphs("UBND TỈNH ĐỒNG THÁP", line))

    assert (head.number, head.issued_on, head.kind) == ("62/KH-UBND", date(2026, 2, 10), "Kế hoạch")


def test_what_a_plan_without_a_number_carries_out_is_not_its_number() -> None:
    assert (
        a_plan(top=[letterhead(number="   /KH-UBND")], title="Thực hiện Kế hoạch số 62/KH-UBND ngày 10/02/2026").number
        == ""
    )


@pytest.mark.parametrize("line", ["DANH MỤC ĐỀ ÁN NĂM 2026", "BẢNG THEO DÕI", "HỎA TỐC"])
def test_what_stands_below_the_issuer_is_no_part_of_its_name(line: str) -> None:
    assert read_head(paragraphs("BỘ TÀI CHÍNH", line, "Số: 5/KH-BTC")).issuer == "Bộ Tài chính"
