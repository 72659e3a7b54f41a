"""A strict check of iCalendar files: the standard, and what breaks real clients though the standard allows it.

No library and no client reports more than a few of these defects; each of them loses, doubles or falsifies deadlines
in at least one client that people use. Every feed of ours passes this check in the tests.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from calendars.checking import values
from calendars.checking.components import Component, component_tree
from calendars.checking.content import ContentLine, content_lines
from calendars.checking.findings import CalendarFinding, CalendarRule
from calendars.checking.properties import CHECKS, ITEMS, SHAPES
from calendars.checking.values import is_day, parsed_when, rule_parts

# Google is reported to cut a subscribed calendar here without a word.
LARGEST = 1_000_000


def validate(content: bytes) -> tuple[CalendarFinding, ...]:
    """Return all defects in the order of lines; none means that every client we know reads what was meant."""
    lines, findings = content_lines(content)
    root, nesting = component_tree(lines)
    findings += nesting
    findings += _file_defects(content, root)
    for component in root.walk():
        findings += _shape_defects(component)
        findings += _value_defects(component)
    for calendar in root.children:
        findings += _calendar_defects(calendar)
    return tuple(sorted(set(findings)))


def _file_defects(content: bytes, root: Component) -> Iterator[CalendarFinding]:
    if len(content) > LARGEST:
        yield CalendarFinding(
            0, CalendarRule.SIZE, f"Tệp lớn {len(content)} byte; Google cắt bỏ phần sau {LARGEST} byte."
        )
    if not any(child.name == "VCALENDAR" for child in root.children):
        yield CalendarFinding(0, CalendarRule.EMPTY, "Không có BEGIN:VCALENDAR.")
    for extra in root.children[1:]:
        yield CalendarFinding(
            extra.line, CalendarRule.NESTING, "Mỗi tệp chỉ nên có một VCALENDAR; nhiều chương trình chỉ đọc cái đầu."
        )


def _shape_defects(component: Component) -> Iterator[CalendarFinding]:
    for child in component.children:
        shape = SHAPES.get(child.name)
        if shape and component.name not in shape.parents:
            yield CalendarFinding(
                child.line, CalendarRule.NESTING, f"{child.name} không được nằm trong {component.name or 'tệp'}."
            )
    shape = SHAPES.get(component.name)
    if shape is None:
        return
    counts = Counter(line.name for line in component.properties)
    for name in sorted(shape.required - counts.keys()):
        yield CalendarFinding(component.line, CalendarRule.MISSING, f"{component.name} thiếu {name}.")
    for name in sorted(name for name in shape.once if counts[name] > 1):
        second = list(component.all(name))[1]
        yield CalendarFinding(
            second.number, CalendarRule.REPEATED, f"{component.name} có {counts[name]} dòng {name}, chỉ được một."
        )
    status = component.first("STATUS")
    if status and shape.statuses and status.value.upper() not in shape.statuses:
        allowed = ", ".join(shape.statuses)
        yield CalendarFinding(
            status.number, CalendarRule.VALUE, f"STATUS “{status.value}” phải là một trong {allowed}."
        )


def _value_defects(component: Component) -> Iterator[CalendarFinding]:
    for line in component.properties:
        check = CHECKS.get(line.name)
        defect = check(line) if check else None
        if defect:
            rule = CalendarRule.TEXT if check in {values.text, values.text_list} else CalendarRule.VALUE
            yield CalendarFinding(line.number, rule, f"{line.name}: {defect}.")
        yield from _zone_defects(component, line)


def _zone_defects(component: Component, line: ContentLine) -> Iterator[CalendarFinding]:
    if "TZID" in line.parameters and (is_day(line) or line.value.endswith("Z")):
        yield CalendarFinding(
            line.number, CalendarRule.TIME_ZONE, f"{line.name}: ngày hoặc giờ UTC không được kèm TZID."
        )
    timed = component.name in ITEMS and line.name in {"DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE"}
    floating = "TZID" not in line.parameters and any(_is_local(value) for value in line.value.split(","))
    if timed and floating:
        message = f"{line.name}: thời điểm không có múi giờ; mỗi máy sẽ hiện một giờ khác nhau."
        yield CalendarFinding(line.number, CalendarRule.FLOATING, message)


def _is_local(value: str) -> bool:
    return isinstance(parsed_when(value), datetime) and not value.endswith("Z")


def _calendar_defects(calendar: Component) -> Iterator[CalendarFinding]:
    if not calendar.children:
        message = "Lịch không có mục nào; nhiều chương trình giữ lại dữ liệu cũ hoặc báo lỗi."
        yield CalendarFinding(calendar.line, CalendarRule.EMPTY, message)
    if uid := calendar.first("UID"):
        message = "UID của cả lịch làm một số chương trình gộp mọi việc thành một; nên bỏ."
        yield CalendarFinding(uid.number, CalendarRule.CALENDAR_UID, message)
    items = [child for child in calendar.children if child.name in ITEMS]
    if method := calendar.first("METHOD"):
        yield from _method_defects(method, items)
    else:
        yield from _startless(items)
        yield from _overrides_of_nothing(items)
    yield from _unknown_zones(calendar)
    yield from _repeated_uids(items)
    for item in items:
        yield from _item_defects(item)
        for alarm in item.children:
            yield from _alarm_defects(alarm)
    for zone in (child for child in calendar.children if child.name == "VTIMEZONE"):
        if not zone.children:
            yield CalendarFinding(zone.line, CalendarRule.TIME_ZONE, "VTIMEZONE phải có STANDARD hoặc DAYLIGHT.")


def _startless(items: list[Component]) -> Iterator[CalendarFinding]:
    for item in items:
        if item.name == "VEVENT" and item.first("DTSTART") is None:
            yield CalendarFinding(item.line, CalendarRule.MISSING, "VEVENT thiếu DTSTART.")


def _method_defects(method: ContentLine, items: list[Component]) -> Iterator[CalendarFinding]:
    """Find what RFC 5546 (3.2) asks of a calendar that is a message."""
    name = method.value.upper()
    for item in items:
        if item.first("ORGANIZER") is None:
            message = f"METHOD:{method.value} đòi hỏi mỗi mục có ORGANIZER; lịch để đăng ký thì nên bỏ METHOD."
            yield CalendarFinding(item.line, CalendarRule.METHOD, message)
        attendee = item.first("ATTENDEE")
        if name == "PUBLISH" and attendee:
            yield CalendarFinding(attendee.number, CalendarRule.METHOD, "METHOD:PUBLISH không được có ATTENDEE.")
        if name == "REQUEST" and attendee is None:
            yield CalendarFinding(item.line, CalendarRule.METHOD, "METHOD:REQUEST phải có ATTENDEE.")
    uids = {uid.value: uid.number for item in items if (uid := item.first("UID"))}
    if name in {"REQUEST", "CANCEL"} and len(uids) > 1:
        message = f"METHOD:{method.value} chỉ được mang một UID; nhiều chương trình chỉ nhận mục đầu."
        yield CalendarFinding(max(uids.values()), CalendarRule.METHOD, message)


def _unknown_zones(calendar: Component) -> Iterator[CalendarFinding]:
    zones = {zone.value for child in calendar.children if child.name == "VTIMEZONE" for zone in child.all("TZID")}
    for component in calendar.walk():
        for line in component.properties:
            name = line.parameters.get("TZID", "").strip('"')
            if name and name not in zones:
                yield CalendarFinding(
                    line.number, CalendarRule.TIME_ZONE, f"{line.name}: TZID “{name}” không có VTIMEZONE đi kèm."
                )


def _repeated_uids(items: list[Component]) -> Iterator[CalendarFinding]:
    seen: dict[tuple[str, str], int] = {}
    for item in items:
        uid, recurrence = item.first("UID"), item.first("RECURRENCE-ID")
        if uid is None:
            continue
        key = (uid.value, recurrence.value if recurrence else "")
        if key in seen:
            message = f"UID đã dùng ở dòng {seen[key]}; phần lớn chương trình sẽ bỏ mất một trong hai nhiệm vụ."
            yield CalendarFinding(uid.number, CalendarRule.DUPLICATE_UID, message)
        seen.setdefault(key, uid.number)


def _overrides_of_nothing(items: list[Component]) -> Iterator[CalendarFinding]:
    """Find changed occurrences without their recurring event; in a message they may come alone."""
    whole = {uid.value for item in items if (uid := item.first("UID")) and item.first("RECURRENCE-ID") is None}
    for item in items:
        uid = item.first("UID")
        if uid and uid.value not in whole:
            message = "RECURRENCE-ID sửa một kỳ của nhiệm vụ lặp lại nhưng không có nhiệm vụ ấy trong lịch."
            yield CalendarFinding(uid.number, CalendarRule.OVERRIDE, message)


def _item_defects(item: Component) -> Iterator[CalendarFinding]:
    start = item.first("DTSTART")
    end = item.first("DTEND") or item.first("DUE")
    duration = item.first("DURATION")
    if end and duration:
        yield CalendarFinding(
            duration.number, CalendarRule.EXCLUSIVE, f"{end.name} và DURATION không được đi cùng nhau."
        )
    if start is None:
        return
    if end:
        yield from _end_defects(start, end)
    if duration and is_day(start) and "T" in duration.value:
        yield CalendarFinding(
            duration.number, CalendarRule.VALUE_TYPE, "Nhiệm vụ cả ngày chỉ được có DURATION theo ngày hoặc tuần."
        )
    for name in ("EXDATE", "RDATE", "RECURRENCE-ID"):
        for line in item.all(name):
            if line.parameters.get("VALUE", "").upper() != "PERIOD" and is_day(line) != is_day(start):
                message = (
                    f"{name} phải cùng kiểu (ngày hoặc thời điểm) với DTSTART; nếu không, ngày loại trừ lại hiện ra."
                )
                yield CalendarFinding(line.number, CalendarRule.VALUE_TYPE, message)
    for rule in item.all("RRULE"):
        yield from _until_defects(rule, start)


def _end_defects(start: ContentLine, end: ContentLine) -> Iterator[CalendarFinding]:
    if is_day(start) != is_day(end):
        yield CalendarFinding(
            end.number, CalendarRule.VALUE_TYPE, f"{end.name} phải cùng kiểu (ngày hoặc thời điểm) với DTSTART."
        )
        return
    same_zone = start.parameters.get("TZID") == end.parameters.get("TZID")
    same_clock = same_zone and start.value.endswith("Z") == end.value.endswith("Z")
    # Of one clock the written values sort like the moments they mean.
    if same_clock and parsed_when(start.value) and parsed_when(end.value) and end.value <= start.value:
        message = f"{end.name} không được trùng hoặc trước DTSTART (nhiệm vụ cả ngày: DTEND là ngày hôm sau)."
        yield CalendarFinding(end.number, CalendarRule.ORDER, message)


def _until_defects(rule: ContentLine, start: ContentLine) -> Iterator[CalendarFinding]:
    until = rule_parts(rule.value).get("UNTIL")
    if until is None:
        return
    if is_day(start) == ("T" in until):
        yield CalendarFinding(
            rule.number, CalendarRule.VALUE_TYPE, "UNTIL phải cùng kiểu (ngày hoặc thời điểm) với DTSTART."
        )
    elif not is_day(start) and not until.endswith("Z") and ("TZID" in start.parameters or start.value.endswith("Z")):
        yield CalendarFinding(
            rule.number, CalendarRule.VALUE_TYPE, "UNTIL phải là thời điểm UTC vì DTSTART có múi giờ."
        )


def _alarm_defects(alarm: Component) -> Iterator[CalendarFinding]:
    action = alarm.first("ACTION")
    if alarm.name != "VALARM" or action is None:
        return
    needed = {"DISPLAY": ("DESCRIPTION",), "EMAIL": ("DESCRIPTION", "SUMMARY", "ATTENDEE")}.get(
        action.value.upper(), ()
    )
    for name in needed:
        if alarm.first(name) is None:
            message = f"VALARM với ACTION:{action.value} thiếu {name}; có chương trình từ chối cả lịch."
            yield CalendarFinding(alarm.line, CalendarRule.ALARM, message)
    if (alarm.first("REPEAT") is None) != (alarm.first("DURATION") is None):
        yield CalendarFinding(
            alarm.line, CalendarRule.ALARM, "VALARM phải có cả REPEAT và DURATION, hoặc không có cả hai."
        )
