"""`dondoc read`: what a document says, before anything of it is taken over."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.files_given import existing_file
from workflow.plan import COLUMN_LABELS, Doubt, PlanDocument, PrintedRow, TrackedProgress

if TYPE_CHECKING:
    from documents.intake.limits import Progress

# A bar for less than this is but a flicker.
_LONG = 5


def read_document(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            callback=existing_file,
            help="Văn bản cần đọc: DOCX, PDF, HTML, XLSX, TXT, ảnh quét. Ví dụ: ke-hoach-50.docx",
        ),
    ],
    as_json: Annotated[
        bool,
        typer.Option("--json", help="In mỗi nhiệm vụ một dòng JSON. Ví dụ: dondoc read ke-hoach-50.docx --json"),
    ] = False,
    only_doubts: Annotated[
        bool,
        typer.Option(
            "--doubts", help="Chỉ in những chỗ cần người kiểm tra. Ví dụ: dondoc read ke-hoach-50.pdf --doubts"
        ),
    ] = False,
    prose: Annotated[
        bool,
        typer.Option(
            "--prose",
            help="Chỉ in nhiệm vụ của phần nội dung mà không ghi thời hạn. Ví dụ: dondoc read kh-283.docx --prose",
        ),
    ] = False,
) -> None:
    """Đọc một văn bản và in các nhiệm vụ tìm thấy; không ghi gì vào cơ sở dữ liệu.

    Ví dụ: dondoc read ke-hoach-50.docx
    """
    from documents.reader import read_file

    with _bar() as progress:
        plan = read_file(file, progress=progress)
    if prose:
        plan = replace(plan, rows=(), obligations=plan.standing, doubts=())
    if as_json and not only_doubts:
        _write(_as_lines(plan.tasks, plan))
        _print_notes(plan, err=True)
        return
    held = _held(plan)
    if as_json:
        _write(_as_lines((row for place, row in enumerate(plan.tasks) if row.doubts or place in held), plan))
        _print_notes(plan, err=True)
    elif only_doubts:
        _print_doubts(plan, held)
    else:
        _print_tasks(plan, held)


def as_printed(row: PrintedRow, plan_number: str) -> dict[str, object]:
    """One task as the JSON lines have it: each cell as its own row prints it, merged cells with the merged text."""
    printed = dict(row.printed)
    cells = {name: printed.get(name, getattr(row, name)) for name in COLUMN_LABELS if name != "number"}
    return {
        "plan": plan_number,
        "appendix": row.appendix,
        "section_number": row.section_number,
        "section_title": row.section_title,
        "number": row.number,
        **cells,
        "inherited": list(row.inherited),
        "source_line": row.source_line,
        "origin": row.origin.value,
        "doubts": [_doubt(doubt) for doubt in row.doubts],
        "extra": dict(row.extra),
        "progress": _progress(row.progress),
    }


def _progress(progress: TrackedProgress | None) -> dict[str, object] | None:
    """Where a tracking sheet says that the task stands; None outside such sheets."""
    if progress is None:
        return None
    return {
        "words": progress.words,
        "state": progress.reached.value if progress.reached else None,
        "percent": progress.percent,
        "finished_on": progress.finished_on.isoformat() if progress.finished_on else None,
    }


def _doubt(doubt: Doubt) -> dict[str, object]:
    return {"column": doubt.column, "reason": doubt.reason, "lines": [doubt.first_line, doubt.last_line]}


def _held(plan: PlanDocument) -> Mapping[int, tuple[str, ...]]:
    from services.intake.held_rows import held_rows

    return held_rows(plan)


def _as_lines(rows: Iterable[PrintedRow], plan: PlanDocument) -> Iterator[str]:
    return (json.dumps(as_printed(row, plan.head.number), ensure_ascii=False) for row in rows)


def _write(lines: Iterable[str]) -> None:
    # Vietnamese must get through a terminal or pipe that claims another encoding.
    sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode())
    sys.stdout.buffer.flush()


def _print_doubts(plan: PlanDocument, held: Mapping[int, tuple[str, ...]]) -> None:
    for doubt in plan.doubts:
        typer.echo(f"Toàn văn bản: {doubt.reason}")
    for row in plan.tasks:
        for doubt in row.doubts:
            where = f" (dòng {doubt.first_line})" if doubt.first_line else ""
            column = COLUMN_LABELS.get(doubt.column, "Cả dòng")
            typer.echo(f"{row.place}{where} · {column}: {doubt.reason}")
    _print_held(plan, held)
    typer.echo(_count(plan, held), err=True)


def _print_tasks(plan: PlanDocument, held: Mapping[int, tuple[str, ...]]) -> None:
    from rich.console import Console

    console = Console()
    for title, rows in _by_place(plan.tasks).items():
        console.print(_table(title, rows))
    _print_notes(plan, err=False)
    _print_held(plan, held)
    typer.echo(_count(plan, held), err=True)


def _print_held(plan: PlanDocument, held: Mapping[int, tuple[str, ...]]) -> None:
    """Print what would be given to nobody on import, and why, as far as no doubt has said it."""
    from services.intake.held_rows import WHOLE_DOCUMENT

    for words in held.get(WHOLE_DOCUMENT, ()):
        typer.echo(f"Khi nhập, toàn văn bản chờ xử lý: {words}")
    for place, row in enumerate(plan.tasks):
        said = {doubt.reason.casefold() for doubt in row.doubts}
        for words in held.get(place, ()):
            if words.casefold() not in said:
                typer.echo(f"{row.place} · Khi nhập sẽ chờ xử lý: {words}")


def _print_notes(plan: PlanDocument, *, err: bool) -> None:
    """Print what stands in no row: what the document changes in another, and the doubts on all of it."""
    if plan.head.amends:
        typer.echo(f"Sửa đổi, bổ sung {plan.head.amends.words}", err=err)
    for change in plan.changes:
        typer.echo(f"  {change.words} (“{change.quote}”)", err=err)
    for doubt in plan.doubts:
        typer.echo(f"Lưu ý: {doubt.reason}", err=True)


def _by_place(rows: Iterable[PrintedRow]) -> Mapping[str, list[PrintedRow]]:
    found: dict[str, list[PrintedRow]] = {}
    for row in rows:
        appendix = f"Phụ lục {row.appendix}" if row.appendix else ""
        section = f"{row.section_number}. {row.section_title}".strip(". ")
        found.setdefault(" · ".join(part for part in (appendix, section) if part), []).append(row)
    return found


def _table(title: str, rows: Iterable[PrintedRow]) -> object:
    from rich.markup import escape
    from rich.table import Table

    rows = list(rows)
    used = [name for name in COLUMN_LABELS if any(getattr(row, name) for row in rows)]
    table = Table(title=escape(title) or None, title_justify="left", show_lines=True)
    for name in used:
        table.add_column(COLUMN_LABELS[name], overflow="fold")
    for row in rows:
        table.add_row(*(escape(getattr(row, name)) for name in used), style="yellow" if row.doubts else None)
    return table


def _count(plan: PlanDocument, held: Mapping[int, tuple[str, ...]]) -> str:
    doubtful = sum(bool(row.doubts) or place in held for place, row in enumerate(plan.tasks))
    return f"{len(plan.tasks)} nhiệm vụ, {doubtful} nhiệm vụ có chỗ cần kiểm tra."


@contextmanager
def _bar() -> Iterator["Progress"]:
    """A bar for the pages of a long document, on stderr; none for a short one."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        pages = bar.add_task("Đang đọc trang", visible=False)

        def advance(done: int, total: int) -> None:
            bar.update(pages, completed=done, total=total, visible=total >= _LONG)

        yield advance
