"""What a section's title says for all of its rows: "II. Sở Nội vụ" who leads them, "QUÝ I" by when."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from documents.blocks.captions import Heading, is_page_furniture
from documents.blocks.folding import cell_line
from documents.blocks.marks import Rank, leading_mark
from documents.blocks.values import Paragraph
from documents.prose.outline import VERB, may_be_agency
from documents.tables.columns import TableColumn
from documents.tables.sections import Path
from workflow.deadlines import Context, parse
from workflow.deadlines.values.meanings import Continuous, Fixed, Missing, Unreadable, WindowMeaning

LEAD_OF_SECTION = "Cơ quan chủ trì lấy theo tiêu đề mục “{title}”"
DEADLINE_OF_SECTION = "Thời hạn lấy theo tiêu đề mục “{title}”"

_LONGEST_AGENCY = 120
_LONGEST_TIME = 40
_FEWEST = 2


@dataclass(frozen=True)
class Tellers:
    """The ranks of the sections that tell: only if all of a rank do, or else one merely sounds like it."""

    ranks: Mapping[TableColumn, frozenset[Rank]]

    @classmethod
    def among(cls, paths: Iterable[Path]) -> "Tellers":
        titles: defaultdict[Rank, set[str]] = defaultdict(set)
        for section in {section for path in paths for section in path}:
            titles[section.rank].add(section.title)
        return cls(
            {
                column: frozenset(
                    rank for rank, said in titles.items() if len(said) >= _FEWEST and all(map(tells, said))
                )
                for column, tells, _ in _TOLD
            }
        )

    def told(self, path: Path) -> Iterator[tuple[TableColumn, str, str]]:
        """What the sections of the path tell: the column, the title that stands for its cell, and the doubt of it."""
        for column, _, reason in _TOLD:
            for section in path:
                if section.rank in self.ranks[column] or (section.leads and column is TableColumn.LEAD):
                    yield column, section.title, reason.format(title=section.title)


def names_agency(title: str) -> bool:
    """Whether a title is an agency's name and nothing else."""
    return len(title) <= _LONGEST_AGENCY and may_be_agency(title) and not VERB.search(title)


_CHARGES = re.compile(
    r"^(?:(?:các )?(?:nhiệm vụ|công việc|nội dung)(?: cụ thể)? (?:giao(?: cho)?|của) )", re.IGNORECASE
)


def leader_above(paragraphs: Sequence[Paragraph], sheet: str = "") -> Heading | None:
    """The last line above a table, if it is marked or says "nhiệm vụ của …" and names an agency, else its sheet's name.

    None where neither names one.
    """
    return _leading_line(paragraphs) or (Heading("", sheet) if names_agency(sheet) else None)


def _leading_line(paragraphs: Sequence[Paragraph]) -> Heading | None:
    said = [line for paragraph in paragraphs if not is_page_furniture(line := cell_line(paragraph.text))]
    mark, title = leading_mark(said[-1]) if said else (None, "")
    charged = _CHARGES.sub("", title).strip(" :.")
    if not charged or (mark is None and charged == title.strip(" :.")):
        return None
    return Heading(mark.text if mark else "", charged) if names_agency(charged) else None


def reads_as_time(title: str) -> bool:
    """Whether a short text is a deadline and nothing else."""
    # Only the kind is asked for; any day will do.
    meaning = parse(title, Context(issued=date(2026, 1, 1))).meaning
    return len(title) <= _LONGEST_TIME and not isinstance(meaning, Missing | Unreadable)


def reads_as_span(text: str) -> bool:
    """Whether "Tháng 3 - 15/6/2026" reads as one stretch of time, and not as two deadlines."""
    meaning = parse(text, Context(issued=date(2026, 1, 1))).meaning
    return isinstance(meaning, Fixed | WindowMeaning | Continuous) and not (
        isinstance(meaning, Fixed) and len(meaning.spans) > 1
    )


_TOLD: tuple[tuple[TableColumn, Callable[[str], bool], str], ...] = (
    (TableColumn.LEAD, names_agency, LEAD_OF_SECTION),
    (TableColumn.DEADLINE, reads_as_time, DEADLINE_OF_SECTION),
)
