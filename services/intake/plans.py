"""Importing a plan: read the document, understand its rows, register them or what they change, in one transaction."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from base.errors import DondocError
from documents.reader import read_file
from documents.review_sheet import read_sheet, write_sheet
from services.directory.working_agencies import check_works
from services.installation import Installation
from services.intake.amending import AmendedPlan, doubted_elsewhere, find_amended, lay_over, read_by_both
from workflow.agencies import Directory
from workflow.by import By
from workflow.deadlines.values.resolution import Kind
from workflow.plan import HEAD_LABELS, Doubt, PlanDocument, PlanHead, PrintedRow
from workflow.registry.holding import Hold, issuer_hold
from workflow.registry.registration import PlannedTask, complete_head, planned_tasks, read_in_plan
from workflow.registry.review import Review, reviewed_tasks
from workflow.store.database.opening import Session
from workflow.store.duties.sweep import judging_new_duties
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.people.directory import keep_directory
from workflow.store.plans.amend_dates import Amender
from workflow.store.plans.amend_plan import Amended, Amendment, amend, amendment
from workflow.store.plans.ending import coordinate_plan
from workflow.store.plans.next_occurrences import extend
from workflow.store.plans.registered import head_given, known_plan, mend_head
from workflow.store.plans.registering import PlanSource, Registered, register_plan, usual_coordinator
from workflow.store.plans.tracked_states import offers_state, take_states, take_states_anew


class PlanReplaced(DondocError):
    """A document came in again whose plan another one replaced: its duties are closed, nothing of it may change."""


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What the person who imports says over the document.

    Its number, its date, who issued it, what it is about, who follows it up (a code), its first and last year;
    `confirmed` vouches for one of another issuer, `separate` takes one that amends another as a plan of its own.
    """

    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    title: str | None = None
    coordinator: str | None = None
    years: tuple[int, int] | None = None
    confirmed: bool = False
    separate: bool = False


@dataclass(frozen=True, kw_only=True)
class HeadChanges:
    """What a document that comes in again gives its plan's head: `words` by the names of `HEAD_LABELS`, a coordinator.

    `lines` say each with what stood there and what will: label, before, after.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    coordinator: str | None = None
    lines: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Import:
    """A plan read and understood, not yet registered.

    `foreign` says why it isn't the directory's own document, `confirmed` that it gives work here all the same,
    `names_coordinator` that a person said who follows it up.
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
    names_coordinator: bool = False
    standing: tuple[PrintedRow, ...] = ()
    amended: AmendedPlan | None = None
    # Whether a person or the document's own words name who follows the plan up; else it is who leads most of it.
    coordinator_named: bool = False

    @property
    def plan_head(self) -> PlanHead:
        """The head of the plan that the tasks belong to."""
        return self.amended.head if self.amended else self.head

    @property
    def amending_document(self) -> str:
        """What names the document where it only changes a registered plan, "" of a plan's own."""
        return self.amended.by_document if self.amended else ""

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
    duties in as continuous ones. Raises `NotWorking`, `AmendedPlanUnknown`, `PlanUnnamed` and what reading raises.
    """
    if corrections.coordinator:
        check_works(installation.policies.directory, corrections.coordinator, "Cơ quan đầu mối")
    source = PlanSource(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    read = read_file(path)
    first = prepare_document(installation, read, source, corrections, with_standing=with_standing)
    if sheet is None:
        return first
    reviews = checked_as_read(installation, first.head, read_sheet(sheet, first.tasks, sha256=source.sha256))
    return prepare_document(
        installation, read, source, corrections, reviews, with_standing=with_standing, earlier=first.tasks
    )


def checked_as_read(installation: Installation, head: PlanHead, reviews: Mapping[str, Review]) -> dict[str, Review]:
    """Return what a sheet says, a row's tick left out where the deadline typed in it can't be read: that stays asked.

    The page refuses such a deadline at once.
    """
    policies = installation.policies

    def unreadable(review: Review) -> bool:
        typed = (one.corrected for one in review.corrections if one.column == "deadline" and one.corrected)
        read = (read_in_plan(text, head, policies.working_days, policies.deadline_rules) for text in typed)
        return any(resolution.kind is Kind.UNREADABLE for resolution in read)

    return {key: replace(review, checked=review.checked and not unreadable(review)) for key, review in reviews.items()}


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
    head = _head_as_said(read_document.head, corrections)
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
    if amended is None:
        looked = {key for key, review in (reviews or {}).items() if review.checked}
        tasks = doubted_elsewhere(installation, head, tasks, looked)
    named = _named_follower(installation.policies.directory, document.follower)
    coordinator = corrections.coordinator or named or usual_coordinator(tasks)
    return Import(
        head=head,
        tasks=tasks,
        doubts=(*_issuer_doubts(foreign, confirmed=confirmed), *document.doubts),
        source=source,
        coordinator=None if coordinator is None else _living(installation.policies.directory, coordinator),
        report_cycle=document.report_cycle,
        standing=document.standing,
        foreign=foreign,
        confirmed=confirmed,
        names_coordinator=corrections.coordinator is not None,
        amended=amended,
        coordinator_named=bool(corrections.coordinator or named),
    )


def coordinator_words(installation: Installation, prepared: Import) -> str:
    """Say who is to follow a plan up, and where the document names nobody that this was supposed."""
    if prepared.coordinator is None:
        return "chưa có, văn bản không ghi. Đặt ở trang của văn bản trước khi báo cho các cơ quan."
    name = installation.policies.directory.get(prepared.coordinator).name
    if prepared.coordinator_named:
        return f"{name}."
    why = "văn bản không ghi nên lấy cơ quan chủ trì nhiều nhiệm vụ nhất"
    return f"{name} ({why}). Nếu là cơ quan khác, đặt lại ở trang của văn bản trước khi báo cho các cơ quan."


def _head_as_said(read: PlanHead, said: Corrections) -> PlanHead:
    head = complete_head(read, number=said.number, issued=said.issued)
    return replace(
        head, issuer=said.issuer or head.issuer, title=said.title or head.title, years=said.years or head.years
    )


def _named_follower(directory: Directory, printed: str) -> str | None:
    """The agency that a document's words charge with following it up; None where they name none of the directory."""
    agency = directory.find(printed).agency if printed else None
    return None if agency is None or agency.is_group or agency.outside else agency.code


