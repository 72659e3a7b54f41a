"""A changed deadline moves the duties that are still open, and nothing else."""

from datetime import date, timedelta

from sqlalchemy import select

from tests.plans import a_head, a_row, at, house_policies, planned, registered
from tests.store.plans.amendments import AMENDED_ON, NEWER, amended, amender, completed, duties, duty
from workflow.by import By
from workflow.lifecycle import State
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import reschedule_duty
from workflow.store.duties.triggers import fire, list_triggers
from workflow.store.firings.affected import Firing
from workflow.store.log.writing import history
from workflow.store.plans.amend_plan import Amended, amend, amendment
from workflow.store.plans.next_occurrences import extend
from workflow.store.tables import AssignmentRow, EventRow


def test_a_changed_deadline_moves_open_duties_and_logs_the_old_day_and_words(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026"))
    assert amended(database, a_row("Trước 15/9/2026")).moved == 1
    (moved,) = duties(database)
    assert (moved.due, moved.task.expression) == (date(2026, 9, 14), "Trước 15/9/2026")
    assert moved.revision > 0
    with database.reading() as session:
        row = session.get_one(AssignmentRow, moved.id)
        line = history(session, moved.id)[-1]
        task_line = session.scalars(select(EventRow).where(EventRow.action == "amend_task")).one()
    assert (row.scheduled_on, row.soon_on) == (AMENDED_ON, date(2026, 9, 14) - timedelta(days=7))
    assert (line.action, line.details["was_due"], line.details["due"]) == ("amend_deadline", "2026-07-14", "2026-09-14")
    assert task_line.details["cells"] == {"deadline": ["Trước 15/7/2026", "Trước 15/9/2026"]}


def test_a_finished_duty_keeps_its_day(database: Database) -> None:
    registered(database, a_row("Tháng 3", lead="Công an tỉnh, Sở Nội vụ"))
    done = duty(database, agency_name="Sở Nội vụ")
    completed(database, done.id)
    amended(database, a_row("Tháng 6", lead="Công an tỉnh, Sở Nội vụ"))
    assert {d.agency_name: d.due for d in duties(database)} == {
        "Sở Nội vụ": date(2026, 3, 31),
        "Công an tỉnh": date(2026, 6, 30),
    }


def test_a_changed_product_leaves_a_granted_day_alone(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    (before,) = duties(database)
    with database.writing() as session:
        by = By(actor="Chị Lan", now=at(AMENDED_ON), reason="chỉ đạo")
        rescheduled = reschedule_duty(session, before.id, date(2026, 5, 15), by, house_policies())
    amended(database, a_row("Tháng 3", product="Quyết định"))
    (after,) = duties(database)
    assert (after.due, after.task.product) == (date(2026, 5, 15), "Quyết định")
    assert after.revision == rescheduled.revision + 1


def test_one_date_that_becomes_two_makes_a_second_duty(database: Database) -> None:
    registered(database, a_row("Quý II/2026"))
    (before,) = duties(database)
    assert amended(database, a_row("Quý II và Quý IV/2026")) == Amended(made=1, moved=0, withdrawn=0)
    assert [(d.due, d.id == before.id) for d in duties(database)] == [
        (date(2026, 6, 30), True),
        (date(2026, 12, 31), False),
    ]


def test_two_dates_that_become_one_withdraw_the_other(database: Database) -> None:
    registered(database, a_row("Quý II và Quý IV/2026"))
    assert amended(database, a_row("Quý IV/2026")) == Amended(made=0, moved=0, withdrawn=1)
    assert [(d.due, d.state) for d in duties(database)] == [
        (date(2026, 6, 30), State.WITHDRAWN),
        (date(2026, 12, 31), State.ASSIGNED),
    ]


def test_a_recurring_task_keeps_its_finished_days_and_moves_the_rest(database: Database) -> None:
    registered(database, a_row("trước ngày 01/6 và 15/11 hằng năm"))
    completed(database, duties(database)[0].id)
    amended(database, a_row("trước ngày 01/7 và 15/11 hằng năm"))
    assert [(d.due, d.state) for d in duties(database)] == [
        (date(2026, 5, 31), State.COMPLETED),
        (date(2026, 11, 14), State.ASSIGNED),
    ]


def test_a_recurring_task_goes_on_after_its_deadline_changed(database: Database) -> None:
    head = a_head(years=(2026, 2028))
    registered(database, a_row("trước ngày 01/6 hằng năm"), head=head)
    with database.writing() as session:
        tasks = planned(a_row("trước ngày 01/9 hằng năm"), head=head)
        found = amendment(session, head, tasks, NEWER)
        assert found is not None
        amend(session, head, tasks, found, amender())
        later = date(2026, 9, 1)
        policies = house_policies()
        extend(session, policies, now=at(later))
    assert [d.due for d in duties(database)] == [date(2026, 8, 31), date(2027, 8, 31)]


def test_a_deadline_that_now_waits_takes_the_date_away_until_the_event(database: Database) -> None:
    registered(database, a_row("Tháng 6"))
    amended(database, a_row("Sau khi Bộ Nội vụ ban hành Đề án"))
    (waiting,) = duties(database)
    assert (waiting.state, waiting.due, waiting.event is not None) == (State.WAITING, None, True)
    with database.writing() as session:
        (awaited,) = list_triggers(session, waiting_only=True)
        firing = Firing(
            trigger_id=awaited.id, on=AMENDED_ON, by=By(actor="Chị Lan", now=at(AMENDED_ON), document="345/QĐ-BNV")
        )
        fire(session, firing, house_policies())
    assert duties(database)[0].state is State.ASSIGNED


def test_a_waiting_duty_gets_the_date_that_is_printed_now(database: Database) -> None:
    registered(database, a_row("Sau khi Bộ Nội vụ ban hành Đề án"))
    amended(database, a_row("Tháng 6"))
    (dated,) = duties(database)
    assert (dated.state, dated.due, dated.event) == (State.ASSIGNED, date(2026, 6, 30), None)


def test_a_new_task_that_awaits_what_has_happened_gets_its_date_at_once(database: Database) -> None:
    awaiting = a_row("Sau khi Bộ Nội vụ ban hành Đề án")
    registered(database, awaiting)
    with database.writing() as session:
        (awaited,) = list_triggers(session)
        firing = Firing(
            trigger_id=awaited.id,
            on=date(2026, 2, 27),
            by=By(actor="Chị Lan", now=at(AMENDED_ON), document="345/QĐ-BNV"),
        )
        fire(session, firing, house_policies())
    amended(database, awaiting, a_row("Sau khi Bộ Nội vụ ban hành Đề án", title="Mua sắm máy chủ"))
    assert {d.due for d in duties(database)} == {date(2026, 3, 13)}
