"""Figures in groups as pages draw them: one bar on one scale, each number a link to exactly the list behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workflow.lifecycle import OPEN, State
from workflow.nearness import NearnessKind
from workflow.report_card import UNDATED, CardLine, Group, Tally
from workflow.views.duty_list import NEARNESS_SLUGS, STATE_SLUGS, DutyList, Facet

_AHEAD = (NearnessKind.AHEAD, NearnessKind.DUE_SOON, NearnessKind.DUE_TODAY)
_NEAR = {
    Group.DONE_ON_TIME: (NearnessKind.DONE_ON_TIME,),
    Group.DONE_LATE: (NearnessKind.DONE_LATE,),
    Group.UNDONE_IN_TIME: _AHEAD,
    Group.UNDONE_OVERDUE: (NearnessKind.OVERDUE,),
    Group.DONE_UNDATED: (NearnessKind.UNDATED,),
    Group.UNDONE_UNDATED: (NearnessKind.UNDATED, NearnessKind.WAITING),
}
_DONE = frozenset({Group.DONE_ON_TIME, Group.DONE_LATE, Group.DONE_UNDATED})
# The groups of a bar, in the order in which they always stand, by the name of their colour.
BAR_GROUPS = (
    (Group.DONE_ON_TIME, "done"),
    (Group.DONE_LATE, "late"),
    (Group.UNDONE_IN_TIME, "ahead"),
    (Group.UNDONE_OVERDUE, "over"),
)
_WIDTH = 400


@dataclass(frozen=True, kw_only=True)
class BarPart:
    """One part of a bar: where it begins and how wide it is, of 400."""

    look: str
    at: float
    wide: float


@dataclass(frozen=True, kw_only=True)
class FigureCell:
    """One number and the list behind it; without `address` it is only said."""

    count: int
    address: str


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """One line of figures: its name, its bar, the four groups, their sum and those without a day."""

    name: str
    address: str
    parts: tuple[BarPart, ...]
    said: str
    cells: tuple[FigureCell, ...]
    dated: int
    undated: FigureCell


def figure_lines(lines: Iterable[CardLine], *, base: DutyList, facet: Facet | None) -> list[FigureLine]:
    """Return lines of figures on one scale. `facet` is what their keys choose in lists; None where lists can't."""
    found = list(lines)
    most = max((_dated(line.tally) for line in found), default=0)
    return [
        figure_line(
            line.heading.name,
            line.tally,
            base.toggled(facet, line.heading.key) if facet else None,
            most=most,
        )
        for line in found
    ]


def figure_line(name: str, tally: Tally, view: DutyList | None, *, most: int) -> FigureLine:
    """Return one line; `most` is the sum that fills a whole bar."""
    counts = [tally[group] for group, _ in BAR_GROUPS]
    return FigureLine(
        name=name,
        address=view.address if view else "",
        parts=tuple(_parts(tally, most)),
        said=", ".join(f"{group.label.lower()} {tally[group]}" for group, _ in BAR_GROUPS if tally[group]),
        cells=tuple(
            FigureCell(count=count, address=group_address(view, group) if view and count else "")
            for (group, _), count in zip(BAR_GROUPS, counts, strict=True)
        ),
        dated=sum(counts),
        undated=FigureCell(
            count=sum(tally[group] for group in UNDATED),
            address=group_address(view, *sorted(UNDATED)) if view else "",
        ),
    )


def group_address(view: DutyList, *groups: Group) -> str:
    """Return the address of the duties of a view that stand in these groups."""
    near = {NEARNESS_SLUGS[kind] for group in groups for kind in _NEAR[group]}
    states: set[State] = set()
    for group in groups:
        states |= {State.COMPLETED} if group in _DONE else OPEN
    chosen = {**view.chosen, Facet.NEARNESS: tuple(sorted(near))}
    if set(groups) & UNDATED:
        chosen[Facet.STATE] = tuple(sorted(STATE_SLUGS[state] for state in states))
        # What has no day is due in no month.
        chosen.pop(Facet.MONTH, None)
    return DutyList(chosen=chosen, day=view.day).address


def _dated(tally: Tally) -> int:
    return sum(tally[group] for group, _ in BAR_GROUPS)


def _parts(tally: Tally, most: int) -> Sequence[BarPart]:
    parts, at = [], 0.0
    for group, look in BAR_GROUPS:
        wide = round(tally[group] / most * _WIDTH, 1) if most else 0.0
        if wide:
            parts.append(BarPart(look=look, at=round(at, 1), wide=wide))
            at += wide
    return parts
