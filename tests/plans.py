"""Builders of registered plans: small ones, with real agencies and the house's own policies."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import select

from base.clock import VIETNAM
from tests.ready import make_ready
from workflow.by import By
from workflow.plan import PlanDocument, PlanHead, PrintedRow
from workflow.policies import Policies, policies_of
from workflow.registry.registration import PlannedTask, planned_tasks
from workflow.store.database.opening import Database
from workflow.store.people.directory import Contact, keep_contacts, keep_directory
from workflow.store.plans.registering import PlanSource, Registered, register_plan
from workflow.store.tables import AgencyRow, ContactRole

IMPORTED_ON = date(2026, 1, 19)
SOON = timedelta(days=7)


def at(day: date, hour: int = 9) -> datetime:
    """That hour of the day in Vietnam."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)


@cache
def house_policies() -> Policies:
    """The packaged policies."""
    return policies_of(None, province="Đồng Tháp", soon_days=7, usual_term=10, leadership="ubnd-tinh")


def a_head(**changes: object) -> PlanHead:
    """The head of a plan of the province, issued on 16/01/2026."""
    known: dict[str, object] = {
        "number": "50/KH-UBND",
        "issued_on": date(2026, 1, 16),
        "kind": "Kế hoạch",
        "issuer": "Ủy ban nhân dân tỉnh Đồng Tháp",
        "title": "Phát triển khoa học, công nghệ năm 2026",
        "years": (2026, 2026),
    }
    return PlanHead(**(known | changes))  # type: ignore[arg-type]


def a_row(deadline: str = "Trước 15/7/2026", lead: str = "Sở Nội vụ", **changes: object) -> PrintedRow:
    """One task of that plan."""
    known: dict[str, object] = {
        "number": "1",
        "title": "Xây dựng đề án",
        "lead": lead,
        "cooperating": "Sở Tài chính",
        "product": "Đề án",
        "deadline": deadline,
    }
    return PrintedRow(**(known | changes))  # type: ignore[arg-type]


def rows(*given: PrintedRow) -> tuple[PrintedRow, ...]:
    """The rows, numbered from 1."""
    return tuple(replace(row, number=str(number)) for number, row in enumerate(given, start=1))


def planned(*given: PrintedRow, head: PlanHead | None = None, report_cycle: str = "") -> tuple[PlannedTask, ...]:
    """The rows, understood against the house's policies."""
    policies = house_policies()
    document = PlanDocument(head=head or a_head(), rows=rows(*given), report_cycle=report_cycle)
    return planned_tasks(document, policies.directory, policies.working_days)


def registered(
    database: Database,
    *given: PrintedRow,
    head: PlanHead | None = None,
    coordinator: str = "so-khoa-hoc-va-cong-nghe",
    on: date = IMPORTED_ON,
    report_cycle: str = "",
    held: bool = False,
) -> Registered:
    """Register a plan of these rows in one transaction, on 19/01/2026 or another day."""
    head = head or a_head()

    def register() -> Registered:
        with_agencies(database)
        with database.writing() as session:
            return register_plan(
                session,
                head,
                planned(*given, head=head, report_cycle=report_cycle),
                source=PlanSource(name="ke-hoach.docx", sha256="0" * 64),
                coordinator=coordinator,
                report_cycle=report_cycle,
                held=held,
                by=By(actor="Chị Lan", now=at(on)),
                policies=house_policies(),
            )

    return make_ready(database, repr((given, head, coordinator, on, report_cycle, held)), register, often=False)


def with_agencies(database: Database) -> None:
    """Write the house's directory into a database that has no agencies yet."""
    with database.reading() as session:
        has_some = session.scalar(select(AgencyRow.id).limit(1))
    if not has_some:
        make_ready(database, "the house's agencies", lambda: write_agencies(database))


def write_agencies(database: Database) -> None:
    """Write the house's directory, as several programs may at once."""
    with database.writing() as session:
        keep_directory(session, house_policies().directory)


def with_contacts(database: Database, *codes: str, heads: bool = False) -> None:
    """Give each agency one office address, and its head's when asked for."""
    contacts = [
        Contact(agency=code, role=ContactRole.STAFF, name=f"Văn thư {code}", address=f"vanthu@{code}.example")
        for code in codes
    ]
    if heads:
        contacts += [
            Contact(agency=code, role=ContactRole.HEAD, name=f"Giám đốc {code}", address=f"giamdoc@{code}.example")
            for code in codes
        ]
    with_agencies(database)
    with database.writing() as session:
        keep_contacts(session, contacts)
