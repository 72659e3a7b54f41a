"""Keeping the sealed tokens of Zalo accounts, and the lease of whoever refreshes one.

Refreshing asks Zalo over the network, so it can't hold a transaction: SQLite's only writer would stand still. The
lock is a lease in the account's row instead, the same on both databases; one whose holder died runs out.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from workflow.store.database.insert import insert_into
from workflow.store.tables import ZaloAccountRow

# Longer than a refresh may take, shorter than the hour that is left when one begins.
REFRESH_LEASE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class SealedPair:
    """An account's tokens as they are stored. Moments are aware."""

    account: str
    sealed: str = field(repr=False)
    access_ends: datetime
    refresh_ends: datetime
    spent: str = ""


def sealed_pair(session: Session, account: str) -> SealedPair | None:
    """Return an account's tokens, None when nobody has authorised it."""
    row = session.get(ZaloAccountRow, account)
    return None if row is None else _pair(row)


def sealed_pairs(session: Session) -> list[SealedPair]:
    """Return the tokens of all accounts, by account."""
    return [_pair(row) for row in session.scalars(select(ZaloAccountRow).order_by(ZaloAccountRow.account))]


def keep_pair(session: Session, pair: SealedPair) -> None:
    """Write an account's tokens over those that are stored; a lease stays with its holder."""
    statement = insert_into(session.get_bind().dialect, ZaloAccountRow)
    values = {name: getattr(pair, name) for name in ("sealed", "access_ends", "refresh_ends", "spent")}
    session.execute(
        statement.values(account=pair.account, **values).on_conflict_do_update(index_elements=["account"], set_=values)
    )


def lease(session: Session, account: str, token: str, *, now: datetime) -> bool:
    """Take an account's lease for `REFRESH_LEASE`; False while somebody else holds it."""
    free = or_(ZaloAccountRow.lease_until.is_(None), ZaloAccountRow.lease_until < now)
    taken = session.scalars(
        update(ZaloAccountRow)
        .where(ZaloAccountRow.account == account, free)
        .values(lease_token=token, lease_until=now + REFRESH_LEASE)
        .returning(ZaloAccountRow.account)
    )
    return taken.one_or_none() is not None


def release_refresh(session: Session, account: str, token: str) -> None:
    """End a lease; one that ran out and is somebody else's by now is left alone."""
    session.execute(
        update(ZaloAccountRow)
        .where(ZaloAccountRow.account == account, ZaloAccountRow.lease_token == token)
        .values(lease_token=None, lease_until=None)
    )


def _pair(row: ZaloAccountRow) -> SealedPair:
    return SealedPair(
        account=row.account,
        sealed=row.sealed,
        access_ends=row.access_ends,
        refresh_ends=row.refresh_ends,
        spent=row.spent,
    )
