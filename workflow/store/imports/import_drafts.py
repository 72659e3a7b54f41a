"""Documents on their way in: kept from the moment they are sent up until they are registered or dropped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from base.errors import DondocError
from workflow.by import By
from workflow.registry.drafting import DraftChange, stored_change
from workflow.store.tables import DraftState, ImportDecisionRow, ImportDraftRow


class UnknownDraft(DondocError):
    """There is no document on its way in of this number, for whoever asks."""

    def __init__(self, number: object) -> None:
        super().__init__(
            given=number,
            place="Văn bản đang nhập",
            reason="không có, đã nhập xong hoặc đã bỏ",
            remedy="Xem danh sách văn bản đang nhập.",
        )


@dataclass(frozen=True, kw_only=True)
class ImportDraft:
    """A document on its way in, without what was read of it."""

    id: int
    state: DraftState
    source_name: str
    source_sha256: str
    octets: int
    agency: str
    started_by: str
    started_at: datetime
    read_at: datetime
    pages: int
    pages_read: int
    refusal: str
    places: Mapping[str, Any]
    plan_id: int | None
    dropped_at: datetime | None
    dropped_by: str


@dataclass(frozen=True, kw_only=True)
class DraftDecision:
    """One decision about a draft; `undone_by` names who took it back."""

    id: int
    at: datetime
    actor: str
    said: str
    change: DraftChange
    undone_by: str

    @property
    def holds(self) -> bool:
        """Whether it still counts."""
        return not self.undone_by


def start_draft(session: Session, *, name: str, sha256: str, octets: int, agency: str, by: By) -> int:
    """Keep a document that was just sent up; return its number."""
    row = ImportDraftRow(
        state=DraftState.READING,
        source_name=name[:300],
        source_sha256=sha256,
        octets=octets,
        agency=agency,
        started_by=by.actor[:120],
        person_id=by.person,
        started_at=by.now,
        read_at=by.now,
    )
    session.add(row)
    session.flush()
    return row.id


def hand_draft(session: Session, number: int, agency: str) -> None:
    """Let a coordinating agency work on a draft."""
    session.execute(update(ImportDraftRow).where(ImportDraftRow.id == number).values(agency=agency))


def note_pages(session: Session, number: int, done: int, total: int, *, now: datetime) -> None:
    """Note how far the reading is."""
    session.execute(
        update(ImportDraftRow).where(ImportDraftRow.id == number).values(pages_read=done, pages=total, read_at=now)
    )


def keep_reading(
    session: Session, number: int, document: Mapping[str, Any], places: Mapping[str, Any], *, now: datetime
) -> None:
    """Keep what was read; people may decide now."""
    _end_reading(session, number, now, state=DraftState.OPEN, document=document, places=places, refusal="")


def keep_refusal(session: Session, number: int, words: str, *, now: datetime) -> None:
    """Keep why a document can't be read."""
    _end_reading(session, number, now, state=DraftState.UNREADABLE, refusal=words)


def _end_reading(session: Session, number: int, now: datetime, **values: Any) -> None:
    session.execute(
        update(ImportDraftRow)
        .where(ImportDraftRow.id == number, ImportDraftRow.state.in_([DraftState.READING, DraftState.UNREADABLE]))
        .values(read_at=now, **values)
    )


def begin_anew(session: Session, number: int, *, now: datetime) -> None:
    """Let a reading that came to nothing be tried again."""
    session.execute(
        update(ImportDraftRow)
        .where(ImportDraftRow.id == number, ImportDraftRow.state.in_([DraftState.READING, DraftState.UNREADABLE]))
        .values(state=DraftState.READING, pages=0, pages_read=0, refusal="", read_at=now)
    )


def import_draft(session: Session, number: int, *, lock: bool = False) -> ImportDraft:
    """Return one draft; with `lock` nobody else decides about it in this transaction. Raises `UnknownDraft`."""
    query = select(*_COLUMNS).where(ImportDraftRow.id == number)
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise UnknownDraft(number)
    return ImportDraft(**row._mapping)  # noqa: SLF001 - it is public


def import_drafts(session: Session, states: Collection[DraftState]) -> list[ImportDraft]:
    """Return the drafts in these states, the newest first."""
    query = select(*_COLUMNS).where(ImportDraftRow.state.in_(states)).order_by(ImportDraftRow.id.desc())
    return [ImportDraft(**row._mapping) for row in session.execute(query)]  # noqa: SLF001 - it is public


