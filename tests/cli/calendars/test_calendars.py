"""`dondoc calendars`: what an official types and reads."""

from pathlib import Path

from typer.testing import CliRunner, Result

from base.errors import DondocError
from calendars.checking.validator import validate
from cli.calendars.calendars import app
from tests.calendars.checking.test_validator import GOOD


def dondoc_calendars(*arguments: str | Path, home: Path | None = None) -> Result:
    environment = {"DONDOC_HOME": str(home)} if home else {}
    return CliRunner(env=environment).invoke(app, [str(argument) for argument in arguments])


def test_calendars_out_writes_valid_files_and_prints_their_paths(home: Path, tmp_path: Path) -> None:
    result = dondoc_calendars("--out", tmp_path, "--today", "2026-03-05", home=home)

    written = [Path(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert tmp_path / "co-quan-so-noi-vu.ics" in written
    assert tmp_path / "van-ban-50-kh-ubnd-2026.ics" in written
    assert {path for path in written if validate(path.read_bytes())} == set()


def test_write_does_the_same_and_a_second_time_changes_nothing(home: Path, tmp_path: Path) -> None:
    first = dondoc_calendars("write", "--out", tmp_path, "--today", "2026-03-05", home=home)
    second = dondoc_calendars("--out", tmp_path, "--today", "2026-03-06", home=home)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert second.stdout == ""
    assert "tệp không đổi" in " ".join(second.stderr.split())


def test_check_is_silent_about_a_good_file(tmp_path: Path) -> None:
    good = tmp_path / "lich.ics"
    good.write_bytes(GOOD.encode())

    result = dondoc_calendars("check", good)

    assert (result.exit_code, result.stdout) == (0, "")
    assert "1/1 lịch không có lỗi" in result.stderr


def test_check_names_file_line_and_rule_of_each_defect(tmp_path: Path) -> None:
    bad = tmp_path / "lich.ics"
    bad.write_bytes(GOOD.replace("UID:2", "UID:1").encode())

    result = dondoc_calendars("check", bad)

    assert result.exit_code == 1
    assert result.stdout.startswith(f"{bad}:37: [duplicate-uid] UID đã dùng ở dòng 17")


def test_check_stops_listing_after_fifty_defects(tmp_path: Path) -> None:
    bad = tmp_path / "lich.ics"
    bad.write_bytes(b"BEGIN:VCALENDAR\r\n" + b"khong phai\r\n" * 200)

    lines = dondoc_calendars("check", bad).stdout.splitlines()

    assert len(lines) == 51
    assert lines[-1].endswith("lỗi nữa.")


def test_a_file_that_is_not_there_is_told_with_place_and_remedy(tmp_path: Path) -> None:
    result = dondoc_calendars("check", tmp_path / "khong-co.ics")

    assert isinstance(result.exception, DondocError)
    assert (result.exception.exit_code, result.exception.place) == (2, "tệp lịch")
