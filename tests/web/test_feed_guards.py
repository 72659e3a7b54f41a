"""Strangers at the door: guessers, path tricks, those who ask too often; nothing leaks and nothing falls over."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from tests.examples import ANY_LETTER
from tests.plans import a_row, registered
from tests.web.subscribing import LAN, Subscription, a_token
from web.feeds import FeedPolicy
from workflow.feeds import token_digest
from workflow.store.database.opening import Database
from workflow.store.feeds.addresses import revoke_feed

UNLIMITED = FeedPolicy(per_client=10**6, wrong_per_client=10**6)


@pytest.fixture
def subscription(file_database: Database) -> Iterator[Subscription]:
    registered(file_database, a_row("Tháng 6", "Sở Nội vụ"))
    with closing(Subscription(file_database, policy=UNLIMITED)) as made:
        yield made


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    yield said


BAD_PATHS = [
    "/lich/.ics",
    "/lich/abc.ics",
    "/lich/{token}.ICS",
    "/lich/{token}.ics/",
    "/lich/{token}.ics/x",
    "/lich/x/{token}.ics",
    "/lich/{token}x.ics",
    "/lich/{token}/.ics",
    "/lich/{token}/a/b.ics",
    "/lich/{token}/a",
    "/lich/{short}.ics",
    "/lich/%2e%2e/{token}.ics",
    "/lich/{token}%00.ics",
    "/lich/{token}%0d%0aSet-Cookie:%20a=b.ics",
    "/lich/%7Btoken%7D.ics",
    "/lich/{token}'%20OR%20'1'='1.ics",
    "/lich/..%2f..%2fetc%2fpasswd",
]


@pytest.mark.parametrize("path", BAD_PATHS)
def test_what_is_not_shaped_like_an_address_never_reaches_the_database(subscription: Subscription, path: str) -> None:
    token = subscription.opened()
    with counted_statements(subscription.database) as said:
        answer = subscription.client.get(path.format(token=token, short=token[1:]))

    assert answer.status_code == 404
    assert said == []


@pytest.mark.parametrize("name", ["so-noi-vu", "l%E1%BB%8Bch", "x.y"])
def test_whatever_name_an_address_ends_in_the_calendar_is_its_tokens(subscription: Subscription, name: str) -> None:
    token = subscription.opened()

    assert subscription.client.get(f"/lich/{token}/{name}.ics").content == subscription.get(token).content


def test_unknown_and_long_ended_addresses_look_alike_and_cost_the_same(subscription: Subscription) -> None:
    token, given = subscription.opened_as()
    with subscription.database.writing() as session:
        revoke_feed(session, given.id, LAN)
    subscription.days_pass(200)

    costs = []
    answers = []
    for tried in (token, a_token()):
        with counted_statements(subscription.database) as said:
            answers.append(subscription.get(tried))
            costs.append([statement for statement in said if statement.startswith("SELECT")])
    ended, unknown = answers

    assert (ended.status_code, ended.content, ended.headers) == (404, unknown.content, unknown.headers)
    assert len(costs[0]) == len(costs[1]) == 1
    malformed = subscription.get("abc")
    assert (malformed.content, malformed.headers) == (unknown.content, unknown.headers)


def test_the_database_and_the_log_of_the_house_hold_no_token(subscription: Subscription) -> None:
    token = subscription.opened()
    subscription.get(token)

    subscription.database.close()
    file = subscription.database.file
    assert file
    content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert token_digest(token) in content
    assert token.encode() not in content


def test_nothing_that_an_address_answers_or_logs_repeats_the_token(
    subscription: Subscription, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = subscription.opened()
    answers = [subscription.get(token), subscription.get(token, method="POST"), subscription.get(a_token())]
    with subscription.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE feed RENAME TO lost")
    answers += [subscription.get(token), subscription.get(a_token())]

    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert any("could not be worked out" in record.getMessage() for record in ours)
    logged = "\n".join(logging.Formatter().format(record) for record in ours)
    for said in (logged, *(f"{answer.headers} {answer.text}" for answer in answers)):
        assert token not in said


def test_who_guesses_is_slowed_down_before_the_database_and_hurts_nobody_else(file_database: Database) -> None:
    registered(file_database, a_row("Tháng 6", "Sở Nội vụ"))
    with closing(Subscription(file_database, policy=FeedPolicy(wrong_per_client=3))) as subscription:
        known = subscription.opened()
        assert subscription.get(known).status_code == 200
        tried = [subscription.get(a_token()).status_code for _ in range(3)]
        with counted_statements(file_database) as said:
            refused = subscription.get(a_token())

        assert tried == [404, 404, 404]
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        assert said == []
        assert subscription.get(known).status_code == 200


def test_an_address_that_is_read_in_a_loop_is_slowed_down(file_database: Database) -> None:
    registered(file_database, a_row("Tháng 6", "Sở Nội vụ"))
    with closing(Subscription(file_database, policy=FeedPolicy(per_token=3))) as subscription:
        looping, other = subscription.opened(), subscription.opened()

        assert [subscription.get(looping).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert subscription.get(other).status_code == 200


def test_a_machine_that_asks_for_everything_is_slowed_down(file_database: Database) -> None:
    with closing(Subscription(file_database, policy=FeedPolicy(per_client=3, wrong_per_client=99))) as subscription:
        assert [subscription.get(a_token()).status_code for _ in range(4)] == [404, 404, 404, 429]


@given(name=st.text(ANY_LETTER, max_size=40))
@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_path_that_anybody_makes_up_finds_a_calendar(subscription: Subscription, name: str) -> None:
    subscription.opened()
    assert subscription.client.get(f"/lich/x{quote(name, safe='')}.ics").status_code == 404


def test_the_pages_are_still_there_behind_the_addresses(subscription: Subscription) -> None:
    assert subscription.client.get("/healthz").text == "ok\n"
    assert subscription.client.get("/lichx").status_code == 404
