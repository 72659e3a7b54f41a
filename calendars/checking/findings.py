"""What the validator says: a line, a rule that can be looked up, and a Vietnamese sentence."""

from dataclasses import dataclass
from enum import StrEnum


class CalendarRule(StrEnum):
    """The rules of the validator. Most are RFC 5545; the rest are what real clients break on (docs/calendars.md)."""

    UTF8 = "utf-8"
    FOLD_IN_CHARACTER = "fold-in-character"
    LINE_END = "line-end"
    LINE_LENGTH = "line-length"
    BLANK_LINE = "blank-line"
    CONTROL_CHARACTER = "control-character"
    NFC = "nfc"
    SYNTAX = "syntax"
    NESTING = "nesting"
    EMPTY = "empty-calendar"
    MISSING = "missing-property"
    REPEATED = "repeated-property"
    VALUE = "value"
    TEXT = "text"
    VALUE_TYPE = "value-type"
    TIME_ZONE = "time-zone"
    FLOATING = "floating-time"
    ORDER = "end-before-start"
    EXCLUSIVE = "exclusive-properties"
    DUPLICATE_UID = "duplicate-uid"
    OVERRIDE = "override-without-event"
    CALENDAR_UID = "calendar-uid"
    METHOD = "method"
    ALARM = "alarm"
    SIZE = "size"
    SECOND_OPINION = "second-opinion"


@dataclass(frozen=True, order=True)
class CalendarFinding:
    """One defect. `line` counts physical lines from 1; 0 is the file as a whole."""

    line: int
    rule: CalendarRule
    message: str
