"""From the document to the confirmed result, by commands alone."""

from pathlib import Path

import pytest

from samples.build import build_plan
from tests.cli.journeys import Office, ready_office
from tests.notifications.sink import Sink, running

DAY = ("--today", "2026-03-05")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "ke-hoach-50.docx"
    build_plan(path)
    return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, plan: Path, migrated_file: Path) -> Office:
    """An office that has imported the sample plan on 19/01/2026."""
    office = ready_office(tmp_path_factory.mktemp("office"), migrated_file)
    answer = office.dondoc("import", plan, "--today", "2026-01-19")
    assert answer.code == 0, answer.err
    return office


def test_importing_shows_the_doubts_and_counts_what_was_made(tmp_path: Path, migrated_file: Path, plan: Path) -> None:
    answer = ready_office(tmp_path, migrated_file).dondoc("import", plan, "--today", "2026-01-19")
    assert "Cần xem lại" in answer.out
    assert "95 nhiệm vụ trong bảng" in answer.out
    assert answer.out.index("Cần xem lại") < answer.out.index("95 nhiệm vụ trong bảng")


def test_importing_the_same_file_again_says_that_nothing_changed(office: Office, plan: Path) -> None:
    answer = office.dondoc("import", plan)
    assert answer.code == 0
    assert "không có gì thay đổi" in answer.out


def test_k19_a_duty_goes_to_its_confirmation_and_nothing_is_written_before_what_was(
    office: Office,
) -> None:
    listed = office.dondoc("tasks", "--agency", "Sở Tài chính", "--due-before", "2026-02-01", "--json")
    assert listed.out.count("\n") == 1
    number = listed.out.split('"id": ')[1].split(",")[0]
    unknown = office.dondoc("accept", number, "--by", "Anh Minh")
    assert (unknown.code, "chưa có tài khoản" in unknown.err) == (2, True)
    added = office.dondoc(
        "people", "add", "Anh Minh", "minh@stc.example", "--role", "staff", "--agency", "so-tai-chinh", *DAY
    )
    assert "/loi-moi/" in added.out
    accepted = office.dondoc("accept", number, "--by", "Anh Minh", *DAY)
    assert "đang triển khai" in accepted.out
    reported = office.dondoc("report", number, "--result", "12/BC-STC ngày 05/3/2026", *DAY)
    assert "chờ xác nhận" in reported.out, reported.err
    assert "hoàn thành" in office.dondoc("confirm", number, *DAY).out
    assert "chờ xác nhận" in office.dondoc("recall-confirmation", number, *DAY).out
    late = office.dondoc("confirm", number, "--today", "2026-03-04")
    assert (late.code, "đã qua, nhật ký đã có dòng của ngày 05/3/2026" in late.err) == (2, True)
    assert "hoàn thành" in office.dondoc("confirm", number, *DAY).out


def test_a_step_that_is_not_allowed_says_what_would_be(office: Office) -> None:
    answer = office.dondoc("confirm", "1")
    assert answer.code == 2
    assert "không thực hiện được khi nhiệm vụ đang ở trạng thái “chưa triển khai”" in answer.err
    assert "báo cáo kết quả" in answer.err


def test_an_awaited_event_is_listed_fired_and_taken_back(office: Office) -> None:
    listed = office.dondoc("trigger", "list", "--today", "2026-03-05")
    line = next(line for line in listed.out.splitlines() if "Bộ Nội vụ ban hành Đề án" in line)
    assert "45 ngày" in line
    number = line.split("│")[1].strip()
    fired = office.dondoc("trigger", "fire", number, "--on", "2026-02-27", "--document", "345/QĐ-BNV", "--yes", *DAY)
    assert "13/3/2026" in fired.out
    assert "1 nhiệm vụ có hạn mới" in fired.out
    right = ("--document", "346/QĐ-BNV", "--reason", "ghi nhầm số", *DAY)
    corrected = office.dondoc("trigger", "correct", number, "--on", "2026-02-27", *right)
    assert "0 nhiệm vụ có hạn mới, 1 nhiệm vụ giữ nguyên hạn" in corrected.out
    back = office.dondoc("trigger", "unfire", number, "--reason", "nhầm văn bản", *DAY)
    assert "1 nhiệm vụ chờ lại" in back.out


def test_k16_taking_an_event_back_names_what_was_reported_on_its_day(office: Office) -> None:
    listed = office.dondoc("trigger", "list", "--today", "2026-03-05").out.splitlines()
    number = next(line for line in listed if "Bộ Nội vụ ban hành Đề án" in line).split("│")[1].strip()
    fired = office.dondoc("trigger", "fire", number, "--on", "2026-02-27", "--document", "345/QĐ-BNV", "--yes", *DAY)
    duty = next(line for line in fired.out.splitlines() if "13/3/2026" in line).split("│")[1].strip()
    office.dondoc("report", duty, "--result", "12/BC-STC ngày 05/3/2026", *DAY)
    back = office.dondoc("trigger", "unfire", number, "--reason", "nhầm văn bản", *DAY)
    assert "0 nhiệm vụ chờ lại, 0 nhiệm vụ về hạn cũ, 1 nhiệm vụ giữ nguyên, không còn hạn" in back.out
    assert f"nhiệm vụ {duty}, " in back.out
    assert "chờ xác nhận" in back.out
    returned = office.dondoc("return", duty, "--reason", "chờ Đề án", *DAY)
    assert "chờ sự kiện" in returned.out


