"""Letters in the store: queued once under a key, taken just before they are sent, settled with what became of them.

One step fewer than notices: whoever sends has the message ready before taking its letters, so a letter that is found
`sending` after its lease may or may not have arrived. It becomes `unknown` and is never sent again by itself.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from workflow.store.database.insert import insert_into
from workflow.store.notices.outbox import LEASE, Settlement
from workflow.store.tables import AgencyRow, ContactRole, ContactRow, LetterKind, LetterRow, NoticeState

__all__ = ["Bundle", "Letter", "LetterKind", "Reachable"]


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """An address of an agency's office."""

    agency_id: int
    agency: str
    name: str
    channel: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One subject to one address. `occasion` tells this asking from the next about the same subject."""

    kind: LetterKind
    subject_id: int
    occasion: str
    day: date
    to: Reachable

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject_id}:{self.occasion}:{self.to.channel}:{self.to.address}"


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All waiting letters of a kind for one address: one message. `attempts` counts the tries before this one."""

    kind: LetterKind
    to: Reachable
    ids: tuple[int, ...]
    subjects: tuple[tuple[int, date], ...]
    attempts: int


def reachable(session: Session, agency_ids: Iterable[int]) -> dict[int, list[Reachable]]:
    """Return the office addresses of agencies; one without any is missing."""
    query = (
        select(AgencyRow.id, AgencyRow.name, ContactRow.name, ContactRow.channel, ContactRow.address)
        .join(ContactRow, ContactRow.agency_id == AgencyRow.id)
        .where(AgencyRow.id.in_(set(agency_ids)), ContactRow.role == ContactRole.STAFF)
        .order_by(ContactRow.id)
    )
    found: dict[int, list[Reachable]] = {}
    for agency_id, agency, name, channel, address in session.execute(query):
        contact = Reachable(agency_id=agency_id, agency=agency, name=name, channel=channel, address=address)
        found.setdefault(agency_id, []).append(contact)
    return found


def queue_letters(session: Session, letters: Iterable[Letter], *, now: datetime, not_before: datetime) -> int:
    """Queue letters and return how many are new; one that was queued before, sent or not, changes nothing."""
    rows = {letter.key: _row(letter, now, not_before) for letter in letters}
    if not rows:
        return 0
    known = set(session.scalars(select(LetterRow.key).where(LetterRow.key.in_(rows))))
    fresh = [row for key, row in rows.items() if key not in known]
    if not fresh:
        return 0
    statement = insert_into(session.get_bind().dialect, LetterRow).on_conflict_do_nothing(index_elements=["key"])
    return len(session.scalars(statement.returning(LetterRow.id), fresh).all())


def waiting_bundles(session: Session, *, now: datetime, channels: Sequence[str]) -> list[Bundle]:
    """Return what may be sent now, one bundle for each kind and address. Takes nothing yet."""
    ready = and_(LetterRow.state == NoticeState.QUEUED, LetterRow.not_before <= now, LetterRow.channel.in_(channels))
    query = (
        select(LetterRow, AgencyRow.name)
        .join(AgencyRow, AgencyRow.id == LetterRow.agency_id)
        .where(ready)
        .order_by(LetterRow.kind, LetterRow.channel, LetterRow.recipient, LetterRow.id)
    )
    groups: dict[tuple[str, str, str], list[tuple[LetterRow, str]]] = {}
    for row, agency in session.execute(query).all():
        groups.setdefault((row.kind, row.channel, row.recipient), []).append((row, agency))
    return [_bundle(rows) for rows in groups.values()]


def take(session: Session, bundle: Bundle, *, message_id: str, now: datetime) -> str | None:
    """Mark a bundle as being sent and return the token that settles it; None when somebody else was first."""
    token = str(uuid.uuid4())
    taken = session.scalars(
        update(LetterRow)
        .where(LetterRow.id.in_(bundle.ids), LetterRow.state == NoticeState.QUEUED)
        .values(
            state=NoticeState.SENDING,
            lease_token=token,
            lease_until=now + LEASE,
            attempts=LetterRow.attempts + 1,
            message_id=message_id,
        )
        .returning(LetterRow.id)
    ).all()
    return token if taken else None


def settle_letters(session: Session, token: str, settlement: Settlement, *, now: datetime) -> bool:
    """Write what became of a bundle; False when its lease had run out and it was given up meanwhile."""
    again = settlement.retry_at is not None
    settled = session.scalars(
        update(LetterRow)
        .where(LetterRow.lease_token == token, LetterRow.state == NoticeState.SENDING)
        .values(
            state=NoticeState.QUEUED if again else settlement.state,
            outcome=settlement.outcome,
            not_before=settlement.retry_at if again else LetterRow.not_before,
            settled_at=None if again else now,
            lease_token=None,
            lease_until=None,
        )
        .returning(LetterRow.id)
    ).all()
    return bool(settled)


def cancel_letters(session: Session, ids: Sequence[int], *, reason: str, now: datetime) -> None:
    """Cancel queued letters that have nothing to say any more."""
    session.execute(
        update(LetterRow)
        .where(LetterRow.id.in_(ids), LetterRow.state == NoticeState.QUEUED)
        .values(state=NoticeState.CANCELLED, outcome=reason, settled_at=now)
    )


def give_up_lost_letters(session: Session, *, now: datetime) -> int:
    """Note letters whose sender died while sending as `unknown`; return how many."""
    lost = session.scalars(
        update(LetterRow)
        .where(LetterRow.state == NoticeState.SENDING, LetterRow.lease_until < now)
        .values(state=NoticeState.UNKNOWN, outcome="tiến trình gửi dừng giữa chừng", settled_at=now)
        .returning(LetterRow.id)
    ).all()
    return len(lost)


def _row(letter: Letter, now: datetime, not_before: datetime) -> dict[str, object]:
    return {
        "key": letter.key,
        "kind": letter.kind,
        "subject_id": letter.subject_id,
        "day": letter.day,
        "channel": letter.to.channel,
        "recipient": letter.to.address,
        "recipient_name": letter.to.name,
        "agency_id": letter.to.agency_id,
        "state": NoticeState.QUEUED,
        "queued_at": now,
        "not_before": not_before,
        "attempts": 0,
        "message_id": "",
        "outcome": "",
    }


def _bundle(rows: Sequence[tuple[LetterRow, str]]) -> Bundle:
    first, agency = rows[0]
    return Bundle(
        kind=first.kind,
        to=Reachable(
            agency_id=first.agency_id,
            agency=agency,
            name=first.recipient_name,
            channel=first.channel,
            address=first.recipient,
        ),
        ids=tuple(row.id for row, _ in rows),
        subjects=tuple((row.subject_id, row.day) for row, _ in rows),
        attempts=max(row.attempts for row, _ in rows),
    )
