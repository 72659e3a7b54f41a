"""A plan as it was read: head, task rows and doubts. What `documents` hands over and `workflow.store` registers.

Cells are kept as printed, line breaks inside a cell folded to one blank; nothing here is interpreted yet.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache


class Origin(StrEnum):
    """Where a task was found."""

    TABLE = "table"
    BODY = "body"


class Shown(StrEnum):
    """Where a column is shown of its own accord, beside what each place says of every duty."""

    LIST = "list"
    MAIL = "mail"
    CALENDAR = "calendar"
    REPORT = "report"


@dataclass(frozen=True)
class TaskColumn:
    """A column of a task table. `key` is a field of `PrintedRow` and of the brief and the row of a registered task.

    `label` is its Vietnamese heading. An `editable` one may be corrected by a person, and is compared when the document
    comes in again. `shown` is where its text stands as one more line or column; what names agencies or a date has
    places of its own.
    """

    key: str
    label: str
    editable: bool = True
    shown: frozenset[Shown] = frozenset()


COLUMNS = (
    TaskColumn("number", "TT", editable=False),
    TaskColumn("title", "Nhiệm vụ"),
    TaskColumn("lead", "Chủ trì"),
    TaskColumn("cooperating", "Phối hợp"),
    TaskColumn("product", "Sản phẩm", shown=frozenset({Shown.MAIL, Shown.CALENDAR})),
    TaskColumn("deadline", "Thời hạn"),
    TaskColumn("note", "Ghi chú"),
)
EDITABLE = tuple(column.key for column in COLUMNS if column.editable)
COLUMN_LABELS = {column.key: column.label for column in COLUMNS}
# What of a registered plan's head may be put right: by its document that comes in again, or by a person.
HEAD_LABELS = {"number": "Số, ký hiệu", "issuer": "Cơ quan ban hành", "title": "Trích yếu"}


@cache  # asked for once an event, of a table that never changes
def columns_shown(where: Shown) -> tuple[TaskColumn, ...]:
    """Return the columns that a place shows of its own accord, in the table's order."""
    return tuple(column for column in COLUMNS if where in column.shown)


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Something in the document that a person should look at.

    `column` is a field of `PrintedRow`, or "" when the doubt is about the whole row or document. `reason` is
    Vietnamese.
    `first_line` and `last_line` count from 1 in the source's text (the row in the table for a DOCX); 0 is unknown.
    """

    column: str
    reason: str
    first_line: int = 0
    last_line: int = 0


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A cell that a person read better: `column` is a field of `PrintedRow`; the printed text stays on record."""

    column: str
    printed: str
    corrected: str


