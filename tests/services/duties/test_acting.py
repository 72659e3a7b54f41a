"""The one door through which people change duties: rights are those of the moment, in the transaction that acts."""

from datetime import date, timedelta

import pytest

from cli.options import THE_SHELL
from services.duties.acting import Brought, Doing, ask_extension, cause
from services.installation import Installation
from tests.plans import a_row, at, registered
from tests.web.offices import an_installation
from workflow.lifecycle import Event, NotAllowed, State
from workflow.log.audit import LENT_BY, PERSON
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, Principal, ScopeKind
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import ChangedMeanwhile
from workflow.store.log.writing import history
from workflow.store.people.accounts import add_account, set_disabled
from workflow.store.people.grants import add_grant, end_grant
from workflow.views.handings import Fate, current_report, handings

DAY = date(2026, 3, 5)
SHELL = Actor(name=THE_SHELL, grants=(Grant(role=GrantedRole.ADMIN),), by_place=(Grant(role=GrantedRole.ADMIN),))
REPORT = Brought(result="12/BC-SNV ngày 05/3/2026")


@pytest.fixture
def house(database: Database) -> Installation:
    """An installation with a duty of Sở Nội vụ, coordinated by Sở Khoa học và Công nghệ."""
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return an_installation(database)


def duty(house: Installation) -> int:
    with house.database.reading() as session:
        return assignments(session)[0].id


def somebody(house: Installation, role: GrantedRole, agency: str, **more: object) -> Actor:
    """A person with one right, as his page knew him."""
    known = Grant(role=role, scope=GrantScope(kind=ScopeKind.AGENCY, agency=agency), since=DAY, **more)  # type: ignore[arg-type]
    with house.database.writing() as session:
        account = add_account(session, name=f"Người {role}", mail=f"{role}-{agency}@x.example", now=at(DAY))
        add_grant(session, known, person=account.id, given_by="x", now=at(DAY))
    return Actor(name=account.name, person=account.id, grants=(known,))


def doing(house: Installation, actor: Actor, **more: object) -> Doing:
    return Doing(duty=duty(house), actor=actor, **({"now": at(DAY)} | more))  # type: ignore[arg-type]


