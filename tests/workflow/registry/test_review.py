"""What a person corrected counts, and the print stays."""

from datetime import date

from tests.plans import a_head, a_row, house_policies, rows
from workflow.plan import Correction, Doubt, PlanDocument, PrintedRow
from workflow.registry.registration import PlannedTask, planned_tasks
from workflow.registry.review import Review, reviewed_tasks

KEY = "table///1"


def reviewed(row: PrintedRow, review: Review) -> PlannedTask:
    policies = house_policies()
    document = PlanDocument(head=a_head(), rows=rows(row))
    (task,) = reviewed_tasks(
        document, {KEY: review}, lambda d: planned_tasks(d, policies.directory, policies.working_days)
    )
    return task


def to(column: str, printed: str, corrected: str) -> Review:
    return Review(corrections=(Correction(column=column, printed=printed, corrected=corrected),))


def test_a_corrected_deadline_gives_the_date_and_the_printed_one_stays_on_the_task() -> None:
    task = reviewed(a_row("31/11"), to("deadline", "31/11", "Tháng 11"))
    assert task.row.deadline == "31/11"
    assert [occurrence.due for occurrence in task.occurrences] == [date(2026, 11, 30)]
    assert task.doubts == ()


def test_a_corrected_lead_gives_the_duty_to_the_agency_that_is_meant() -> None:
    task = reviewed(a_row(lead="Sờ Nộ vự"), to("lead", "Sờ Nộ vự", "Sở Nội vụ"))
    assert [owner.code for owner in task.owners] == ["so-noi-vu"]
    assert task.row.lead == "Sờ Nộ vự"


def test_a_correction_that_cannot_be_read_either_stays_doubtful() -> None:
    assert reviewed(a_row("31/11"), to("deadline", "31/11", "xanh đỏ")).doubts


def test_a_correction_settles_its_own_column_only() -> None:
    row = a_row(doubts=(Doubt(column="product", reason="mờ"), Doubt(column="note", reason="mờ")))
    assert [doubt.column for doubt in reviewed(row, to("product", "Đề án", "Báo cáo")).doubts] == ["note"]


def test_a_checked_row_has_no_doubts_left() -> None:
    assert reviewed(a_row("31/11"), Review(checked=True)).doubts == ()


def test_a_row_that_nobody_said_anything_about_is_read_as_printed() -> None:
    task = reviewed(a_row("31/11"), Review())
    assert task.doubts
    assert task.corrections == ()
