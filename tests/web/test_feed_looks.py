"""An address looks otherwise from now on, under the same secret: name, alarm, days, colour, and what it shows."""

import re
from datetime import timedelta

import pytest
from icalendar.cal.component import Component

from calendars.checking.validator import validate
from calendars.feeds.feed_colors import FeedColor
from services.screens.feed_addresses import new_feed_token
from tests.builders import a_transition
from tests.calendars.reading import events_in, field
from tests.plans import a_head, a_row, registered
from tests.web.offices import SEVEN, an_office, pages_of
from tests.web.people import ADMIN, CLERK, STRANGER
from tests.web.subscribing import Subscription
from workflow.by import By
from workflow.feeds import TOKEN, FeedLook, FeedRole, FeedScope
from workflow.lifecycle import Event, Role
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.duties.transitions import apply
from workflow.store.feeds.addresses import Order, change_feed, feeds, open_feed, rotate_feed

REVISED = ("DTSTAMP", "LAST-MODIFIED")


def day(event: Component, name: str) -> str:
    """A day or moment as it is written, which sorts."""
    (found,) = re.findall(rf"^{name}[:;].*$", event.to_ical().decode(), re.MULTILINE)
    return str(found)


def two_plans(subscription: Subscription) -> None:
    for number, title in (("50/KH-UBND", "Đề án"), ("60/KH-UBND", "Dự toán")):
        row = a_row("từ tháng 3 đến tháng 5/2026", "Sở Nội vụ", title=title, cooperating="Sở Tài chính")
        registered(subscription.database, row, head=a_head(number=number))


def change(subscription: Subscription, number: int, look: FeedLook) -> None:
    subscription.now += timedelta(minutes=5)
    with subscription.database.writing() as session:
        change_feed(session, number, look, By(actor="Chị Lan", now=subscription.now))


def test_l19_what_is_changed_shows_under_the_same_address_and_the_slowest_program_notices(
    subscription: Subscription,
) -> None:
    two_plans(subscription)
    token, known = subscription.opened_as()
    before = subscription.get(token)

    change(
        subscription, known.id, FeedLook(label="Phòng tôi", alarm="day_before", span=True, color=FeedColor.ORANGE.value)
    )
    after = subscription.get(token)

    assert validate(after.content) == ()
    text = after.content.decode()
    assert "X-WR-CALNAME:Phòng tôi\r\n" in text
    assert "COLOR:chocolate\r\nX-APPLE-CALENDAR-COLOR:#D2691E\r\n" in text
    assert after.headers["etag"] != before.headers["etag"]
    for old, new in zip(events_in(before.content), events_in(after.content), strict=True):
        assert field(new, "UID") == field(old, "UID")
        assert field(new, "SEQUENCE") == field(old, "SEQUENCE")
        assert new.walk("VALARM")
        assert day(new, "DTSTART") < day(old, "DTSTART")
        assert all(day(new, name) > day(old, name) for name in REVISED)


@pytest.mark.parametrize("color", FeedColor)
def test_l19_each_colour_is_said_in_both_ways_that_programs_read(subscription: Subscription, color: FeedColor) -> None:
    two_plans(subscription)
    content = subscription.get(subscription.opened(color=color.value)).content
    assert validate(content) == ()
    assert f"COLOR:{color.value}\r\nX-APPLE-CALENDAR-COLOR:{color.code}\r\n".encode() in content


@pytest.mark.parametrize(
    ("code", "scope", "role"),
    [
        ("so-noi-vu", FeedScope.AGENCY, FeedRole.LEAD),
        ("so-tai-chinh", FeedScope.AGENCY, FeedRole.COOPERATING),
        ("so-khoa-hoc-va-cong-nghe", FeedScope.COORDINATOR, FeedRole.LEAD),
    ],
)
def test_l19_an_address_may_show_one_plan_alone(
    subscription: Subscription, code: str, scope: FeedScope, role: FeedRole
) -> None:
    two_plans(subscription)
    token, known = subscription.opened_as(code, scope, role=role)
    assert subscription.titles(token) == {"Đề án", "Dự toán"}

    change(subscription, known.id, FeedLook(plan=2))
    assert subscription.titles(token) == {"Dự toán"}
    change(subscription, known.id, FeedLook())
    assert subscription.titles(token) == {"Đề án", "Dự toán"}


