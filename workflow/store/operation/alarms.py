"""What only an admin can mend: noted once, told once, forgotten when it is over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from workflow.store.database.insert import insert_into
from workflow.store.tables import AlarmRow


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One trouble. `key` names it for ever, `text` says in Vietnamese what is wrong and what to do."""

    key: str
    text: str
    raised_at: datetime
    told_at: datetime | None = None


def raise_alarm(session: Session, key: str, text: str, *, now: datetime) -> bool:
    """Note a trouble; False when it is noted already."""
    statement = insert_into(session.get_bind().dialect, AlarmRow).values(key=key, text=text, raised_at=now)
    raised = session.scalars(statement.on_conflict_do_nothing(index_elements=["key"]).returning(AlarmRow.key))
    return raised.one_or_none() is not None


def clear_alarms(session: Session, *, under: str, still: Collection[str] = ()) -> None:
    """Forget the troubles whose keys begin with `under`, but for those that are `still` there."""
    session.execute(delete(AlarmRow).where(AlarmRow.key.startswith(under, autoescape=True), AlarmRow.key.not_in(still)))


def alarms(session: Session) -> list[Alarm]:
    """Return the troubles there are, the oldest first."""
    rows = session.scalars(select(AlarmRow).order_by(AlarmRow.raised_at, AlarmRow.key))
    return [Alarm(key=row.key, text=row.text, raised_at=row.raised_at, told_at=row.told_at) for row in rows]


def begin_telling(session: Session, *, now: datetime) -> list[Alarm]:
    """Take what the admin hasn't been told yet, marked as told: of two programs one gets it."""
    told = session.execute(
        update(AlarmRow)
        .where(AlarmRow.told_at.is_(None))
        .values(told_at=now)
        .returning(AlarmRow.key, AlarmRow.text, AlarmRow.raised_at)
    ).all()
    return [Alarm(key=key, text=text, raised_at=raised_at, told_at=now) for key, text, raised_at in sorted(told)]


def take_back_alarm(session: Session, keys: Collection[str]) -> None:
    """The admin could not be told after all: these are to be told at the next run."""
    session.execute(update(AlarmRow).where(AlarmRow.key.in_(keys)).values(told_at=None))
