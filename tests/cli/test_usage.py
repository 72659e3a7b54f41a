"""A command line that can't be meant is told in Vietnamese, and ends with 2."""

import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner, Result

from cli.asking import agrees, ask_number, go_on
from cli.headings import Commands
from cli.main import command_line
from cli.parameters import must_be
from tests.cli.journeys import Answer

# Words of Typer's own messages and headings.
ENGLISH = re.compile(
    r"\b(missing|no such|invalid|option(s)?|argument(s)?|usage|show this|exit|error|aborted|required|default|"
    r"should be|valid|try|unexpected|extra|does not|commands?|env var|did you mean)\b",
    re.IGNORECASE,
)
VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩậắặẹẻẽếềểễệịọỏốồổộớờởợụủứừửựỳỹ]", re.IGNORECASE)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))


ROOT: Any = get_command(command_line())
COMMANDS = list(commands(ROOT))
LEAVES = [(path, command) for path, command in COMMANDS if not isinstance(command, TyperGroup)]
CHECKED = [
    (path, command, one)
    for path, command in LEAVES
    for one in command.params
    if one.param_type_name == "option" and not one.is_flag and not must_be(one).startswith("không")
]


def said(*words: str) -> Answer:
    """What one command line is answered; the commands are built once for all of them."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        ROOT.main([*words])
    return Answer(int(str(ended.value.code)), out.getvalue(), err.getvalue())


def assert_told(answer: Answer, *names: str) -> None:
    assert answer.code == 2, answer.out + answer.err
    assert answer.out == ""
    assert VIETNAMESE.search(answer.err)
    # Names of commands and options are what people type, and quoted values are theirs.
    own = re.sub(r"`[^`]*`|“[^”]*”|Lệnh [^:]*:|--[\w-]+", "", answer.err)
    assert not ENGLISH.search(own), own
    for name in names:
        assert name in answer.err


def by_path(value: object) -> str:
    return "-".join(value) if isinstance(value, tuple) else ""


@pytest.mark.parametrize("path", [path for path, _ in COMMANDS], ids=by_path)
def test_an_unknown_option_is_named_with_its_command(path: tuple[str, ...]) -> None:
    assert_told(said(*path, "--khong-co"), "“--khong-co”", f"dondoc {' '.join(path)}")


@pytest.mark.parametrize("path", [p for p, c in LEAVES if any(one.required for one in c.params)], ids=by_path)
def test_what_is_missing_is_named_with_what_it_is_for(path: tuple[str, ...]) -> None:
    assert_told(said(*path), "còn thiếu")


@pytest.mark.parametrize(("path", "command", "option"), CHECKED)
def test_a_value_of_the_wrong_kind_is_named_with_what_it_must_be(
    path: tuple[str, ...], command: Any, option: Any
) -> None:
    required = [one for one in command.params if one.required and one.param_type_name == "argument"]
    numbers = ["1" for _ in required]
    if any("TỆP" in (one.metavar or "") for one in required):
        numbers = [__file__]
    assert_told(said(*path, *numbers, option.opts[0], "tầm-bậy"), "“tầm-bậy”", option.opts[0], "phải là")


def test_a_number_out_of_its_bounds_is_told_the_bounds() -> None:
    assert_told(said("note-progress", "1", "--text", "x", "--percent", "300"), "“300”", "từ 0 đến 100")


def test_the_wrong_one_of_several_values_is_named() -> None:
    assert_told(said("remind", "1", "hai"), "“hai”", "phải là số nguyên")


@pytest.mark.parametrize("path", [path for path, command in COMMANDS if isinstance(command, TyperGroup)], ids=by_path)
def test_an_unknown_command_of_a_group_is_told(path: tuple[str, ...]) -> None:
    assert_told(said(*path, "khong-co"), "“khong-co”", "không phải là một lệnh")


def test_an_unknown_command_is_told_with_those_near_it() -> None:
    assert_told(said("acept", "1"), "Có phải là accept?")


def test_words_too_many_and_options_without_their_value_are_told() -> None:
    assert_told(said("accept", "1", "2"), "“2” thừa")
    assert_told(said("tasks", "--agency"), "cần một giá trị", "`dondoc tasks --help`")
    assert_told(said("tasks", "--json=3"), "không nhận giá trị")


def test_a_file_that_is_not_there_is_a_wrong_question() -> None:
    assert_told(said("agencies", "import", "khong-co.xlsx"), "“khong-co.xlsx” không có")
    assert_told(said("import", "/"), "là thư mục, không phải tệp")


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=by_path)
def test_every_help_text_is_vietnamese(path: tuple[str, ...], command: Any) -> None:
    text = said(*path, "--help").out
    assert text.startswith("Cách dùng: dondoc ")
    headings = re.findall(r"^(\S.*):$", text, re.MULTILINE)
    assert "Tùy chọn" in headings
    assert not [heading for heading in headings if not VIETNAMESE.search(heading)]
    assert not re.search(r"\[(OPTIONS|ARGS)\]|Show this|\brequired\b|\bdefault\b|env var|<\w+>", text)
    for one in command.params:
        assert one.param_type_name == "option" or one.metavar, f"{one.name} has no Vietnamese name"


def answering(answers: str) -> Result:
    asking = Commands()
    asking.callback()(lambda: None)

    @asking.command()
    def ask_all() -> None:
        typer.echo(f"{agrees('Đúng không?')} {ask_number('Năm')}")
        go_on("Làm chứ?")
        typer.echo("đã làm")

    return CliRunner().invoke(asking, ["ask-all"], input=answers)


def test_questions_are_asked_and_answered_in_vietnamese() -> None:
    done = answering("ờ\nc\nhai\n2026\ncó\n")
    assert done.exit_code == 0
    assert "[c/K]" in done.stderr
    assert done.stdout.split() == ["True", "2026", "đã", "làm"]


def test_no_stops_and_so_does_nobody() -> None:
    no = answering("k\n2026\n\n")
    assert (no.exit_code, "chưa có gì thay đổi" in no.stderr) == (1, True)
    nobody = answering("")
    assert (nobody.exit_code, "không có câu trả lời" in nobody.stderr) == (1, True)
    assert not ENGLISH.search(nobody.stderr)