def test_a_clerk_reports_and_the_coordinator_confirms_and_the_log_knows_both(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    coordinator = somebody(house, GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
    cause(house, Event.REPORT, doing(house, clerk), REPORT)
    done = cause(house, Event.CONFIRM, doing(house, coordinator))

    assert done.state is State.COMPLETED
    with house.database.reading() as session:
        lines = history(session, done.id)[-2:]
    assert [line.details[PERSON] for line in lines] == [clerk.person, coordinator.person]


def test_a_confirmation_is_taken_back_as_if_it_had_not_been_given(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    coordinator = somebody(house, GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
    waiting = cause(house, Event.REPORT, doing(house, clerk, now=at(date(2026, 8, 1))), REPORT)
    cause(house, Event.CONFIRM, doing(house, coordinator, now=at(date(2026, 8, 10))))
    back = cause(house, Event.RECALL_CONFIRMATION, doing(house, coordinator, now=at(date(2026, 8, 10))))

    assert waiting.state is State.REPORTED
    assert (back.state, back.due, back.reported_on) == (waiting.state, waiting.due, waiting.reported_on)
    assert back.timeliness is waiting.timeliness
    with house.database.reading() as session:
        report = current_report(handings(history(session, back.id)))
    assert report is not None
    assert report.fate is Fate.WAITS


def test_only_who_confirmed_takes_it_back_and_only_for_a_day(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    coordinator = somebody(house, GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
    other = somebody(house, GrantedRole.HEAD, "so-noi-vu")
    cause(house, Event.REPORT, doing(house, clerk), REPORT)
    cause(house, Event.CONFIRM, doing(house, coordinator))
    with pytest.raises(NotAllowed, match="Chỉ cơ quan đầu mối"):
        cause(house, Event.RECALL_CONFIRMATION, doing(house, other))
    with pytest.raises(NotAllowed, match="Chỉ người đã xác nhận"):
        cause(house, Event.RECALL_CONFIRMATION, doing(house, SHELL))
    with pytest.raises(NotAllowed, match="quá 24 giờ"):
        late = at(DAY) + timedelta(hours=25)
        cause(house, Event.RECALL_CONFIRMATION, doing(house, coordinator, now=late))


def test_another_agencys_duty_is_refused_and_not_named(house: Installation) -> None:
    stranger = somebody(house, GrantedRole.STAFF, "so-xay-dung")
    with pytest.raises(NotAllowed) as refused:
        cause(house, Event.ACCEPT, doing(house, stranger))

    assert "Nội vụ" not in refused.value.place
    assert "Chỉ cơ quan chủ trì" in refused.value.remedy


def test_a_role_that_ended_yesterday_no_longer_acts_whatever_the_page_knew(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu", until=DAY)
    cause(house, Event.ACCEPT, doing(house, clerk))

    with pytest.raises(NotAllowed):
        cause(house, Event.REPORT, doing(house, clerk, now=at(DAY + timedelta(days=1))), REPORT)


def test_a_right_taken_a_moment_ago_no_longer_acts(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    with house.database.writing() as session:
        end_grant(session, 1, now=at(DAY))

    with pytest.raises(NotAllowed):
        cause(house, Event.ACCEPT, doing(house, clerk))


def test_a_closed_account_no_longer_acts(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    with house.database.writing() as session:
        set_disabled(session, clerk.person or 0, at=at(DAY), why="nghỉ việc")

    with pytest.raises(NotAllowed):
        cause(house, Event.ACCEPT, doing(house, clerk))


def test_an_older_version_is_told_who_did_what_when(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    cause(house, Event.ACCEPT, doing(house, clerk, version=1))
    with pytest.raises(ChangedMeanwhile) as overtaken:
        cause(house, Event.REFUSE, doing(house, clerk, version=1, reason="không thuộc chức năng"))

    assert overtaken.value.reason == "đã được Người staff nhận nhiệm vụ lúc 09:00 ngày 05/3/2026"
    assert "đang triển khai" in overtaken.value.remedy


def test_a_form_sent_twice_acts_once(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    cause(house, Event.REPORT, doing(house, clerk, version=1), REPORT)
    with pytest.raises(ChangedMeanwhile):
        cause(house, Event.REPORT, doing(house, clerk, version=1), REPORT)

    with house.database.reading() as session:
        assert [line.action for line in history(session, duty(house))].count("report") == 1


def test_nobody_confirms_what_he_reported_himself_in_whatever_role(house: Installation) -> None:
    both = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    with house.database.writing() as session:
        add_grant(session, Grant(role=GrantedRole.ADMIN, since=DAY), person=both.person, given_by="x", now=at(DAY))
    cause(house, Event.REPORT, doing(house, both), REPORT)

    with pytest.raises(NotAllowed) as refused:
        cause(house, Event.CONFIRM, doing(house, both))
    assert "không tự quyết định" in refused.value.remedy


def test_a_deputy_of_who_reported_is_told_whose_report_it_is(house: Installation) -> None:
    both = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    lender = Principal(person=both.person or 0, name=both.name, document="12/GUQ")
    with house.database.writing() as session:
        account = add_account(session, name="Bà Hà", mail="ha@x.example", now=at(DAY))
        lent = Grant(role=GrantedRole.ADMIN, since=DAY, document="12/GUQ", lent_by=lender)
        add_grant(session, lent, person=account.id, given_by="x", now=at(DAY))
    cause(house, Event.REPORT, doing(house, both), REPORT)

    with pytest.raises(NotAllowed) as refused:
        cause(house, Event.CONFIRM, doing(house, Actor(name="Bà Hà", person=account.id)))
    assert "Bạn thừa ủy quyền của Người staff, người đã báo cáo" in refused.value.remedy


def test_a_deputy_acts_in_the_name_of_who_lent_the_right_and_the_log_names_both(house: Installation) -> None:
    principal = somebody(house, GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
    lender = Principal(person=principal.person or 0, name=principal.name, document="12/GUQ")
    with house.database.writing() as session:
        account = add_account(session, name="Bà Hà", mail="ha@x.example", now=at(DAY))
        own = GrantScope(kind=ScopeKind.AGENCY, agency="so-khoa-hoc-va-cong-nghe")
        lent = Grant(role=GrantedRole.COORDINATOR, scope=own, since=DAY, document="12/GUQ", lent_by=lender)
        add_grant(session, lent, person=account.id, given_by="x", now=at(DAY))
    cause(house, Event.WITHDRAW, doing(house, Actor(name="Bà Hà", person=account.id), reason="trùng"))

    with house.database.reading() as session:
        line = history(session, duty(house))[-1]
    assert line.actor == "Bà Hà (thừa ủy quyền của Người coordinator, số 12/GUQ)"
    assert (line.details[PERSON], line.details[LENT_BY]) == (account.id, principal.person)


def test_the_command_line_enters_for_an_agency_and_says_so(house: Installation) -> None:
    cause(house, Event.ACCEPT, doing(house, SHELL))
    ask_extension(house, doing(house, SHELL, reason="chờ Bộ hướng dẫn"), date(2026, 8, 30))
    cause(house, Event.WITHDRAW, doing(house, SHELL, reason="trùng"))

    with house.database.reading() as session:
        actors = [line.actor for line in history(session, duty(house))[-3:]]
    assert actors == [f"{THE_SHELL}, nhập thay", f"{THE_SHELL}, nhập thay", THE_SHELL]
