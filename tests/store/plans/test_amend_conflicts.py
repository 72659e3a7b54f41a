"""A changed document against what people decided: it is shown, and stays unless somebody says otherwise. Issue K."""

from dataclasses import replace
from datetime import date

import pytest

from tests.plans import a_head, a_row, at, house_policies, planned, registered
from tests.store.plans.amendments import AMENDED_ON, act, amended, amender, duties, shown
from workflow.by import By
from workflow.lifecycle import Event, Role, State
from workflow.plan import PrintedRow
from workflow.registry.amendment import Difference
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import grant_extension, request_extension
from workflow.store.log.replaying import unexplained_duties
from workflow.store.plans.amend_plan import amend, amend_task, amendment, task_amendment
from workflow.store.plans.decided import ConflictKind
from workflow.store.plans.ending import take_back_plan, withdraw_task
from workflow.store.plans.registered import stored_tasks
from workflow.store.plans.registering import PlanSource

EXTENDED = date(2026, 8, 31)


def extended(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    by = By(actor="Chị Lan", now=at(date(2026, 2, 2)), reason="chờ Bộ", document="9/UBND ngày 02/02/2026")
    with database.writing() as session:
        request_extension(session, 1, EXTENDED, by)
        grant_extension(session, 1, by, house_policies())


def overruled(database: Database, row: PrintedRow, on: date = AMENDED_ON) -> None:
    with database.writing() as session:
        tasks = planned(row)
        found = amendment(session, a_head(), tasks, amender().source)
        assert found is not None
        amend(session, a_head(), tasks, found, replace(amender(on=on), overruled=frozenset({1})))
        assert list(unexplained_duties(session)) == []


def test_k13_an_extension_stands_against_a_changed_deadline_and_is_shown(database: Database) -> None:
    extended(database)
    row = a_row("Trước 01/6/2026", "Sở Nội vụ")
    (conflict,) = shown(database, row).conflicts
    assert (conflict.kind, conflict.duty, conflict.due) == (ConflictKind.DAY, 1, EXTENDED)
    assert conflict.document == "9/UBND ngày 02/02/2026"
    amended(database, row)
    assert [duty.due for duty in duties(database)] == [EXTENDED]


def test_k13_whoever_imports_may_choose_the_document(database: Database) -> None:
    extended(database)
    overruled(database, a_row("Trước 01/6/2026", "Sở Nội vụ"))
    assert [duty.due for duty in duties(database)] == [date(2026, 5, 31)]


def test_k13_a_report_that_waits_stands_against_a_changed_lead(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    act(database, 1, Event.REPORT, Role.STAFF, result="1/BC")
    row = a_row("Trước 15/7/2026", "Sở Y tế")
    assert [conflict.kind for conflict in shown(database, row).conflicts] == [ConflictKind.REPORT]
    amended(database, replace(row, deadline="Trước 15/9/2026"))
    assert [(duty.agency, duty.state, duty.due) for duty in duties(database)] == [
        ("so-noi-vu", State.REPORTED, date(2026, 7, 14))
    ]


def edited(database: Database, **cells: str) -> None:
    """Task 1 is written anew at its page, by a document of its own."""
    by = replace(amender(), document="1/QĐ-UBND ngày 02/3/2026")
    with database.writing() as session:
        stored = stored_tasks(session, 1)[0]
        (read,) = planned(replace(stored.row, **cells))  # type: ignore[arg-type]
        difference = Difference(stored=stored, read=replace(read, reviewed=True))
        amend_task(session, difference, task_amendment(session, 1, difference), by)


def test_what_another_document_wrote_anew_stays_when_the_old_file_comes_again_and_is_asked_about(
    database: Database,
) -> None:
    first = a_row("Trước 15/7/2026", "Sở Nội vụ", title="Lập dự toán kinh phí")
    registered(database, first)
    edited(database, title="TÊN A", deadline="Trước 01/10/2026")
    found = shown(database, first)
    assert found.differences == ()
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.document) == (ConflictKind.WORDS, "1/QĐ-UBND ngày 02/3/2026")
    assert conflict.keeps == "nhiệm vụ: TÊN A; thời hạn: Trước 01/10/2026"
    assert conflict.says == "nhiệm vụ: Lập dự toán kinh phí; thời hạn: Trước 15/7/2026"
    amended(database, first, source=PlanSource(name="goc.docx", sha256="2" * 64))
    assert [(duty.id, duty.task.title, duty.due) for duty in duties(database)] == [(1, "TÊN A", date(2026, 9, 30))]
    overruled(database, first)
    (duty,) = duties(database)
    assert (duty.id, duty.task.title, duty.due) == (1, "Lập dự toán kinh phí", date(2026, 7, 14))
    assert shown(database, first).conflicts == ()


def test_the_corrected_file_that_prints_an_amended_title_is_matched_to_its_task(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", title="Lập dự toán kinh phí"))
    edited(database, title="Khám sức khỏe người cao tuổi")
    assert shown(database, a_row("Trước 15/7/2026", "Sở Nội vụ", title="Khám sức khỏe người cao tuổi")).empty


def test_tasks_that_another_document_added_or_struck_out_stay_so_when_the_old_file_comes_again(
    database: Database,
) -> None:
    kept = a_row("Trước 15/7/2026", "Sở Nội vụ", title="Việc giữ lại")
    struck = a_row("Trước 15/8/2026", "Sở Y tế", title="Mua sắm máy chủ")
    added = a_row("Trước 15/9/2026", "Sở Tài chính", title="Thẩm định chủ trương đầu tư")
    registered(database, kept, struck)
    with database.writing() as session:
        document = "95/QĐ-UBND ngày 20/02/2026"
        found = amendment(session, a_head(), planned(kept, added), amender().source, document=document)
        assert found is not None
        amend(session, a_head(), planned(kept, added), found, replace(amender(), document=document))
    again = shown(database, kept, struck)
    assert (again.differences, again.left_withdrawn) == ((), ("Mua sắm máy chủ",))
    assert again.left_added == ("Thẩm định chủ trương đầu tư",)
    amended(database, kept, struck)
    assert {duty.task.title for duty in duties(database) if duty.state is State.ASSIGNED} == {
        "Việc giữ lại",
        "Thẩm định chủ trương đầu tư",
    }


def test_k13_a_task_that_people_withdrew_whole_stays_withdrawn_and_is_shown(database: Database) -> None:
    other = a_row("Tháng 9/2026", "Sở Y tế", number="2", title="Nhiệm vụ khác")
    registered(database, a_row("Ngày 15 hằng tháng", "Sở Nội vụ", title="Việc đã bỏ"), other)
    with database.writing() as session:
        withdraw_task(session, 1, By(actor="Chị Lan", now=at(date(2026, 2, 2)), reason="không còn cần"))
    before = len(duties(database))
    changed = replace(other, deadline="Tháng 10/2026")
    rows = (a_row("Ngày 20 hằng tháng", "Sở Nội vụ", title="Việc đã bỏ"), changed)
    assert shown(database, *rows).left_withdrawn == ("Việc đã bỏ",)
    amended(database, *rows)
    states = [duty.state for duty in duties(database) if duty.agency == "so-noi-vu"]
    assert set(states) == {State.WITHDRAWN}
    assert len(duties(database)) == before


def test_k13_a_task_that_an_older_wording_had_dropped_comes_again(database: Database) -> None:
    kept = a_row("Tháng 9/2026", "Sở Y tế", number="2", title="Nhiệm vụ khác")
    dropped = a_row("Trước 15/12/2026", "Sở Nội vụ", title="Việc trở lại")
    registered(database, dropped, kept)
    amended(database, kept)
    amended(database, dropped, kept, source=PlanSource(name="ban-sua-2.docx", sha256="3" * 64))
    states = [duty.state for duty in duties(database) if duty.agency == "so-noi-vu"]
    assert sorted(states) == [State.ASSIGNED, State.WITHDRAWN]


def test_k13_a_report_may_be_overruled_too(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    act(database, 1, Event.REPORT, Role.STAFF, result="1/BC")
    overruled(database, a_row("Trước 15/7/2026", "Sở Y tế"))
    assert {duty.agency: duty.state for duty in duties(database)}["so-noi-vu"] is State.WITHDRAWN


@pytest.mark.parametrize("state", [State.ASSIGNED, State.REPORTED])
def test_k9_a_lead_that_an_amended_document_names_late_is_not_overdue_from_its_first_minute(
    database: Database, state: State
) -> None:
    registered(database, a_row("Trước 01/3/2026", "Sở Nội vụ"))
    if state is State.REPORTED:
        act(database, 1, Event.REPORT, Role.STAFF, result="1/BC")
    overruled(database, a_row("Trước 01/3/2026", "Sở Y tế"), on=date(2026, 7, 6))
    (newly,) = [duty for duty in duties(database) if duty.agency == "so-y-te"]
    assert (newly.state, newly.due) == (State.ASSIGNED, date(2026, 7, 20))
    with database.reading() as session:
        assert list(unexplained_duties(session)) == []


def test_k6_a_plan_that_was_taken_back_comes_in_again_by_its_document(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    with database.writing() as session:
        take_back_plan(session, 1, By(actor="Chị Lan", now=at(date(2026, 2, 2)), reason="nhập nhầm"))
    assert amended(database, a_row("Trước 15/7/2026", "Sở Nội vụ")).made == 1
    assert sorted(duty.state for duty in duties(database)) == [State.ASSIGNED, State.WITHDRAWN]
