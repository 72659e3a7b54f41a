"""What a person corrected on the review sheet goes into the plan and outlives its next version."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from tests.plans import a_head, a_row, at, house_policies, planned, registered, rows
from tests.store.plans.amendments import amended, amended_with, duties
from workflow.plan import Correction, PlanDocument, PrintedRow
from workflow.registry.registration import PlannedTask, planned_tasks
from workflow.registry.review import Review, reviewed_tasks
from workflow.store.database.opening import Database
from workflow.store.plans.next_occurrences import extend
from workflow.store.plans.registering import PlanSource
from workflow.store.tables import EventRow, TaskRow


def corrected(printed: PrintedRow, deadline: str) -> tuple[PlannedTask, ...]:
    """The row as a reviewed sheet gives it, with another deadline."""
    correction = Correction(column="deadline", printed=printed.deadline, corrected=deadline)
    document = PlanDocument(head=a_head(), rows=rows(printed))
    policies = house_policies()
    return reviewed_tasks(
        document,
        {"table///1": Review(corrections=(correction,))},
        lambda read: planned_tasks(read, policies.directory, policies.working_days),
    )


def test_a_review_gives_the_date_settles_the_doubt_and_logs_print_and_correction(database: Database) -> None:
    registered(database, a_row("31/11"))
    same_file = PlanSource(name="ke-hoach.docx", sha256="0" * 64)
    amended_with(database, corrected(a_row("31/11"), "Tháng 11"), same_file)
    (dated,) = duties(database)
    assert (dated.due, dated.task.expression) == (date(2026, 11, 30), "31/11")
    with database.reading() as session:
        task = session.scalars(select(TaskRow)).one()
        line = session.scalars(select(EventRow).where(EventRow.action == "correct_cell")).one()
    assert not task.needs_review
    assert (line.details["printed"], line.details["corrected"]) == ("31/11", "Tháng 11")


def test_a_correction_outlives_the_next_version_of_the_document(database: Database) -> None:
    registered(database, a_row("31/11"))
    amended_with(database, corrected(a_row("31/11"), "Tháng 11"))
    newer = PlanSource(name="ban-3.docx", sha256="2" * 64)
    amended(database, a_row("31/11", product="Quyết định"), source=newer)
    (kept,) = duties(database)
    assert (kept.due, kept.task.product) == (date(2026, 11, 30), "Quyết định")
    with database.reading() as session:
        assert not session.scalars(select(TaskRow)).one().needs_review


def test_a_task_found_in_order_is_no_longer_asked_about(database: Database) -> None:
    registered(database, a_row(lead="Nội vụ"))
    amended_with(database, tuple(replace(t, doubts=(), reviewed=True) for t in planned(a_row(lead="Nội vụ"))))
    with database.reading() as session:
        assert not session.scalars(select(TaskRow)).one().needs_review
        assert session.scalars(select(EventRow).where(EventRow.action == "review_task")).one().details["doubts"]


def test_a_recurring_task_comes_back_by_its_corrected_deadline(database: Database) -> None:
    registered(database, a_row("31/11 hằng năm"), head=a_head(years=(2026, 2028)))
    amended_with(database, corrected(a_row("31/11 hằng năm"), "trước ngày 01/9 hằng năm"))
    later = date(2026, 9, 1)
    with database.writing() as session:
        extend(session, house_policies(), now=at(later))
    assert [d.due for d in duties(database)][:2] == [date(2026, 8, 31), date(2027, 8, 31)]
