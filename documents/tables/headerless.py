"""A task table that has lost its header: columns guessed by what their cells say.

Only a document without any other task table is looked at this way, and what is found is marked as guessed.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from documents.blocks.folding import bare_words
from documents.blocks.marks import Rank, read_mark
from documents.blocks.values import Table, spread
from documents.tables.columns import TableColumn
from documents.tables.headers import Header
from documents.tables.tracking import tells_time

_OFFICES = (TableColumn.LEAD, TableColumn.COOPERATING)
_FEWEST_ROWS = 2
_MOST = 0.6
_OFFICE = re.compile(
    r"^(?:cac )?(?:so|ban|bo|ubnd|uy ban|cong an|van phong|vien|truong|hoi|lien hiep|mat tran|tinh doan|bao|dai|cuc|"
    r"chi cuc|thanh tra|kho bac|buu dien|doanh nghiep|dia phuong|don vi|co quan|trung tam)\b"
)
# What a task begins with: the verbs of orders, and the nouns that stand for them.
_TASK = re.compile(
    r"^(?:\w+ )?(?:nhiem vu|xay dung|trien khai|tham muu|to chuc|ra soat|ban hanh|hoan thanh|thuc hien|lap|trinh|"
    r"chuan bi|phoi hop|de xuat|nghien cuu|day manh|tang cuong|phat trien|nang cao|kiem tra|danh gia|theo doi|"
    r"tong hop|bao cao|huong dan|hoan thien|dau tu|mo rong|ket noi|so hoa|cap nhat|van hanh|thanh lap|kien toan|"
    r"bo tri|dao tao|boi duong|tap huan|tuyen truyen|pho bien|ho tro|khuyen khich|thu hut|quan ly|ung dung|"
    r"chuyen giao|sua doi|bo sung|xu ly|khac phuc)\b"
)


def guess_header(table: Table) -> Header | None:
    """A header for a table of numbered rows that read as orders, or that name agencies and times; else None."""
    rows = [row for row in table.rows if len(row.cells) == len(table.rows[0].cells)]
    texts = [[cell.text for cell in spread(row)] for row in rows]
    if len(texts) < _FEWEST_ROWS or len(texts[0]) < 2 or not _is_numbered(texts):
        return None
    columns = _columns([list(column) for column in zip(*texts, strict=False)])
    if TableColumn.TITLE not in columns:
        return None
    return Header(tuple(columns), ("",) * len(columns), tuple(range(len(columns))), 0, guessed=True)


def _is_numbered(texts: Sequence[Sequence[str]]) -> bool:
    """Whether the first cells count 1, 2, 3 …; roman numbers of sections aside."""
    marks = [read_mark(row[0]) for row in texts]
    values = [mark.value for mark in marks if mark and mark.rank is Rank.ARABIC]
    steady = all(later in {earlier + 1, 1} for earlier, later in pairwise(values))
    return all(marks) and len(values) >= _FEWEST_ROWS and values[0] == 1 and steady


def _columns(stacks: Sequence[Sequence[str]]) -> list[TableColumn]:
    columns = [TableColumn.NUMBER] + [TableColumn.OTHER] * (len(stacks) - 1)
    orders = _where(stacks, lambda text: bool(_TASK.match(text)))
    offices = _where(stacks, lambda text: bool(_OFFICE.match(text)))
    times = _where(stacks, tells_time)
    for place, column in zip([place for place in offices if place not in orders], _OFFICES, strict=False):
        columns[place] = column
    for place in [place for place in times if columns[place] is TableColumn.OTHER and place not in orders][:1]:
        columns[place] = TableColumn.DEADLINE
    free = [place for place, column in enumerate(columns) if column is TableColumn.OTHER]
    both = TableColumn.LEAD in columns and TableColumn.DEADLINE in columns
    titles = [place for place in free if place in orders or both]
    if titles:
        columns[max(titles, key=lambda place: sum(map(len, stacks[place])))] = TableColumn.TITLE
    return columns


def _where(stacks: Sequence[Sequence[str]], says: Callable[[str], bool]) -> list[int]:
    """The columns most of whose filled cells say so."""
    found = []
    for place, stack in enumerate(stacks[1:], start=1):
        said = [bare_words(text) for text in stack if bare_words(text)]
        if said and sum(map(says, said)) >= _MOST * len(said):
            found.append(place)
    return found
