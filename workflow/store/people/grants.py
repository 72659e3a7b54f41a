"""Grants as they are kept: given, lent, ended, and read as the pure table of rights wants them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, Date, ScalarSelect, bindparam, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from base.errors import DondocError
from base.where_to_look import WhereToLook
from workflow.people.actions import Action
from workflow.people.grants import OF_ONE_AGENCY, Grant, GrantedRole, GrantScope, Principal, ScopeKind
from workflow.store.tables import AgencyRow, PersonRow, PlanRow, RoleGrantRow

_HOLDER = aliased(AgencyRow)
_LENDER = aliased(PersonRow)


@dataclass(frozen=True, kw_only=True)
class KeptGrant:
    """A grant with its number, who holds it and in whose words it was given. `holder` is an agency's code, or ""."""

    id: int
    grant: Grant
    person: int | None
    person_name: str
    holder: str
    holder_name: str
    scope_name: str
    given_by: str
    given_at: datetime
    ended_at: datetime | None

    def in_force(self, today: date) -> bool:
        """Whether it holds on a day and wasn't ended."""
        return self.ended_at is None and self.grant.in_force(today)


class UnknownGrant(DondocError):
    """There is no grant of this number."""


class UnknownScope(DondocError):
    """A grant names an agency or plan that isn't there."""


def grants_of(session: Session, person: int, *, today: date) -> tuple[Grant, ...]:
    """Return what a person may do on a day: his own grants, and those of the agencies that he is staff or head of."""
    own = [kept.grant for kept in _kept(session, RoleGrantRow.person_id == person, *_open_on(today))]
    agencies = {grant.scope.agency for grant in own if grant.role in OF_ONE_AGENCY and grant.lent_by is None}
    held = _kept(session, _HOLDER.code.in_(agencies), *_open_on(today)) if agencies else []
    return (*own, *(kept.grant for kept in held))


def kept_grants(
    session: Session, *, person: int | None = None, lent_by: int | None = None, agency: str = ""
) -> list[KeptGrant]:
    """Return grants, ended ones too, the newest first: of a person, lent by him, or within an agency."""
    where: list[ColumnElement[bool]] = []
    if person is not None:
        where.append(RoleGrantRow.person_id == person)
    if lent_by is not None:
        where.append(RoleGrantRow.lent_by_id == lent_by)
    if agency:
        where.append(or_(AgencyRow.code == agency, _HOLDER.code == agency))
    return _kept(session, *where)


def kept_grant(session: Session, number: int) -> KeptGrant:
    """Return one grant. Raises `UnknownGrant`."""
    found = _kept(session, RoleGrantRow.id == number)
    if not found:
        raise UnknownGrant(
            given=number,
            place="Quyền",
            reason="không có",
            remedy="Tìm trong danh sách người dùng.",
            look=WhereToLook.PEOPLE,
        )
    return found[0]


def add_grant(
    session: Session, grant: Grant, *, person: int | None = None, holder: str = "", given_by: str, now: datetime
) -> KeptGrant:
    """Keep a grant for a person, or for an agency by its code. Raises `UnknownScope`."""
    row = RoleGrantRow(
        person_id=person,
        holder_id=_agency_id(session, holder) if holder else None,
        role=grant.role,
        scope=grant.scope.kind,
        plan_id=_plan_id(session, grant.scope.plan),
        agency_id=_agency_id(session, grant.scope.agency) if grant.scope.agency else None,
        since=grant.since,
        until=grant.until,
        document=grant.document,
        also=sorted(grant.also),
        lent_by_id=grant.lent_by.person if grant.lent_by else None,
        given_by=given_by,
        given_at=now,
    )
    session.add(row)
    session.flush()
    return kept_grant(session, row.id)


def end_grant(session: Session, number: int, *, now: datetime) -> bool:
    """End a grant from this moment on; False when it had ended before."""
    return _end(session, RoleGrantRow.id == number, now=now)


def has_admin(session: Session, *, today: date, but: int | None = None) -> bool:
    """Whether somebody with an open account is admin on a day, beside the person `but`."""
    query = select(RoleGrantRow.id).join(PersonRow, PersonRow.id == RoleGrantRow.person_id)
    query = query.where(RoleGrantRow.role == GrantedRole.ADMIN, PersonRow.disabled_at.is_(None), *_open_on(today))
    if but is not None:
        query = query.where(PersonRow.id != but)
    return session.execute(query.limit(1)).first() is not None


def manned_agencies(session: Session, codes: Iterable[str], *, today: date) -> frozenset[str]:
    """Return which of the agencies have somebody with an open account who acts for them on a day."""
    return frozenset(session.scalars(_MANNED, {"agencies": sorted(set(codes)), "today": today}))


