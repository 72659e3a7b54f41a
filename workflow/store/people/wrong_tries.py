"""Wrong passwords and codes, remembered for as long as they close a way."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from workflow.people.lockout import HOUR, Tries
from workflow.store.tables import WrongTryRow


def count_try(session: Session, *, account: bytes, network: str, now: datetime, in_a_row: bool = True) -> int:
    """Remember a try as wrong; whoever finds it right takes it back with `take_back`.

    One that isn't `in_a_row` counts for the hour only.
    """
    row = WrongTryRow(account=account, network=network, at=now, in_a_row=in_a_row)
    session.add(row)
    session.flush()
    return row.id


def take_back(session: Session, number: int) -> None:
    """Forget a try that was right after all."""
    session.execute(delete(WrongTryRow).where(WrongTryRow.id == number))


def tries(session: Session, *, account: bytes, network: str, now: datetime, lock: timedelta) -> Tries:
    """Return the wrong tries that count: those in a row as far back as a lock reaches, the others for an hour."""
    here = _moments(
        session,
        WrongTryRow.account == account,
        WrongTryRow.network == network,
        WrongTryRow.in_a_row.is_(True),
        WrongTryRow.at > now - lock,
    )
    lately = WrongTryRow.at > now - HOUR
    return Tries(
        here=here,
        account=_moments(session, WrongTryRow.account == account, lately),
        network=_moments(session, WrongTryRow.network == network, lately),
    )


def tries_by_account(
    session: Session, *, now: datetime, lock: timedelta, account: bytes | None = None
) -> Mapping[bytes, Sequence[Tries]]:
    """Return what counts against accounts, of one or of each, network by network; see `tries`."""
    query = select(WrongTryRow.account, WrongTryRow.network, WrongTryRow.at, WrongTryRow.in_a_row)
    query = query.where(WrongTryRow.at > now - max(lock, HOUR))
    found: dict[bytes, dict[str, list[datetime]]] = {}
    lately: dict[bytes, list[datetime]] = {}
    for row in session.execute(query if account is None else query.where(WrongTryRow.account == account)):
        here = found.setdefault(row.account, {}).setdefault(row.network, [])
        if row.in_a_row and row.at > now - lock:
            here.append(row.at)
        if row.at > now - HOUR:
            lately.setdefault(row.account, []).append(row.at)
    return {
        known: [Tries(here=tuple(here), account=tuple(lately.get(known, ()))) for here in networks.values()]
        for known, networks in found.items()
    }


def end_row_of_tries(session: Session, account: bytes, *, network: str = "") -> bool:
    """Begin counting anew for an account, in one network or everywhere; False when nothing was counted."""
    here = [WrongTryRow.network == network] if network else []
    ended = session.execute(
        update(WrongTryRow)
        .where(WrongTryRow.account == account, WrongTryRow.in_a_row.is_(True), *here)
        .values(in_a_row=False)
        .returning(WrongTryRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    return bool(ended)


def forget_tries(session: Session, account: bytes) -> None:
    """Forget the wrong tries of an account: an admin says that it was himself."""
    session.execute(delete(WrongTryRow).where(WrongTryRow.account == account))


def forget_old_tries(session: Session, *, before: datetime) -> int:
    """Delete tries from before a moment; return how many."""
    old = delete(WrongTryRow).where(WrongTryRow.at < before).returning(WrongTryRow.id)
    return len(session.execute(old).all())


def _moments(session: Session, *where: ColumnElement[bool]) -> tuple[datetime, ...]:
    return tuple(session.scalars(select(WrongTryRow.at).where(*where)))
