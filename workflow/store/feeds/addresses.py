"""Giving out calendar addresses, taking them back, and knowing them again by what is kept of their tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session, aliased

from base.errors import DondocError
from base.where_to_look import WhereToLook
from workflow.by import By
from workflow.feeds import Ending, Feed, FeedLook, FeedRole, FeedScope, token_digest, token_hint
from workflow.log.actions import LogAction
from workflow.store.log.writing import LogEntry, record
from workflow.store.plans.successions import plan_by_number
from workflow.store.tables import AgencyRow, ContactRow, FeedRow, PlanRow

# Two changes within one second must not look alike to a client that knows whole seconds only.
ONE_SECOND = timedelta(seconds=1)
_MACHINE = "máy: lịch đăng ký"
# The one plan that an address is narrowed to; its own subject may be another.
_ONLY = aliased(PlanRow)


class UnknownFeed(DondocError):
    """There is no address of this number or token, or it is over for good."""


class UnknownSubject(DondocError):
    """An address was asked for an agency or person that isn't there."""


class FeedEnded(DondocError):
    """The address has ended already."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What an address shall show and to whom it goes: `code` is an agency's code, a plan's number or a mail address.

    `person` binds the address to a contact: it ends when they are none any more.
    """

    scope: FeedScope
    code: str
    role: FeedRole = FeedRole.LEAD
    year: int | None = None
    holder: str = ""
    person: str = ""
    look: FeedLook = field(default_factory=FeedLook)


def open_feed(session: Session, order: Order, token: str, by: By) -> Feed:
    """Give out a new address under a token that the caller made; return what is known of it from now on.

    Raises `UnknownSubject` and `UnknownPlan` for what isn't there.
    """
    row = FeedRow(
        **_named(session, order),
        scope=order.scope,
        role=order.role,
        **_columns(order.look),
        created_at=by.now,
        modified_at=by.now,
        token_sha256=token_digest(token),
        hint=token_hint(token),
    )
    session.add(row)
    session.flush()
    _log(session, LogAction.OPEN_FEED, row, by)
    return feed(session, row.id)


def rotate_feed(session: Session, number: int, token: str, by: By) -> Feed:
    """Replace an address by a new one that shows the same. Raises `UnknownFeed`, `FeedEnded`."""
    old = _living(session, number)
    same = ("scope", "role", "agency_id", "plan_id", "person", "holder", *_columns(FeedLook()))
    new = FeedRow(
        **{name: getattr(old, name) for name in same},
        created_at=by.now,
        modified_at=by.now,
        token_sha256=token_digest(token),
        hint=token_hint(token),
    )
    _end(old, Ending.ROTATED, by.now)
    session.add(new)
    session.flush()
    _log(session, LogAction.ROTATE_FEED, old, by, {"new_feed": new.id})
    _log(session, LogAction.OPEN_FEED, new, by)
    return feed(session, new.id)


def change_feed(session: Session, number: int, look: FeedLook, by: By) -> Feed:
    """Have an address look otherwise from now on; one that looks so already stays as it is.

    Raises `UnknownFeed`, `FeedEnded`.
    """
    row = _living(session, number)
    before, wanted = _look(row), _columns(look)
    if before == look:
        return feed(session, number)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.look_at = max(by.now, row.look_at + ONE_SECOND) if row.look_at else by.now
    session.flush()
    old = _columns(before)
    changed = {name: value for name, value in wanted.items() if value != old[name]}
    _log(session, LogAction.CHANGE_FEED, row, by, {"look": changed})
    return feed(session, number)


def revoke_feed(session: Session, number: int, by: By) -> Feed:
    """Take an address back. Raises `UnknownFeed`, `FeedEnded`."""
    row = _living(session, number)
    _end(row, Ending.REVOKED, by.now)
    session.flush()
    _log(session, LogAction.REVOKE_FEED, row, by)
    return feed(session, number)


def lapse_feed(session: Session, number: int, at: datetime) -> None:
    """End an address whose holder may no longer see it; one that has ended stays as it is."""
    row = session.get_one(FeedRow, number)
    if row.ended_at is None:
        _end(row, Ending.LAPSED, at)
        session.flush()
        _log(
            session,
            LogAction.LAPSE_FEED,
            row,
            By(actor=_MACHINE, now=at, reason="người giữ không còn là cán bộ theo dõi"),
        )


