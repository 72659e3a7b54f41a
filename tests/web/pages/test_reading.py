"""The reading pages in a real browser: at every width, with and without scripts, by keyboard, back and forth."""

import re
from collections.abc import Callable

import pytest

from tests.browsers import Window, expect

pytestmark = pytest.mark.browser


def test_typing_finds_and_keeps_focus_address_and_reload(window: Window) -> None:
    page = window.open("/viec")
    page.locator("#tim").press_sequentially("nguoi co tai", delay=10)
    expect(page.get_by_role("status")).to_contain_text("1 nhiệm vụ")
    assert page.evaluate("document.activeElement.id") == "tim"
    assert page.url.endswith("/viec?tim=nguoi+co+tai")
    assert page.locator("#bo-loc > summary").text_content() == "Bộ lọc (1 đang dùng)"
    page.reload()
    assert page.locator("tbody tr").count() == 1
    assert page.locator("#tim").input_value() == "nguoi co tai"


def test_back_leads_out_of_a_search_and_forward_into_it_again(window: Window) -> None:
    page = window.open("/")
    page.goto(page.url.rstrip("/") + "/viec")
    everything = page.get_by_role("status").inner_text()
    page.locator("#tim").fill("nguoi co tai")
    expect(page.get_by_role("status")).to_contain_text("1 nhiệm vụ")
    page.wait_for_url("**/viec?tim=nguoi+co+tai")
    with page.expect_response("**/viec?tim=*"):
        page.keyboard.press("Enter")
    with page.expect_response("**/viec?tim=*"):
        page.get_by_role("button", name="Tìm", exact=True).click()
    for _ in range(2):
        page.go_back()
        expect(page).to_have_url(re.compile(r"/viec$"))
        expect(page.get_by_role("status")).to_have_text(everything)
        expect(page.locator("#tim")).to_have_value("")
        page.go_back()
        expect(page).to_have_url(re.compile(r"\d/$"))
        page.go_forward()
        expect(page).to_have_url(re.compile(r"/viec$"))
        page.go_forward()
        expect(page).to_have_url(re.compile(r"/viec\?tim=nguoi\+co\+tai$"))
        expect(page.get_by_role("status")).to_contain_text("1 nhiệm vụ")
        expect(page.locator("#tim")).to_have_value("nguoi co tai")


def test_back_and_reload_keep_each_filter(window: Window) -> None:
    page = window.open("/viec")
    page.locator(".facets a", has_text="đến hạn hôm nay").click()
    page.locator(".facets a", has_text="Sở Nội vụ").click()
    assert page.locator("[role=status]").inner_text().startswith("1 nhiệm vụ")
    page.go_back()
    assert page.locator(".chip").count() == 1
    page.reload()
    assert page.locator(".chip").count() == 1
    page.go_back()
    assert page.locator(".chip").count() == 0
    page.go_forward()
    assert page.locator(".chip").count() == 1


def test_every_kind_of_filter_stands_in_the_address_and_survives_back_and_reload(window: Window) -> None:
    page = window.open("/viec")
    seen = []
    for label in ("Tình trạng", "Cơ quan chủ trì", "Trạng thái", "Loại thời hạn"):
        group = page.locator(".facets h2", has_text=label).locator("xpath=following-sibling::ul[1]")
        if group.count() == 0 or group.locator("a:not([aria-current])").count() == 0:
            continue
        group.locator("a:not([aria-current])").first.click()
        page.reload()
        seen.append((page.url, page.get_by_role("status").inner_text()))
    assert len(seen) >= 3
    for url, said in reversed(seen[:-1]):
        page.go_back()
        assert (page.url, page.get_by_role("status").inner_text()) == (url, said)


def test_everything_is_found_without_scripts(windows: Callable[..., Window]) -> None:
    window = windows(java_script_enabled=False)
    page = window.open("/viec")
    page.locator("#tim").fill("te thong minh")
    page.get_by_role("button", name="Tìm", exact=True).click()
    assert page.locator("tbody tr").count() == 1
    page.locator("tbody .title a").click()
    assert page.locator("h1").inner_text() == "Y tế thông minh"


def test_the_keyboard_alone_opens_a_duty(window: Window) -> None:
    page = window.open("/viec")
    page.keyboard.press("/")
    page.keyboard.type("mot cua")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.wait_for_load_state("load")
    page.keyboard.press("Tab")
    page.locator("body").evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/viec/2")


def test_facets_are_open_on_desks_and_folded_on_phones(window: Window) -> None:
    page = window.wide(1280)
    window.open("/viec")
    assert page.locator(".facets").is_visible()
    window.wide(390)
    assert not page.locator(".facets").is_visible()
    page.locator("#bo-loc > summary").click()
    assert page.locator(".facets").is_visible()


def test_a_page_prints_on_a4_as_the_table_of_desks(window: Window) -> None:
    page = window.open("/viec?co-quan=so-noi-vu")
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert not page.locator(".search").is_visible()
    assert page.locator("thead").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_days_are_the_same_in_every_time_zone(windows: Callable[..., Window]) -> None:
    for zone in ("Pacific/Kiritimati", "Asia/Ho_Chi_Minh", "Pacific/Niue"):
        page = windows(timezone_id=zone).open("/viec/1")
        assert page.locator(".head .about b").inner_text() == "Hạn thứ Hai 26/01/2026"