def _open_on(today: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    return (
        RoleGrantRow.ended_at.is_(None),
        RoleGrantRow.since <= today,
        or_(RoleGrantRow.until.is_(None), RoleGrantRow.until >= today),
    )


# Asked with every duty that is shown; building the statement takes longer than the database does.
_MANNED = (
    select(AgencyRow.code)
    .join(RoleGrantRow, RoleGrantRow.agency_id == AgencyRow.id)
    .join(PersonRow, PersonRow.id == RoleGrantRow.person_id)
    .where(
        AgencyRow.code.in_(bindparam("agencies", expanding=True)),
        RoleGrantRow.role.in_(OF_ONE_AGENCY),
        PersonRow.disabled_at.is_(None),
        *_open_on(bindparam("today", type_=Date)),
    )
)


def _end(session: Session, which: ColumnElement[bool], *, now: datetime) -> bool:
    ended = session.execute(
        update(RoleGrantRow)
        .where(which, RoleGrantRow.ended_at.is_(None))
        .values(ended_at=now)
        .returning(RoleGrantRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.expire_all()
    return bool(ended)


def _kept(session: Session, *where: ColumnElement[bool]) -> list[KeptGrant]:
    query = (
        select(RoleGrantRow, PersonRow.name, _HOLDER.code, _HOLDER.name, _LENDER.name, AgencyRow, PlanRow.number)
        .outerjoin(PersonRow, PersonRow.id == RoleGrantRow.person_id)
        .outerjoin(_HOLDER, _HOLDER.id == RoleGrantRow.holder_id)
        .outerjoin(_LENDER, _LENDER.id == RoleGrantRow.lent_by_id)
        .outerjoin(AgencyRow, AgencyRow.id == RoleGrantRow.agency_id)
        .outerjoin(PlanRow, PlanRow.id == RoleGrantRow.plan_id)
        .where(*where)
        .order_by(RoleGrantRow.id.desc())
    )
    return [_kept_grant(*row) for row in session.execute(query)]


def _kept_grant(
    row: RoleGrantRow,
    person_name: str | None,
    holder: str | None,
    holder_name: str | None,
    lender: str | None,
    agency: AgencyRow | None,
    plan: str | None,
) -> KeptGrant:
    return KeptGrant(
        id=row.id,
        grant=Grant(
            role=row.role,
            scope=GrantScope(kind=row.scope, plan=row.plan_id, agency=agency.code if agency else ""),
            since=row.since,
            until=row.until,
            document=row.document,
            also=frozenset(Action(action) for action in row.also),
            lent_by=_principal(row, lender),
        ),
        person=row.person_id,
        person_name=person_name or "",
        holder=holder or "",
        holder_name=holder_name or "",
        scope_name=_scope_name(row.scope, agency, plan),
        given_by=row.given_by,
        given_at=row.given_at,
        ended_at=row.ended_at,
    )


def _principal(row: RoleGrantRow, lender: str | None) -> Principal | None:
    if row.lent_by_id is None:
        return None
    return Principal(person=row.lent_by_id, name=lender or "", document=row.document)


def _scope_name(kind: ScopeKind, agency: AgencyRow | None, plan: str | None) -> str:
    match kind:
        case ScopeKind.HOUSE:
            return ScopeKind.HOUSE.label
        case ScopeKind.PLAN:
            return f"văn bản {plan}"
        case ScopeKind.AGENCY:
            return agency.name if agency else ""


def _agency_id(session: Session, code: str) -> int:
    found = session.scalars(select(AgencyRow.id).where(AgencyRow.code == code)).one_or_none()
    if found is None:
        raise UnknownScope(
            given=code,
            place="Phạm vi của quyền",
            reason="không có trong danh bạ",
            remedy="Chọn một cơ quan có trong danh bạ.",
            look=WhereToLook.AGENCIES,
        )
    return found


def _plan_id(session: Session, number: int | None) -> int | None:
    if number is None:
        return None
    if session.get(PlanRow, number) is None:
        raise UnknownScope(
            given=number, place="Phạm vi của quyền", reason="không có văn bản này", remedy="Chọn văn bản đã nhập."
        )
    return number


def agency_acted_for(person: ColumnElement[int] | InstrumentedAttribute[int]) -> ScalarSelect[int | None]:
    """Return the row id of the agency that a person acts for by a grant of his own, the first given; null for none."""
    return (
        select(RoleGrantRow.agency_id)
        .where(RoleGrantRow.person_id == person, RoleGrantRow.lent_by_id.is_(None), RoleGrantRow.agency_id.is_not(None))
        .order_by(RoleGrantRow.id)
        .limit(1)
        .scalar_subquery()
    )
