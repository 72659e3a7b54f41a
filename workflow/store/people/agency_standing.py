"""How agencies stand with those who write to them: open duties, people who are written to, addresses that bounced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.lifecycle import OPEN
from workflow.store.notices.outbox_statements import is_in
from workflow.store.tables import AgencyRow, AssignmentRow, ContactRow, FormerNameRow, NoticeRow, NoticeState


@dataclass(frozen=True, kw_only=True)
class AgencyReach:
    """Of one agency: open duties, people to write to, and how many of these are away on the day."""

    open_duties: int = 0
    people: int = 0
    away: int = 0


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """Why the last message to an address was given up, and when; aware."""

    outcome: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class FormerName:
    """A name that an agency bore; the first and last day where they are known."""

    name: str
    since: date | None
    until: date | None


def agency_standings(session: Session, *, today: date) -> Mapping[str, AgencyReach]:
    """Return the standing of every agency that has open duties or people, by its code."""
    duties = dict(
        session.execute(
            select(AgencyRow.code, func.count())
            .join(AssignmentRow, AssignmentRow.agency_id == AgencyRow.id)
            .where(AssignmentRow.state.in_(OPEN))
            .group_by(AgencyRow.code)
        ).all()
    )
    people = dict(_people(session))
    away = dict(_people(session, ContactRow.away_from <= today, ContactRow.away_until >= today))
    return {
        code: AgencyReach(open_duties=duties.get(code, 0), people=people.get(code, 0), away=away.get(code, 0))
        for code in duties.keys() | people.keys()
    }


def bounced_addresses(session: Session) -> Mapping[tuple[str, str], Bounce]:
    """Return the addresses, by channel, whose last settled message was given up for dead."""
    later = aliased(NoticeRow)
    heard = exists().where(
        later.recipient == NoticeRow.recipient,
        later.channel == NoticeRow.channel,
        later.settled_at > NoticeRow.settled_at,
        or_(later.state == NoticeState.SENT, and_(later.state == NoticeState.DEAD, later.id > NoticeRow.id)),
    )
    query = (
        select(NoticeRow.channel, NoticeRow.recipient, NoticeRow.outcome, NoticeRow.settled_at)
        .where(is_in(NoticeState.DEAD), NoticeRow.settled_at.is_not(None), ~heard)
        .order_by(NoticeRow.id)
    )
    return {
        (channel, address): Bounce(outcome=outcome, at=at)
        for channel, address, outcome, at in session.execute(query)
        if at is not None
    }


def former_names_of(session: Session, code: str) -> list[FormerName]:
    """Return the names that an agency bore before, the oldest first."""
    rows = session.execute(
        select(FormerNameRow.name, FormerNameRow.since, FormerNameRow.until)
        .join(AgencyRow, AgencyRow.id == FormerNameRow.agency_id)
        .where(AgencyRow.code == code)
        .order_by(FormerNameRow.id)
    )
    return [FormerName(name=name, since=since, until=until) for name, since, until in rows]


def _people(session: Session, *only: ColumnElement[bool]) -> list[tuple[str, int]]:
    rows = session.execute(
        select(AgencyRow.code, func.count())
        .join(ContactRow, ContactRow.agency_id == AgencyRow.id)
        .where(*only)
        .group_by(AgencyRow.code)
    )
    return [(code, count) for code, count in rows]
