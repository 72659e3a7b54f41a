"""A duty as a line of the list: every word ready, so that the template only prints."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from base.vietnamese import capitalise, full_date, short_date
from workflow.nearness import DutyStanding, NearnessKind, kind_of, nearness
from workflow.plan import Shown, columns_shown
from workflow.views.duty_line import DutyLine
from workflow.views.duty_list import ListColumn
from workflow.working_days import WorkingDays


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """One line. `iso` and `day` are empty without a date; `more` are the chosen columns' cells, label first."""

    id: int
    iso: str
    day: str
    kind: str
    words: str
    extended: str
    printed: str
    title: str
    source: str
    agency: str
    state: str
    more: tuple[tuple[str, str], ...] = ()


def row_of(
    line: DutyLine, columns: tuple[ListColumn, ...], *, today: date, working_days: WorkingDays, most: int
) -> _Row:
    """Return a line as it is shown; `most` is how many extensions are granted at most."""
    return _Row(
        id=line.id,
        iso=line.due.isoformat() if line.due else "",
        day=_day(line.due) if line.due else "",
        kind=kind_of(line.state, line.timeliness).value,
        words=near_words(line, today, working_days),
        extended=f"gia hạn {line.extensions}/{most}" if line.extensions else "",
        printed=line.expression,
        title=line.title,
        source=" · ".join(part for part in (line.product, *_shown(line), f"{line.plan}, {line.place}") if part),
        agency=line.agency_name,
        state="" if kind_of(line.state, line.timeliness) in _SAID_BY_THE_MARK else line.state.label,
        more=tuple((column.label, _cell(line, column)) for column in columns),
    )


def _shown(line: DutyLine) -> list[str]:
    """The columns that every list shows, with their labels: the text alone may be a word like "cao"."""
    named = zip(columns_shown(Shown.LIST), line.shown, strict=True)
    return [f"{column.label}: {text}" for column, text in named if text]


_SAID_BY_THE_MARK = frozenset({NearnessKind.WAITING, NearnessKind.DONE_ON_TIME, NearnessKind.DONE_LATE})


def near_words(line: DutyLine, today: date, working_days: WorkingDays) -> str:
    """Return the words of nearness; those that many lines share are worked out once."""
    act_by = _act_by(line.due, working_days) if line.due else None
    said: str = _words(
        DutyStanding(
            state=line.state,
            timeliness=line.timeliness,
            due=line.due,
            act_by=act_by,
            reported_on=line.reported_on,
        ),
        today,
        working_days,
    )
    return said


@lru_cache(4_096)
def _act_by(due: date, working_days: WorkingDays) -> date:
    return working_days.on_or_before(due)


@lru_cache(8_192)
def _words(standing: DutyStanding, today: date, working_days: WorkingDays) -> str:
    return nearness(standing, today=today, working_days=working_days).words


@lru_cache(4_096)
def _day(due: date) -> str:
    return capitalise(full_date(due))


def _cell(line: DutyLine, column: ListColumn) -> str:
    match column:
        case ListColumn.COOPERATING:
            return line.cooperating or "–"
        case ListColumn.PRODUCT:
            return line.product or "–"
        case ListColumn.PROGRESS:
            return f"{line.progress}%" if line.progress else "–"
        case ListColumn.REPORTED:
            return short_date(line.reported_on) if line.reported_on else "–"