def revive_feed(session: Session, number: int, at: datetime) -> None:
    """Let an address that lapsed go on, since its holder may see it again; any other stays as it is."""
    row = session.get_one(FeedRow, number, with_for_update=True)
    if row.ending is Ending.LAPSED:
        row.ended_at = row.ending = None
        session.flush()
        by = By(actor=_MACHINE, now=at, reason="người giữ lại là cán bộ theo dõi")
        _log(session, LogAction.OPEN_FEED, row, by)


def feed(session: Session, number: int) -> Feed:
    """Return an address by its number. Raises `UnknownFeed`."""
    found = session.execute(_feeds().where(FeedRow.id == number)).one_or_none()
    if found is None:
        raise _unknown(number)
    return _view(*found)


def feed_by_token(session: Session, digest: bytes) -> Feed | None:
    """Return the address of a token by its SHA-256: one look into an index, found or not."""
    found = session.execute(_feeds().where(FeedRow.token_sha256 == digest)).one_or_none()
    return _view(*found) if found else None


def feeds(session: Session, *, ended_since: datetime | None = None) -> list[Feed]:
    """Return the addresses that are in use, oldest first; with `ended_since` also those that ended from then on."""
    ended = FeedRow.ended_at >= ended_since if ended_since else FeedRow.ended_at.is_(None)
    query = _feeds().where(or_(FeedRow.ended_at.is_(None), ended)).order_by(FeedRow.id)
    return [_view(*found) for found in session.execute(query)]


def subscribers(session: Session, *, since: datetime) -> frozenset[str]:
    """Return the mail addresses of those whose own calendar address, still in use, was read since a moment."""
    query = select(FeedRow.person).where(FeedRow.ended_at.is_(None), FeedRow.fetched_at >= since, FeedRow.person != "")
    return frozenset(session.scalars(query))


def may_still_see(session: Session, feed: Feed) -> bool:
    """Say whether whoever the address is bound to still has a right to it, by the contacts of this moment."""
    if not feed.person:
        return True
    query = select(ContactRow.id).where(ContactRow.address == feed.person)
    if feed.scope in {FeedScope.AGENCY, FeedScope.COORDINATOR}:
        query = query.join(AgencyRow, AgencyRow.id == ContactRow.agency_id).where(AgencyRow.code == feed.code)
    return session.scalars(query.limit(1)).first() is not None


def keep_fetches(session: Session, fetches: Mapping[int, datetime]) -> None:
    """Remember when addresses were last asked for; several programs may tell in any order."""
    for number, at in sorted(fetches.items()):
        later = or_(FeedRow.fetched_at.is_(None), FeedRow.fetched_at < at)
        session.execute(update(FeedRow).where(FeedRow.id == number, later).values(fetched_at=at))


def keep_content(session: Session, number: int, version: str, at: datetime) -> datetime:
    """Remember that an address serves this version now; return since when, later than for any version before it."""
    row = session.get_one(FeedRow, number, with_for_update=True)
    if row.version != version:
        row.version, row.modified_at = version, max(at, row.modified_at + ONE_SECOND)
        session.flush()
    return row.modified_at


def _feeds() -> Select[FeedRow, AgencyRow, PlanRow, str | None]:
    return (
        select(FeedRow, AgencyRow, PlanRow, _ONLY.number)
        .join(AgencyRow, AgencyRow.id == FeedRow.agency_id, isouter=True)
        .join(PlanRow, PlanRow.id == FeedRow.plan_id, isouter=True)
        .join(_ONLY, _ONLY.id == FeedRow.only_plan_id, isouter=True)
    )


def _columns(look: FeedLook) -> dict[str, Any]:
    """The columns that hold how an address looks."""
    return {
        "label": look.label,
        "alarm": look.alarm,
        "span": look.span,
        "color": look.color,
        "only_plan_id": look.plan,
        "open_only": look.open_only,
    }


def _look(row: FeedRow) -> FeedLook:
    return FeedLook(
        label=row.label,
        alarm=row.alarm,
        span=row.span,
        color=row.color,
        plan=row.only_plan_id,
        open_only=row.open_only,
    )


