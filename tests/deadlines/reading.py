"""How tests and the rules' own examples write down what an expression resolves to.

A due day is its ISO date; days that come again are the next three; parts are separated by `; `; a term without a known
start is its count and unit, and everything else its kind.
"""

from datetime import date

from config.days_off import days_off
from workflow.deadlines import Context, Resolution, read
from workflow.working_days import WorkingDays

CALENDAR = WorkingDays.vietnam(days_off())
PLAN_OF_2026 = Context(issued=date(2026, 1, 16), year=2026, years=(2026, 2026))


def reading(text: str, context: Context = PLAN_OF_2026) -> Resolution:
    return read(text, context, CALENDAR)


def brief(resolution: Resolution) -> str:
    if resolution.kind == "compound":
        return "; ".join(brief(part) for part in resolution.parts)
    if resolution.due:
        return resolution.due.isoformat()
    if resolution.next and resolution.kind != "continuous":
        return ", ".join(day.isoformat() for day in resolution.next)
    if resolution.kind == "relative" and resolution.offset:
        return f"{resolution.offset.units} {resolution.offset.unit}"
    return resolution.kind.value
