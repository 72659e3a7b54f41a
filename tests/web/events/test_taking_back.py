"""Taking an event back by its page: what had been reported on the day that it gave is named there."""

from datetime import date

import pytest

from tests.builders import a_transition
from tests.plans import at
from tests.web.events.test_event_pages import sent
from tests.web.offices import an_office, pages_of
from workflow.lifecycle import Event, State, step_of
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import list_triggers


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


def test_k16_the_page_names_what_was_reported_before_its_event_was_taken_back(office: Database) -> None:
    with office.reading() as session:
        event = next(one.id for one in list_triggers(session) if one.awaited_by)
        (waiting,) = [duty for duty in assignments(session) if duty.state is State.WAITING]
    admin = pages_of(office)
    admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event))
    report = a_transition(Event.REPORT, step_of(Event.REPORT).role, "Anh Tâm", at(date(2026, 3, 5)), result="1/BC")
    with office.writing() as session:
        apply(session, waiting.id, report)
    asked = admin.get(f"/su-kien/{event}/huy").text
    assert "Nhiệm vụ đã báo cáo, đã hoàn thành hoặc bị từ chối giữ nguyên, không còn hạn" in asked
    admin.post(f"/su-kien/{event}/huy", data={"ly-do": "nhầm văn bản"})
    page = admin.get(f"/su-kien/{event}").text
    assert "0 nhiệm vụ chờ lại, 1 nhiệm vụ giữ nguyên, không còn hạn" in page
    assert f'<a href="/viec/{waiting.id}">{waiting.agency_name}</a>' in page
    assert f"nhiệm vụ {waiting.id}, chờ xác nhận" in page
    assert f'href="/su-kien/{event}"' in admin.get("/su-kien").text
    assert "tính từ khi hủy ghi nhận; văn bản được nhập ngày " in page
