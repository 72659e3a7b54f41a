"""Taking a document in by several people and steps: sent up, read apart, decided on, registered by the same door.

Everything stands in the database from the first moment, so that a closed browser or a new day loses nothing. The file
lies in the house under the SHA-256 of its content, for the pictures of its pages.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from base.errors import DondocError
from documents.blocks.values import Table
from documents.intake.errors import SecretDocument
from documents.intake.limits import Limits, check_size
from documents.intake.marking import refuse_marked_name
from documents.reader import read_file
from services.accounts.journal import by_of
from services.duties.acting import actor_now
from services.evidence.file_store import FileMissing, FileStore, content_digest
from services.evidence.folder_store import FolderStore
from services.installation import Installation
from services.intake.draft.documents import pack_document, unpack_document
from services.intake.draft.dropped_before import drop_again
from services.intake.draft.heads import head_said
from services.intake.plans import Import, amend_import, prepare_document, register_import
from services.intake.source_tables import is_drawn, keep_tables
from workflow.by import By
from workflow.lifecycle import NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor, GrantedRole
from workflow.plan import PlanDocument
from workflow.registry.drafting import Decided, DraftChange, fold_decisions, needs_decision
from workflow.registry.registration import PlannedTask
from workflow.rights import No, Subject, may
from workflow.store.database.opening import Session
from workflow.store.imports.import_drafts import (
    DraftDecision,
    ImportDraft,
    UnknownDraft,
    begin_anew,
    bring_back,
    close_draft,
    decisions_of,
    hand_draft,
    import_draft,
    import_drafts,
    keep_decision,
    keep_reading,
    keep_refusal,
    note_pages,
    put_away,
    start_draft,
    take_back_decision,
)
from workflow.store.plans.amend_plan import Amendment, settled_keys
from workflow.store.plans.registering import PlanSource
from workflow.store.tables import DraftState

NOTHING_READ = "không đọc được nhiệm vụ nào trong văn bản"

READING_LIMITS = Limits()
# A reading that gave no sign for so long has died with its process.
SILENT = timedelta(seconds=READING_LIMITS.total_seconds + 60)
# How long a dropped document stands in the list of those that may be taken up again.
DROPPED_SHOWN = timedelta(days=30)
ONGOING = (DraftState.READING, DraftState.UNREADABLE, DraftState.OPEN)


class DraftUnfinished(DondocError):
    """A document can't be registered yet: rows are left for a person, or its head isn't whole."""


class DraftRegistered(DondocError):
    """A document was registered meanwhile: what somebody else still does to its draft comes too late."""

    def __init__(self, name: str, plan_id: int) -> None:
        super().__init__(
            given=name, place="Nhập văn bản", reason="đã được nhập", remedy="Xem trang của văn bản; chưa ghi gì thêm."
        )
        self.plan_id = plan_id


def source_files(installation: Installation) -> FileStore:
    """Return where the files of drafts lie: in the home, under the SHA-256 of their content."""
    return FolderStore(installation.settings.home / "imports")


def has_source(installation: Installation, draft: ImportDraft) -> bool:
    """Whether a draft's file lies in the house: one that bears a marking of secrecy was deleted at once."""
    try:
        source_files(installation).local(draft.source_sha256)
    except FileMissing:
        return False
    return True


def begin_draft(installation: Installation, path: Path, name: str, actor: Actor, *, now: datetime) -> int:
    """Take a file in as a draft that is to be read; return its number. Raises `NotAllowed`, `DocumentError`."""
    refuse_marked_name(Path(name).name)
    check_size(name, path.stat().st_size, READING_LIMITS)
    sha256 = content_digest(path)
    with installation.database.reading() as session:
        by, agency = _reviewer(session, actor, now)
    source_files(installation).keep(sha256, path)
    with installation.database.writing() as session:
        octets = path.stat().st_size
        return start_draft(session, name=Path(name).name, sha256=sha256, octets=octets, agency=agency, by=by)


