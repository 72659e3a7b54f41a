"""Issue L, line 4: whatever takes a duty from an agency crosses it out in its calendar and is told; undone, both again.

One table of ways, so that a new way of losing a duty is one more row here.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.calendars.reading import events_in, field
from tests.plans import IMPORTED_ON, a_head, a_row, at, house_policies, registered, with_contacts
from tests.store.feeds.test_feeds import published, titles
from tests.web.subscribing import Subscription
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.database.opening import Database, Session
from workflow.store.duties.reading import assignment
from workflow.store.duties.transitions import apply
from workflow.store.notices.change_notices import queue_news
from workflow.store.notices.listing import notices
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.plans.ending import close_plan, take_back_plan, withdraw_task
from workflow.store.plans.owners import hand_over_later
from workflow.store.plans.successions import plan_by_number, restore_plan, succeed_agency, supersede_plan
from workflow.store.tables import NoticeRow

POLICIES = house_policies()
LOST, REGAINED = date(2026, 3, 5), date(2026, 3, 9)
OLD, NEW = "so-noi-vu", "so-y-te"
Way = Callable[[Session, By], object]


def move(event: Event, **given: str) -> Way:
    return lambda session, by: apply(
        session,
        1,
        Transition(event=event, role=Role.ADMIN, by=by, **given),  # type: ignore[arg-type]
    )


def supersede(session: Session, by: By) -> None:
    old, new = plan_by_number(session, "50/KH-UBND"), plan_by_number(session, "99/KH-UBND")
    supersede_plan(session, old.id, new.id, by)


def give_with_what_comes(session: Session, by: By) -> None:
    before = assignment(session, 1)
    given = Transition(event=Event.REASSIGN, role=Role.ADMIN, by=by, agency=NEW)
    apply(session, 1, given)
    hand_over_later(session, before, given, POLICIES)


REOPENED = move(Event.REOPEN)
# What takes the duty away, what gives it back, and how the calendar names who has it meanwhile.
WAYS = {
    "reassigned": (move(Event.REASSIGN, agency=NEW), move(Event.REASSIGN, agency=OLD), "nay giao Sở Y tế"),
    "reassigned with what comes": (give_with_what_comes, move(Event.REASSIGN, agency=OLD), "nay giao Sở Y tế"),
    "succeeded": (
        lambda session, by: succeed_agency(session, OLD, NEW, by),
        lambda session, by: succeed_agency(session, NEW, OLD, by),
        "nay giao Sở Y tế",
    ),
    "withdrawn": (move(Event.WITHDRAW), REOPENED, "Sở Nội vụ"),
    "its task withdrawn": (lambda session, by: withdraw_task(session, 1, by), REOPENED, "Sở Nội vụ"),
    "its plan replaced": (supersede, lambda session, by: restore_plan(session, 1, by, POLICIES), "Sở Nội vụ"),
    "its plan closed": (lambda session, by: close_plan(session, 1, by), REOPENED, "Sở Nội vụ"),
    "its plan taken back": (lambda session, by: take_back_plan(session, 1, by), REOPENED, "Sở Nội vụ"),
}


def decided(database: Database, way: Way, day: date) -> None:
    with database.writing() as session:
        way(session, By(actor="Chị Lan", now=at(day), reason="sắp xếp lại", document="12/NQ-HĐND"))


def told_on(database: Database, day: date) -> set[tuple[str, str]]:
    """Who is newly told of the first duty that day, and of what kind of news."""
    moment = Moment(today=day, now=at(day, 14), not_before=at(day, 14))
    with database.writing() as session:
        known = {line.id for line in notices(session)}
        queue_news(session, moment=moment, working_days=POLICIES.working_days)
        queue_notices(session, POLICIES.ladders, moment=moment, working_days=POLICIES.working_days)
        return {
            (line.recipient.partition("@")[2], line.step)
            for line in notices(session)
            if line.id not in known and line.assignment_id == 1
        }


@pytest.fixture
def province(database: Database) -> Database:
    """Duty 1 of Sở Nội vụ under a plan that a newer one may replace; all people know of it."""
    with_contacts(database, OLD, NEW, "so-khoa-hoc-va-cong-nghe")
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", title="Đề án", cooperating=""))
    registered(database, a_row(title="Khác", lead="Sở Tư pháp"), head=a_head(number="99/KH-UBND", issued_on=LOST))
    told_on(database, IMPORTED_ON)
    return database


@pytest.mark.parametrize("way", WAYS)
def test_l4_what_an_agency_loses_is_crossed_out_for_thirty_days_and_told_in_its_next_message(
    province: Database, tmp_path: Path, way: str
) -> None:
    taking, _, whose = WAYS[way]
    decided(province, taking, LOST)

    assert titles(published(province, tmp_path, LOST + timedelta(days=30)), f"co-quan-{OLD}") == [
        f"[HỦY] Đề án ({whose})"
    ]
    # A merged agency's people are its successor's now.
    heard = "handed_away" if way.startswith("reassigned") else "changed"
    reader = NEW if way == "succeeded" else OLD
    assert (f"{reader}.example", heard) in told_on(province, LOST)
    assert told_on(province, LOST + timedelta(days=1)) == set()
    published(province, tmp_path, LOST + timedelta(days=31))
    assert not any("Đề án" in title for title in titles(tmp_path, f"co-quan-{OLD}"))


@pytest.mark.parametrize("way", WAYS)
def test_l4_what_comes_back_is_no_longer_crossed_out_and_told_as_well(
    province: Database, tmp_path: Path, way: str
) -> None:
    taking, giving_back, _ = WAYS[way]
    decided(province, taking, LOST)
    told_on(province, LOST)
    decided(province, giving_back, REGAINED)

    assert titles(published(province, tmp_path, REGAINED), f"co-quan-{OLD}") == ["Đề án (Sở Nội vụ)"]
    assert (f"{OLD}.example" if way != "succeeded" else f"{NEW}.example", "changed") in told_on(province, REGAINED)


def test_l4_a_successor_is_told_whose_the_duty_was_and_the_coordinator_of_nothing(province: Database) -> None:
    decided(province, WAYS["succeeded"][0], LOST)
    assert told_on(province, LOST) == {(f"{OLD}.example", "changed"), (f"{NEW}.example", "changed")}
    with province.reading() as session:
        said = set(session.scalars(select(NoticeRow.note).where(NoticeRow.step == "changed")))
    what = "nhiệm vụ được chuyển sang cơ quan kế thừa; trước đây của Sở Nội vụ"
    assert said == {f"Ngày 05/3/2026: {what}; căn cứ 12/NQ-HĐND; lý do: sắp xếp lại."}


def test_l4_what_a_successor_owed_already_is_withdrawn_in_the_sight_of_those_who_read_for_the_merged_agency(
    database: Database,
) -> None:
    with_contacts(database, OLD, NEW, "so-khoa-hoc-va-cong-nghe")
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ, Sở Y tế", title="Đề án", cooperating=""))
    told_on(database, IMPORTED_ON)
    subscription = Subscription(database, now=at(LOST))
    address = subscription.opened(OLD)
    decided(database, WAYS["succeeded"][0], LOST)

    read = subscription.get(address).content
    subscription.now += timedelta(days=31)
    later = subscription.get(address).content
    subscription.close()

    assert sorted(field(event, "SUMMARY") for event in events_in(read)) == [
        "[HỦY] Đề án (Sở Nội vụ)",
        "Đề án (Sở Y tế)",
    ]
    assert [field(event, "SUMMARY") for event in events_in(later)] == ["Đề án (Sở Y tế)"]
    assert told_on(database, LOST) == {(f"{OLD}.example", "changed"), (f"{NEW}.example", "changed")}
