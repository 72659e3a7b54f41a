"""`dondoc notices`, as a coordinator uses it: what is stuck, why, and what to do about it."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from cli.main import command_line
from tests.notifications.offices import DAY, queue_on
from tests.plans import a_row, at, registered, with_contacts
from workflow.store.database.opening import Database
from workflow.store.tables import NoticeRow, NoticeState


@pytest.fixture
def home(tmp_path: Path, migrated_file: Path) -> Path:
    """A house whose duty is overdue since yesterday; the mail to the agency was refused, to the coordinator not."""
    copy = tmp_path / "dondoc.sqlite"
    copy.write_bytes(migrated_file.read_bytes())
    with closing(Database(f"sqlite:///{copy}")) as database:
        with_contacts(database, "so-noi-vu", "so-khoa-hoc-va-cong-nghe")
        registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating=""))
        queue_on(database)
        with database.writing() as session:
            session.execute(
                update(NoticeRow)
                .where(NoticeRow.step == "lead+1")
                .values(state=NoticeState.DEAD, outcome="bị từ chối [550] no such user", settled_at=at(DAY))
            )
    return tmp_path


def dondoc(home: Path, *arguments: str) -> Result:
    env = {"DONDOC_HOME": str(home), "DONDOC_DATABASE_URL": "", "DONDOC_MAIL_URL": "", "COLUMNS": "200"}
    return CliRunner().invoke(command_line(), [*arguments], env=env)


def words(result: Result) -> str:
    return " ".join(result.output.replace("│", " ").split())


def test_the_list_shows_what_needs_a_person_and_counts_the_rest(home: Path) -> None:
    said = words(dondoc(home, "notices", "list"))
    assert "vanthu@so-noi-vu.example" in said
    assert "vanthu@so-khoa-hoc-va-cong-nghe.example" not in said
    assert "Tất cả: 1 chờ gửi, 1 không gửi được." in said


def test_a_state_that_is_none_is_refused_with_those_there_are(home: Path) -> None:
    result = dondoc(home, "notices", "list", "--state", "chết")
    assert result.exit_code == 2
    assert "queued (chờ gửi), claimed (sắp gửi)" in words(result)


def test_a_dead_notice_is_sent_again_by_its_number_and_shows_who_decided(home: Path) -> None:
    assert "1 thông báo chờ gửi lại" in words(
        dondoc(home, "notices", "retry", "1", "--reason", "đã sửa địa chỉ", "--by", "Chị Lan")
    )
    assert "Chị Lan cho gửi lại: đã sửa địa chỉ" in words(dondoc(home, "notices", "show", "1"))
    assert "1 thông báo đã hủy" in words(dondoc(home, "notices", "cancel", "1", "--reason", "đã gọi điện"))


def test_why_names_the_rung_the_rule_and_what_became_of_it(home: Path) -> None:
    said = words(dondoc(home, "notices", "why", "1", "so-noi-vu", "--today", "2026-07-15"))
    assert "Nhiệm vụ 1: Xây dựng đề án – Sở Nội vụ, hạn 14/7/2026" in said
    assert "bị từ chối [550] no such user" in said
    assert "không nhắc: lần đôn đốc này dành cho cơ quan đầu mối" in said


def test_an_audit_that_finds_everything_ends_well(home: Path) -> None:
    result = dondoc(home, "notices", "audit", "--today", "2026-07-15")
    assert result.exit_code == 0, result.output
    assert "0 thông báo còn thiếu" in words(result)