def read_draft(installation: Installation, number: int, *, clock: Callable[[], datetime]) -> None:
    """Read a draft's document in its bounded process and keep what it says, or why it can't be read."""
    with installation.database.reading() as session:
        draft = import_draft(session, number)
    told, pages = clock(), 0
    tables: list[Table] = []

    def advance(done: int, total: int) -> None:
        nonlocal told, pages
        pages = total
        if total > 1 and clock() - told > timedelta(seconds=1):
            told = clock()
            with installation.database.writing() as session:
                note_pages(session, number, done, total, now=told)

    try:
        path = source_files(installation).local(draft.source_sha256)
        keep = None if is_drawn(draft.source_name) else tables.append
        read = read_file(path, limits=READING_LIMITS, progress=advance, name=draft.source_name, keep_table=keep)
    except DondocError as error:
        if isinstance(error, SecretDocument):
            source_files(installation).remove(draft.source_sha256)
        words = f"{error.reason[:1].upper()}{error.reason[1:]}. {error.remedy}."
        with installation.database.writing() as session:
            keep_refusal(session, number, words.replace("..", "."), now=clock())
        return
    keep_tables(installation, draft.source_sha256, tables)
    with installation.database.writing() as session:
        note_pages(session, number, pages, pages, now=clock())
        keep_reading(session, number, pack_document(read), {}, now=clock())
    begin_review(installation, number, now=clock())


def begin_review(installation: Installation, number: int, *, now: datetime) -> None:
    """Once a draft's head is whole: leave out the rows that were left out when its plan came in before.

    Where an admin sent it up, let the agency that will follow the plan up review it too.
    """
    with installation.database.reading() as session:
        draft = import_draft(session, number)
    try:
        prepared = prepare_draft(installation, load_draft(installation, draft))
    except DondocError:
        # Its head isn't whole: this is asked there first.
        return
    with installation.database.writing() as session:
        if prepared.amended is None:
            drop_again(session, number, prepared.head, prepared.tasks, now=now)
        if prepared.coordinator and not draft.agency:
            hand_draft(session, number, prepared.coordinator)


def read_again(installation: Installation, number: int, actor: Actor, *, now: datetime) -> None:
    """Let a reading that came to nothing begin anew; the caller reads. Raises `NotAllowed`, `UnknownDraft`."""
    with installation.database.writing() as session:
        _may_review(session, number, actor, now)
        begin_anew(session, number, now=now)


@dataclass(frozen=True, kw_only=True)
class LoadedDraft:
    """A draft with what was read of it and decided about it; `decisions` holds those that were taken back too."""

    draft: ImportDraft
    document: PlanDocument
    decisions: tuple[DraftDecision, ...]

    @property
    def decided(self) -> Decided:
        """What the decisions come to that hold."""
        return fold_decisions(one.change for one in self.decisions if one.holds)

    @property
    def beat(self) -> tuple[int, int, int]:
        """What changes whenever something is decided or taken back."""
        return self.draft.id, len(self.decisions), sum(not one.holds for one in self.decisions)


def list_drafts(installation: Installation, actor: Actor) -> list[ImportDraft]:
    """Return the documents on their way in that somebody may look at, the newest first."""
    with installation.database.reading() as session:
        found = import_drafts(session, ONGOING)
    return [draft for draft in found if may(actor, Action.REVIEW_IMPORT, _subject(draft))]


def find_import(installation: Installation, number: int, actor: Actor) -> ImportDraft:
    """Return one draft. Raises `UnknownDraft` to whoever may not see it."""
    with installation.database.reading() as session:
        draft = import_draft(session, number)
    if not may(actor, Action.REVIEW_IMPORT, _subject(draft)) or draft.state is DraftState.DROPPED:
        raise UnknownDraft(number)
    return draft


def load_draft(
    installation: Installation, draft: ImportDraft, read: Callable[[], PlanDocument] | None = None
) -> LoadedDraft:
    """Return a draft with everything about it. `read` stands in for unpacking the document once more."""
    with installation.database.reading() as session:
        document = read() if read else unpack_document(session, draft.id)
        return LoadedDraft(draft=draft, document=document, decisions=tuple(decisions_of(session, draft.id)))


