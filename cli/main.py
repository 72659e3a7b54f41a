"""The `dondoc` command. Registers the commands; each imports what it needs only when it runs."""

import sys

import typer

from workflow.errors import DondocError

app = typer.Typer(
    name="dondoc",
    help="Đôn đốc: theo dõi nhiệm vụ trong các văn bản, kế hoạch đến khi hoàn thành.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def run() -> None:
    """Run the command line; errors of the house become one Vietnamese message and their exit code."""
    try:
        app()
    except DondocError as error:
        sys.stderr.write(f"Lỗi: {error}\n")
        raise SystemExit(error.exit_code) from error
