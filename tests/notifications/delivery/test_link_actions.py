"""Answering a mail by its links: opening changes nothing, the button does, and only for whom it was sent to."""

from datetime import timedelta

import pytest

from notifications.delivery.link_actions import GOOD_FOR, Links, accept_by_link, end_reminders, read_request
from notifications.messages.signed_links import LinkPurpose, LinkRefused
from tests.plans import IMPORTED_ON, a_row, at, registered, with_contacts
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.duties.transitions import apply
from workflow.store.log.writing import history
from workflow.store.people.contacts import contacts

OFFICE = "vanthu@so-noi-vu.example"
KEY, OLD_KEY = b"1" * 32, b"0" * 32
NOW = at(IMPORTED_ON)


@pytest.fixture
def house(database: Database) -> Database:
    """Duty 1 of Sở Nội vụ, which nobody has taken on yet."""
    with_contacts(database, "so-noi-vu", "so-y-te")
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return database


def links(*keys: bytes) -> Links:
    return Links(base_url="https://dondoc.tinh.example", keys=keys or (KEY,), today=IMPORTED_ON)


def token(url: str) -> str:
    return url.rpartition("/")[2]


def state(database: Database) -> State:
    with database.reading() as session:
        return assignment(session, 1).state


def test_opening_a_link_tells_what_it_asks_and_changes_nothing(house: Database) -> None:
    link = read_request(token(links().acknowledge(1, OFFICE)), LinkPurpose.ACKNOWLEDGE, keys=(KEY,), today=IMPORTED_ON)

    assert (link.subject, link.recipient) == ("1", OFFICE)
    assert state(house) is State.ASSIGNED


def test_the_button_takes_the_duty_on_in_the_name_of_whom_the_mail_went_to(house: Database) -> None:
    taken = accept_by_link(house, token(links().acknowledge(1, OFFICE)), keys=(KEY,), now=NOW)
    with house.reading() as session:
        last = history(session, 1)[-1]

    assert taken.state is State.IN_PROGRESS
    assert (last.action, last.actor) == ("accept", "qua liên kết trong thư gửi v***@so-noi-vu.example")


def test_pressing_twice_takes_it_on_once(house: Database) -> None:
    for _ in range(2):
        accept_by_link(house, token(links().acknowledge(1, OFFICE)), keys=(KEY,), now=NOW)
    with house.reading() as session:
        assert [line.action for line in history(session, 1)].count("accept") == 1


def test_whoever_does_not_speak_for_the_agency_any_more_takes_nothing_on(house: Database) -> None:
    pressed = token(links().acknowledge(1, OFFICE))
    given = Transition(event=Event.REASSIGN, role=Role.COORDINATOR, by=By(actor="Chị Lan", now=NOW), agency="so-y-te")
    with house.writing() as session:
        apply(session, 1, given)
    with pytest.raises(LinkRefused, match="nay không thuộc cơ quan nhận thư ở địa chỉ này"):
        accept_by_link(house, pressed, keys=(KEY,), now=NOW)
    assert state(house) is State.ASSIGNED


def test_a_link_is_good_for_its_own_purpose_only(house: Database) -> None:
    with pytest.raises(LinkRefused, match="dùng cho mục đích khác"):
        accept_by_link(house, token(links().unsubscribe(OFFICE)), keys=(KEY,), now=NOW)
    with pytest.raises(LinkRefused, match="dùng cho mục đích khác"):
        end_reminders(house, token(links().acknowledge(1, OFFICE)), keys=(KEY,), now=NOW)


def test_an_old_mails_link_works_with_a_replaced_key_and_not_for_ever(house: Database) -> None:
    old = token(links(OLD_KEY).acknowledge(1, OFFICE))
    with pytest.raises(LinkRefused, match="hết hạn"):
        accept_by_link(house, old, keys=(KEY, OLD_KEY), now=NOW + GOOD_FOR + timedelta(days=1))
    with pytest.raises(LinkRefused, match="không hợp lệ"):
        accept_by_link(house, old, keys=(KEY,), now=NOW)
    assert accept_by_link(house, old, keys=(KEY, OLD_KEY), now=NOW).state is State.IN_PROGRESS


def test_ending_reminders_by_link_is_kept_and_logged_without_the_address(house: Database) -> None:
    pressed = token(links().unsubscribe(OFFICE))
    assert [end_reminders(house, pressed, keys=(KEY,), now=NOW) for _ in range(2)] == [1, 0]
    with house.reading() as session:
        (known,) = contacts(session, agency="so-noi-vu")
    assert known.unsubscribed_at == NOW
