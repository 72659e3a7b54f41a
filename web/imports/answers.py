"""What was chosen and typed about a row of a document, read into one decision or into what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from base.vietnamese import one_line, shorten
from services.screens.imports import ShownImport
from workflow.plan import COLUMN_LABELS, EDITABLE
from workflow.registry.drafting import DraftChange
from workflow.registry.questions import CellQuestion
from workflow.registry.registration import PlannedTask

KEEP, OTHER, LATER, OUTSIDE, TEXT = "giu", "khac", "sau", "ngoai", "="
CHOICE, TYPED, SAME = "chon-", "go-", "cung"
WHOLE_ROW = "dong"
_CHOOSE = "Chọn một cách"
_TYPE = "Ghi nội dung khác"
_TITLE = "Nhiệm vụ phải có tên"
_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class RowAnswer:
    """One decision in the making: the change and what it says, or errors by the name of the field."""

    change: DraftChange
    said: str
    errors: Mapping[str, str]


def field_of(question: CellQuestion) -> str:
    """Return the name that a question's fields end with."""
    return question.column or WHOLE_ROW


def equal_rows(shown: ShownImport, unknown: str) -> list[PlannedTask]:
    """Return the rows whose lead cell holds the same words that the directory doesn't know."""
    return [
        task for task in shown.tasks if unknown and any(m.agency is None and m.spelling == unknown for m in task.leads)
    ]


def lead_text(task: PlannedTask) -> str:
    """Return a row's lead cell as it counts: corrected, or as printed."""
    return current_texts(task)["lead"]


def current_texts(task: PlannedTask) -> dict[str, str]:
    """Return a row's cells as they count: corrected, or as printed."""
    said = {correction.column: correction.corrected for correction in task.corrections}
    return {column: said.get(column, str(getattr(task.row, column))) for column in EDITABLE}


def read_answers(
    shown: ShownImport, task: PlannedTask, questions: Sequence[CellQuestion], texts: Mapping[str, str]
) -> RowAnswer:
    """Read what was decided about a row; every part has to be answered, or put off."""
    cells: list[tuple[str, str, str]] = []
    errors: dict[str, str] = {}
    said: list[str] = []
    later, outside = False, frozenset[str]()
    for question in questions:
        name = field_of(question)
        chosen = texts.get(CHOICE + name, "")
        if chosen == LATER:
            later = True
        elif chosen == OUTSIDE:
            alike = equal_rows(shown, question.unknown) if texts.get(SAME) else [task]
            outside = frozenset(one.key for one in alike)
            said.append(f"“{question.unknown}” ở ngoài danh bạ")
        elif chosen == OTHER or chosen.startswith(TEXT):
            text = one_line(texts.get(TYPED + name, "")) if chosen == OTHER else chosen.removeprefix(TEXT)
            if chosen == OTHER and not text:
                errors[TYPED + name] = _TYPE
                continue
            cells += _cells(shown, task, question, text, typed=chosen == OTHER, same=bool(texts.get(SAME)))
            said.append(f"{question.title} đọc là “{shorten(text, _SHOWN)}”" if text else f"{question.title} để trống")
        elif chosen != KEEP:
            errors[CHOICE + name] = _CHOOSE
    if later:
        return RowAnswer(change=DraftChange(later=frozenset({task.key})), said=f"{task.row.place}: để sau", errors={})
    change = DraftChange(
        cells=tuple(cells),
        looked=frozenset({task.key}) | frozenset(key for key, _, _ in cells if key != task.key) | outside,
        outside=outside,
    )
    words = "; ".join(said) or "giữ như chương trình đọc"
    more = len(change.rows) - 1
    return RowAnswer(
        change=change, said=f"{task.row.place}: {words}{f' (và {more} dòng ghi giống)' if more else ''}", errors=errors
    )


def _cells(
    shown: ShownImport, task: PlannedTask, question: CellQuestion, text: str, *, typed: bool, same: bool
) -> list[tuple[str, str, str]]:
    """The cells that one answer changes: its own, and those of rows that name the same unknown agency."""
    if not question.unknown:
        return [(task.key, question.column, text)]
    own = lead_text(task)
    name = text if typed else _put_in(own, question.unknown, text)
    alike = equal_rows(shown, question.unknown) if same else [task]
    return [(one.key, "lead", lead_text(one).replace(question.unknown, name)) for one in alike]


def _put_in(cell: str, unknown: str, text: str) -> str:
    """What stands in the place of the unknown part in a whole cell that was chosen."""
    before, _, behind = cell.partition(unknown)
    return text[len(before) : len(text) - len(behind)] if behind else text[len(before) :]


def read_edits(task: PlannedTask, texts: Mapping[str, str]) -> RowAnswer:
    """Read what a person wrote into a row's cells; those that stayed the same are left out."""
    known = current_texts(task)
    changed = {
        column: one_line(texts[column])
        for column in EDITABLE
        if column in texts and one_line(texts[column]) != one_line(known[column])
    }
    labels = ", ".join(COLUMN_LABELS[column].lower() for column in changed)
    return RowAnswer(
        change=DraftChange(cells=tuple((task.key, column, text) for column, text in changed.items())),
        said=f"{task.row.place}: sửa {labels}",
        errors={} if changed.get("title", "x") else {"title": _TITLE},
    )
