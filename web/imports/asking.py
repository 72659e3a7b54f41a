"""One part of a row's question as the page draws it: the readings to choose from, each with what it means."""

from dataclasses import dataclass

from web.imports.answers import DROP, KEEP, LATER, OTHER, OUTSIDE, TEXT
from web.imports.lines import lead_names
from workflow.registry.questions import CellQuestion
from workflow.registry.registration import PlannedTask


@dataclass(frozen=True, kw_only=True)
class AskedPart:
    """One part of a row's question as it is drawn. `picks` are value, label, hint.

    `same` counts equal rows, `ticked` is the field that says whether the answer counts for them all.
    """

    question: CellQuestion
    name: str
    picks: tuple[tuple[str, str, str], ...]
    chosen: str
    typed: str
    echo: str
    same: int
    ticked: str
    error: str


def question_picks(question: CellQuestion, task: PlannedTask) -> list[tuple[str, str, str]]:
    """Return what may be chosen: value, label, hint."""
    picks: list[tuple[str, str, str]] = []
    if question.keeps:
        picks.append((KEEP, _keep_label(question), _keep_hint(question, task)))
    picks += [(TEXT + choice.text, choice.label, choice.said) for choice in question.choices]
    if question.column:
        picks.append((OTHER, "Cách khác", "ghi vào ô dưới đây"))
    if question.unknown:
        picks.append((OUTSIDE, "Ngoài danh bạ", "nêu tên trong kế hoạch, không giao nhiệm vụ cho ai"))
    if not question.column:
        picks.append((DROP, "Bỏ dòng này", "đã có ở dòng khác, hoặc không phải nhiệm vụ: không nhập"))
    picks.append((LATER, "Để sau", "nhập cùng văn bản nhưng chưa giao cho ai, hoặc còn dấu cần xem"))
    return picks


def _keep_label(question: CellQuestion) -> str:
    if not question.column:
        return "Đã đối chiếu, đúng như văn bản"
    return f"“{question.printed}”" if question.printed else "Để trống như văn bản"


def _keep_hint(question: CellQuestion, task: PlannedTask) -> str:
    if question.column == "deadline":
        return question.reading.partition(" → ")[2] or question.reading
    if question.column == "lead":
        return ", ".join(lead_names(task)) or "giữ như văn bản"
    return "giữ như chương trình đọc" if question.column else ""
