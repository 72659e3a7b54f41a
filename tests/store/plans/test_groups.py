"""Tasks that a group leads: counted, and asked about when the group changes."""

from dataclasses import replace
from datetime import date

import pytest

from tests.plans import a_head, a_row, at, house_policies, registered
from workflow.agencies import Directory
from workflow.by import By
from workflow.entered_days import DayRefused
from workflow.lifecycle import Event, Role, State, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.log.replaying import unexplained_duties
from workflow.store.people.directory import keep_directory
from workflow.store.plans.groups import admissions, admit, duties_of_leaver, gaps, leave_as_it_is, progress_of, release
from workflow.timeliness import Timeliness

TODAY = date(2026, 5, 4)
# After the due day of the communes' task.
LATE = date(2026, 7, 6)
GROUP = "ubnd-cac-xa-phuong"


def directory(*, without: str = "", also: str = "") -> Directory:
    """The packaged directory, with one member of the communes' group fewer or more."""
    packaged = house_policies().directory
    members = tuple(m.code for m in packaged.members(GROUP) if m.code != without) + ((also,) if also else ())
    changed = (replace(a, members=members) if a.code == GROUP else a for a in packaged)
    return Directory.of(changed, packaged.vocabulary)


def coordinator() -> By:
    return By(actor="Chị Lan", now=at(TODAY), reason="danh sách mới")


@pytest.fixture
def communes(database: Database) -> Database:
    """A task of all 102 communes, due on 30/6/2026."""
    registered(database, a_row("Tháng 6", "UBND các xã, phường"))
    return database


def test_progress_counts_who_has_reported_and_names_who_has_not(communes: Database) -> None:
    with communes.writing() as session:
        duties = assignments(session)
        for duty in duties[:87]:
            apply(
                session,
                duty.id,
                Transition(event=Event.REPORT, role=Role.STAFF, by=By(actor="x", now=at(TODAY)), result="1"),
            )
        progress = progress_of(session, duties[0].task.id)
    assert progress.words == "87/102 cơ quan đã báo cáo"
    assert len(progress.laggards) == 15


def test_an_unchanged_group_asks_nothing(communes: Database) -> None:
    with communes.reading() as session:
        assert gaps(session, house_policies().directory) == []


def test_a_new_member_is_asked_about_and_owes_nothing_until_it_is_admitted(communes: Database) -> None:
    grown = directory(also="so-y-te")
    with communes.writing() as session:
        keep_directory(session, grown)
        (gap,) = gaps(session, grown)
        assert (gap.agency, gap.joined, len(assignments(session, agency="so-y-te"))) == ("so-y-te", True, 0)
        assert admit(session, gap, coordinator(), house_policies()) == 1
        (duty,) = assignments(session, agency="so-y-te")
        assert (duty.state, duty.due) == (State.ASSIGNED, date(2026, 6, 30))
        assert gaps(session, grown) == []


def test_a_member_that_left_is_asked_about_and_keeps_its_duty_until_it_is_released(communes: Database) -> None:
    leaver = house_policies().directory.members(GROUP)[0].code
    shrunk = directory(without=leaver)
    with communes.writing() as session:
        (gap,) = gaps(session, shrunk)
        assert (gap.agency, gap.joined) == (leaver, False)
        assert release(session, gap, coordinator()) == 1
        (duty,) = assignments(session, agency=leaver)
        assert duty.state is State.WITHDRAWN
        assert gaps(session, shrunk) == []


def test_what_a_new_member_would_get_is_shown_before_and_given_exactly_so(communes: Database) -> None:
    grown = directory(also="so-y-te")
    with communes.writing() as session:
        keep_directory(session, grown)
        (gap,) = gaps(session, grown)
        (shown,) = admissions(session, gap, house_policies(), today=LATE)
        assert (shown.owed, shown.due) == (date(2026, 6, 30), date(2026, 7, 20))
        admit(session, gap, By(actor="Chị Lan", now=at(LATE), reason="mới thành lập"), house_policies())
        assert [duty.due for duty in assignments(session, agency="so-y-te")] == [shown.due]


def test_what_is_decided_to_stay_as_it_is_is_not_asked_again(communes: Database) -> None:
    leaver = house_policies().directory.members(GROUP)[0].code
    changed = directory(without=leaver, also="so-y-te")
    with communes.writing() as session:
        keep_directory(session, changed)
        joined, left = gaps(session, changed)
        assert [duty.agency for duty in duties_of_leaver(session, left)] == [leaver]
        assert leave_as_it_is(session, joined, coordinator()) == 1
        assert [gap.agency for gap in gaps(session, changed)] == [leaver]
        assert leave_as_it_is(session, left, coordinator()) == 1
        assert gaps(session, changed) == []
        assert assignments(session, agency="so-y-te") == []
        assert [duty.state for duty in assignments(session, agency=leaver)] == [State.ASSIGNED]
    registered(communes, a_row("Tháng 7", "UBND các xã, phường"), head=a_head(number="51/KH-UBND"))
    with communes.reading() as session:
        assert ("so-y-te", True) in {(gap.agency, gap.joined) for gap in gaps(session, changed)}


def test_a_duty_that_was_given_to_somebody_outside_the_group_is_no_gap(communes: Database) -> None:
    with communes.writing() as session:
        duty = assignments(session)[0]
        act = Transition(event=Event.REASSIGN, role=Role.COORDINATOR, by=By(actor="x", now=at(TODAY)), agency="so-y-te")
        apply(session, duty.id, act)
        assert [gap.agency for gap in gaps(session, house_policies().directory) if not gap.joined] == []


@pytest.mark.parametrize(
    ("said", "due"),
    [(None, date(2026, 7, 20)), (date(2026, 8, 3), date(2026, 8, 3))],
    ids=["the usual ten working days", "the day that was set"],
)
def test_k9_a_member_admitted_after_the_due_day_is_not_overdue_from_its_first_minute(
    communes: Database, said: date | None, due: date
) -> None:
    grown = directory(also="so-y-te")
    with communes.writing() as session:
        keep_directory(session, grown)
        (gap,) = gaps(session, grown)
        by = By(actor="Chị Lan", now=at(LATE), reason="mới thành lập")
        assert admit(session, gap, by, house_policies(), due=said) == 1
        (duty,) = assignments(session, agency="so-y-te")
        assert duty.due == due
        assert duty.timeliness not in {Timeliness.OVERDUE, Timeliness.UNDATED}
        assert {other.due for other in assignments(session) if other.agency != "so-y-te"} == {date(2026, 6, 30)}
        assert list(unexplained_duties(session)) == []


def test_k9_a_member_is_not_admitted_for_a_day_that_is_past(communes: Database) -> None:
    grown = directory(also="so-y-te")
    with communes.writing() as session:
        keep_directory(session, grown)
        (gap,) = gaps(session, grown)
        with pytest.raises(DayRefused):
            admit(session, gap, By(actor="x", now=at(LATE)), house_policies(), due=date(2026, 7, 5))
        assert assignments(session, agency="so-y-te") == []


def test_k9_a_member_admitted_later_owes_no_period_that_is_over(database: Database) -> None:
    registered(database, a_row("Ngày 25 hằng tháng", "UBND các xã, phường"))
    grown = directory(also="so-y-te")
    with database.writing() as session:
        keep_directory(session, grown)
        (gap,) = gaps(session, grown)
        admit(session, gap, By(actor="x", now=at(LATE)), house_policies())
        owed = [duty.due for duty in assignments(session, agency="so-y-te")]
    assert owed == [date(2026, month, 25) for month in range(7, 13)]
