"""The vault in the database: encrypted at rest, one refresh however many processes ask, keys that can be replaced."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from notifications.channels.zalo.tokens import TokenPair, TokenUnavailable
from notifications.channels.zalo.vault import DatabaseVault
from tests.notifications.channels.zalo.test_account import a_pair
from tests.notifications.channels.zalo.token_workers import ACCOUNT, KEY, a_keeper, ask_for_token
from tests.store.workers import at_once
from tests.zalo_server import TOKEN, AcceptsThenResets, Zalo, zalo_on_loopback
from workflow.store.database.opening import Database
from workflow.store.operation.zalo_accounts import REFRESH_LEASE, lease, sealed_pair

NEWER_KEY = b"1" * 32


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    with zalo_on_loopback() as running:
        yield running


def a_vault(database: Database, now: datetime, *keys: bytes) -> DatabaseVault:
    return DatabaseVault(database=database, keys=keys or (KEY,), clock=lambda: now, patience=timedelta(seconds=0.2))


def stored(database: Database, zalo: Zalo, *, hours: float) -> DatabaseVault:
    vault = a_vault(database, zalo.now)
    vault.put(ACCOUNT, a_pair(zalo, hours=hours))
    return vault


def test_processes_that_need_a_new_token_at_once_refresh_it_once(database: Database, zalo: Zalo) -> None:
    stored(database, zalo, hours=0)
    outcomes = at_once(database.url, *[(ask_for_token, (zalo.url, zalo.now))] * 2)

    assert [outcome.result for outcome in outcomes] == ["access-1"] * 2
    assert zalo.calls[TOKEN] == 1


def test_what_lies_in_the_database_holds_no_token(database: Database, zalo: Zalo) -> None:
    vault = stored(database, zalo, hours=20)
    with database.reading() as session:
        found = sealed_pair(session, ACCOUNT)

    assert found is not None
    assert "access-0" not in found.sealed
    assert "refresh-0" not in found.sealed
    assert vault.read(ACCOUNT) == a_pair(zalo, hours=20)


def test_a_rotated_pair_is_stored_before_it_is_used(database: Database, zalo: Zalo) -> None:
    vault = stored(database, zalo, hours=0)
    with vault.locked(ACCOUNT) as drawer:
        fresh = TokenPair(
            access="mới",
            access_ends=zalo.now + timedelta(hours=25),
            refresh="mới nữa",
            refresh_ends=zalo.now + timedelta(days=90),
        )
        drawer.put(fresh)
        with closing(Database(database.url)) as another:
            assert a_vault(another, zalo.now).read(ACCOUNT) == fresh


def test_a_replaced_key_still_reads_what_it_wrote_and_the_new_one_writes(database: Database, zalo: Zalo) -> None:
    pair = stored(database, zalo, hours=20).read(ACCOUNT)
    both = a_vault(database, zalo.now, NEWER_KEY, KEY)

    assert both.read(ACCOUNT) == pair
    both.put(ACCOUNT, pair)
    assert a_vault(database, zalo.now, NEWER_KEY).read(ACCOUNT) == pair


def test_a_lost_key_needs_an_admin_and_says_so(database: Database, zalo: Zalo) -> None:
    stored(database, zalo, hours=20)
    with pytest.raises(TokenUnavailable, match="khôi phục khóa cũ") as refused:
        a_vault(database, zalo.now, NEWER_KEY).read(ACCOUNT)

    assert not refused.value.for_now


def test_the_lease_of_a_worker_that_died_runs_out(database: Database, zalo: Zalo) -> None:
    stored(database, zalo, hours=0)
    with database.writing() as session:
        assert lease(session, ACCOUNT, "của tiến trình đã chết", now=zalo.now)
    with pytest.raises(TokenUnavailable, match="tiến trình khác") as waiting:
        a_keeper(a_vault(database, zalo.now + REFRESH_LEASE), zalo.url, zalo.now).current(ACCOUNT)
    later = zalo.now + REFRESH_LEASE + timedelta(seconds=1)

    assert waiting.value.for_now
    assert a_keeper(a_vault(database, later), zalo.url, later).current(ACCOUNT) == "access-1"


def test_a_refresh_token_that_was_used_up_is_remembered_by_every_process(database: Database, zalo: Zalo) -> None:
    keeper = a_keeper(stored(database, zalo, hours=-1), zalo.url, zalo.now)
    zalo.will(TOKEN, AcceptsThenResets())
    for words in ("chưa làm mới được", "cấp quyền lại"):
        with pytest.raises(TokenUnavailable, match=words):
            keeper.current(ACCOUNT)

    assert a_vault(database, zalo.now).read(ACCOUNT).spent
    assert a_vault(database, zalo.now).read(ACCOUNT).alarms(zalo.now)


def test_an_account_that_nobody_authorised_says_where_that_is_done(database: Database, zalo: Zalo) -> None:
    with pytest.raises(TokenUnavailable, match=f"{ACCOUNT} chưa được cấp quyền; .* trang Thông báo, Kênh gửi"):
        a_keeper(a_vault(database, zalo.now), zalo.url, zalo.now).current(ACCOUNT)
