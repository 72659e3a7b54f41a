"""The header of a task table in running words: where it stands, which columns it names, where it is repeated.

The header is learned once as a sequence of words; every exact repeat marks a page break. It is never looked for by
vocabulary, because a cell that goes on after a page break may be made of the very same words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.tables.columns import TableColumn
from documents.text.words import TextWord, line_of_words

_OFFICE = r"(?:các |lãnh đạo )?(?:cơ quan|đơn vị|sở|ban|ngành|địa phương|tổ chức)"
_OFFICES = rf"(?:{_OFFICE}(?:[,/] ?| và | hoặc | )?)*"
# In a narrow column the word itself is broken, as "ST" / "T".
_ROW_NUMBER = r"s ?t ?t|t ?t|số tt|số thứ tự"
# Longest first within a role; a column's words go on until the next phrase of another column.
_PHRASES: tuple[tuple[TableColumn, str], ...] = (
    (TableColumn.NUMBER, _ROW_NUMBER),
    (TableColumn.COOPERATING, rf"{_OFFICES}(?:thực hiện )?phối hợp"),
    (TableColumn.LEAD, rf"{_OFFICES}(?:chịu trách nhiệm )?chủ trì"),
    (
        TableColumn.LEAD,
        rf"{_OFFICE}(?:[,/] ?{_OFFICE})* (?:thực hiện|tham mưu|đầu mối|trình|chịu trách nhiệm|được giao)",
    ),
    (TableColumn.LEAD, r"phân công(?: thực hiện)?|trách nhiệm thực hiện"),
    (TableColumn.OTHER, r"lãnh đạo(?: ubnd tỉnh| tỉnh)? (?:phụ trách|chỉ đạo)|(?:nguồn )?kinh phí|nguồn lực|nguồn vốn"),
    (
        TableColumn.OTHER,
        r"cơ sở pháp lý|căn cứ|cấp trình|cấp (?:ban hành|quyết định)|đơn vị tính|địa điểm|địa bàn|đối tượng",
    ),
    (
        TableColumn.DEADLINE,
        r"thời gian|thời hạn|thời điểm|tiến độ|lộ trình|hạn (?:hoàn thành|trình|xử lý)|mốc thời gian",
    ),
    (TableColumn.NOTE, r"ghi chú"),
    (TableColumn.PRODUCT, r"(?:dự kiến )?(?:kết quả|sản phẩm|hình thức(?: văn bản)?|đầu ra)"),
    (
        TableColumn.TITLE,
        r"(?:tên |các |danh mục )*(?:nhiệm vụ|nội dung|công việc|hoạt động|giải pháp|đề án|văn bản|chỉ tiêu)",
    ),
)
_TOKENS = re.compile("|".join(f"\\b(?P<p{place}>{phrase})\\b" for place, (_, phrase) in enumerate(_PHRASES)))
_OPENING = re.compile(rf"^(?:{_ROW_NUMBER})\b", re.IGNORECASE)
# What follows the header: its columns' numbers, a first section or a first row.
_BODY = re.compile(r"^(?:\(?(?:1|I|A|01)[.)]*)$")
_COLUMN_NUMBER = re.compile(r"^(?:\(?(?P<number>\d{1,2})\)?(?:=.*)?|[A-G])$")
_FEWEST_NUMBERS = 4
_LONGEST_HEADER = 60


@dataclass(frozen=True)
class _Label:
    """A column as the header prints it, and what it means."""

    column: TableColumn
    text: str


@dataclass(frozen=True)
class FlattenedHeader:
    """A task table's header: its words' place in the document's words, first inclusive, last exclusive.

    `named` is where the columns' names end; between it and `last` stand the columns' numbers, if there are any.
    """

    first: int
    named: int
    last: int
    labels: tuple[_Label, ...]

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """The columns left to right, the row number's included."""
        return tuple(label.column for label in self.labels)


def headers_in(words: Sequence[TextWord]) -> Iterator[FlattenedHeader]:
    """The headers of task tables, repeated ones included, in reading order."""
    known: list[list[str]] = []
    place = 0
    while place < len(words):
        header = None
        if words[place].starts_line and _OPENING.match(_two(words, place)):
            header = _repeated(words, place, known) or _new(words, place)
        if header is None:
            place += 1
            continue
        texts = [word.text for word in words[header.first : header.named]]
        if texts not in known:
            known.append(texts)
        yield header
        place = header.last


def labels_in(text: str) -> tuple[_Label, ...]:
    """The columns that a header's words name. Words that name none go with the column before them."""
    starts = _starts(text.lower())
    ends = [*(start for start, _ in starts[1:]), len(text)][: len(starts)]
    return tuple(_Label(column, text[start:end].strip()) for (start, column), end in zip(starts, ends, strict=True))


def names_tasks(labels: Sequence[_Label]) -> bool:
    """Whether the columns are those of a task table: what is to be done, and by whom or by when."""
    columns = {label.column for label in labels}
    return (
        TableColumn.TITLE in columns and bool(columns & {TableColumn.LEAD, TableColumn.DEADLINE}) and len(labels) >= 4
    )


def _two(words: Sequence[TextWord], place: int) -> str:
    return line_of_words(words[place : place + 3])


def _repeated(words: Sequence[TextWord], place: int, known: Sequence[Sequence[str]]) -> FlattenedHeader | None:
    for texts in known:
        if [word.text for word in words[place : place + len(texts)]] == texts:
            end = place + len(texts)
            return FlattenedHeader(place, end, _after_column_numbers(words, end), labels_in(" ".join(texts)))
    return None


def _new(words: Sequence[TextWord], place: int) -> FlattenedHeader | None:
    last = _end(words, place)
    if last is None:
        return None
    labels = labels_in(line_of_words(words[place:last]))
    if not names_tasks(labels):
        return None
    return FlattenedHeader(place, last, _after_column_numbers(words, last), labels)


def _end(words: Sequence[TextWord], place: int) -> int | None:
    for end in range(place + 4, min(place + _LONGEST_HEADER, len(words))):
        if words[end].starts_line and _BODY.match(words[end].text):
            return end
    return None


def _after_column_numbers(words: Sequence[TextWord], place: int) -> int:
    """Past a line "(1) (2) (3) …", or the same one number a line. The number of the first row comes after them."""
    end, before = place, 0
    while end < len(words) and (found := _COLUMN_NUMBER.match(words[end].text)):
        if found["number"] and int(found["number"]) != before + 1:
            break
        before += bool(found["number"])
        end += 1
    return end if end - place >= _FEWEST_NUMBERS else place


def _starts(text: str) -> list[tuple[int, TableColumn]]:
    starts: list[tuple[int, TableColumn]] = []
    for found in _TOKENS.finditer(text):
        column = _PHRASES[int(str(found.lastgroup)[1:])][0]
        # "Nội dung nhiệm vụ", "Kết quả/ sản phẩm": one column of two phrases.
        if starts and (starts[-1][1] is column or _completes(column, text[starts[-1][0] : found.start()])):
            continue
        starts.append((found.start(), column))
    return starts


def _completes(column: TableColumn, before: str) -> bool:
    """Whether the phrase only completes the column's name, as in "Thời gian trình văn bản" or "Tiến độ, kết quả"."""
    if before.rstrip().endswith(("/", ",", "và")):
        return column is not TableColumn.NOTE
    return column is TableColumn.TITLE and before.rstrip().endswith("trình")
