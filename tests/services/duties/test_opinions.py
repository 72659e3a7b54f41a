"""What leaders direct and cooperating agencies think of a duty: by whom, kept in which words, told to whom."""

from datetime import date

import pytest
from sqlalchemy import select

from documents.evidence.refusals import SecretRefused
from services.duties.acting import Brought, Doing, cause, give_comment, give_direction
from services.installation import Installation
from tests.plans import a_row, at, registered, with_contacts
from tests.web.offices import an_installation
from tests.web.people import ADMIN, granted
from workflow.lifecycle import Event, NotAllowed
from workflow.log.subjects import LogNames
from workflow.log.words import line_words
from workflow.people.grants import Actor, GrantedRole
from workflow.rights import sight
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment
from workflow.store.duties.sighting import in_sight
from workflow.store.log.opinions import OpinionRefused
from workflow.store.log.replaying import unexplained_duties
from workflow.store.log.writing import history
from workflow.store.notices.change_notices import queue_news
from workflow.store.notices.queueing import Moment
from workflow.store.tables import NoticeRow

DAY = date(2026, 3, 5)
COORDINATOR = "so-khoa-hoc-va-cong-nghe"
LEADER = Actor(name="Ông Lâm", grants=(granted(GrantedRole.LEADER),))
HELPER = Actor(name="Chị Mai", grants=(granted(GrantedRole.STAFF, "so-y-te"),))
OWNER = Actor(name="Chị Hoa", grants=(granted(GrantedRole.STAFF, "so-noi-vu"),))
WORDS = "Làm trước phần dữ liệu.\nBáo cáo tuần sau"


@pytest.fixture
def house(database: Database) -> Installation:
    """Duty 1 of Sở Nội vụ, with Sở Y tế, coordinated by Sở Khoa học và Công nghệ; each has somebody to write to."""
    with_contacts(database, "so-noi-vu", "so-y-te", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating="Sở Y tế"))
    return an_installation(database)


def by(actor: Actor) -> Doing:
    return Doing(duty=1, actor=actor, now=at(DAY))


def mail(house: Installation) -> dict[str, str]:
    """What everybody is told of the duty as news, by address."""
    with house.database.writing() as session:
        moment = Moment(today=DAY, now=at(DAY), not_before=at(DAY))
        queue_news(session, moment=moment, working_days=house.policies.working_days)
        return {row.recipient: row.note for row in session.scalars(select(NoticeRow))}


def test_an_opinion_leaves_its_words_in_the_log_and_the_duty_as_it_was(house: Installation) -> None:
    with house.database.reading() as session:
        before = assignment(session, 1)
    assert give_direction(house, by(LEADER), WORDS) == before
    assert give_comment(house, by(HELPER), "Đã gửi số liệu") == before
    with house.database.reading() as session:
        directed, commented = history(session, 1)[-2:]
        assert assignment(session, 1) == before
        assert [*unexplained_duties(session)] == []
    assert (directed.actor, directed.action, directed.details["text"]) == ("Ông Lâm", "direct", WORDS)
    assert (commented.actor, commented.action, commented.details["said_for"]) == ("Chị Mai", "comment", "so-y-te")
    names = LogNames(agencies={"so-y-te": "Sở Y tế"})
    assert line_words(directed, names) == "nhiệm vụ 1; Làm trước phần dữ liệu. Báo cáo tuần sau"
    assert line_words(commented, names) == "nhiệm vụ 1; Sở Y tế; Đã gửi số liệu"


def test_who_stands_behind_a_group_within_a_group_cooperates_as_well(database: Database) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating="Các sở, ban, ngành, địa phương"))
    house = an_installation(database)
    assert give_comment(house, by(HELPER), "Đã gửi số liệu").id == 1
    with house.database.reading() as session:
        assert in_sight(session, sight(HELPER)).plans == {1}


def test_what_a_leader_directs_is_told_to_who_leads_and_who_coordinates(house: Installation) -> None:
    give_direction(house, by(LEADER), WORDS)
    words = "Ngày 05/3/2026: có ý kiến chỉ đạo của Ông Lâm: “Làm trước phần dữ liệu. Báo cáo tuần sau”."
    assert mail(house) == {"vanthu@so-noi-vu.example": words, f"vanthu@{COORDINATOR}.example": words}


def test_what_a_cooperating_agency_thinks_is_told_to_who_leads(house: Installation) -> None:
    give_comment(house, by(HELPER), "Đã gửi số liệu")
    words = "Ngày 05/3/2026: có ý kiến phối hợp của Sở Y tế (Chị Mai): “Đã gửi số liệu”."
    assert mail(house) == {"vanthu@so-noi-vu.example": words}


@pytest.mark.parametrize("actor", [ADMIN, OWNER, LEADER], ids=lambda actor: actor.name)
def test_only_a_cooperating_agency_comments(house: Installation, actor: Actor) -> None:
    with pytest.raises(NotAllowed, match="cơ quan phối hợp"):
        give_comment(house, by(actor), "x")


@pytest.mark.parametrize("actor", [ADMIN, OWNER, HELPER], ids=lambda actor: actor.name)
def test_only_a_leader_directs(house: Installation, actor: Actor) -> None:
    with pytest.raises(NotAllowed, match="lãnh đạo"):
        give_direction(house, by(actor), "x")


def test_an_opinion_has_words_none_of_them_secret(house: Installation) -> None:
    with pytest.raises(OpinionRefused, match="chưa có nội dung"):
        give_direction(house, by(LEADER), " \n")
    with pytest.raises(SecretRefused):
        give_direction(house, by(LEADER), "TUYỆT MẬT")


def test_what_is_withdrawn_gets_no_opinion(house: Installation) -> None:
    withdrawn = Doing(duty=1, actor=ADMIN, now=at(DAY), reason="trùng")
    cause(house, Event.WITHDRAW, withdrawn, Brought())
    with pytest.raises(OpinionRefused, match="đã thu hồi"):
        give_comment(house, by(HELPER), "Đã gửi số liệu")
