"""Letterheads of public documents, as web pages and files lay them out: who issued each, by its public number."""

import pytest

from documents.head.reading import read_head
from documents.text.reading import read_text

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
BROKEN = "CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
# Public number, who issued it, and the lines down to the first of the text.
LETTERHEADS = (
    (
        "130/KH-UBND",
        "Ủy ban nhân dân tỉnh Thanh Hóa",
        (
            "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n"
            "Số: 130/KH-UBND | Thanh Hoá, ngày 27 tháng 6 năm 2025 |\nKẾ HOẠCH\nTRIỂN KHAI PHONG TRÀO THI ĐUA\n"
            ""
            "Thực hiện Quyết định số 923/QĐ-TTg ngày 14/5/2025, Ủy ban nhân dân tỉnh Thanh Hóa ban hành Kế hoạch:"
        ),
    ),
    (
        "55/2007/CT-UBND",
        "Ủy ban nhân dân tỉnh Ninh Thuận",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH NINH THUẬN\n--------\n\n{STATE}\n---------------\n\nSố: 55/2007/CT-UBND\n\n"
            "Phan Rang-Tháp Chàm, ngày 05 tháng 3 năm 2007\n\nQUYẾT ĐỊNH\n\nỦY BAN NHÂN DÂN TỈNH NINH THUẬN"
        ),
    ),
    (
        "547/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Kon Tum",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH KON TUM\n-------\n|\n{BROKEN}\n---------------\n|\nSố: 547/QĐ-UBND\n|\n"
            "Kon Tum, ngày 27\ntháng 8 năm 2024\n|\nQUYẾT ĐỊNH\nPHÊ DUYỆT NHIỆM VỤ QUY HOẠCH"
        ),
    ),
    (
        "1528/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Bình Định",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH BÌNH ĐỊNH\n-------\n|\n{BROKEN}\n---------------\n|\nSố: 1528/QĐ-UBND\n|\n"
            "Bình Định, ngày\n29 tháng 04 năm 2021\n|\nQUYẾT ĐỊNH\nBAN HÀNH KẾ HOẠCH\nỦY BAN NHÂN DÂN TỈNH"
        ),
    ),
    (
        "1556/KH-UBND",
        "Ủy ban nhân dân tỉnh Lai Châu",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH LAI CHÂU\n-------\n|\n{BROKEN}\n---------------\n|\nSố: 1556/KH-UBND\n|\n"
            "Lai Châu, ngày 25\ntháng 4 năm 2024\n|\nKẾ HOẠCH\nTHỰC HIỆN CHƯƠNG TRÌNH MỖI XÃ MỘT SẢN PHẨM"
        ),
    ),
    (
        "1961/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Kiên Giang",
        (
            f"ỦY BAN NHÂN DÂN \nTỈNH KIÊN GIANG\n\nSố: 1961/QĐ-UBND\n\n{STATE}\n\n"
            "Kiên Giang, ngày 28 tháng 8 năm 2019\n\nQUYẾT ĐỊNH\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG"
        ),
    ),
    (
        "2516/KH-UBND",
        "Ủy ban nhân dân tỉnh Kon Tum",
        (
            f"Y BAN NHÂN DÂN\nTỈNH KON TUM\n\n-------\n\n{STATE}\n---------------\n\nSố: 2516/KH-UBND\n\n"
            "Kon Tum, ngày 03 tháng 10 năm 2014\n\nKẾ HOẠCH\n\nTRIỂN KHAI THỰC HIỆN QUYẾT ĐỊNH\n\n"
            "Ủy ban nhân dân tỉnh xây dựng kế hoạch triển khai thực hiện như sau:\nI. MỤC ĐÍCH"
        ),
    ),
    (
        "07/KH-UBND",
        "Ủy ban nhân dân tỉnh Lạng Sơn",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\n-------\n|\n{BROKEN}\n---------------\n|\nSố: 07/KH-UBND\n|\n"
            "Lạng Sơn, ngày 13\ntháng 01 năm 2020\n|\nKẾ HOẠCH\nTRIỂN KHAI CÁC GIẢI PHÁP PHÒNG, CHỐNG HẠN"
        ),
    ),
    (
        "22/KH-UBND",
        "Ủy ban nhân dân tỉnh Nghệ An",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH NGHỆ AN\n-------\n\n{STATE}\n---------------\n\nSố: 22/KH-UBND\n\n"
            "Nghệ An, ngày 13 tháng 01 năm 2026\n\nKẾ HOẠCH\n\nTRIỂN KHAI THỰC HIỆN CHƯƠNG TRÌNH HÀNH ĐỘNG"
        ),
    ),
    (
        "186/KH-UBND",
        "Ủy ban nhân dân tỉnh Tuyên Quang",
        (
            "ỦY BAN NHÂN DÂN\n|\nCỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM |\nSố: 186/KH-UBND |\n"
            "Tuyên Quang, ngày 30 tháng 9 năm 2022 |\nTHỰC HIỆN NGHỊ QUYẾT SỐ 96/NQ-CP NGÀY 01/8/2022\n"
            "Thực hiện Nghị quyết số 96/NQ-CP, Ủy ban nhân dân tỉnh ban hành Kế hoạch thực hiện, cụ thể như sau:"
        ),
    ),
    (
        "56/KH-UBND",
        "Ủy ban nhân dân tỉnh Bắc Kạn",
        (
            "ỦY BAN NHÂN DÂN\n|\nCỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM |\nSố: 56/KH-UBND |\n"
            "Bắc Kạn, ngày 29 tháng 01 năm 2024 |\nKẾ HOẠCH\nTRIỂN KHAI QUY HOẠCH TỈNH BẮC KẠN\n"
            "Căn cứ Luật Quy hoạch ngày 24/11/2017;\nUBND tỉnh ban hành Kế hoạch như sau:\nI. MỤC ĐÍCH"
        ),
    ),
    (
        "08/CT-UBND",
        "Ủy ban nhân dân tỉnh Quảng Bình",
        (
            "UỶ BAN NHÂN\nDÂN\nTỈNH QUẢNG BÌNH\n--------\n|\nCỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM\n"
            "Độc lập - Tự do - Hạnh phúc\n---------------\n|\nSố: 08/CT-UBND\n|\nQuảng Bình,\n"
            "ngày 25 tháng 5 năm 2015\n|\n"
            "CHỈ THỊ\nVỀ VIỆC TĂNG CƯỜNG, CHỈ ĐẠO ĐIỀU HÀNH"
        ),
    ),
    (
        "48/2012/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Thái Nguyên",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH THÁI NGUYÊN\n--------\n\n{STATE}\n---------------\n\nSố: 48/2012/QĐ-UBND\n\n"
            "Thái Nguyên, ngày 21 tháng 12 năm 2012\n\nQUYẾT ĐỊNH\n\nUỶ BAN NHÂN DÂN TỈNH THÁI NGUYÊN"
        ),
    ),
    (
        "4440/2017/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Thanh Hóa",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\n--------\n|\n{STATE}\n---------------\n|\nSố:\n"
            "4440/2017/QĐ-UBND\n|\nThanh\n"
            "Hóa, ngày 20 tháng 11 năm 2017\n|\nQUYẾT ĐỊNH\nVỀ VIỆC BAN HÀNH QUY ĐỊNH\nUỶ BAN NHÂN DÂN TỈNH THANH HÓA"
        ),
    ),
    (
        "178/NQ-HĐND",
        "Hội đồng nhân dân tỉnh Thanh Hóa",
        (
            f"HỘI ĐỒNG NHÂN DÂN\nTỈNH THANH HÓA\n-------\n\n{STATE}\n---------------\n\nSố: 178/NQ-HĐND\n\n"
            "Thanh Hóa, ngày 10 tháng 12 năm 2021\n\nNGHỊ QUYẾT\n\nHỘI ĐỒNG NHÂN DÂN TỈNH THANH HÓA\nKHÓA XVIII"
        ),
    ),
    (
        "06/CT-UBND",
        "Ủy ban nhân dân tỉnh Thanh Hóa",
        (
            "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n"
            "Số: 06/CT-UBND | Thanh Hóa, ngày 02 tháng 5 năm 2019 |\nCHỈ THỊ\nVỀ VIỆC TẬP TRUNG THỰC HIỆN MỘT SỐ\n"
            "Để khắc phục, Chủ tịch UBND tỉnh yêu cầu các cấp, các ngành thực hiện một số giải pháp sau đây:"
        ),
    ),
    (
        "77/2008/TT-BTC",
        "Bộ Tài chính",
        (
            "BỘ\nTÀI CHÍNH\n-----\n|\nCỘNG\nHÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
            "Độc lập - Tự do - Hạnh phúc\n-------\n|\nSố:\n"
            "77/2008/TT-BTC\n|\nHà\nNội, ngày 15 tháng 9 năm 2008\n|\nTHÔNG TƯ\nHƯỚNG DẪN THI HÀNH"
        ),
    ),
    (
        "5450/QĐ-UBND",
        "Ủy ban nhân dân thành phố Hà Nội",
        (
            f"ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI\n-------\n\n{STATE}\n---------------\n\nSố: 5450/QĐ-UBND\n\n"
            "Hà Nội, ngày 05 tháng 11 năm 2025\n\nQUYẾT ĐỊNH\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"
        ),
    ),
    (
        "445-KL/TU",
        "Tỉnh ủy Thừa Thiên Huế",
        (
            "TỈNH ỦY THỪA THIÊN HUẾ\nĐẢNG CỘNG SẢN VIỆT NAM\n*\nSố 445-KL/TU\n"
            "Thừa Thiên Huế, ngày 13 tháng 5 năm 2022\nKẾT LUẬN\nHỘI NGHỊ LẦN THỨ BẢY"
        ),
    ),
    (
        "",
        "Ủy ban nhân dân tỉnh Lai Châu",
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH LAI CHÂU\n\n{STATE}\n\nSố: /QĐ-UBND\n\n"
            "Lai Châu, ngày tháng năm 2025\n\nQUYẾT ĐỊNH\n\n"
            "Về việc công bố danh mục thủ tục hành chính\n\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LAI CHÂU"
        ),
    ),
)


@pytest.mark.parametrize(("number", "issuer", "lines"), LETTERHEADS, ids=[name or "draft" for name, *_ in LETTERHEADS])
def test_the_issuer_of_a_public_document_is_known(number: str, issuer: str, lines: str) -> None:
    head = read_head(read_text(lines))

    assert (head.number, head.issuer) == (number, issuer)
