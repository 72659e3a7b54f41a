"""The examination: what is wrong is told at once, with its remedy; what is right is not mentioned."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.agencies import load_records
from config.keys import make_key_file
from services.checks import Finding, Severity, examine, read_settings, worst_first
from services.checks.agency_checks import check_agency_use
from services.checks.records import check_records
from services.checks.surroundings import check_agencies, check_channel, check_home, check_policies
from tests.plans import a_row, at, house_policies, registered, with_contacts
from tests.services.installations import an_installation
from workflow.agencies import Directory
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep
from workflow.store.operation.maintenance_queries import AgencyUse, Records, Unreached, records
from workflow.store.people.province import choose_province
from workflow.triggers import Trigger

MONDAY = date(2026, 3, 9)
NOON = at(MONDAY, 12)
MAIL = "emailics://u:p@mail.example:587/?from=dondoc@tinh.example&tls=starttls"


def ids(found: Iterable[Finding]) -> set[str]:
    return {finding.id for finding in found}


def told(now: datetime = NOON, **changes: Any) -> dict[str, Finding]:
    """What is found in records of which only this is noteworthy: the last sweep was today."""
    known = {"swept_on": now.date()} | changes
    working_days = house_policies().working_days
    return {f.id: f for f in check_records(Records(**known), now=now, working_days=working_days)}


def a_trigger(waiting_days: int) -> Trigger:
    return Trigger(
        id=7,
        plan_number="50/KH-UBND",
        wording="Bộ Nội vụ ban hành Đề án",
        waiting_since=MONDAY - timedelta(days=waiting_days),
        fired_on=None,
        document="",
        awaited_by=1,
    )


def test_records_in_order_tell_nothing() -> None:
    assert told() == {}


@pytest.mark.parametrize(("days", "expected"), [(30, set()), (31, {"trigger-waiting"}), (90, {"trigger-waiting"})])
def test_an_event_is_mentioned_after_thirty_days_of_waiting(days: int, expected: set[str]) -> None:
    assert set(told(awaited=(a_trigger(days),))) == expected


def test_an_event_that_waits_for_a_quarter_is_no_fault_of_the_installation() -> None:
    found = told(awaited=(a_trigger(91), a_trigger(31)))
    assert found["trigger-stale"].severity is Severity.WARNING
    assert "số 7 “Bộ Nội vụ ban hành Đề án”" in found["trigger-stale"].reason
    assert found["trigger-waiting"].severity is Severity.WARNING


def test_agencies_that_nobody_can_write_to_are_named_and_the_rest_counted() -> None:
    leads = tuple(Unreached(name, duties) for name, duties in (("A", 9), ("B", 8), ("C", 7), ("D", 6), ("E", 5)))
    found = told(leads=leads, coordinators=leads[:1])
    assert "A (9 nhiệm vụ), B (8 nhiệm vụ), C (7 nhiệm vụ) và 2 nơi khác" in found["lead-contacts"].reason
    assert found["coordinator-contacts"].severity is Severity.FAULT


@pytest.mark.parametrize(
    ("swept_on", "is_fault"),
    [
        (date(2026, 3, 6), False),  # the Friday before
        (date(2026, 3, 5), True),  # Friday and Monday were missed
        (None, False),  # nothing was ever imported
    ],
)
def test_one_missed_working_day_may_be_a_machine_switched_off_two_are_a_fault(
    swept_on: date | None, *, is_fault: bool
) -> None:
    assert ("sweep-missed" in told(swept_on=swept_on)) is is_fault


def test_days_off_are_no_missed_days() -> None:
    """From Friday 13/02/2026 to the first Monday after Tết."""
    assert "sweep-missed" not in told(at(date(2026, 2, 23), 12), swept_on=date(2026, 2, 13))


def test_a_house_that_never_swept_is_told_from_the_first_import_on() -> None:
    assert "chưa chạy lần nào" in told(swept_on=None, first_import=at(date(2026, 3, 2)))["sweep-missed"].reason
    assert told(swept_on=None, first_import=NOON) == {}


@pytest.mark.parametrize("ahead", [{"last_line": NOON + timedelta(hours=2)}, {"swept_on": date(2026, 3, 10)}])
def test_a_clock_behind_the_log_is_a_fault(ahead: dict[str, Any]) -> None:
    assert set(told(**ahead)) == {"clock-behind"}


def test_a_clock_that_is_minutes_off_is_not_mentioned() -> None:
    assert told(last_line=NOON + timedelta(minutes=50)) == {}


def test_notices_that_failed_stuck_or_vanished_are_told() -> None:
    found = told(dead=3, unknown=1, queued_since=NOON - timedelta(days=2))
    assert set(found) == {"notices-dead", "notices-unknown", "notices-stuck"}
    assert "từ ngày 07/3/2026" in found["notices-stuck"].reason
    assert told(queued_since=NOON - timedelta(hours=20)) == {}


def test_a_channel_that_stopped_is_a_fault_with_its_name() -> None:
    assert told(stopped=("zalo",))["channel-stopped"].place == "Kênh zalo"


def test_tasks_to_review_and_plans_that_nobody_follows_are_warnings() -> None:
    found = told(to_review=2, unled=("50/KH-UBND",))
    assert {name: finding.severity for name, finding in found.items()} == {
        "tasks-to-review": Severity.WARNING,
        "coordinator-missing": Severity.WARNING,
    }


def test_a_year_without_announcement_is_a_fault_once_it_has_begun() -> None:
    found = told(at(date(2031, 3, 10)), last_due=None)
    assert found["days-off-this-year"].severity is Severity.FAULT


@pytest.mark.parametrize(
    ("today", "last_due", "is_told"),
    [
        (date(2026, 10, 1), date(2027, 1, 31), True),
        (date(2026, 9, 30), date(2027, 1, 31), False),
        (date(2026, 10, 1), date(2026, 12, 31), False),
    ],
)
def test_the_coming_years_announcement_is_missed_in_autumn_if_something_is_due_then(
    today: date, last_due: date, *, is_told: bool
) -> None:
    assert ("days-off-next-year" in told(at(today), last_due=last_due)) is is_told


def test_the_database_tells_who_cannot_be_reached(database: Database) -> None:
    registered(database, a_row("Tháng 9", "Sở Nội vụ"), a_row("Tháng 9", "Sở Y tế"), a_row("Quý IV", "Sở Nội vụ"))
    with_contacts(database, "so-y-te")
    with database.reading() as session:
        found = records(session)
    assert found.leads == (Unreached("Sở Nội vụ", 2),)
    assert found.coordinators == (Unreached("Sở Khoa học và Công nghệ", 3),)
    assert (found.last_due, found.swept_on) == (date(2026, 12, 31), None)
    assert found.first_import == found.last_line


def test_the_database_tells_what_waits(database: Database) -> None:
    registered(database, a_row("Sau khi Bộ Nội vụ ban hành Đề án"), a_row("đang chờ xem sao"))
    with database.writing() as session:
        sweep(session, today=MONDAY, now=NOON)
        found = records(session)
    assert [trigger.wording for trigger in found.awaited] == ["Bộ Nội vụ ban hành Đề án"]
    assert (found.to_review, found.swept_on) == (1, MONDAY)


def test_a_house_in_order_has_no_findings(database: Database, tmp_path: Path) -> None:
    registered(database, a_row("Tháng 9", "Sở Nội vụ"))
    with_contacts(database, "so-noi-vu", "so-khoa-hoc-va-cong-nghe")
    with_contacts(database, "ubnd-tinh", heads=True)
    with database.writing() as session:
        choose_province(session, "Đồng Tháp", By(actor="Chị Lan", now=NOON))
        sweep(session, today=MONDAY, now=NOON)
    settings = an_installation(tmp_path, database_url=database.url, mail_url=MAIL)
    make_key_file(settings.home)
    # Disks are the machine's; with PostgreSQL several machines may be at work, whose files must lie where all see them.
    told = {finding.id for finding in examine(settings, now=NOON)} - {"files-one-machine"}
    assert {name for name in told if not name.startswith("disk-")} == set()


def examined(database: Database, tmp_path: Path, **settings: Any) -> set[str]:
    """What is found in a house with a duty, its mail address set."""
    registered(database, a_row("Tháng 9", "Sở Nội vụ"))
    with database.writing() as session:
        choose_province(session, "Đồng Tháp", By(actor="Chị Lan", now=NOON))
    return ids(examine(an_installation(tmp_path, database_url=database.url, mail_url=MAIL, **settings), now=NOON))


def test_m14_a_house_without_its_key_or_a_head_of_the_province_is_told(database: Database, tmp_path: Path) -> None:
    assert examined(database, tmp_path) >= {"key-missing", "leadership-head"}


def test_m14_an_unknown_code_of_the_leadership_is_told(database: Database, tmp_path: Path) -> None:
    assert "leadership-unknown" in examined(database, tmp_path, leadership="ubnd-tinh-khac")


def test_m14_contacts_of_dissolved_bodies_and_agencies_of_elsewhere_are_told() -> None:
    uses = [
        AgencyUse(code="so-noi-vu", name="Sở Nội vụ", duties=3, contacts=1, heads=0),
        AgencyUse(code="ban-dan-toc", name="Ban Dân tộc", duties=0, contacts=2, heads=1),
        AgencyUse(code="so-cua-tinh-khac", name="Sở của tỉnh khác", duties=1, contacts=0, heads=0),
    ]
    directory = Directory.from_config(
        {
            **load_records(),
            "agencies": [
                {"code": "ubnd-tinh", "name": "UBND tỉnh", "kind": "office"},
                {"code": "so-noi-vu", "name": "Sở Nội vụ", "kind": "department"},
                {"code": "ban-dan-toc", "name": "Ban Dân tộc", "kind": "department", "dissolved": True},
            ],
        }
    )
    found = {finding.id: finding for finding in check_agency_use(uses, directory, "ubnd-tinh")}
    assert "Ban Dân tộc" in found["contacts-dissolved"].reason
    assert "Sở của tỉnh khác" in found["agencies-strange"].reason
    assert "Sở Nội vụ" not in found["contacts-dissolved"].reason + found["agencies-strange"].reason


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    settings = an_installation(tmp_path, mail_url="fax://123", config_dir=tmp_path / "khong-co")
    settings.home.rmdir()
    assert ids(examine(settings, now=NOON)) >= {"home-missing", "config-missing", "mail-channel", "database-missing"}
    assert not settings.home.exists()


@pytest.mark.parametrize(
    ("version", "finding"), [("0006", "database-version"), ("9999", "database-version"), ("", "database-missing")]
)
def test_tables_of_another_version_are_told(database: Database, tmp_path: Path, version: str, finding: str) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    url = database.url if version else f"sqlite:///{tmp_path / 'trong.sqlite'}"
    assert finding in ids(examine(an_installation(tmp_path, database_url=url), now=NOON))


def test_a_database_with_broken_pages_is_told(tmp_path: Path) -> None:
    from workflow.store.database.schema import made_ready

    file = tmp_path / "home" / "dondoc.sqlite"
    settings = an_installation(tmp_path)
    database = made_ready(Database(f"sqlite:///{file}"))
    registered(database, a_row("Tháng 3", "UBND các xã, phường"))
    database.close()
    data = bytearray(file.read_bytes())
    # Spare the first pages, where the tables' names and version stand: it still looks like a database of ours.
    data[-8 * 4096 :] = b"\xff" * 8 * 4096
    file.write_bytes(data)
    assert ids(examine(settings, now=NOON)) & {"database-damaged"}


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    settings = an_installation(tmp_path, database_url="postgresql://ai-do@127.0.0.1:1/dondoc")
    assert "database-unavailable" in ids(examine(settings, now=NOON))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("days_off.toml", "announced = "),
        ("escalation.toml", "[[step]]\nid = 1"),
        ("deadline_rules.toml", "la = ["),
    ],
)
def test_each_broken_policy_is_told_by_itself(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert ids(check_policies(tmp_path)) == {f"policy-{name.removesuffix('.toml')}"}


def test_a_broken_directory_is_told_and_an_empty_one_too(tmp_path: Path) -> None:
    assert ids(check_agencies(tmp_path, "")) == {"agencies-empty"}
    assert ids(check_agencies(tmp_path, "Lào Cai")) == set()
    (tmp_path / "agencies.toml").write_text("khong phai toml", encoding="utf-8")
    assert ids(check_agencies(tmp_path, "Lào Cai")) == {"policy-agencies"}


def test_all_broken_policies_are_told_together(tmp_path: Path) -> None:
    for name in ("days_off.toml", "escalation.toml"):
        (tmp_path / name).write_text("hỏng", encoding="utf-8")
    assert ids(check_policies(tmp_path)) == {"policy-days_off", "policy-escalation"}


def test_the_packaged_policies_are_in_order() -> None:
    assert [*check_policies(None)] == []


def test_a_mail_address_that_opens_no_channel_is_a_fault_and_keeps_its_password(tmp_path: Path) -> None:
    (finding,) = check_channel(an_installation(tmp_path, mail_url="fax://u:mat-khau@h"))
    assert (finding.id, finding.severity) == ("mail-channel", Severity.FAULT)
    assert "mat-khau" not in str(finding)
    assert [*check_channel(an_installation(tmp_path, mail_url=MAIL))] == []


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "tep").touch()
    assert "home-missing" in ids(check_home(an_installation(tmp_path).model_copy(update={"home": tmp_path / "tep"})))


def test_faults_come_before_warnings() -> None:
    found = told(to_review=1, dead=1)
    assert [finding.id for finding in worst_first(found.values())] == ["notices-dead", "tasks-to-review"]


def test_the_settings_of_this_machine_can_be_read() -> None:
    settings, found = read_settings()
    assert settings is not None
    assert "setting-invalid" not in ids(found)
