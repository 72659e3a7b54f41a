"""A report with a file from end to end in a real browser: a clerk's phone, a coordinator's desk, no scripts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import Request

from tests.browsers import Window, expect
from tests.files import a_pdf, a_photo
from tests.plans import at
from tests.web.offices import SEVEN, an_installation
from tests.web.people import CLERK, COORDINATOR
from tests.web.serving import serving
from web.app import create_app
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.people.accounts import add_account
from workflow.store.people.grants import add_grant

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

GATE = 2
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
Windows = Callable[..., Window]


@pytest.fixture
def people(office_database: Database) -> dict[str, Actor]:
    """A clerk and a coordinator with accounts of their own."""
    found = {"chuyen-vien": CLERK, "dau-moi": COORDINATOR}
    now = at(date(2026, 3, 5))
    with office_database.writing() as session:
        for name, actor in found.items():
            account = add_account(session, name=actor.name, mail=f"{name}@x.example", now=now)
            for grant in actor.grants:
                add_grant(session, grant, person=account.id, given_by="x", now=now)
            found[name] = replace(actor, person=account.id)
    return found


@pytest.fixture
def host(office_database: Database, people: dict[str, Actor], tmp_path: Path) -> Iterator[str]:
    """The address of the pages, where a cookie says who looks."""

    def who(request: Request) -> Actor:
        return people[request.cookies["ai"]]

    installation = an_installation(office_database, home=tmp_path)
    with serving(create_app(installation, now=lambda: SEVEN, actor_of=who)) as port:
        yield f"http://127.0.0.1:{port}"


def as_person(windows: Windows, name: str, **options: object) -> Window:
    window = windows(**options)
    window.context.add_cookies([{"name": "ai", "value": name, "url": window.host}])
    return window


def choose(page: "Page", name: str, content: bytes) -> None:
    page.locator("#tep").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_clerk_reports_on_a_phone_recalls_is_returned_reports_again_and_is_confirmed(windows: Windows) -> None:
    phone = as_person(windows, "chuyen-vien", java_script_enabled=False, **PHONE)
    desk = as_person(windows, "dau-moi", java_script_enabled=False, viewport={"width": 1280, "height": 900})

    page = phone.open(f"/viec/{GATE}/bao-cao")
    page.locator("#so-van-ban").fill("128/BC-SNV")
    choose(page, "Báo cáo 128.pdf", a_pdf("Bao cao mot"))
    press(page, "Thêm tệp")
    expect(page.locator(".files")).to_contain_text("Báo cáo 128.pdf")
    assert page.locator("#so-van-ban").input_value() == "128/BC-SNV"
    press(page, "Gửi báo cáo")
    expect(page.get_by_role("status")).to_contain_text("chờ xác nhận.")
    expect(page.locator(".files")).to_contain_text("Báo cáo 128.pdf")

    page.get_by_role("link", name="Hoàn tác").click()
    press(page, "Rút báo cáo")
    expect(page.get_by_text("(đã rút)")).to_be_visible()
    page.goto(f"{phone.host}/viec/{GATE}/bao-cao")
    page.locator("#so-van-ban").fill("129/BC-SNV")
    choose(page, "Báo cáo 129.pdf", a_pdf("Bao cao hai"))
    press(page, "Gửi báo cáo")

    decision = desk.open(f"/viec/{GATE}/xac-nhan")
    expect(decision.locator("table.compare")).to_contain_text("Báo cáo 129.pdf")
    expect(decision.locator("table.compare")).to_contain_text("“Đề án”")
    decision.get_by_role("link", name="xem tại đây").click()
    expect(decision.get_by_role("img", name="Ảnh trang 1")).to_be_visible()
    decision.get_by_role("link", name="Về nhiệm vụ").click()
    decision.goto(f"{desk.host}/viec/{GATE}/tra-lai")
    decision.locator("#ly-do").fill("Thiếu phụ lục")
    press(decision, "Trả lại, nêu lý do")

    page.goto(f"{phone.host}/viec/{GATE}")
    expect(page.get_by_text("“Thiếu phụ lục”").first).to_be_visible()
    expect(page.get_by_text("Báo cáo 129.pdf").first).to_be_visible()
    page.goto(f"{phone.host}/viec/{GATE}/bao-cao")
    page.locator("#so-van-ban").fill("130/BC-SNV")
    choose(page, "Báo cáo 130.pdf", a_pdf("Bao cao ba", "Phu luc"))
    press(page, "Gửi báo cáo")

    decision.goto(f"{desk.host}/viec/{GATE}/xac-nhan")
    expect(decision.locator("table.compare")).to_contain_text("bị trả lại vì “Thiếu phụ lục”")
    expect(decision.locator(".will")).to_contain_text("hoàn thành đúng hạn")
    press(decision, "Xác nhận hoàn thành")
    page.goto(f"{phone.host}/viec/{GATE}")
    expect(page.get_by_text("hoàn thành đúng hạn").first).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Báo cáo 130.pdf", exact=True).first.click()
    assert taken.value.suggested_filename == "Báo cáo 130.pdf"


def test_what_is_written_waits_as_a_draft_and_enter_sends_it(windows: Windows) -> None:
    window = as_person(windows, "chuyen-vien", **PHONE)
    page = window.open(f"/viec/{GATE}/bao-cao")
    page.locator("#tom-tat").fill("Đã trình dự thảo")
    choose(page, "anh.jpg", a_photo())
    press(page, "Lưu nháp")
    expect(page.get_by_role("status")).to_contain_text("Đã lưu nháp")
    page.goto(f"{window.host}/viec/{GATE}")
    page.get_by_role("link", name="Báo cáo kết quả").first.click()
    assert page.locator("#tom-tat").input_value() == "Đã trình dự thảo"
    choose(page, "lon.pdf", b"MZ")
    press(page, "Gửi báo cáo")
    expect(page.get_by_role("alert")).to_contain_text("lon.pdf")
    expect(page.locator(".files")).to_contain_text("anh.jpg")
    page.locator("#so-van-ban").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Đã gửi báo cáo")
    expect(page.locator(".files")).to_contain_text("anh.jpg")


def test_the_pages_of_a_report_keep_every_rule_and_fit_their_window(windows: Windows) -> None:
    clerk, coordinator = as_person(windows, "chuyen-vien"), as_person(windows, "dau-moi")
    page = clerk.open(f"/viec/{GATE}/bao-cao")
    choose(page, "Báo cáo kết quả thực hiện nhiệm vụ quý I năm 2026.pdf", a_pdf("Bao cao", "Phu luc"))
    press(page, "Thêm tệp")
    choose(page, "khong-phai.pdf", b"MZ")
    press(page, "Gửi báo cáo")
    assert clerk.flaws() == []
    page.goto(f"{clerk.host}/viec/{GATE}/bao-cao")
    assert clerk.flaws() == []
    page.locator("#so-van-ban").fill("128/BC-SNV")
    press(page, "Gửi báo cáo")
    assert clerk.flaws() == []
    coordinator.open(f"/viec/{GATE}/xac-nhan")
    assert coordinator.flaws() == []
    coordinator.page.get_by_role("link", name="xem tại đây").click()
    assert coordinator.flaws() == []