def prepare_draft(
    installation: Installation, loaded: LoadedDraft, first: Sequence[PlannedTask] | None = None
) -> Import:
    """Understand a draft with all that was decided, as the command understands a file with its review sheet.

    `first` are its tasks under the same head, understood before anything was decided about rows; without them they are
    what comes out. Raises `PlanUnnamed` while the head has no number or day.
    """
    known = loaded.decided
    head = head_said(known.head)
    return prepare_document(
        installation,
        loaded.document,
        PlanSource(name=loaded.draft.source_name, sha256=loaded.draft.source_sha256),
        head.corrections,
        None if first is None else known.reviews(first),
        with_standing=head.standing,
        earlier=first or (),
    )


def decide(
    installation: Installation, number: int, change: DraftChange, said: str, actor: Actor, *, now: datetime
) -> int:
    """Keep one decision about a draft; return its number. Raises `NotAllowed`, `UnknownDraft`."""
    with installation.database.writing() as session:
        by = _may_review(session, number, actor, now)
        follower = change.head.get("coordinator", "")
        if follower and actor.has(GrantedRole.ADMIN):
            hand_draft(session, number, follower)
        return keep_decision(session, number, change, said, by)


def undo_decision(installation: Installation, number: int, decision: int, actor: Actor, *, now: datetime) -> bool:
    """Take one decision back, whosever it was; False when it was taken back before. Raises as `decide` does."""
    with installation.database.writing() as session:
        return take_back_decision(session, number, decision, _may_review(session, number, actor, now))


def decisions_about(installation: Installation, number: int) -> list[DraftDecision]:
    """Return what was decided about a draft, in order, with what was taken back."""
    with installation.database.reading() as session:
        return decisions_of(session, number)


def drop_import(installation: Installation, number: int, actor: Actor, *, now: datetime) -> None:
    """Drop a document that was sent up by mistake; nothing was registered of it. Raises as `decide` does."""
    with installation.database.writing() as session:
        put_away(session, number, _may_review(session, number, actor, now))


def list_dropped(installation: Installation, actor: Actor, *, now: datetime) -> list[ImportDraft]:
    """Return the documents that were dropped lately and may be taken up again, the newest first."""
    with installation.database.reading() as session:
        found = import_drafts(session, [DraftState.DROPPED])
    return [
        draft
        for draft in found
        if draft.dropped_at and now - draft.dropped_at < DROPPED_SHOWN
        if may(actor, Action.REVIEW_IMPORT, _subject(draft))
    ]


def take_up_again(installation: Installation, number: int, actor: Actor, *, now: datetime) -> None:
    """Bring a dropped document back with all that was decided. Raises `NotAllowed`, `UnknownDraft`."""
    with installation.database.writing() as session:
        draft = import_draft(session, number, lock=True)
        _allowed(session, Action.REVIEW_IMPORT, draft, actor, now)
        if not bring_back(session, number):
            raise UnknownDraft(number)


def settled_before(installation: Installation, prepared: Import, known: Decided) -> frozenset[str]:
    """Return the keys of the rows that say what they said when the plan came in before, and were settled then."""
    with installation.database.reading() as session:
        tasks = without_dropped(prepared, known).tasks
        return settled_keys(session, prepared.plan_head, tasks, document=prepared.amending_document)


def open_rows(prepared: Import, known: Decided, settled: frozenset[str]) -> list[int]:
    """Return the positions of the rows that are left for a person: neither put off nor settled before."""
    done = known.later | known.dropped | settled
    return [task.position for task in prepared.tasks if needs_decision(task) and task.key not in done]


def without_dropped(prepared: Import, known: Decided) -> Import:
    """Return what is registered of a draft: all but the rows that people left out."""
    if not known.dropped:
        return prepared
    return replace(prepared, tasks=tuple(task for task in prepared.tasks if task.key not in known.dropped))


