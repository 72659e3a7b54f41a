"""Grants as they are kept, and which duties they show: the same on both databases, and the same as the pure table."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.plans import a_head, a_row, at, registered
from workflow.people.actions import Action
from workflow.people.grants import HOUSE, SCOPES, Actor, Grant, GrantedRole, GrantScope, Principal, ScopeKind
from workflow.rights import may, sight
from workflow.store.database.opening import Database, Session
from workflow.store.duties.subjects import duty_subject, within
from workflow.store.people.accounts import add_account, set_disabled
from workflow.store.people.grants import (
    UnknownScope,
    add_grant,
    end_grant,
    grants_of,
    has_admin,
    kept_grants,
    manned_agencies,
)
from workflow.store.tables import AssignmentRow

DAY = date(2026, 3, 5)
PLACES: tuple[GrantScope, ...] = (
    HOUSE,
    *(GrantScope(kind=ScopeKind.PLAN, plan=number) for number in (1, 2)),
    *(
        GrantScope(kind=ScopeKind.AGENCY, agency=code)
        for code in ("so-noi-vu", "so-tai-chinh", "so-y-te", "so-xay-dung", "so-khoa-hoc-va-cong-nghe")
    ),
)


def somebody(session: Session, mail: str = "ha@snv.example") -> int:
    return add_account(session, name="Bà Hà", mail=mail, now=at(DAY)).id


def of_agency(code: str, role: GrantedRole = GrantedRole.STAFF, **more: object) -> Grant:
    return Grant(role=role, scope=GrantScope(kind=ScopeKind.AGENCY, agency=code), since=DAY, **more)  # type: ignore[arg-type]


@pytest.fixture
def two_plans(database: Database) -> Database:
    """Plan 1: Sở Nội vụ and Sở Y tế lead, Sở Tài chính cooperates. Plan 2: Sở Xây dựng leads."""
    registered(
        database,
        a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating="Sở Tài chính"),
        a_row("Trước 15/8/2026", "Sở Y tế", cooperating=""),
    )
    other = a_head(number="51/KH-UBND")
    registered(database, a_row("Trước 15/9/2026", "Sở Xây dựng", cooperating=""), head=other, coordinator="so-y-te")
    return database


def test_a_grant_comes_back_as_it_was_given(two_plans: Database) -> None:
    given = Grant(
        role=GrantedRole.COORDINATOR,
        scope=GrantScope(kind=ScopeKind.PLAN, plan=1),
        since=DAY,
        until=date(2026, 5, 1),
        document="12/GUQ",
        also=frozenset({Action.FIRE}),
    )
    with two_plans.writing() as session:
        person = somebody(session)
        principal = somebody(session, "an@skhcn.example")
        lent = Grant(
            role=GrantedRole.HEAD,
            scope=given.scope,
            since=DAY,
            document="13/GUQ",
            lent_by=Principal(person=principal, name="Bà Hà", document="13/GUQ"),
        )
        add_grant(session, given, person=person, given_by="quản trị", now=at(DAY))
        add_grant(session, lent, person=person, given_by="quản trị", now=at(DAY))

        assert set(grants_of(session, person, today=DAY)) == {given, lent}


def test_a_right_ends_with_its_day_or_when_somebody_ends_it(database: Database) -> None:
    with database.writing() as session:
        person = somebody(session)
        add_grant(
            session, Grant(role=GrantedRole.ADMIN, since=DAY, until=DAY), person=person, given_by="x", now=at(DAY)
        )
        kept = add_grant(session, Grant(role=GrantedRole.AUDITOR, since=DAY), person=person, given_by="x", now=at(DAY))

        assert len(grants_of(session, person, today=DAY)) == 2
        assert [g.role for g in grants_of(session, person, today=date(2026, 3, 6))] == [GrantedRole.AUDITOR]
        assert end_grant(session, kept.id, now=at(DAY))
        assert not end_grant(session, kept.id, now=at(DAY))
        assert [g.role for g in grants_of(session, person, today=DAY)] == [GrantedRole.ADMIN]
        assert len(kept_grants(session, person=person)) == 2


def test_what_an_agency_holds_its_own_people_hold_and_deputies_do_not(two_plans: Database) -> None:
    coordinator = Grant(role=GrantedRole.COORDINATOR, scope=GrantScope(kind=ScopeKind.PLAN, plan=1), since=DAY)
    with two_plans.writing() as session:
        own, deputy = somebody(session), somebody(session, "b@skhcn.example")
        add_grant(session, coordinator, holder="so-y-te", given_by="x", now=at(DAY))
        add_grant(session, of_agency("so-y-te"), person=own, given_by="x", now=at(DAY))
        lent = of_agency("so-y-te", lent_by=Principal(person=own, name="Bà Hà", document=""))
        add_grant(session, lent, person=deputy, given_by="x", now=at(DAY))

        assert coordinator in grants_of(session, own, today=DAY)
        assert coordinator not in grants_of(session, deputy, today=DAY)


def test_a_grant_for_an_agency_that_is_not_there_is_refused(database: Database) -> None:
    with database.writing() as session:
        person = somebody(session)
        with pytest.raises(UnknownScope):
            add_grant(session, of_agency("so-khong-co"), person=person, given_by="x", now=at(DAY))


def test_an_agency_is_manned_while_somebody_of_it_has_an_open_account(two_plans: Database) -> None:
    codes = ["so-noi-vu", "so-y-te"]
    with two_plans.writing() as session:
        person = somebody(session)
        add_grant(session, of_agency("so-noi-vu"), person=person, given_by="x", now=at(DAY))
        assert manned_agencies(session, codes, today=DAY) == {"so-noi-vu"}
        set_disabled(session, person, at=at(DAY), why="nghỉ việc")
        assert manned_agencies(session, codes, today=DAY) == frozenset()


def test_the_last_admin_is_known(database: Database) -> None:
    with database.writing() as session:
        person = somebody(session)
        assert not has_admin(session, today=DAY)
        add_grant(session, Grant(role=GrantedRole.ADMIN, since=DAY), person=person, given_by="x", now=at(DAY))
        assert has_admin(session, today=DAY)
        assert not has_admin(session, today=DAY, but=person)


def test_a_duty_is_described_for_the_agencies_that_ask(two_plans: Database) -> None:
    with two_plans.reading() as session:
        duty = duty_subject(session, 1, asking=["so-tai-chinh", "so-y-te", "so-xay-dung"], today=DAY)

    assert (duty.agency, duty.agency_name, duty.plan) == ("so-noi-vu", "Sở Nội vụ", 1)
    assert duty.coordinator_name == "Sở Khoa học và Công nghệ"
    assert duty.cooperating == {"so-tai-chinh"}
    assert duty.involved == {"so-tai-chinh", "so-y-te"}
    assert not duty.manned


def test_a_list_shows_exactly_the_duties_that_may_be_seen(two_plans: Database) -> None:
    for role in GrantedRole:
        for scope in PLACES:
            if scope.kind in SCOPES[role]:
                actor = Actor(name="Bà Hà", person=1, grants=(Grant(role=role, scope=scope, since=DAY),))
                assert listed(two_plans, actor) == allowed(two_plans, actor), (role, scope)


def listed(database: Database, actor: Actor) -> set[int]:
    with database.reading() as session:
        return set(session.scalars(select(AssignmentRow.id).where(within(sight(actor)))))


def allowed(database: Database, actor: Actor) -> set[int]:
    with database.reading() as session:
        numbers = session.scalars(select(AssignmentRow.id)).all()
        subjects = {n: duty_subject(session, n, asking=actor.agencies, today=DAY) for n in numbers}
    return {number for number, subject in subjects.items() if may(actor, Action.SEE_DUTY, subject)}
