"""Tables that hold no tasks, though some look as if they did: what they are instead, so that none falls out unsaid."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.blocks.folding import bare_words, cell_line
from documents.blocks.values import Paragraph, Table, TableRow
from documents.prose.sentences import is_layout
from documents.tables.columns import TableColumn
from documents.tables.entries import TableEntry
from documents.tables.headers import Header
from documents.tables.refused.other_lists import other_list
from workflow.plan import Doubt

AGENDA = "là chương trình, lịch làm việc theo giờ trong ngày"
PROJECTS = "là danh mục dự án đầu tư, không phải phân công nhiệm vụ"
SUBJECTS = "là danh sách đối tượng thanh tra, kiểm tra"
FORM = "là mẫu biểu để trống"
NO_COLUMNS = "không có cột nhiệm vụ cùng với cột chủ trì hoặc thời hạn"
_LEFT_OUT = "Không lấy bảng “{labels}”{place} vào danh sách nhiệm vụ: {reason}"

_CLOCK = re.compile(r"^\D{0,8}\d{1,2}\s*(?:[:h]\s*\d{2}|h|giờ)\b", re.IGNORECASE)
_CLOCKS = re.compile(r"\d\s*(?:[:h]\s*\d{0,2}|giờ(?:\s*\d{2})?)\s*(?:[-–]|đến)\s*\d{1,2}\s*(?:[:h]|giờ)", re.IGNORECASE)
_DAY = re.compile(r"\b(?:ngay|thang|quy|nam|tuan|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|hang|truoc|cham nhat)\b")
_DATE = re.compile(r"\d\s*[/.-]\s*\d{1,2}")
_PROJECT = re.compile(r"\b(?:ten )?(?:du an|cong trinh|goi thau|nha may)\b")
_INVESTED = re.compile(
    r"dia diem|quy mo|tong (?:muc|von)|muc (?:von|dau tu)|von dau tu|nguon von|ke hoach von|nha dau tu|chu dau tu|"
    r"dien tich|cong suat|nguyen lieu"
)
_SUBJECT = re.compile(
    r"ten (?:doanh nghiep|cong ty|co so|to chuc)|doi tuong (?:duoc )?(?:thanh tra|kiem tra|giam sat)|"
    r"(?:don vi|doanh nghiep|co quan) (?:duoc|bi|thuoc dien) (?:thanh tra|kiem tra|kiem toan|giam sat)"
)
_INSPECTED = re.compile(
    r"dia chi|ma so|noi dung (?:thanh tra|kiem tra|kiem toan|giam sat)|thoi ky|nien do|pham vi|nganh nghe|dia diem|"
    r"thoi gian (?:thanh tra|kiem tra|tien hanh)"
)
_TASK = re.compile(r"nhiem vu|cong viec|viec can lam|dau viec")
_MODEL = re.compile(r"\b(?:bieu )?mau (?:so|bao cao|bieu|\d)|\bbieu mau\b|\bde cuong bao cao\b")
_EXAMPLE = re.compile(
    r"^(?:(?:so|ban|bo|phong|don vi|co quan|ubnd|xa|phuong) (?:[a-z]|[xyz]+|so \d)|"
    r"(?:nhiem vu|noi dung|cong viec|viec|de an|du an) (?:[a-z]|\d|so \d|thu \w+)|"
    r"d{1,2} ?m{1,2} ?y{2,4}|x{2,} x{2,}(?: (?:x{2,}|\d{4}))?|(?:ngay )?x{2,}|ngay thang nam|"
    r"ghi (?:ro|cu the|ten)\b.*|vi du\b.*)$"
)
_SHOWN = (TableColumn.TITLE, TableColumn.LEAD, TableColumn.DEADLINE)
_DUTY = (TableColumn.LEAD, TableColumn.DEADLINE)
_FEWEST_EXAMPLES = 2
_SHORTEST, _NARROWEST = 2, 2
_SHOWN_LABELS = 5
_NEAR = 6


@dataclass(frozen=True)
class LeftOut:
    """A table that was left out: its first labels, the appendix it stands in, and what it is instead."""

    labels: tuple[str, ...]
    appendix: str
    reason: str

    @property
    def doubt(self) -> Doubt:
        """What a person is told."""
        place = f" ở Phụ lục {self.appendix}" if self.appendix else ""
        labels = " | ".join(self.labels)
        return Doubt(column="", reason=_LEFT_OUT.format(labels=labels, place=place, reason=self.reason))


def left_out(table: Table, appendix: str, reason: str = NO_COLUMNS) -> LeftOut | None:
    """The table as one that was left out; None for a letterhead, a signature or a frame, which nobody misses."""
    filled = [row for row in table.rows if sum(bool(cell.text.strip()) for cell in row.cells) >= _NARROWEST]
    if is_layout(table) or len(filled) < _SHORTEST:
        return None
    labels = [cell_line(cell.text)[:40] for cell in filled[0].cells if cell.text.strip()]
    return LeftOut(tuple(labels[:_SHOWN_LABELS]), appendix, reason)


def refusal(header: Header, above: Sequence[Paragraph], entries: Iterable[TableEntry]) -> str:
    """Why a table whose header sounds like one of tasks holds none; "" when it may hold some."""
    labels = [bare_words(label) for label in header.labels]
    title = bare_words(header.label_of(TableColumn.TITLE))
    entries = list(entries)
    if _is_agenda(entries):
        return AGENDA
    if any(map(_SUBJECT.search, labels)) and any(map(_INSPECTED.search, labels)):
        return SUBJECTS
    led = any("chu tri" in label for label in labels)
    others = [label for label in labels if label != title]
    if _PROJECT.search(title) and not _TASK.search(title) and not led and any(map(_INVESTED.search, others)):
        return PROJECTS
    said = [paragraph.text for paragraph in above]
    return FORM if _is_form(above, entries) else other_list(header, entries, said)


def heads_a_table(row: TableRow) -> bool:
    """Whether a row is a header of some table, be it one of tasks or not: it begins with "TT" and names columns."""
    said = [cell_line(cell.text) for cell in row.cells]
    return len(row.cells) > _NARROWEST and bool(said) and is_number_label(said[0]) and sum(map(bool, said)) > _NARROWEST


def is_number_label(text: str) -> bool:
    """Whether a cell heads a column of numbers."""
    return bare_words(text) in {"tt", "stt", "so tt", "so thu tu"}


def _is_agenda(entries: Sequence[TableEntry]) -> bool:
    """Whether the "deadlines" are times of a day: the programme of a meeting, not a list of tasks."""
    deadlines = [entry.text(TableColumn.DEADLINE) for entry in entries if entry.text(TableColumn.DEADLINE)]
    return sum(map(_is_clock, deadlines)) * 2 > len(deadlines)


def _is_clock(text: str) -> bool:
    dated = _DAY.search(bare_words(text)) or _DATE.search(text)
    return bool(_CLOCKS.search(text) or (_CLOCK.match(text) and not dated))


def _is_form(above: Sequence[Paragraph], entries: Sequence[TableEntry]) -> bool:
    """Whether most rows are blank or examples under a form's name, or all are examples through and through."""
    named = any(_MODEL.search(bare_words(paragraph.text)) for paragraph in above[-_NEAR:])
    examples = [sum(map(_is_example, map(entry.text, _SHOWN))) for entry in entries]
    blank = [not any(bare_words(entry.text(column)) for column in _DUTY) for entry in entries]
    if named:
        return sum(map(bool, map(max, examples, blank))) * 2 > len(entries)
    return bool(entries) and min(examples) >= _FEWEST_EXAMPLES


def _is_example(text: str) -> bool:
    """Whether a cell only shows what is to be filled in: "Sở A", "dd/mm/yyyy", "Nhiệm vụ 1"."""
    return bool(_EXAMPLE.match(bare_words(text)))
