"""A second opinion on a calendar: what the library `icalendar` makes of it, held against what stands in the file.

Programs that officials use read with libraries like it. Where it leaves something out, or reads a day or a text
otherwise, some of them will, too.
"""

import re
from collections.abc import Iterator, Set
from datetime import date, datetime
from typing import Any

from icalendar import Calendar

from calendars.checking.components import Component, component_tree
from calendars.checking.content import ContentLine, content_lines
from calendars.checking.findings import CalendarFinding, CalendarRule
from calendars.checking.values import parsed_when

_KINDS = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VALARM", "VTIMEZONE")
_TEXTS = ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS")
_DAYS = ("DTSTART", "DTEND", "DUE")
_ESCAPED = re.compile(r"\\([nN,;\\])")


def second_opinion(content: bytes) -> tuple[CalendarFinding, ...]:
    """Return each difference between the file and what `icalendar` reads in it, in the order of lines."""
    try:
        calendars: list[Any] = Calendar.from_ical(content, multiple=True)
        read = {kind: [one for calendar in calendars for one in calendar.walk(kind)] for kind in _KINDS}
    except (ValueError, LookupError, RecursionError) as error:
        return (_finding(0, f"Thư viện icalendar không đọc được tệp: {error}"),)
    root, _ = component_tree(content_lines(content)[0])
    written = [*root.walk()]
    findings: list[CalendarFinding] = []
    for kind in _KINDS:
        findings += _differences([one for one in written if one.name == kind], read[kind], kind)
    return tuple(sorted(findings))


def _differences(written: list[Component], read: list[Any], kind: str) -> Iterator[CalendarFinding]:
    if len(written) != len(read):
        first = written[0].line if written else 0
        yield _finding(first, f"Tệp có {len(written)} {kind}, thư viện icalendar đọc được {len(read)}")
        return
    for ours, theirs in zip(written, read, strict=True):
        for name, reason in theirs.errors:
            found = ours.first(str(name))
            yield _finding(
                found.number if found else ours.line, f"Thư viện icalendar bỏ qua {name or 'một dòng'}: {reason}"
            )
        unread = {str(name).upper() for name, _ in theirs.errors}
        for line in _compared(ours, unread):
            if (seen := _value_read(theirs, line.name)) != (meant := _value_written(line)):
                yield _finding(line.number, f"{line.name} “{meant}”, thư viện icalendar đọc là “{seen}”")


def _compared(component: Component, unread: Set[str]) -> Iterator[ContentLine]:
    for name in (*_TEXTS, *_DAYS):
        lines = [*component.all(name)]
        # What stands there twice is a defect that the standard names already.
        if len(lines) == 1 and name not in unread:
            yield lines[0]


def _value_written(line: ContentLine) -> str | date | datetime | None:
    if line.name in _DAYS:
        return parsed_when(line.value)
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], line.value)


def _value_read(component: Any, name: str) -> str | date | datetime | None:
    value = component.get(name)
    if name not in _DAYS:
        return None if value is None else str(value)
    moment = getattr(value, "dt", None)
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _finding(line: int, message: str) -> CalendarFinding:
    return CalendarFinding(line, CalendarRule.SECOND_OPINION, f"{message.rstrip('.')}.")
