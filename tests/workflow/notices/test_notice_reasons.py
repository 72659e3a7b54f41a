"""Why somebody was told of a duty, or wasn't: every rung has its reason."""

from datetime import UTC, date, datetime

from tests.builders import an_assignment
from tests.plans import house_policies
from workflow.lifecycle import State
from workflow.log.audit import LogEntry
from workflow.notices.ladder import Audience
from workflow.notices.notice_reasons import NoticeCase, Person, Told, reasons

DUE = date(2026, 7, 14)
OFFICE = Person(name="Văn thư – Công an tỉnh", reached_by={Audience.LEAD: {"email"}})


def answers(**changes: object) -> dict[str, str]:
    """What each rung came to on the day after the due day, by the rung's id."""
    known: dict[str, object] = {
        "duty": an_assignment(due=DUE),
        "person": OFFICE,
        "told": (),
        "lines": (),
        "ladder": house_policies().ladders.common,
        "working_days": house_policies().working_days,
        "today": date(2026, 7, 15),
        "asked_on": date(2026, 7, 15),
    }
    return {answer.step.id: answer.words for answer in reasons(NoticeCase(**(known | changes)))}  # type: ignore[arg-type]


def reported_on(day: date) -> LogEntry:
    at = datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)
    return LogEntry(at=at, actor="Anh Minh", action="report", before="assigned", after="reported")


def test_a_notice_speaks_for_itself() -> None:
    told = [Told(step="lead-7", channel="email", words="đã gửi 08:00 07/7/2026")]

    assert answers(told=told)["lead-7"] == "thư điện tử: đã gửi 08:00 07/7/2026"


def test_a_rung_for_somebody_else_says_for_whom() -> None:
    assert answers()["coordinator-0"] == "không nhắc: lần đôn đốc này dành cho cơ quan đầu mối"


def test_a_rung_ahead_waits_for_its_day() -> None:
    assert answers(today=date(2026, 7, 1))["lead-7"] == "chưa đến ngày"


def test_a_report_before_the_rung_s_day_is_named_with_who_and_when() -> None:
    duty = an_assignment(due=DUE, state=State.REPORTED)

    said = answers(duty=duty, lines=[reported_on(date(2026, 7, 8))])

    assert said["lead-1"] == "không nhắc: Anh Minh đã chuyển nhiệm vụ sang “chờ xác nhận” ngày 08/7/2026"
    assert "chuyển nhiệm vụ" not in said["lead-7"]


def test_a_rung_that_a_later_one_swallowed_names_it() -> None:
    told = [Told(step="lead-0", channel="email", words="đã gửi")]

    assert answers(told=told)["lead-1"].startswith("đã gộp vào lần đôn đốc “đến hạn”")


def test_without_an_address_on_the_rung_s_channel_that_is_said_of_who_has_none_and_of_a_group() -> None:
    has_none = Person(name="Văn thư", reached_by={Audience.LEAD: set()})
    group = Person(name="Nhóm Zalo", reached_by={Audience.LEAD: {"zns"}}, is_group=True)

    for unreached in (has_none, group):
        assert answers(person=unreached)["lead-7"] == "không nhắc: không có địa chỉ thư điện tử"


def test_who_has_another_channel_than_the_rung_s_is_told_there() -> None:
    by_zns = Person(name="Văn thư", reached_by={Audience.LEAD: {"zns"}})

    assert "không có địa chỉ" not in answers(person=by_zns)["lead-7"]


def test_a_ladder_that_has_not_run_since_is_blamed() -> None:
    assert answers(asked_on=date(2026, 7, 10))["lead-0"].startswith("chưa lập: thang đôn đốc chưa chạy")


def test_a_duty_without_a_date_has_no_rungs() -> None:
    assert answers(duty=an_assignment(due=None)) == {}