class Reached(StrEnum):
    """How far a task is, as a tracking sheet tells it."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


@dataclass(frozen=True, kw_only=True)
class TrackedProgress:
    """What a tracking sheet says of a task: `words` as printed, and what they were understood as, None when not.

    `finished_on` is the day on which the task was really done, never its deadline; `percent` runs from 0 to 100.
    """

    words: str = ""
    reached: Reached | None = None
    percent: int | None = None
    finished_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PrintedAt:
    """Where a row stands in its file: the table, counted from 1 over the file, and the table's line; 0 is unknown.

    `box` is the row on its `page`, from the upper left: left, top, right and bottom as shares of the page, from 0 to 1.
    """

    table: int = 0
    line: int = 0
    page: int = 0
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class PrintedRow:
    """One row of a task table, or one dated obligation of the body. Every cell as printed.

    `number` carries the row's place under its parent, as in "3" or "3.i". `inherited` names the columns whose text
    comes from the row above (a vertical merge, a sub-item's empty cell, "như trên"); `printed` keeps, by column, what
    such a cell prints itself where that is not the text it stands for: "" or "như trên". `extra` holds the columns
    that have no field here, as printed header and cell. `quote` is the sentence that an obligation was read from.
    `progress` is what a tracking sheet says of where the task stands. `printed_at` has one place, and one more for
    each page that the row goes on to; where it was found makes no row another one.
    """

    appendix: str = ""
    section_number: str = ""
    section_title: str = ""
    number: str = ""
    title: str = ""
    lead: str = ""
    cooperating: str = ""
    product: str = ""
    deadline: str = ""
    note: str = ""
    inherited: tuple[str, ...] = ()
    source_line: int = 0
    quote: str = ""
    origin: Origin = Origin.TABLE
    doubts: tuple[Doubt, ...] = ()
    printed: tuple[tuple[str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    progress: TrackedProgress | None = None
    printed_at: tuple[PrintedAt, ...] = field(default=(), compare=False)

    @property
    def place(self) -> str:
        """Where an official finds the row in the printed plan, as in "Phụ lục II, mục III, số 45"."""
        parts = (
            self.appendix and f"Phụ lục {self.appendix}",
            self.section_number and f"mục {self.section_number}",
            self.number and f"số {self.number}",
        )
        return ", ".join(part for part in parts if part) or "văn bản"


@dataclass(frozen=True, kw_only=True)
class CitedPlan:
    """A plan as another names it. `date` is as printed, "" where it isn't; `issuer` likewise."""

    number: str
    date: str = ""
    issuer: str = ""

    @property
    def words(self) -> str:
        """As in "225/KH-UBND (15/5/2025, UBND tỉnh Tiền Giang)"."""
        details = ", ".join(part for part in (self.date, self.issuer) if part)
        return f"{self.number} ({details})" if details else self.number

    @property
    def year(self) -> int | None:
        """The year of its date, without which a number may come back; None where no date is printed."""
        return int(self.date[-4:]) if self.date[-4:].isdigit() else None


@dataclass(frozen=True, kw_only=True)
class PlaceChange:
    """What the text of an amending document does to one task, named by its place: struck, or given a new deadline.

    `deadline` is "" for a struck one; `appendix` and `section_number` are "" where the text names none.
    """

    number: str
    appendix: str = ""
    section_number: str = ""
    deadline: str = ""
    quote: str = ""

    @property
    def words(self) -> str:
        """As in "số 3 mục II Phụ lục I: thời hạn “Tháng 9/2026”"."""
        section = f" mục {self.section_number}" if self.section_number else ""
        appendix = f" Phụ lục {self.appendix}" if self.appendix else ""
        return f"số {self.number}{section}{appendix}: {f'thời hạn “{self.deadline}”' if self.deadline else 'bãi bỏ'}"


@dataclass(frozen=True, kw_only=True)
class PlanHead:
    """What the letterhead, the title and the signature say. `years` is first and last year covered, both inclusive.

    `supersedes` are the plans that this one takes the place of, `amends` the one that it only changes.
    """

    number: str = ""
    issued_on: date | None = None
    kind: str = ""
    issuer: str = ""
    title: str = ""
    place: str = ""
    signer: str = ""
    signer_title: str = ""
    years: tuple[int, int] | None = None
    basis: tuple[str, ...] = ()
    supersedes: tuple[CitedPlan, ...] = ()
    amends: CitedPlan | None = None


@dataclass(frozen=True, kw_only=True)
class PlanDocument:
    """Everything that was read out of one file.

    `rows` are those of the task tables, `obligations` the dated duties of the body. `report_cycle` is the expression of
    the periodic report that the plan asks of many, "" when it asks for none: continuous tasks check in on it.
    `standing` are the undated duties of the body: offered to a person, no tasks until one says so. `changes` are what
    the text of an amending document does to tasks of the plan it amends. `follower` is the agency that its words charge
    with following the whole plan up, as printed.
    """

    head: PlanHead
    rows: tuple[PrintedRow, ...]
    doubts: tuple[Doubt, ...] = ()
    obligations: tuple[PrintedRow, ...] = ()
    report_cycle: str = ""
    standing: tuple[PrintedRow, ...] = ()
    changes: tuple[PlaceChange, ...] = ()
    follower: str = ""

    @property
    def tasks(self) -> tuple[PrintedRow, ...]:
        """All that becomes a task, tables first."""
        return (*self.rows, *self.obligations)
