"""What the paragraphs around a table say about it: the appendix it stands in, the section it belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.blocks.folding import capital_share, cell_line
from documents.blocks.marks import leading_mark
from documents.blocks.values import Paragraph

_APPENDIX = re.compile(
    r"^\W*phụ lục(?:\s+số)?(?:\s*[:.\-–]?\s*(?P<number>[IVX]{1,6}|\d{1,3}[A-Za-z]?|[A-Z])\b)?(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_TITLE_FOLLOWS = re.compile(r"^\s*(?:$|[:.\-–—(/])")
_PAGE_NUMBER = re.compile(r"^\W*(?:trang|page)?\W*\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?\W*$", re.IGNORECASE)
_LONGEST_HEADING = 400
_SHOUTED = 0.7


@dataclass(frozen=True)
class Heading:
    """A paragraph such as "II. NHÓM NHIỆM VỤ VỀ DỮ LIỆU" that stands right above a table."""

    number: str
    title: str


def appendix_of(text: str) -> str | None:
    """The number of the appendix that a line opens, "" for the only one, None when the line opens none.

    A sentence that merely speaks of an appendix ("Phụ lục I kèm theo Kế hoạch này là …") opens none.
    """
    found = _APPENDIX.match(cell_line(text))
    if not found:
        return None
    number, rest = found["number"] or "", found["rest"]
    if number and not (number.isdigit() or number[0].isdigit() or number.isupper()):
        return None
    if _TITLE_FOLLOWS.match(rest) or capital_share(rest) >= _SHOUTED:
        return number
    return None


def is_page_furniture(text: str) -> bool:
    """Whether a line is blank or only a page's number."""
    return not text.strip() or bool(_PAGE_NUMBER.match(text))


def heading_above(paragraphs: Sequence[Paragraph]) -> Heading | None:
    """The section heading that is the last thing printed above a table, or None."""
    said = [cell_line(paragraph.text) for paragraph in paragraphs if not is_page_furniture(paragraph.text)]
    if not said or len(said[-1]) > _LONGEST_HEADING:
        return None
    mark, title = leading_mark(said[-1])
    return Heading(mark.text, title.rstrip(" :")) if mark and mark.heads and title else None
