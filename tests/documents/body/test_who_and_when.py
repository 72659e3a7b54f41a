"""Where the running text puts who does something, and by when: in brackets, in a sentence behind, before a colon."""

import pytest

from tests.documents.body.test_obligations import duties


@pytest.mark.parametrize(
    ("said", "title", "lead", "deadline"),
    [
        (
            "a) Nâng cấp Trung tâm dữ liệu (Sở Nội vụ chủ trì; hoàn thành trước 31/10/2026).",
            "Nâng cấp Trung tâm dữ liệu (Sở Nội vụ chủ trì; hoàn thành trước 31/10/2026)",
            "Sở Nội vụ",
            "trước 31/10/2026",
        ),
        (
            "1. Ban hành Quy chế dữ liệu. Sở Nội vụ chủ trì, hoàn thành trong quý I/2026.",
            "Ban hành Quy chế dữ liệu",
            "Sở Nội vụ",
            "trong quý I/2026",
        ),
        ("- Tháng 4/2026: Sở Tài chính thẩm định kinh phí.", "Thẩm định kinh phí", "Sở Tài chính", "Tháng 4/2026"),
        (
            "1. Rà soát quy hoạch chung. Đơn vị chủ trì: Sở Xây dựng. Hoàn thành: Quý II/2026.",
            "Rà soát quy hoạch chung",
            "Sở Xây dựng",
            "Quý II/2026",
        ),
        (
            "1. Các sở, ngành tự đánh giá, gửi kết quả trước ngày 28/02/2026.",
            "Tự đánh giá, gửi kết quả trước ngày 28/02/2026",
            "Các sở, ngành",
            "trước ngày 28/02/2026",
        ),
        (
            "1. Đồng chí Chủ tịch UBND xã chỉ đạo giải ngân trước ngày 31/12/2026.",
            "Chỉ đạo giải ngân trước ngày 31/12/2026",
            "Chủ tịch UBND xã",
            "trước ngày 31/12/2026",
        ),
    ],
)
def test_who_and_when_are_found_where_they_stand(said: str, title: str, lead: str, deadline: str) -> None:
    (row,) = duties(said)

    assert (row.title, row.lead, row.deadline) == (title, lead, deadline)


def test_two_works_of_one_sentence_keep_the_months_in_their_brackets() -> None:
    rows = duties(
        "1. Sở Công Thương: xây dựng Đề án logistics (hoàn thành tháng 9/2026);"
        " rà soát quy hoạch cảng (hoàn thành tháng 6/2026)."
    )

    assert [(row.title, row.lead, row.deadline) for row in rows] == [
        ("Xây dựng Đề án logistics", "Sở Công Thương", "tháng 9/2026"),
        ("Rà soát quy hoạch cảng", "Sở Công Thương", "tháng 6/2026"),
    ]


@pytest.mark.parametrize(
    "head", ["Trưởng các ấp", "Bí thư các chi bộ", "Chánh Văn phòng UBND xã", "Trạm Y tế xã", "Tổ trưởng chuyên môn"]
)
def test_heads_of_hamlets_cells_and_offices_lead_what_stands_under_them(head: str) -> None:
    (row,) = duties(f"1. {head}", "Vận động hộ dân ký cam kết, gửi danh sách trước ngày 15/3/2026.")

    assert row.lead == head


@pytest.mark.parametrize(
    ("said", "partners"),
    [("các chi bộ", "các chi bộ"), ("các ấp, khóm", "các ấp, khóm"), ("các nhiệm vụ khác", "")],
)
def test_cells_and_hamlets_help_as_others_do(said: str, partners: str) -> None:
    (row,) = duties(f"1. Ban Tổ chức phối hợp với {said} rà soát hồ sơ, hoàn thành trong tháng 10/2026.")

    assert row.cooperating == partners


def test_a_year_binds_whom_the_sentence_names_in_any_section() -> None:
    (row,) = duties("2. Sở Tư pháp hoàn thành số hóa sổ hộ tịch trước năm 2027.", section="II. NỘI DUNG")

    assert (row.lead, row.deadline) == ("Sở Tư pháp", "trước năm 2027")


def test_what_was_finished_in_a_month_is_no_duty() -> None:
    assert not duties("1. Các đơn vị đã hoàn thành tháng 9/2026 việc rà soát.")
