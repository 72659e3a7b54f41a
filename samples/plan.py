"""The sample plan as values: its words from `ke-hoach-50.toml`, its 95 tasks from `ke-hoach-50.csv`."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workflow.plan import PrintedRow

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class SampleAppendix:
    """One appendix: its title and the titles of its sections by Roman number, in printed order."""

    number: str
    title: str
    sections: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SamplePlan:
    """The words of the sample's letterhead, body and signature."""

    number: str
    issuer: tuple[str, ...]
    place: str
    issued_on: date
    kind: str
    title: str
    warning: str
    body: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    columns: tuple[str, ...]
    appendices: tuple[SampleAppendix, ...]


def sample_plan() -> SamplePlan:
    raw: dict[str, Any] = tomllib.loads((HERE / "ke-hoach-50.toml").read_text("utf-8"))
    appendices = tuple(
        SampleAppendix(number=number, title=entry["title"], sections=entry.get("sections", {}))
        for number, entry in raw.pop("appendices").items()
    )
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    return SamplePlan(**fields, appendices=appendices)


def sample_rows() -> tuple[PrintedRow, ...]:
    """Return the 95 rows as a reader should find them in the built DOCX, but for `source_line` and doubts."""
    titles = {appendix.number: appendix.sections for appendix in sample_plan().appendices}
    with (HERE / "ke-hoach-50.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_row(cells, titles) for cells in csv.DictReader(file))


def _row(cells: dict[str, str], titles: Mapping[str, Mapping[str, str]]) -> PrintedRow:
    section = cells["section"]
    return PrintedRow(
        appendix=cells["appendix"],
        section_number=section,
        section_title=titles[cells["appendix"]][section] if section else "",
        number=cells["number"],
        title=cells["title"],
        lead=cells["lead"],
        cooperating=cells["cooperating"],
        product=cells["product"],
        deadline=cells["deadline"],
        note=cells["note"],
    )
