"""Issue K, line 22: a house can't be stopped by one wrong day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from base.clock import now
from services.day.steps import Day, extend_stage, queue_stage, sweep_stage
from services.installation import Installation
from services.jobs.run_record import DayAhead, refuse_day_ahead
from services.jobs.watchdog import watch
from tests.plans import a_head, a_row, at, registered, with_contacts
from tests.services.houses import a_house
from tests.store.model import replayed_by_number, rows_by_number
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import State
from workflow.report_card import Scope
from workflow.store.duties.reading import assignments
from workflow.store.duties.sweep import last_run
from workflow.store.figures.report_card import read_report_card
from workflow.store.log.tail import newest_moment
from workflow.store.log.writing import history
from workflow.store.operation.alarms import alarms
from workflow.store.operation.days_ahead import take_back_day_ahead
from workflow.store.operation.runs import Holder, RunState, begin_run, end_run
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.plans.ending import end_task
from workflow.store.tables import ContactRole, NoticeRow, NoticeState
from workflow.timeliness import Timeliness

TODAY = date(2026, 3, 5)
AHEAD = date(2026, 12, 1)


@pytest.fixture
def misled(tmp_path: Path) -> Iterator[Installation]:
    """A house that swept and queued on 5/3/2026, and then once more for 1/12/2026."""
    with a_house(tmp_path) as house:
        registered(house.database, a_row("Trước 15/7/2026", "Sở Nội vụ"), a_row("Tháng 02/2026", "Sở Y tế"))
        with_contacts(house.database, "so-noi-vu", "so-y-te", "so-khoa-hoc-va-cong-nghe")
        for day in (TODAY, AHEAD):
            work(house, day)
        yield house


def work(house: Installation, day: date) -> None:
    moment = Day.at(at(day, hour=8))
    sweep_stage(house, moment)
    queue_stage(house, moment)


def standings(house: Installation) -> list[Timeliness]:
    return [facts.timeliness for facts in rows_by_number(house.database).values() if facts]


def queued(house: Installation) -> list[tuple[str, int | None]]:
    with house.database.reading() as session:
        rows = session.scalars(select(NoticeRow).where(NoticeRow.state == NoticeState.QUEUED).order_by(NoticeRow.id))
        return [(row.step, row.assignment_id or 0) for row in rows]


def mended(house: Installation, moment: datetime) -> None:
    with house.database.writing() as session:
        assert take_back_day_ahead(session, By(actor="máy", now=moment)) is not None


def test_k22_a_day_after_the_clocks_is_refused() -> None:
    with pytest.raises(DayAhead, match="sau hôm nay"):
        refuse_day_ahead(now().date() + timedelta(days=1), today=now().date())
    refuse_day_ahead(now().date(), today=now().date())
    refuse_day_ahead(None, today=now().date())


def test_k22_a_day_ahead_is_an_alarm_until_it_is_taken_back(misled: Installation) -> None:
    moment = Day.at(at(TODAY, hour=9))
    watch(misled, moment)
    with misled.database.reading() as session:
        (alarm,) = alarms(session)
    assert "01/12/2026" in alarm.text
    mended(misled, moment.now)
    work(misled, TODAY)
    watch(misled, moment)
    with misled.database.reading() as session:
        assert alarms(session) == []


def test_k22_the_next_true_run_brings_duties_back_and_cancels_what_was_not_sent(misled: Installation) -> None:
    assert standings(misled) == [Timeliness.OVERDUE, Timeliness.OVERDUE]
    before = queued(misled)
    mended(misled, at(TODAY, hour=9))
    work(misled, TODAY)
    assert standings(misled) == [Timeliness.AHEAD, Timeliness.OVERDUE]
    assert set(queued(misled)) < set(before)
    assert {duty for _, duty in queued(misled)} == {2}
    assert replayed_by_number(misled.database) == rows_by_number(misled.database)
    with misled.database.reading() as session:
        assert last_run(session, "sweep") == TODAY
        assert history(session, 1)[-1].after == "ahead"


def test_k22_what_was_cancelled_is_queued_on_its_true_day(misled: Installation) -> None:
    before = set(queued(misled))
    mended(misled, at(TODAY, hour=9))
    for day in (TODAY, AHEAD):
        work(misled, day)
    assert set(queued(misled)) == before


def test_k22_the_ladder_goes_on_from_the_last_true_run_and_tells_nobody_anew(misled: Installation) -> None:
    """Who came to speak for an agency since is not told of rungs that were climbed before he came."""
    with misled.database.writing() as session:
        run = begin_run(
            session,
            "daily",
            day=TODAY,
            now=at(TODAY),
            lease=timedelta(hours=1),
            holder=Holder(place="máy", pid=1),
            is_gone=lambda _: False,
        )
        assert run is not None
        end_run(session, run, state=RunState.DONE, told="", now=at(TODAY))
        moi = Contact(agency="so-y-te", role=ContactRole.STAFF, name="Anh Mới", address="moi@so-y-te.example")
        keep_contacts(session, [moi])
    mended(misled, at(TODAY, hour=9))
    work(misled, TODAY)
    with misled.database.reading() as session:
        assert last_run(session, "ladder") == TODAY
        told = session.scalars(select(NoticeRow.recipient).where(NoticeRow.state == NoticeState.QUEUED)).all()
    assert "moi@so-y-te.example" not in told


def test_k22_a_run_of_a_past_day_takes_nothing_back(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        registered(house.database, a_row("Tháng 02/2026", "Sở Y tế"))
        work(house, TODAY)
        with house.database.writing() as session:
            assert take_back_day_ahead(session, By(actor="máy", now=at(TODAY, hour=9))) is None


LONG = a_head(years=(2026, 2030))


@pytest.fixture
def in_march(tmp_path: Path) -> Iterator[Installation]:
    """A house whose clock stands at eight on 5/3/2026, with a monthly task and one that never falls due."""
    with a_house(tmp_path) as house:
        rows = (a_row("Ngày 15 hằng tháng", "Sở Nội vụ"), a_row("Thường xuyên", "Sở Y tế"))
        registered(house.database, *rows, head=LONG)
        yield replace(house, clock=lambda: at(TODAY, hour=8))


def owed_on(house: Installation, day: date) -> int:
    with house.database.reading() as session:
        return read_report_card(session, Scope(as_of=day)).total.total


def laid_out_for(house: Installation, day: date) -> None:
    extend_stage(house, Day.at(at(day, hour=8)))


@pytest.mark.parametrize("other", [AHEAD, date(2026, 2, 20)])
def test_k22_a_card_of_a_past_day_never_changes_by_a_run_for_another_day(in_march: Installation, other: date) -> None:
    """What a run writes bears the moment at which it was written: it is owed from then on, and wasn't before."""
    laid_out_for(in_march, TODAY)
    days = [TODAY - timedelta(days=back) for back in range(1, 40)]
    before = [owed_on(in_march, day) for day in days]
    with in_march.database.reading() as session:
        duties = len(assignments(session))
    in_april = replace(in_march, clock=lambda: at(date(2026, 4, 20), hour=8))
    laid_out_for(in_march, other)
    laid_out_for(in_april, date(2026, 4, 20))
    assert [owed_on(in_march, day) for day in days] == before
    with in_march.database.reading() as session:
        assert len(assignments(session)) > duties


