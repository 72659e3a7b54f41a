"""The digest: what it says, in which order, and what it never says."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.messages.digest import compose, digest_summary
from notifications.messages.message import Attachment, Message, Recipient
from notifications.messages.rows import MOST_DETAILS, MOST_ROWS
from notifications.messages.sections import Cause, MessageSection, SectionLine, in_sections, section_of
from tests.notifications.duties import OFFICE, TODAY, a_line, a_message, a_trigger, on
from workflow.lifecycle import State

SUNDAY = date(2026, 3, 8)


def header(message: Message, name: str) -> str:
    return dict(message.headers)[name]


def test_the_subject_says_the_worst_first_and_whose_it_is() -> None:
    lines = [a_line(days=n, id=k) for k, n in enumerate([-1, -4, -9, 1, 2], start=1)]

    assert a_message(*lines).subject == "[Đôn đốc] 3 nhiệm vụ quá hạn, 2 nhiệm vụ cần xong trong tuần này – Sở Nội vụ"


@pytest.mark.parametrize(
    ("days", "section"),
    [
        (-1, MessageSection.OVERDUE),
        (0, MessageSection.TODAY),
        (1, MessageSection.WEEK),
        (3, MessageSection.WEEK),
        (4, MessageSection.LATER),
        (15, MessageSection.LATER),
        (None, MessageSection.LATER),
    ],
)
def test_a_reminder_stands_in_the_section_of_its_day(days: int | None, section: MessageSection) -> None:
    assert section_of(a_line(days=days), today=TODAY) is section


def test_a_due_day_off_presses_on_the_last_working_day_before_it() -> None:
    line = a_line(days=3, act_by=date(2026, 3, 6))
    friday = date(2026, 3, 6)

    assert section_of(line, today=friday) is MessageSection.TODAY
    assert (
        "Chủ nhật 08/3/2026 ◆ sắp đến hạn, còn 2 ngày, làm xong từ thứ Sáu 06/3"
        in compose(OFFICE, [line], vantage=on(friday)).text
    )


def test_what_a_trigger_opened_has_its_own_section_until_its_day_presses() -> None:
    assert section_of(a_line(days=30, cause=Cause.OPENED), today=TODAY) is MessageSection.OPENED
    assert section_of(a_line(days=-2, cause=Cause.OPENED), today=TODAY) is MessageSection.OVERDUE


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.SUPERSEDED, State.COMPLETED, State.REPORTED])
def test_a_duty_nobody_owes_any_more_is_never_called_overdue(state: State) -> None:
    line = a_line(days=-5, cause=Cause.CHANGED, state=state, reported_on=TODAY)

    message = a_message(line)

    assert section_of(line, today=TODAY) is MessageSection.CHANGED
    assert "quá hạn 5" not in message.text
    assert state.label in message.text


def test_the_longest_overdue_comes_first() -> None:
    lines = [a_line(days=-1, id=1), a_line(days=-30, id=2), a_line(days=-4, id=3)]
    ((_, ordered),) = in_sections(lines, today=TODAY)

    assert [line.assignment.id for line in ordered] == [2, 3, 1]


def test_a_duty_with_two_notices_is_listed_once_with_both_reasons() -> None:
    changed = a_line(key="1:changed", cause=Cause.CHANGED, reason="Ngày 05/3/2026: được gia hạn.")
    message = a_message(a_line(), changed)

    assert message.subject.startswith("[Đôn đốc] 1 nhiệm vụ ")
    assert message.text.count("(Số 1; đang triển khai)") == 1
    assert "Ngày 05/3/2026: được gia hạn. Đề nghị hoàn thành." in message.text


def test_for_whom_somebody_stands_in_is_said_once_for_a_duty_with_several_notices() -> None:
    note = "Nhận thay Chị Hoa đang vắng mặt."
    told = [
        a_line(key="1:changed", cause=Cause.CHANGED, reason=f"Ngày 05/3/2026: được gia hạn. {note}"),
        a_line(key="1:lead-7", reason=f"Đề nghị hoàn thành. {note}"),
        a_line(key="1:cooperating-3", reason=f"Đề nghị phối hợp. {note}"),
    ]
    text = " ".join(a_message(*told).text.split())
    assert text.count(note) == 1
    assert "được gia hạn." in text
    assert "Đề nghị phối hợp." in text


def test_what_is_asked_of_all_is_said_once() -> None:
    lines = [a_line(days=-k, id=k, reason="Đề nghị báo cáo ngay.") for k in range(1, 6)]

    assert a_message(*lines).text.count("Đề nghị báo cáo ngay.") == 1


def test_what_is_asked_of_all_beside_words_of_their_own_is_said_once_too() -> None:
    asked, note = "Đề nghị cơ quan đầu mối đôn đốc cơ quan chủ trì.", "Nhận thay Ông Phạm Văn A đang vắng mặt."
    given = a_line(days=-1, id=1, cause=Cause.NEW, reason=asked)
    text = a_message(given, a_line(days=-2, id=2, reason=f"{asked} {note}")).text

    assert text.count(asked) == 1
    assert text.index(asked) < text.index("\n* ")
    assert text.count(note) == 1
    assert text.count("Mới được giao.") == 1


def test_what_is_asked_of_some_stands_beside_them() -> None:
    asked, news = "Đề nghị báo cáo ngay.", "Ngày 05/3/2026: báo cáo kết quả được trả lại."
    told = [a_line(days=-1, id=1, reason=asked), a_line(days=-2, id=2, cause=Cause.CHANGED, reason=news)]
    before, _, rows = a_message(*told).text.partition("\n* ")

    assert asked not in before
    assert asked in rows
    assert news in rows


def test_the_same_duty_of_many_agencies_is_one_line_with_their_number() -> None:
    lines = [a_line(days=-5, id=k, task_id=1, agency_name=f"UBND xã {k}") for k in range(1, 88)]
    message = a_message(*lines)

    assert message.subject.startswith("[Đôn đốc] 1 nhiệm vụ (87 lượt giao) quá hạn")
    assert "Số 1 và 86 số khác; 87 cơ quan: UBND xã 1, UBND xã 2, UBND xã 3 và 84 cơ quan khác" in message.text
    assert message.text.count("\n* ") == 1


def test_many_agencies_that_nobody_can_be_told_for_are_one_row_too() -> None:
    lines = [
        a_line(
            days=9,
            id=k,
            task_id=1,
            agency_name=f"UBND xã {k}",
            reason=f"UBND xã {k} chưa có cán bộ theo dõi nhận thông báo.",
        )
        for k in range(1, 88)
    ]
    text = a_message(*lines).text

    assert text.count("\n* ") == 1
    assert "Cơ quan chưa có cán bộ theo dõi nhận thông báo." in text


@pytest.mark.parametrize("cause", [Cause.NEW, Cause.NEW_CONTINUOUS])
def test_all_days_of_a_task_that_is_new_are_one_row_with_the_first_and_the_last(cause: Cause) -> None:
    text = a_message(*(a_line(days=30 * k, id=k, task_id=1, cause=cause, reason="") for k in range(1, 11))).text

    assert text.count("\n* ") == 1
    assert "Số 1 và 9 số khác" in text
    assert "Và 9 kỳ sau, kỳ cuối thứ" in text
    assert text.count("Văn bản ghi:") == 1


def test_what_happened_to_one_duty_stands_beside_it_not_over_its_section() -> None:
    returned = a_line(days=-4, cause=Cause.CHANGED, reason="Ngày 06/3/2026: báo cáo kết quả được trả lại.")

    before, _, after = a_message(returned).text.partition("\n* ")
    assert "được trả lại" not in before
    assert "Ngày 06/3/2026: báo cáo kết quả được trả lại." in after


def test_what_the_date_says_already_isn_t_said_again_as_a_state() -> None:
    waiting = a_line(days=None, state=State.WAITING, event="Bộ Nội vụ ban hành Đề án", cause=Cause.NEW, reason="")

    text = a_message(waiting).text.partition("CHI TIẾT")[0]
    assert "* “Bộ Nội vụ ban hành Đề án” ◷ chờ sự kiện" in text
    assert "(Số 1)" in text


def test_who_cooperates_reads_which_group_leads_as_printed() -> None:
    group = ("UBND các xã, phường",)
    line = a_line(cooperates=True, agency_name="UBND xã Tân Phú", task_leads=group, task_for_a_group=True)
    message = a_message(line)

    assert "phối hợp; chủ trì: UBND các xã, phường" in message.text
    assert "UBND xã Tân Phú" not in message.text


def test_who_cooperates_reads_who_leads_now_not_who_led_when_the_document_was_written() -> None:
    message = a_message(a_line(cooperates=True, agency_name="Sở Y tế", task_leads=("Công an tỉnh",)))

    assert "phối hợp; chủ trì: Sở Y tế" in message.text
    assert "Chủ trì: Sở Y tế" in message.text
    assert "Công an tỉnh" not in message.text


def test_each_duty_shows_its_words_its_day_its_reading_and_its_place() -> None:
    message = compose(OFFICE, [a_line(days=-5)], vantage=on(), base_url="https://dondoc.tinh.example/")

    for body in (message.text, message.html):
        for words in (
            "quá hạn 5 ngày",
            "Thứ Bảy 28/02/2026",
            "“Trước 15/7/2026”",
            "50/KH-UBND ngày 16/01/2026, Phụ lục II, mục III, số 45",
            "không tính ngày 15/7",
            "Sở Khoa học và Công nghệ, UBND các xã, phường",
            "https://dondoc.tinh.example/viec/1",
        ):
            assert words in body


def test_fifty_duties_are_a_mail_that_no_client_cuts() -> None:
    lines = [
        a_line(
            days=k - 20,
            id=k,
            task_id=k,
            agency_name=f"Ủy ban nhân dân xã Mỹ Thọ {k}",
            reason=f"Ngày 0{k % 9}/3/2026: báo cáo kết quả được trả lại; lý do: chưa có quyết định phân công.",
            cause=Cause.CHANGED,
        )
        for k in range(1, 51)
    ]
    message = compose(OFFICE, lines, vantage=on(), base_url="https://dondoc.tinh.example/")

    assert message.html.count('class="row"><table') == 50
    assert len(message.html.encode()) < 60_000


def test_a_waiting_event_is_told_with_its_age_and_what_hangs_on_it() -> None:
    message = compose(OFFICE, [], vantage=on(), triggers=[a_trigger()])

    assert message.subject == "[Đôn đốc] 1 sự kiện cần theo dõi – Sở Nội vụ"
    assert "Bộ Nội vụ ban hành Đề án\n  50/KH-UBND; chờ từ 16/01/2026 (48 ngày); 4 nhiệm vụ" in message.text


def test_nobody_gets_an_empty_digest() -> None:
    with pytest.raises(ValueError, match="vanthu@sonoivu"):
        compose(OFFICE, [], vantage=on())


def test_the_same_notices_make_the_same_message_on_another_day() -> None:
    lines = [a_line(id=1), a_line(id=2)]
    tomorrow = compose(OFFICE, lines[::-1], vantage=on(TODAY + timedelta(days=1)))

    assert tomorrow.message_id == a_message(*lines).message_id


def test_other_notices_or_another_person_make_another_message() -> None:
    other = Recipient(address="khac@sonoivu.example", name="Người khác", office="Sở Nội vụ")
    ids = {
        a_message(a_line()).message_id,
        a_message(a_line(key="1:lead-3")).message_id,
        a_message(a_line(), recipient=other).message_id,
    }

    assert len(ids) == 3


def test_a_watcher_who_is_asked_again_next_month_gets_a_message_of_its_own() -> None:
    asked = [compose(OFFICE, [], vantage=on(TODAY + timedelta(days=n)), triggers=[a_trigger()]) for n in (0, 30)]

    assert asked[0].message_id != asked[1].message_id


def test_messages_about_one_duty_share_its_thread_and_digests_the_recipients() -> None:
    first, second = a_message(a_line(key="a")), a_message(a_line(key="b"))
    digests = [a_message(a_line(id=1), a_line(id=2)), a_message(a_line(id=3), a_line(id=4))]

    assert header(first, "References") == header(second, "References") == header(first, "In-Reply-To")
    assert header(digests[0], "References") == header(digests[1], "References") != header(first, "References")


def test_an_unsubscribe_address_becomes_a_header_and_a_link() -> None:
    message = compose(OFFICE, [a_line()], vantage=on(), unsubscribe_url="https://dondoc.tinh.example/ngung/x")

    assert header(message, "List-Unsubscribe") == "<https://dondoc.tinh.example/ngung/x>"
    assert "https://dondoc.tinh.example/ngung/x" in message.html


def test_the_calendar_is_mentioned_when_it_is_attached() -> None:
    ics = Attachment(name="viec.ics", content=b"BEGIN:VCALENDAR", mime="text/calendar; method=PUBLISH")
    with_calendar = compose(OFFICE, [a_line()], vantage=on(), attachments=[ics])

    assert "Tệp lịch đính kèm" in with_calendar.text
    assert "Tệp lịch đính kèm" not in a_message().text


def test_a_long_list_is_shortened_aloud_never_silently() -> None:
    message = a_message(*(a_line(days=-k, id=k, task_id=k) for k in range(1, MOST_ROWS + 8)))

    assert message.text.count("\n* ") == MOST_ROWS
    assert message.text.count("Văn bản ghi") == MOST_DETAILS
    assert "… và 7 nhiệm vụ khác" in message.text
    assert "… và 7 nhiệm vụ khác" in message.html


def test_markup_in_a_title_is_shown_not_run() -> None:
    message = a_message(a_line(task_title="<script>alert(1)</script>"))

    assert "<script>" not in message.html
    assert "&lt;script&gt;" in message.html


optional_days = st.none() | st.integers(-400, 400)
# Without an N, large or small, so that a "None" can only be ours.
texts = st.text(st.characters(exclude_characters="Nn", exclude_categories=["Cs"]), max_size=60)


@st.composite
def any_line(draw: st.DrawFn) -> SectionLine:
    task = {f"task_{name}": draw(texts) for name in ("title", "product", "expression", "explanation", "place")}
    return a_line(
        days=draw(optional_days),
        id=draw(st.integers(1, 50)),
        key=draw(texts),
        reason=draw(texts),
        cause=draw(st.sampled_from(Cause)),
        state=draw(st.sampled_from(State)),
        event=draw(st.none() | texts),
        task_cooperating=(),
        **task,
    )


people = st.builds(Recipient, address=st.emails(), name=texts, office=texts)


@given(people, st.lists(any_line(), min_size=1, max_size=8), st.none() | st.just("https://dondoc.tinh.example"))
def test_no_template_prints_a_missing_value_and_no_subject_breaks_its_line(
    recipient: Recipient, lines: list[SectionLine], base_url: str | None
) -> None:
    message = compose(recipient, lines, vantage=on(), base_url=base_url)

    assert "None" not in message.text + message.html + message.subject + "".join(message.short)
    assert not re.search(r"[\r\n\x00-\x1f\x7f]", message.subject)


@given(st.lists(any_line(), min_size=1, max_size=30))
def test_every_duty_is_counted_in_exactly_one_section(lines: list[SectionLine]) -> None:
    sections = in_sections(lines, today=TODAY)

    assert sum(len(some) for _, some in sections) == len(lines)
    assert [section for section, _ in sections] == [s for s in MessageSection if s in dict(sections)]


def test_a_summary_has_at_most_three_counts() -> None:
    lines = [a_line(days=days, id=k) for k, days in enumerate([-1, 0, 1, 20], start=1)]

    assert digest_summary(lines, today=TODAY) == (
        "1 nhiệm vụ quá hạn, 1 nhiệm vụ cần xong hôm nay, 1 nhiệm vụ cần xong trong tuần này"
    )
