"""The day ruler: one square a working day, from the Monday of the first week to the last day that matters."""

from dataclasses import dataclass
from datetime import date, timedelta

from base.vietnamese import full_date, group_thousands
from workflow.nearness import days_left, days_past
from workflow.working_days import WorkingDays

# A longer span is told in words alone.
MOST_WEEKS = 8
STEP = 20


@dataclass(frozen=True)
class RulerCell:
    """One day: where it lies, and how it looks (past, today, next, late, due, due over, off)."""

    x: int
    look: str


@dataclass(frozen=True)
class RulerText:
    """Words over or under the squares."""

    x: int
    y: int
    words: str
    look: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class DayRuler:
    """The drawing's cells and words, and one sentence that says the same."""

    width: int
    sentence: str
    cells: tuple[RulerCell, ...]
    texts: tuple[RulerText, ...]


def day_ruler(due: date, *, today: date, working_days: WorkingDays) -> DayRuler | None:
    """Return the ruler between today and the due day; None when the two lie too far apart."""
    first, last = min(due, today), max(due, today)
    start = first - timedelta(days=first.weekday())
    days = (last - start).days + 1
    if days > MOST_WEEKS * 7:
        return None
    found = [start + timedelta(days=n) for n in range(days)]
    late = today > due
    cells = [RulerCell(n * STEP, _look(day, due, today, working_days)) for n, day in enumerate(found)]
    texts = [
        RulerText(n * STEP, 58, f"{day.day:02}/{day.month}", "week", "start")
        for n, day in enumerate(found)
        if not n % 7
    ]
    texts += _named(found.index(today), "hôm nay", "key today", days)
    if due != today:
        texts += _named(found.index(due), f"hạn {due.day:02}/{due.month}", "key" if late else "key due", days)
    act_by = working_days.on_or_before(due)
    ahead = days_left(due, act_by, today=today, working_days=working_days)
    passed = f"đã quá {group_thousands(days_past(due, today))} ngày" if late else ahead
    return DayRuler(
        width=days * STEP,
        sentence=f"Từ hôm nay, {full_date(today)}, tới hạn {full_date(due)}: {passed}.",
        cells=tuple(cells),
        texts=tuple(texts),
    )


def _look(day: date, due: date, today: date, working_days: WorkingDays) -> str:
    if day == due:
        return "due over" if today > due else "due"
    if day == today:
        return "today"
    if not working_days.is_working(day):
        return "off"
    if day < today:
        return "late" if day > due else "past"
    return "next"


def _named(index: int, words: str, look: str, days: int) -> list[RulerText]:
    """Words over a square, kept within the drawing; the two never meet, for they grow apart."""
    middle = index * STEP + STEP // 2
    if index < 3:
        return [RulerText(index * STEP, 14, words, look, "start")]
    if index > days - 4:
        return [RulerText(index * STEP + STEP, 14, words, look, "end")]
    return [RulerText(middle, 14, words, look, "middle")]
