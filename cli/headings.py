"""Commands that explain themselves in Vietnamese, as plain text: drawing frames would take longer than all the rest.

Typer writes its headings and the faults of usage in English; here they are written from what it knows of a command.
"""

import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer._click.exceptions import BadOptionUsage, ClickException, NoArgsIsHelpError
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import Abort

from base.errors import DondocError
from cli.door import error_line
from cli.parameters import help_row, usage_word
from cli.usage import Stopped, UsageFault, surplus_refusal, unanswered_refusal, unknown_command_refusal, usage_refusal

_COMMANDS = "Các lệnh"
_HELP = "Hiện hướng dẫn này."


class Plain(TyperCommand):
    """One command."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return `--help`, which says in Vietnamese what it does."""
        return _in_vietnamese(super().get_help_option(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is called."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write its arguments and options."""
        _write_parameters(self, ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of a command line. Raises `UsageFault` for words too many."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except BadOptionUsage as error:
            error.ctx = error.ctx or ctx
            raise
        if rest and not ctx.resilient_parsing:
            raise surplus_refusal(ctx.command_path, rest)
        return rest


class Headed(TyperGroup):
    """A group whose help lists its commands under the headings (`rich_help_panel`) that they were registered with."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return `--help`, which says in Vietnamese what it does."""
        return _in_vietnamese(super().get_help_option(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how its commands are called."""
        _write_usage(self, ctx, formatter, "LỆNH …")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write its options, then its commands."""
        _write_parameters(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each heading, in the order in which headings and commands first come."""
        commands = {name: self.commands[name] for name in self.list_commands(ctx)}
        room = formatter.width - 6 - max(map(len, commands))
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, command in commands.items():
            heading = getattr(command, "rich_help_panel", None)
            rows = sections.setdefault(heading if isinstance(heading, str) else _COMMANDS, [])
            rows.append((name, command.get_short_help_str(room)))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command of a name. Raises `UsageFault` where there is none."""
        if args[0] not in self.commands:
            raise unknown_command_refusal(ctx.command_path, args[0], get_close_matches(args[0], self.commands))
        return super().resolve_command(ctx, args)

    def main(self, args: Sequence[str] | None = None, *others: Any, **settings: Any) -> Any:
        """Run a command and end the program; what Typer would print in English is told in the four fields."""
        settings |= {"standalone_mode": False, "prog_name": "dondoc"}
        try:
            code = super().main(args, *others, **settings)
        except NoArgsIsHelpError as error:
            error.show()
            code = error.exit_code
        except (UsageFault, Stopped) as error:
            code = _tell(error)
        except ClickException as error:
            code = _tell(usage_refusal(error))
        except Abort:
            code = _tell(unanswered_refusal())
        sys.exit(code if isinstance(code, int) else 0)


class Commands(typer.Typer):
    """Where commands are registered."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"cls": Headed, "rich_markup_mode": None, "add_completion": False} | settings)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        """Register a command, as Typer does."""
        return super().command(name, **{"cls": Plain} | settings)


def _tell(error: DondocError) -> int:
    typer.echo(error_line(error), nl=False, err=True)
    return error.exit_code


def _in_vietnamese(option: Any) -> Any:
    if option is not None:
        option.help = _HELP
    return option


def _write_usage(command: Any, ctx: Any, formatter: Any, *more: str) -> None:
    arguments = [usage_word(one) for one in command.get_params(ctx) if one.param_type_name == "argument"]
    formatter.write_usage(ctx.command_path, " ".join(("[TÙY CHỌN]", *arguments, *more)), prefix="Cách dùng: ")


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    for heading, kind in (("Tham số", "argument"), ("Tùy chọn", "option")):
        rows = [help_row(one) for one in command.get_params(ctx) if one.param_type_name == kind and not one.hidden]
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)
