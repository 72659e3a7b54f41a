"""The `dondoc` command: which commands there are, and where each lives. Only the one that is run is loaded."""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from base.visible import visible
from cli.door import told_at_the_door
from cli.duties.tasks import DUTY_COMMANDS
from cli.headings import Commands

# The headings of the help text with their commands, in that order, and the function or the group behind each: those of
# a duty's life, which are most, and of the others where they lie.
COMMANDS: Mapping[str, Mapping[str, str | Callable[..., None]]] = {
    "Văn bản": {
        "read": "cli.plans.read:read_document",
        "resolve": "cli.plans.resolve:show_resolution",
        "days-off": "cli.operation.days_off:show_days_off",
        "import": "cli.plans.imports:import_plan",
        "announce": "cli.plans.announcing:announce",
        "supersede": "cli.plans.endings:supersede",
        "pending": "cli.plans.pending:app",
        "plan": "cli.plans.endings:plan",
    },
    "Nhiệm vụ được giao": {
        **DUTY_COMMANDS,
        "files": "cli.duties.evidence:files",
        "report-card": "cli.duties.report_card:report_card",
        "bulletin": "cli.duties.bulletin:bulletin",
        "reschedule": "cli.duties.changes:reschedule",
        "extend": "cli.duties.changes:extensions",
        "task": "cli.plans.endings:task",
        "trigger": "cli.duties.triggers:app",
    },
    "Danh bạ": {
        "succeed": "cli.plans.endings:succeed",
        "members": "cli.duties.changes:members",
        "agencies": "cli.people.agencies:app",
        "contacts": "cli.people.contacts:app",
        "people": "cli.people.accounts:people",
    },
    "Hằng ngày": {
        "run": "cli.operation.runs:run_by_hand",
        "sweep": "cli.operation.runs:sweep_day",
        "up": "cli.up.up:up",
        "status": "cli.operation.status:status",
        "schedules": "cli.operation.schedules:schedules",
        "serve": "cli.operation.runs:serve_pages",
        "audit": "cli.operation.audit:app",
        "calendars": "cli.calendars.calendars:app",
        "feeds": "cli.calendars.feeds:app",
        "ladder": "cli.messages.ladder:app",
        "notices": "cli.messages.notices:app",
    },
    "Vận hành": {
        "init": "cli.operation.installation:init",
        "doctor": "cli.operation.installation:doctor",
        "backup": "cli.operation.installation:backup",
        "restore": "cli.operation.installation:restore",
        "migrate": "cli.operation.installation:migrate",
        "admin": "cli.people.accounts:admin",
        "zalo": "cli.messages.zalo:app",
    },
}
# How many fresh objects make Python look for those that only hold each other: loading modules makes many, which live.
_FRESH_OBJECTS = 50_000


def run() -> None:
    """Run the command line; what goes wrong becomes one Vietnamese message and its exit code."""
    gc.set_threshold(_FRESH_OBJECTS)
    try:
        told_at_the_door(lambda: _run([as_typed(word) for word in sys.argv[1:]]))
    finally:
        # The program ends, and its memory with it: Python would look through all of it once more.
        gc.disable()


def _run(words: list[str]) -> None:
    command_line(*words[:1])(args=words)


def command_line(name: str = "") -> Commands:
    """Return the commands; where one of them has this name, that one alone, since loading all takes its time."""
    alone = any(name in commands for commands in COMMANDS.values())
    app = Commands(
        name="dondoc",
        help="Đôn đốc: theo dõi nhiệm vụ trong các văn bản, kế hoạch đến khi hoàn thành.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        # Typer would take a single command for the whole program.
        callback=_nothing,
    )
    for heading, commands in COMMANDS.items():
        for each, behind in commands.items():
            if each == name or not alone:
                _register(app, heading, each, behind)
    return app


def as_typed(word: str) -> str:
    """Return a word of the command line without what nobody can see in it; the name of a file that is there stays."""
    return word if os.path.lexists(word) else visible(word)


def _register(app: Commands, heading: str, name: str, behind: str | Callable[..., None]) -> None:
    found = _load(behind) if isinstance(behind, str) else behind
    if isinstance(found, Commands):
        app.add_typer(found, name=name, rich_help_panel=heading)
    else:
        app.command(name, rich_help_panel=heading)(found)


def _load(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)


def _nothing() -> None:
    """Do nothing before a command is run."""
