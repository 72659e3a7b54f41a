"""`dondoc resolve`: what a deadline expression means, with its dates and its reasons."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from base.errors import DondocError
from cli.options import DAY_FORMATS, day_of

if TYPE_CHECKING:
    from workflow.deadlines import Context, Resolution

HELP_TEXT = 'Thời hạn cần đọc, như in trong văn bản. Ví dụ: "Trước 15/7/2026".'
CERTAINTY_LABELS = {"certain": "chắc chắn", "assumed": "suy đoán, nên xem lại", "none": "chưa đọc được"}
_KIND_LABELS = {
    "fixed": "ngày cụ thể",
    "window": "khoảng thời gian",
    "recurring": "định kỳ",
    "continuous": "thường xuyên",
    "relative": "tính từ một mốc",
    "triggered": "chờ sự kiện",
    "external": "do nơi khác ấn định",
    "on_demand": "theo yêu cầu",
    "compound": "nhiều phần",
    "missing": "không ghi",
    "unreadable": "không đọc được",
}
LINE_ENDS = frozenset("\x7f\x85\u2028\u2029")
RELATION_LABELS = {"all": "thực hiện tất cả", "any": "một trong các"}


class QuestionUnreadable(DondocError):
    """A line of the questions is no JSON object, or lacks what a question needs."""


def show_resolution(
    text: Annotated[str, typer.Argument(metavar="THỜI-HẠN", help=HELP_TEXT)] = "",
    issued: Annotated[
        datetime | None,
        typer.Option(formats=DAY_FORMATS, help="Ngày ban hành văn bản, ví dụ 2026-01-16. Bỏ trống: hôm nay."),
    ] = None,
    year: Annotated[int | None, typer.Option(help="Năm của kế hoạch, nếu khác năm ban hành. Ví dụ: 2026.")] = None,
    event: Annotated[
        list[str] | None,
        typer.Option(help='Ngày đã biết của một sự kiện. Ví dụ: "Bộ Nội vụ ban hành Đề án=2026-03-10".'),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="In cả các từ, quy tắc và cách hiểu khác.")] = False,
    jsonl: Annotated[
        str, typer.Option(help="Tệp mỗi dòng một thời hạn dạng JSON (text, issued, year); - là đầu vào chuẩn.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Đọc một thời hạn: hạn cuối, ngày nên xong trước, mức chắc chắn và lý do."""
    from base.clock import moment_of
    from workflow.deadlines import Context, as_answer

    if jsonl:
        _answer_lines(jsonl)
        return
    context = Context(
        issued=moment_of(day_of(issued)).date(), year=year, events=dict(_event(known) for known in event or ())
    )
    resolution = _read(text, context)
    if as_json:
        typer.echo(json.dumps(as_answer(resolution), ensure_ascii=False))
    else:
        _show(resolution, text, explain=explain)


def _answer_lines(source: str) -> None:
    for number, line in _lines(source):
        if line.strip():
            typer.echo(_on_one_line(json.dumps(_answer(line, number), ensure_ascii=False)))


def _on_one_line(answer: str) -> str:
    """JSON without the characters at which some readers begin a new line."""
    return "".join(f"\\u{ord(sign):04x}" if sign in LINE_ENDS else sign for sign in answer)


def _lines(source: str) -> Iterator[tuple[int, str]]:
    if source == "-":
        yield from enumerate(_texts(sys.stdin.buffer), start=1)
        return
    try:
        with Path(source).open("rb") as file:
            yield from enumerate(_texts(file), start=1)
    except OSError as error:
        raise QuestionUnreadable(
            given=source,
            place="Tệp câu hỏi",
            reason="không mở được",
            remedy="Kiểm tra lại đường dẫn.",
        ) from error


def _texts(lines: Iterable[bytes]) -> Iterator[str]:
    """Each line as text; bytes that are no UTF-8 spoil their own line only."""
    return (line.decode("utf-8", errors="replace") for line in lines)


