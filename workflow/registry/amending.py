"""A document that amends a plan: its rows and sentences laid over the plan's tasks, so that both can be compared.

Pure. What comes out is the plan as it reads after the amendment; `workflow.registry.amendment` shows the differences.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from workflow.plan import EDITABLE, Doubt, PlaceChange, PlanDocument, PrintedRow
from workflow.registry.amendment import SAME_ANYWHERE, SAME_IN_PLACE, StoredTask

_STRUCK = re.compile(r"\b(?:bãi bỏ|hủy bỏ|huỷ bỏ|không thực hiện|đưa ra khỏi)\b|^\W*bỏ\W*$", re.IGNORECASE)
_CHANGED = re.compile(r"\b(?:sửa đổi|điều chỉnh|thay thế)\b", re.IGNORECASE)
_ADDED = re.compile(r"\bbổ sung\b|\bthêm\b", re.IGNORECASE)
_NEW_TERM = re.compile(
    r"\b(?:hạn|thời gian|tiến độ)\b.*\b(?:mới|điều chỉnh|gia hạn|sửa đổi)\b|gia hạn đến", re.IGNORECASE
)
_SAME_NUMBER = "Trùng số với nhiệm vụ “{title}” của văn bản được sửa đổi: xem là bổ sung mới hay thay nhiệm vụ ấy"
_OTHER_TITLE = "Thay nội dung nhiệm vụ “{title}” đang có cùng số: cần xem có đúng nhiệm vụ này không"
_NOWHERE = "Không tìm thấy, hoặc có nhiều nhiệm vụ như vậy trong văn bản được sửa đổi: “{quote}”"


@dataclass(frozen=True, kw_only=True)
class AmendedRows:
    """The plan's rows after an amendment; `own` are the places among them that the amending document wrote."""

    rows: tuple[PrintedRow, ...]
    own: frozenset[int]
    doubts: tuple[Doubt, ...]


def amended_rows(tasks: Sequence[StoredTask], amending: PlanDocument) -> AmendedRows:
    """Lay an amending document over the tasks of the plan it amends; rows that it doesn't name stay as they are.

    It may name a task as the plan's own document does, whatever others have called it since.
    """
    plan = [task.row for task in tasks]
    titles = [tuple(_folded(row.title) for row in task.rows) for task in tasks]
    kept: list[PrintedRow | None] = list(plan)
    written: set[int] = set()
    added: list[PrintedRow] = []
    doubts: list[Doubt] = []
    for row in map(_without_jumps, amending.rows):
        at, doubt = _meant(plan, titles, row)
        if at is None:
            added.append(replace(row, doubts=(*row.doubts, *([doubt] if doubt else []))))
        elif _is_struck(row):
            kept[at] = None
        else:
            kept[at] = _over(plan[at], _under_the_new_title(row, titles[at]), doubt)
            written.add(at)
    for change in amending.changes:
        places = list(_places(plan, change))
        if len(places) != 1:
            doubts.append(Doubt(column="", reason=_NOWHERE.format(quote=change.quote)))
        elif not change.deadline:
            kept[places[0]] = None
        else:
            kept[places[0]] = _redated(plan[places[0]], change.deadline)
            written.add(places[0])
    left = [(at in written, row) for at, row in enumerate(kept) if row is not None]
    rows = [*left, *((True, row) for row in (*added, *amending.obligations))]
    return AmendedRows(
        rows=tuple(row for _, row in rows),
        own=frozenset(at for at, (own, _) in enumerate(rows) if own),
        doubts=tuple(doubts),
    )


def _without_jumps(row: PrintedRow) -> PrintedRow:
    """The row without the doubt about its number: here numbers are those of the amended plan, and leave gaps."""
    return replace(row, doubts=tuple(doubt for doubt in row.doubts if doubt.column != "number"))


def _under_the_new_title(row: PrintedRow, titles: Sequence[str]) -> PrintedRow:
    """The row without a title by which it only names the task as the plan's own document does."""
    title, (_, *own) = _folded(row.title), titles
    return replace(row, title="") if title in own else row


def _meant(
    plan: Sequence[PrintedRow], titles: Sequence[Sequence[str]], row: PrintedRow
) -> tuple[int | None, Doubt | None]:
    """The task that a row of the amending document is about, None for a new one; and what is doubtful about that."""
    title = _folded(row.title)
    alike = {at: max(fuzz.ratio(title, known) for known in names) for at, names in enumerate(titles)}
    here = [at for at, old in enumerate(plan) if _same_place(old, row.number, row.appendix, row.section_number)]
    best = max(alike, key=lambda at: (alike[at], at in here), default=None)
    if best is not None and alike[best] >= SAME_ANYWHERE:
        return best, None
    if len(here) != 1:
        return None, None
    (at,) = here
    said = f"{row.section_title} {row.note}"
    if not row.title or alike[at] >= SAME_IN_PLACE or _is_struck(row):
        return at, None
    if _CHANGED.search(said):
        return at, Doubt(column="title", reason=_OTHER_TITLE.format(title=plan[at].title))
    if _ADDED.search(said):
        return None, None
    return None, Doubt(column="number", reason=_SAME_NUMBER.format(title=plan[at].title))


def _is_struck(row: PrintedRow) -> bool:
    return any(_STRUCK.search(text) for text in (row.section_title, row.note, row.deadline))


def _over(old: PrintedRow, row: PrintedRow, doubt: Doubt | None) -> PrintedRow:
    """The old row with what the new one prints; a cell that is left blank, or that the table lacks, stays."""
    cells = {column: text for column in EDITABLE if (text := getattr(row, column))}
    # "Thời hạn theo Kế hoạch | Thời hạn điều chỉnh": the second is no column of a plan of its own.
    if term := next((text for label, text in row.extra if text and _NEW_TERM.search(label)), ""):
        cells["deadline"] = term
    return replace(old, **cells, doubts=(*row.doubts, *([doubt] if doubt else [])), printed_at=row.printed_at)


def _redated(old: PrintedRow, deadline: str) -> PrintedRow:
    return replace(old, deadline=deadline)


def _places(plan: Sequence[PrintedRow], change: PlaceChange) -> Iterator[int]:
    for at, row in enumerate(plan):
        if _same_place(row, change.number, change.appendix, change.section_number):
            yield at


def _same_place(old: PrintedRow, number: str, appendix: str, section: str) -> bool:
    """Whether a task stands at a place; what the place doesn't name is not asked."""
    named = ((old.appendix, appendix), (old.section_number, section))
    return bool(number) and old.number == number and all(not wanted or own == wanted for own, wanted in named)


def _folded(title: str) -> str:
    return " ".join(title.casefold().split()).strip(" .;")
