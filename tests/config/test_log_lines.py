"""Lines of the log: with their offset, and for their owner alone."""

import json
import shutil
from pathlib import Path

import pytest
import structlog

from config.log_lines import write_log_lines


def test_m12_a_line_says_when_in_rfc_3339_with_vietnams_offset(tmp_path: Path) -> None:
    file = write_log_lines(tmp_path)
    structlog.get_logger("dondoc.thu").info("bắt đầu")
    (line,) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert line["timestamp"].endswith("+07:00")
    assert line["timestamp"][10] == "T"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_log_whose_folder_is_gone_says_so_and_lets_the_work_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_log_lines(tmp_path / "home")
    shutil.rmtree(tmp_path / "home")
    structlog.get_logger("dondoc.thu").info("bắt đầu")
    assert f"Không ghi được nhật ký {file}" in capsys.readouterr().err
