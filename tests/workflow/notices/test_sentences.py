"""What a message says of a duty is true on the day it is sent, whatever day its notice was made for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import an_assignment
from tests.plans import house_policies
from workflow.lifecycle import Event, State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.notices.sentences import REFUSED, Stance, pending_decisions, request, stance_of, stance_on

LADDER = house_policies().ladders.common
# A Friday, and the Sunday after it.
ACT_BY, DUE = date(2026, 3, 6), date(2026, 3, 8)


def asked(step: str, today: date, **changes: Any) -> str:
    rung = LADDER.step(step)
    assert rung is not None
    return request(LADDER, rung, an_assignment(due=DUE, act_by=ACT_BY, **changes), today=today)


@pytest.mark.parametrize(
    ("step", "day", "said"),
    [
        ("lead-7", date(2026, 2, 27), "Đề nghị chủ động triển khai để hoàn thành đúng hạn."),
        ("lead-0", ACT_BY, "Đề nghị báo cáo kết quả trong ngày."),
        ("lead-0", DUE + timedelta(days=1), "Đề nghị hoàn thành và báo cáo kết quả ngay."),
        ("lead-1", ACT_BY, "Đề nghị báo cáo kết quả trong ngày."),
        ("coordinator-0", DUE + timedelta(days=30), "Đề nghị cơ quan đầu mối đôn đốc cơ quan chủ trì."),
        ("cooperating-1", ACT_BY, "Đề nghị phối hợp với cơ quan chủ trì để hoàn thành trong ngày."),
        ("cooperating-1", DUE + timedelta(days=2), "Đề nghị phối hợp với cơ quan chủ trì để hoàn thành ngay."),
        ("head+5", ACT_BY, "Thông báo để theo dõi, nhiệm vụ cần xong hôm nay."),
    ],
)
def test_a_rung_that_comes_too_late_gives_its_word_to_one_that_fits(step: str, day: date, said: str) -> None:
    assert asked(step, day) == said


@pytest.mark.parametrize(
    ("step", "day", "said"),
    [
        ("coordinator-0", ACT_BY, "Đề nghị báo cáo kết quả trong ngày."),
        ("coordinator-weekly", DUE + timedelta(days=30), "Đề nghị hoàn thành và báo cáo kết quả ngay."),
    ],
)
def test_l7_a_coordinator_that_leads_a_duty_itself_is_asked_as_its_lead(step: str, day: date, said: str) -> None:
    rung = LADDER.step(step)
    assert rung is not None

    assert request(LADDER, rung, an_assignment(due=DUE, act_by=ACT_BY), today=day, of_its_lead=True) == said


@given(st.sampled_from(LADDER.steps), st.integers(-40, 40))
def test_what_is_asked_belongs_to_a_rung_on_the_days_side_of_the_date(step: Any, distance: int) -> None:
    today = DUE + timedelta(days=distance)
    words = request(LADDER, step, an_assignment(due=DUE, act_by=ACT_BY), today=today)
    fitting = {LADDER.wording[s.wording] for s in LADDER.steps if stance_of(s) is stance_on(DUE, ACT_BY, today)}

    assert words
    assert words in fitting or words not in LADDER.wording.values()


@pytest.mark.parametrize(
    ("day", "stance"),
    [
        (date(2026, 3, 5), Stance.BEFORE),
        (ACT_BY, Stance.NOW),
        (DUE, Stance.NOW),
        (date(2026, 3, 9), Stance.PAST),
    ],
)
def test_a_due_day_off_is_now_from_its_last_working_day_on(day: date, stance: Stance) -> None:
    assert stance_on(DUE, ACT_BY, day) is stance


def test_of_a_refused_duty_it_is_said_that_it_was_refused_not_that_it_be_done() -> None:
    assert asked("coordinator+1", DUE + timedelta(days=1), state=State.REFUSED) == REFUSED


def test_no_word_of_the_file_says_how_many_days_or_that_it_is_late() -> None:
    for words in LADDER.wording.values():
        assert not any(character.isdigit() for character in words)
        assert "quá hạn" not in words


def line(action: str, reason: str = "", day: int = 2) -> LogEntry:
    return LogEntry(at=datetime(2026, 3, day, 2, tzinfo=UTC), actor="Anh Minh", action=action, reason=reason)


ON_MONDAY = house_policies().on(date(2026, 3, 9))


def test_what_waits_for_a_decision_is_what_waits_now() -> None:
    lines = [line(Event.REPORT), line(LogAction.REQUEST_EXTENSION, "chờ ý kiến", 3), line(Event.REFUSE, "nhầm", 4)]
    wishing = an_assignment(state=State.IN_PROGRESS, wished_due=date(2026, 8, 31))

    assert pending_decisions(an_assignment(state=State.REPORTED), lines, ON_MONDAY) == (
        "Báo cáo kết quả gửi ngày 02/3/2026, đã 5 ngày làm việc chờ xác nhận.",
    )
    backdated = replace(line(Event.REPORT, day=3), details={"reported_on": "2026-03-02"})
    assert pending_decisions(an_assignment(state=State.REPORTED), [backdated], ON_MONDAY) == (
        "Báo cáo kết quả, ngày báo cáo 02/3/2026, gửi ngày 03/3/2026, đã 4 ngày làm việc chờ xác nhận.",
    )
    assert pending_decisions(an_assignment(state=State.REFUSED), lines, ON_MONDAY) == (
        "Cơ quan từ chối nhận (ý kiến ngày 04/3/2026), lý do: nhầm; chờ giao lại.",
    )
    assert pending_decisions(wishing, lines, ON_MONDAY) == (
        "Cơ quan xin gia hạn đến 31/8/2026 (ý kiến ngày 03/3/2026), lý do: chờ ý kiến; chờ quyết định.",
    )
    assert pending_decisions(an_assignment(state=State.COMPLETED), lines, ON_MONDAY) == ()
