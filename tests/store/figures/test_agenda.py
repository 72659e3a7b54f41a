"""What a night changed is what had been given out before it, and stands so still."""

from datetime import date, datetime, time, timedelta

from base.clock import VIETNAM
from tests.builders import a_transition
from tests.plans import a_row, at, registered
from workflow.lifecycle import Event, Role
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply
from workflow.store.figures.agenda import Night, night
from workflow.timeliness import Timeliness

IMPORTED = date(2026, 1, 19)


def night_of(database: Database, day: date) -> Night:
    begun = datetime.combine(day, time.min, VIETNAM)
    with database.reading() as session:
        return night(session, agencies=None, begun=begun, ended=begun + timedelta(days=1))


def swept(database: Database, day: date) -> None:
    with database.writing() as session:
        sweep(session, today=day, now=at(day))


def test_a_duty_is_counted_in_the_night_after_its_day(database: Database) -> None:
    registered(database, a_row("Trước ngày 06/3/2026", "Sở Nội vụ"), a_row("Trước ngày 06/3/2026", "Sở Y tế"))
    swept(database, date(2026, 3, 5))
    swept(database, date(2026, 3, 6))
    assert night_of(database, date(2026, 3, 6)).arrived == {Timeliness.OVERDUE: 2}

    with database.writing() as session:
        gone = a_transition(
            Event.WITHDRAW, Role.COORDINATOR, "Anh Nam", at(date(2026, 3, 6), 9), reason="đã có trong kế hoạch khác"
        )
        apply(session, 1, gone)
    assert night_of(database, date(2026, 3, 6)).arrived == {Timeliness.OVERDUE: 1}


def test_what_was_late_when_it_was_given_out_changed_in_no_night(database: Database) -> None:
    registered(database, a_row("Trước ngày 06/01/2026", "Sở Nội vụ"))
    swept(database, IMPORTED)
    assert night_of(database, IMPORTED).arrived == {}
