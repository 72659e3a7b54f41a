"""The list of commands under headings, as plain text: drawing frames with rich would take longer than all the rest."""

from typing import Any

from typer.core import TyperGroup

_OTHERS = "Lệnh khác"


class Headed(TyperGroup):
    """A group whose help lists its commands under the headings (`rich_help_panel`) that they were registered with."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each heading, in the order in which headings and commands first come."""
        commands = {name: self.commands[name] for name in self.list_commands(ctx)}
        room = formatter.width - 6 - max(map(len, commands))
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, command in commands.items():
            heading = getattr(command, "rich_help_panel", None)
            rows = sections.setdefault(heading if isinstance(heading, str) else _OTHERS, [])
            rows.append((name, command.get_short_help_str(room)))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
