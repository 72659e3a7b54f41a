"""Older office files, by way of LibreOffice where it is installed."""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from documents.intake.detect import is_spreadsheet
from documents.intake.errors import HostileDocument, UnreadableDocument
from documents.intake.limits import Source
from documents.intake.tools import run_tool
from tests.documents.builders import a_docx, a_row, read

OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs apt-get install libreoffice-writer-nogui")


@OFFICE
@pytest.mark.parametrize("form", ["doc", "rtf", "odt"])
def test_an_older_word_file_is_read_like_a_new_one(tmp_path: Path, form: str) -> None:
    def close(document: Any) -> None:
        document.add_paragraph("Nơi nhận:")  # a .doc can't end with a table

    (tmp_path / "plan.docx").write_bytes(a_docx(a_row("1"), a_row("2", deadline="Tháng 3"), edit=close))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path), "plan.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    rows = read((tmp_path / f"plan.{form}").read_bytes(), f"plan.{form}").rows
    assert [(row.number, row.deadline) for row in rows] == [("1", "Quý I/2026"), ("2", "Tháng 3")]


def test_a_spreadsheet_is_told_from_a_text() -> None:
    assert is_spreadsheet(Source("x.xls", "Workbook".encode("utf-16-le")))
    assert not is_spreadsheet(Source("x.doc", "WordDocument".encode("utf-16-le")))


def test_a_program_that_takes_too_long_is_ended_with_all_it_started() -> None:
    began = time.monotonic()

    with pytest.raises(HostileDocument, match="giây"):
        run_tool(["sh", "-c", "sleep 600 & sleep 600"], "x.doc", seconds=0.2)
    assert time.monotonic() - began < 600


def test_a_program_that_fails_is_named() -> None:
    with pytest.raises(UnreadableDocument, match="bằng false"):
        run_tool(["false"], "x.doc", seconds=5)
