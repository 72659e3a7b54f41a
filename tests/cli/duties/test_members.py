"""`dondoc members`: who came to a group or left it, and what is said where nobody did."""

from pathlib import Path

from typer.testing import CliRunner

from cli.duties.changes import members
from tests.services.houses import with_empty_database


def test_a_house_where_nobody_is_to_be_decided_on_says_so(tmp_path: Path) -> None:
    with_empty_database(tmp_path)
    told = CliRunner().invoke(members, ["list"], env={"COLUMNS": "200", "DONDOC_HOME": str(tmp_path)})
    assert told.exit_code == 0
    assert told.output == "Không có cơ quan nào mới vào hoặc đã rời nhóm mà chưa được quyết định.\n"
