"""Importing a plan: read the document, understand its rows, register them or what they change, in one transaction."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from documents.reader import read_file
from documents.review_sheet import read_sheet, write_sheet
from services.installation import Installation
from services.intake.amending import AmendedPlan, find_amended, lay_over, read_by_both
from workflow.by import By
from workflow.plan import Doubt, PlanDocument, PlanHead, PrintedRow
from workflow.registry.holding import Hold, issuer_hold
from workflow.registry.registration import PlannedTask, complete_head, planned_tasks
from workflow.registry.review import Review, reviewed_tasks
from workflow.store.database.opening import Session
from workflow.store.people.directory import keep_directory
from workflow.store.plans.amend_dates import Amender
from workflow.store.plans.amend_plan import Amended, Amendment, amend, amendment
from workflow.store.plans.next_occurrences import extend
from workflow.store.plans.registered import known_plan
from workflow.store.plans.registering import PlanSource, Registered, register_plan, usual_coordinator
from workflow.store.plans.tracked_states import offers_state, take_states, take_states_anew


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What the person who imports says over the document.

    Its number, its date, who issued it, who follows it up (a code); `confirmed` vouches for one of another issuer,
    `separate` takes one that amends another as a plan of its own.
    """

    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    coordinator: str | None = None
    confirmed: bool = False
    separate: bool = False


@dataclass(frozen=True, kw_only=True)
class Import:
    """A plan read and understood, not yet registered.

    `foreign` says why it isn't the directory's own document, `confirmed` that it gives work here all the same.
    `standing` are undated duties that weren't asked for. `amended` is the registered plan that the document only
    changes: `tasks` are then that plan's, as it reads afterwards.
    """

    head: PlanHead
    tasks: tuple[PlannedTask, ...]
    doubts: tuple[Doubt, ...]
    source: PlanSource
    coordinator: str | None
    report_cycle: str
    foreign: Hold | None = None
    confirmed: bool = False
    standing: tuple[PrintedRow, ...] = ()
    amended: AmendedPlan | None = None

    @property
    def plan_head(self) -> PlanHead:
        """The head of the plan that the tasks belong to."""
        return self.amended.head if self.amended else self.head

    @property
    def offered_states(self) -> int:
        """How many tasks a tracking sheet says are under way or done."""
        return sum(map(offers_state, self.tasks))


