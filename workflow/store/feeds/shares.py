"""The addresses under which lists and reports are shared: given out, listed, ended, known again by their digest."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from base.errors import DondocError
from workflow.by import By
from workflow.feeds import token_digest, token_hint
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.store.log.writing import record
from workflow.store.tables import PersonRow, ShareRow

# A list of duties, the same with its plan's figures, and a report card as its page shows it.
LIST, REPORT, CARD = "list", "report", "card"


class UnknownShare(DondocError):
    """There is no share of this number or address, or it is over."""

    def __init__(self, given: object = "địa chỉ") -> None:
        super().__init__(
            given=given,
            place="Chia sẻ để xem",
            reason="không có, đã hết hạn hoặc đã ngừng",
            remedy="Hỏi người gửi địa chỉ mới.",
        )


@dataclass(frozen=True, kw_only=True)
class Share:
    """One share: what it shows (`kind`, `query`), for whom (`label`), whose sight it is, and until which day."""

    id: int
    hint: str
    kind: str
    query: str
    label: str
    person: int
    person_name: str
    until: date
    created_at: datetime
    ended_at: datetime | None

    def is_open(self, today: date) -> bool:
        """Whether its address opens anything on a day."""
        return self.ended_at is None and today <= self.until


def add_share(session: Session, token: str, *, kind: str, query: str, label: str, until: date, by: By) -> Share:
    """Give a share out under a token that the caller made. `by` has to be a person with an account."""
    row = ShareRow(
        token_sha256=token_digest(token),
        hint=token_hint(token),
        kind=kind,
        query=query,
        label=label,
        person_id=by.person,
        until=until,
        created_at=by.now,
    )
    session.add(row)
    session.flush()
    details = {"share": row.id, "kind": kind, "view": query, "until": until.isoformat(), "holder": label}
    record(session, [LogEntry.of(by, LogAction.SHARE, details=details)])
    return share(session, row.id)


def end_share(session: Session, number: int, by: By) -> None:
    """End a share at once; one that is over stays so. Raises `UnknownShare`."""
    row = session.get(ShareRow, number)
    if row is None:
        raise UnknownShare(number)
    if row.ended_at is None:
        row.ended_at = by.now
        record(session, [LogEntry.of(by, LogAction.END_SHARE, details={"share": number})])


def share(session: Session, number: int) -> Share:
    """Return one share. Raises `UnknownShare`."""
    found = _shares(session, ShareRow.id == number)
    if not found:
        raise UnknownShare(number)
    return found[0]


def share_of_token(session: Session, token: str) -> Share:
    """Return the share behind an address. Raises `UnknownShare`."""
    found = share_under(session, token) if token.isascii() else None
    if found is None:
        raise UnknownShare
    return found


def share_under(session: Session, token: str) -> Share | None:
    """Return the share that was given out under a token, if there is one."""
    return next(iter(_shares(session, ShareRow.token_sha256 == token_digest(token))), None)


def all_shares(session: Session, *, person: int | None = None) -> list[Share]:
    """Return the shares, the newest first: of one person, or all."""
    return _shares(session, *(() if person is None else (ShareRow.person_id == person,)))


def _shares(session: Session, *which: object) -> list[Share]:
    query = select(ShareRow, PersonRow.name).join(PersonRow, PersonRow.id == ShareRow.person_id)
    rows = session.execute(query.where(*which).order_by(ShareRow.id.desc()))  # type: ignore[arg-type]
    return [
        Share(
            id=row.id,
            hint=row.hint,
            kind=row.kind,
            query=row.query,
            label=row.label,
            person=row.person_id,
            person_name=name,
            until=row.until,
            created_at=row.created_at,
            ended_at=row.ended_at,
        )
        for row, name in rows
    ]
