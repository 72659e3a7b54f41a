"""A recipient whom a channel can't reach is told on the next one: other notices, in the transaction that gives up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.log.actions import LogAction
from workflow.store.database.insert import insert_into
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.outbox import Parcel, batches, parcel_values
from workflow.store.notices.outbox_statements import OF_PARCEL, is_in
from workflow.store.tables import ContactRow, NoticeRow, NoticeState

_ACTOR = "máy: gửi thông báo"
# A notice that ended like this has told nobody, so another channel is looked for.
FAILED = {NoticeState.DEAD, NoticeState.MOVED, NoticeState.CANCELLED}


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The notices (ids) whose recipient is told on another channel instead, and which channels these are."""

    ids: frozenset[int] = frozenset()
    channels: tuple[str, ...] = ()


def fall_back(session: Session, parcel: Parcel, order: Sequence[str], *, reason: str, now: datetime) -> Moved:
    """Queue the notices of a parcel that is being sent for the same person's next channel, and log it.

    `order` are the channels to try. The same person is the contact of that name in the same agency and role, or, when
    none of that name has another channel, the agency's contacts in the role. A notice that the channel has already,
    and that didn't fail there, is not made twice.
    """
    rows = session.scalars(select(NoticeRow).where(OF_PARCEL, is_in(NoticeState.SENDING)), parcel_values(parcel)).all()
    ways = {agency: _ways(session, agency, parcel, order) for agency in {row.agency_id for row in rows}}
    wanted = {row.id: [*_copies(row, ways[row.agency_id], now)] for row in rows}
    known = _known(session, [copy["key"] for copies in wanted.values() for some in copies for copy in some])
    fresh: list[dict[str, Any]] = []
    moved: dict[int, str] = {}
    for number, copies in wanted.items():
        for some in copies:
            missing = [copy for copy in some if copy["key"] not in known]
            if missing or any(known[copy["key"]] not in FAILED for copy in some):
                fresh += missing
                moved[number] = some[0]["channel"]
                break
    if fresh:
        statement = insert_into(session.get_bind().dialect, NoticeRow)
        session.execute(statement.on_conflict_do_nothing(index_elements=["key"]), fresh)
    if moved:
        record(session, [_entry(parcel, moved, reason, now)])
    return Moved(ids=frozenset(moved), channels=tuple(dict.fromkeys(moved.values())))


def _ways(session: Session, agency_id: int, parcel: Parcel, order: Sequence[str]) -> list[list[ContactRow]]:
    """The contacts of one person on other channels, channel by channel in their order."""
    known = session.scalars(select(ContactRow).where(ContactRow.agency_id == agency_id)).all()
    here = [c for c in known if (c.channel, c.address) == (parcel.channel, parcel.recipient)]
    roles = {contact.role for contact in here} or {contact.role for contact in known}
    others = [c for c in known if c.role in roles and c.channel in order]
    named = [contact for contact in others if contact.name == parcel.recipient_name] or others
    by_channel: dict[str, list[ContactRow]] = defaultdict(list)
    for contact in named:
        by_channel[contact.channel].append(contact)
    return [by_channel[channel] for channel in order if channel in by_channel]


def _copies(row: NoticeRow, ways: Sequence[Sequence[ContactRow]], now: datetime) -> Iterator[list[dict[str, Any]]]:
    step = row.key.removesuffix(f":{row.channel}:{row.recipient}")
    for contacts in ways:
        yield [
            {
                "key": f"{step}:{contact.channel}:{contact.address}",
                "assignment_id": row.assignment_id,
                "plan_id": row.plan_id,
                "step": row.step,
                "step_words": row.step_words,
                "due": row.due,
                "channel": contact.channel,
                "recipient": contact.address,
                "recipient_name": contact.name,
                "agency_id": row.agency_id,
                "about_agency_id": row.about_agency_id,
                "note": row.note,
                "state": NoticeState.QUEUED,
                "urgent": row.urgent,
                "queued_at": now,
                "not_before": now,
                "attempts": 0,
                "doubts": 0,
                "message_id": "",
                "outcome": "",
            }
            for contact in contacts
        ]


def _known(session: Session, keys: Sequence[str]) -> Mapping[str, NoticeState]:
    found: dict[str, NoticeState] = {}
    for some in batches(sorted(set(keys))):
        found |= dict(session.execute(select(NoticeRow.key, NoticeRow.state).where(NoticeRow.key.in_(some))).all())
    return found


def _entry(parcel: Parcel, moved: Mapping[int, str], reason: str, now: datetime) -> LogEntry:
    details = {
        "recipient": parcel.recipient,
        "from": parcel.channel,
        "to": sorted(set(moved.values())),
        "notices": sorted(moved),
    }
    return LogEntry(at=now, actor=_ACTOR, action=LogAction.NOTICE_FALL_BACK, reason=reason, details=details)
