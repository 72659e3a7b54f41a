"""The pages of plans: how far each is by section, agency and month; every figure opens exactly its list."""

import html
import re

import pytest

from tests.web.offices import an_office, pages_of
from tests.web.people import ADMIN, CLERK, STRANGER
from workflow.people.grants import Actor
from workflow.store.database.opening import Database

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


def test_the_list_names_each_plan_with_what_is_overdue(office: Database) -> None:
    text = pages_of(office).get("/van-ban").text
    assert "50/KH-UBND" in text
    assert "nhiệm vụ có hạn" in text
    assert 'role="img"' in text


def test_a_plan_says_who_follows_it_up_and_how_far_each_section_and_agency_is(office: Database) -> None:
    text = pages_of(office).get("/van-ban/1").text
    assert "Sở Khoa học và Công nghệ" in text
    assert "Tiến độ theo cơ quan" in text
    assert "Tiến độ theo mục" in text
    assert "6/2026" in text


def test_a_plan_gives_its_report_card_and_says_which_ladder_counts(office: Database) -> None:
    text = pages_of(office).get("/van-ban/1").text
    assert '<a href="/thong-bao/thang">thang chung</a>' in text
    for address in re.findall(r'href="(/bao-cao[^"]+)"', text):
        assert pages_of(office).get(html.unescape(address)).status_code == 200
    assert "/bao-cao/xuat.docx" not in pages_of(office, CLERK).get("/van-ban/1").text


def test_every_figure_of_a_plan_opens_a_list_of_as_many_duties(office: Database) -> None:
    client = pages_of(office)
    text = client.get("/van-ban/1").text
    found = re.findall(r'<td class="num"><a href="([^"]+)">([\d.]+)</a>', text)
    assert len(found) > 5
    for address, count in set(found):
        listed = client.get(html.unescape(address)).text
        assert re.search(rf"<b>{re.escape(count)}</b> nhiệm vụ|{re.escape(count)} nhiệm vụ", listed), (address, count)


@pytest.mark.parametrize(("who", "status"), [(ADMIN, 200), (CLERK, 200), (STRANGER, 404)])
def test_a_plan_is_shown_to_whoever_has_to_do_with_it(office: Database, who: Actor, status: int) -> None:
    client = pages_of(office, who)
    assert client.get("/van-ban/1").status_code == status
    assert ("50/KH-UBND" in client.get("/van-ban").text) == (status == 200)


def test_a_plan_that_is_not_there_is_no_page(office: Database) -> None:
    assert pages_of(office).get("/van-ban/99").status_code == 404


def test_a_plan_names_its_sections_without_itself_and_its_years_once(office: Database) -> None:
    text = pages_of(office).get("/van-ban/1").text
    assert '<th scope="row">Bảng nhiệm vụ<' in text
    assert "<dt>Thời kỳ</dt><dd>2026</dd>" in text
