"""What a message says of a duty on the day it is sent: what is asked, what waits for a decision. Pure.

A sentence stands only where its premise holds on that day: how late a duty is follows from its dates, never from the
rung that made the notice, so a message that was held up says nothing that has become untrue.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from base.clock import VIETNAM
from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.entered_days import days_entered_late
from workflow.lifecycle import OPEN, Event, State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.nearness import Vantage
from workflow.notices.ladder import Audience, Ladder, LadderStep

REFUSED = "Cơ quan được giao đã từ chối nhận, chờ giao lại."


class Stance(StrEnum):
    """How a day lies to a duty's date: before its last working day, from that day to the due day, past it."""

    BEFORE = "before"
    NOW = "now"
    PAST = "past"


def stance_on(due: date, act_by: date, today: date) -> Stance:
    """Say how a day lies to a duty with these dates."""
    if today > due:
        return Stance.PAST
    return Stance.NOW if today >= act_by else Stance.BEFORE


def stance_of(step: LadderStep) -> Stance:
    """Say on which side of the date a rung speaks."""
    if step.offset == 0 and step.every is None:
        return Stance.NOW
    return Stance.BEFORE if step.offset < 0 else Stance.PAST


def request(ladder: Ladder, step: LadderStep, duty: Assignment, *, today: date) -> str:
    """Return what a rung asks for, as it holds on a day; "" when no rung of its audience fits that day.

    A rung that comes too late, because the mail was down, gives its word to one that fits.
    """
    if duty.state is State.REFUSED:
        return REFUSED
    if duty.due is None:
        return ""
    stance = stance_on(duty.due, duty.act_by or duty.due, today)
    fitting = step if stance_of(step) is stance else _fitting(ladder, step.audience, stance)
    return ladder.wording.get(fitting.wording, "") if fitting else ""


def pending_decisions(duty: Assignment, lines: Iterable[LogEntry], vantage: Vantage) -> tuple[str, ...]:
    """Return what the plan's coordinator has to decide about a duty now, by its lines (the oldest first)."""
    latest = {line.action: line for line in lines}
    return tuple(_decisions(duty, latest, vantage))


def _decisions(duty: Assignment, latest: dict[str, LogEntry], vantage: Vantage) -> Iterator[str]:
    if duty.state is State.REPORTED:
        yield f"Báo cáo kết quả{_sent_on(latest.get(Event.REPORT), vantage)} chờ xác nhận."
    if duty.state is State.REFUSED:
        yield f"Cơ quan từ chối nhận{_on_and_why(latest.get(Event.REFUSE))}; chờ giao lại."
    if duty.wished_due is not None and duty.state in OPEN:
        asked = latest.get(LogAction.REQUEST_EXTENSION)
        yield f"Cơ quan xin gia hạn đến {short_date(duty.wished_due)}{_on_and_why(asked)}; chờ quyết định."


def _sent_on(line: LogEntry | None, vantage: Vantage) -> str:
    if line is None:
        return ""
    day = _day(line)
    waited = vantage.working_days.between(day, vantage.today)
    since = f" đã {waited} ngày làm việc" if waited > 0 else ""
    return f" gửi ngày {short_date(day)}{_entered_late(line, day)}{since}"


def _entered_late(line: LogEntry, day: date) -> str:
    """Whoever confirms is told of a report that was entered long after the day it says it is of."""
    said = line.details.get("reported_on")
    on = date.fromisoformat(said) if said else day
    return f" (báo cáo ghi ngày {short_date(on)})" if days_entered_late(on, day) else ""


def _on_and_why(line: LogEntry | None) -> str:
    if line is None:
        return ""
    return f" (ngày {short_date(_day(line))})" + (f", lý do: {line.reason}" if line.reason else "")


def _day(line: LogEntry) -> date:
    return line.at.astimezone(VIETNAM).date()


def _fitting(ladder: Ladder, audience: Audience, stance: Stance) -> LadderStep | None:
    """The rung of an audience nearest to the date that speaks on this side of it."""
    rungs = [step for step in ladder.of(audience) if stance_of(step) is stance]
    return min(rungs, key=lambda step: abs(step.offset), default=None)
