"""Replaying a duty's lines, and refusing lines that cannot be its history."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from workflow.lifecycle import Event, State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.log.history import BrokenHistory, Replayed, line_facts, replay
from workflow.timeliness import Timeliness

MOMENT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
DUE = date(2026, 7, 14)


def a_line(action: str, before: str = "", after: str = "", **details: Any) -> LogEntry:
    return LogEntry(at=MOMENT, actor="Chị Lan", action=action, before=before, after=after, details=line_facts(details))


BORN = a_line(
    LogAction.ASSIGN,
    after=State.ASSIGNED,
    agency="so-noi-vu",
    timeliness=Timeliness.AHEAD,
    due=DUE,
    act_by=DUE,
    soon_on=DUE - timedelta(days=7),
)
SWEPT = a_line("sweep", before=Timeliness.AHEAD, after=Timeliness.DUE_SOON)
REPORTED = a_line(
    Event.REPORT, before=State.ASSIGNED, after=State.REPORTED, reported_on=DUE, result="12/BC-SNV", progress=100
)
RETURNED = a_line(Event.RETURN, before=State.REPORTED, after=State.IN_PROGRESS, reported_on=None)


def replayed(*lines: LogEntry) -> Replayed:
    duty = replay(lines)
    assert duty is not None
    return duty


def test_without_lines_there_is_no_duty() -> None:
    assert replay([]) is None


def test_a_duty_is_born_with_its_agency_and_dates() -> None:
    duty = replayed(BORN)
    assert (duty.agency, duty.state, duty.due, duty.opens) == ("so-noi-vu", State.ASSIGNED, DUE, None)


def test_a_line_changes_what_it_tells_and_nothing_else() -> None:
    duty = replayed(BORN, REPORTED)
    assert (duty.state, duty.reported_on, duty.result, duty.progress) == (State.REPORTED, DUE, "12/BC-SNV", 100)
    assert (duty.due, duty.agency) == (DUE, "so-noi-vu")


def test_a_fact_that_is_told_to_be_none_is_taken_away() -> None:
    assert replayed(BORN, REPORTED, RETURNED).reported_on is None


def test_a_sweep_changes_where_the_duty_stands_and_not_its_state() -> None:
    duty = replayed(BORN, SWEPT)
    assert (duty.state, duty.timeliness) == (State.ASSIGNED, Timeliness.DUE_SOON)


@pytest.mark.parametrize(
    ("day", "standing"),
    [(DUE - timedelta(days=8), "ahead"), (DUE, "due_today"), (DUE + timedelta(days=1), "overdue")],
)
def test_where_a_duty_stood_on_a_day_follows_from_its_dates_though_nobody_swept(day: date, standing: str) -> None:
    assert replayed(BORN).on(day) == standing


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([REPORTED], "không có dòng giao nhiệm vụ"),
        ([BORN, BORN], "lần thứ hai"),
        ([BORN, RETURNED], "đi từ “chờ xác nhận”, trong khi nhiệm vụ đang “chưa triển khai”"),
    ],
    ids=["no birth", "born twice", "from another state"],
)
def test_lines_that_cannot_be_a_history_are_refused(lines: list[LogEntry], reason: str) -> None:
    with pytest.raises(BrokenHistory, match=reason):
        replay(lines)


def test_a_line_tells_only_facts() -> None:
    assert line_facts({"progress": 5, "version": 7, "changed_at": MOMENT, "agency_id": 3}) == {"progress": 5}
