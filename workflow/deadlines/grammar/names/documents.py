"""What looks like a date or a count and is none: names of documents, ordinals, amounts; and numbers in words."""

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.cycles.counts import Everys, every
from workflow.deadlines.values.spans import Span, a_year

documents = Rules()


_DOCUMENT = (
    "(quyết định | nghị quyết | nghị định | thông tư | luật | bộ luật | pháp lệnh | công văn | công điện | kế hoạch"
    " | chỉ thị | thông báo | báo cáo | hướng dẫn | kết luận | chương trình | văn bản | tờ trình | giấy mời | đề án)"
)


ISSUED = ("ngày <n> (/ | - | ·) <n> (/ | - | ·) <yyyy>", "ngày <n> tháng <n> năm <yyyy>")


@documents.rule(
    "ten-van-ban",
    "Tên văn bản kèm số, ký hiệu, ngày ban hành: không phải là thời hạn",
    makes="document",
    patterns=(
        *(f"{_DOCUMENT} [số] <document> [của …] {issued}" for issued in ISSUED),
        *(f"{_DOCUMENT} [số <number>] {issued}" for issued in ISSUED),
        *(f"[số] <document> [,] [của …] {issued}" for issued in ISSUED),
        f"{_DOCUMENT} [số] <document>",
        "số <number> / <yyyy> / <word>",
        "số <document>",
        "[bộ] luật … năm <yyyy>",
        "(kế hoạch | chương trình | chỉ tiêu | dự toán | ngân sách) [công tác] năm <yyyy> {của | về}",
    ),
    examples={
        "Quyết định số 05-QĐ/BCĐ ngày 06/01/2026": "unreadable",
        "Trong năm 2026, theo Quyết định số 13/2026/QĐ-UBND": "2026-12-31",
    },
)
def document() -> str:
    return ""


@documents.rule(
    "so-thu-tu",
    "Số thứ tự, số điều khoản, tỷ lệ, số tiền: không phải là ngày",
    makes="word",
    patterns=(
        "(lần | khóa) thứ (<number> | <roman> | năm)",
        "^ (<word> | <n> | <roman> | <late_roman>) (\\) | · | <stop>) !{<n> | <yyyy>}",
        "\\( <n> \\) $",
        (
            "(khóa | điều | khoản | điểm | mục | phụ lục | đợt | bước | loại | nhóm | mức | biểu | mẫu | chương | lần"
            " | khối | lớp | cụm | tổ | vòng) (<number> | <roman>)"
            " !{/ | · <n> | - <n> / | ngày | tuần | tháng | quý | năm | giờ}"
        ),
        "<number> [(, | ·) <number>] (triệu | tỷ | nghìn | ngàn) [đồng] [(năm | giai đoạn) <yyyy> [(- | đến) <yyyy>]]",
        "<number> [(, | ·) <number>] (% | đồng | người | hồ sơ | lượt | xã | huyện | tỉnh | thôn)",
    ),
    examples={"Đợt 2: trước ngày 15/3/2026": "2026-03-14"},
)
def ordinal() -> str:
    return ""


@documents.rule(
    "ky-hop-thu",
    "Kỳ họp, hội nghị thứ mấy",
    makes="session",
    patterns=(
        "(kỳ họp | phiên họp | hội nghị | đại hội) [lần] thứ (<number> | <roman> | năm)",
        "(hội nghị | đại hội) … lần thứ (<number> | <roman> | <late_roman> | năm)",
    ),
    examples={"Trình HĐND tỉnh tại kỳ họp thứ 10": "triggered"},
)
def numbered_session() -> str:
    return ""


@documents.rule(
    "khai-giang",
    "Khai giảng, bế giảng, tựu trường của một năm học: sự kiện, không phải cả năm học",
    makes="word",
    patterns=(
        "(khai giảng | bế giảng | tựu trường) năm học <yyyy> (- | đến | /) <yyyy>",
        "(bắt đầu | bước vào) năm học [mới] {$ | , | ; | <stop>}",
    ),
    examples={"Trước khi khai giảng năm học 2026-2027": "triggered"},
)
def school_ceremony() -> str:
    return ""


@documents.rule(
    "so-ket-tong-ket",
    "Sơ kết, tổng kết của một năm, mỗi việc một năm",
    makes="year",
    patterns=(
        "^ (sơ kết | tổng kết) [vào] [năm] <y:yyyy> {[,] ; | , (sơ kết | tổng kết)}",
        "(; | ,) (sơ kết | tổng kết) [vào] [năm] <y:yyyy> {; | , | <stop> | $}",
    ),
    assumes="việc sơ kết, tổng kết chỉ ghi năm",
    examples={"sơ kết năm 2028; tổng kết năm 2030": "2028-12-31; 2030-12-31"},
)
def summed_up(y: int) -> tuple[Span, ...]:
    return (a_year(y),)


