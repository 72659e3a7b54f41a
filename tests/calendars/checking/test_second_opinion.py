"""What `icalendar` makes of a file, held against what stands in it."""

from hypothesis import given
from hypothesis import strategies as st

from calendars.checking.second_opinion import second_opinion

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sở Nội vụ//Lịch//VI")


def a_calendar(*lines: str) -> bytes:
    event = ("BEGIN:VEVENT", "UID:1@tinh.example", "DTSTAMP:20260305T010000Z", *lines, "END:VEVENT")
    return "".join(f"{line}\r\n" for line in (*HEAD, *event, "END:VCALENDAR")).encode()


def told(content: bytes) -> list[tuple[int, str]]:
    return [(finding.line, finding.message) for finding in second_opinion(content)]


def test_both_read_a_sound_file_alike() -> None:
    assert not told(a_calendar("DTSTART;VALUE=DATE:20260714", r"SUMMARY:Nộp báo cáo\, quý II\nvà đề án"))


def test_a_day_that_the_library_passes_over_is_named_with_its_line() -> None:
    (found,) = told(a_calendar("DTSTART;VALUE=DATE:20260231", "SUMMARY:Nộp báo cáo"))
    assert found[0] == 7
    assert "bỏ qua DTSTART" in found[1]


def test_a_text_that_the_library_reads_otherwise_is_named_with_both_readings() -> None:
    (found,) = told(a_calendar("DTSTART;VALUE=DATE:20260714", r"SUMMARY:Họp lúc 8\:30"))
    assert found == (8, r"SUMMARY “Họp lúc 8\:30”, thư viện icalendar đọc là “Họp lúc 8:30”.")


def test_an_event_that_the_library_does_not_see_is_counted() -> None:
    (found,) = told(a_calendar("SUMMARY:Nhiệm vụ").replace(b"END:VEVENT\r\nEND:VCALENDAR\r\n", b""))
    assert found == (4, "Tệp có 1 VEVENT, thư viện icalendar đọc được 0.")


def test_a_file_that_the_library_cannot_read_is_told_in_one_line() -> None:
    ((line, message),) = told("xin chào".encode())
    assert (line, message.startswith("Thư viện icalendar không đọc được tệp")) == (0, True)


@given(st.binary(max_size=200).map(lambda rest: a_calendar("SUMMARY:Nhiệm vụ") + rest) | st.binary(max_size=300))
def test_any_bytes_get_an_answer(content: bytes) -> None:
    second_opinion(content)