def test_k5_correcting_an_event_keeps_the_day_that_was_set_with_it_unless_told(office: Office) -> None:
    listed = office.dondoc("trigger", "list", "--today", "2026-03-05").out.splitlines()
    number = next(line for line in listed if "Bộ Nội vụ ban hành Đề án" in line).split("│")[1].strip()
    set_for_all = ("--due", "2026-04-01", "--reason", "theo đăng ký", "--yes")
    office.dondoc("trigger", "fire", number, "--on", "2026-02-27", "--document", "345/QĐ-BNV", *set_for_all, *DAY)
    right = ("--on", "2026-02-26", "--document", "345/QĐ-BNV", "--reason", "ghi nhầm ngày", *DAY)
    kept = office.dondoc("trigger", "correct", number, *right)
    assert "0 nhiệm vụ có hạn mới, 1 nhiệm vụ giữ nguyên hạn" in kept.out, kept.err
    right = ("--on", "2026-02-25", *right[2:])
    counted_anew = office.dondoc("trigger", "correct", number, "--set-days-too", *right)
    assert "1 nhiệm vụ có hạn mới" in counted_anew.out, counted_anew.err


def test_overruling_a_proposed_day_needs_a_reason(office: Office) -> None:
    answer = office.dondoc(
        "trigger", "fire", "1", "--on", "2026-02-27", "--document", "x", "--due", "2026-04-01", "--yes"
    )
    assert answer.code == 2
    assert "lý do" in answer.err


def test_a_days_work_sweeps_mails_and_writes_calendars_and_repeats_nothing(tmp_path: Path, plan: Path) -> None:
    contacts = tmp_path / "dau-moi.csv"
    contacts.write_text("agency,name,role,email\nCông an tỉnh,Văn thư,staff,vanthu@congan.example\n", encoding="utf-8")
    with running(Sink()) as sink:
        office = Office(tmp_path / "home", sink.url())
        office.dondoc("init", "--province", "Đồng Tháp")
        office.dondoc("import", plan, "--today", "2026-01-19")
        assert "Đã thêm 1 cán bộ theo dõi" in office.dondoc("contacts", "import", contacts).out
        told = office.dondoc("announce", "50/KH-UBND", "--past", "escalate", "--today", "2026-01-19")
        assert "Đã báo cho" in told.out, told.err
        assert "Chưa ai nhận được thông báo ở" in told.err
        first = office.dondoc("run", "--today", "2026-03-05")
        again = office.dondoc("run", "--today", "2026-03-05")
    assert "1 thư đã gửi" in first.out, first.err
    assert "0 nhiệm vụ đổi tình trạng; 0 thông báo mới, 0 thư đã gửi; 0 lịch được ghi" in again.out
    assert [envelope.rcpt_tos for envelope in sink.envelopes] == [["vanthu@congan.example"]]
    assert (tmp_path / "home" / "calendars" / "co-quan-cong-an-tinh.ics").is_file()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Công an tỉnh,Văn thư,staff,khong-phai-thu", "không phải địa chỉ thư điện tử"),
        ("Công an tỉnh,Văn thư,giam-doc,a@b.example", "không phải vai trò"),
        ("Sở Chưa Có,Văn thư,staff,a@b.example", "dòng 2"),
    ],
)
def test_a_contact_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    contacts = tmp_path / "dau-moi.csv"
    contacts.write_text(f"agency,name,role,email\n{line}\n", encoding="utf-8")
    office = Office(tmp_path / "home")
    office.dondoc("init", "--province", "Đồng Tháp")
    answer = office.dondoc("contacts", "import", contacts)
    assert answer.code == 2
    assert reason in answer.err


def test_a_document_that_is_not_there_changes_nothing(tmp_path: Path, migrated_file: Path) -> None:
    answer = ready_office(tmp_path, migrated_file).dondoc("import", tmp_path / "khong-co.docx")
    assert answer.code == 2
    assert "khong-co.docx" in answer.err


def test_a_plan_without_number_and_date_asks_for_them(tmp_path: Path, migrated_file: Path) -> None:
    from docx import Document

    document = Document()
    table = document.add_table(rows=2, cols=4)
    for row, cells in enumerate(
        (("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"), ("1", "Lập đề án", "Sở Y tế", "Tháng 3"))
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.save(str(tmp_path / "nhap.docx"))
    office = ready_office(tmp_path / "home", migrated_file)
    refused = office.dondoc("import", tmp_path / "nhap.docx")
    assert refused.code == 2
    assert "--number" in refused.err
    taken = office.dondoc("import", tmp_path / "nhap.docx", "--number", "7/KH-UBND", "--issued", "2026-01-05")
    assert "1 nhiệm vụ" in taken.out
