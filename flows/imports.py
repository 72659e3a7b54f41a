"""Importing a plan: read the document, understand its rows, register them in one transaction."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from documents.reader import read
from flows.house import House
from workflow.plan import Doubt, PlanHead
from workflow.registration import PlannedTask, complete_head, planned_tasks
from workflow.store.directory import keep_directory
from workflow.store.registering import Circumstances, Registered, Source, register, usual_coordinator


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What the person who imports says over the document: its number, its date, who follows it up (a code)."""

    number: str | None = None
    issued: date | None = None
    coordinator: str | None = None


@dataclass(frozen=True, kw_only=True)
class Import:
    """A plan read and understood, not yet registered."""

    head: PlanHead
    tasks: tuple[PlannedTask, ...]
    doubts: tuple[Doubt, ...]
    source: Source
    coordinator: str | None
    report_cycle: str


def prepare_import(house: House, path: Path, corrections: Corrections) -> Import:
    """Read a document and understand it against the house's policies; writes nothing.

    Raises the errors of `documents.reader.read`, and `PlanUnnamed` when number or issue date stay unknown.
    """
    read_document = read(path)
    head = complete_head(read_document.head, number=corrections.number, issued=corrections.issued)
    document = replace(read_document, head=head)
    tasks = planned_tasks(
        document, house.policies.directory, house.policies.working_days, house.policies.deadline_rules
    )
    if corrections.coordinator is not None:
        house.policies.directory.get(corrections.coordinator)
    return Import(
        head=head,
        tasks=tasks,
        doubts=read_document.doubts,
        source=Source(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest()),
        coordinator=corrections.coordinator or usual_coordinator(tasks),
        report_cycle=document.report_cycle,
    )


def commit_import(house: House, prepared: Import, *, actor: str, now: datetime) -> Registered:
    """Register a prepared plan with all its duties, in one transaction; a known plan changes nothing."""
    with house.database.writing() as session:
        keep_directory(session, house.policies.directory)
        return register(
            session,
            prepared.head,
            prepared.tasks,
            source=prepared.source,
            coordinator=prepared.coordinator,
            report_cycle=prepared.report_cycle,
            by=Circumstances(actor=actor, now=now, today=now.date(), soon=house.policies.soon),
        )
