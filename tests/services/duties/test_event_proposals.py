"""Issue K, line 23: whoever owes what waits may say that its event happened; whoever may fire it decides."""

from datetime import date

import pytest

from services.duties.events import EventDoing, accept_event_proposal, propose_event, refuse_event_proposal
from services.installation import Installation
from tests.plans import a_row, at, registered
from tests.services.duties.test_acting import SHELL, somebody
from tests.web.offices import an_installation
from workflow.assignment import Assignment
from workflow.lifecycle import NotAllowed, State
from workflow.people.grants import Actor, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.firings.event_proposals import ProposalRefused, open_proposals
from workflow.store.log.tail import latest_lines

DAY, HAPPENED = date(2026, 3, 5), date(2026, 3, 3)
PAPER = "345/QĐ-BNV ngày 03/3/2026"


@pytest.fixture
def house(database: Database) -> Installation:
    """A duty of Sở Nội vụ that waits for an event."""
    registered(database, a_row("Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ"))
    return an_installation(database)


def the_duty(house: Installation) -> Assignment:
    with house.database.reading() as session:
        return assignments(session)[0]


def lines(house: Installation) -> list[str]:
    with house.database.reading() as session:
        return [line.entry.action for line in latest_lines(session, limit=10) if line.entry]


def proposed(house: Installation, actor: Actor, document: str = PAPER) -> int:
    return propose_event(house, EventDoing(event=1, actor=actor, now=at(DAY), document=document), HAPPENED)


def test_k23_the_word_of_staff_waits_and_accepting_it_fires_by_its_day_and_document(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    number = proposed(house, clerk)
    with house.database.reading() as session:
        assert [one.id for one in open_proposals(session)] == [number]
    assert the_duty(house).state is State.WAITING

    accept_event_proposal(house, number, SHELL, now=at(DAY))

    assert (the_duty(house).state, the_duty(house).due) == (State.ASSIGNED, date(2026, 3, 18))
    assert {"propose_event", "accept_proposal", "fire"} <= set(lines(house))
    with house.database.reading() as session:
        assert open_proposals(session) == []


def test_k23_a_word_is_refused_with_a_reason_and_the_duty_goes_on_waiting(house: Installation) -> None:
    number = proposed(house, somebody(house, GrantedRole.STAFF, "so-noi-vu"))
    with pytest.raises(ProposalRefused):
        refuse_event_proposal(house, number, SHELL, now=at(DAY), reason=" ")
    refuse_event_proposal(house, number, SHELL, now=at(DAY), reason="mới là dự thảo")
    assert the_duty(house).state is State.WAITING
    assert "refuse_proposal" in lines(house)


def test_k23_who_proposes_may_not_accept_and_a_word_without_its_document_is_none(house: Installation) -> None:
    clerk = somebody(house, GrantedRole.STAFF, "so-noi-vu")
    number = proposed(house, clerk)
    with pytest.raises(NotAllowed):
        accept_event_proposal(house, number, clerk, now=at(DAY))
    with pytest.raises(ProposalRefused):
        proposed(house, clerk, document="")
