"""A changed document changes the duties it must, and leaves the others as they are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.plans import SOON, a_head, a_row, at, house_policies, planned, registered, rows
from workflow.amendment import Change
from workflow.assignment import Assignment
from workflow.lifecycle import Event, Role, State
from workflow.plan import Correction, PlanDocument, TaskRow
from workflow.registration import PlannedTask, planned_tasks
from workflow.review import Review, reviewed_tasks
from workflow.store.amending import Amended, Amendment, AmendmentOutdated, amend, amendment
from workflow.store.database import Database
from workflow.store.duties import assignments
from workflow.store.extensions import DateRules, Decision, reschedule
from workflow.store.log import history
from workflow.store.moves import Act, move
from workflow.store.recurring import extend
from workflow.store.redating import Amender
from workflow.store.registering import Circumstances, Source
from workflow.store.tables import AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskTableRow
from workflow.store.triggers import Firing, House, fire, triggers

AMENDED_ON = date(2026, 3, 2)
NEWER = Source(name="ban-sua.docx", sha256="1" * 64)


def amender(source: Source = NEWER, on: date = AMENDED_ON) -> Amender:
    return Amender(
        by=Circumstances(actor="Anh Minh", now=at(on), today=on, soon=SOON),
        source=source,
        directory=house_policies().directory,
        working_days=house_policies().working_days,
        usual_term=10,
    )


def shown(database: Database, *given: TaskRow, source: Source = NEWER) -> Amendment:
    with database.reading() as session:
        found = amendment(session, a_head(), planned(*given), source)
    assert found is not None
    return found


def amended(database: Database, *given: TaskRow, source: Source = NEWER, on: date = AMENDED_ON) -> Amended:
    """Bring in the document with these rows over the one that is registered."""
    return amended_with(database, planned(*given), source, on)


def amended_with(
    database: Database, tasks: tuple[PlannedTask, ...], source: Source = NEWER, on: date = AMENDED_ON
) -> Amended:
    with database.writing() as session:
        found = amendment(session, a_head(), tasks, source)
        assert found is not None
        return amend(session, a_head(), tasks, found, amender(source, on))


def duties(database: Database) -> list[Assignment]:
    with database.reading() as session:
        return assignments(session)


def duty(database: Database, **wanted: object) -> Assignment:
    (found,) = [d for d in duties(database) if all(getattr(d, name) == value for name, value in wanted.items())]
    return found


def act(database: Database, number: int, event: Event, role: Role, **given: object) -> None:
    with database.writing() as session:
        step = Act(event=event, actor="Chị Lan", role=role, at=at(AMENDED_ON), today=AMENDED_ON)
        move(session, number, replace(step, **given))  # type: ignore[arg-type]


def completed(database: Database, number: int) -> None:
    act(database, number, Event.REPORT, Role.STAFF, result="12/BC-SNV", on=date(2026, 2, 20))
    act(database, number, Event.CONFIRM, Role.COORDINATOR)


def actions(database: Database, number: int) -> list[str]:
    with database.reading() as session:
        return [line.action for line in history(session, number)]


def test_a_plan_that_is_not_registered_has_nothing_to_amend(database: Database) -> None:
    with database.reading() as session:
        assert amendment(session, a_head(), planned(a_row()), NEWER) is None


def test_the_same_file_changes_nothing_even_if_it_is_read_differently_now(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    same = Source(name="ke-hoach.docx", sha256="0" * 64)
    assert shown(database, a_row("Tháng 4"), source=same).empty


def test_showing_the_differences_writes_nothing(database: Database) -> None:
    registered(database, a_row("Tháng 3"), a_row("Tháng 5", title="Mua xe"))
    found = shown(database, a_row("Tháng 4"))
    assert [d.change for d in found.differences] == [Change.CHANGED, Change.GONE]
    assert [d.due for d in duties(database)] == [date(2026, 3, 31), date(2026, 5, 31)]


def test_a_new_task_is_registered_and_the_others_keep_their_duties(database: Database) -> None:
    registered(database, a_row(title="Xây dựng đề án"), a_row(title="Mua sắm máy chủ"))
    before = {d.uid: d.id for d in duties(database)}
    made = amended(
        database, a_row("Tháng 6", title="Khảo sát"), a_row(title="Xây dựng đề án"), a_row(title="Mua sắm máy chủ")
    )
    assert made == Amended(made=1, moved=0, withdrawn=0)
    after = duties(database)
    assert {d.uid: d.id for d in after if d.task.title != "Khảo sát"} == before
    assert {d.task.title: d.task.place for d in after} == {
        "Khảo sát": "số 1",
        "Xây dựng đề án": "số 2",
        "Mua sắm máy chủ": "số 3",
    }
    assert len({d.uid for d in after}) == 3


def test_a_task_that_only_moved_down_gives_the_calendar_a_new_revision(database: Database) -> None:
    registered(database, a_row(title="Mua sắm máy chủ"))
    amended(database, a_row("Tháng 6", title="Khảo sát"), a_row(title="Mua sắm máy chủ"))
    moved = next(d for d in duties(database) if d.task.title == "Mua sắm máy chủ")
    assert (moved.revision, moved.changed_at, moved.due) == (1, at(AMENDED_ON), date(2026, 7, 14))


def test_what_disappeared_is_withdrawn_with_that_reason_and_stays_on_record(database: Database) -> None:
    registered(database, a_row(title="Xây dựng đề án"), a_row(title="Mua sắm máy chủ"))
    assert amended(database, a_row(title="Xây dựng đề án")).withdrawn == 1
    gone = next(d for d in duties(database) if d.task.title == "Mua sắm máy chủ")
    assert gone.state is State.WITHDRAWN
    with database.reading() as session:
        assert (
            history(session, gone.id)[-1].reason == "nhập lại văn bản từ “ban-sua.docx”: văn bản không còn nhiệm vụ này"
        )
    assert shown(database, a_row(title="Xây dựng đề án")).empty


def test_a_finished_duty_of_a_task_that_is_gone_stays_finished(database: Database) -> None:
    registered(database, a_row(title="Xây dựng đề án"), a_row(title="Mua sắm máy chủ"))
    done = next(d for d in duties(database) if d.task.title == "Mua sắm máy chủ")
    completed(database, done.id)
    amended(database, a_row(title="Xây dựng đề án"))
    assert duty(database, id=done.id).state is State.COMPLETED


def test_a_task_that_comes_back_is_a_task_of_its_own(database: Database) -> None:
    both = (a_row(title="Xây dựng đề án"), a_row(title="Mua sắm máy chủ"))
    registered(database, *both)
    amended(database, both[0])
    amended(database, *both, source=Source(name="ban-3.docx", sha256="2" * 64))
    assert [d.state for d in duties(database) if d.task.title == "Mua sắm máy chủ"] == [State.WITHDRAWN, State.ASSIGNED]


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


def test_a_day_granted_before_gives_way_to_the_documents_new_day(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    (before,) = duties(database)
    with database.writing() as session:
        by = Decision(actor="Chị Lan", at=at(AMENDED_ON), today=AMENDED_ON, reason="chỉ đạo")
        rules = DateRules(working_days=house_policies().working_days, soon=SOON)
        reschedule(session, before.id, date(2026, 5, 15), by, rules)
    amended(database, a_row("Tháng 6"))
    assert duties(database)[0].due == date(2026, 6, 30)


def test_a_changed_product_leaves_a_granted_day_alone(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    (before,) = duties(database)
    with database.writing() as session:
        by = Decision(actor="Chị Lan", at=at(AMENDED_ON), today=AMENDED_ON, reason="chỉ đạo")
        rules = DateRules(working_days=house_policies().working_days, soon=SOON)
        rescheduled = reschedule(session, before.id, date(2026, 5, 15), by, rules)
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
        extend(session, today=later, now=at(later), working_days=policies.working_days, soon=SOON)
    assert [d.due for d in duties(database)] == [date(2026, 8, 31), date(2027, 8, 31)]


def test_a_deadline_that_now_waits_takes_the_date_away_until_the_event(database: Database) -> None:
    registered(database, a_row("Tháng 6"))
    amended(database, a_row("Sau khi Bộ Nội vụ ban hành Đề án"))
    (waiting,) = duties(database)
    assert (waiting.state, waiting.due, waiting.event is not None) == (State.WAITING, None, True)
    with database.writing() as session:
        (awaited,) = triggers(session, waiting_only=True)
        firing = Firing(
            trigger_id=awaited.id,
            on=AMENDED_ON,
            document="345/QĐ-BNV",
            actor="Chị Lan",
            at=at(AMENDED_ON),
            today=AMENDED_ON,
        )
        fire(session, firing, House(working_days=house_policies().working_days, usual_term=10, soon=SOON))
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
        (awaited,) = triggers(session)
        firing = Firing(
            trigger_id=awaited.id,
            on=date(2026, 2, 27),
            document="345/QĐ-BNV",
            actor="Chị Lan",
            at=at(AMENDED_ON),
            today=AMENDED_ON,
        )
        fire(session, firing, House(working_days=house_policies().working_days, usual_term=10, soon=SOON))
    amended(database, awaiting, a_row("Sau khi Bộ Nội vụ ban hành Đề án", title="Mua sắm máy chủ"))
    assert {d.due for d in duties(database)} == {date(2026, 3, 13)}


def test_a_changed_lead_withdraws_from_one_agency_and_gives_to_the_other(database: Database) -> None:
    registered(database, a_row(lead="Công an tỉnh, Sở Nội vụ"))
    kept = duty(database, agency_name="Sở Nội vụ")
    assert amended(database, a_row(lead="Sở Nội vụ, Sở Y tế")) == Amended(made=1, moved=0, withdrawn=1)
    assert {d.agency_name: d.state for d in duties(database)} == {
        "Công an tỉnh": State.WITHDRAWN,
        "Sở Nội vụ": State.ASSIGNED,
        "Sở Y tế": State.ASSIGNED,
    }
    assert duty(database, agency_name="Sở Nội vụ").id == kept.id
    assert duty(database, agency_name="Sở Y tế").task.leads == ("Sở Nội vụ", "Sở Y tế")


def test_an_agency_that_has_finished_is_not_asked_again_under_another_name(database: Database) -> None:
    registered(database, a_row(lead="Sở Nội vụ"))
    completed(database, duties(database)[0].id)
    assert amended(database, a_row(lead="Sở Y tế")) == Amended(made=0, moved=0, withdrawn=0)


def test_a_duty_that_was_handed_over_stays_with_whoever_has_it(database: Database) -> None:
    registered(database, a_row(lead="Sở Nội vụ"))
    (before,) = duties(database)
    act(database, before.id, Event.REASSIGN, Role.COORDINATOR, agency="so-tai-chinh")
    amended(database, a_row(lead="Sở Nội vụ, Sở Y tế"))
    assert {d.agency_name for d in duties(database)} == {"Sở Tài chính", "Sở Y tế"}


def test_a_lead_that_comes_back_gets_its_old_duty_back(database: Database) -> None:
    registered(database, a_row(lead="Sở Nội vụ"))
    (before,) = duties(database)
    amended(database, a_row(lead="Sở Y tế"))
    amended(database, a_row(lead="Sở Nội vụ"), source=Source(name="ban-3.docx", sha256="2" * 64))
    back = duty(database, agency_name="Sở Nội vụ")
    assert (back.id, back.state, back.due) == (before.id, State.IN_PROGRESS, date(2026, 7, 14))
    assert actions(database, back.id) == ["assign", "withdraw", "reopen"]


def test_a_lead_that_could_not_be_read_gets_its_duty_when_the_document_is_corrected(database: Database) -> None:
    registered(database, a_row(lead="Công ty chưa từng nghe tên"))
    assert duties(database) == []
    assert amended(database, a_row(lead="Sở Y tế")).made == 1
    with database.reading() as session:
        assert not session.scalars(select(TaskTableRow)).one().needs_review


def test_lead_and_deadline_may_change_together(database: Database) -> None:
    registered(database, a_row("Tháng 3", lead="Sở Nội vụ"))
    amended(database, a_row("Quý II và Quý IV/2026", lead="Sở Y tế"))
    still = [(d.agency_name, d.due) for d in duties(database) if d.state is State.ASSIGNED]
    assert still == [("Sở Y tế", date(2026, 6, 30)), ("Sở Y tế", date(2026, 12, 31))]


def test_the_plan_remembers_both_files(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    amended(database, a_row("Tháng 4"))
    with database.reading() as session:
        plan = session.scalars(select(PlanRow)).one()
        line = session.scalars(select(EventRow).where(EventRow.action == "amend")).one()
    assert (plan.source_name, plan.source_sha256) == (NEWER.name, NEWER.sha256)
    assert (line.details["was_file"], line.details["changed"], line.actor) == ("ke-hoach.docx", 1, "Anh Minh")


def test_amending_twice_with_the_same_document_changes_nothing_the_second_time(database: Database) -> None:
    registered(database, a_row("Tháng 3"), a_row("Tháng 5", title="Mua xe"))
    newer = (a_row("Tháng 4"), a_row("Quý IV", title="Khảo sát người dân"))
    amended(database, *newer)
    assert shown(database, *newer, source=Source(name="ban-quet.pdf", sha256="3" * 64)).empty


def test_differences_that_are_others_by_now_are_not_applied(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    old = shown(database, a_row("Tháng 4"))
    amended(database, a_row("Tháng 5"), source=Source(name="ban-3.docx", sha256="2" * 64))
    with pytest.raises(AmendmentOutdated), database.writing() as session:
        amend(session, a_head(), planned(a_row("Tháng 4")), old, amender())
    assert duties(database)[0].due == date(2026, 5, 31)


def test_withdrawn_occurrences_and_tasks_are_kept(database: Database) -> None:
    registered(database, a_row("Quý II và Quý IV/2026"), a_row(title="Mua sắm máy chủ"))
    amended(database, a_row("Quý IV/2026"))
    with database.reading() as session:
        assert len(session.scalars(select(TaskTableRow)).all()) == 2
        withdrawn = session.scalars(select(OccurrenceRow).where(OccurrenceRow.withdrawn_on.is_not(None))).one()
    assert (withdrawn.due, withdrawn.withdrawn_on) == (date(2026, 6, 30), AMENDED_ON)


def corrected(printed: TaskRow, deadline: str) -> tuple[PlannedTask, ...]:
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
    same_file = Source(name="ke-hoach.docx", sha256="0" * 64)
    amended_with(database, corrected(a_row("31/11"), "Tháng 11"), same_file)
    (dated,) = duties(database)
    assert (dated.due, dated.task.expression) == (date(2026, 11, 30), "31/11")
    with database.reading() as session:
        task = session.scalars(select(TaskTableRow)).one()
        line = session.scalars(select(EventRow).where(EventRow.action == "correct_cell")).one()
    assert not task.needs_review
    assert (line.details["printed"], line.details["corrected"]) == ("31/11", "Tháng 11")


def test_a_correction_outlives_the_next_version_of_the_document(database: Database) -> None:
    registered(database, a_row("31/11"))
    amended_with(database, corrected(a_row("31/11"), "Tháng 11"))
    newer = Source(name="ban-3.docx", sha256="2" * 64)
    amended(database, a_row("31/11", product="Quyết định"), source=newer)
    (kept,) = duties(database)
    assert (kept.due, kept.task.product) == (date(2026, 11, 30), "Quyết định")
    with database.reading() as session:
        assert not session.scalars(select(TaskTableRow)).one().needs_review


def test_a_task_found_in_order_is_no_longer_asked_about(database: Database) -> None:
    registered(database, a_row(lead="Công ty chưa từng nghe tên"))
    checked = tuple(replace(t, doubts=(), reviewed=True) for t in planned(a_row(lead="Công ty chưa từng nghe tên")))
    amended_with(database, checked)
    with database.reading() as session:
        assert not session.scalars(select(TaskTableRow)).one().needs_review
        assert session.scalars(select(EventRow).where(EventRow.action == "review_task")).one().details["doubts"]


def test_a_recurring_task_comes_back_by_its_corrected_deadline(database: Database) -> None:
    registered(database, a_row("31/11 hằng năm"), head=a_head(years=(2026, 2028)))
    amended_with(database, corrected(a_row("31/11 hằng năm"), "trước ngày 01/9 hằng năm"))
    later = date(2026, 9, 1)
    with database.writing() as session:
        extend(session, today=later, now=at(later), working_days=house_policies().working_days, soon=SOON)
    assert [d.due for d in duties(database)][:2] == [date(2026, 8, 31), date(2027, 8, 31)]
