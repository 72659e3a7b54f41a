"""`dondoc contacts`, `ladder` and `zalo`, as an admin uses them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner, Result

from cli.main import command_line
from config.keys import Keys, make_key_file
from notifications.channels.zalo.vault import VAULT_KEY_USE, DatabaseVault
from services.intake.contacts import ContactsUnreadable, read_contacts
from tests.notifications.channels.zalo.test_account import a_pair
from tests.notifications.offices import DAY, queue_on
from tests.plans import a_row, at, house_policies, registered, with_contacts
from tests.zalo_server import Zalo, zalo_on_loopback
from workflow.store.database.opening import Database


@pytest.fixture
def home(tmp_path: Path, migrated_file: Path) -> Path:
    """A house with a duty of Sở Nội vụ that is overdue since yesterday, and two offices to write to."""
    (tmp_path / "dondoc.sqlite").write_bytes(migrated_file.read_bytes())
    make_key_file(tmp_path)
    with closing(Database(f"sqlite:///{tmp_path}/dondoc.sqlite")) as database:
        with_contacts(database, "so-noi-vu", "so-khoa-hoc-va-cong-nghe")
        registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ", cooperating=""))
        queue_on(database)
    return tmp_path


def dondoc(home: Path, *arguments: str, answer: str = "", **settings: str) -> Result:
    env = {"DONDOC_HOME": str(home), "DONDOC_DATABASE_URL": "", "DONDOC_MAIL_URL": "", "COLUMNS": "220", **settings}
    return CliRunner().invoke(command_line(), [*arguments], env=env, input=answer)


def words(result: Result) -> str:
    return " ".join(result.output.replace("│", " ").split())


def a_file(folder: Path, *lines: str, columns: str = "agency,name,role,email,phone,zalo_group,hours") -> Path:
    path = folder / "dau-moi.csv"
    path.write_text("\n".join([columns, *lines]), encoding="utf-8")
    return path


def test_one_line_of_a_file_gives_an_address_for_each_channel(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Sở Nội vụ,Chị Hoa,backup,Hoa@SoNoiVu.example,0912 345 678,987,7:30-17:00")
    found = read_contacts(path, house_policies().directory)

    assert {(c.channel, c.address) for c in found} == {
        ("email", "hoa@sonoivu.example"),
        ("zns", "84912345678"),
        ("zalo", "group:987"),
    }
    assert {(c.role, f"{c.works_from:%H:%M}", f"{c.works_until:%H:%M}") for c in found} == {
        ("backup", "07:30", "17:00")
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Sở Nội vụ,Chị Hoa,boss,a@b.example,,,", "không phải vai trò"),
        ("Sở Nội vụ,Chị Hoa,staff,,,,", "không có địa chỉ nào"),
        ("Sở Nội vụ,Chị Hoa,staff,,113,,", "không phải số điện thoại"),
        ("Sở Nội vụ,Chị Hoa,staff,a@b.example,,,17:00-7:30", "không phải giờ làm việc"),
        ("Sở Nội vụ,Chị Hoa,staff,a@b.example,,,25:00-26:00", "không phải giờ làm việc"),
        ("Sở Trên Trời,Chị Hoa,staff,a@b.example,,,", "danh bạ"),
        ("Sở Nội vụ,Chị Hoa,staff,hoà@b.example,,,", "không phải địa chỉ thư điện tử"),
        ("UBND các xã phường,Chị Hoa,staff,a@b.example,,,", "là một nhóm"),
        ("Sở Nội vụ,Chị Hoa,staff,a@x,,,", "không phải địa chỉ thư điện tử"),
        ("Sở Nội vụ,Chị Hoa,staff,e\x07@x.vn,,,", "có ký tự điều khiển"),
        ("Sở Nội vụ,Chị Hoa,staff,,0912345\x01678,,", "có ký tự điều khiển"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(ContactsUnreadable, match=f"dòng 2.*{reason}"):
        read_contacts(a_file(tmp_path, line), house_policies().directory)


def test_l12_every_line_at_fault_is_named_at_once(tmp_path: Path) -> None:
    good = "Sở Nội vụ,Chị Hoa,staff,a@b.example,,,"
    path = a_file(tmp_path, good, "Sở Trên Trời,Chị Hoa,staff,a@b.example,,,", good, "Sở Nội vụ,Anh Bình,boss,,,,")
    with pytest.raises(ContactsUnreadable, match=r"có 2 dòng không dùng được.*dòng 3.*dòng 5.*không phải vai trò"):
        read_contacts(path, house_policies().directory)


def test_l12_a_text_that_is_called_a_workbook_is_told_from_one(tmp_path: Path) -> None:
    path = tmp_path / "can-bo.xls"
    path.write_bytes(b"khong phai bang tinh\r\nchi la chu\r\n")
    with pytest.raises(ContactsUnreadable, match=r"không phải bảng Excel dù tên tệp ghi \.xls"):
        read_contacts(path, house_policies().directory)


def test_l12_an_account_without_a_usable_address_is_not_made(home: Path) -> None:
    refused = dondoc(home, "people", "add", "Chị Hoa", "hoa")
    assert "không phải địa chỉ thư điện tử dùng được" in str(refused.exception)
    assert "Chị Hoa" not in words(dondoc(home, "people", "list"))


def test_a_contact_is_taken_out_as_of_a_day_of_a_trial(home: Path) -> None:
    assert dondoc(home, "contacts", "remove", "2", "--today", DAY.isoformat()).exit_code == 0
    assert (
        dondoc(home, "contacts", "unsubscribe", "vanthu@so-noi-vu.example", "--today", DAY.isoformat()).exit_code == 0
    )


VIETNAMESE = (
    ("Cơ quan", "Họ tên", "Vai trò", "Thư điện tử"),
    ("Sở Nội vụ", "Chị Hoa", "Cán bộ theo dõi", "hoa@snv.example"),
    ("Sở Nội vụ", "Anh Bình", "Thủ trưởng", "binh@snv.example"),
)


def in_excel(path: Path) -> None:
    book = Workbook()
    for row in VIETNAMESE:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)


def separated(
    encoding: str, delimiter: str, form: Literal["NFC", "NFD"] = "NFC", *, end: str = "\r\n", above: str = ""
) -> Callable[[Path], object]:
    text = above + end.join(delimiter.join(row) for row in VIETNAMESE)
    return lambda path: path.write_bytes(normalize(form, text).encode(encoding))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("can-bo.xlsx", in_excel),
        ("can-bo.csv", separated("utf-8-sig", ";")),
        ("can-bo.csv", separated("utf-16", "\t")),
        ("can-bo.csv", separated("utf-8", ",", "NFD")),
        ("can-bo.csv", separated("utf-8", ";", end="\r")),
        ("can-bo.csv", separated("utf-8-sig", ";", above="DANH SÁCH CÁN BỘ THEO DÕI\r\n\r\n")),
    ],
)
def test_a_list_is_read_as_any_spreadsheet_program_writes_it(
    tmp_path: Path, name: str, write: Callable[[Path], object]
) -> None:
    write(tmp_path / name)
    found = read_contacts(tmp_path / name, house_policies().directory)

    assert [(c.role, c.name, c.address) for c in found] == [
        ("staff", "Chị Hoa", "hoa@snv.example"),
        ("head", "Anh Bình", "binh@snv.example"),
    ]


@pytest.mark.parametrize("title", ["Thư điện tử", "Địa chỉ thư", "Email", "E-mail", "Hộp thư điện tử", "ĐỊA CHỈ EMAIL"])
def test_l12_a_column_is_known_by_the_titles_that_offices_write(tmp_path: Path, title: str) -> None:
    path = tmp_path / "can-bo.csv"
    path.write_text(
        f"Tên cơ quan;Họ và tên;Vai trò;{title}\nSở Nội vụ;Chị Hoa;Người theo dõi;hoa@snv.example\n", "utf-8"
    )
    (found,) = read_contacts(path, house_policies().directory)
    assert (found.role, found.address) == ("staff", "hoa@snv.example")


def test_l12_a_cell_without_an_end_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "can-bo.csv"
    path.write_text('Cơ quan;Họ tên;Vai trò;Email\n"Sở Nội vụ;' + "x" * 200_000, "utf-8")
    with pytest.raises(ContactsUnreadable, match="ngoặc kép"):
        read_contacts(path, house_policies().directory)


def test_windows_1258_with_its_separate_marks_is_read(tmp_path: Path) -> None:
    path = tmp_path / "can-bo.csv"
    marked = "".join(cp1258(letter) for letter in "agency;name;role;email\nSở Nội vụ;Chị Hoa;staff;hoa@snv.example")
    path.write_bytes(marked.encode("cp1258"))

    assert [c.name for c in read_contacts(path, house_policies().directory)] == ["Chị Hoa"]


TONES = "\u0300\u0301\u0303\u0309\u0323"


def cp1258(letter: str) -> str:
    """The letter as the old code page has it: its tone beside it."""
    marks = normalize("NFD", letter)
    tones = "".join(mark for mark in marks if mark in TONES)
    return normalize("NFC", "".join(mark for mark in marks if mark not in TONES)) + tones


def test_a_row_is_named_by_its_number_though_empty_rows_stand_before_it(tmp_path: Path) -> None:
    path = a_file(tmp_path, "", "", "Sở Nội vụ,Chị Hoa,boss,a@b.example,,,")
    with pytest.raises(ContactsUnreadable, match="dòng 4"):
        read_contacts(path, house_policies().directory)


def test_an_absence_is_noted_and_listed(home: Path) -> None:
    noted = dondoc(home, "contacts", "away", "1", "--from", "2026-07-13", "--to", "17/7/2026", "--stand-in", "2")
    assert "nhận thay" in words(noted)
    listed = words(dondoc(home, "contacts", "list", "--today", "2026-07-15"))
    # A cell may go on in a second line, the cells beside it between.
    assert all(said in listed for said in ("đang vắng", "17/7/2026", "thư điện tử"))
    assert "lại tự nhận thư" in words(dondoc(home, "contacts", "back", "1"))


def test_reminders_end_and_begin_again(home: Path) -> None:
    address = "vanthu@so-noi-vu.example"
    assert "đã ngừng thư nhắc" in words(dondoc(home, "contacts", "unsubscribe", address))
    assert "không nhận thư nhắc trước hạn" in words(dondoc(home, "contacts", "list", "--agency", "so-noi-vu"))
    assert "nhận lại thư nhắc" in words(dondoc(home, "contacts", "resubscribe", address))


def test_a_dutys_ladder_shows_its_days_people_and_notices(home: Path) -> None:
    said = words(dondoc(home, "ladder", "show", "--task", "1"))

    assert "29/6/2026 trước hạn 15 ngày cơ quan chủ trì Văn thư so-noi-vu" in said
    assert "chờ gửi 09:00" in said
    assert (
        "Sở Nội vụ chưa có địa chỉ của thủ trưởng; đề nghị cơ quan đầu mối báo trực tiếp và bổ sung người nhận." in said
    )


def test_a_broken_ladder_is_told_with_its_lines(home: Path) -> None:
    (home / "escalation.toml").write_text('[[step]]\nid = "a"\noffset = "bảy"\n[wording]\n', encoding="utf-8")
    result = dondoc(home, "ladder", "show", DONDOC_CONFIG_DIR=str(home))

    assert result.exception is not None
    assert "dòng 3, [[step]], khóa offset: không nhận giá trị “bảy”" in str(result.exception)


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    with zalo_on_loopback() as running:
        yield running


def test_an_account_is_started_from_the_command_line_and_its_standing_shown(home: Path, zalo: Zalo) -> None:
    settings = {"DONDOC_ZALO_APP_ID": "app", "DONDOC_ZALO_APP_SECRET": "app-secret", "DONDOC_ZALO_OAUTH": zalo.url}
    back = "https://dondoc.tinh.example/zalo"
    refused = dondoc(home, "zalo", "authorise", "4318657", "--back-to", back, answer="mã-sai\n", **settings)
    assert refused.exit_code != 0
    with closing(Database(f"sqlite:///{home}/dondoc.sqlite")) as database:
        key = (home / "secret.key").read_text().strip().encode()
        vault = DatabaseVault(database=database, keys=Keys((key,)).for_use(VAULT_KEY_USE), clock=lambda: at(DAY))
        vault.put("4318657", a_pair(zalo, hours=10))
    shown = dondoc(home, "zalo", "status", **settings)
    assert "4318657" in words(shown)
    assert "access-0" not in shown.output
