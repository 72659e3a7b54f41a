"""The rules of recurring tasks beside the days they give: what a calendar's RRULE needs to say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workflow.deadlines import Kind, Resolution, occurrences
from workflow.registry.registration import lay_out, leaves
from workflow.working_days import WorkingDays


@dataclass(frozen=True, kw_only=True)
class TaskCycle:
    """One rule of a recurring task. `rule` is a RRULE's value without UNTIL.

    `named` are the days that the rule gives, `days` those on which the duties fall: the same, unless days off move
    them or another cycle of the task has them already. `ordinal` tells the cycles of one task apart, from 1.
    """

    ordinal: int
    rule: str
    named: tuple[date, ...]
    days: tuple[date, ...]


def cycles_of(resolution: Resolution, start: date, until: date, working_days: WorkingDays) -> tuple[TaskCycle, ...]:
    """Return a deadline's cycles that have a day from `start` to `until`, both inclusive; none when it doesn't recur.

    >>> from workflow.deadlines import Context, read
    >>> calendar = WorkingDays.vietnam()
    >>> issued = date(2026, 1, 16)
    >>> (cycle,) = cycles_of(read("ngày 25 hằng tháng", Context(issued=issued), calendar), issued, date(2026, 3, 31), calendar)
    >>> cycle.rule, [day.isoformat() for day in cycle.days]
    ('FREQ=MONTHLY;BYMONTHDAY=25', ['2026-01-25', '2026-02-25', '2026-03-25'])
    """  # noqa: E501 - an example that runs
    return tuple(_cycles(resolution, start, until, working_days))


def _cycles(resolution: Resolution, start: date, until: date, working_days: WorkingDays) -> Iterator[TaskCycle]:
    seen: set[date] = set()
    for ordinal, leaf in enumerate(leaves(resolution), start=1):
        if leaf.kind is Kind.CONTINUOUS or leaf.rrule is None:
            continue
        named = occurrences(leaf, start, until)
        days = {laid.due for laid in lay_out(leaf, start, until, working_days) if laid.due} - seen
        seen |= days
        if named and days:
            rule = ";".join(part for part in leaf.rrule.split(";") if not part.startswith("UNTIL="))
            yield TaskCycle(ordinal=ordinal, rule=rule, named=named, days=tuple(sorted(days)))
