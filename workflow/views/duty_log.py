"""A duty's log for people: who did what, old → new, the newest first; what the system did is folded away."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from base.clock import VIETNAM
from base.vietnamese import day_month, short_date
from workflow.evidence.files import files_in
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.log.words import line_label
from workflow.plan import COLUMN_LABELS
from workflow.timeliness import Timeliness

_MACHINE = "máy:"
_OF_THE_SYSTEM = frozenset({LogAction.ASSIGN, LogAction.SWEEP, LogAction.CHECK_IN})


@dataclass(frozen=True, kw_only=True)
class _LogLine:
    """One line: when, who, what; `before` and `after` are the days or words that it changed, empty if none."""

    moment: datetime
    at: str
    actor: str
    done: str
    before: str = ""
    after: str = ""
    said: str = ""
    folded: tuple["_LogLine", ...] = ()


def duty_log(lines: Iterable[LogEntry], today: date, *, rewritten: Iterable[LogEntry] = ()) -> list[_LogLine]:
    """Return a duty's lines, given the oldest first, as people read them.

    `rewritten` are those by which its task was written anew: a line for each cell.
    """
    people: list[_LogLine] = []
    system: list[_LogLine] = []
    due: str | None = None
    for entry in lines:
        line = _line(entry, due, today)
        due = entry.details.get("due", due)
        (system if is_of_the_system(entry) else people).append(line)
    people += [line for entry in rewritten for line in _cells(entry, today)]
    people.sort(key=lambda line: line.moment)
    people.reverse()
    system.reverse()
    return people + _folded(system)


def is_of_the_system(entry: LogEntry) -> bool:
    """Whether no person decided what the line tells."""
    return entry.action in _OF_THE_SYSTEM or entry.actor.startswith(_MACHINE)


def _folded(system: list[_LogLine]) -> list[_LogLine]:
    if not system:
        return []
    first, last = system[-1], system[0]
    at = first.at if len(system) == 1 else f"{_day_of(first)} – {_day_of(last)}"
    said = f"{len(system)} dòng của hệ thống (giao, đổi tình trạng theo lịch)"
    return [_LogLine(moment=last.moment, at=at, actor="", done=said, folded=tuple(system))]


def _day_of(line: _LogLine) -> str:
    return line.at.partition(",")[0]


def _line(entry: LogEntry, due: str | None, today: date) -> _LogLine:
    local = entry.at.astimezone(VIETNAM)
    year = "" if local.year == today.year else f"/{local.year}"
    before, after = _change(entry, due)
    return _LogLine(
        moment=local,
        at=f"{day_month(local.day, local.month)}{year}, {local:%H:%M}",
        actor=entry.actor.removeprefix(_MACHINE).strip(),
        done=line_label(entry),
        before=before,
        after=after,
        said=_said(entry),
    )


def _cells(entry: LogEntry, today: date) -> list[_LogLine]:
    line = _line(entry, None, today)
    return [
        replace(line, done=f"{line.done}, {COLUMN_LABELS[column].lower()}", before=before, after=after)
        for column, (before, after) in entry.details["cells"].items()
    ]


def _change(entry: LogEntry, due: str | None) -> tuple[str, str]:
    if entry.action == LogAction.SWEEP:
        return _standing(entry.before), _standing(entry.after)
    if entry.action == LogAction.REQUEST_EXTENSION:
        return "", _day(entry.details.get("wished_due"))
    if entry.details.get("due", due) != due:
        return _day(due), _day(entry.details["due"])
    return "", ""


def _standing(value: str) -> str:
    return Timeliness(value).label if value in set(Timeliness) else value


def _day(value: str | None) -> str:
    return short_date(date.fromisoformat(value)) if value else ""


def _said(entry: LogEntry) -> str:
    details = entry.details
    told = details.get("text") or details.get("result") or ""
    files = len(files_in(details))
    parts = (
        told,
        f"{files} tệp" if files else "",
        f"{details['progress']}%" if details.get("progress") else "",
        entry.reason and f"“{entry.reason}”",
        # A report's result is what the log has as its document.
        "" if entry.document == told else entry.document,
    )
    if entry.action == LogAction.SWEEP:
        return ""
    # Sentences that people wrote end with a stop already.
    return "; ".join(part.removesuffix(".") for part in parts if part)
