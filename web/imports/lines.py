"""The rows of a document on its way in as the list under the question shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from base.vietnamese import full_date, shorten
from services.screens.imports import ShownImport
from web.imports.answers import current_texts
from web.imports.uploading import IMPORTS
from workflow.registry.registration import PlannedTask

LINES = 25
"""How many rows a page of the list holds."""


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """A row as the list under the question shows it: `read` is what its deadline was read as, in short."""

    position: int
    address: str
    place: str
    title: str
    lead: str
    printed: str
    read: str
    certainty: str
    corrected: bool
    later: bool
    dropped: bool


def first_line(request: Request, total: int, position: int) -> int:
    """Return the position of the first row in the list: the one that is asked for, else that around the shown row."""
    asked = request.query_params.get("tu", "")
    at = int(asked) if asked.isdecimal() else position or 1
    return max(1, (min(at, total) - 1) // LINES * LINES + 1)


def line_pages(start: int, total: int) -> list[tuple[str, int]]:
    """Return the ways to the rows before and behind: words, and the position each begins with."""
    ways = []
    if start > 1:
        ways.append((f"Dòng {start - LINES}–{start - 1}", start - LINES))
    if start + LINES <= total:
        ways.append((f"Dòng {start + LINES}–{min(total, start + 2 * LINES - 1)}", start + LINES))
    return ways


def lead_names(task: PlannedTask) -> list[str]:
    """Return who leads, as understood; of an agency that is no more also who has taken its work over."""
    names = []
    for mention in task.leads:
        agency = mention.agency
        heirs = [one.name for one in task.members if agency and agency.dissolved and one.code in agency.successors]
        name = agency.name if agency else mention.spelling
        names.append(f"{name} (nay là {', '.join(heirs)})" if heirs else name)
    return names


def place_in_file(task: PlannedTask, sheets: Mapping[int, str]) -> str:
    """Return where a row stands, with its sheet or table where a file has several; `sheets` names those."""
    sheet = next((sheets[printed.table] for printed in task.row.printed_at if printed.table in sheets), "")
    return f"{sheet}, {task.row.place}" if sheet else task.row.place


def draft_line(shown: ShownImport, position: int, today: date, sheets: Mapping[int, str]) -> DraftLine:
    """Return one row for the list, of what comes back with its next day; `sheets` names the file's several tables."""
    task = shown.tasks[position - 1]
    resolution = task.resolution
    texts = current_texts(task)
    coming = (one.due for one in task.occurrences if one.due and one.due >= today)
    day = resolution.due or next(coming, None) or next(iter(resolution.next), None)
    return DraftLine(
        position=position,
        address=f"{IMPORTS}/{shown.draft.id}?dong={position}",
        place=place_in_file(task, sheets),
        title=texts["title"],
        lead=", ".join(lead_names(task)) or "chưa rõ cơ quan",
        printed=texts["deadline"],
        read=full_date(day) if day else shorten(resolution.explanation.partition(" → ")[2], 70),
        certainty=resolution.certainty.value,
        corrected=bool(task.corrections),
        later=task.key in shown.loaded.decided.later,
        dropped=task.key in shown.loaded.decided.dropped,
    )