def _living(directory: Directory, code: str) -> str | None:
    """The agency that follows a plan up: a dissolved one's successor, if anybody's. Raises `UnknownAgency`."""
    named = directory.get(code)
    if not named.dissolved:
        return code
    return next((heir.code for heir in directory.members(code) if not heir.dissolved), None)


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


def write_review(prepared: Import, path: Path, *, back: str) -> None:
    """Write the sheet on which a person corrects what was read; `back` says how. Raises `SheetNotWritten`."""
    write_sheet(path, prepared.tasks, document=prepared.source.name, sha256=prepared.source.sha256, back=back)


def pending_amendment(installation: Installation, prepared: Import) -> Amendment | None:
    """Return what a prepared plan would change in the one that is registered; None when it isn't registered yet."""
    with installation.database.reading() as session:
        return amendment(
            session, prepared.plan_head, prepared.tasks, prepared.source, document=prepared.amending_document
        )


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
    """The same as `commit_amendment` within a transaction that does more. Raises `PlanReplaced` too."""
    if newer := plan_facts(session, shown.plan_id).newer:
        raise PlanReplaced(
            given=prepared.plan_head.number,
            place="Nhập lại văn bản",
            reason=f"văn bản đã được thay thế bằng {newer[1]}, các nhiệm vụ của nó đã đóng",
            remedy="Khôi phục văn bản trước, rồi nhập lại; chưa có gì thay đổi.",
        )
    amender = Amender(
        by=by,
        source=prepared.source,
        policies=installation.policies,
        overruled=frozenset(overruled),
        document=prepared.amending_document,
    )
    keep_directory(session, installation.policies.directory, on=by.today)
    with judging_new_duties(session, by):
        done = amend(session, prepared.plan_head, prepared.tasks, shown, amender, report_cycle=prepared.report_cycle)
    _mend_head(session, installation, prepared, shown.plan_id, by)
    return done


def head_changes(installation: Installation, prepared: Import, plan_id: int) -> HeadChanges:
    """Return what the document, or the person who imports it, gives the head of its registered plan anew."""
    with installation.database.reading() as session:
        return _head_changes(session, installation, prepared, plan_id)


def registered_coordinator(installation: Installation, prepared: Import) -> str | None:
    """Return who follows the registered plan of a document that comes in again up; None of a new one."""
    with installation.database.reading() as session:
        known = known_plan(session, prepared.plan_head)
        return plan_facts(session, known.id).coordinator or None if known else None


def _head_changes(session: Session, installation: Installation, prepared: Import, plan_id: int) -> HeadChanges:
    if prepared.amended is not None:
        return HeadChanges()
    facts, words = plan_facts(session, plan_id), head_given(session, plan_id, prepared.head)
    lines = [(HEAD_LABELS[name], str(getattr(facts.head, name)), text) for name, text in words.items()]
    takes = prepared.names_coordinator or not facts.coordinator
    coordinator = prepared.coordinator if takes and prepared.coordinator != facts.coordinator else None
    if coordinator is not None:
        named = installation.policies.directory.get(coordinator).name
        lines.append(("Cơ quan đầu mối", facts.coordinator_name, named))
    return HeadChanges(words=words, coordinator=coordinator, lines=tuple(lines))


def _mend_head(session: Session, installation: Installation, prepared: Import, plan_id: int, by: By) -> None:
    """Give the plan what its document says in its head now; what only an unknown issuer held back is given out."""
    changes = _head_changes(session, installation, prepared, plan_id)
    issuer_known = mend_head(session, plan_id, changes.words, by)
    if changes.coordinator is not None:
        coordinate_plan(session, plan_id, changes.coordinator, by)
    if issuer_known and prepared.foreign is None:
        # Rarely asked for, and it brings along all that can be decided of a duty: a third of the modules of an import.
        from services.intake.pending import accept_issuer

        accept_issuer(session, installation, plan_id, by)


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
    with judging_new_duties(session, by):
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
