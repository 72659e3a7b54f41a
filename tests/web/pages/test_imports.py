"""Taking a document in, in a real browser: at every width, by keyboard alone, without scripts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from tests.browsers import Window
from tests.documents.papers import Page, a_pdf
from tests.web.imports.documents import CLEAR, COLUMNS, a_document
from tests.web.offices import SEVEN, an_installation
from tests.web.people import granted
from tests.web.serving import serving
from web.app import create_app
from workflow.people.actions import Action
from workflow.people.grants import Actor, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.tables import PlanRow

if TYPE_CHECKING:
    from playwright.sync_api import Page as WebPage

pytestmark = pytest.mark.browser


# An agency's coordinator to whom an admin has added the right to commit what he reviewed.
COMMITTING = Actor(
    name="Anh Nam",
    grants=(replace(granted(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe"), also=frozenset({Action.IMPORT})),),
)

REVIEW = "progress[aria-label='Số nhiệm vụ đã rõ']"


@pytest.fixture
def host(office_database: Database, tmp_path: Path, who: Actor) -> Iterator[str]:
    """The address of an installation whose files lie in a folder of the test."""
    with office_database.writing() as session:
        # The sample office has a plan of this number: what comes in is another one then.
        session.execute(update(PlanRow).values(number="49/KH-UBND"))
    house = an_installation(office_database, home=tmp_path)
    app = create_app(house, now=lambda: SEVEN, actor_of=lambda _request: who)
    with serving(app) as port:
        yield f"http://127.0.0.1:{port}"


def send_up(window: Window, name: str = "ke-hoach-71.html", *, scripts: bool = True) -> None:
    """Send a document up and wait until it has been read; by then no page looks anew for it any more."""
    page = window.open("/van-ban/nhap")
    page.get_by_label("Tệp văn bản").set_input_files({"name": name, "mimeType": "text/html", "buffer": a_document()})
    page.get_by_role("button", name="Đọc văn bản").click()
    page.wait_for_url("**/van-ban/nhap/1")
    while not scripts and page.locator(REVIEW).count() == 0:
        page.reload()
    page.locator(REVIEW).wait_for()


def test_the_pages_of_an_import_keep_every_rule_and_fit_their_window(window: Window) -> None:
    send_up(window)
    for address in ("", "?dong=1", "?dong=3", "/phieu", "/dau", "/kiem-tra", "/bo"):
        window.open(f"/van-ban/nhap/1{address}")
        assert window.flaws() == []
    window.open("/van-ban/nhap")
    assert window.violations() == []


def shows(page: "WebPage", text: str) -> None:
    """Wait for a text on a page that listens to its keys: the script is there once the page is whole."""
    page.get_by_text(text, exact=True).wait_for()
    page.wait_for_load_state()


def test_every_row_is_settled_by_keyboard_alone(window: Window) -> None:
    send_up(window)
    page = window.page
    page.keyboard.press("2")
    assert page.locator("#chon-deadline-2").is_checked()
    page.keyboard.press("Enter")
    shows(page, "Còn 3 chỗ cần xem")
    page.keyboard.press("u")
    shows(page, "Còn 4 chỗ cần xem")
    page.keyboard.press("Enter")
    shows(page, "Còn 3 chỗ cần xem")
    page.keyboard.press("j")
    page.wait_for_url("**dong=4")
    page.keyboard.press("k")
    page.wait_for_url("**dong=3")


def test_who_chooses_other_words_by_key_writes_them_next(window: Window) -> None:
    send_up(window)
    page = window.page
    choices = page.locator("[name=chon-deadline]")
    values = [choices.nth(at).get_attribute("value") for at in range(choices.count())]
    page.keyboard.press(str(values.index("khac") + 1))
    page.keyboard.type("Quý III/2026")
    assert page.locator("#go-deadline").input_value() == "Quý III/2026"
    page.keyboard.press("Enter")
    shows(page, "Còn 3 chỗ cần xem")


def test_a_deadline_is_read_back_while_it_is_typed(window: Window) -> None:
    send_up(window)
    page = window.page
    page.locator("#go-deadline").press_sequentially("Quý III/2026", delay=5)
    page.get_by_text("thứ Tư 30/9/2026").wait_for()


def test_everything_works_without_scripts(windows: Callable[..., Window]) -> None:
    window = windows(java_script_enabled=False)
    send_up(window, scripts=False)
    page = window.page
    while page.get_by_role("button", name="Ghi nhận cách hiểu này").count():
        later = page.locator("input[value=sau]")
        for at in range(later.count()):
            later.nth(at).check()
        page.get_by_role("button", name="Ghi nhận cách hiểu này").click()
    page.get_by_role("link", name="Kiểm tra và nhập 7 nhiệm vụ").click()
    page.get_by_role("button", name="Nhập 7 nhiệm vụ").click()
    page.wait_for_url("**/van-ban/2?xong=nhap")


@pytest.mark.parametrize("who", [COMMITTING])
def test_a_coordinator_who_may_commit_takes_a_whole_plan_in_with_at_most_forty_keystrokes_and_clicks(
    window: Window, shared: Path
) -> None:
    page, strokes = window.open("/van-ban/nhap"), 0
    page.get_by_label("Tệp văn bản").set_input_files(shared / "seeds" / "ke-hoach-50-2026.txt")
    page.get_by_role("button", name="Đọc văn bản").click()
    strokes += 2
    page.wait_for_url("**/van-ban/nhap/1")
    page.get_by_role("status").filter(has_text="chỗ cần xem").wait_for()
    while page.get_by_role("button", name="Ghi nhận cách hiểu này").count():
        left = page.url
        page.keyboard.press("Enter")
        strokes += 1
        page.wait_for_function(f"location.href !== '{left}'")
        assert strokes <= 40
    page.get_by_role("link", name="Kiểm tra và nhập").click()
    page.get_by_role("button", name="Nhập").click()
    strokes += 2
    page.wait_for_url("**/van-ban/*?xong=nhap")
    assert strokes <= 40


def a_pdf_plan() -> bytes:
    """A plan of one page with one task."""
    page, widths = Page(), [30.0, 200.0, 130.0, 130.0, 100.0, 150.0]
    for line in (
        "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP",
        "Số: 71/KH-UBND",
        "Đồng Tháp, ngày 20 tháng 02 năm 2026",
        "KẾ HOẠCH",
        "Chuyển đổi số năm 2026",
    ):
        page.line(line)
    for row in (COLUMNS, ("1", *CLEAR)):
        page.row(row, widths)
    page.close(widths)
    return a_pdf(page)


def test_a_row_of_a_pdf_stands_beside_the_picture_of_its_page(window: Window) -> None:
    page = window.open("/van-ban/nhap")
    page.get_by_label("Tệp văn bản").set_input_files(
        {"name": "ke-hoach-71.pdf", "mimeType": "application/pdf", "buffer": a_pdf_plan()}
    )
    page.get_by_role("button", name="Đọc văn bản").click()
    page.wait_for_url("**/van-ban/nhap/1")
    page.get_by_role("status").filter(has_text="đã rõ").wait_for()
    page.goto(f"{window.host}/van-ban/nhap/1?dong=1")
    assert page.evaluate("document.querySelector('.sheet').decode().then(() => true)")
    assert window.violations() == []
