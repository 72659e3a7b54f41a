"""A day's work as plain functions: what it makes, and that repeating it makes nothing more."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from base.clock import VIETNAM, moment_of
from config.settings import Settings
from services.day.steps import Day, DayReport, attached_calendar, day_steps, publish_stage, queue_stage, work_through
from services.installation import Installation, open_installation
from services.job_result import page
from services.jobs.catalogue import DAILY, JOBS
from tests.plans import a_row, registered, with_contacts
from tests.services.houses import a_house, with_empty_database
from workflow.by import By
from workflow.feeds import FeedScope
from workflow.store.duties.reading import assignments
from workflow.store.feeds.addresses import Order, keep_fetches, open_feed, subscribers
from workflow.store.notices.listing import notices
from workflow.store.notices.outbox import claim
from workflow.timeliness import Timeliness

DAY = Day.at(datetime(2026, 3, 5, 9, 0, tzinfo=VIETNAM))


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A house with three duties: one overdue since January, one due in June by all communes, one awaited."""
    with_empty_database(tmp_path)
    with open_installation(Settings(home=tmp_path, database_url="", mail_url="")) as installation:
        registered(
            installation.database,
            a_row("Tháng 01/2026", "Sở Nội vụ"),
            a_row("Tháng 6", "UBND các xã, phường"),
            a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Y tế"),
        )
        yield installation


def test_a_days_work_finds_what_is_overdue_and_writes_a_calendar_for_each_agency_and_plan(
    installation: Installation, tmp_path: Path
) -> None:
    report = work_through(installation, DAY, tmp_path / "lich")
    assert report.swept.arrived == {Timeliness.OVERDUE: 1}
    assert len(report.published.written) == len(list((tmp_path / "lich").glob("*.ics"))) == 1 + 102 + 1


def test_repeating_a_day_changes_queues_and_writes_nothing(installation: Installation, tmp_path: Path) -> None:
    with_contacts(installation.database, "so-noi-vu")
    work_through(installation, DAY, tmp_path / "lich")
    before = {path.name: path.read_bytes() for path in (tmp_path / "lich").iterdir()}
    again = work_through(installation, DAY, tmp_path / "lich")
    assert (again.swept.changes, again.queued, again.published.written) == (0, 0, ())
    assert {path.name: path.read_bytes() for path in (tmp_path / "lich").iterdir()} == before


def test_every_step_of_the_list_is_called_once_in_its_order_and_fills_the_report(
    installation: Installation, tmp_path: Path
) -> None:
    called: list[str] = []

    def call(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        called.append(name)
        return work

    work_through(installation, DAY, tmp_path / "lich", call=call)
    assert called == [step.name for step in day_steps(tmp_path)]
    assert {step.fills for step in day_steps(tmp_path)} == {field.name for field in fields(DayReport)}


def test_the_days_page_lists_the_first_fifty_duties_that_came_to_be_overdue(tmp_path: Path) -> None:
    with a_house(tmp_path) as installation:
        registered(installation.database, a_row("Tháng 01/2026", "UBND các xã, phường"))
        outcome = JOBS[DAILY].work(installation, DAY)
    shown = page("Tác vụ hằng ngày", "05/03/2026", outcome, "")
    assert shown.count("| 50/KH-UBND |") == 50
    assert "… và 52 dòng khác." in shown


def test_the_plans_calendars_hold_one_event_for_each_task_and_day(installation: Installation, tmp_path: Path) -> None:
    publish_stage(installation, DAY, tmp_path)
    plan_files = [icalendar.Calendar.from_ical(path.read_bytes()) for path in tmp_path.glob("van-ban-*.ics")]
    uids = [str(event["UID"]) for calendar in plan_files for event in calendar.walk("VEVENT")]
    # A task of 102 communes, and one of a department.
    assert len(uids) == len(set(uids)) == 2


def test_l20_the_attached_calendar_is_a_file_and_not_for_who_reads_a_calendar_of_his_own(
    installation: Installation,
) -> None:
    with_contacts(installation.database, "so-noi-vu")
    lan, now = "vanthu@so-noi-vu.example", DAY.now
    order = Order(scope=FeedScope.PERSON, code=lan)
    with installation.database.writing() as session:
        given = open_feed(session, order, "a" * 43, By(actor="Chị Lan", now=now))
        unread = subscribers(session, since=now - timedelta(days=14))
        keep_fetches(session, {given.id: now})
        read = subscribers(session, since=now - timedelta(days=14))
        duties = assignments(session)
    attached = attached_calendar(duties, DAY)

    assert (unread, read) == (frozenset(), frozenset({lan}))
    assert attached is not None
    assert (attached.mime, attached.name) == ("application/octet-stream", "nhiem-vu-duoc-giao.ics")
    assert b"METHOD" not in attached.content


def test_what_is_queued_at_night_waits_for_the_next_working_morning(installation: Installation) -> None:
    with_contacts(installation.database, "so-noi-vu")
    friday_night = datetime(2026, 3, 6, 22, 0, tzinfo=VIETNAM)
    assert queue_stage(installation, Day.at(friday_night)) == 1
    with installation.database.reading() as session:
        assert claim(session, "email", now=datetime(2026, 3, 8, 9, 0, tzinfo=VIETNAM)) == []
        assert len(claim(session, "email", now=datetime(2026, 3, 9, 9, 0, tzinfo=VIETNAM))) == 1
        assert len(notices(session)) >= 1


def test_a_run_as_of_another_day_happens_when_offices_open_there() -> None:
    assert moment_of(date(2026, 3, 5)) == datetime(2026, 3, 5, 8, 0, tzinfo=VIETNAM)
    assert moment_of(None).tzinfo is VIETNAM
