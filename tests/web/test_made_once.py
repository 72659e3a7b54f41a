"""A form that makes an address makes one, however often it is sent: a double click, Back and send again."""

import re

import pytest

from tests.web.accounts.office import DAY, Browser, Office, of_agency
from tests.web.offices import an_office
from web.frame.made_once import FORM_MARK
from workflow.people.grants import GrantedRole
from workflow.store.database.opening import Database
from workflow.store.feeds.addresses import feeds
from workflow.store.feeds.shares import all_shares

COORDINATOR = of_agency(GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
CALENDAR = "/dang-ky-lich"
FORMS = {
    CALENDAR: {"lich": "coordinator:lead:so-khoa-hoc-va-cong-nghe", "ten": "Phòng tôi"},
    "/chia-se/moi": {"xem": "co-quan=so-y-te", "cho": "Văn phòng UBND", "ngay": "7"},
    "/chia-se/bao-cao": {"xem": "van-ban=1", "cho": "Giao ban", "ngay": "7"},
}
ADDRESS = re.compile(r"/(?:cong-khai|lich)/[\w-]{43}|[\w-]{43}(?=\.ics)")
SAID = "Biểu mẫu này đã được gửi trước đó"


@pytest.fixture
def office(database: Database) -> Office:
    an_office(database)
    return Office(database)


@pytest.fixture
def maker(office: Office) -> Browser:
    return office.signed_in("nam@skhcn.example", COORDINATOR)


def marked(browser: Browser, path: str) -> dict[str, str]:
    """The form of a page, filled in, with the mark that the page shows it with."""
    found = re.search(rf'name="{FORM_MARK}" value="([\w-]+)"', browser.get(path).text)
    assert found
    return FORMS[path] | {FORM_MARK: found[1]}


def made(office: Office) -> int:
    """How many addresses there are, of calendars and of shares, open ones and others."""
    with office.database.reading() as session:
        return len(feeds(session, ended_since=DAY)) + len(all_shares(session))


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_is_sent_twice_makes_one_address_and_shows_it_both_times(
    office: Office, maker: Browser, path: str
) -> None:
    form = marked(maker, path)
    first, second = maker.post_on(path, **form), maker.post_on(path, **form)
    office.clock.pass_by(minutes=9)
    third = maker.post_on(path, **form)
    assert made(office) == 1
    shown = [ADDRESS.search(page.text) for page in (first, second, third)]
    assert shown[0]
    assert {found and found[0] for found in shown} == {shown[0][0]}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_is_sent_again_too_late_to_be_shown_its_address_says_so(
    office: Office, maker: Browser, path: str
) -> None:
    form = marked(maker, path)
    maker.post(path, **form)
    office.clock.pass_by(minutes=11)
    again = maker.post_on(path, **form)
    assert SAID in again.text
    assert not ADDRESS.search(again.text)
    assert made(office) == 1


@pytest.mark.parametrize("path", FORMS)
def test_a_form_whose_address_was_ended_meanwhile_opens_none_again(office: Office, maker: Browser, path: str) -> None:
    form = marked(maker, path)
    maker.post(path, **form)
    ended = maker.post("/dang-ky-lich/1/thu-hoi" if path == CALENDAR else "/chia-se/1/ngung")
    assert ended.status_code == 303
    assert SAID in maker.post_on(path, **form).text
    assert made(office) == 1


@pytest.mark.parametrize("path", FORMS)
def test_another_form_another_wording_and_another_person_make_one_each(
    office: Office, maker: Browser, path: str
) -> None:
    form = marked(maker, path)
    other = office.signed_in("ha@skhcn.example", COORDINATOR)
    reworded = form | ({"ten": "Phòng khác"} if path == CALENDAR else {"cho": "Sở Tài chính"})
    pages = [maker.post_on(path, **form), maker.post_on(path, **reworded), maker.post_on(path, **marked(maker, path))]
    pages.append(other.post_on(path, **form))
    shown = {found[0] for page in pages if (found := ADDRESS.search(page.text))}
    assert len(shown) == made(office) == len(pages)


def test_an_address_is_replaced_once_however_often_that_is_sent(office: Office, maker: Browser) -> None:
    maker.post(CALENDAR, **marked(maker, CALENDAR))
    mark = {FORM_MARK: marked(maker, CALENDAR)[FORM_MARK]}
    first, second = maker.post_on("/dang-ky-lich/1/thay", **mark), maker.post_on("/dang-ky-lich/1/thay", **mark)
    shown = ADDRESS.search(first.text)
    assert shown
    assert shown[0] in second.text
    assert maker.get(CALENDAR).text.count("đuôi <b>") == 1
    office.clock.pass_by(minutes=11)
    assert SAID in maker.post_on("/dang-ky-lich/1/thay", **mark).text
    # A form that was shown before somebody else replaced it still learns that it came too late.
    assert maker.post("/dang-ky-lich/1/thay", **{FORM_MARK: "khác"}).status_code != 303
