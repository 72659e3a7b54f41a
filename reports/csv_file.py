"""The report card as CSV: the figures, or the duties behind them. UTF-8 with a mark, as Excel wants it."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TextIO

from base.atomic_file import whole_file
from base.vietnamese import short_date
from reports.wording import FIGURES, LIST_COLUMNS, Report, figures, list_line, tables

# A cell that begins so is a formula to a spreadsheet program, and the cells come from documents of any origin.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(report: Report, path: Path, *, lists: bool) -> None:
    """Write the figures, or with `lists` the duties, to a file."""
    with whole_file(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        print_csv(report, file, lists=lists)


def print_csv(report: Report, file: TextIO, *, lists: bool) -> None:
    """Write the same lines to an open file."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows(harmless(line) for line in (_list(report) if lists else _figures(report)))


def _figures(report: Report) -> Iterable[tuple[object, ...]]:
    yield ("Bảng", "Tên", *FIGURES)
    yield ("Toàn bộ", "", *figures(report.card.total))
    for table in tables(report.card):
        for line in table.lines:
            yield (table.title, line.heading.name, *figures(line.tally))


def _list(report: Report) -> Iterable[tuple[object, ...]]:
    yield LIST_COLUMNS
    for duty in report.duties:
        yield tuple(short_date(cell) if isinstance(cell, date) else cell for cell in list_line(duty))


def harmless(line: Iterable[object]) -> list[object]:
    """Return the cells with those that a spreadsheet program would take for formulas made plain text."""
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell for cell in line]
