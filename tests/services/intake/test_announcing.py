"""Nobody hears of a plan before a person says so; then each agency gets one message, and past days what was chosen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from base.clock import VIETNAM
from services.day.steps import Day, deliver_stage, queue_stage, sweep_stage
from services.installation import Installation
from services.intake.announcing import announce_plan, preview_announcement
from tests.notifications.sink import Sink
from tests.plans import a_head, a_row, planned, registered, with_contacts
from tests.services.houses import a_house
from workflow.by import By
from workflow.registry.past_days import PastDays
from workflow.store.notices.listing import notices
from workflow.store.operation.announcing import AlreadyAnnounced
from workflow.store.plans.registering import add_tasks
from workflow.store.tables import AssignmentRow

COORDINATOR, OFFICE = "so-khoa-hoc-va-cong-nghe", "so-noi-vu"


def day(text: str) -> Day:
    return Day.at(datetime.fromisoformat(text).replace(tzinfo=VIETNAM))


# A Tuesday, long after the plan's first days.
TOLD = day("2026-06-02 09:00")
BY = By(actor="Chị Lan", now=TOLD.now)


@pytest.fixture
def house(tmp_path: Path, sink: Sink) -> Iterator[Installation]:
    """A plan imported on the day: one duty four months late, one dated, one awaited, one continuous."""
    with a_house(tmp_path, mail_url=sink.url()) as installation:
        with_contacts(installation.database, OFFICE, COORDINATOR, "ubnd-tinh", heads=True)
        registered(
            installation.database,
            a_row("Trước 01/02/2026", "Sở Nội vụ", cooperating=""),
            a_row("Tháng 10/2026", "Sở Nội vụ", cooperating=""),
            a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ", cooperating=""),
            a_row("Thường xuyên", "Sở Nội vụ", cooperating=""),
            on=date(2026, 6, 2),
            report_cycle="trước ngày 25 hằng tháng",
            held=True,
        )
        yield installation


def worked(house: Installation, today: Day) -> int:
    sweep_stage(house, today)
    return queue_stage(house, today)


def told(house: Installation) -> set[tuple[str, str]]:
    with house.database.reading() as session:
        return {(line.step, line.recipient.partition("@")[0]) for line in notices(session)}


def test_until_the_agencies_are_told_nobody_is_written_to(house: Installation) -> None:
    assert [worked(house, day(f"2026-06-{number:02} 09:00")) for number in (2, 3, 8, 15, 17)] == [0] * 5


def test_each_agency_gets_one_message_with_what_is_new_by_kind(house: Installation, sink: Sink) -> None:
    announce_plan(house, 1, PastDays.ASK, BY)
    worked(house, TOLD)
    deliver_stage(house, TOLD)
    (mail,) = [mail for mail in sink.mails if "vanthu@so-noi-vu.example" in mail["To"]]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for heading in (
        "QUÁ HẠN, CHƯA CÓ BÁO CÁO KẾT QUẢ (1 nhiệm vụ)",
        "MỚI ĐƯỢC GIAO, CÓ THỜI HẠN (1 nhiệm vụ)",
        "MỚI ĐƯỢC GIAO, CHỜ SỰ KIỆN (1 nhiệm vụ)",
        "MỚI ĐƯỢC GIAO, THỰC HIỆN THƯỜNG XUYÊN (",
    ):
        assert heading in text


def test_l2_the_first_letter_states_the_plan_and_says_what_is_new_and_asked_where_a_day_is_past(
    house: Installation, sink: Sink
) -> None:
    announce_plan(house, 1, PastDays.ASK, BY)
    deliver_stage(house, TOLD)
    (mail,) = [mail for mail in sink.mails if "vanthu@so-noi-vu.example" in mail["To"]]
    text = " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    head = a_head()

    assert f"Văn bản mới: {head.number} ngày 16/01/2026: {head.title}. Mới giao 4 nhiệm vụ." in text
    assert str(mail["Subject"]).startswith(f"[Đôn đốc] văn bản mới {head.number}, 1 nhiệm vụ quá hạn, ")
    overdue = text.partition("QUÁ HẠN")[2].partition("MỚI ĐƯỢC GIAO, ")[0]
    assert "Mới được giao. Đề nghị hoàn thành và báo cáo kết quả ngay." in overdue
    assert text.count("Mới được giao.") == 1
    assert "1 nhiệm vụ, " in text.partition("THỰC HIỆN THƯỜNG XUYÊN (")[2][:20]


def test_what_would_be_told_is_counted_before(house: Installation) -> None:
    found = preview_announcement(house, 1, today=TOLD.today)
    assert (found.agencies, found.waiting, found.past) == (1, 1, 1)
    assert (found.dated - found.continuous, found.undated) == (2, 0)
    with house.database.reading() as session:
        with_a_day = session.scalars(select(AssignmentRow).where(AssignmentRow.due.is_not(None))).all()
    assert found.dated == len(with_a_day)


@pytest.mark.parametrize(
    ("past", "above"),
    [(PastDays.ASK, set()), (PastDays.ESCALATE, {"head+5", "leadership+15"}), (PastDays.CLOSE, set())],
)
def test_past_days_reach_those_above_only_where_that_was_chosen(
    house: Installation, past: PastDays, above: set[str]
) -> None:
    announce_plan(house, 1, past, BY)
    for number in (2, 3, 9, 24):
        worked(house, day(f"2026-06-{number:02} 09:00"))
    assert {step for step, who in told(house) if who == "giamdoc"} == above


def test_a_past_day_that_is_only_asked_about_is_asked_about_every_week(house: Installation) -> None:
    announce_plan(house, 1, PastDays.ASK, BY)
    worked(house, TOLD)
    worked(house, day("2026-06-08 09:00"))
    assert ("lead-weekly", "vanthu") in told(house)


def test_what_is_closed_is_withdrawn_and_nobody_is_told_that_it_was(house: Installation) -> None:
    announce_plan(house, 1, PastDays.CLOSE, BY)
    worked(house, TOLD)
    with house.database.reading() as session:
        assert session.scalars(select(AssignmentRow.state).where(AssignmentRow.id == 1)).one() == "withdrawn"
    assert "changed" not in {step for step, _ in told(house)}


def test_agencies_are_told_once(house: Installation) -> None:
    announce_plan(house, 1, PastDays.ASK, BY)
    with pytest.raises(AlreadyAnnounced):
        announce_plan(house, 1, PastDays.ASK, BY)


def test_who_has_had_todays_message_waits_for_the_next_working_morning(house: Installation, sink: Sink) -> None:
    announce_plan(house, 1, PastDays.ASK, BY)
    worked(house, TOLD)
    deliver_stage(house, TOLD)
    first = len(sink.mails)
    registered(house.database, a_row("Trước 04/6/2026", "Sở Nội vụ", title="Nhiệm vụ khác"), on=date(2026, 6, 2))
    noon = day("2026-06-02 14:00")
    worked(house, noon)
    deliver_stage(house, noon)
    assert len(sink.mails) == first
    deliver_stage(house, day("2026-06-03 07:31"))
    assert len(sink.mails) >= first


def test_a_duty_given_after_the_plan_was_told_of_stands_under_its_own_heading(house: Installation, sink: Sink) -> None:
    announce_plan(house, 1, PastDays.ASK, BY)
    worked(house, TOLD)
    deliver_stage(house, TOLD)
    later = day("2026-06-03 09:00")
    head, new = a_head(), planned(a_row("Trước 15/12/2026", "Sở Nội vụ", title="Chỉnh lý tài liệu", cooperating=""))
    with house.database.writing() as session:
        new = (replace(new[0], key="nhiệm vụ thêm"),)
        add_tasks(session, 1, head, new, By(actor="Chị Lan", now=later.now), house.policies)
    worked(house, later)
    deliver_stage(house, later)
    text = sink.mails[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "MỚI ĐƯỢC GIAO, CÓ THỜI HẠN (1 nhiệm vụ)" in text
    assert "Chỉnh lý tài liệu" in text