def test_k22_what_a_run_for_a_day_ahead_lays_out_is_owed_from_the_day_it_ran(in_march: Installation) -> None:
    before = owed_on(in_march, TODAY)
    laid_out_for(in_march, AHEAD)
    with in_march.database.reading() as session:
        there = len(assignments(session))
        assert newest_moment(session) == at(TODAY, hour=8)
    assert there > before
    for day in (TODAY, date(2026, 6, 1), AHEAD, date(2027, 1, 1)):
        assert owed_on(in_march, day) == there, day


def test_k22_a_run_for_a_day_ahead_ends_no_task_that_ends_on_a_day_between(in_march: Installation) -> None:
    with in_march.database.writing() as session:
        undated = next(duty for duty in assignments(session) if duty.due is None)
        by = By(actor="Chị Lan", now=at(TODAY), reason="chỉ đạo mới")
        end_task(session, undated.task.id, date(2026, 6, 30), by)
    laid_out_for(in_march, AHEAD)
    states = {duty.id: duty.state for duty in duties_of(in_march)}
    assert states[undated.id] is State.ASSIGNED
    in_july = replace(in_march, clock=lambda: at(date(2026, 7, 1), hour=8))
    laid_out_for(in_july, date(2026, 7, 1))
    assert {duty.id: duty.state for duty in duties_of(in_march)}[undated.id] is State.WITHDRAWN


def test_k22_a_run_for_a_day_ahead_leaves_out_no_day_between(in_march: Installation) -> None:
    laid_out_for(in_march, AHEAD)
    monthly = [duty.due for duty in duties_of(in_march) if duty.due]
    months = [(due.year, due.month) for due in monthly]
    assert months[0] == (2026, 2)
    assert months == [(2026 + number // 12, number % 12 + 1) for number in range(1, len(months) + 1)]


def test_k22_what_a_sweep_for_another_day_writes_bears_the_moment_at_which_it_was_written(
    in_march: Installation,
) -> None:
    for day in (TODAY, AHEAD, date(2026, 2, 20)):
        sweep_stage(in_march, Day.at(at(day, hour=8)))
        with in_march.database.reading() as session:
            assert newest_moment(session) == at(TODAY, hour=8), day


def duties_of(house: Installation) -> list[Assignment]:
    with house.database.reading() as session:
        return assignments(session)
