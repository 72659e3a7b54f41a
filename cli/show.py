"""How things look in a terminal: tables, dates and counts in Vietnamese."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Console
from rich.table import Table

from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.plan import Shown, columns_shown
from workflow.timeliness import Timeliness

STYLES = {
    Timeliness.OVERDUE: "bold red",
    Timeliness.DUE_TODAY: "bold yellow",
    Timeliness.DUE_SOON: "yellow",
    Timeliness.AHEAD: "",
    Timeliness.UNDATED: "dim",
    Timeliness.DONE_ON_TIME: "green",
    Timeliness.DONE_LATE: "magenta",
}


def day_text(value: date | None) -> str:
    """Write a day as officials do, "—" for none."""
    return "—" if value is None else short_date(value)


def days_left(assignment: Assignment, today: date) -> str:
    """Say how far the due day is, as in "còn 9 ngày" or "quá 3 ngày"."""
    left = assignment.days_left(today)
    if left is None:
        return f"chờ: {assignment.event}" if assignment.event else ""
    if left == 0:
        return "hôm nay"
    return f"còn {left} ngày" if left > 0 else f"quá {-left} ngày"


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> Table:
    """Return a plain table; `numbers` are the positions of right-aligned columns."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="bold", expand=False)
    for position, column in enumerate(columns):
        made.add_column(column, justify="right" if position in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def assignments_table(title: str, assignments: Iterable[Assignment], today: date) -> Table:
    """Return assignments as a table, coloured by where they stand."""
    rows = (
        (
            str(a.id),
            a.agency_name,
            a.task.title,
            day_text(a.due),
            f"[{STYLES[a.timeliness]}]{days_left(a, today)}[/]" if STYLES[a.timeliness] else days_left(a, today),
            a.state.label,
            *(text for _, text in a.task.cells(Shown.LIST)),
        )
        for a in assignments
    )
    more = [column.label for column in columns_shown(Shown.LIST)]
    return table(title, ("Số", "Cơ quan", "Nhiệm vụ", "Hạn", "", "Trạng thái", *more), rows, numbers=(0,))


def console() -> Console:
    """Return where data goes: standard output, wide enough for tables when it is no terminal."""
    made = Console()
    return made if made.is_terminal else Console(width=140)


def talk() -> Console:
    """Return where everything that isn't data goes: standard error. Paths stay whole there, to be copied."""
    return Console(stderr=True, soft_wrap=True)