def _answer(line: str, number: int) -> dict[str, Any]:
    from workflow.deadlines import Context, as_answer

    try:
        asked = json.loads(line)
        text, issued = str(asked["text"] or ""), date.fromisoformat(asked["issued"])
        year = int(asked["year"]) if asked.get("year") else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return as_answer(_unanswerable(line.strip()[:80], number))
    return as_answer(_read(text, Context(issued=issued, year=year)))


def _unanswerable(given: str, number: int) -> "Resolution":
    """The answer to a line that asks nothing: the other lines still get theirs."""
    from workflow.deadlines import Certainty, Kind, Resolution

    reason = (
        f"Dòng {number}: không phải một câu hỏi dạng JSON."
        ' Mẫu: {"text": "Tháng 3", "issued": "2026-01-16", "year": 2026}.'
    )
    return Resolution(given, Kind.UNREADABLE, Certainty.NONE, reason)


def _read(text: str, context: "Context") -> "Resolution":
    from config.days_off import days_off
    from config.deadline_rules import deadline_rules
    from workflow.deadlines import read
    from workflow.working_days import WorkingDays

    folder = _config_dir()
    return read(text, context, WorkingDays.vietnam(days_off(folder)), deadline_rules(folder))


@cache
def _config_dir() -> Path:
    from config.settings import Settings

    return Settings().policies_dir


def _event(known: str) -> tuple[str, date]:
    wording, _, day = known.rpartition("=")
    try:
        return wording, date.fromisoformat(day.strip())
    except ValueError as error:
        raise QuestionUnreadable(
            given=known,
            place="--event",
            reason="không có ngày của sự kiện",
            remedy="Ghi dạng “sự kiện=2026-03-10”.",
        ) from error


def _show(resolution: "Resolution", text: str, *, explain: bool) -> None:
    from rich.table import Table

    from cli.show import console

    grid = Table.grid(padding=(0, 3))
    for name, value in _facts(resolution).items():
        grid.add_row(name, value)
    console().print(grid)
    if explain:
        _show_path(resolution, text)


def _facts(resolution: "Resolution") -> Mapping[str, str]:
    from base.vietnamese import full_date
    from workflow.deadlines.values.wording import term

    facts = {
        "Loại": _KIND_LABELS[resolution.kind],
        "Hạn cuối": full_date(resolution.due) if resolution.due else "",
        "Giờ": f"{resolution.time:%H:%M}" if resolution.time else "",
        "Nên xong": full_date(resolution.act_by) if resolution.act_by and resolution.act_by != resolution.due else "",
        "Bắt đầu": full_date(resolution.opens) if resolution.opens else "",
        "Các kỳ tới": "; ".join(full_date(day) for day in resolution.next),
        "Chờ": resolution.event or "",
        "Sau sự kiện": term(resolution.offset) if resolution.offset and resolution.event else "",
        "Quan hệ": RELATION_LABELS[resolution.relation] if resolution.relation else "",
        "Mức chắc chắn": CERTAINTY_LABELS[resolution.certainty],
        "Giải thích": resolution.explanation,
        "Cách hiểu khác": "; ".join(resolution.alternatives),
    }
    return {name: value for name, value in facts.items() if value}


def _show_path(resolution: "Resolution", text: str) -> None:
    """Print for support staff how the words were read: tokens, then each rule with its name."""
    from cli.show import console, table
    from workflow.deadlines.grammar import RULES, grammar

    line = grammar().tokeniser.tokens(text)
    console().print("Các từ: " + " | ".join(line.words(n, n + 1) for n in range(len(line.nodes))), highlight=False)
    rows = [(rule, RULES[rule].name if rule in RULES else "") for rule in resolution.rules]
    console().print(table("Quy tắc đã dùng", ("Mã", "Quy tắc"), rows))
    for part in resolution.parts:
        console().print(f"• {part.explanation}", highlight=False)


if __name__ == "__main__":
    typer.run(show_resolution)
