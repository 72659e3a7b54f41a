"""`dondoc status`: how the house is doing, for a person."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import group_thousands, short_moment
from cli.options import Today, day_of
from workflow.timeliness import Timeliness

if TYPE_CHECKING:
    from services.jobs.status import Status

_SHOWN = (Timeliness.OVERDUE, Timeliness.DUE_TODAY, Timeliness.DUE_SOON, Timeliness.AHEAD)


def status(
    today: Today = None,
    as_json: Annotated[bool, typer.Option("--json", help="In một dòng JSON cho chương trình khác đọc.")] = False,
) -> None:
    """Xem tình hình: rà soát, nhiệm vụ quá hạn, thư chờ, các lượt chạy. Có điều cần người xem thì mã kết thúc là 1."""
    from base.clock import moment_of
    from config.settings import Settings
    from services.installation import open_installation
    from services.jobs.status import installation_status as look

    settings = Settings()
    with open_installation(settings) as installation:
        found = look(installation, moment_of(day_of(today)))
    if as_json:
        typer.echo(_json(found))
    else:
        _print(found, settings.home)
    if not found.is_well:
        raise typer.Exit(1)


def _print(found: "Status", home: Path) -> None:
    from cli.show import console, day_text, table
    from services.jobs.status import job_rows

    screen = console()
    duties = ", ".join(f"{group_thousands(found.health.duties.get(s, 0))} {s.label}" for s in _SHOWN)
    screen.print(f"Rà soát: {day_text(found.swept_on) if found.swept_on else 'chưa chạy'}.  Nhiệm vụ: {duties}.")
    screen.print(
        f"Thư: {group_thousands(found.health.queued)} đang chờ, {group_thousands(found.health.dead)} không gửi được, "
        f"{group_thousands(found.health.unknown)} không rõ đã đến hay chưa.  "
        f"Khóa sổ nhật ký lần cuối: {_moment(found)}."
    )
    screen.print(_programs(home))
    screen.print(table("Tác vụ tự động", ("Tác vụ", "Lần cuối", "Kết quả", "Lần tới"), _escaped(job_rows(found))))
    for alarm in found.alarms:
        told = "đã báo quản trị" if alarm.told_at else "chưa báo được quản trị"
        screen.print(f"Báo động {short_moment(alarm.raised_at.astimezone(found.now.tzinfo))} ({told}): {alarm.text}")
    for trouble in found.troubles:
        screen.print(f"[bold red]Cần xem:[/] {trouble}", highlight=False)
    if found.is_well:
        screen.print("[green]Mọi việc bình thường.[/]")


def _programs(home: Path) -> str:
    """Tell whether `dondoc up` runs, and which of its programs live."""
    from cli.up.state import read_state

    state = read_state(home)
    if state is None or not state.alive:
        return "`dondoc up`: không chạy."
    living = [name for name, process in state.children.items() if process.found()]
    return f"`dondoc up`: đang chạy (tiến trình {state.process.pid}), {state.web}; chương trình: {', '.join(living)}."


def _moment(found: "Status") -> str:
    if found.sealed_at is None:
        return "chưa khóa sổ"
    return short_moment(found.sealed_at.astimezone(found.now.tzinfo))


def _escaped(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    from rich.markup import escape

    return (tuple(map(escape, row)) for row in rows)


def _json(found: "Status") -> str:
    import json

    told = {
        "now": found.now.isoformat(),
        "swept_on": found.swept_on.isoformat() if found.swept_on else None,
        "duties": {standing.value: number for standing, number in found.health.duties.items()},
        "outbox": {state.value: number for state, number in found.health.outbox.items()},
        "runs": {
            name: {"started_at": run.started_at.isoformat(), "state": run.state.value, "told": run.told}
            for name, run in found.runs.items()
        },
        "alarms": [{"at": alarm.raised_at.isoformat(), "text": alarm.text} for alarm in found.alarms],
        "troubles": list(found.troubles),
    }
    return json.dumps(told, ensure_ascii=False)
