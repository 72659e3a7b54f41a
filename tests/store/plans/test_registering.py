"""Registering a plan makes its duties, once."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.plans import IMPORTED_ON, a_head, a_row, at, house_policies, planned, registered
from workflow.by import By
from workflow.lifecycle import State
from workflow.log.history import Replayed, replay
from workflow.store.database.opening import Database
from workflow.store.database.schema import made_ready
from workflow.store.duties.reading import assignments, plans
from workflow.store.log.writing import history
from workflow.store.people.directory import keep_directory
from workflow.store.plans.registering import PlanChanged, PlanSource, register_plan, usual_coordinator
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, TaskRow, TriggerRow
from workflow.timeliness import Timeliness


def test_a_dated_row_becomes_one_duty_with_its_dates_and_its_reason(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    with database.reading() as session:
        (duty,) = assignments(session)
    assert (duty.agency_name, duty.state, duty.due) == ("Sở Nội vụ", State.ASSIGNED, date(2026, 7, 14))
    assert duty.timeliness is Timeliness.AHEAD
    assert duty.task.expression == "Trước 15/7/2026"
    assert "14/7/2026" in duty.task.explanation
    assert duty.task.cooperating == ("Sở Tài chính",)


def test_two_leads_owe_the_task_each_by_itself(database: Database) -> None:
    registered(database, a_row(lead="Công an tỉnh, Sở Khoa học và Công nghệ"))
    with database.reading() as session:
        assert {duty.agency_name for duty in assignments(session)} == {"Công an tỉnh", "Sở Khoa học và Công nghệ"}


def test_a_group_fans_out_to_every_commune(database: Database) -> None:
    result = registered(database, a_row("Tháng 6", "UBND các xã, phường"))
    with database.reading() as session:
        duties = assignments(session)
    assert result.assignments == len({duty.agency for duty in duties}) == 102
    assert len({duty.uid for duty in duties}) == 102


def test_tasks_that_await_the_same_event_share_one_trigger(database: Database) -> None:
    result = registered(
        database,
        a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ"),
        a_row("Trong 15 ngày sau khi Bộ Nội vụ  ban hành đề án", "Sở Tài chính"),
    )
    assert result.waiting == 2
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TriggerRow)) == 1
        assert {duty.state for duty in assignments(session)} == {State.WAITING}


def test_each_part_of_an_all_of_makes_a_duty(database: Database) -> None:
    registered(database, a_row("Quý II và Quý IV/2026"))
    with database.reading() as session:
        assert [duty.due for duty in assignments(session)] == [date(2026, 6, 30), date(2026, 12, 31)]


def test_a_recurring_row_is_laid_out_thirteen_months_ahead(database: Database) -> None:
    registered(database, a_row("trước ngày 01/6 và 15/11 hằng năm"))
    with database.reading() as session:
        assert [duty.due for duty in assignments(session)] == [date(2026, 5, 31), date(2026, 11, 14)]


@pytest.mark.parametrize(
    ("deadline", "lead"),
    [
        ("", "Sở Nội vụ"),
        ("xanh đỏ tím vàng", "Sở Nội vụ"),
        ("Tháng 6", "Công ty chưa từng nghe tên"),
        ("31/11", "Sở Y tế"),
    ],
)
def test_what_cannot_be_read_is_kept_and_flagged(database: Database, deadline: str, lead: str) -> None:
    result = registered(database, a_row(deadline, lead))
    assert (result.tasks, result.needing_review) == (1, 1)
    with database.reading() as session:
        task = session.scalars(select(TaskRow)).one()
        assert task.needs_review
        assert task.doubts[0]["reason"]
        assert (task.expression, task.lead) == (deadline, lead)


def test_registering_the_same_document_again_changes_nothing(database: Database) -> None:
    registered(database, a_row(), a_row("Tháng 3"))
    again = registered(database, a_row(), a_row("Tháng 3"))
    assert not again.changed
    with database.reading() as session:
        assert len(plans(session)) == 1
        assert session.scalar(select(func.count()).select_from(AssignmentRow)) == 2
        assert session.scalar(select(func.count()).select_from(EventRow)) == 3


def test_the_same_words_from_another_file_change_nothing_either(database: Database) -> None:
    registered(database, a_row())
    with database.writing() as session:
        again = register_plan(
            session,
            a_head(),
            planned(a_row()),
            source=PlanSource(name="ban-quet.pdf", sha256="1" * 64),
            coordinator=None,
            by=By(actor="Anh Minh", now=at(IMPORTED_ON)),
            policies=house_policies(),
        )
    assert not again.changed


def test_a_changed_document_under_the_same_number_is_refused_and_nothing_is_written(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    with pytest.raises(PlanChanged, match="khác ở 1 nhiệm vụ"), database.writing() as session:
        register_plan(
            session,
            a_head(),
            planned(a_row("Tháng 4")),
            source=PlanSource(name="sua-doi.docx", sha256="1" * 64),
            coordinator=None,
            by=By(actor="Anh Minh", now=at(IMPORTED_ON)),
            policies=house_policies(),
        )
    with database.reading() as session:
        assert [duty.due for duty in assignments(session)] == [date(2026, 3, 31)]


def test_numbers_restart_each_year_so_next_years_plan_is_another_one(database: Database) -> None:
    registered(database, a_row())
    registered(database, a_row("Tháng 3/2027"), head=a_head(issued_on=date(2027, 1, 15), years=(2027, 2027)))
    with database.reading() as session:
        assert [plan.issued_on.year for plan in plans(session)] == [2027, 2026]


def test_a_rebuilt_database_gives_every_duty_the_uid_it_had(database: Database, tmp_path: Path) -> None:
    rebuilt = made_ready(Database(f"sqlite:///{tmp_path / 'rebuilt.sqlite'}"))
    uids = []
    for each in (database, rebuilt):
        registered(each, a_row(lead="UBND các xã, phường"))
        with each.reading() as session:
            uids.append({duty.agency: duty.uid for duty in assignments(session)})
    rebuilt.close()
    assert uids[0] == uids[1]


def test_every_new_duty_has_its_line_in_the_log(database: Database) -> None:
    registered(database, a_row())
    with database.reading() as session:
        (duty,) = assignments(session)
        (line,) = history(session, duty.id)
    assert (line.actor, line.action, line.after, line.at) == ("Chị Lan", "assign", State.ASSIGNED, at(IMPORTED_ON))
    assert replay([line]) == Replayed(
        agency="so-noi-vu",
        state=State.ASSIGNED,
        timeliness=Timeliness.AHEAD,
        due=date(2026, 7, 14),
        act_by=date(2026, 7, 14),
        soon_on=date(2026, 7, 7),
    )


def test_the_agency_that_leads_most_tasks_follows_the_plan_up() -> None:
    tasks = planned(
        a_row(lead="Sở Y tế"), a_row(lead="Sở Nội vụ"), a_row(lead="Sở Y tế"), a_row(lead="Các sở, ban, ngành")
    )
    assert usual_coordinator(tasks) == "so-y-te"


def test_keeping_the_directory_twice_adds_no_agency(database: Database) -> None:
    with database.writing() as session:
        assert keep_directory(session, house_policies().directory) > 102
        assert keep_directory(session, house_policies().directory) == 0
        communes = select(func.count()).select_from(AgencyRow).where(AgencyRow.kind == "commune")
        assert session.scalar(communes) == 102
