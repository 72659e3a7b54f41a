"""A registered plan whose document comes again, changed."""

from dataclasses import replace
from datetime import date

from tests.plans import a_head, at, house_policies, planned
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.plan import PrintedRow
from workflow.registry.registration import PlannedTask
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.log.writing import history
from workflow.store.plans.amend_dates import Amender
from workflow.store.plans.amend_plan import Amended, Amendment, amend, amendment
from workflow.store.plans.registering import PlanSource

AMENDED_ON = date(2026, 3, 2)
NEWER = PlanSource(name="ban-sua.docx", sha256="1" * 64)


def amender(source: PlanSource = NEWER, on: date = AMENDED_ON) -> Amender:
    return Amender(by=By(actor="Anh Minh", now=at(on)), source=source, policies=house_policies())


def shown(database: Database, *given: PrintedRow, source: PlanSource = NEWER) -> Amendment:
    with database.reading() as session:
        found = amendment(session, a_head(), planned(*given), source)
    assert found is not None
    return found


def amended(database: Database, *given: PrintedRow, source: PlanSource = NEWER, on: date = AMENDED_ON) -> Amended:
    """Bring in the document with these rows over the one that is registered."""
    return amended_with(database, planned(*given), source, on)


def amended_with(
    database: Database, tasks: tuple[PlannedTask, ...], source: PlanSource = NEWER, on: date = AMENDED_ON
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
        step = Transition(event=event, role=role, by=By(actor="Chị Lan", now=at(AMENDED_ON)))
        apply(session, number, replace(step, **given))  # type: ignore[arg-type]


def completed(database: Database, number: int) -> None:
    act(database, number, Event.REPORT, Role.STAFF, result="12/BC-SNV", on=date(2026, 2, 20))
    act(database, number, Event.CONFIRM, Role.COORDINATOR)


def actions(database: Database, number: int) -> list[str]:
    with database.reading() as session:
        return [line.action for line in history(session, number)]