@documents.rule(
    "so-voi",
    "Số liệu, kết quả của một năm; so với một năm: không phải là thời hạn",
    makes="filler",
    patterns=(
        "so với cùng kỳ [năm | tháng | quý] [trước | <yyyy> | <later>]",
        "so với ((năm | tháng | quý) (trước | <yyyy>) | <later>)",
        "(kết quả | số liệu) [công tác] năm <yyyy>",
    ),
    assumes="nói về số liệu của một năm",
    examples={"Tăng 15% so với năm 2025": "unreadable"},
)
def of_another_year() -> str:
    return ""


@documents.rule(
    "viec-cua-nam",
    "Tổng kết, dự toán, kế hoạch của một năm: tên gọi, không phải là thời hạn",
    makes="word",
    patterns=(
        (
            "(sơ kết | tổng kết | đánh giá | quyết toán | dự toán | ngân sách | kinh phí | nguồn vốn | chỉ tiêu"
            " | kế hoạch | chương trình | nhiệm vụ | phương hướng) [công tác] năm <yyyy>"
        ),
    ),
    examples={"Báo cáo tổng kết năm 2025": "unreadable"},
)
def matter_of_a_year() -> str:
    return ""


@documents.rule(
    "can-cu",
    "Căn cứ, theo một văn bản, đứng trước thời hạn: không phải là thời hạn",
    makes="document",
    patterns=(
        (
            f"(căn cứ | theo | thực hiện | triển khai | thi hành) {_DOCUMENT} [số] <document> [của …]"
            " [ngày <n> / <n> / <yyyy>] (, | :)"
        ),
    ),
    examples={
        "Căn cứ Kế hoạch 50/KH-UBND ngày 16/01/2026, trước ngày 20 hằng tháng": "2026-01-19, 2026-02-19, 2026-03-19"
    },
)
def ground() -> str:
    return ""


ITS_DAY = "(trước | chậm | muộn | gửi | nộp | vào | là | thì)"
AFTER_REPORT = "{: | , | ; | <stop> | $ | \\( | \\) | và | trước | chậm | muộn | gửi | nộp | vào | là | thì | lần}"


@documents.rule(
    "bao-cao-ky",
    "Báo cáo tháng, quý, 6 tháng, năm: tên của báo cáo định kỳ",
    makes="report",
    patterns=(
        (
            "(báo cáo | sơ kết | tổng kết | đánh giá) [định kỳ]"
            " (<months:number> tháng [đầu năm | cuối năm] | <unit:unit>)"
            f" {AFTER_REPORT}"
        ),
        f"báo cáo [định kỳ] [hằng] (quý | tháng) (<roman> | <n>) {AFTER_REPORT}",
        # A summing-up takes place in its month, unless a day of its own follows: sơ kết tháng 6, tổng kết tháng 12.
        f"(sơ kết | tổng kết | đánh giá) [định kỳ] (quý | tháng) (<roman> | <n>) {{: | \\( | [,] {ITS_DAY}}}",
    ),
    examples={"Báo cáo quý: ngày 20/3/2026": "2026-03-20"},
)
def report_of_period(months: int = 0, unit: str = "") -> Everys:
    """How often such a report comes, where its name says it."""
    found = every(months, "tháng") if months else every(1, unit)
    return (found,) if found else ()


@documents.rule(
    "tam-nhin",
    "Tầm nhìn đến một năm: không phải là thời hạn",
    makes="word",
    patterns=(
        "[,] [và] [định hướng | tầm nhìn] tầm nhìn [đến] [năm] <yyyy>",
        "[,] [và] (định hướng | tầm nhìn) đến [năm] <yyyy>",
    ),
    examples={"đến năm 2030, tầm nhìn 2045": "2030-12-31"},
)
def vision() -> str:
    return ""


IN_WORDS = "(<numeral> | năm | mươi | lẻ | linh | trăm)"


@documents.rule(
    "so-bang-chu",
    "Số viết bằng chữ",
    makes="n",
    patterns=(
        f"<both:n> \\( {IN_WORDS} [{IN_WORDS}] [{IN_WORDS}] [{IN_WORDS}] \\)",
        "<tens:numeral> mươi [<ones:numeral>]",
        "<ten:numeral> <ones:numeral>",
    ),
    examples={"ba mươi ngày kể từ ngày 01/3/2026": "2026-03-31", "ngày 06 (sáu) tháng 6 (sáu)": "2026-06-06"},
)
def spelled_number(both: int = 0, tens: int = 1, ten: int = 10, ones: int = 0) -> int | None:
    if both:
        return both
    return tens * 10 + ones if ten == 10 and ones < 10 else None
