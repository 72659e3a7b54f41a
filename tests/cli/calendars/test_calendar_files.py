"""`dondoc calendars year|recurring|invite|publish`: what an official types and gets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from typer.testing import CliRunner, Result

from calendars.checking.validator import validate
from cli.calendars.calendars import app
from tests.calendars.caldav.radicale import PASSWORD, USER, running_radicale
from tests.calendars.reading import events_in

YEAR = ("year", "--agency", "Sở Khoa học và Công nghệ", "--year", 2026, "--today", "2026-05-20")


def dondoc_calendars(*arguments: object, home: Path, **settings: str) -> Result:
    environment = {"DONDOC_HOME": str(home)} | settings
    return CliRunner(env=environment).invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_radicale(tmp_path_factory.mktemp("radicale")) as address:
        yield address


def test_the_year_of_an_agency_is_printed_as_pdf(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "lich-2026.pdf"

    result = dondoc_calendars(*YEAR, "--out", out, home=home)

    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    pages = PdfDocument(out)
    first = pages[0].get_textpage().get_text_bounded()
    pages.close()
    assert "LỊCH CÔNG TÁC NĂM 2026" in first
    assert "Sở Khoa học và Công nghệ" in first


def test_the_year_of_an_agency_is_written_as_workbook(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "lich-2026.xlsx"

    result = dondoc_calendars(*YEAR, "--out", out, home=home)

    assert result.exit_code == 0
    assert load_workbook(out).sheetnames == ["Lịch năm", "Danh sách"]


def test_a_year_in_another_format_is_a_wrong_question(home: Path, tmp_path: Path) -> None:
    result = dondoc_calendars(*YEAR, "--out", tmp_path / "lich.docx", home=home)

    assert result.exit_code == 2
    assert "không có đuôi .pdf hay .xlsx" in " ".join(result.stderr.replace("│", " ").split())


def test_recurring_tasks_become_rules(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "dinh-ky.ics"

    result = dondoc_calendars("recurring", "--out", out, home=home)

    assert result.exit_code == 0
    assert validate(out.read_bytes()) == ()
    assert all("RRULE" in event for event in events_in(out.read_bytes()))


def test_an_invitation_is_written_with_the_type_to_send_it_as(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "moi.ics"

    result = dondoc_calendars("invite", 1, "--to", "Nguyễn Văn A <a@so.example>", "--out", out, home=home)

    assert result.exit_code == 0
    assert b"METHOD:REQUEST\r\n" in out.read_bytes()
    assert "method=REQUEST" in result.stderr


def test_l19_who_invites_is_who_the_house_s_mails_come_from(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "moi.ics"
    mails = {"DONDOC_MAIL_URL": "emailics://mail.tinh.example/?from=dondoc@tinh.example&name=Đôn%20Đốc"}

    result = dondoc_calendars("invite", 1, "--to", "a@so.example", "--out", out, home=home, **mails)

    assert result.exit_code == 0
    assert 'ORGANIZER;CN="Đôn Đốc":mailto:dondoc@tinh.example' in out.read_bytes().decode().replace("\r\n ", "")


def test_no_mail_address_is_a_wrong_question(home: Path, tmp_path: Path) -> None:
    result = dondoc_calendars("invite", 1, "--to", "Nguyễn Văn A", "--out", tmp_path / "moi.ics", home=home)

    assert result.exit_code == 2


@pytest.mark.parametrize("several", ["a@so.example, b@so.example", "Anh A <a@so.example>, Chị B <b@so.example>"])
def test_nobody_of_several_is_left_out_of_an_invitation_unsaid(home: Path, tmp_path: Path, several: str) -> None:
    result = dondoc_calendars("invite", 1, "--to", several, "--out", tmp_path / "moi.ics", home=home)

    assert result.exit_code == 2
    assert "nhiều địa chỉ" in " ".join(result.stderr.replace("│", " ").split())
    assert not (tmp_path / "moi.ics").exists()


def test_publishing_goes_to_the_server_of_the_settings_and_a_second_time_sends_nothing(home: Path, server: str) -> None:
    settings = {"DONDOC_CALDAV_URL": server, "DONDOC_CALDAV_USER": USER, "DONDOC_CALDAV_PASSWORD": PASSWORD}
    command = ("publish", "--agency", "Sở Y tế")

    first = dondoc_calendars(*command, "--today", "2026-03-05", home=home, **settings)
    second = dondoc_calendars(*command, "--today", "2026-03-06", home=home, **settings)

    assert "mục được ghi" in first.stdout
    assert "được ghi" not in second.stdout
    assert "mục không đổi" in second.stdout
    assert [path.suffix for path in (home / "caldav").iterdir()] == [".json"]


def test_publishing_to_a_folder_may_ask_for_alarms(home: Path, tmp_path: Path) -> None:
    result = dondoc_calendars("publish", tmp_path, "--alarm", "hom-truoc", "--today", "2026-03-05", home=home)

    assert result.exit_code == 0
    assert b"TRIGGER:-PT15H" in (tmp_path / "co-quan-so-noi-vu.ics").read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ("https://ai:mat-khau@may.example/dav/",),
        ("ftp://may.example/dav/",),
        ("lich", "--tasks"),
        ("lich", "--alarm", "moi-gio"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(home: Path, arguments: tuple[str, ...]) -> None:
    result = dondoc_calendars("publish", *arguments, home=home)

    assert result.exit_code == 2
    assert "mat-khau" not in result.output
