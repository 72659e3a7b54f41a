"""What was chosen and typed about a row of a document, read into one decision or into what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from base.vietnamese import one_line, shorten
from services.screens.imports import ShownImport
from workflow.deadlines.values.resolution import Kind, Resolution
from workflow.plan import COLUMN_LABELS, EDITABLE
from workflow.registry.drafting import DraftChange
from workflow.registry.questions import CellQuestion, doubtful_columns
from workflow.registry.registration import PlannedTask

KEEP, OTHER, LATER, OUTSIDE, DROP, TEXT = "giu", "khac", "sau", "ngoai", "bo", "="
CHOICE, TYPED, SAME, KNOWN = "chon-", "go-", "cung", "cu-"
WHOLE_ROW = "dong"
_CHOOSE = "Chọn một cách"
_TYPE = "Ghi nội dung khác"
_TITLE = "Nhiệm vụ phải có tên"
_UNREAD = "Chưa đọc được thời hạn này: ghi như “Trước 15/9/2026”, “Quý IV/2026”, hoặc chọn Để sau"
_CHANGED = "vừa được người khác đổi; xem lại rồi lưu"
_AGENCIES = frozenset({"lead", "cooperating"})
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


def same_field(question: CellQuestion) -> str:
    """Return the name of the tick that lets an answer count for all rows of the same words."""
    return SAME if question.column == "lead" else f"{SAME}-{field_of(question)}"


def equal_rows(shown: ShownImport, task: PlannedTask, question: CellQuestion) -> list[PlannedTask]:
    """Return the rows that an answer about agencies may count for: those that ask the same of the same words."""
    if question.unknown:
        return [t for t in shown.tasks if any(m.agency is None and m.spelling == question.unknown for m in t.leads)]
    if question.column not in _AGENCIES:
        return [task]
    left = set(shown.open)
    return [
        one
        for one in shown.tasks
        if one.key == task.key
        or (
            one.position in left
            and one.text(question.column) == question.printed
            and question.column in doubtful_columns(one)
        )
    ]


def current_texts(task: PlannedTask) -> dict[str, str]:
    """Return a row's cells as they count: corrected, or as printed."""
    return {column: task.text(column) for column in EDITABLE}


def read_answers(
    shown: ShownImport,
    task: PlannedTask,
    questions: Sequence[CellQuestion],
    texts: Mapping[str, str],
    read: Callable[[str], Resolution],
) -> RowAnswer:
    """Read what was decided about a row; every part has to be answered, or put off. `read` reads a deadline."""
    chosen = {question: texts.get(CHOICE + field_of(question), "") for question in questions}
    if DROP in chosen.values():
        return drop_row(task)
    if LATER in chosen.values():
        return RowAnswer(change=DraftChange(later=frozenset({task.key})), said=f"{task.row.place}: để sau", errors={})
    cells: list[tuple[str, str, str]] = []
    errors: dict[str, str] = {}
    said: list[str] = []
    outside, alike = frozenset[str](), {task.key}
    for question in questions:
        name, same = field_of(question), bool(texts.get(same_field(question)))
        title = next((one.title for one in question.choices if TEXT + one.text == chosen[question]), "")
        # What belongs to this sentence's title is this sentence's alone.
        equal = equal_rows(shown, task, question) if same and not title else [task]
        cells += [(task.key, "title", title)] if title else []
        # Of a row that asks something else besides only this cell is settled.
        alike |= {one.key for one in equal if list(doubtful_columns(one)) == [question.column]}
        if chosen[question] == OUTSIDE:
            outside = frozenset(one.key for one in equal)
            said.append(f"“{question.unknown}” ở ngoài danh bạ")
        elif chosen[question] == KEEP:
            cells += _kept_cells(question, [one for one in equal if one.key not in alike])
        elif chosen[question] == OTHER and (wrong := _wrong_text(question, texts, read)):
            errors[TYPED + name] = wrong
        elif chosen[question] == OTHER or chosen[question].startswith(TEXT):
            typed = chosen[question] == OTHER
            text = one_line(texts[TYPED + name]) if typed else chosen[question].removeprefix(TEXT)
            cells += _cells(task, question, text, equal, typed=typed)
            said.append(f"{question.title} đọc là “{shorten(text, _SHOWN)}”" if text else f"{question.title} để trống")
        else:
            errors[CHOICE + name] = _CHOOSE
    change = DraftChange(
        cells=tuple(cells),
        looked=frozenset(alike),
        outside=outside,
    )
    words = "; ".join(said) or "giữ như chương trình đọc"
    more = len(change.rows) - 1
    return RowAnswer(
        change=change, said=f"{task.row.place}: {words}{f' (và {more} dòng ghi giống)' if more else ''}", errors=errors
    )


