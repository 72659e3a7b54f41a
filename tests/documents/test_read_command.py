"""`dondoc read`: JSON lines with the gold's keys, doubts, a table for people."""

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from cli.plans.read import read_document
from tests.documents.builders import a_docx, a_row

KEYS = {"plan", "appendix", "section_number", "section_title", "number", "title", "lead", "cooperating", "product"}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.docx"
    path.write_bytes(a_docx(a_row("1"), a_row("3", title="Lập báo cáo", deadline="")))
    return path


def run(*arguments: str | Path) -> Result:
    app = Typer()
    app.command()(read_document)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_each_task_is_one_line_of_json(plan: Path) -> None:
    lines = [json.loads(line) for line in run(plan, "--json").stdout.splitlines()]

    assert [(line["number"], line["deadline"]) for line in lines] == [("1", "Quý I/2026"), ("3", "")]
    assert set(lines[0]) >= {*KEYS, "deadline", "note", "inherited", "source_line", "doubts"}


def test_doubts_name_the_task_the_column_and_the_reason(plan: Path) -> None:
    result = run(plan, "--doubts")

    assert "số 3" in result.stdout
    assert "Thời hạn: Không ghi thời hạn" in result.stdout
    assert "TT: Số thứ tự nhảy từ 1 sang 3" in result.stdout


def test_only_doubtful_tasks_are_printed_as_json_when_doubts_are_asked_for(plan: Path) -> None:
    lines = [json.loads(line) for line in run(plan, "--json", "--doubts").stdout.splitlines()]

    assert [line["number"] for line in lines] == ["3"]


def test_people_get_a_table_and_a_count(plan: Path) -> None:
    result = run(plan)

    assert "Lập báo cáo" in result.stdout
    assert "2 nhiệm vụ, 1 nhiệm vụ có chỗ cần kiểm tra." in result.stderr


def test_every_option_has_a_help_text_with_an_example() -> None:
    assert run("--help").stdout.count("Ví dụ") >= 3


AMENDING = """TỈNH ĐỒNG THÁP
Số: 88/QĐ-UBND
Đồng Tháp, ngày 05 tháng 5 năm 2026
QUYẾT ĐỊNH
Sửa đổi, bổ sung một số nội dung của Kế hoạch số 50/KH-UBND ngày 16/01/2026 của UBND tỉnh
Điều 1. Sửa đổi, bổ sung một số nội dung của Kế hoạch số 50/KH-UBND ngày 16/01/2026:
1. Sửa đổi thời gian hoàn thành nhiệm vụ số 3 Phụ lục I thành "Tháng 9/2026".
2. Bãi bỏ nhiệm vụ số 5 Phụ lục I.
"""


def test_an_amending_document_is_read_as_what_it_changes_in_which_plan(tmp_path: Path) -> None:
    path = tmp_path / "qd-88.txt"
    path.write_text(AMENDING, encoding="utf-8")
    result = run(path)
    assert "Sửa đổi, bổ sung 50/KH-UBND" in result.stdout
    assert "số 3 Phụ lục I: thời hạn “Tháng 9/2026”" in result.stdout
    assert "số 5 Phụ lục I: bãi bỏ" in result.stdout
    assert "Không tìm thấy bảng" not in result.output
