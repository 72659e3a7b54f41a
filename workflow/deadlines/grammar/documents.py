"""Names of documents. The numbers and dates inside them are no deadlines."""

from workflow.deadlines.patterns import Rules

documents = Rules()

DOCUMENT = (
    "(quyết định | nghị quyết | nghị định | thông tư | luật | pháp lệnh | công văn | công điện | kế hoạch | chỉ thị"
    " | thông báo | báo cáo | hướng dẫn | kết luận | chương trình | văn bản | tờ trình | giấy mời | đề án)"
)
ISSUED = "ngày <number> / <number> / <yyyy>", "ngày <number> tháng <number> năm <yyyy>"


@documents.rule(
    "ten-van-ban",
    "Tên văn bản kèm số, ngày ban hành",
    makes="document",
    patterns=(
        *(f"{DOCUMENT} [số] <document> [của …] {issued}" for issued in ISSUED),
        *(f"{DOCUMENT} [số <number>] {issued}" for issued in ISSUED),
        *(f"<document> [,] {issued}" for issued in ISSUED),
        "luật … năm <yyyy>",
        f"{DOCUMENT} [số] <document>",
    ),
    examples={"Quyết định số 05-QĐ/BCĐ ngày 06/01/2026": "unreadable"},
)
def document() -> str:
    return ""
