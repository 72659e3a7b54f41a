"""The validator finds what is planted, where it is planted, and nothing else."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.checking.findings import CalendarRule
from calendars.checking.validator import validate

GOOD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Thu nghiem//dondoc//VI
CALSCALE:GREGORIAN
X-WR-CALNAME:Lịch họp
REFRESH-INTERVAL;VALUE=DURATION:PT1H
COLOR:steelblue
BEGIN:VTIMEZONE
TZID:Asia/Ho_Chi_Minh
BEGIN:STANDARD
DTSTART:19750613T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0700
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTAMP:20260120T023000Z
LAST-MODIFIED:20260120T023000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20260714
DTEND;VALUE=DATE:20260715
RRULE:FREQ=YEARLY;UNTIL=20300714
EXDATE;VALUE=DATE:20270714
SUMMARY:Báo cáo\\, đánh giá
CATEGORIES:50/KH-UBND,Công an tỉnh
STATUS:CONFIRMED
TRANSP:TRANSPARENT
URL:https://dondoc.example/viec/1
BEGIN:VALARM
TRIGGER:-PT15H
ACTION:DISPLAY
DESCRIPTION:Báo cáo
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTAMP:20260120T023000Z
DTSTART;TZID=Asia/Ho_Chi_Minh:20260714T080000
DTEND;TZID=Asia/Ho_Chi_Minh:20260714T113000
SUMMARY:Họp Ban Chỉ đạo
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")

LONG = "Phối hợp với các sở\\, ngành và địa phương để xây dựng kế hoạch"
TODO = """\
BEGIN:VTODO
UID:9
DTSTAMP:20260120T023000Z
DUE;VALUE=DATE:20260714
STATUS:NEEDS-ACTION
END:VTODO""".replace("\n", "\r\n")
OTHER_ZONE = "END:VTIMEZONE\r\nBEGIN:VTIMEZONE\r\nTZID:B\r\nBEGIN:STANDARD"
PLANTED = [
    # The sixteen that were tried on real clients.
    ("bare LF", "SEQUENCE:0\r\n", "SEQUENCE:0\n", CalendarRule.LINE_END, 20),
    ("unfolded line", "SUMMARY:Họp Ban Chỉ đạo", f"SUMMARY:{LONG}", CalendarRule.LINE_LENGTH, 41),
    ("unescaped semicolon", "Báo cáo\\,", "Báo cáo;", CalendarRule.TEXT, 25),
    ("no UID", "UID:2\r\n", "", CalendarRule.MISSING, 36),
    ("no DTSTAMP", "UID:2\r\nDTSTAMP:20260120T023000Z\r\n", "UID:2\r\n", CalendarRule.MISSING, 36),
    ("two tasks with one UID", "UID:2", "UID:1", CalendarRule.DUPLICATE_UID, 37),
    ("UID of the calendar", "CALSCALE:GREGORIAN", "UID:lich", CalendarRule.CALENDAR_UID, 4),
    ("zone without VTIMEZONE", "TZID:Asia/Ho_Chi_Minh", "TZID:Asia/Bangkok", CalendarRule.TIME_ZONE, 39),
    ("UNTIL of another type", "UNTIL=20300714", "UNTIL=20300714T000000Z", CalendarRule.VALUE_TYPE, 23),
    ("DTEND on DTSTART", "DTEND;VALUE=DATE:20260715", "DTEND;VALUE=DATE:20260714", CalendarRule.ORDER, 22),
    ("alarm without text", "ACTION:DISPLAY\r\nDESCRIPTION:Báo cáo\r\n", "ACTION:DISPLAY\r\n", CalendarRule.ALARM, 30),
    ("colon for semicolon", "REFRESH-INTERVAL;VALUE", "REFRESH-INTERVAL:VALUE", CalendarRule.VALUE, 6),
    ("control character", "Họp Ban", "Họp\x0bBan", CalendarRule.CONTROL_CHARACTER, 41),
    ("EXDATE of another type", "EXDATE;VALUE=DATE:20270714", "EXDATE:20270714T000000Z", CalendarRule.VALUE_TYPE, 24),
    ("METHOD without ORGANIZER", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", CalendarRule.METHOD, 16),
    # And more.
    ("blank line", "SEQUENCE:0\r\n", "SEQUENCE:0\r\n\r\n", CalendarRule.BLANK_LINE, 21),
    ("no final line end", "END:VCALENDAR\r\n", "END:VCALENDAR", CalendarRule.LINE_END, 43),
    ("byte order mark", "BEGIN:VCALENDAR", "\ufeffBEGIN:VCALENDAR", CalendarRule.UTF8, 1),
    ("letters in parts", "Họp Ban", "Họp Ban".replace("ọ", "o\u0323"), CalendarRule.NFC, 41),
    ("a line that is none", "SEQUENCE:0", "SEQUENCE 0", CalendarRule.SYNTAX, 20),
    ("unclosed component", "END:VALARM\r\n", "", CalendarRule.NESTING, 30),
    ("END without BEGIN", "SEQUENCE:0\r\n", "SEQUENCE:0\r\nEND:VTODO\r\n", CalendarRule.NESTING, 21),
    ("text after the calendar", "END:VCALENDAR\r\n", "END:VCALENDAR\r\nNAME:x\r\n", CalendarRule.NESTING, 44),
    ("unescaped comma", "Báo cáo\\,", "Báo cáo,", CalendarRule.TEXT, 25),
    ("unknown escape", "Báo cáo\\,", "Báo cáo\\t", CalendarRule.TEXT, 25),
    ("backslash at the end", "đánh giá", "đánh giá\\", CalendarRule.TEXT, 25),
    ("impossible day", "DTSTART;VALUE=DATE:20260714", "DTSTART;VALUE=DATE:20260231", CalendarRule.VALUE, 21),
    ("day without VALUE", "EXDATE;VALUE=DATE:20270714", "EXDATE:20270714", CalendarRule.VALUE_TYPE, 24),
    ("stamp without zone", "DTSTAMP:20260120T023000Z", "DTSTAMP:20260120T023000", CalendarRule.VALUE, 18),
    ("negative sequence", "SEQUENCE:0", "SEQUENCE:-1", CalendarRule.VALUE, 20),
    ("colour code for name", "COLOR:steelblue", "COLOR:#4682B4", CalendarRule.VALUE, 7),
    ("unknown status", "STATUS:CONFIRMED", "STATUS:DONE", CalendarRule.VALUE, 27),
    ("unknown frequency", "FREQ=YEARLY", "FREQ=QUARTERLY", CalendarRule.VALUE, 23),
    ("count and until", "FREQ=YEARLY", "FREQ=YEARLY;COUNT=3", CalendarRule.VALUE, 23),
    ("address with a blank", "https://dondoc.example/viec/1", "https://dondoc.example/viec 1", CalendarRule.VALUE, 29),
    ("two summaries", "STATUS:CONFIRMED", "SUMMARY:Khác", CalendarRule.REPEATED, 27),
    ("end and duration", "STATUS:CONFIRMED", "DURATION:P1D", CalendarRule.EXCLUSIVE, 27),
    ("floating time", "DTSTART;TZID=Asia/Ho_Chi_Minh", "DTSTART", CalendarRule.FLOATING, 39),
    ("zone on a day", "EXDATE;VALUE=DATE", "EXDATE;VALUE=DATE;TZID=Asia/Ho_Chi_Minh", CalendarRule.TIME_ZONE, 24),
    ("alarm that repeats for ever", "TRIGGER:-PT15H", "TRIGGER:-PT15H\r\nREPEAT:2", CalendarRule.ALARM, 30),
    ("bad trigger", "TRIGGER:-PT15H", "TRIGGER:-15H", CalendarRule.VALUE, 31),
    ("unknown version", "VERSION:2.0", "VERSION:1.0", CalendarRule.VALUE, 2),
    ("no producer", "PRODID:-//Thu nghiem//dondoc//VI\r\n", "", CalendarRule.MISSING, 1),
    ("event in an event", "TRANSP:TRANSPARENT", TODO, CalendarRule.NESTING, 28),
    ("override of nothing", "UID:2\r\n", "UID:2\r\nRECURRENCE-ID:20260714T010000Z\r\n", CalendarRule.OVERRIDE, 37),
    ("zone without rules", "BEGIN:STANDARD", OTHER_ZONE, CalendarRule.TIME_ZONE, 8),
]  # fmt: skip


def rules_in(content: bytes) -> set[CalendarRule]:
    return {finding.rule for finding in validate(content)}


def test_a_good_calendar_has_no_findings() -> None:
    assert validate(GOOD.encode()) == ()


@pytest.mark.parametrize(("good", "bad", "rule", "line"), [case[1:] for case in PLANTED], ids=[c[0] for c in PLANTED])
def test_a_planted_defect_is_found_at_its_line(good: str, bad: str, rule: CalendarRule, line: int) -> None:
    assert good in GOOD
    findings = validate(GOOD.replace(good, bad, 1).encode())

    assert rule in {finding.rule for finding in findings if finding.line == line}, findings


def test_a_fold_inside_a_letter_is_found_at_the_line_that_begins_with_its_rest() -> None:
    split = "SUMMARY:Họp Ban".encode().replace("ọ".encode(), "ọ".encode()[:1] + b"\r\n " + "ọ".encode()[1:])
    content = GOOD.encode().replace("SUMMARY:Họp Ban".encode(), split)

    assert [(finding.line, finding.rule) for finding in validate(content)] == [(42, CalendarRule.FOLD_IN_CHARACTER)]


def test_octets_that_are_no_letters_are_found() -> None:
    assert CalendarRule.UTF8 in rules_in(GOOD.encode().replace("Họp Ban".encode(), b"H\xcd\xbe\xff p"))


def test_a_calendar_with_nothing_in_it_is_a_defect() -> None:
    start, end = GOOD.index("BEGIN:VTIMEZONE"), GOOD.index("END:VCALENDAR")

    assert rules_in((GOOD[:start] + GOOD[end:]).encode()) == {CalendarRule.EMPTY}


@pytest.mark.parametrize("content", [b"", b"\r\n", b"<html>", b"\x00" * 100, "Không phải lịch\r\n".encode()])
def test_what_is_no_calendar_at_all_is_refused(content: bytes) -> None:
    assert CalendarRule.EMPTY in rules_in(content)


def test_a_file_that_google_would_cut_is_too_large() -> None:
    padding = "X-GHI-CHU:" + "x" * 60 + "\r\n"
    content = GOOD.replace("BEGIN:VTIMEZONE", padding * 14_000 + "BEGIN:VTIMEZONE", 1)

    assert rules_in(content.encode()) == {CalendarRule.SIZE}


@pytest.mark.slow
def test_thousands_of_nested_components_do_not_break_the_validator() -> None:
    assert CalendarRule.NESTING in rules_in(b"BEGIN:VEVENT\r\n" * 5_000)


ONE_EVENT = GOOD[: GOOD.index("BEGIN:VEVENT\r\nUID:2")] + "END:VCALENDAR\r\n"
PEOPLE = "SEQUENCE:0\r\nORGANIZER:mailto:dondoc@dongthap.example\r\nATTENDEE:mailto:ba@congan.example"


def a_message(method: str, people: str = PEOPLE, *, events: str = ONE_EVENT) -> bytes:
    return events.replace("CALSCALE:GREGORIAN", f"METHOD:{method}").replace("SEQUENCE:0", people).encode()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_of_one_event_with_organizer_and_guest_is_right(method: str) -> None:
    assert validate(a_message(method)) == ()


def test_an_invitation_has_an_organizer() -> None:
    without = PEOPLE.replace("ORGANIZER", "CONTACT")

    assert [finding.line for finding in validate(a_message("REQUEST", without))] == [16]


def test_an_invitation_has_a_guest_and_a_publication_none() -> None:
    without = PEOPLE.replace("ATTENDEE", "X-ATTENDEE")

    assert rules_in(a_message("REQUEST", without)) == rules_in(a_message("PUBLISH")) == {CalendarRule.METHOD}
    assert rules_in(a_message("PUBLISH", without)) == set()


def test_an_invitation_is_of_one_event() -> None:
    two = ONE_EVENT.replace(
        "END:VCALENDAR", GOOD[GOOD.index("BEGIN:VEVENT") : GOOD.index("BEGIN:VEVENT\r\nUID:2")] + "END:VCALENDAR"
    )
    other = two[::-1].replace("1:DIU", "3:DIU", 1)[::-1]

    assert [finding.rule for finding in validate(a_message("REQUEST", events=other))] == [CalendarRule.METHOD]


def test_a_task_list_may_stand_beside_events() -> None:
    assert validate(GOOD.replace("END:VCALENDAR", f"{TODO}\r\nEND:VCALENDAR").encode()) == ()


def test_a_message_says_in_vietnamese_what_to_do() -> None:
    (finding,) = validate(GOOD.replace("Báo cáo\\,", "Báo cáo;", 1).encode())

    assert finding.message == "SUMMARY: dấu “;” phải viết là “\\;”."


@given(st.binary(max_size=300))
def test_any_octets_are_answered_with_findings_not_with_a_crash(octets: bytes) -> None:
    assert validate(octets) != ()


@given(st.randoms(use_true_random=False))
def test_a_damaged_calendar_never_breaks_the_validator(chance: random.Random) -> None:
    octets = bytearray(GOOD.encode())
    for _ in range(chance.randint(1, 8)):
        octets[chance.randrange(len(octets))] = chance.choice(b"\r\n:; =\x00\xff\xc3A1")

    for finding in validate(bytes(octets)):
        assert finding.message.endswith((".", ")."))


def test_every_rule_is_explained_in_the_documentation() -> None:
    documentation = (Path(__file__).parents[3] / "docs" / "calendars.md").read_text("utf-8")

    assert [rule for rule in CalendarRule if f"`{rule}`" not in documentation] == []
