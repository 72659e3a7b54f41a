"""An amending document laid over the plan it amends: what it changes, strikes, adds, and what it leaves to a person."""

import pytest

from workflow.plan import PlaceChange, PlanDocument, PlanHead, PrintedRow
from workflow.registry.amending import AmendedRows, amended_rows
from workflow.registry.amendment import AmendedCell, StoredTask

SURVEY = PrintedRow(
    appendix="I", number="1", title="Khảo sát mức độ hài lòng của người dân", lead="Sở Nội vụ", deadline="Tháng 3"
)
SERVER = PrintedRow(
    appendix="I",
    number="2",
    title="Mua sắm máy chủ dùng chung",
    lead="Sở Tài chính",
    deadline="Quý II/2026",
    note="STT2",
)
OTHER = PrintedRow(appendix="II", number="2", title="Tổ chức hội thi", lead="Sở Nội vụ", deadline="Quý III/2026")
PLAN = (SURVEY, SERVER, OTHER)


def after(*rows: PrintedRow, changes: tuple[PlaceChange, ...] = ()) -> AmendedRows:
    stored = [StoredTask(id=number, key=str(number), row=row) for number, row in enumerate(PLAN, start=1)]
    return amended_rows(stored, PlanDocument(head=PlanHead(), rows=rows, changes=changes))


def test_a_document_that_names_no_task_changes_none() -> None:
    assert after() == AmendedRows(rows=PLAN, own=frozenset(), doubts=())


def test_a_row_of_the_same_title_changes_what_it_prints_and_leaves_its_blanks() -> None:
    changed = after(PrintedRow(number="7", title="Mua sắm máy chủ dùng chung.", deadline="Quý IV/2026"))

    assert changed.own == {1}
    assert [row.deadline for row in changed.rows] == ["Tháng 3", "Quý IV/2026", "Quý III/2026"]
    assert (changed.rows[1].number, changed.rows[1].lead, changed.rows[1].note) == ("2", "Sở Tài chính", "STT2")


def test_a_task_that_another_document_renamed_is_found_by_its_printed_title_and_keeps_the_new_one() -> None:
    renamed = StoredTask(
        id=1,
        key="1",
        row=SURVEY,
        amended=(AmendedCell(column="title", own="Thăm dò dư luận ở cơ sở", document="1/QĐ-UBND ngày 30/01/2026"),),
    )
    row = PrintedRow(number="9", title="Thăm dò dư luận ở cơ sở.", deadline="Quý IV/2026")
    changed = amended_rows([renamed], PlanDocument(head=PlanHead(), rows=(row,)))
    assert [(one.title, one.deadline) for one in changed.rows] == [(SURVEY.title, "Quý IV/2026")]


@pytest.mark.parametrize("label", ["Thời hạn điều chỉnh", "Thời hạn mới", "Thời gian hoàn thành sau điều chỉnh"])
def test_a_column_of_new_terms_is_what_the_deadline_becomes(label: str) -> None:
    row = PrintedRow(number="1", title=SURVEY.title, deadline="Tháng 3", extra=((label, "Tháng 6"),))

    assert after(row).rows[0].deadline == "Tháng 6"


@pytest.mark.parametrize(
    "row",
    [
        PrintedRow(number="1", title=SURVEY.title, note="Bãi bỏ"),
        PrintedRow(number="1", title=SURVEY.title, section_title="Các nhiệm vụ bãi bỏ"),
        PrintedRow(number="1", title=SURVEY.title, deadline="Không thực hiện"),
    ],
)
def test_a_row_that_is_struck_falls(row: PrintedRow) -> None:
    assert after(row).rows == (SERVER, OTHER)


def test_a_new_title_is_a_new_task_and_doubted_where_its_number_is_taken() -> None:
    new = PrintedRow(appendix="I", number="2", title="Đào tạo cán bộ chuyển đổi số cấp xã", lead="Sở Nội vụ")
    added = after(new).rows[-1]

    assert added.title == new.title
    assert "Trùng số với nhiệm vụ “Mua sắm máy chủ dùng chung”" in added.doubts[0].reason
    assert after(PrintedRow(**{**vars(new), "number": "9"})).rows[-1].doubts == ()


def test_a_row_that_is_said_to_change_another_takes_its_place_and_is_doubted() -> None:
    other = PrintedRow(
        appendix="I", number="2", title="Thuê dịch vụ điện toán đám mây", section_title="Nhiệm vụ điều chỉnh"
    )
    changed = after(other)

    assert len(changed.rows) == 3
    assert changed.rows[1].title == other.title
    assert changed.rows[1].doubts[0].column == "title"


def test_a_sentence_strikes_or_dates_the_one_task_at_its_place() -> None:
    struck = PlaceChange(number="2", appendix="II")
    dated = PlaceChange(number="1", deadline="Tháng 9")
    changed = after(changes=(struck, dated))

    assert [row.deadline for row in changed.rows] == ["Tháng 9", "Quý II/2026"]


def test_a_place_that_several_tasks_have_is_asked_about() -> None:
    changed = after(changes=(PlaceChange(number="2", quote="Bãi bỏ nhiệm vụ số 2"),))

    assert changed.rows == PLAN
    assert "Bãi bỏ nhiệm vụ số 2" in changed.doubts[0].reason
