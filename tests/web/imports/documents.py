"""Documents that come in by the pages of the tests, and what those pages send."""

import html
import re
import threading
from collections.abc import Sequence
from pathlib import Path

from fastapi.testclient import TestClient

from tests.web.offices import SEVEN, an_installation
from tests.web.people import ADMIN
from tests.web.shared_pages import pages_over
from workflow.people.grants import Actor
from workflow.store.database.opening import Database

HEAD = """<html><body><p>ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP</p><p>Số: 71/KH-UBND</p>
<p>Đồng Tháp, ngày 20 tháng 02 năm 2026</p>
<p>KẾ HOẠCH</p><p>Chuyển đổi số năm 2026</p>"""
COLUMNS = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn hoàn thành")
CLEAR = ("Xây dựng cổng dữ liệu dùng chung của tỉnh", "Sở Nội vụ", "Sở Tài chính", "Đề án", "Trước 15/7/2026")
GUESSED = ("Ban hành quy chế quản lý mã số định danh", "Sở Y tế", "Sở Nội vụ", "Quyết định", "Tháng 26/3/2026")
UNKNOWN = ("Đánh giá an toàn thông tin của các hệ thống", "Sở Thông tin và Số hóa", "", "Báo cáo", "Tháng 6/2026")
ALIKE = ("Tập huấn kỹ năng số cho cán bộ cấp xã", "Sở Thông tin và Số hóa", "", "Lớp tập huấn", "Quý III/2026")
AWAITED = (
    "Triển khai nền tảng số quốc gia tại địa phương",
    "Sở Y tế",
    "",
    "Báo cáo",
    "Sau khi Bộ Y tế ban hành quy chế",
)
PAST = ("Rà soát hạ tầng mạng của các cơ quan", "Công an tỉnh", "", "Báo cáo", "Tháng 02/2026")
MISSING = ("Bố trí kinh phí cho chuyển đổi số trong năm", "Sở Tài chính", "", "Dự toán", "")
ALL = (CLEAR, GUESSED, UNKNOWN, ALIKE, AWAITED, PAST, MISSING)


def a_document(rows: Sequence[Sequence[str]] = ALL) -> bytes:
    """A plan of the province as a web page with one table of tasks."""
    cells = "".join(f"<th>{name}</th>" for name in COLUMNS)
    lines = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in (str(number), *row))}</tr>"
        for number, row in enumerate(rows, start=1)
    )
    return f"{HEAD}<table><tr>{cells}</tr>{lines}</table><p>KT. CHỦ TỊCH</p></body></html>".encode()


def importing(database: Database, home: Path, who: Actor = ADMIN) -> TestClient:
    """Return a client that looks at the pages of an installation whose files lie in `home`."""
    app = pages_over(
        an_installation(database, home=home, development=True), now=lambda: SEVEN, actor_of=lambda _request: who
    )
    return TestClient(app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})


def send_up(client: TestClient, content: bytes, name: str = "ke-hoach-71.html") -> str:
    """Send a document up and wait until it is read, however busy the machine; return the address of its page."""
    answer = client.post("/van-ban/nhap", files={"tep": (name, content)})
    assert answer.status_code == 303, answer.text
    wait_for_reading()
    return str(answer.headers["location"])


def wait_for_reading() -> None:
    """Wait until what was sent up is read."""
    for thread in threading.enumerate():
        if thread.name.startswith("reading draft"):
            thread.join()


def chosen(text: str) -> dict[str, str]:
    """What the form of the shown row would send as it stands."""
    form = text[text.index("data-row") :] if "data-row" in text else ""
    form = form[: form.index("</form>")] if form else ""
    picked = dict(re.findall(r'name="(chon-\w+)"[^>]* value="([^"]*)" checked', form))
    return {name: html.unescape(value) for name, value in picked.items()}


def row_address(text: str) -> str:
    """The address that the form of the shown row sends to."""
    found = re.search(r'action="(/van-ban/nhap/\d+/dong/\d+)" class="stack" data-row', text)
    assert found, "no row asks anything"
    return found[1]
