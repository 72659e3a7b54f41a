"""Where two counts of the same report differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.report_card import CardLine, Group, ReportCard, Tally


@dataclass(frozen=True, kw_only=True)
class ChangedFigure:
    """A figure that was another before; `name` is what its line is about."""

    name: str
    group: Group
    before: int
    now: int


def changed_figures(before: ReportCard, now: ReportCard) -> list[ChangedFigure]:
    """Return the figures that differ: the sum's, then those of agencies, plans and sections."""
    found = [*_changed("Cộng", before.total, now.total)]
    for old, new in ((before.agencies, now.agencies), (before.plans, now.plans), (before.sections, now.sections)):
        found += _changed_lines(old, new)
    return found


def _changed_lines(before: tuple[CardLine, ...], now: tuple[CardLine, ...]) -> Iterator[ChangedFigure]:
    old, new = ({line.heading.key: line for line in lines} for lines in (before, now))
    for key in [*old, *(key for key in new if key not in old)]:
        name = (old.get(key) or new[key]).heading.name
        yield from _changed(name, _tally(old.get(key)), _tally(new.get(key)))


def _tally(line: CardLine | None) -> Tally:
    return line.tally if line else Tally()


def _changed(name: str, before: Tally, now: Tally) -> Iterator[ChangedFigure]:
    for group in Group:
        if before[group] != now[group]:
            yield ChangedFigure(name=name, group=group, before=before[group], now=now[group])
