"""Reports with files from the command line: the same use cases as the pages."""

from pathlib import Path

import pytest

from config.settings import Settings
from services.installation import open_installation
from tests.cli.journeys import Office, ready_office
from tests.files import a_docx, a_pdf
from tests.plans import a_row, registered


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path) -> Office:
    """An office with one duty."""
    made = ready_office(tmp_path / "home", migrated_file)
    with open_installation(Settings(_env_file=None, home=made.home, database_url="")) as installation:  # type: ignore[call-arg]
        registered(installation.database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return made


def test_a_report_brings_files_that_are_listed_saved_and_refused_in_words(office: Office, tmp_path: Path) -> None:
    (tmp_path / "128-BC.pdf").write_bytes(a_pdf("mot"))
    (tmp_path / "sai.pdf").write_bytes(a_docx())
    refused = office.dondoc("report", "1", "--file", tmp_path / "sai.pdf", "--today", "2026-03-05")
    assert (refused.code, "nội dung là DOCX" in refused.err) == (2, True)
    done = office.dondoc("report", "1", "--file", tmp_path / "128-BC.pdf", "--today", "2026-03-05")
    assert (done.code, "chờ xác nhận" in done.out) == (0, True)
    listed = office.dondoc("files", "1", "--into", tmp_path / "ra")
    assert "128-BC.pdf" in listed.out
    assert (tmp_path / "ra" / "128-BC.pdf").read_bytes() == a_pdf("mot")
    office.dondoc("files", "1", "--into", tmp_path / "ra")
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == ["128-BC (2).pdf", "128-BC.pdf"]


def test_a_report_of_nothing_is_refused(office: Office) -> None:
    refused = office.dondoc("report", "1", "--today", "2026-03-05")
    assert (refused.code, "văn bản hoặc đường dẫn kết quả" in refused.err) == (2, True)


def test_requests_for_time_and_progress_bring_files_too(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "can-cu.pdf"
    file.write_bytes(a_pdf())
    day = ("--today", "2026-03-05")
    office.dondoc("note-progress", "1", "--text", "Đã lấy ý kiến", "--file", file, *day)
    office.dondoc("extend", "request", "1", "--due", "2026-08-30", "--reason", "chờ Bộ", "--file", file, *day)
    assert office.dondoc("files", "1").out.count("can-cu.pdf") == 2


def test_a_leader_directs_under_his_own_name_and_with_a_file_where_the_command_line_itself_may_not(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "but-phe.pdf"
    file.write_bytes(a_pdf())
    said = ("direct", "1", "--text", "Làm trước phần dữ liệu", "--file", file, "--today", "2026-03-05")
    refused = office.dondoc(*said)
    assert (refused.code, "Chỉ lãnh đạo" in refused.err) == (2, True), refused
    office.dondoc("people", "add", "Ông Lâm", "lam@ubnd.example", "--role", "leader", "--today", "2026-03-05")
    done = office.dondoc(*said, "--by", "lam@ubnd.example")
    assert (done.code, "đã ghi ý kiến" in done.out) == (0, True), done
    assert office.dondoc("files", "1").out.count("but-phe.pdf") == 1
