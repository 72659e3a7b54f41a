"""Whether and from when a channel may be used: plain values, so every moment can be tried."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from config.channel_policies import ChannelEntry
from notifications.channels.outcome import Advice, Refused, Sent
from notifications.delivery.throttle import after_attempt, gate, with_slots_taken
from workflow.store.notices.channels import ChannelStanding

NOON = datetime(2026, 3, 5, 5, 0, tzinfo=UTC)
POLICY = ChannelEntry(failures=3, rest=2)
FRESH = ChannelStanding(name="email")
FAILED = Refused(advice=Advice.RETRY, code="connection", text="")
STOPPED = Refused(advice=Advice.STOP_CHANNEL, code="535", text="sai mật khẩu")


def test_a_channel_without_troubles_takes_whole_batches() -> None:
    assert gate(FRESH, POLICY, now=NOON, batch=50).most == 50


def test_a_channel_that_failed_too_often_rests_and_is_then_tried_by_one_worker_alone() -> None:
    standing = FRESH
    for _ in range(POLICY.failures):
        standing = after_attempt(standing, POLICY, FAILED, now=NOON)
    later = NOON + timedelta(minutes=2)
    assert [gate(standing, POLICY, now=now, batch=50).most for now in (NOON, later)] == [0, 1]
    trying, _ = with_slots_taken(standing, POLICY, now=later, count=1)
    assert gate(trying, POLICY, now=later, batch=50).most == 0


def test_one_success_forgets_all_troubles() -> None:
    stopped = after_attempt(FRESH, POLICY, STOPPED, now=NOON)
    assert (stopped.stopped, stopped.why) == (
        True,
        "bị từ chối: máy chủ thư không nhận tên đăng nhập, mật khẩu, [535] sai mật khẩu: dừng kênh, báo quản trị",
    )
    assert after_attempt(stopped, POLICY, Sent(), now=NOON) == FRESH


@given(st.integers(1, 120), st.lists(st.tuples(st.floats(0, 90), st.integers(1, 60)), min_size=1, max_size=30))
def test_whatever_the_workers_do_no_minute_sees_more_messages_than_the_rate(
    rate: int, claims: list[tuple[float, int]]
) -> None:
    policy, standing, now = replace(POLICY, rate=rate), FRESH, NOON
    slots: list[datetime] = []
    for pause, wanted in claims:
        now += timedelta(seconds=pause)
        count = min(wanted, gate(standing, policy, now=now, batch=50).most)
        standing, given_out = with_slots_taken(standing, policy, now=now, count=count)
        slots += given_out
    assert all(one <= other for one, other in pairwise(slots))
    close = timedelta(seconds=60) - timedelta(milliseconds=1)
    assert all(late - early >= close for early, late in zip(slots, slots[rate:], strict=False))