def register_draft(
    installation: Installation,
    loaded: LoadedDraft,
    prepared: Import,
    amendment: Amendment | None,
    actor: Actor,
    *,
    now: datetime,
    overruled: Iterable[int] = (),
) -> int:
    """Register a draft, or apply what it changes in its registered plan, in one transaction; return the plan's number.

    Of the `overruled` duties among the amendment's conflicts the document is followed.
    Raises `NotAllowed`, `DraftUnfinished`, `UnknownDraft` (somebody was faster), `AmendmentOutdated`.
    """
    known = loaded.decided
    if not prepared.head.issuer:
        raise _unfinished(loaded, "chưa ghi cơ quan ban hành", "Ghi ở phần đầu văn bản.")
    if not prepared.tasks:
        raise _unfinished(loaded, NOTHING_READ, "Dùng bản Word, Excel của văn bản, hoặc quét lại rõ hơn.")
    if left := open_rows(prepared, known, settled_before(installation, prepared, known)):
        raise _unfinished(loaded, f"còn {len(left)} chỗ cần xem", "Xem từng chỗ, hoặc để sau.")
    with installation.database.writing() as session:
        by = _allowed(session, Action.IMPORT, loaded.draft, actor, now)
        draft = import_draft(session, loaded.draft.id, lock=True)
        refuse_registered(draft)
        if draft.state is not DraftState.OPEN:
            raise UnknownDraft(loaded.draft.id)
        if tuple(one.id for one in decisions_of(session, loaded.draft.id)) != tuple(one.id for one in loaded.decisions):
            raise _unfinished(loaded, "người khác vừa quyết định thêm", "Xem lại rồi nhập.")
        states, prepared = head_said(known.head).states, without_dropped(prepared, known)
        if amendment is None:
            plan = register_import(session, installation, prepared, by, with_states=states).plan_id
        else:
            amend_import(session, installation, prepared, amendment, by, overruled=overruled)
            plan = amendment.plan_id
        close_draft(session, loaded.draft.id, DraftState.REGISTERED, plan_id=plan)
        return plan


def refuse_registered(draft: ImportDraft) -> None:
    """Raise `DraftRegistered` for a draft that has become a plan."""
    if draft.state is DraftState.REGISTERED and draft.plan_id is not None:
        raise DraftRegistered(draft.source_name, draft.plan_id)


def import_right(actor: Actor, draft: ImportDraft) -> No | None:
    """Return why somebody may not register a draft; None when he may."""
    answer = may(actor, Action.IMPORT, _subject(draft))
    return answer if isinstance(answer, No) else None


def _subject(draft: ImportDraft) -> Subject:
    return Subject(coordinator=draft.agency)


def _reviewer(session: Session, actor: Actor, now: datetime) -> tuple[By, str]:
    """Who sends a document up, and for which coordinating agency: an admin for none."""
    fresh = actor_now(session, actor, now)
    coordinating = [
        grant.scope.agency for grant in fresh.grants if grant.role is GrantedRole.COORDINATOR and grant.scope.agency
    ]
    agency = "" if fresh.has(GrantedRole.ADMIN) or not coordinating else coordinating[0]
    answer = may(fresh, Action.REVIEW_IMPORT, Subject(coordinator=agency))
    if isinstance(answer, No):
        raise _not_allowed(Action.REVIEW_IMPORT, answer)
    return by_of(fresh, now, answer), agency


def _may_review(session: Session, number: int, actor: Actor, now: datetime) -> By:
    draft = import_draft(session, number, lock=True)
    if may(actor, Action.REVIEW_IMPORT, _subject(draft)):
        refuse_registered(draft)
    if draft.state not in ONGOING:
        raise UnknownDraft(number)
    return _allowed(session, Action.REVIEW_IMPORT, draft, actor, now)


def _allowed(session: Session, action: Action, draft: ImportDraft, actor: Actor, now: datetime) -> By:
    fresh = actor_now(session, actor, now)
    answer = may(fresh, action, _subject(draft))
    if isinstance(answer, No):
        raise _not_allowed(action, answer)
    return by_of(fresh, now, answer)


def _not_allowed(action: Action, answer: No) -> NotAllowed:
    return NotAllowed(
        given=action.label, place="Nhập văn bản", reason="không thuộc quyền của bạn", remedy=answer.reason
    )


def _unfinished(loaded: LoadedDraft, reason: str, remedy: str) -> DraftUnfinished:
    return DraftUnfinished(given=loaded.draft.source_name, place="Nhập văn bản", reason=reason, remedy=remedy)
