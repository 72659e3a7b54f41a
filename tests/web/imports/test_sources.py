"""What stands beside a row: its table as the file prints it, its page with a frame, and the sheet for Excel."""

import html
import re
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook

from documents.layout.words import Box, share_of_page
from tests.web.imports.documents import ALL, CLEAR, COLUMNS, GUESSED, HEAD, UNKNOWN, a_document, importing, send_up
from web.imports.source import row_frames
from workflow.plan import PrintedAt, PrintedRow
from workflow.store.database.opening import Database

MERGED = f"""{HEAD}<table><tr><th>TT</th><th>Nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Thời hạn hoàn thành</th>
<th>Nguồn vốn</th></tr>
<tr><td>1</td><td>Xây dựng cổng dữ liệu của tỉnh</td><td rowspan="2">Sở Nội vụ</td><td>Tháng 6/2026</td>
<td>NSĐP</td></tr>
<tr><td>2</td><td>Tập huấn kỹ năng số cho cán bộ</td><td>Tháng 26/7/2026</td><td>NSTW</td></tr>
<tr><td>3</td><td>Đánh giá an toàn thông tin</td><td>Sở Y tế</td><td>Tháng 8/2026</td><td>NSĐP</td></tr>
</table></body></html>""".encode()


@pytest.fixture
def admin(database: Database, tmp_path: Path) -> TestClient:
    return importing(database, tmp_path)


def a_workbook() -> bytes:
    """A plan's table in the second of two sheets; the first has figures beside it."""
    book = Workbook()
    figures = book.active
    assert figures is not None
    figures.title = "Chỉ tiêu"
    for line in (("Chỉ tiêu", "Đơn vị", "Năm 2026"), ("Hồ sơ trực tuyến", "%", "80"), ("Thanh toán số", "%", "60")):
        figures.append(line)
    tasks = book.create_sheet("Nhiệm vụ 2026")
    tasks.append(("KẾ HOẠCH số 71/KH-UBND ngày 20/02/2026",))
    tasks.append(COLUMNS)
    for number, row in enumerate(ALL, start=1):
        tasks.append((str(number), *row))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def origin(text: str) -> str:
    """The part of a page that shows the source."""
    return text[text.index('class="origin"') : text.index('role="status"')]


def test_a_web_page_shows_its_own_table_merged_cells_and_foreign_columns_included(admin: TestClient) -> None:
    shown = origin(admin.get(f"{send_up(admin, MERGED)}?dong=2").text)
    assert '<td rowspan="2">Sở Nội vụ</td>' in shown
    assert "Nguồn vốn" in shown
    here = shown[shown.index('class="here"') :]
    assert here.startswith('class="here"><td>2</td><td>Tập huấn kỹ năng số cho cán bộ</td><td>Tháng 26/7/2026</td>')
    assert shown.count('class="here"') == 1


def test_a_workbook_is_looked_through_sheet_by_sheet(admin: TestClient) -> None:
    address = send_up(admin, a_workbook(), "ke-hoach-71.xlsx")
    if "/dau" in admin.get(address).headers.get("location", ""):
        head = {"so": "71/KH-UBND", "ngay": "20/02/2026", "noi": "Ủy ban nhân dân tỉnh Đồng Tháp", "dau-moi": "Sở Y tế"}
        admin.post(f"{address}/dau", data=head)
    shown = origin(admin.get(f"{address}?dong=2").text)
    assert "Nhiệm vụ 2026" in shown
    assert GUESSED[0] in shown[shown.index('class="here"') :]
    other = origin(admin.get(f"{address}?dong=2&bang=1").text)
    assert "Thanh toán số" in other
    assert 'class="here"' not in other
    admin.post(f"{address}/dong/2", data={"chon-deadline": "giu"})
    assert "Nhiệm vụ 2026, số 2: giữ như chương trình đọc" in html.unescape(admin.get(address).text)


def test_a_long_table_is_shown_around_the_row_and_looked_through_on_demand(admin: TestClient) -> None:
    rows = [(f"Nhiệm vụ {number} về chuyển đổi số", *CLEAR[1:]) for number in range(1, 101)]
    address = send_up(admin, a_document(rows))
    shown = origin(admin.get(f"{address}?dong=50").text)
    assert "Nhiệm vụ 50 về" in shown
    assert "Nhiệm vụ 60 về" not in shown
    later = re.search(r'hang=(\d+)">các dòng dưới', shown)
    assert later
    assert "Nhiệm vụ 60 về" in origin(admin.get(f"{address}?dong=50&bang=1&hang={later[1]}").text)


def test_a_draft_whose_printed_tables_are_gone_shows_what_was_read(admin: TestClient, tmp_path: Path) -> None:
    address = send_up(admin, a_document())
    for kept in tmp_path.rglob("*-tables.jsonl"):
        kept.unlink()
    assert CLEAR[0] in origin(admin.get(f"{address}?dong=1").text)


