"""What the house asks by itself: watchers of events, agencies before a report day, coordinators on Mondays."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from base.clock import VIETNAM
from notifications.delivery.tally import Disposition
from services.day.periodic_reminders import ask_about_events, run_report_day_reminders, write_weekly_pictures
from services.day.plan_reminders import ask_about_ended_plans
from services.day.steps import Day, deliver_stage, queue_stage, sending_moment, sweep_stage
from services.installation import Installation
from tests.notifications.sink import Sink, Trick
from tests.plans import a_head, a_row, registered, with_contacts
from tests.services.houses import a_house
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.people.contacts import contacts, set_away
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.tables import ContactRole

COORDINATOR = "so-khoa-hoc-va-cong-nghe"
MARCH_17 = datetime(2026, 3, 17, 9, 0, tzinfo=VIETNAM)
EVENT = "Sau khi Bộ Nội vụ ban hành Đề án"


def at(text: str) -> Day:
    """A day and moment in Vietnam, as in "2026-03-05 09:00"."""
    return Day.at(datetime.fromisoformat(text).replace(tzinfo=VIETNAM))


@pytest.fixture
def installation(tmp_path: Path, sink: Sink) -> Iterator[Installation]:
    """Registered on 19/01/2026: one awaited duty, one due in March, a report cycle; the coordinator has an address."""
    with a_house(tmp_path, mail_url=sink.url(), base_url="https://dondoc.example") as installation:
        registered(
            installation.database,
            a_row(EVENT, "Sở Y tế"),
            a_row("Trước 07/3/2026", "Sở Nội vụ"),
            report_cycle="trước ngày 25 hằng tháng",
        )
        with_contacts(installation.database, COORDINATOR)
        yield installation


def subjects(sink: Sink) -> list[str]:
    return [str(mail["Subject"]) for mail in sink.mails]


def test_a_watcher_is_asked_after_thirty_days_and_then_every_thirty_days(
    installation: Installation, sink: Sink
) -> None:
    asked = [
        ask_about_events(installation, at(f"{day} 09:00")).news for day in ("2026-02-17", "2026-02-18", "2026-03-05")
    ]
    assert asked == [0, 1, 0]
    assert ask_about_events(installation, at("2026-03-20 09:00")).news == 1
    assert deliver_stage(installation, at("2026-03-20 09:05"))[Disposition.SENT] == 1
    [mail] = sink.mails
    assert "Bộ Nội vụ ban hành Đề án" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_the_days_ladder_asks_no_watcher_a_second_time(installation: Installation) -> None:
    day = at("2026-02-18 09:00")
    assert ask_about_events(installation, day).news == 1
    before = ask_about_events(installation, day).figures["câu hỏi mới"]
    queue_stage(installation, day)
    assert (before, ask_about_events(installation, day).news) == (0, 0)


def test_agencies_are_reminded_five_working_days_and_one_before_a_report_day(
    installation: Installation, sink: Sink
) -> None:
    # "trước ngày 25" is the 24th, a Tuesday in March 2026.
    news = {
        day: run_report_day_reminders(installation, at(f"2026-03-{day} 09:00")).news for day in (16, 17, 18, 20, 23, 24)
    }
    assert news == {16: 0, 17: 1, 18: 0, 20: 0, 23: 1, 24: 0}
    assert deliver_stage(installation, at("2026-03-24 09:00")).dispositions == {Disposition.SENT: 1}
    assert subjects(sink) == ["[Đôn đốc] báo cáo định kỳ 24/3/2026 – Sở Khoa học và Công nghệ"]


def test_l7_a_report_day_counts_of_what_comes_back_the_days_that_passed_and_the_next(
    installation: Installation, sink: Sink
) -> None:
    with_contacts(installation.database, "so-tai-chinh")
    registered(
        installation.database,
        a_row("ngày 28 hằng tháng", "Sở Tài chính"),
        a_row("Trước 30/6/2026", "Sở Tài chính"),
        a_row("Trước 01/8/2026", "Sở Tài chính"),
        head=a_head(number="60/KH-UBND"),
        report_cycle="trước ngày 25 hằng tháng",
        on=date(2026, 2, 2),
    )
    report = By(actor="Chị Tài", now=at("2026-03-02 09:00").now)
    with installation.database.writing() as session:
        last = max(duty.id for duty in assignments(session, agency="so-tai-chinh") if duty.task.place.endswith("3"))
        apply(session, last, Transition(event=Event.REPORT, role=Role.STAFF, by=report, result="1/BC"))
    run_report_day_reminders(installation, at("2026-03-17 09:00"))
    deliver_stage(installation, at("2026-03-17 09:00"))
    (mail,) = [mail for mail in sink.mails if "so-tai-chinh" in str(mail["To"])]
    body = mail.get_body(("plain",))
    assert body is not None
    # 28/02 has passed, 28/3 comes next, 29/6 is due; what was reported waits for somebody else.
    assert "Cơ quan còn 3 nhiệm vụ chưa báo cáo kết quả" in " ".join(body.get_content().split())


def test_a_report_day_that_passed_while_the_mail_was_down_is_not_reminded_of(installation: Installation) -> None:
    run_report_day_reminders(installation, at("2026-03-23 09:00"))
    assert deliver_stage(installation, at("2026-03-25 09:00")).cancelled == 1


def test_a_coordinator_gets_one_picture_a_week_of_what_is_overdue_and_due(
    installation: Installation, sink: Sink
) -> None:
    sweep_stage(installation, at("2026-03-02 06:00"))
    assert write_weekly_pictures(installation, at("2026-03-02 07:30")).news == 1
    assert write_weekly_pictures(installation, at("2026-03-04 09:00")).news == 0
    assert deliver_stage(installation, at("2026-03-02 07:35")).dispositions == {Disposition.SENT: 1}
    assert "cần xong trong tuần này" in subjects(sink)[0]
    assert write_weekly_pictures(installation, at("2026-03-09 07:30")).news == 1, "it is still owed, now overdue"


def test_a_week_without_anything_to_do_makes_no_letter(installation: Installation) -> None:
    assert write_weekly_pictures(installation, at("2026-02-09 07:30")).news == 0


def test_what_is_written_on_a_day_off_waits_for_the_next_working_morning(
    installation: Installation, sink: Sink
) -> None:
    write_weekly_pictures(installation, at("2026-03-07 07:30"))
    assert deliver_stage(installation, at("2026-03-08 12:00")).dispositions == {}
    assert deliver_stage(installation, at("2026-03-09 07:30")).cancelled == 1, "its week is over"
    write_weekly_pictures(installation, at("2026-03-09 05:00"))
    assert deliver_stage(installation, at("2026-03-09 05:05")).dispositions == {}
    assert deliver_stage(installation, at("2026-03-09 07:30")).dispositions == {Disposition.SENT: 1}
    assert len(sink.mails) == 1


def test_what_is_said_of_a_plan_has_the_outboxs_tries_and_doubts(installation: Installation, sink: Sink) -> None:
    sink.replies = {"RCPT": ["451 later"], "DATA": [Trick.KEEP_AND_DROP]}
    write_weekly_pictures(installation, at("2026-03-05 09:00"))
    assert deliver_stage(installation, at("2026-03-05 09:00")).dispositions == {Disposition.RETRIED: 1}
    assert deliver_stage(installation, at("2026-03-05 09:30")).dispositions == {Disposition.UNKNOWN: 1}
    assert deliver_stage(installation, at("2026-03-05 10:00")).dispositions == {Disposition.SENT: 1}
    lost, again = sink.mails
    assert lost["Message-ID"] == again["Message-ID"]


def test_a_coordinators_clerk_on_leave_is_stood_in_for(installation: Installation, sink: Sink) -> None:
    boss = Contact(agency=COORDINATOR, role=ContactRole.BACKUP, name="Anh Bình", address="binh@skhcn.example")
    with installation.database.writing() as session:
        keep_contacts(session, [boss])
        [clerk] = [known for known in contacts(session, agency=COORDINATOR) if known.role is ContactRole.STAFF]
        set_away(session, clerk.id, first=date(2026, 3, 2), last=date(2026, 3, 6))
    write_weekly_pictures(installation, at("2026-03-05 09:00"))
    deliver_stage(installation, at("2026-03-05 09:00"))
    assert [mail["To"].addresses[0].addr_spec for mail in sink.mails] == ["binh@skhcn.example"]


def test_the_week_a_report_day_and_the_ladder_make_one_mail(installation: Installation, sink: Sink) -> None:
    monday = at("2026-03-23 09:00")
    sweep_stage(installation, monday)
    queue_stage(installation, monday)
    assert (write_weekly_pictures(installation, monday).news, run_report_day_reminders(installation, monday).news) == (
        0,
        0,
    ), "they are in"
    deliver_stage(installation, monday)
    [mail] = sink.mails
    assert "nhiệm vụ quá hạn" in mail["Subject"]
    assert "báo cáo định kỳ 24/3/2026" in mail["Subject"]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.count("KỲ BÁO CÁO SẮP ĐẾN (1)") == text.count("TUẦN NÀY, THEO CƠ QUAN") == 1


def test_the_two_reminders_of_a_report_day_are_two_messages(installation: Installation, sink: Sink) -> None:
    for day in (17, 23):
        run_report_day_reminders(installation, at(f"2026-03-{day} 09:00"))
        deliver_stage(installation, at(f"2026-03-{day} 09:00"))
    assert len({mail["Message-ID"] for mail in sink.mails}) == 2


def test_what_is_undecided_is_in_the_coordinators_week_until_it_is_decided(
    installation: Installation, sink: Sink
) -> None:
    report(installation, at("2026-03-02 10:00"))
    for day in ("2026-03-09", "2026-03-16"):
        write_weekly_pictures(installation, at(f"{day} 08:00"))
        deliver_stage(installation, at(f"{day} 08:00"))
    assert ["1 nhiệm vụ chờ quyết định" in subject for subject in subjects(sink)] == [True, True]
    with installation.database.writing() as session:
        confirmed = Transition(event=Event.CONFIRM, role=Role.COORDINATOR, by=By(actor="Chị Lan", now=MARCH_17))
        apply(session, 2, confirmed)
    assert write_weekly_pictures(installation, at("2026-03-23 08:00")).news == 0


def report(installation: Installation, day: Day) -> None:
    """The agency of duty 2 reports on a day."""
    by = By(actor="Anh Minh", now=day.now)
    reported = Transition(event=Event.REPORT, role=Role.STAFF, by=by, result="12/BC-SNV")
    with installation.database.writing() as session:
        apply(session, 2, reported)


def test_k10_a_plan_whose_years_are_over_is_put_to_its_coordinator_once_with_what_is_open(
    installation: Installation, sink: Sink
) -> None:
    for day in ("2027-01-04", "2027-01-05", "2027-02-08"):
        sweep_stage(installation, at(f"{day} 08:00"))
        with installation.database.writing() as session:
            queued = ask_about_ended_plans(session, sending_moment(installation, at(f"{day} 08:00")))
        assert queued == (day == "2027-01-04")
        deliver_stage(installation, at(f"{day} 08:05"))
    [mail] = sink.mails
    told = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Văn bản đã hết thời gian thực hiện" in told
    assert "Sở Nội vụ" in told
    assert write_weekly_pictures(installation, at("2027-01-11 07:30")).news == 0, "no weekly nagging"
