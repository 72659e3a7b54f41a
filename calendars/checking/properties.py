"""Which property may stand where, how often, and what its value must look like: tables, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from calendars.checking import values
from calendars.checking.colors import CSS_COLORS

TEXT_NAMES = (
    "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "NAME", "PRODID", "TZID", "TZNAME",
    "X-WR-CALNAME", "X-WR-CALDESC", "RELATED-TO",
)  # fmt: skip

CHECKS: Mapping[str, values.Check] = {
    **dict.fromkeys(TEXT_NAMES, values.text),
    **dict.fromkeys(("CATEGORIES", "RESOURCES"), values.text_list),
    **dict.fromkeys(("DTSTART", "DTEND", "DUE", "RECURRENCE-ID"), values.when),
    **dict.fromkeys(("EXDATE", "RDATE"), values.when_list),
    **dict.fromkeys(("DTSTAMP", "CREATED", "LAST-MODIFIED", "COMPLETED", "ACKNOWLEDGED"), values.utc_moment),
    **dict.fromkeys(("DURATION", "X-PUBLISHED-TTL"), values.duration),
    **dict.fromkeys(("URL", "SOURCE", "ORGANIZER", "ATTENDEE", "TZURL"), values.uri),
    **dict.fromkeys(("TZOFFSETFROM", "TZOFFSETTO"), values.utc_offset),
    "REFRESH-INTERVAL": values.declared_duration,
    "TRIGGER": values.trigger,
    "RRULE": values.recurrence,
    "SEQUENCE": values.integer(0, 2**31 - 1),
    "REPEAT": values.integer(0, 2**31 - 1),
    "PRIORITY": values.integer(0, 9),
    "PERCENT-COMPLETE": values.integer(0, 100),
    "TRANSP": values.one_of("OPAQUE", "TRANSPARENT"),
    "VERSION": values.one_of("2.0"),
    "CALSCALE": values.one_of("GREGORIAN"),
    "METHOD": values.one_of(
        "PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"
    ),
    "X-MICROSOFT-CDO-ALLDAYEVENT": values.one_of("TRUE", "FALSE"),
    "X-MICROSOFT-CDO-BUSYSTATUS": values.one_of("FREE", "TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE"),
    "COLOR": values.one_of_names(CSS_COLORS, "tên màu CSS3, như steelblue"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a component must have and may not have twice; `parents` are the components it may stand in."""

    required: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()
    statuses: tuple[str, ...] = ()
    parents: frozenset[str] = frozenset()


_ITEM_ONCE = frozenset(
    {
        "UID", "DTSTAMP", "DTSTART", "CLASS", "CREATED", "DESCRIPTION", "GEO", "LAST-MODIFIED", "LOCATION", "ORGANIZER",
        "PRIORITY", "RECURRENCE-ID", "SEQUENCE", "STATUS", "SUMMARY", "URL", "RRULE", "DURATION", "COLOR",
    }
)  # fmt: skip
_CALENDAR = frozenset({"VCALENDAR"})

SHAPES: Mapping[str, Shape] = {
    "VCALENDAR": Shape(
        required=frozenset({"VERSION", "PRODID"}),
        once=frozenset(
            {
                "VERSION", "PRODID", "CALSCALE", "METHOD", "LAST-MODIFIED", "REFRESH-INTERVAL", "SOURCE", "COLOR",
                "X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "X-PUBLISHED-TTL", "X-APPLE-CALENDAR-COLOR",
            }
        ),
        parents=frozenset({""}),
    ),
    "VEVENT": Shape(
        required=frozenset({"UID", "DTSTAMP"}),
        once=_ITEM_ONCE | {"DTEND", "TRANSP"},
        statuses=("TENTATIVE", "CONFIRMED", "CANCELLED"),
        parents=_CALENDAR,
    ),
    "VTODO": Shape(
        required=frozenset({"UID", "DTSTAMP"}),
        once=_ITEM_ONCE | {"DUE", "COMPLETED", "PERCENT-COMPLETE"},
        statuses=("NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"),
        parents=_CALENDAR,
    ),
    "VJOURNAL": Shape(
        required=frozenset({"UID", "DTSTAMP"}),
        once=_ITEM_ONCE - {"DESCRIPTION", "DURATION"},
        statuses=("DRAFT", "FINAL", "CANCELLED"),
        parents=_CALENDAR,
    ),
    "VALARM": Shape(
        required=frozenset({"ACTION", "TRIGGER"}),
        once=frozenset({"ACTION", "TRIGGER", "DESCRIPTION", "SUMMARY", "DURATION", "REPEAT"}),
        parents=frozenset({"VEVENT", "VTODO"}),
    ),
    "VTIMEZONE": Shape(required=frozenset({"TZID"}), once=frozenset({"TZID", "LAST-MODIFIED"}), parents=_CALENDAR),
    **dict.fromkeys(
        ("STANDARD", "DAYLIGHT"),
        Shape(
            required=frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}),
            once=frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"}),
            parents=frozenset({"VTIMEZONE"}),
        ),
    ),
}  # fmt: skip

ITEMS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