def test_l19_of_one_plan_what_another_agency_has_now_is_shown_of_that_plan_alone(subscription: Subscription) -> None:
    two_plans(subscription)
    token = subscription.opened(plan=2)
    with subscription.database.writing() as session:
        for duty in (1, 2):
            to = a_transition(Event.REASSIGN, Role.COORDINATOR, "Lan", subscription.now, agency="so-y-te", reason="x")
            apply(session, duty, to)
    assert subscription.titles(token) == {"[HỦY] Dự toán"}


def test_l19_an_address_may_show_only_what_is_not_completed(subscription: Subscription) -> None:
    two_plans(subscription)
    whole, left = subscription.opened(), subscription.opened(open_only=True)
    with subscription.database.writing() as session:
        for event, role in ((Event.REPORT, Role.STAFF), (Event.CONFIRM, Role.COORDINATOR)):
            result = "1/BC" if event is Event.REPORT else ""
            apply(session, 1, a_transition(event, role, "Lan", subscription.now, result=result))

    assert subscription.titles(whole) == {"✓ Đề án", "Dự toán"}
    assert subscription.titles(left) == {"Dự toán"}


def test_l19_a_new_address_in_the_place_of_one_looks_as_it_did(database: Database) -> None:
    registered(database, a_row())
    look = FeedLook(label="Phòng", alarm="day_before", span=True, color="teal", plan=1, open_only=True)
    by = By(actor="Chị Lan", now=SEVEN)
    with database.writing() as session:
        old = open_feed(session, Order(scope=FeedScope.AGENCY, code="so-noi-vu", look=look), "a" * 43, by)
        assert rotate_feed(session, old.id, "b" * 43, by).look == look


def test_no_new_secret_begins_as_an_option_of_a_command_does() -> None:
    drawn = iter(["-" + "a" * 42, "--" + "b" * 41, "c-" + "c" * 41])
    assert new_feed_token(lambda: next(drawn)) == "c-" + "c" * 41
    assert TOKEN.fullmatch(new_feed_token())


def test_l19_the_page_changes_an_address_and_says_how_it_looks(database: Database) -> None:
    an_office(database)
    client = pages_of(database, CLERK)
    client.post("/dang-ky-lich", data={"lich": "agency:lead:so-noi-vu"})
    form = client.get("/dang-ky-lich/1/doi").text
    assert 'value="1">50/KH-UBND (2026)</option>' in form

    chosen = {"ten": "Phòng tôi", "nhac": "day_before", "mau": "chocolate", "van-ban": "1", "chua-xong": "co"}
    assert client.post("/dang-ky-lich/1/doi", data=chosen).status_code == 303

    shown = client.get("/dang-ky-lich").text
    assert "hôm trước, lúc 9 giờ; màu cam; chỉ 50/KH-UBND; chỉ nhiệm vụ chưa hoàn thành" in shown
    kept = client.get("/dang-ky-lich/1/doi").text
    assert re.search(r'value="chocolate" selected', kept)
    assert 'value="Phòng tôi"' in kept


def test_l19_a_plan_of_which_it_shows_nothing_is_not_taken(database: Database) -> None:
    an_office(database)
    client = pages_of(database, CLERK)
    client.post("/dang-ky-lich", data={"lich": "agency:lead:so-noi-vu"})
    client.post("/dang-ky-lich/1/doi", data={"van-ban": "99", "mau": "khong-co", "nhac": "gì"})
    with database.reading() as session:
        assert [one.look for one in feeds(session)] == [FeedLook()]


@pytest.mark.parametrize(("who", "status"), [(STRANGER, 403), (ADMIN, 200)])
def test_l19_nobody_else_changes_it(database: Database, who: Actor, status: int) -> None:
    an_office(database)
    pages_of(database, CLERK).post("/dang-ky-lich", data={"lich": "agency:lead:so-noi-vu"})
    client = pages_of(database, who)
    assert client.get("/dang-ky-lich/1/doi").status_code == status
    changed = client.post("/dang-ky-lich/1/doi", data={"ten": "của tôi"})
    assert changed.status_code == (403 if status == 403 else 303)
