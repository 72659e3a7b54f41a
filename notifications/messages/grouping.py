"""Duties that a digest shows as one row: a task's, of many agencies on one day or of the same agencies on many."""

import re
from collections.abc import Sequence

from base.vietnamese import full_date
from notifications.messages.sections import OWED, Cause, SectionLine
from workflow.nearness import Vantage
from workflow.notices.stand_ins import of_any_agency

_JUST_GIVEN = frozenset({Cause.NEW, Cause.NEW_CONTINUOUS})
# Each period has days of its own: where several are told of at once, the row names the first and the last of them.
_OWN_DAYS = re.compile(r"; hạn (?:trước đây|mới|giữ nguyên) \d{2}/\d{1,2}/\d{4}(?: \(làm xong từ [^)]*\))?")

LineGroup = Sequence[SectionLine]
_Alike = tuple[object, ...]


def grouped_lines(lines: LineGroup, vantage: Vantage) -> list[LineGroup]:
    """Put a section's lines into rows, each in the order of its days.

    What reads alike on one day is one row, and so is what the same agencies have of a task on several days. Of a task
    that was just given all is one. A line without words of its own joins those that have some.
    """
    on_a_day: dict[_Alike, list[SectionLine]] = {}
    for line in lines:
        on_a_day.setdefault(_alike_on_a_day(line, vantage), []).append(line)
    rows: dict[_Alike, list[SectionLine]] = {}
    said = {_alike(some, vantage): told for some in on_a_day.values() if (told := _told_of_several(some[0]))}
    for some in on_a_day.values():
        alike = _alike(some, vantage)
        told = _told_of_several(some[0]) or said.get(alike, "")
        rows.setdefault((*alike, told), []).extend(some)
    return list(rows.values())


def _alike_on_a_day(line: SectionLine, vantage: Vantage) -> _Alike:
    duty = line.assignment
    return duty.task.id, duty.state, line.cooperates, _told_of_several(line), duty.due, vantage.near(duty).words


def _alike(some: LineGroup, vantage: Vantage) -> _Alike:
    """What several days have in common that share a row: who owes them, and on which side of today they are."""
    line = some[0]
    duty = line.assignment
    same = (duty.task.id, duty.state, line.cooperates)
    if line.cause in _JUST_GIVEN:
        return same
    near = vantage.near(duty)
    owing = frozenset(each.assignment.agency_name for each in some)
    return *same, owing, near.kind if duty.state in OWED else near.words


def _told_of_several(line: SectionLine) -> str:
    return _OWN_DAYS.sub("", of_any_agency(line.reason, line.assignment.agency_name))


def reason_of(group: LineGroup) -> str:
    """Why the duties of a row are here: of several what holds of each."""
    line = next((line for line in group if line.reason), group[0])
    agencies = {each.assignment.agency_name for each in group}
    told = line.reason if len(agencies) == 1 else of_any_agency(line.reason, line.assignment.agency_name)
    return _OWN_DAYS.sub("", told) if len({each.assignment.due for each in group}) > 1 else told


def later_days(group: LineGroup) -> str:
    """How many days come after the first one that a row shows, and the last of them."""
    days = sorted({line.assignment.due for line in group if line.assignment.due})
    return f"Và {len(days) - 1} kỳ sau, kỳ cuối {full_date(days[-1])}." if len(days) > 1 else ""


def numbers_of(group: LineGroup) -> str:
    """The first duty's number, and how many others the row stands for."""
    number = f"Số {group[0].assignment.id}"
    return number if len(group) == 1 else f"{number} và {len(group) - 1} số khác"
