"""The keeper of tokens: refreshed in time, once however many ask, stored before use."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from notifications.channels.zalo.tokens import ALARM, TokenUnavailable
from tests.notifications.channels.zalo.test_account import a_pair, keeper_of
from tests.notifications.channels.zalo.vault import InMemoryVault
from tests.zalo_server import TOKEN, AcceptsThenResets, ShowsPage, Zalo, zalo_on_loopback

ACCOUNT = "4318657"


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    with zalo_on_loopback() as running:
        yield running


def test_a_fresh_token_is_used_as_it_is(zalo: Zalo) -> None:
    assert keeper_of(zalo, InMemoryVault(a_pair(zalo, hours=2))).current(ACCOUNT) == "access-0"
    assert zalo.calls[TOKEN] == 0


def test_the_lifetime_zalo_writes_as_a_text_is_understood(zalo: Zalo) -> None:
    vault = InMemoryVault(a_pair(zalo, hours=0))
    keeper_of(zalo, vault).current(ACCOUNT)

    assert vault.written[0].access_ends == zalo.now + timedelta(hours=25)


def test_two_workers_that_need_a_token_at_once_refresh_it_once(zalo: Zalo) -> None:
    vault = InMemoryVault(a_pair(zalo, hours=0))
    found: list[str] = []
    ready = threading.Barrier(8)

    def ask() -> None:
        ready.wait()
        found.append(keeper_of(zalo, vault).current(ACCOUNT))

    workers = [threading.Thread(target=ask) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert found == ["access-1"] * 8
    assert zalo.calls[TOKEN] == 1


def test_a_worker_whose_token_was_refused_takes_the_one_another_got_meanwhile(zalo: Zalo) -> None:
    vault = InMemoryVault(a_pair(zalo, hours=0))
    keeper = keeper_of(zalo, vault)
    keeper.current(ACCOUNT)

    assert keeper.instead_of(ACCOUNT, "access-0") == "access-1"
    assert zalo.calls[TOKEN] == 1


def test_a_token_that_still_works_is_used_while_refreshing_fails(zalo: Zalo) -> None:
    zalo.will(TOKEN, ShowsPage(502))

    assert keeper_of(zalo, InMemoryVault(a_pair(zalo, hours=0.5))).current(ACCOUNT) == "access-0"


def test_a_refresh_that_fails_for_now_is_told_from_one_that_needs_an_admin(zalo: Zalo) -> None:
    zalo.will(TOKEN, ShowsPage(502))
    with pytest.raises(TokenUnavailable) as passing:
        keeper_of(zalo, InMemoryVault(a_pair(zalo, hours=-1))).current(ACCOUNT)
    with pytest.raises(TokenUnavailable) as lasting:
        keeper_of(zalo, InMemoryVault(a_pair(zalo, hours=-1, refresh="đã dùng"))).current(ACCOUNT)

    assert (passing.value.for_now, lasting.value.for_now) == (True, False)


def test_a_refresh_whose_answer_was_lost_shows_as_used_up_at_the_next_try(zalo: Zalo) -> None:
    vault = InMemoryVault(a_pair(zalo, hours=-1))
    keeper = keeper_of(zalo, vault)
    zalo.will(TOKEN, AcceptsThenResets())
    with pytest.raises(TokenUnavailable, match="chưa làm mới được"):
        keeper.current(ACCOUNT)
    with pytest.raises(TokenUnavailable, match="cấp quyền lại"):
        keeper.current(ACCOUNT)

    assert vault.pair is not None
    assert vault.pair.alarms(zalo.now)


def test_an_account_that_was_never_authorised_needs_an_admin(zalo: Zalo) -> None:
    with pytest.raises(TokenUnavailable, match="chưa được cấp quyền"):
        keeper_of(zalo, InMemoryVault(None)).current(ACCOUNT)


def test_an_admin_is_told_a_fortnight_before_the_refresh_token_ends(zalo: Zalo) -> None:
    pair = a_pair(zalo)

    assert not pair.alarms(pair.refresh_ends - ALARM - timedelta(seconds=1))
    assert pair.alarms(pair.refresh_ends - ALARM)


def test_tokens_never_show_in_a_log_line(zalo: Zalo) -> None:
    assert "access-0" not in repr(a_pair(zalo))
    assert "refresh-0" not in repr(a_pair(zalo))
