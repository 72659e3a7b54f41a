"""Documents from upload to duties in a real browser, nothing typed that the source says; a house from its first day."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import Watch, Window, new_window
from tests.documents.builders import a_docx
from tests.documents.formats.test_scan import OCR
from tests.web.house.houses import OwnHouse
from tests.web.imports.documents import CLEAR, COLUMNS, GUESSED, a_document
from tests.web.imports.test_changes_by_page import AMENDING, SECOND
from tests.web.offices import SEVEN, an_installation
from tests.web.people import ADMIN
from tests.web.serving import serving
from web.app import create_app
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
LAO_CAI = (
    "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
    "Số: 31/KH-UBND",
    "Lào Cai, ngày 02 tháng 3 năm 2026",
    "KẾ HOẠCH",
    "Quản lý khoáng sản năm 2026",
    "Phụ lục I",
)
PAPER = "body { font: 14pt serif } table, td, th { border: 1px solid; border-collapse: collapse; padding: 6pt }"


@pytest.fixture
def host(database_of_the_house: Database, tmp_path: Path) -> Iterator[str]:
    """The address of an installation without any plan, whose files lie in a folder of the test."""
    house = an_installation(database_of_the_house, home=tmp_path)
    with serving(create_app(house, now=lambda: SEVEN, actor_of=lambda _request: ADMIN)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def database_of_the_house(files: Any) -> Iterator[Database]:
    with files.one() as database:
        yield database


def send_up(window: Window, content: bytes, name: str) -> None:
    page = window.open("/van-ban/nhap")
    page.get_by_label("Tệp văn bản").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    page.get_by_role("button", name="Đọc văn bản").click()
    page.locator("progress[aria-label='Số nhiệm vụ đã rõ']").wait_for()


def settle(window: Window) -> int:
    """Take every doubt as it was read; return how many there were."""
    page, count = window.page, 0
    while page.get_by_role("button", name="Ghi nhận cách hiểu này").count():
        page.get_by_role("button", name="Ghi nhận cách hiểu này").click()
        count += 1
        assert count < 20
    return count


def take_in(window: Window, button: str) -> None:
    page = window.page
    page.get_by_role("link", name="Kiểm tra và nhập").click()
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/van-ban/*?xong=*")


def duties(database: Database) -> list[tuple[str, str, date | None]]:
    with database.reading() as session:
        found = [duty for duty in assignments(session) if duty.state.value != "withdrawn"]
        return sorted((duty.task.title, duty.agency_name, duty.due) for duty in found)


def scanned(window: Window, document: bytes) -> bytes:
    """The document as a scanner sees its first page: printed by the browser, 300 dots an inch, no text left."""
    import pypdfium2

    window.page.set_content(document.decode())
    window.page.add_style_tag(content=PAPER)
    printed = pypdfium2.PdfDocument(window.page.pdf(format="A4"))
    content = io.BytesIO()
    printed[0].render(scale=300 / 72, grayscale=True).to_pil().save(content, "PNG")
    return content.getvalue()


@OCR
def test_a_scan_becomes_duties_each_row_framed_on_its_page(window: Window, database_of_the_house: Database) -> None:
    send_up(window, scanned(window, a_document((CLEAR, SECOND))), "ban-quet.png")
    page = window.open("/van-ban/nhap/1?dong=2")
    assert page.locator(".frames rect").count() == 1
    assert page.evaluate("document.querySelector('.sheet').decode().then(() => true)")
    assert window.flaws() == []
    window.open("/van-ban/nhap/1")
    settle(window)
    take_in(window, "Nhập 2 nhiệm vụ")
    assert duties(database_of_the_house) == [
        (SECOND[0], "Sở Tài chính", date(2026, 9, 30)),
        (CLEAR[0], "Sở Nội vụ", date(2026, 7, 14)),
    ]


def test_a_changed_document_and_one_that_amends_it_change_what_they_say_alone(
    window: Window, database_of_the_house: Database
) -> None:
    first = a_document((CLEAR, SECOND, GUESSED)).replace(b"<table>", "<p>Phụ lục I</p><table>".encode())
    send_up(window, first, "ke-hoach.html")
    assert settle(window) == 1
    take_in(window, "Nhập 3 nhiệm vụ")
    send_up(window, first.replace("Quý III/2026".encode(), "Tháng 10/2026".encode()), "ke-hoach-sua.html")
    assert settle(window) == 0
    take_in(window, "Áp dụng 1 thay đổi")
    assert (SECOND[0], "Sở Tài chính", date(2026, 10, 31)) in duties(database_of_the_house)
    send_up(window, AMENDING, "sua-doi.html")
    # Its new task has the number of one that stays.
    assert settle(window) == 1
    window.page.get_by_role("link", name="Kiểm tra và nhập").click()
    window.page.get_by_text("Sửa đổi, bổ sung 71/KH-UBND theo 120/KH-UBND").wait_for()
    assert window.flaws() == []
    window.page.get_by_role("button", name="Áp dụng").click()
    window.page.wait_for_url("**/van-ban/1?xong=ap-dung")
    assert duties(database_of_the_house) == [
        (GUESSED[0], "Sở Y tế", date(2026, 3, 26)),
        (CLEAR[0], "Sở Nội vụ", date(2026, 9, 14)),
        ("Xây dựng kho dữ liệu dùng chung", "Sở Tài chính", date(2026, 6, 30)),
    ]


def of_lao_cai() -> bytes:
    """A plan of another province as a Word file; one of its bodies is in nobody else's directory."""
    rows = (
        (
            "1",
            "Rà soát các khu cấm khai thác",
            "Sở Nông nghiệp và Môi trường",
            "Công an tỉnh",
            "Báo cáo",
            "Quý II/2026",
        ),
        ("2", "Cập nhật bản đồ các điểm mỏ", "Trung tâm Số liệu mỏ", "", "Bản đồ", "Trước 15/7/2026"),
    )

    def head(document: Any) -> None:
        table = document.element.body[0]
        for line in LAO_CAI:
            table.addprevious(document.add_paragraph(line)._element)

    return a_docx(*rows, header=COLUMNS, edit=head)