def prepare_import(
    installation: Installation,
    path: Path,
    corrections: Corrections,
    sheet: Path | None = None,
    *,
    with_standing: bool = False,
) -> Import:
    """Read a document and understand it against the house's policies; writes nothing.

    `sheet` is the document's review sheet with what a person corrected; `with_standing` takes the body's undated
    duties in as continuous ones. Raises the errors of `documents.reader.read`
    and of `documents.review_sheet.read_sheet`, `PlanUnnamed` when number or issue date stay unknown, and
    `AmendedPlanUnknown`.
    """
    source = PlanSource(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    read = read_file(path)
    first = prepare_document(installation, read, source, corrections, with_standing=with_standing)
    if sheet is None:
        return first
    reviews = read_sheet(sheet, first.tasks, sha256=source.sha256)
    return prepare_document(
        installation, read, source, corrections, reviews, with_standing=with_standing, earlier=first.tasks
    )


def prepare_document(
    installation: Installation,
    read_document: PlanDocument,
    source: PlanSource,
    corrections: Corrections,
    reviews: Mapping[str, Review] | None = None,
    *,
    with_standing: bool = False,
    earlier: Sequence[PlannedTask] = (),
) -> Import:
    """Understand a document that was read; `reviews` are what people said about its rows, None when nobody looked.

    `earlier` are its tasks as they were understood without reviews. Raises `PlanUnnamed`, `UnknownAgency`.
    """
    head = complete_head(read_document.head, number=corrections.number, issued=corrections.issued)
    head = replace(head, issuer=corrections.issuer or head.issuer)
    document = replace(read_document, head=head)
    if with_standing:
        document = replace(document, obligations=(*document.obligations, *document.standing), standing=())
    foreign = issuer_hold(head, installation.policies.directory)
    confirmed = foreign is not None and (corrections.confirmed or _was_confirmed(installation, head))
    understood = partial(_understood, installation, foreign=foreign, confirmed=confirmed, earlier=earlier)
    amended = None if corrections.separate else find_amended(installation, head)
    if amended is not None:
        document, own = lay_over(installation, amended, document)
        # Two documents are read as one here, so no row stands where it stood before.
        anew = partial(_understood, installation, foreign=foreign, confirmed=confirmed, earlier=())
        understood = partial(read_by_both, amended=amended, own=own, understood=anew)
    tasks = understood(document) if reviews is None else reviewed_tasks(document, reviews, understood)
    if corrections.coordinator is not None:
        installation.policies.directory.get(corrections.coordinator)
    return Import(
        head=head,
        tasks=tasks,
        doubts=(*_issuer_doubts(foreign, confirmed=confirmed), *document.doubts),
        source=source,
        coordinator=corrections.coordinator or usual_coordinator(tasks),
        report_cycle=document.report_cycle,
        standing=document.standing,
        foreign=foreign,
        confirmed=confirmed,
        amended=amended,
    )


def _issuer_doubts(foreign: Hold | None, *, confirmed: bool) -> Iterator[Doubt]:
    if foreign is not None and not confirmed:
        yield Doubt(column="", reason=foreign.words)


def _was_confirmed(installation: Installation, head: PlanHead) -> bool:
    """Whether a person has vouched for the plan when it was imported before."""
    with installation.database.reading() as session:
        known = known_plan(session, head)
        return known is not None and known.confirmed_on is not None


def _understood(
    installation: Installation,
    document: PlanDocument,
    *,
    foreign: Hold | None,
    confirmed: bool,
    earlier: Sequence[PlannedTask],
) -> tuple[PlannedTask, ...]:
    policies = installation.policies
    return planned_tasks(
        document,
        policies.directory,
        policies.working_days,
        policies.deadline_rules,
        foreign=foreign,
        confirmed=confirmed,
        earlier=earlier,
    )


def write_review(prepared: Import, path: Path) -> None:
    """Write the sheet on which a person corrects what was read. Raises `SheetNotWritten`."""
    write_sheet(path, prepared.tasks, document=prepared.source.name, sha256=prepared.source.sha256)


def pending_amendment(installation: Installation, prepared: Import) -> Amendment | None:
    """Return what a prepared plan would change in the one that is registered; None when it isn't registered yet."""
    with installation.database.reading() as session:
        return amendment(session, prepared.plan_head, prepared.tasks, prepared.source)


def commit_amendment(
    installation: Installation, prepared: Import, shown: Amendment, by: By, *, overruled: Iterable[int] = ()
) -> Amended:
    """Apply the differences that were shown, in one transaction. Raises `AmendmentOutdated`.

    Of the `overruled` duties among the conflicts the document is followed; of the others what people decided stays.
    """
    with installation.database.writing() as session:
        return amend_import(session, installation, prepared, shown, by, overruled=overruled)


def amend_import(
    session: Session,
    installation: Installation,
    prepared: Import,
    shown: Amendment,
    by: By,
    *,
    overruled: Iterable[int] = (),
) -> Amended:
    """The same as `commit_amendment` within a transaction that does more."""
    amender = Amender(
        by=by,
        source=prepared.source,
        policies=installation.policies,
        overruled=frozenset(overruled),
        document=prepared.amended.by_document if prepared.amended else "",
    )
    keep_directory(session, installation.policies.directory, on=by.today)
    return amend(session, prepared.plan_head, prepared.tasks, shown, amender, report_cycle=prepared.report_cycle)


def commit_import(installation: Installation, prepared: Import, by: By, *, with_states: bool = False) -> Registered:
    """Register a prepared plan with all its duties, in one transaction; a known plan changes nothing.

    The duties are held: nobody is written to before `services.intake.announcing.announce_plan`.
    `with_states` says that a person wants the duties to begin in the state that a tracking sheet gives them.
    """
    with installation.database.writing() as session:
        return register_import(session, installation, prepared, by, with_states=with_states)


def register_import(
    session: Session, installation: Installation, prepared: Import, by: By, *, with_states: bool = False
) -> Registered:
    """The same as `commit_import` within a transaction that does more."""
    keep_directory(session, installation.policies.directory, on=by.today)
    registered = register_plan(
        session,
        prepared.head,
        prepared.tasks,
        source=prepared.source,
        coordinator=prepared.coordinator,
        report_cycle=prepared.report_cycle,
        foreign=prepared.foreign,
        confirmed=prepared.confirmed,
        held=True,
        by=by,
        policies=installation.policies,
    )
    if registered.changed:
        # Registering lays out from the plan's day; what came back between then and now is owed as well.
        further = extend(session, installation.policies, now=by.now, plan_id=registered.plan_id)
        registered = replace(registered, assignments=registered.assignments + further.duties)
    if with_states and registered.changed:
        take_states(session, registered.plan_id, prepared.tasks, by)
    return registered


def commit_states(installation: Installation, prepared: Import, plan_id: int, by: By) -> int:
    """Take over the states of a tracking sheet that comes in again, by a person's yes; return how many duties moved."""
    with installation.database.writing() as session:
        return take_states_anew(session, plan_id, prepared.tasks, by)
