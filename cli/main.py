"""The `dondoc` command. Registers the commands; each imports what it needs only when it runs."""

import os
import sys

from base.visible import visible
from cli.calendars import calendars, feeds
from cli.door import told_at_the_door
from cli.duties import bulletin, changes, evidence, report_card, tasks, triggers
from cli.headings import Commands
from cli.messages import ladder, notices, zalo
from cli.operation import audit, days_off, runs, schedules, status
from cli.operation import installation as upkeep
from cli.people import accounts, agencies, contacts
from cli.plans import announcing, endings, imports, pending, read, resolve
from cli.up import up

app = Commands(
    name="dondoc",
    help="Đôn đốc: theo dõi nhiệm vụ trong các văn bản, kế hoạch đến khi hoàn thành.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

app.command("read", rich_help_panel="Văn bản")(read.read_document)
app.command("resolve", rich_help_panel="Văn bản")(resolve.show_resolution)
app.command("days-off", rich_help_panel="Văn bản")(days_off.show_days_off)
app.command("import", rich_help_panel="Văn bản")(imports.import_plan)
app.command("announce", rich_help_panel="Văn bản")(announcing.announce)
app.add_typer(pending.app, rich_help_panel="Văn bản")
for name, command in tasks.COMMANDS.items():
    app.command(name, rich_help_panel="Nhiệm vụ được giao")(command)
app.command("files", rich_help_panel="Nhiệm vụ được giao")(evidence.files)
app.command("report-card", rich_help_panel="Nhiệm vụ được giao")(report_card.report_card)
app.command("bulletin", rich_help_panel="Nhiệm vụ được giao")(bulletin.bulletin)
app.add_typer(changes.extensions, rich_help_panel="Nhiệm vụ được giao")
app.command("reschedule", rich_help_panel="Nhiệm vụ được giao")(changes.reschedule)
app.command("supersede", rich_help_panel="Văn bản")(endings.supersede)
app.add_typer(endings.plan, rich_help_panel="Văn bản")
app.add_typer(endings.task, rich_help_panel="Nhiệm vụ được giao")
app.add_typer(changes.members, rich_help_panel="Danh bạ")
app.command("succeed", rich_help_panel="Danh bạ")(endings.succeed)
app.add_typer(triggers.app, rich_help_panel="Nhiệm vụ được giao")
app.add_typer(audit.app, rich_help_panel="Hằng ngày")
app.command("run", rich_help_panel="Hằng ngày")(runs.run_by_hand)
app.command("sweep", rich_help_panel="Hằng ngày")(runs.sweep_day)
app.command("up", rich_help_panel="Hằng ngày")(up.up)
app.command("status", rich_help_panel="Hằng ngày")(status.status)
app.command("schedules", rich_help_panel="Hằng ngày")(schedules.schedules)
app.command("serve", rich_help_panel="Hằng ngày")(runs.serve_pages)
app.add_typer(calendars.app, rich_help_panel="Hằng ngày")
app.add_typer(feeds.app, rich_help_panel="Hằng ngày")
app.add_typer(ladder.app, rich_help_panel="Hằng ngày")
app.add_typer(notices.app, rich_help_panel="Hằng ngày")
app.add_typer(agencies.app, rich_help_panel="Danh bạ")
app.add_typer(contacts.app, rich_help_panel="Danh bạ")
app.add_typer(accounts.people, rich_help_panel="Danh bạ")
app.add_typer(accounts.admin, rich_help_panel="Vận hành")
app.add_typer(zalo.app, rich_help_panel="Vận hành")
app.command("init", rich_help_panel="Vận hành")(upkeep.init)
app.command("doctor", rich_help_panel="Vận hành")(upkeep.doctor)
app.command("backup", rich_help_panel="Vận hành")(upkeep.backup)
app.command("restore", rich_help_panel="Vận hành")(upkeep.restore)
app.command("migrate", rich_help_panel="Vận hành")(upkeep.migrate)


def run() -> None:
    """Run the command line; what goes wrong becomes one Vietnamese message and its exit code."""
    told_at_the_door(lambda: app(args=[as_typed(word) for word in sys.argv[1:]]))


def as_typed(word: str) -> str:
    """Return a word of the command line without what nobody can see in it; the name of a file that is there stays."""
    return word if os.path.lexists(word) else visible(word)
