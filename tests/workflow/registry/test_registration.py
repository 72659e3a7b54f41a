"""What a cell resolves to is what is registered: the same days and events, whatever kind of deadline it is."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deadlines.reading import CALENDAR, PLAN_OF_2026, reading
from tests.deadlines.test_expressions import EXPRESSIONS
from tests.examples import ANY_LETTER
from tests.plans import a_row, planned
from workflow.deadlines import Kind, Resolution, Shift
from workflow.deadlines.grammar import RULES
from workflow.registry.plan_span import HORIZON
from workflow.registry.registration import PlannedOccurrence, lay_out, leaves

ISSUED = PLAN_OF_2026.issued
UNTIL = ISSUED + HORIZON
EXAMPLES = [text for rule in RULES.values() for text in rule.examples]
TEXTS = [*EXAMPLES, *(line.partition(" ⇒ ")[0] for line in EXPRESSIONS)]
WAITING = {Kind.TRIGGERED, Kind.RELATIVE, Kind.EXTERNAL, Kind.ON_DEMAND}


def registered(resolution: Resolution) -> list[PlannedOccurrence]:
    return list(lay_out(resolution, ISSUED, UNTIL, CALENDAR))


def told_days(leaf: Resolution) -> set[date]:
    """The days that an answer tells: its due day, or the next ones, moved off days off where it says so."""
    if leaf.due:
        return {leaf.due}
    moves = {Shift.NEXT: CALENDAR.on_or_after, Shift.PREVIOUS: CALENDAR.on_or_before}
    move = moves.get(leaf.shift) if leaf.shift else None
    return {moved for day in leaf.next if (moved := move(day) if move else day) <= UNTIL}


def registers_what_is_told(resolution: Resolution) -> bool:
    """Whether the days told are registered, and others only where a rule repeats."""
    dues = sorted({occurrence.due for occurrence in registered(resolution) if occurrence.due})
    told = sorted(set[date]().union(*map(told_days, leaves(resolution))))
    if any(leaf.rrule for leaf in leaves(resolution)):
        return set(told) <= set(dues) and (dues[: len(told)] == told or len(leaves(resolution)) > 1)
    return dues == told


def registers_what_waits(resolution: Resolution) -> bool:
    """Whether just the parts without a day wait, each for its event."""
    waiting = [leaf for leaf in leaves(resolution) if leaf.kind in WAITING and not (leaf.due or leaf.rrule)]
    registered_events = {(one.event, one.offset) for one in registered(resolution) if one.event}
    return registered_events == {(leaf.event or leaf.text, leaf.offset) for leaf in waiting}


def test_k1_what_is_told_is_registered_and_nothing_else() -> None:
    assert not [text for text in TEXTS if not registers_what_is_told(reading(text))]


def test_what_waits_is_registered_as_waiting_for_the_same_event() -> None:
    assert not [text for text in TEXTS if not registers_what_waits(reading(text))]


def test_k1_a_term_after_every_quarter_is_a_duty_of_each_quarter() -> None:
    (task,) = planned(a_row("Chậm nhất 15 ngày sau khi kết thúc quý"))
    dues = [occurrence.due for occurrence in task.occurrences]
    assert dues == [date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15)]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(ANY_LETTER, max_size=80), min_size=1, max_size=5))
def test_every_row_of_a_plan_is_kept_whatever_its_deadline_says(cells: list[str]) -> None:
    tasks = planned(*(a_row(cell) for cell in cells))
    assert [task.row.deadline for task in tasks] == cells
    assert all(task.occurrences or task.doubts or task.recurs for task in tasks)
    assert all(
        any(doubt.column == "deadline" for doubt in task.doubts)
        for task in tasks
        if task.resolution.kind in {Kind.MISSING, Kind.UNREADABLE}
    )
