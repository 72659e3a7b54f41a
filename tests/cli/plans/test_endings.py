"""Tasks, plans and agencies that end: each act has its command and says what it did. Issue K."""

from pathlib import Path

from tests.cli.journeys import Office, ready_office
from tests.cli.plans.test_amending import PLAIN, SERVER, SURVEY, plan

MONTHLY = ("Báo cáo kết quả cải cách hành chính", "Sở Nội vụ", "ngày 25 hằng tháng")


def said(office: Office, *command: str | Path) -> str:
    answer = office.dondoc(*command)
    assert answer.code == 0, answer.err
    return answer.out


def test_k_every_ending_has_a_command_that_says_what_it_did(tmp_path: Path, migrated_file: Path) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    said(office, "import", plan(tmp_path / "ke-hoach.html", [SURVEY, SERVER, MONTHLY]), *PLAIN)
    day, why = ("--today", "2026-02-02"), ("--reason", "thử")

    assert "nhiệm vụ số 1" in said(office, "task", "withdraw", "1", *why, *day)
    assert "3 nhiệm vụ được thu hồi" in said(office, "task", "end", "3", "--on", "2026-09-30", *why, *day)
    asked = said(office, "extend", "request", "2", "--due", "2026-08-31", *why, *day)
    assert "yêu cầu gia hạn số 1, xin đến 31/8/2026; hạn 14/7/2026" in " ".join(asked.split())
    assert "31/8/2026" in said(office, "extend", "list")
    granted = said(office, "extend", "grant", "2", "--due", "2026-08-14", "--document", "9/UBND ngày 02/02/2026", *day)
    assert "hạn 14/8/2026" in granted
    assert "50/KH-UBND" in said(office, "plan", "ended", "--today", "2027-01-04")
    assert "đến hết năm 2027" in said(office, "plan", "prolong", "50/KH-UBND", "--year", "2027", *why, *day)
    assert "Đã rút 50/KH-UBND" in said(office, "plan", "take-back", "50/KH-UBND năm 2026", *why, *day)
    refused = office.dondoc("plan", "close", "50/KH-UBND", *why, *day)
    assert refused.code != 0
    assert "đã đóng" in refused.err


def test_k14_a_name_that_a_list_changes_is_shown_at_once_and_the_old_one_is_still_found(
    tmp_path: Path, migrated_file: Path
) -> None:
    office = ready_office(tmp_path / "home", migrated_file)
    said(office, "import", plan(tmp_path / "ke-hoach.html", [MONTHLY]), *PLAIN)
    (tmp_path / "ten.csv").write_text("code,name\nso-noi-vu,Sở Nội vụ và Lao động\n", encoding="utf-8")
    office.dondoc("agencies", "import", tmp_path / "ten.csv")
    assert "Sở Nội vụ và Lao động" in said(office, "tasks", "--agency", "Sở Nội vụ")
