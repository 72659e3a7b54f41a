"""One assignment, one event, for life."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.checking.validator import validate
from calendars.entries.events import (
    DisplayAlarm,
    EventOptions,
    Undated,
    description_of,
    event_bytes,
    event_summary,
    with_alarm,
)
from calendars.entries.writer import PLUS_SEVEN, NaiveMoment, clean
from tests.builders import a_task, an_assignment
from tests.calendars.reading import a_calendar, field, the_event
from workflow.lifecycle import State
from workflow.timeliness import Timeliness

ANYTHING = st.text(st.characters() | st.sampled_from("ếữĐ\u0301\u200d👩🏽\r\n;,\\\x0b\x85\u2028"), max_size=300)


def test_the_event_lies_on_the_due_day_and_blocks_nobody() -> None:
    event = the_event(event_bytes(an_assignment(due=date(2026, 7, 14))))

    assert event.decoded("DTSTART") == date(2026, 7, 14)
    assert event.decoded("DTEND") == date(2026, 7, 15)
    assert field(event, "TRANSP") == "TRANSPARENT"
    assert field(event, "X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"
    assert field(event, "X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"


def test_the_event_is_stamped_with_the_stored_change() -> None:
    changed_at = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)

    event = the_event(event_bytes(an_assignment(revision=4, changed_at=changed_at)))

    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == changed_at
    assert event.decoded("SEQUENCE") == 4


def test_the_uid_outlives_every_change() -> None:
    before = an_assignment()
    after = an_assignment(
        due=date(2026, 9, 30), state=State.COMPLETED, task=a_task(title="Tên khác"), agency_name="Sở Y tế", revision=7
    )

    assert field(the_event(event_bytes(before)), "UID") == field(the_event(event_bytes(after)), "UID") == before.uid


def test_two_renderings_are_the_same_bytes_and_do_not_follow_the_day() -> None:
    soon, late = (an_assignment(timeliness=standing) for standing in (Timeliness.DUE_SOON, Timeliness.OVERDUE))

    assert event_bytes(soon) == event_bytes(late) == event_bytes(an_assignment())


def test_an_assignment_that_waits_has_no_event() -> None:
    with pytest.raises(Undated):
        event_bytes(an_assignment(due=None, state=State.WAITING, event="Bộ Nội vụ ban hành Đề án"))


def test_a_moment_without_zone_is_refused_rather_than_guessed() -> None:
    with pytest.raises(NaiveMoment):
        event_bytes(an_assignment(changed_at=datetime(2026, 3, 2, 8, 15)))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("state", "prefix", "status"),
    [
        (State.ASSIGNED, "Đề án", "CONFIRMED"),
        (State.REPORTED, "Đề án", "CONFIRMED"),
        (State.COMPLETED, "✓ Đề án", "CONFIRMED"),
        (State.WITHDRAWN, "[HỦY] Đề án", "CANCELLED"),
        (State.SUPERSEDED, "[HỦY] Đề án", "CANCELLED"),
    ],
)
def test_the_month_view_tells_done_and_cancelled_ones_apart(state: State, prefix: str, status: str) -> None:
    event = the_event(event_bytes(an_assignment(state=state)))

    assert field(event, "SUMMARY").startswith(prefix)
    assert field(event, "STATUS") == status


def test_the_summary_names_the_task_first_and_the_agency_last() -> None:
    assert event_summary(an_assignment()) == "Đề án huy động hạ tầng mạng cho quốc phòng, an ninh (Công an tỉnh)"


def test_a_long_title_is_cut_between_words_in_the_summary_and_whole_in_the_description() -> None:
    title = "Tham mưu ban hành Nghị quyết quy định tiêu chí, điều kiện, trình tự hỗ trợ " * 4
    assignment = an_assignment(task=a_task(title=title))

    summary = event_summary(assignment)

    assert len(summary) <= 91 + len(" (Công an tỉnh)")
    assert summary.endswith("… (Công an tỉnh)")
    assert summary.partition("…")[0] in title
    assert title in description_of(assignment)


def test_the_description_tells_everything_without_the_plan() -> None:
    assignment = an_assignment(
        due=date(2026, 7, 12),
        act_by=date(2026, 7, 10),
        opens=date(2026, 7, 1),
        event="Bộ Công an ban hành",
        agency_name="Công an tỉnh",
        task=a_task(leads=("Công an tỉnh", "Sở Khoa học và Công nghệ")),
    )

    assert field(the_event(event_bytes(assignment)), "DESCRIPTION").split("\n") == [
        "Đề án huy động hạ tầng mạng cho quốc phòng, an ninh",
        "Thời hạn (nguyên văn): “Trước 15/7/2026”",
        '"Trước 15/7/2026" → hạn cuối thứ Ba 14/7/2026 ("trước ngày" không tính ngày 15/7)',
        "Thực hiện từ: 01/7/2026",
        "Ngày làm việc cuối cùng trước hạn: thứ Sáu 10/7/2026",
        "Trạng thái: chưa triển khai",
        "Cơ quan thực hiện: Công an tỉnh",
        "Chủ trì: Công an tỉnh; Sở Khoa học và Công nghệ",
        "Phối hợp: Các cơ quan liên quan",
        "Sản phẩm: Đề án",
        "Sự kiện: Bộ Công an ban hành",
        "Nguồn: 50/KH-UBND ngày 16/01/2026, Phụ lục II, mục II, số 20",
        "Triển khai khoa học, công nghệ và chuyển đổi số tỉnh Đồng Tháp năm 2026",
    ]


def test_what_the_plan_leaves_empty_is_left_out() -> None:
    description = description_of(an_assignment(task=a_task(product="", cooperating=("-",))))

    assert "Sản phẩm" not in description
    assert "Phối hợp" not in description


def test_a_result_is_told_with_its_day() -> None:
    assert "Đã báo cáo kết quả ngày: 10/7/2026" in description_of(
        an_assignment(state=State.COMPLETED, reported_on=date(2026, 7, 10))
    )


def test_categories_are_the_plan_and_the_agency_even_with_a_comma_in_its_name() -> None:
    event = the_event(event_bytes(an_assignment(agency_name="Sở Văn hóa, Thể thao và Du lịch")))

    assert event.categories == ["50/KH-UBND", "Sở Văn hóa, Thể thao và Du lịch"]


def test_a_link_is_there_only_when_the_house_has_an_address() -> None:
    linked = event_bytes(an_assignment(id=7), EventOptions(base_url="https://dondoc.dongthap.example"))

    assert field(the_event(linked), "URL") == "https://dondoc.dongthap.example/viec/7"
    assert "URL" not in the_event(event_bytes(an_assignment(id=7)))


def test_a_task_with_a_first_day_spans_its_days_where_the_address_asks() -> None:
    assignment = an_assignment(opens=date(2026, 7, 1), due=date(2026, 7, 31))

    spanning = the_event(event_bytes(assignment, EventOptions(span=True)))

    assert (spanning.decoded("DTSTART"), spanning.decoded("DTEND")) == (date(2026, 7, 1), date(2026, 8, 1))
    assert the_event(event_bytes(assignment)).decoded("DTSTART") == date(2026, 7, 31)


@pytest.mark.parametrize(
    ("alarm", "act_by", "before_midnight"),
    [
        (DisplayAlarm.DAY_BEFORE, date(2026, 7, 14), timedelta(hours=15)),
        (DisplayAlarm.DAY_BEFORE, date(2026, 7, 10), timedelta(days=4, hours=15)),
        (DisplayAlarm.THREE_DAYS_BEFORE, date(2026, 7, 14), timedelta(days=2, hours=15)),
        (DisplayAlarm.THREE_DAYS_BEFORE, date(2026, 7, 13), timedelta(days=3, hours=15)),
    ],
)
def test_an_alarm_counts_from_the_last_working_day(
    alarm: DisplayAlarm, act_by: date, before_midnight: timedelta
) -> None:
    assignment = an_assignment(due=date(2026, 7, 14), act_by=act_by)

    (rings,) = the_event(event_bytes(assignment, EventOptions(alarm=alarm))).walk("VALARM")

    assert rings.decoded("TRIGGER") == -before_midnight
    assert field(rings, "ACTION") == "DISPLAY"
    assert field(rings, "DESCRIPTION") == event_summary(assignment)


@given(
    alarm=st.sampled_from([DisplayAlarm.DAY_BEFORE, DisplayAlarm.THREE_DAYS_BEFORE]),
    span=st.booleans(),
    length=st.integers(0, 400),
    early=st.integers(0, 10),
)
def test_however_an_event_is_shown_it_rings_before_the_last_working_day(
    alarm: DisplayAlarm, span: bool, length: int, early: int
) -> None:
    due = date(2026, 8, 2)
    last = due - timedelta(days=early)
    duty = an_assignment(opens=due - timedelta(days=length), due=due, act_by=last)

    alarms = the_event(event_bytes(duty, EventOptions(alarm=alarm, span=span))).alarms
    alarms.set_local_timezone(PLUS_SEVEN)

    ahead = timedelta(days={DisplayAlarm.DAY_BEFORE: 1, DisplayAlarm.THREE_DAYS_BEFORE: 3}[alarm])
    assert [rings.trigger for rings in alarms.times] == [datetime.combine(last - ahead, time(9), PLUS_SEVEN)]


def test_a_span_rings_at_a_moment_of_its_own_for_clients_that_count_from_the_start_alone() -> None:
    duty = an_assignment(opens=date(2026, 7, 1), due=date(2026, 8, 6), act_by=date(2026, 8, 6))

    content = event_bytes(duty, EventOptions(alarm=DisplayAlarm.DAY_BEFORE, span=True))

    assert b"TRIGGER;VALUE=DATE-TIME:20260805T020000Z\r\n" in content
    assert validate(a_calendar(content)) == ()


def test_what_waits_says_for_what_instead_of_blaming_the_program() -> None:
    with pytest.raises(Undated) as refused:
        event_bytes(an_assignment(state=State.WAITING, due=None, act_by=None, event="Bộ Nội vụ ban hành"))

    assert "đang chờ sự kiện “Bộ Nội vụ ban hành”" in str(refused.value)
    assert "lỗi của phần mềm" not in str(refused.value)


@pytest.mark.parametrize("state", [State.COMPLETED, State.WITHDRAWN, State.SUPERSEDED])
def test_what_is_closed_never_rings(state: State) -> None:
    ringing = EventOptions(alarm=DisplayAlarm.DAY_BEFORE)

    assert b"VALARM" not in event_bytes(an_assignment(state=state), ringing)


def test_an_alarm_can_be_put_into_stored_bytes() -> None:
    assignment = an_assignment()

    assert with_alarm(event_bytes(assignment), assignment, DisplayAlarm.DAY_BEFORE) == event_bytes(
        assignment, EventOptions(alarm=DisplayAlarm.DAY_BEFORE)
    )


@pytest.mark.slow
@settings(deadline=None)
@given(title=ANYTHING, expression=ANYTHING, product=ANYTHING, agency=ANYTHING)
def test_whatever_a_plan_prints_is_valid_and_reads_back_the_same(
    title: str, expression: str, product: str, agency: str
) -> None:
    task = a_task(title=title, expression=expression, product=product, leads=(agency, title))
    assignment = an_assignment(task=task, agency_name=agency)

    content = a_calendar(event_bytes(assignment, EventOptions(alarm=DisplayAlarm.DAY_BEFORE)))

    assert validate(content) == ()
    assert field(the_event(content), "DESCRIPTION") == clean(description_of(assignment))
    assert field(the_event(content), "SUMMARY") == clean(event_summary(assignment))


@pytest.mark.parametrize("letter", ["a", "ế", "👩‍👩‍👧", "q\u0323\u0301", ";", "\\", " "])
def test_ten_thousand_characters_read_back_the_same(letter: str) -> None:
    assignment = an_assignment(task=a_task(title=f"Đề án {letter * 10_000} cuối"))

    content = a_calendar(event_bytes(assignment))

    assert validate(content) == ()
    assert field(the_event(content), "DESCRIPTION") == clean(description_of(assignment))
