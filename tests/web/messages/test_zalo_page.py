"""A Zalo account is set up and agreed to at pages, with a Zalo of our own that speaks its token exchange."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from config.keys import make_key_file
from services.day.zalo_accounts import accounts, vault
from tests.web.house.houses import OwnHouse
from tests.web.offices import SEVEN
from tests.web.people import COORDINATOR
from tests.zalo_server import Zalo, zalo_on_loopback
from workflow.store.log.tail import latest_lines

PAGE, BACK = "/thong-bao/kenh/zalo", "/thong-bao/kenh/zalo/ve"
ACCOUNT = "4318657068771012646"


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    with zalo_on_loopback(Zalo(now=SEVEN)) as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, zalo: Zalo) -> Iterator[OwnHouse]:
    home = tmp_path / "home"
    home.mkdir()
    make_key_file(home)
    (home / ".env").write_text(f"DONDOC_ZALO_OAUTH={zalo.url}\nDONDOC_BASE_URL=https://dondoc.tinh.example\n")
    made = OwnHouse(home)
    yield made
    made.close()


def set_up(house: OwnHouse) -> str:
    """The page once the account and the application are known."""
    return house.done(PAGE, oa=ACCOUNT, ung_dung="app", khoa="app-secret")


def agree(zalo: Zalo, page: str) -> dict[str, str]:
    """What Zalo sends the browser back with once the account's admin agreed on the link of the page."""
    link = re.search(r'href="([^"]*/v4/oa/permission[^"]*)"', page)
    assert link
    asked = {name: values[0] for name, values in parse_qs(urlsplit(html.unescape(link[1])).query).items()}
    assert asked["redirect_uri"] == f"https://dondoc.tinh.example{BACK}"
    zalo.challenge = asked["code_challenge"]
    return {"oa_id": ACCOUNT, "code": zalo.code, "state": asked["state"]}


def test_an_account_is_set_up_agreed_to_and_posts(house: OwnHouse, zalo: Zalo) -> None:
    assert "Ghi mã OA, mã ứng dụng" in house.get(PAGE)
    page = set_up(house)
    assert f"OA {ACCOUNT}: chưa được cấp quyền" in page
    assert "app-secret" not in page
    assert house.settings.zalo_url == f"zalooa://{ACCOUNT}/?kind=group"

    back = house.get(f"{BACK}?{urlencode(agree(zalo, page))}")
    assert not accounts(house.installation, lambda: SEVEN)
    answer = re.search(r'name="tra-loi" value="([^"]*)"', back)
    assert answer
    assert "Zalo đã cấp quyền" in house.done(BACK, tra_loi=html.unescape(answer[1]))
    assert vault(house.installation, lambda: SEVEN).read(ACCOUNT).access == zalo.access
    assert "được gửi đến" in house.get(PAGE)
    with house.installation.database.reading() as session:
        (line,) = latest_lines(session, limit=1)
    assert line.entry
    assert line.entry.details == {"settings": [f"quyền của Zalo OA {ACCOUNT}"]}


def test_an_answer_to_another_link_or_to_nobody_s_is_refused_and_so_is_what_zalo_refuses(
    house: OwnHouse, zalo: Zalo
) -> None:
    page = set_up(house)
    given = agree(zalo, page)
    address = f"https://dondoc.tinh.example{BACK}?"
    for wrong in (given | {"state": given["state"][:-1] + "x"}, given | {"state": ""}, {"code": "code-0"}):
        assert "không thuộc liên kết bạn vừa mở" in html.unescape(
            house.refused(BACK, tra_loi=address + urlencode(wrong))
        )
    told = html.unescape(house.refused(BACK, tra_loi=address + urlencode(given | {"code": "mã sai"})))
    assert "không được Zalo chấp nhận" in told
    assert not accounts(house.installation, lambda: SEVEN)


def test_what_is_no_number_is_refused_and_only_an_admin_comes_in(house: OwnHouse) -> None:
    assert "Mã OA chỉ gồm chữ số" in html.unescape(house.refused(PAGE, oa="zalooa://x/", ung_dung="app", khoa="s"))
    assert "chưa ghi" in html.unescape(house.refused(PAGE, oa=ACCOUNT, ung_dung="app", khoa=""))
    house.who = COORDINATOR
    assert house.client.get(PAGE).status_code == 403
