"""A changed document changes the tasks it must, and leaves the others as they are."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.plans import a_head, a_row, at, planned, registered
from tests.store.plans.amendments import (
    AMENDED_ON,
    NEWER,
    act,
    actions,
    amended,
    amender,
    completed,
    duties,
    duty,
    shown,
)
from workflow.lifecycle import Event, Role, State
from workflow.registry.amendment import Change
from workflow.store.database.opening import Database
from workflow.store.log.writing import history
from workflow.store.plans.amend_plan import Amended, AmendmentOutdated, amend, amendment
from workflow.store.plans.registering import PlanSource
from workflow.store.tables import EventRow, OccurrenceRow, PlanRow, TaskRow


def test_a_plan_that_is_not_registered_has_nothing_to_amend(database: Database) -> None:
    with database.reading() as session:
        assert amendment(session, a_head(), planned(a_row()), NEWER) is None


def test_the_same_file_changes_nothing_even_if_it_is_read_differently_now(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    same = PlanSource(name="ke-hoach.docx", sha256="0" * 64)
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
    amended(database, *both, source=PlanSource(name="ban-3.docx", sha256="2" * 64))
    assert [d.state for d in duties(database) if d.task.title == "Mua sắm máy chủ"] == [State.WITHDRAWN, State.ASSIGNED]


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
    amended(database, a_row(lead="Sở Nội vụ"), source=PlanSource(name="ban-3.docx", sha256="2" * 64))
    back = duty(database, agency_name="Sở Nội vụ")
    assert (back.id, back.state, back.due) == (before.id, State.IN_PROGRESS, date(2026, 7, 14))
    assert actions(database, back.id) == ["assign", "withdraw", "reopen"]


def test_a_lead_that_could_not_be_read_gets_its_duty_when_the_document_is_corrected(database: Database) -> None:
    registered(database, a_row(lead="Công ty chưa từng nghe tên"))
    assert duties(database) == []
    assert amended(database, a_row(lead="Sở Y tế")).made == 1
    with database.reading() as session:
        assert not session.scalars(select(TaskRow)).one().needs_review


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
    assert shown(database, *newer, source=PlanSource(name="ban-quet.pdf", sha256="3" * 64)).empty


def test_differences_that_are_others_by_now_are_not_applied(database: Database) -> None:
    registered(database, a_row("Tháng 3"))
    old = shown(database, a_row("Tháng 4"))
    amended(database, a_row("Tháng 5"), source=PlanSource(name="ban-3.docx", sha256="2" * 64))
    with pytest.raises(AmendmentOutdated), database.writing() as session:
        amend(session, a_head(), planned(a_row("Tháng 4")), old, amender())
    assert duties(database)[0].due == date(2026, 5, 31)


def test_withdrawn_occurrences_and_tasks_are_kept(database: Database) -> None:
    registered(database, a_row("Quý II và Quý IV/2026"), a_row(title="Mua sắm máy chủ"))
    amended(database, a_row("Quý IV/2026"))
    with database.reading() as session:
        assert len(session.scalars(select(TaskRow)).all()) == 2
        withdrawn = session.scalars(select(OccurrenceRow).where(OccurrenceRow.withdrawn_on.is_not(None))).one()
    assert (withdrawn.due, withdrawn.withdrawn_on) == (date(2026, 6, 30), AMENDED_ON)
