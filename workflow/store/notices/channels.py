"""How the channels stand, shared by all workers: failures in a row, pauses, and the next free slot of a rate."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.database.insert import insert_into
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import ChannelRow


@dataclass(frozen=True, kw_only=True)
class ChannelStanding:
    """A channel as the last worker left it. Moments are aware; `why` is what the channel said when it stopped."""

    name: str
    failures: int = 0
    open_until: datetime | None = None
    stopped: bool = False
    why: str = ""
    next_slot: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Whether the channel is to be left alone now."""
        return self.open_until is not None and now < self.open_until


def hold_channel(session: Session, name: str) -> ChannelStanding:
    """Return how a channel stands, and keep everybody else from claiming its notices until the transaction ends."""
    known = session.execute(select(ChannelRow).where(ChannelRow.name == name).with_for_update()).scalar_one_or_none()
    if known is None:
        fresh = insert_into(session.get_bind().dialect, ChannelRow).values(name=name, failures=0, stopped=False, why="")
        session.execute(fresh.on_conflict_do_nothing())
        known = session.execute(select(ChannelRow).where(ChannelRow.name == name).with_for_update()).scalar_one()
    session.refresh(known)
    return _standing(known)


def know_channels(session: Session, names: Collection[str]) -> None:
    """Note by which channels the house sends: who has no address on a step's own is told on one of these."""
    known = set(session.scalars(select(ChannelRow.name)))
    new = [{"name": name, "failures": 0, "stopped": False, "why": ""} for name in sorted({*names} - known)]
    if new:
        session.execute(insert_into(session.get_bind().dialect, ChannelRow).on_conflict_do_nothing(), new)


def keep_channel(session: Session, standing: ChannelStanding) -> None:
    """Write how a channel stands now. The transaction holds the channel."""
    session.execute(
        update(ChannelRow)
        .where(ChannelRow.name == standing.name)
        .values(
            failures=standing.failures,
            open_until=standing.open_until,
            stopped=standing.stopped,
            why=standing.why,
            next_slot=standing.next_slot,
        )
        .execution_options(synchronize_session=False)
    )


def reopen_channel(session: Session, name: str, by: By) -> None:
    """Let a channel that rests or was stopped be used again at once, and log who said so."""
    standing = hold_channel(session, name)
    keep_channel(session, ChannelStanding(name=name, next_slot=standing.next_slot))
    record(session, [LogEntry.of(by.because(standing.why), LogAction.CHANNEL_REOPENED, details={"channel": name})])


def channel_standings(session: Session) -> Sequence[ChannelStanding]:
    """Return how every channel that was ever used stands, by name."""
    return [_standing(row) for row in session.scalars(select(ChannelRow).order_by(ChannelRow.name))]


def _standing(row: ChannelRow) -> ChannelStanding:
    return ChannelStanding(
        name=row.name,
        failures=row.failures,
        open_until=row.open_until,
        stopped=row.stopped,
        why=row.why,
        next_slot=row.next_slot,
    )
