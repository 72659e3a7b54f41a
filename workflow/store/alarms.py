"""Alarms: what an admin must know, raised once under a key and told once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.store.insert import insert_into
from workflow.store.tables import AlarmRow


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Something an admin must know. `words` is a Vietnamese sentence."""

    key: str
    raised_at: datetime
    told_at: datetime | None
    words: str


def raise_alarm(session: Session, key: str, words: str, *, now: datetime) -> bool:
    """Raise an alarm; False when it was raised before under this key, told or not."""
    statement = insert_into(session.get_bind().dialect, AlarmRow).values(key=key, raised_at=now, words=words)
    fresh = statement.on_conflict_do_nothing(index_elements=["key"]).returning(AlarmRow.key)
    return session.scalar(fresh) is not None


def take_untold(session: Session, *, now: datetime) -> list[Alarm]:
    """Take the alarms that nobody was told about; who takes them tells them, so they count as told from now on."""
    taken = session.scalars(
        update(AlarmRow).where(AlarmRow.told_at.is_(None)).values(told_at=now).returning(AlarmRow)
    ).all()
    return sorted((_alarm(row) for row in taken), key=lambda alarm: alarm.raised_at)


def put_back(session: Session, alarms: list[Alarm]) -> None:
    """Take back that the alarms were told: their mail was refused."""
    keys = [alarm.key for alarm in alarms]
    session.execute(update(AlarmRow).where(AlarmRow.key.in_(keys)).values(told_at=None))


def alarms_since(session: Session, moment: datetime) -> list[Alarm]:
    """Return the alarms raised since a moment, the newest first."""
    query = select(AlarmRow).where(AlarmRow.raised_at >= moment).order_by(AlarmRow.raised_at.desc(), AlarmRow.key)
    return [_alarm(row) for row in session.scalars(query)]


def _alarm(row: AlarmRow) -> Alarm:
    return Alarm(key=row.key, raised_at=row.raised_at, told_at=row.told_at, words=row.words)
