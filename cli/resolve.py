"""`dondoc resolve`: what a deadline expression means, with its dates and its reasons."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

HELP_TEXT = 'Thời hạn cần đọc, như in trong văn bản. Ví dụ: "Trước 15/7/2026".'


def resolve(
    text: Annotated[str, typer.Argument(help=HELP_TEXT)] = "",
    issued: Annotated[str, typer.Option(help="Ngày ban hành văn bản. Ví dụ: 2026-01-16.")] = "",
    year: Annotated[int | None, typer.Option(help="Năm của kế hoạch, nếu khác năm ban hành. Ví dụ: 2026.")] = None,
    event: Annotated[
        list[str] | None,
        typer.Option(help='Ngày đã biết của một sự kiện. Ví dụ: "Bộ Nội vụ ban hành Đề án=2026-03-10".'),
    ] = None,
    explain: Annotated[bool, typer.Option(help="In cả các từ, quy tắc và cách hiểu khác. Ví dụ: --explain.")] = False,
    jsonl: Annotated[
        str, typer.Option(help="Tệp mỗi dòng một thời hạn dạng JSON (text, issued, year); - là đầu vào chuẩn.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON. Ví dụ: --json.")] = False,
) -> None:
    """Đọc một thời hạn: hạn cuối, ngày nên xong trước, mức chắc chắn và lý do."""
    if jsonl:
        lines = sys.stdin if jsonl == "-" else Path(jsonl).open(encoding="utf-8")
        for line in lines:
            if line.strip():
                typer.echo(json.dumps(_answer(json.loads(line)), ensure_ascii=False))


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from config.days_off import days_off
    from workflow.deadlines import Context, as_answer, read
    from workflow.working_days import WorkingDays

    context = Context(issued=date.fromisoformat(asked["issued"]), year=asked.get("year"))
    return as_answer(read(asked["text"], context, WorkingDays.vietnam(days_off())))


if __name__ == "__main__":
    typer.run(resolve)
