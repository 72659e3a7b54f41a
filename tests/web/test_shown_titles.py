"""A duty has one title everywhere: the one a person corrected, not the printed one."""

import html

import pytest
from sqlalchemy import select

from services.day.steps import Day, queue_stage
from tests.plans import at, with_contacts
from tests.web.offices import TODAY, an_installation, an_office, pages_of
from tests.web.people import ADMIN, COORDINATOR
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.tables import AssignmentRow, NoticeRow, OccurrenceRow, TaskRow

PRINTED = ("Quy chế công nhận người có tài năng", "Đề án <b>một cửa</b>")
WAITING = "Bệnh án điện tử"


@pytest.fixture
def office(database: Database) -> Database:
    """An office in which every title was corrected by a person; the mails of its next morning can be seen."""
    with_contacts(database, "so-noi-vu", "so-y-te", "so-khoa-hoc-va-cong-nghe")
    an_office(database)
    with database.writing() as session:
        for task in session.scalars(select(TaskRow)):
            task.corrections = {"title": f"Tên đã sửa {task.number}"}
    return database


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (COORDINATOR, "/"),
        (ADMIN, "/nhat-ky"),
        (ADMIN, "/viec"),
        (ADMIN, "/viec/1"),
        (ADMIN, "/thong-bao/sang-mai"),
        (ADMIN, "/bao-cao"),
    ],
)
def test_every_page_shows_the_corrected_title(office: Database, who: Actor, address: str) -> None:
    text = html.unescape(pages_of(office, who).get(address).text)
    assert "Tên đã sửa" in text
    assert not [title for title in PRINTED if title in text]


def test_the_preview_gives_a_waiting_duty_no_day(office: Database) -> None:
    queue_stage(an_installation(office), Day.at(at(TODAY, 8)))
    with office.writing() as session:
        waiting = session.scalars(
            select(AssignmentRow.id)
            .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
            .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
            .where(TaskRow.title == WAITING)
        ).one()
        told = session.scalars(select(NoticeRow).where(NoticeRow.assignment_id == 2)).first()
        assert told is not None
        told.assignment_id = waiting
    text = pages_of(office, now=lambda: at(TODAY, 8)).get("/thong-bao/sang-mai").text
    line = text.partition(f'href="/viec/{waiting}"')[2].partition("</li>")[0]
    assert "Tên đã sửa 5" in line
    assert "hạn" not in line
