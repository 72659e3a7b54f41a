"""How an address answers (RFC 9110): conditions, codings, methods, and what becomes of it when the database fails."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plans import a_row, at, registered
from tests.web.subscribing import Subscription
from web.feed_answers import answer_of, is_unchanged, takes_gzip
from web.feed_desk import Served
from web.feeds import FeedPolicy
from workflow.store.database.opening import Database

LATELY = at(date(2026, 2, 5))
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def subscription(file_database: Database) -> Iterator[Subscription]:
    registered(file_database, a_row("Tháng 6", "Sở Nội vụ"))
    with closing(Subscription(file_database)) as made:
        yield made


def test_a_calendar_comes_with_all_that_its_secret_and_its_readers_need(subscription: Subscription) -> None:
    answer = subscription.get(subscription.opened(), PLAIN)

    told = dict(answer.headers)
    assert told.pop("etag").startswith('"')
    assert told.pop("last-modified").endswith(" GMT")
    assert int(told.pop("content-length")) == len(answer.content)
    assert told == {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="lich.ics"',
        "cache-control": "private, max-age=300",
        "vary": "Accept-Encoding",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
        "x-content-type-options": "nosniff",
    }


@pytest.mark.parametrize(
    "condition",
    ["{}", "W/{}", '"other", {}', '"a,b" ,W/{}', "*", " {} "],
)
def test_who_has_the_calendar_gets_no_bytes(subscription: Subscription, condition: str) -> None:
    token = subscription.opened()
    etag = subscription.get(token, PLAIN).headers["etag"]

    answer = subscription.get(token, PLAIN | {"If-None-Match": condition.format(etag)})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("condition", ['"other"', "", "garbage", 'W/"other"', '"{}"', "{}x"])
def test_who_has_another_calendar_gets_this_one(subscription: Subscription, condition: str) -> None:
    token = subscription.opened()
    bare = subscription.get(token, PLAIN).headers["etag"].strip('"')
    assert subscription.get(token, PLAIN | {"If-None-Match": condition.format(bare + "0")}).status_code == 200


def test_a_date_counts_only_without_a_tag_and_only_when_it_can_be_read(subscription: Subscription) -> None:
    token = subscription.opened()
    dated = subscription.get(token).headers["last-modified"]
    later, earlier = "Fri, 31 Dec 2027 00:00:00 GMT", "Thu, 01 Jan 2026 00:00:00 GMT"

    def status(**conditions: str) -> int:
        headers = {name.replace("_", "-"): value for name, value in conditions.items()}
        return int(subscription.get(token, headers).status_code)

    assert status(If_Modified_Since=dated) == 304
    assert status(If_Modified_Since=later) == 304
    assert status(If_Modified_Since=earlier) == 200
    assert status(If_Modified_Since="yesterday") == 200
    assert status(If_Modified_Since=later, If_None_Match='"other"') == 200


def test_compressed_bytes_have_a_tag_of_their_own(subscription: Subscription) -> None:
    token = subscription.opened()
    plain, zipped = subscription.get(token, PLAIN), subscription.get(token, {"Accept-Encoding": "gzip"})

    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"])
    assert zipped.content == plain.content
    assert zipped.headers["etag"] != plain.headers["etag"]
    crossed = subscription.get(token, {"Accept-Encoding": "gzip", "If-None-Match": plain.headers["etag"]})
    assert crossed.status_code == 200


def test_head_says_the_same_without_the_bytes(subscription: Subscription) -> None:
    token = subscription.opened()
    got, asked = subscription.get(token, PLAIN), subscription.get(token, PLAIN, method="HEAD")

    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers == got.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_an_address_is_for_reading_only_known_or_not(subscription: Subscription, method: str) -> None:
    for token in (subscription.opened(), "nonsense"):
        answer = subscription.get(token, method=method)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_when_the_database_fails_subscribers_get_what_was_right_last(subscription: Subscription) -> None:
    token = subscription.opened()
    good = subscription.get(token)

    _break(subscription.database)
    stale = subscription.get(token)

    assert (stale.status_code, stale.content) == (200, good.content)
    assert stale.headers["warning"] == '110 - "Response is Stale"'
    assert subscription.get(token, {"If-None-Match": good.headers["etag"]}).status_code == 304


def test_or_are_asked_to_come_back_when_nothing_was_served_yet(subscription: Subscription) -> None:
    token = subscription.opened()
    _break(subscription.database)

    answer = subscription.get(token)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert answer.headers["cache-control"] == "no-store"


def test_a_database_that_is_being_written_to_holds_nobody_up(subscription: Subscription) -> None:
    """The rendered event can't be stored meanwhile; it is served all the same."""
    token = subscription.opened()
    with subscription.database.writing():
        answer = subscription.get(token)

    assert answer.status_code == 200
    assert "Xây dựng đề án" in answer.text


def test_memory_is_bounded_by_forgetting_what_was_longest_not_asked_for(file_database: Database) -> None:
    registered(file_database, a_row("Tháng 6", "Sở Nội vụ"))
    with closing(Subscription(file_database, policy=FeedPolicy(octets=4_000))) as subscription:
        tokens = [subscription.opened() for _ in range(5)]
        for token in tokens:
            assert subscription.get(token).status_code == 200
        assert subscription.addresses.remembered() < len(tokens)
        assert subscription.get(tokens[0]).status_code == 200


def test_the_house_says_whether_it_is_ready(subscription: Subscription) -> None:
    assert subscription.client.get("/readyz").text == "ok\n"
    _break(subscription.database)
    assert subscription.client.get("/readyz").status_code == 503


@given(st.binary(max_size=60))
def test_no_condition_or_coding_that_anybody_sends_makes_us_stumble(sent: bytes) -> None:
    answer = answer_of(Served(feed_id=1, version="v", content=b"x", modified_at=LATELY))
    assert isinstance(takes_gzip(sent), bool)
    assert is_unchanged(answer, answer.plain, sent, None) in {True, False}
    assert is_unchanged(answer, answer.plain, None, sent) in {True, False}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (b"gzip, deflate, br", True),
        (b"GZIP", True),
        (b"gzip;q=0", False),
        (b"gzip ; q=0.000, identity", False),
        (b"*", True),
        (b"identity", False),
        (b"br", False),
    ],
)
def test_gzip_goes_only_to_those_who_want_it(asked: bytes, wanted: bool) -> None:
    assert takes_gzip(asked) is wanted


def test_compressing_the_same_calendar_gives_the_same_bytes() -> None:
    served = Served(feed_id=1, version="v", content=b"BEGIN:VCALENDAR", modified_at=LATELY)
    first, second = answer_of(served), answer_of(served)
    assert first.zipped.content == second.zipped.content
    assert gzip.decompress(first.zipped.content) == served.content


def _break(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE feed RENAME TO lost")
        connection.exec_driver_sql("DELETE FROM alembic_version")