def fill(window: Window, section: str, button: str, **fields: str) -> None:
    """Fill a section of the set-up in, and send it."""
    part = window.page.locator(f"#{section}")
    for name, text in fields.items():
        field = part.locator(f"#{name.replace('_', '-')}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    part.get_by_role("button", name=button).click()
    window.page.wait_for_url("**/thiet-lap?*")


def test_an_empty_house_is_set_up_and_takes_a_word_file_of_its_province_in(browser: "Browser", tmp_path: Path) -> None:
    own = OwnHouse(tmp_path / "home")
    with serving(own.app) as port:
        watch = Watch(f"http://127.0.0.1:{port}")
        window = new_window(browser, watch.host, watch)
        window.open("/").wait_for_url("**/thiet-lap")
        fill(window, "tinh-thanh", "Lấy danh bạ của tỉnh", tinh="Lào Cai")
        listed = tmp_path / "danh-ba.csv"
        listed.write_text("name\nTrung tâm Số liệu mỏ\n", encoding="utf-8")
        window.page.locator("#danh-ba").set_input_files(listed)
        window.page.get_by_role("button", name="Thêm vào danh bạ").click()
        window.page.wait_for_url("**/thiet-lap?*")
        mail = {"thu_may_chu": "smtp.tinh.example", "thu_nguoi_gui": "dondoc@tinh.example"}
        fill(window, "may-chu-thu", "Ghi máy chủ thư", **mail, thu_quan_tri="quantri@tinh.example")
        follower = {"dau_moi_ten": "Trần Nam", "dau_moi_thu": "nam@snnmt.example"}
        fill(
            window,
            "co-quan-dau-moi",
            "Lập tài khoản, gửi lời mời",
            dau_moi_co_quan="so-nong-nghiep-va-moi-truong",
            **follower,
        )
        leading = {"lanh_dao_ten": "Lê Bình", "lanh_dao_thu": "binh@ubnd.example"}
        fill(window, "lanh-dao-tinh", "Ghi lãnh đạo tỉnh", lanh_dao_co_quan="van-phong-ubnd-tinh", **leading)
        fill(window, "dia-chi-trang", "Ghi địa chỉ", dia_chi="https://dondoc.laocai.example")
        window.page.get_by_role("link", name="Nhập văn bản đầu tiên").wait_for()
        assert window.flaws() == []
        send_up(window, of_lao_cai(), "ke-hoach-31.docx")
        settle(window)
        take_in(window, "Nhập 2 nhiệm vụ")
        assert duties(own.installation.database) == [
            ("Cập nhật bản đồ các điểm mỏ", "Trung tâm Số liệu mỏ", date(2026, 7, 14)),
            ("Rà soát các khu cấm khai thác", "Sở Nông nghiệp và Môi trường", date(2026, 6, 30)),
        ]
        window.context.close()
        assert watch.faults == []
    own.close()
