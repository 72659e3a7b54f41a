"""How things look in a terminal: tables, dates and counts in Vietnamese."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Console
from rich.table import Table

from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.nearness import DutyStanding, nearness
from workflow.plan import Shown, columns_shown
from workflow.timeliness import Timeliness
from workflow.working_days import WorkingDays

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


def near_words(duty: Assignment, today: date, working_days: WorkingDays) -> str:
    """Say how far the due day is, as pages do, as in "còn 9 ngày làm việc" or "quá hạn 3 ngày"."""
    if duty.due is None and duty.event:
        return f"chờ: {duty.event}"
    standing = DutyStanding(
        state=duty.state,
        timeliness=duty.timeliness,
        due=duty.due,
        act_by=duty.act_by,
        reported_on=duty.reported_on,
    )
    return nearness(standing, today=today, working_days=working_days).words


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> Table:
    """Return a plain table; `numbers` are the positions of right-aligned columns."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="bold", expand=False)
    for position, column in enumerate(columns):
        made.add_column(column, justify="right" if position in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def assignments_table(title: str, assignments: Iterable[Assignment], today: date, working_days: WorkingDays) -> Table:
    """Return assignments as a table, coloured by where they stand."""
    rows = (
        (
            str(a.id),
            a.agency_name,
            a.task.title,
            day_text(a.due),
            _styled(a.timeliness, near_words(a, today, working_days)),
            a.state.label,
            *(text for _, text in a.task.cells(Shown.LIST)),
        )
        for a in assignments
    )
    more = [column.label for column in columns_shown(Shown.LIST)]
    return table(title, ("Số", "Cơ quan", "Nhiệm vụ", "Hạn", "", "Trạng thái", *more), rows, numbers=(0,))


def _styled(timeliness: Timeliness, words: str) -> str:
    style = STYLES[timeliness]
    return f"[{style}]{words}[/]" if style else words


def console() -> Console:
    """Return where data goes: standard output, wide enough for tables when it is no terminal."""
    made = Console()
    return made if made.is_terminal else Console(width=140)


def talk() -> Console:
    """Return where everything that isn't data goes: standard error. Paths stay whole there, to be copied."""
    return Console(stderr=True, soft_wrap=True)
