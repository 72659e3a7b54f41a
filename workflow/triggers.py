"""Triggers: an awaited event, and which date firing one proposes for a duty."""

import re
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from base.vietnamese import full_date, short_date
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.working_days import WorkingDays

UNIT_WORDS = {
    Unit.DAY: "ngày",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.WEEK: "tuần",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
    Unit.HOUR: "giờ",
    Unit.WORKING_HOUR: "giờ làm việc",
}
HOURS_A_WORKING_DAY = 8


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """An awaited event. `awaited_by` counts the open duties that hang on it; `fired_on` is the event's own day.

    An `alternative` one is not awaited: its duties have a date, which the event would move. A `repeatable` one opens a
    new occurrence each time that it happens again.
    """

    id: int
    plan_number: str
    wording: str
    waiting_since: date
    fired_on: date | None
    document: str
    awaited_by: int
    alternative: bool = False
    repeatable: bool = False

    def age(self, today: date) -> int:
        """Return for how many days the event has been awaited."""
        return (today - self.waiting_since).days


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The day that firing an event proposes for a duty, and the Vietnamese rule it comes from.

    An `assumed` one follows no words of the plan. `instead_of` is the day that was proposed where a person set another,
    `passed` the day by the plan's words that nobody could meet any more.
    """

    due: date
    act_by: date
    rule: str
    assumed: bool = False
    instead_of: date | None = None
    passed: date | None = None


# Words of what may be asked for, or happen, more than once.
_AGAIN = re.compile(
    r"\b(?:theo|khi có|có) (?:yêu cầu|đề nghị|chỉ đạo)|\bđột xuất\b|\bphát sinh\b"
    r"|\b(?:ban hành|có|sửa đổi) (?:các|những)\b|\b(?:mỗi|từng) (?:lần|khi|đợt)\b",
    re.IGNORECASE,
)


def is_repeatable(wording: str) -> bool:
    """Whether an awaited event may happen again and again, by its words: a request, several documents to come.

    >>> is_repeatable("theo yêu cầu của BCĐ"), is_repeatable("Bộ Nội vụ ban hành Đề án")
    (True, False)
    """
    return _AGAIN.search(" ".join(wording.split())) is not None


def propose(
    event_on: date, offset: Offset | None, working_days: WorkingDays, *, usual: int, entered_on: date
) -> Proposal:
    """Propose a due day from the event's day.

    "Ngay sau khi" is due on the next working day at the earliest. A day that has no working day left when the event is
    entered, on `entered_on`, is not proposed: nobody is overdue from the first minute, or has no morning to do it in,
    so the usual term is counted from there.

    The event's own day is not counted, and a term that ends on a day off ends with the next working day (Civil Code
    2015, articles 147.2 and 148.5); a term before the event is counted back plainly. Where the plan names no term,
    `usual` working days are proposed: a policy of the house, which the person who fires may overrule.
    """
    if offset is not None and offset.units == 0:
        due = working_days.add(max(event_on, entered_on), 1)
        return Proposal(due=due, act_by=due, rule="ngay sau sự kiện: ngày làm việc tiếp theo")
    if offset is None:
        due = working_days.add(event_on, usual)
        rule = f"văn bản không ghi thời hạn sau sự kiện; đề xuất {usual} ngày làm việc theo quy định của đơn vị"
    else:
        due = _counted(event_on, offset, working_days)
        direction = "sau" if offset.units >= 0 else "trước"
        rule = f"{abs(offset.units)} {UNIT_WORDS[offset.unit]} {direction} ngày {short_date(event_on)}"
        end = _plain_end(event_on, offset)
        if end is not None and end != due:
            rule = f"{rule} là {full_date(end)}, ngày nghỉ, nên đến hết ngày làm việc tiếp theo"
    if working_days.on_or_before(due) <= entered_on:
        late = "đã qua" if due < entered_on else "không còn kịp"
        rule = f"{rule}: {short_date(due)} {late}, đề xuất {usual} ngày làm việc từ khi ghi nhận"
        usual_end = working_days.add(entered_on, usual)
        return Proposal(due=usual_end, act_by=usual_end, rule=rule, assumed=True, passed=due)
    return Proposal(due=due, act_by=working_days.on_or_before(due), rule=rule, assumed=offset is None)


def no_later_than_printed(proposal: Proposal, printed: date | None, act_by: date | None, *, today: date) -> Proposal:
    """Return what is proposed where the words name a day beside the event ("Trước 26/02 hoặc theo yêu cầu").

    Of the two the earlier one holds: a request brings no later day than the one there is, unless that has passed.
    """
    if printed is None or not today <= printed < proposal.due:
        return proposal
    rule = f"hạn đã ghi {short_date(printed)} sớm hơn {short_date(proposal.due)} ({proposal.rule}), giữ nguyên"
    return Proposal(due=printed, act_by=act_by or printed, rule=rule)


def _counted(event_on: date, offset: Offset, working_days: WorkingDays) -> date:
    end = _plain_end(event_on, offset)
    if end is not None:
        return working_days.on_or_after(end) if offset.units > 0 else end
    days = offset.units if offset.unit is Unit.WORKING_DAY else _whole(offset.units, HOURS_A_WORKING_DAY)
    return working_days.add(event_on, days)


def _plain_end(event_on: date, offset: Offset) -> date | None:
    """The day that a term of the calendar ends on by itself; None of one in working days."""
    count = offset.units
    spans: dict[Unit, relativedelta] = {
        Unit.DAY: relativedelta(days=count),
        Unit.WEEK: relativedelta(weeks=count),
        Unit.HOUR: relativedelta(days=_whole(count, 24)),
        Unit.MONTH: relativedelta(months=count),
        Unit.YEAR: relativedelta(years=count),
    }
    return event_on + spans[offset.unit] if offset.unit in spans else None


def _whole(count: int, parts: int) -> int:
    """Round a number of parts up to whole ones, away from zero."""
    whole = -(-abs(count) // parts)
    return whole if count >= 0 else -whole