def test_a_row_over_a_page_break_is_framed_on_both_pages() -> None:
    row = PrintedRow(
        printed_at=(PrintedAt(page=2, box=(0.1, 0.9, 0.9, 0.95)), PrintedAt(page=3, box=(0.1, 0.05, 0.9, 0.125)))
    )
    assert row_frames(row, 2) == [(100, 900, 800, 50)]
    assert row_frames(row, 3) == [(100, 50, 800, 75)]
    assert row_frames(row, 4) == []


def test_a_box_never_leaves_its_page() -> None:
    assert share_of_page(Box(-3, 10, 120, 400), (100, 200)) == (0.0, 0.05, 1.0, 1.0)


def corrected_sheet(admin: TestClient, address: str, cells: dict[tuple[int, str], str]) -> bytes:
    """The sheet of a draft with cells typed anew, by row of the spreadsheet and title of the column."""
    book = load_workbook(BytesIO(admin.get(f"{address}/phieu.xlsx").content))
    sheet = book["Nhiệm vụ"]
    columns = {cell.value: place for place, cell in enumerate(sheet[1], start=1)}
    for (row, title), text in cells.items():
        sheet.cell(row=row, column=columns[title]).value = text
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_deadline_that_a_sheet_says_and_nobody_can_read_stays_asked(admin: TestClient) -> None:
    address = send_up(admin, a_document((CLEAR, GUESSED)))
    typed = {(3, "Thời hạn"): "bao giờ", (3, "Đã kiểm tra (ghi x)"): "x", (2, "Đã kiểm tra (ghi x)"): "x"}
    admin.post(f"{address}/phieu", files={"tep": ("phieu.xlsx", corrected_sheet(admin, address, typed))})
    assert "Còn 1 chỗ cần xem" in admin.get(address).text


def test_a_sheet_says_once_that_nobody_leads(admin: TestClient) -> None:
    address = send_up(admin, a_document(((CLEAR[0], "", *CLEAR[2:]),)))
    book = load_workbook(BytesIO(admin.get(f"{address}/phieu.xlsx").content))
    said = [str(cell.value) for row in book["Nhiệm vụ"].iter_rows(min_row=2) for cell in row]
    assert " ".join(said).lower().count("không ghi cơ quan chủ trì") == 1


def test_the_sheet_goes_out_and_comes_back_as_one_decision(admin: TestClient) -> None:
    address = send_up(admin, a_document((CLEAR, GUESSED, UNKNOWN)))
    typed = {(3, "Thời hạn"): "Tháng 3/2026", (4, "Chủ trì"): "Sở Y tế"}
    content = corrected_sheet(admin, address, typed)
    answer = admin.post(f"{address}/phieu", files={"tep": ("phieu.xlsx", content)})
    assert answer.status_code == 303
    text = admin.get(answer.headers["location"]).text
    assert "Không còn chỗ nào cần xem" in text
    assert "Phiếu phieu.xlsx: 2 dòng" in text
    undo = re.search(r'action="([^"]+/hoan-tac/\d+)"', text)
    assert undo
    admin.post(undo[1])
    assert "Còn 2 chỗ cần xem" in admin.get(address).text


def test_a_sheet_of_another_document_is_refused_with_what_to_do(admin: TestClient) -> None:
    first, second = send_up(admin, a_document((CLEAR,))), send_up(admin, a_document((GUESSED,)))
    other = admin.get(f"{first}/phieu.xlsx").content
    answer = admin.post(f"{second}/phieu", files={"tep": ("phieu.xlsx", other)})
    assert (answer.status_code, "văn bản khác" in answer.text) == (422, True)
    assert "Chọn tệp phiếu" in admin.post(f"{second}/phieu", data={"x": "y"}).text


def test_the_list_says_of_which_table_a_row_is_where_a_file_has_several(admin: TestClient) -> None:
    table = a_document((CLEAR,)).decode()
    table = table[table.index("<table>") : table.index("</table>") + len("</table>")].replace(CLEAR[0], GUESSED[0])
    one = a_document((CLEAR,))
    two = one.replace(b"</table>", f"</table><p>Nhóm hai</p>{table}".encode())
    assert "Bảng 1, số 1" not in admin.get(f"{send_up(admin, one)}?dong=1").text
    listed = admin.get(f"{send_up(admin, two)}?dong=1").text
    assert "Bảng 1, số 1" in listed
    assert "Bảng 2, số 1" in listed


def test_the_list_shows_the_next_day_of_what_comes_back(admin: TestClient) -> None:
    address = send_up(admin, a_document(((*CLEAR[:-1], "Trước ngày 03 hằng tháng"),)))
    text = admin.get(f"{address}?dong=1").text
    read = re.search(r'<span class="under"><b>([^<]+)</b>', text)
    assert read
    assert read[1].endswith("/4/2026")
