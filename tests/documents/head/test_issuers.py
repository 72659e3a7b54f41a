"""Letterheads of every kind of body: whose paper it is, written out and with its capitals where they belong."""

import pytest

from documents.blocks.values import Cell, Paragraph, Table, TableRow
from documents.head.reading import read_head

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nĐồng Tháp, ngày 05 tháng 01 năm 2026"
ISSUERS = (
    ("ỦY BAN NHÂN DÂN / THÀNH PHỐ HÀ NỘI", "Ủy ban nhân dân thành phố Hà Nội"),
    ("UBND TỈNH ĐỒNG THÁP / SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "Sở Nông nghiệp và Môi trường"),
    ("ỦY BAN NHÂN DÂN / HUYỆN CHÂU THÀNH", "Ủy ban nhân dân huyện Châu Thành"),
    ("ỦY BAN NHÂN DÂN / PHƯỜNG MỸ THO", "Ủy ban nhân dân phường Mỹ Tho"),
    ("ỦY BAN NHÂN DÂN / ĐẶC KHU PHÚ QUỐC", "Ủy ban nhân dân đặc khu Phú Quốc"),
    ("UBND TỈNH AN GIANG / ĐẶC KHU PHÚ QUỐC", ""),
    ("ĐẢNG BỘ TỈNH ĐỒNG THÁP / ĐẢNG ỦY XÃ TÂN HỒNG", "Đảng ủy xã Tân Hồng"),
    ("TỈNH ỦY ĐỒNG THÁP", "Tỉnh ủy Đồng Tháp"),
    ("TỈNH ỦY ĐỒNG THÁP / BAN TUYÊN GIÁO VÀ DÂN VẬN", "Ban Tuyên giáo và Dân vận"),
    ("BAN CHẤP HÀNH ĐẢNG BỘ / TỈNH ĐỒNG THÁP", "Ban Chấp hành Đảng bộ tỉnh Đồng Tháp"),
    ("HỘI ĐỒNG NHÂN DÂN / TỈNH GIA LAI", "Hội đồng nhân dân tỉnh Gia Lai"),
    (
        "HĐND TỈNH GIA LAI / VĂN PHÒNG ĐOÀN ĐBQH VÀ HĐND",
        "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Gia Lai",
    ),
    (
        "VĂN PHÒNG ĐOÀN ĐẠI BIỂU QUỐC HỘI / VÀ HỘI ĐỒNG NHÂN DÂN / TỈNH GIA LAI",
        "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Gia Lai",
    ),
    ("UBND TỈNH ĐỒNG THÁP / VĂN PHÒNG", "Văn phòng Ủy ban nhân dân tỉnh Đồng Tháp"),
    ("ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP / VĂN PHÒNG", "Văn phòng Ủy ban nhân dân tỉnh Đồng Tháp"),
    ("BỘ NỘI VỤ", "Bộ Nội vụ"),
    ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "Bộ Giáo dục và Đào tạo"),
    ("CHÍNH PHỦ", "Chính phủ"),
    ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
    ("BỘ CÔNG AN / CÔNG AN TỈNH ĐỒNG THÁP", "Công an tỉnh Đồng Tháp"),
    ("CÔNG AN TỈNH ĐỒNG THÁP / CÔNG AN XÃ TÂN HỒNG", "Công an xã Tân Hồng"),
    ("QUÂN KHU 9 / BỘ CHỈ HUY QUÂN SỰ TỈNH ĐỒNG THÁP", "Bộ Chỉ huy Quân sự tỉnh Đồng Tháp"),
    ("QUÂN KHU 9 / BỘ CHQS TỈNH ĐỒNG THÁP", "Bộ Chỉ huy Quân sự tỉnh Đồng Tháp"),
    ("BỘ CHỈ HUY QUÂN SỰ TỈNH ĐỒNG THÁP / BAN CHỈ HUY PHÒNG THỦ KHU VỰC 1", "Ban Chỉ huy Phòng thủ khu vực 1"),
    (
        "ỦY BAN MTTQ VIỆT NAM / TỈNH SƠN LA / BAN THƯỜNG TRỰC",
        "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Sơn La",
    ),
    (
        "MẶT TRẬN TỔ QUỐC VIỆT NAM / ỦY BAN TỈNH SƠN LA / BAN THƯỜNG TRỰC",
        "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Sơn La",
    ),
    ("ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM / TỈNH ĐỒNG THÁP", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Đồng Tháp"),
    (
        "ĐOÀN TNCS HỒ CHÍ MINH / BAN CHẤP HÀNH TỈNH ĐỒNG THÁP",
        "Ban Chấp hành Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Đồng Tháp",
    ),
    ("ĐOÀN TNCS HỒ CHÍ MINH / BCH TỈNH ĐỒNG THÁP", "Ban Chấp hành Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh Đồng Tháp"),
    ("TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM / LĐLĐ TỈNH THANH HÓA", "Liên đoàn Lao động tỉnh Thanh Hóa"),
    ("TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM / LIÊN ĐOÀN LAO ĐỘNG TỈNH THANH HÓA", "Liên đoàn Lao động tỉnh Thanh Hóa"),
    ("HỘI LHPN VIỆT NAM / HỘI LIÊN HIỆP PHỤ NỮ TỈNH ĐỒNG THÁP", "Hội Liên hiệp Phụ nữ tỉnh Đồng Tháp"),
    ("HỘI NÔNG DÂN VIỆT NAM / BAN CHẤP HÀNH TỈNH ĐỒNG THÁP", "Ban Chấp hành Hội Nông dân Việt Nam tỉnh Đồng Tháp"),
    ("HỘI CỰU CHIẾN BINH VIỆT NAM / TỈNH ĐỒNG THÁP", "Hội Cựu chiến binh Việt Nam tỉnh Đồng Tháp"),
    (
        "VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO / VIỆN KIỂM SÁT NHÂN DÂN / TỈNH ĐỒNG THÁP",
        "Viện Kiểm sát nhân dân tỉnh Đồng Tháp",
    ),
    ("VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO / VKSND TỈNH ĐỒNG THÁP", "Viện Kiểm sát nhân dân tỉnh Đồng Tháp"),
    ("VIỆN KIỂM SÁT NHÂN DÂN / TỈNH ĐỒNG THÁP", "Viện Kiểm sát nhân dân tỉnh Đồng Tháp"),
    ("TÒA ÁN NHÂN DÂN TỐI CAO / TÒA ÁN NHÂN DÂN / TỈNH ĐỒNG THÁP", "Tòa án nhân dân tỉnh Đồng Tháp"),
    ("TÒA ÁN NHÂN DÂN TỈNH ĐỒNG THÁP / TÒA ÁN NHÂN DÂN KHU VỰC 1", "Tòa án nhân dân khu vực 1"),
    ("SỞ GIÁO DỤC VÀ ĐÀO TẠO / TRƯỜNG THPT CHUYÊN NGUYỄN ĐÌNH CHIỂU", "Trường THPT chuyên Nguyễn Đình Chiểu"),
    ("SỞ GDĐT ĐỒNG THÁP / TRƯỜNG THPT CAO LÃNH 1", "Trường THPT Cao Lãnh 1"),
    ("SỞ Y TẾ ĐỒNG THÁP / BỆNH VIỆN ĐA KHOA ĐỒNG THÁP", "Bệnh viện Đa khoa Đồng Tháp"),
    ("UBND XÃ TÂN HỒNG / PHÒNG KINH TẾ", "Phòng Kinh tế"),
    ("BỘ TÀI CHÍNH / KHO BẠC NHÀ NƯỚC", "Kho bạc Nhà nước"),
    ("BỘ TÀI CHÍNH / CỤC THUẾ", "Cục Thuế"),
    ("CỤC THUẾ / THUẾ TỈNH ĐỒNG THÁP", "Thuế tỉnh Đồng Tháp"),
    ("BẢO HIỂM XÃ HỘI VIỆT NAM / BẢO HIỂM XÃ HỘI TỈNH ĐỒNG THÁP", "Bảo hiểm xã hội tỉnh Đồng Tháp"),
    ("BHXH VIỆT NAM / BHXH TỈNH ĐỒNG THÁP", "Bảo hiểm xã hội tỉnh Đồng Tháp"),
    ("NGÂN HÀNG NHÀ NƯỚC VIỆT NAM / CHI NHÁNH KHU VỰC 14", "Ngân hàng Nhà nước Việt Nam Chi nhánh Khu vực 14"),
    ("BỘ GIÁO DỤC VÀ ĐÀO TẠO / TRƯỜNG ĐẠI HỌC CẦN THƠ", "Trường Đại học Cần Thơ"),
    ("ĐẠI HỌC QUỐC GIA TP. HCM / TRƯỜNG ĐẠI HỌC AN GIANG", "Trường Đại học An Giang"),
    ("UBND TỈNH ĐỒNG THÁP / BAN QUẢN LÝ KHU KINH TẾ", "Ban Quản lý Khu kinh tế"),
    ("UBND TP. ĐÀ NẴNG / SỞ XÂY DỰNG", "Sở Xây dựng"),
    ("UBND TP. ĐÀ NẴNG", "Ủy ban nhân dân thành phố Đà Nẵng"),
    ("THÀNH ỦY HÀ NỘI", "Thành ủy Hà Nội"),
    ("THANH TRA CHÍNH PHỦ", "Thanh tra Chính phủ"),
    ("THANH TRA TỈNH ĐỒNG THÁP", "Thanh tra tỉnh Đồng Tháp"),
    ("UBND TỈNH ĐỒNG THÁP / THANH TRA TỈNH", "Thanh tra tỉnh Đồng Tháp"),
    ("BAN CHẤP HÀNH TRUNG ƯƠNG / VĂN PHÒNG", "Văn phòng Ban Chấp hành Trung ương"),
    ("ĐẢNG ỦY CHÍNH PHỦ / VĂN PHÒNG", "Văn phòng Đảng ủy Chính phủ"),
    ("HỘI ĐỒNG NHÂN DÂN TỈNH GIA LAI / BAN KINH TẾ - NGÂN SÁCH", "Ban Kinh tế - Ngân sách"),
    ("QUỐC HỘI KHÓA XVI / ỦY BAN PHÁP LUẬT VÀ TƯ PHÁP", "Ủy ban Pháp luật và Tư pháp"),
    ("ỦY BAN THƯỜNG VỤ QUỐC HỘI", "Ủy ban Thường vụ Quốc hội"),
    ("BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ / TỈNH ĐỒNG THÁP", "Ban Chỉ đạo chuyển đổi số tỉnh Đồng Tháp"),
    ("UBND TỈNH ĐỒNG THÁP / BAN CHỈ ĐẠO 35", "Ban Chỉ đạo 35"),
    ("TỔ CÔNG TÁC ĐỀ ÁN 06 / TỈNH ĐỒNG THÁP", "Tổ công tác Đề án 06 tỉnh Đồng Tháp"),
    ("BỘ CÔNG THƯƠNG / TỔNG CỤC QUẢN LÝ THỊ TRƯỜNG", "Tổng cục Quản lý thị trường"),
    ("LIÊN MINH HỢP TÁC XÃ / TỈNH ĐỒNG THÁP", "Liên minh Hợp tác xã tỉnh Đồng Tháp"),
    ("HỘI CHỮ THẬP ĐỎ / TỈNH ĐỒNG THÁP", "Hội Chữ thập đỏ tỉnh Đồng Tháp"),
    ("TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM / CÔNG TY ĐIỆN LỰC ĐỒNG THÁP", "Công ty Điện lực Đồng Tháp"),
    ("ĐÀI PHÁT THANH VÀ TRUYỀN HÌNH / ĐỒNG THÁP", "Đài Phát thanh và Truyền hình Đồng Tháp"),
    ("BÁO VÀ PHÁT THANH, TRUYỀN HÌNH / ĐỒNG THÁP", "Báo và Phát thanh, Truyền hình Đồng Tháp"),
    ("UBND HUYỆN THÁP MƯỜI / PHÒNG GIÁO DỤC VÀ ĐÀO TẠO", "Phòng Giáo dục và Đào tạo"),
    ("UBND QUẬN 1 / TRƯỜNG TIỂU HỌC NGUYỄN HUỆ", "Trường Tiểu học Nguyễn Huệ"),
    ("HĐND XÃ TÂN HỒNG / BAN PHÁP CHẾ", "Ban Pháp chế"),
    (
        "HỘI ĐỒNG NHÂN DÂN - ỦY BAN NHÂN DÂN / XÃ TÂN HỒNG / VĂN PHÒNG",
        "Văn phòng Hội đồng nhân dân - Ủy ban nhân dân xã Tân Hồng",
    ),
    ("UBND XÃ TÂN HỒNG / TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Trung tâm Phục vụ hành chính công"),
    ("KIỂM TOÁN NHÀ NƯỚC / KIỂM TOÁN NHÀ NƯỚC KHU VỰC IX", "Kiểm toán Nhà nước khu vực IX"),
    ("BỘ QUỐC PHÒNG / BỘ TƯ LỆNH BỘ ĐỘI BIÊN PHÒNG", "Bộ Tư lệnh Bộ đội Biên phòng"),
    ("BAN TỔ CHỨC TRUNG ƯƠNG", "Ban Tổ chức Trung ương"),
    ("ĐẢNG ỦY CÁC CƠ QUAN ĐẢNG / TỈNH ĐỒNG THÁP", "Đảng ủy các cơ quan Đảng tỉnh Đồng Tháp"),
    ("ĐẢNG ỦY UBND TỈNH ĐỒNG THÁP", "Đảng ủy Ủy ban nhân dân tỉnh Đồng Tháp"),
    ("ĐẢNG BỘ TỈNH ĐỒNG THÁP / BAN THƯỜNG VỤ TỈNH ĐOÀN ĐỒNG THÁP", "Ban Thường vụ Tỉnh đoàn Đồng Tháp"),
)


@pytest.mark.parametrize(("lines", "issuer"), ISSUERS, ids=[lines for lines, _ in ISSUERS])
def test_the_issuer_of_a_letterhead_is_written_out(lines: str, issuer: str) -> None:
    above = lines.replace(" / ", "\n")
    side_by_side = Table((TableRow((Cell(f"{above}\nSố: 12/KH-ABC"), Cell(STATE))),))
    below_another = [Paragraph(line) for line in (*above.split("\n"), "Số: 12/KH-ABC", *STATE.split("\n"))]
    rest = [Paragraph("KẾ HOẠCH"), Paragraph("Công tác năm 2026"), Paragraph("I. MỤC ĐÍCH")]

    assert read_head([side_by_side, *rest]).issuer == issuer
    assert read_head([*below_another, *rest]).issuer == issuer


@pytest.mark.parametrize("line", ["TỔ CÔNG TÁC", "BAN CHỈ ĐẠO", "BAN THƯỜNG TRỰC", "VĂN PHÒNG", "TỈNH ĐỒNG THÁP"])
def test_a_line_that_names_nobody_is_no_issuer(line: str) -> None:
    lines = (line, "Số: 12/KH-ABC", *STATE.split("\n"), "KẾ HOẠCH", "Công tác năm 2026", "I. MỤC ĐÍCH")

    assert read_head([Paragraph(text) for text in lines]).issuer == ""
