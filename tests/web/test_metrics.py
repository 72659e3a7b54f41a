"""`/metrics`: the figures that an alarm needs, for whoever may have them, and nothing that names anybody."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.plans import a_row, registered, with_contacts
from tests.web.offices import an_installation
from web.app import create_app
from web.asgi import AsgiApp
from web.metrics import add_metrics
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep
from workflow.store.operation.runs import Holder, RunState, begin_run, end_run

NOW = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)


def an_app(database: Database, token: str = "", *, pages: FastAPI | None = None) -> AsgiApp:
    """The figures, beside pages or alone: making those takes longer than most tests."""
    app = pages or FastAPI()
    return add_metrics(app, database, now=lambda: NOW, token=token).counting(app)


def with_pages(database: Database) -> AsgiApp:
    return an_app(database, pages=create_app(an_installation(database), now=lambda: NOW))


def client_of(app: AsgiApp) -> TestClient:
    """A client on the machine itself."""
    return TestClient(app, base_url="http://127.0.0.1:8420", client=("127.0.0.1", 50_000))


def figures(database: Database) -> dict[str, float]:
    text = client_of(an_app(database)).get("/metrics").text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_the_sweeps_age_and_what_is_overdue_are_told(database: Database) -> None:
    registered(database, a_row("Tháng 01/2026", "Sở Nội vụ"), a_row("Tháng 6", "Sở Y tế"))
    assert "dondoc_sweep_age_seconds" not in figures(database)
    with database.writing() as session:
        sweep(session, today=NOW.date(), now=NOW)
    found = figures(database)
    assert found["dondoc_overdue_duties"] == 1
    assert found['dondoc_duties{timeliness="ahead"}'] == 1
    assert found["dondoc_outbox_age_seconds"] == 0
    assert found["dondoc_dead_letters"] == 0


def test_failed_runs_are_counted_by_job(database: Database) -> None:
    with database.writing() as session:
        for state in (RunState.DONE, RunState.FAILED):
            run = begin_run(
                session,
                "deliver",
                day=NOW.date(),
                now=NOW - timedelta(minutes=10),
                lease=timedelta(minutes=5),
                holder=Holder(place="máy-1", pid=1),
                is_gone=lambda _holder: True,
            )
            assert run is not None
            end_run(session, run, state=state, told="", now=NOW - timedelta(minutes=9))
    found = figures(database)
    assert found['dondoc_flow_failures{job="deliver"}'] == 1
    assert found['dondoc_flow_success_age_seconds{job="deliver"}'] == 540


def test_requests_for_calendars_are_counted_by_status_without_their_addresses(database: Database) -> None:
    client = client_of(with_pages(database))
    client.get("/lich/bi-mat.ics")
    text = client.get("/metrics").text
    assert 'dondoc_feed_hits_total{status="404"} 1.0' in text
    assert "bi-mat" not in text


def test_no_name_and_no_address_is_told(database: Database) -> None:
    registered(database, a_row("Tháng 01/2026", "Sở Nội vụ"))
    with_contacts(database, "so-noi-vu")
    text = client_of(an_app(database)).get("/metrics").text
    assert "@" not in text
    assert "Nội vụ" not in text


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("", {"Forwarded": "for=203.0.113.9"}, 404),
        ("", {"X-Real-IP": "203.0.113.9"}, 404),
        ("", {"Via": "1.1 cong-vao"}, 404),
        ("", {"X-Envoy-External-Address": "203.0.113.9"}, 404),
        ("", {"Fastly-Client-IP": "203.0.113.9"}, 404),
        ("", {"Host": "dondoc.tinh.example"}, 404),
        ("bí mật", {}, 404),
        ("bi-mat", {"Authorization": "Bearer sai"}, 404),
        ("bi-mat", {"Authorization": "Bearer bi-mat", "X-Forwarded-For": "203.0.113.9"}, 200),
    ],
)
def test_only_this_machine_or_the_token_may_read(
    database: Database, token: str, headers: dict[str, str], status: int
) -> None:
    assert client_of(an_app(database, token)).get("/metrics", headers=headers).status_code == status


def test_another_machine_may_not_read(database: Database) -> None:
    there = TestClient(an_app(database), base_url="http://127.0.0.1:8420", client=("203.0.113.9", 50_000))
    assert there.get("/metrics").status_code == 404


def test_ready_means_that_the_database_answers_and_has_our_tables(database: Database, bare_database: Database) -> None:
    assert TestClient(with_pages(database)).get("/readyz").text == "ok\n"
    assert TestClient(create_app(an_installation(bare_database), now=lambda: NOW)).get("/readyz").status_code == 503
