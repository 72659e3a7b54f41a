"""Compares a document's tasks with the gold reading of it, as the project's scorer does."""

import json
import re
import unicodedata
from pathlib import Path

from cli.plans.read import as_printed
from tests.documents.builders import read

COLUMNS = ("title", "lead", "cooperating", "product", "deadline", "note")
PLACE = ("appendix", "section_number", "number")


def wrong_rows(document: Path, gold: Path) -> list[str]:
    """One line for each gold row that is missing, and for each column of one that reads otherwise."""
    plan = read(document.read_bytes(), document.name)
    found = {_place(row): row for row in (as_printed(task, "") for task in plan.rows)}
    wrong = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        wanted = json.loads(line)
        row = found.get(_place(wanted))
        if row is None:
            wrong.append(f"{_place(wanted)} is missing")
        else:
            wrong += [f"{_place(wanted)} {name}: {row[name]!r}" for name in COLUMNS if _differs(row, wanted, name)]
    return wrong


def _place(row: dict[str, object]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in PLACE)


def _differs(row: dict[str, object], wanted: dict[str, object], name: str) -> bool:
    return _folded(str(row[name])) != _folded(str(wanted[name]))


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return re.sub(r"\s*([-/–])\s*", r"\1", " ".join(text.split()))
