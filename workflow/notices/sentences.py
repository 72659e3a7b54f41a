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
from workflow.lifecycle import OPEN, Event, State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.nearness import Vantage
from workflow.notices.ladder import Audience, Ladder, LadderStep

HEAD_ASKED = "Kính đề nghị thủ trưởng cơ quan đầu mối chỉ đạo xác nhận hoặc trả lại."
REFUSED = "Cơ quan được giao đã từ chối nhận, chờ giao lại."


class Stance(StrEnum):
    """How a day lies to a duty's date: before its last working day, from that day to the due day, past it."""

    BEFORE = "before"
    NOW = "now"
    PAST = "past"


# What is asked where an audience has no rung on a side of the date: every row of a letter says why it is there.
_HELP = {
    Stance.BEFORE: "Đề nghị phối hợp với cơ quan chủ trì để hoàn thành đúng hạn.",
    Stance.NOW: "Đề nghị phối hợp với cơ quan chủ trì để hoàn thành trong ngày.",
    Stance.PAST: "Đề nghị phối hợp với cơ quan chủ trì để hoàn thành ngay.",
}
_STANDING = {
    Stance.BEFORE: "Thông báo để theo dõi, nhiệm vụ chưa đến hạn.",
    Stance.NOW: "Thông báo để theo dõi, nhiệm vụ cần xong hôm nay.",
    Stance.PAST: "Thông báo để theo dõi, nhiệm vụ đã quá hạn.",
}


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


def request(ladder: Ladder, step: LadderStep, duty: Assignment, *, today: date, of_its_lead: bool = False) -> str:
    """Return what a rung asks for, as it holds on a day; "" for a duty without a day.

    A rung that comes too late, because the mail was down or the day was moved, gives its word to one that fits. A
    coordinator that reads of a duty `of_its_lead`, itself, is asked as who leads it: nobody is told to urge himself.
    """
    if duty.state is State.REFUSED:
        return REFUSED
    if duty.due is None:
        return ""
    stance = stance_on(duty.due, duty.act_by or duty.due, today)
    audience = Audience.LEAD if of_its_lead and step.audience is Audience.COORDINATOR else step.audience
    if stance_of(step) is stance and audience is step.audience:
        return ladder.wording.get(step.wording, "")
    return _request_on(ladder, audience, stance)


def request_of_lead(ladder: Ladder, duty: Assignment, *, today: date) -> str:
    """Return what the ladder asks of who leads a duty on a day, whatever rung it is on; "" for one without a day."""
    if duty.due is None:
        return ""
    return _request_on(ladder, Audience.LEAD, stance_on(duty.due, duty.act_by or duty.due, today))


def _request_on(ladder: Ladder, audience: Audience, stance: Stance) -> str:
    """What is asked of an audience on a side of the date: by its rung there, else in words that name the side alone."""
    if fitting := _fitting(ladder, audience, stance):
        return ladder.wording.get(fitting.wording, "")
    return _HELP[stance] if audience is Audience.COOPERATING else _STANDING[stance]


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
    since = f", đã {waited} ngày làm việc" if waited > 0 else ""
    return f"{_days_of_report(line, day)}{since}"


def _days_of_report(line: LogEntry, sent: date) -> str:
    """The day a report was sent, and before it its own, which counts against the due day, where that is another."""
    said = line.details.get("reported_on")
    if said and said != sent.isoformat():
        return f", ngày báo cáo {short_date(date.fromisoformat(said))}, gửi ngày {short_date(sent)}"
    return f" gửi ngày {short_date(sent)}"


def _on_and_why(line: LogEntry | None) -> str:
    if line is None:
        return ""
    return f" (ý kiến ngày {short_date(_day(line))})" + (f", lý do: {line.reason}" if line.reason else "")


def _day(line: LogEntry) -> date:
    return line.at.astimezone(VIETNAM).date()


def _fitting(ladder: Ladder, audience: Audience, stance: Stance) -> LadderStep | None:
    """The rung of an audience nearest to the date that speaks on this side of it."""
    rungs = [step for step in ladder.of(audience) if stance_of(step) is stance]
    return min(rungs, key=lambda step: abs(step.offset), default=None)
