"""A duty that an agency gets after its plan was told of is told to it by itself, in its next message, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.plans import IMPORTED_ON, a_head, a_row, at, house_policies, planned, registered, with_contacts
from workflow.agencies import Directory
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.notices.ladder import GAINED, NEW
from workflow.plan import PrintedRow
from workflow.store.database.opening import Database
from workflow.store.duties.transitions import apply
from workflow.store.notices.change_notices import queue_news
from workflow.store.notices.plan_notices import PlanNews, queue_plan_news
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.people.directory import agency_ids, keep_directory
from workflow.store.plans.amend_dates import Amender
from workflow.store.plans.amend_plan import amend, amendment
from workflow.store.plans.groups import admit, gaps
from workflow.store.plans.registering import PlanSource
from workflow.store.tables import NoticeRow, NoticeState, PlanRow

POLICIES = house_policies()
GROUP, OTHER = "ubnd-cac-xa-phuong", "so-tai-chinh"
GIVEN = date(2026, 3, 2)
BY = By(actor="Anh Minh", now=at(GIVEN))
FIRST = (
    a_row("Trước 15/7/2026", "Sở Nội vụ", title="Chỉnh lý tài liệu", cooperating=""),
    a_row("Trước 15/8/2026", "Sở Nội vụ", title="Thẩm định kinh phí", cooperating=""),
)


def run(database: Database, day: date) -> list[tuple[str, str]]:
    """A day's queueing; who was newly told that a duty was given, with the words."""
    moment = Moment(today=day, now=at(day), not_before=at(day))
    before = told(database)
    with database.writing() as session:
        queue_news(session, moment=moment, working_days=POLICIES.working_days)
        queue_notices(session, POLICIES.ladders, moment=moment, working_days=POLICIES.working_days)
    return told(database)[len(before) :]


def told(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(NoticeRow).where(NoticeRow.step == GAINED.id).order_by(NoticeRow.id))
        return [(row.recipient, row.note) for row in rows]


def come_again(database: Database, *rows: PrintedRow) -> None:
    with database.writing() as session:
        tasks, source = planned(*rows), PlanSource(name="ban-sua.docx", sha256="1" * 64)
        shown = amendment(session, a_head(), tasks, source)
        assert shown is not None
        amend(session, a_head(), tasks, shown, Amender(by=BY, source=source, policies=POLICIES))


def adds_a_row(database: Database) -> None:
    come_again(database, *FIRST, a_row("Trước 15/9/2026", "Sở Tài chính", title="Mua sắm máy chủ", cooperating=""))


def changes_the_lead(database: Database) -> None:
    come_again(database, FIRST[0], replace(FIRST[1], lead="Sở Tài chính"))


def widens_a_group(database: Database) -> None:
    packaged = POLICIES.directory
    members = (*(member.code for member in packaged.members(GROUP)), OTHER)
    grown = (replace(one, members=members) if one.code == GROUP else one for one in packaged)
    directory = Directory.of(grown, packaged.vocabulary)
    with database.writing() as session:
        keep_directory(session, directory)
        (gap,) = gaps(session, directory)
        admit(session, gap, BY, POLICIES)


@pytest.mark.parametrize("way", [adds_a_row, changes_the_lead, widens_a_group])
def test_who_gets_a_duty_after_the_plan_was_told_of_hears_of_it_once(
    database: Database, way: Callable[[Database], None]
) -> None:
    with_contacts(database, "so-noi-vu", OTHER)
    registered(database, *FIRST, *([a_row("Tháng 6", "UBND các xã, phường")] if way is widens_a_group else []))
    assert run(database, IMPORTED_ON) == []
    way(database)
    ((recipient, words),) = run(database, GIVEN)
    assert recipient == f"vanthu@{OTHER}.example"
    assert words.startswith("Ngày 02/3/2026: nhiệm vụ mới được giao")
    assert run(database, GIVEN) == run(database, GIVEN + timedelta(days=1)) == []


def test_what_is_given_before_the_plan_is_told_of_stands_in_its_letter_alone(database: Database) -> None:
    with_contacts(database, "so-noi-vu", OTHER)
    registered(database, *FIRST, held=True)
    adds_a_row(database)
    with database.writing() as session:
        session.get_one(PlanRow, 1).announced_at = at(GIVEN) + timedelta(hours=1)
    assert run(database, GIVEN) == []


def test_what_the_plans_letter_still_held_when_it_left_is_not_told_again(database: Database) -> None:
    with_contacts(database, OTHER)
    registered(database, replace(FIRST[0], lead="Sở Tài chính"), FIRST[1])
    day = Moment(today=IMPORTED_ON, now=at(IMPORTED_ON), not_before=at(IMPORTED_ON))
    with database.writing() as session:
        whose = {agency_ids(session)[OTHER]}
        queue_plan_news(session, [PlanNews(step=NEW, plan_id=1, day=day.today, occasion="", agency_ids=whose)], day)
    come_again(database, replace(FIRST[0], lead="Sở Tài chính"), replace(FIRST[1], lead="Sở Tài chính"))
    with database.writing() as session:
        letter = session.scalars(select(NoticeRow).where(NoticeRow.step == NEW.id)).one()
        letter.state, letter.settled_at = NoticeState.SENT, at(GIVEN) + timedelta(hours=1)
    assert run(database, GIVEN + timedelta(days=1)) == []


def test_a_gained_duty_that_was_withdrawn_before_the_letter_left_is_not_told_as_new(database: Database) -> None:
    with_contacts(database, "so-noi-vu", OTHER)
    registered(database, *FIRST)
    adds_a_row(database)
    withdrawn = Transition(event=Event.WITHDRAW, role=Role.COORDINATOR, by=BY.because("trùng"))
    with database.writing() as session:
        duty = apply(session, 3, withdrawn)
    assert not GAINED.warranted_in(duty.state)