def _kept_cells(question: CellQuestion, tasks: Sequence[PlannedTask]) -> list[tuple[str, str, str]]:
    """Other rows' cells under the names that the same words were understood as."""
    if question.column not in _AGENCIES:
        return []
    cells = []
    for one in tasks:
        named = [mention.agency for mention in (one.leads if question.column == "lead" else one.cooperating)]
        if all(named):
            cells.append((one.key, question.column, "; ".join(agency.name for agency in named if agency)))
    return cells


def _wrong_text(question: CellQuestion, texts: Mapping[str, str], read: Callable[[str], Resolution]) -> str:
    """What is wrong with another text for a cell, "" where nothing is."""
    text = one_line(texts.get(TYPED + field_of(question), ""))
    if not text:
        return _TYPE
    return _UNREAD if question.column == "deadline" and read(text).kind is Kind.UNREADABLE else ""


def _cells(
    task: PlannedTask, question: CellQuestion, text: str, alike: Sequence[PlannedTask], *, typed: bool
) -> list[tuple[str, str, str]]:
    """The cells that one answer changes: its own, and those of rows of the same words."""
    if not question.unknown:
        return [(one.key, question.column, text) for one in alike]
    name = text if typed else _put_in(task.text("lead"), question.unknown, text)
    return [(one.key, "lead", one.text("lead").replace(question.unknown, name)) for one in alike]


def _put_in(cell: str, unknown: str, text: str) -> str:
    """What stands in the place of the unknown part in a whole cell that was chosen."""
    before, _, behind = cell.partition(unknown)
    return text[len(before) : len(text) - len(behind)] if behind else text[len(before) :]


def read_edits(task: PlannedTask, texts: Mapping[str, str]) -> RowAnswer:
    """Read what a person wrote into a row's cells; those that stayed the same are left out."""
    known = current_texts(task)
    # What the person saw and left as it was is nothing that he says: it may have been changed since.
    typed = {
        column: one_line(texts[column])
        for column in EDITABLE
        if column in texts and one_line(texts[column]) != one_line(texts.get(KNOWN + column, known[column]))
    }
    changed = {column: text for column, text in typed.items() if text != one_line(known[column])}
    errors = {
        column: f"“{shorten(known[column], _SHOWN) or 'để trống'}”: {_CHANGED}"
        for column in changed
        if one_line(texts.get(KNOWN + column, known[column])) != one_line(known[column])
    }
    if not changed.get("title", "x"):
        errors["title"] = _TITLE
    labels = ", ".join(COLUMN_LABELS[column].lower() for column in changed)
    return RowAnswer(
        change=DraftChange(cells=tuple((task.key, column, text) for column, text in changed.items())),
        said=f"{task.row.place}: sửa {labels}",
        errors=errors,
    )


def drop_row(task: PlannedTask) -> RowAnswer:
    """Return the decision that leaves a row out of the plan."""
    said = f"{task.row.place}: bỏ dòng “{shorten(task.row.title, _SHOWN)}”"
    return RowAnswer(change=DraftChange(dropped=frozenset({task.key})), said=said, errors={})