def registered_drafts(session: Session, plan_id: int) -> list[int]:
    """Return the numbers of the drafts of which a plan was registered or changed, the newest first."""
    query = select(ImportDraftRow.id).where(
        ImportDraftRow.plan_id == plan_id, ImportDraftRow.state == DraftState.REGISTERED
    )
    return list(session.scalars(query.order_by(ImportDraftRow.id.desc())))


def draft_document(session: Session, number: int) -> Mapping[str, Any]:
    """Return what was read of a draft. Raises `UnknownDraft` while nothing was."""
    found = session.scalars(select(ImportDraftRow.document).where(ImportDraftRow.id == number)).one_or_none()
    if found is None:
        raise UnknownDraft(number)
    document: Mapping[str, Any] = found
    return document


def keep_decision(session: Session, number: int, change: DraftChange, said: str, by: By) -> int:
    """Keep one decision; return its number."""
    row = ImportDecisionRow(draft_id=number, at=by.now, actor=by.actor[:120], said=said, change=change.stored())
    session.add(row)
    session.flush()
    return row.id


def take_back_decision(session: Session, number: int, decision: int, by: By) -> bool:
    """Take one decision back; False when it isn't there or was taken back already."""
    undone = session.execute(
        update(ImportDecisionRow)
        .where(
            ImportDecisionRow.id == decision,
            ImportDecisionRow.draft_id == number,
            ImportDecisionRow.undone_at.is_(None),
        )
        .values(undone_at=by.now, undone_by=by.actor[:120] or "–")
        .returning(ImportDecisionRow.id)
    )
    return undone.one_or_none() is not None


def decisions_of(session: Session, number: int) -> list[DraftDecision]:
    """Return what was decided about a draft, in order, with what was taken back."""
    rows = session.scalars(
        select(ImportDecisionRow).where(ImportDecisionRow.draft_id == number).order_by(ImportDecisionRow.id)
    )
    return [
        DraftDecision(
            id=row.id,
            at=row.at,
            actor=row.actor,
            said=row.said,
            change=stored_change(row.change),
            undone_by=row.undone_by,
        )
        for row in rows
    ]


def close_draft(session: Session, number: int, state: DraftState, *, plan_id: int | None = None) -> bool:
    """End a draft that isn't ended yet; False when somebody was faster."""
    closed = session.execute(
        update(ImportDraftRow)
        .where(ImportDraftRow.id == number, ImportDraftRow.state.not_in([DraftState.REGISTERED, DraftState.DROPPED]))
        .values(state=state, plan_id=plan_id)
        .returning(ImportDraftRow.id)
    )
    return closed.one_or_none() is not None


def put_away(session: Session, number: int, by: By) -> None:
    """Put a draft away that isn't registered; everything about it stays."""
    if close_draft(session, number, DraftState.DROPPED):
        session.execute(
            update(ImportDraftRow)
            .where(ImportDraftRow.id == number)
            .values(dropped_at=by.now, dropped_by=by.actor[:120] or "–")
        )


def bring_back(session: Session, number: int) -> bool:
    """Let people work on a dropped draft again, as far as it had come; False when it isn't dropped."""
    back = session.execute(
        update(ImportDraftRow)
        .where(ImportDraftRow.id == number, ImportDraftRow.state == DraftState.DROPPED)
        .values(
            state=case((ImportDraftRow.document.is_(None), DraftState.UNREADABLE), else_=DraftState.OPEN),
            dropped_at=None,
            dropped_by="",
        )
        .returning(ImportDraftRow.id)
    )
    return back.one_or_none() is not None


_COLUMNS = (
    ImportDraftRow.id,
    ImportDraftRow.state,
    ImportDraftRow.source_name,
    ImportDraftRow.source_sha256,
    ImportDraftRow.octets,
    ImportDraftRow.agency,
    ImportDraftRow.started_by,
    ImportDraftRow.started_at,
    ImportDraftRow.read_at,
    ImportDraftRow.pages,
    ImportDraftRow.pages_read,
    ImportDraftRow.refusal,
    ImportDraftRow.places,
    ImportDraftRow.plan_id,
    ImportDraftRow.dropped_at,
    ImportDraftRow.dropped_by,
)
