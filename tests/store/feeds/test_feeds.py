"""Calendar addresses in the store: who gave them out and took them back, and what makes a reader look again."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from calendars.checking.validator import validate
from calendars.feeds.collect import calendars_of
from calendars.feeds.window import FeedWindow
from calendars.publish import write_folder
from tests.builders import a_transition
from tests.calendars.reading import events_in, field
from tests.plans import a_row, at, registered, with_contacts
from tests.web.subscribing import LAN, TODAY, a_token
from workflow.by import By
from workflow.feeds import BrokenToken, Feed, FeedScope, token_digest, token_in
from workflow.lifecycle import Event, Role
from workflow.store.database.commit_counter import Pulse
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.feeds.addresses import (
    FeedEnded,
    Order,
    UnknownSubject,
    feed_by_token,
    feeds,
    keep_content,
    keep_fetches,
    open_feed,
    revoke_feed,
    rotate_feed,
)
from workflow.store.feeds.departed import departures
from workflow.store.log.sealing import seal, verify
from workflow.store.tables import EventRow

MINH = By(actor="Anh Minh", now=at(TODAY), reason="đổi người")


def opened(database: Database, token: str = "", **order: object) -> Feed:
    registered(database, a_row())
    asked = Order(**({"scope": FeedScope.AGENCY, "code": "so-noi-vu"} | order))  # type: ignore[arg-type]
    with database.writing() as session:
        return open_feed(session, asked, token or a_token(), LAN)


def test_every_address_given_out_and_taken_back_has_its_line_in_the_log(database: Database) -> None:
    first = opened(database, holder="Chị Hoa")
    with database.writing() as session:
        second = rotate_feed(session, first.id, a_token(), MINH)
        revoke_feed(session, second.id, MINH)
        seal(session, now=at(TODAY))

    with database.reading() as session:
        rows = session.scalars(select(EventRow).where(EventRow.action.like("%_feed")).order_by(EventRow.id)).all()
        told = [(row.actor, row.action, row.details["feed"], row.details["holder"]) for row in rows]
        assert verify(session).whole
    assert told == [
        ("Chị Lan", "open_feed", first.id, "Chị Hoa"),
        ("Anh Minh", "rotate_feed", first.id, "Chị Hoa"),
        ("Anh Minh", "open_feed", second.id, "Chị Hoa"),
        ("Anh Minh", "revoke_feed", second.id, "Chị Hoa"),
    ]


def test_an_address_is_known_again_by_its_token_alone(database: Database) -> None:
    token = a_token()
    given = opened(database, token)
    with database.reading() as session:
        assert feed_by_token(session, token_digest(token)) == given
        assert feed_by_token(session, token_digest(a_token())) is None
    assert given.hint == token[-4:]


def test_what_has_ended_cannot_end_again_and_is_listed_only_when_asked_for(database: Database) -> None:
    given = opened(database)
    with database.writing() as session:
        revoke_feed(session, given.id, MINH)
    with database.writing() as session, pytest.raises(FeedEnded, match="đã thu hồi ngày 05/3/2026"):
        rotate_feed(session, given.id, a_token(), MINH)
    with database.reading() as session:
        assert feeds(session) == []
        assert [feed.id for feed in feeds(session, ended_since=at(TODAY))] == [given.id]


def test_an_address_for_a_stranger_is_refused(database: Database) -> None:
    with_contacts(database, "so-y-te")
    for order in ({"scope": FeedScope.PERSON, "code": "ai@do.example"}, {"person": "vanthu@so-y-te.example"}):
        with pytest.raises(UnknownSubject):
            opened(database, **order)


def test_the_last_fetch_only_goes_on(database: Database) -> None:
    given = opened(database)
    for hour in (10, 9):
        with database.writing() as session:
            keep_fetches(session, {given.id: at(TODAY, hour)})
    with database.reading() as session:
        assert feeds(session)[0].fetched_at == at(TODAY, 10)


def test_two_versions_within_one_second_are_a_second_apart(database: Database) -> None:
    given = opened(database)
    with database.writing() as session:
        first = keep_content(session, given.id, "a", at(TODAY))
        assert keep_content(session, given.id, "a", at(TODAY, 12)) == first
        assert (keep_content(session, given.id, "b", at(TODAY)) - first).total_seconds() == 1


def test_a_commit_of_anybody_changes_the_pulse(database: Database) -> None:
    given = opened(database)
    with closing(Database(database.engine.url.render_as_string(hide_password=False))) as other:
        pulse = Pulse(database)
        before = pulse.beat()
        with other.reading() as session:
            feeds(session)
        unchanged = pulse.beat()
        with other.writing() as session:
            keep_fetches(session, {given.id: at(TODAY)})
        after = pulse.beat()
        pulse.close()

    assert after != before
    assert unchanged == before or database.engine.dialect.name == "postgresql"


@pytest.mark.parametrize(
    "form",
    ["{}", "https://x.example/lich/{}.ics", "webcal://x.example/lich/{}.ics\n", "https://x.example/lich/{}/ten.ics"],
)
def test_a_token_is_found_in_every_form_that_people_copy(form: str) -> None:
    token = a_token()
    assert token_in(form.format(token)) == token


def test_what_is_no_token_is_refused_without_being_repeated() -> None:
    mistyped = a_token()[:-1]
    with pytest.raises(BrokenToken) as refused:
        token_in(mistyped)
    assert mistyped not in str(refused.value)


def test_l4_a_published_file_keeps_what_was_taken_from_its_agency_crossed_out_for_thirty_days(
    database: Database, tmp_path: Path
) -> None:
    registered(database, a_row("Tháng 6", "Sở Nội vụ", title="Đề án"), a_row("Tháng 7", "Sở Nội vụ", title="Dự toán"))
    give(database, "so-y-te")
    give(database, "so-tai-chinh")

    assert titles(published(database, tmp_path, TODAY), "co-quan-so-noi-vu") == [
        "Dự toán (Sở Nội vụ)",
        "[HỦY] Đề án (nay giao Sở Tài chính)",
    ]
    assert titles(tmp_path, "co-quan-so-y-te") == ["[HỦY] Đề án (nay giao Sở Tài chính)"]
    assert titles(tmp_path, "co-quan-so-tai-chinh") == ["Đề án (Sở Tài chính)"]
    published(database, tmp_path, TODAY + timedelta(days=31))
    assert titles(tmp_path, "co-quan-so-noi-vu") == ["Dự toán (Sở Nội vụ)"]
    assert titles(tmp_path, "co-quan-so-y-te") == ["Lịch này không còn được cập nhật"]


def test_l4_what_came_back_has_not_departed(database: Database) -> None:
    registered(database, a_row("Tháng 6", "Sở Nội vụ"))
    give(database, "so-y-te")
    give(database, "so-noi-vu")

    with database.reading() as session:
        assert [(left.agency, left.duty.agency) for left in departures(session, today=TODAY)] == [
            ("so-y-te", "so-noi-vu")
        ]


def give(database: Database, agency: str) -> None:
    reassigning = a_transition(
        Event.REASSIGN, Role.COORDINATOR, "Chị Lan", at(TODAY), agency=agency, reason="chức năng"
    )
    with database.writing() as session:
        apply(session, 1, reassigning)


def published(database: Database, folder: Path, today: date) -> Path:
    with database.reading() as session:
        calendars = calendars_of(assignments(session), departed=departures(session, today=today))
    write_folder(folder, calendars, window=FeedWindow(today=today, months_ahead=None))
    return folder


def titles(folder: Path, name: str) -> list[str]:
    content = (folder / f"{name}.ics").read_bytes()
    assert validate(content) == ()
    return sorted(field(event, "SUMMARY") for event in events_in(content))
