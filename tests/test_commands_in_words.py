"""What officials read on pages, in mails and calendars names things, never commands: the command line alone does."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from base.errors import DondocError
from base.where_to_look import WhereToLook
from cli.door import error_line
from cli.main import command_line
from cli.where_to_look import COMMANDS
from tests.cli.test_hints import HOUSE, ROOMS, fault_of
from web.frame.looking import PAGES, Lead, lead_of

# What is told on the server alone: to who starts the programs, examines the house, or keeps its keys, settings and
# database; and the page of the deadline language, which is one of the repository's.
OPERATORS = (
    "config/keys.py",
    "config/settings.py",
    "services/checks/",
    "services/house_database.py",
    "workflow/deadlines/page.py",
    "workflow/store/database/",
)
WORDS = sorted(getattr(get_command(command_line()), "commands", {}))
COMMAND = re.compile(rf"\bdondoc (?:{'|'.join(WORDS)})\b|`dondoc")


def shown_files() -> list[Path]:
    rooms = [room for room in ROOMS if room != "cli"]
    found = [path for room in rooms for path in (HOUSE / room).rglob("*") if path.suffix in {".py", ".html", ".txt"}]
    return [path for path in found if not str(path.relative_to(HOUSE)).startswith(OPERATORS)]


def texts(path: Path) -> Iterator[str]:
    """What a file may show: of a module its texts, but for what it says of itself."""
    written = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield written
        return
    tree = ast.parse(written)
    own = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in own:
            yield node.value


def test_no_sentence_outside_the_command_line_names_a_command() -> None:
    named = {
        str(path.relative_to(HOUSE)): text for path in shown_files() for text in texts(path) if COMMAND.search(text)
    }
    assert named == {}


@pytest.mark.parametrize("thing", list(WhereToLook))
def test_what_a_refusal_sends_to_has_a_command_and_a_page(thing: WhereToLook) -> None:
    error = DondocError(given="7", place="Nơi", reason="không có", remedy="Xem danh sách.", look=thing, about=7)
    assert error_line(error).endswith(f"không có. Xem danh sách. Dùng {COMMANDS[thing]}.\n")
    assert lead_of(error) == Lead(label=thing.format(7), address=PAGES[thing].format(7))
    assert fault_of(COMMANDS[thing].strip("`").split()[1:]) == ""
