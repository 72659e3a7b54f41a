"""The chain of a date in plain lines: the same steps as on the page, and never another day than the duty's."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.vietnamese import full_date, short_date
from tests.builders import a_task, an_assignment
from tests.deadlines.reading import reading
from tests.plans import house_policies
from workflow.deadlines import Certainty
from workflow.lifecycle import Event, State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.views.plain_chain import DateLines, duty_chain

ON = house_policies().on(date(2026, 3, 5))
DUE = date(2026, 7, 14)


def line(action: str, due: date | None, day: int = 1, document: str = "", reason: str = "") -> LogEntry:
    details = {"due": due.isoformat() if due else None}
    at = datetime(2026, 2, day, 2, tzinfo=UTC)
    return LogEntry(at=at, actor="Chị Lan", action=action, details=details, document=document, reason=reason)


def test_a_date_as_printed_has_two_steps_and_today() -> None:
    duty = an_assignment()

    assert duty_chain(duty, DateLines((line(LogAction.ASSIGN, DUE),)), ON) == [
        ("Văn bản ghi", "“Trước 15/7/2026”, 50/KH-UBND ngày 16/01/2026, Phụ lục II, mục II, số 20"),
        ("Đọc là", 'Hạn cuối thứ Ba 14/7/2026 ("trước ngày" không tính ngày 15/7) – chắc chắn'),
        ("Hôm nay", "còn 90 ngày làm việc"),
    ]


def test_an_extension_stands_with_its_document_and_the_day_it_replaces() -> None:
    later = date(2026, 8, 31)
    lines = (
        line(LogAction.ASSIGN, DUE),
        line(LogAction.GRANT_EXTENSION, later, 20, document="Công văn 12/UBND", reason="chờ Bộ"),
    )
    chain = dict(duty_chain(an_assignment(due=later), DateLines(lines), ON))

    assert chain["Gia hạn lần 1/2"] == (
        "thứ Hai 31/8/2026, thay cho 14/7/2026. Căn cứ: Công văn 12/UBND. Lý do: chờ Bộ"
    )
    assert "14/7/2026" in chain["Đọc là"]
    assert "Hạn hiện nay" not in chain


def test_an_event_stands_with_its_own_day_and_the_date_it_gave() -> None:
    lines = (line(LogAction.ASSIGN, None), line(Event.FIRE, DUE, 26, document="Quyết định 345/QĐ-BNV"))
    task = a_task(expression="Sau khi Bộ ban hành Đề án", explanation="“Sau khi …” → chờ sự kiện", certainty="certain")
    chain = dict(duty_chain(an_assignment(task=task), DateLines(lines, "Bộ ban hành Đề án", date(2026, 2, 24)), ON))

    assert chain["Sự kiện đã xảy ra"] == (
        "“Bộ ban hành Đề án”, ngày 24/02/2026; hạn thứ Ba 14/7/2026. Căn cứ: Quyết định 345/QĐ-BNV"
    )


@pytest.mark.parametrize("taken_back", [False, True])
def test_an_event_that_happened_is_no_longer_one_whose_day_nobody_knows(taken_back: bool) -> None:
    explanation = "“Trong 5 ngày …” → 05 ngày sau sự kiện “Bộ ban hành Đề án”, chưa biết ngày của sự kiện"
    task = a_task(expression="Trong 5 ngày …", explanation=explanation, certainty="certain")
    lines = [line(LogAction.ASSIGN, None), line(Event.FIRE, DUE, 26)]
    if taken_back:
        lines.append(line(Event.UNFIRE, None, 27))
    duty = an_assignment(task=task, due=None if taken_back else DUE)

    read = dict(duty_chain(duty, DateLines(tuple(lines), "Bộ ban hành Đề án", date(2026, 2, 24)), ON))["Đọc là"]
    assert ("chưa biết ngày của sự kiện" in read) is taken_back


def test_l8_a_corrected_event_stands_with_its_new_day_and_the_date_it_gives_now() -> None:
    corrected = line(LogAction.CORRECT_EVENT, date(2026, 7, 10), 27, document="Quyết định 345/QĐ-BNV")
    corrected = replace(corrected, details={**corrected.details, "on": "2026-02-20"})
    lines = (line(LogAction.ASSIGN, None), line(Event.FIRE, DUE, 26), corrected)
    known = DateLines(lines, "Bộ ban hành Đề án", date(2026, 2, 20))
    chain = dict(duty_chain(an_assignment(due=date(2026, 7, 10)), known, ON))

    assert chain["Chỉnh ghi nhận sự kiện"] == (
        "thứ Sáu 10/7/2026, thay cho 14/7/2026. Sự kiện xảy ra ngày 20/02/2026. Căn cứ: Quyết định 345/QĐ-BNV"
    )
    assert "Hạn hiện nay" not in chain


@pytest.mark.parametrize("due", [date(2026, 1, 25), date(2026, 3, 25)])
def test_l7_of_what_comes_back_no_next_day_is_told_that_may_be_past(due: date) -> None:
    printed = reading("ngày 25 hằng tháng").explanation
    assert "kỳ tới Chủ nhật 25/01/2026" in printed
    task = a_task(expression="ngày 25 hằng tháng", explanation=printed, certainty=Certainty.CERTAIN)
    chain = dict(duty_chain(an_assignment(task=task, due=due), DateLines((line(LogAction.ASSIGN, due),)), ON))

    assert chain["Đọc là"] == f"Kỳ của nhiệm vụ này: {full_date(due)}. Lặp lại ngày 25 hằng tháng – chắc chắn"


def test_a_guess_is_called_one() -> None:
    task = a_task(certainty=Certainty.ASSUMED)

    assert dict(duty_chain(an_assignment(task=task), DateLines(), ON))["Đọc là"].endswith("– suy đoán")


def test_an_amended_deadline_is_read_anew_and_what_was_before_is_left_out() -> None:
    lines = (line(LogAction.ASSIGN, date(2026, 5, 1)), line(LogAction.AMEND_DEADLINE, DUE, 12))
    said = " ".join(text for _, text in duty_chain(an_assignment(), DateLines(lines), ON))

    assert "01/5/2026" not in said


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
moves = st.lists(st.tuples(st.sampled_from([LogAction.GRANT_EXTENSION, LogAction.RESCHEDULE]), days), max_size=4)


@given(days, moves, st.none() | days)
def test_the_last_day_named_before_today_is_always_the_dutys(first: date, moved: Any, other: date | None) -> None:
    lines = [line(LogAction.ASSIGN, first), *(line(action, day) for action, day in moved)]
    due = other or (moved[-1][1] if moved else first)
    explanation = f"“…” → hạn cuối {short_date(first)}"
    duty = an_assignment(due=due, state=State.ASSIGNED, task=a_task(explanation=explanation))
    chain = duty_chain(duty, DateLines(tuple(lines)), ON)

    assert short_date(due) in chain[-2][1]


def test_the_sentence_alone_is_enough_where_no_lines_are_known() -> None:
    chain = duty_chain(an_assignment(due=DUE + timedelta(days=3)), DateLines(), ON)

    assert chain[-2] == ("Hạn hiện nay", "thứ Sáu 17/7/2026")
