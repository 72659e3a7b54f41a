"""Markings of state secrets are found as they stand on documents, and everyday words with the same letters are not."""

import pytest

from workflow.evidence.secrecy import marking_in_lines, marking_in_text


@pytest.mark.parametrize(
    ("lines", "marking"),
    [
        (["ỦY BAN NHÂN DÂN", "MẬT", "Số: 03/BC"], "MẬT"),
        (["* TỐI MẬT *"], "TỐI MẬT"),
        (["T U Y Ệ T   M Ậ T"], "TUYỆT MẬT"),
        (["[MẬT]"], "MẬT"),
        (["Độ mật: Tối mật", "Bản số: 02"], "TỐI MẬT"),
        (["Mức độ mật – “Mật”"], "MẬT"),
        (["KẾ HOẠCH TĂNG CƯỜNG BẢO", "MẬT THÔNG TIN"], ""),
        (["KẾ HOẠCH TĂNG CƯỜNG BẢO", "MẬT"], ""),
        (["Mật"], ""),
        (["Bảo mật, an toàn thông tin", "Độ mật: Không"], ""),
        (["UBND TỈNH\nMẬT\nSố: 01"], "MẬT"),
        (["UBND TỈNH\vTỐI MẬT"], "TỐI MẬT"),
        (["MẬT\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], "MẬT"),
        (["T Ố I\tM Ậ T"], "TỐI MẬT"),
        (["KẾ HOẠCH BẢO\nMẬT"], ""),
        (["KẾ HOẠCH BẢO\tMẬT"], ""),
        ([""], ""),
    ],
)
def test_a_stamp_stands_alone_on_its_line_or_behind_its_name(lines: list[str], marking: str) -> None:
    assert marking_in_lines(lines) == marking


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("Báo cáo MẬT quý I", "MẬT"),
        ("BC_TỐI MẬT_2026.pdf", "TỐI MẬT"),
        ("12-TOI_MAT.pdf", "TỐI MẬT"),
        ("(MAT) ke hoach.docx", "MẬT"),
        ("BÁO CÁO TUYỆT MẬT VỀ PHÒNG THỦ", "TUYỆT MẬT"),
        ("Đã báo cáo bằng văn bản mật số 12", ""),
        ("MẬT KHẨU đã đổi", ""),
        ("MAT TRAN TO QUOC.pdf", ""),
        ("ĐỀ ÁN BẢO MẬT THÔNG TIN NĂM 2026", ""),
        ("Ban Cơ yếu, MẬT MÃ", ""),
        ("bao-mat-thong-tin.pdf", ""),
        ("Nuôi ong mật, sản phẩm OCOP", ""),
    ],
)
def test_names_and_words_bear_a_marking_in_capitals_only(text: str, marking: str) -> None:
    assert marking_in_text(text) == marking