def _named(session: Session, order: Order) -> dict[str, Any]:
    """The columns that say whose duties the address shows and who holds it, once all of them are there."""
    person = order.code if order.scope is FeedScope.PERSON else order.person
    agency_id = plan_id = None
    if order.scope is FeedScope.PLAN:
        plan_id = plan_by_number(session, order.code, order.year).id
    elif order.scope is not FeedScope.PERSON:
        agency_id = _agency_id(session, order.code)
    contact = _contact(session, person, agency_id) if person else None
    holder = order.holder or (contact.name if contact else "")
    return {"agency_id": agency_id, "plan_id": plan_id, "person": person, "holder": holder}


def _agency_id(session: Session, code: str) -> int:
    found = session.scalars(select(AgencyRow).where(AgencyRow.code == code)).one_or_none()
    if found is not None and found.is_group:
        raise UnknownSubject(
            given=found.name,
            place="Cơ quan của lịch",
            reason="là một nhóm, không có lịch riêng",
            remedy="Ghi một cơ quan của nhóm, hoặc cấp lịch của cả văn bản.",
        )
    if found is None:
        raise UnknownSubject(
            given=code,
            place="Cơ quan của lịch",
            reason="không có trong danh bạ đã dùng",
            remedy="Chọn một cơ quan có trong danh bạ; nhập văn bản hoặc cán bộ theo dõi trước.",
            look=WhereToLook.AGENCIES,
        )
    return found.id


def _contact(session: Session, address: str, agency_id: int | None) -> ContactRow:
    query = select(ContactRow).where(ContactRow.address == address).order_by(ContactRow.id)
    if agency_id is not None:
        query = query.where(ContactRow.agency_id == agency_id)
    found = session.scalars(query).first()
    if found is None:
        raise UnknownSubject(
            given=address,
            place="Người giữ lịch",
            reason="không phải cán bộ theo dõi" + (" của cơ quan này" if agency_id is not None else ""),
            remedy="Ghi người đó vào danh sách cán bộ theo dõi trước.",
            look=WhereToLook.CONTACTS,
        )
    return found


def _living(session: Session, number: int) -> FeedRow:
    row = session.get(FeedRow, number, with_for_update=True)
    if row is None:
        raise _unknown(number)
    if row.ended_at is not None:
        raise FeedEnded(
            given=number,
            place="Địa chỉ lịch",
            reason=feed(session, number).standing,
            remedy="Chọn một địa chỉ đang dùng.",
            look=WhereToLook.FEEDS,
        )
    return row


def _end(row: FeedRow, ending: Ending, at: datetime) -> None:
    row.ended_at, row.ending = at, ending


def unknown_token() -> UnknownFeed:
    """Return the refusal of a token that nobody was given; it doesn't repeat the token."""
    return UnknownFeed(
        given="…",
        place="Địa chỉ lịch",
        reason="chưa từng được cấp ở đây",
        remedy="Chép lại cả địa chỉ, hoặc đăng ký địa chỉ mới.",
        look=WhereToLook.NEW_FEED,
    )


def _unknown(number: int) -> UnknownFeed:
    return UnknownFeed(
        given=number,
        place="Địa chỉ lịch",
        reason="không có",
        remedy="Chọn một địa chỉ trong danh sách.",
        look=WhereToLook.FEEDS,
    )


def _log(session: Session, action: LogAction, row: FeedRow, by: By, more: Mapping[str, Any] | None = None) -> None:
    details = {"feed": row.id, "scope": row.scope, "role": row.role, "hint": row.hint, "holder": row.holder}
    record(session, [LogEntry.of(by, action, plan=row.plan_id, details=details | dict(more or {}))])


def _view(row: FeedRow, agency: AgencyRow | None, plan: PlanRow | None, only: str | None) -> Feed:
    return Feed(
        id=row.id,
        scope=row.scope,
        role=row.role,
        code=agency.code if agency else plan.number if plan else row.person,
        name=agency.name if agency else plan.number if plan else row.holder or row.person,
        title=plan.title if plan else "",
        issued_on=plan.issued_on if plan else None,
        holder=row.holder,
        person=row.person,
        look=_look(row),
        only=only or "",
        look_at=row.look_at,
        hint=row.hint,
        created_at=row.created_at,
        fetched_at=row.fetched_at,
        ended_at=row.ended_at,
        ending=row.ending,
        version=row.version,
        modified_at=row.modified_at,
    )
