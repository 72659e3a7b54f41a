"""The table over a coordinator's weekly picture: how many duties of each agency are late, fall due, wait for him."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from base.vietnamese import group_thousands
from notifications.messages.sections import MessageSection, SectionLine, section_of

# The agencies with most to do; the rest are one line together.
_SHOWN = 12
WEEK_FIGURES = (
    ("quá hạn", (MessageSection.OVERDUE,)),
    ("cần xong trong tuần", (MessageSection.TODAY, MessageSection.WEEK)),
    ("chờ quyết định", (MessageSection.DECIDE,)),
)
_NONE = "–"


@dataclass(frozen=True, kw_only=True)
class WeekRow:
    """One agency, or what is left of them; `figures` go with `WEEK_FIGURES`, "–" for none."""

    name: str
    figures: tuple[str, ...]

    @property
    def words(self) -> str:
        """The figures that there are, each with what it counts, as in "2 quá hạn, 1 chờ quyết định"."""
        counted = zip(self.figures, WEEK_FIGURES, strict=True)
        return ", ".join(f"{figure} {label}" for figure, (label, _) in counted if figure != _NONE)


def week_table(lines: Iterable[SectionLine], *, today: date) -> tuple[WeekRow, ...]:
    """Count the lines by agency, those with most overdue first; the sum stands last when there are several."""
    counts: dict[str, list[int]] = {}
    for line in lines:
        section = section_of(line, today=today)
        row = counts.setdefault(line.assignment.agency_name, [0] * len(WEEK_FIGURES))
        for column, (_, sections) in enumerate(WEEK_FIGURES):
            row[column] += section in sections
    ordered = sorted(counts.items(), key=lambda entry: ([-count for count in entry[1]], entry[0]))
    shown, rest = ordered[:_SHOWN], ordered[_SHOWN:]
    rows = [_row(name, figures) for name, figures in shown]
    if rest:
        rows.append(_row(f"{len(rest)} cơ quan khác", _sums(figures for _, figures in rest)))
    if len(ordered) > 1:
        rows.append(_row("Cộng", _sums(counts.values())))
    return tuple(rows)


def _sums(rows: Iterable[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def _row(name: str, figures: Iterable[int]) -> WeekRow:
    return WeekRow(name=name, figures=tuple(group_thousands(count) if count else _NONE for count in figures))
