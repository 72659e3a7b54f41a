"""The words of a sentence that say by when: found, not interpreted.

A day that only dates a cited document is no deadline, nor is a year that a target or a title speaks of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from documents.blocks.citations import CITATION

_YEAR = r"(?:19|20)\d{2}"
_CYCLE = r"(?:hằng|hàng|mỗi)\s+(?:năm|quý|tháng|tuần)"

# Points in time: a day, a day of a cycle, a month, a quarter, a half year, a year.
_MONTH_OF_DAY = r"(?:[/.]|-(?=\d)|\s*tháng\s+)\s*\d{1,2}"
_YEAR_OF_DAY = rf"(?:\s*[/.-]\s*{_YEAR}|,?\s+năm\s+{_YEAR}|(?!\s*[/.-]?\d))"
_DATE = rf"(?:ngày\s+)?\d{{1,2}}\s*{_MONTH_OF_DAY}{_YEAR_OF_DAY}"
# "tháng cuối quý báo cáo" is the quarter reported on; "báo cáo" with more behind it is what is to be done.
_OF_CYCLE = r"(?:tháng|quý|năm|cuối|đầu|tiên|kỳ|báo cáo(?=\s*(?:[,.;:)]|$))|tiếp theo|sau|mỗi|hằng|hàng)"
_DAY_OF = rf"ngày\s+(?:mùng\s+)?\d{{1,2}}\s+(?:hằng|hàng|của|đầu|tháng cuối|tháng đầu)(?:\s+{_OF_CYCLE})+"
_MONTH = rf"tháng\s+\d{{1,2}}(?:\s*/\s*{_YEAR}|,?\s+năm\s+{_YEAR})?"
_QUARTER = rf"quý\s+(?:I{{1,3}}|IV|[1-4])(?:\s*[/-]\s*{_YEAR}|,?\s*/?\s*năm\s+{_YEAR})?\b"
_HALF = rf"(?:0?6|sáu|0?9|chín)\s+tháng\s+(?:đầu|cuối)\s+năm(?:\s+{_YEAR})?"
_IN_YEAR = rf"(?:đầu|cuối|giữa)?\s*năm\s+{_YEAR}"
_CLOCK = (
    r"(?:\d{1,2}\s*(?:giờ|h|g)(?:\s*\d{2}(?:\s*phút)?)?\s*,?\s*)?"
    r"(?:(?:buổi\s+)?(?:sáng|trưa|chiều|tối)\s+)?"
)
_WEEKDAY = (
    rf"(?:ngày\s+)?(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)(?:\s+của)?\s+{_CYCLE}|"
    r"ngày\s+(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)|(?:hằng|hàng|mỗi)\s+ngày"
)
_POINT = rf"{_CLOCK}(?:(?:cuối|đầu|giữa|hết)\s+)?(?:{_DATE}|{_DAY_OF}|{_WEEKDAY}|{_MONTH}|{_QUARTER}|{_HALF})"
_POINTS = rf"{_POINT}(?:(?:\s*(?:,|;|và)\s*(?:trước\s+)?){_POINT})*"

# What makes a point a deadline, and what may stand around it.
_BY = (
    r"(?:trước|chậm\s+nhất(?:\s+(?:là|đến|trước|vào))?|muộn\s+nhất(?:\s+(?:là|vào))?|"
    r"không\s+(?:quá|muộn\s+hơn|chậm\s+hơn)|đến\s+hết|đến|trong|vào|xong)"
)
_WINDOW = rf"từ\s+{_POINT}\s+đến\s+(?:hết\s+)?{_POINT}"
_HALF_YEARLY = r"(?:0?6|sáu)\s+tháng"
_MORE_CYCLES = rf"(?:\s*(?:,|và|/)\s*(?:{_CYCLE}|{_HALF_YEARLY}|năm|quý))*"
_EVERY = rf"định\s+kỳ\s*[,:]?\s*\(?\s*(?:{_CYCLE}|{_HALF_YEARLY}){_MORE_CYCLES}\s*\)?"
_IN_BRACKETS = rf"\s*\({_BY}\s[^()]{{2,60}}\)"
_EVERY_BY = rf"(?:{_EVERY}|{_CYCLE}|{_HALF_YEARLY}){_IN_BRACKETS}"
# "6 tháng (trước ngày 15/6) và năm (trước ngày 15/12)": the later ones need no "hằng" of their own.
_LATER_BY = rf"\s*(?:,|và)\s*(?:{_EVERY_BY}|(?:năm|quý|tháng|0?9 tháng|cả năm){_IN_BRACKETS})"
_ON_DEMAND = r"(?:và|hoặc)\s+(?:báo\s+cáo\s+)?đột\s+xuất(?:\s+(?:khi\s+có|theo)\s+yêu\s+cầu)?"
_ALSO = rf"(?:\s*,?\s*\((?:và|hoặc)[^)]{{3,60}}\)|\s*,?\s*{_ON_DEMAND})"

# A term that runs from the document itself; one that runs from elsewhere is a rule, not a duty of the plan.
_COUNT = r"\d{1,3}\s*(?:\(\w+\)\s*)?(?:ngày|tuần|tháng)(?:\s+làm\s+việc)?"
_SINCE = r"(?:kể\s+)?(?:từ\s+(?:khi|ngày)|sau\s+khi)\s+(?:ký|ban\s+hành|nhận\s+được)?"
_OWN = r"(?:(?:kế hoạch|quyết định|chương trình|chỉ thị|đề án|văn bản|công văn|nghị quyết|thông báo)(?:\s+này)?)"
_TERM = (
    rf"(?:trong\s+(?:vòng|thời\s+hạn)|chậm\s+nhất|sau)\s+{_COUNT}\s*,?\s+{_SINCE}\s*{_OWN}?"
    r"(?:\s+(?:được\s+)?(?:ký\s+)?ban\s+hành)?"
)
_DATED = (
    rf"(?:(?:{_EVERY}|định\s+kỳ|{_CYCLE})\s*,?\s*)?\(?\b(?:{_WINDOW}|{_BY}\s+{_POINTS})\)?"
    rf"(?:\s+{_CYCLE})?{_ALSO}?"
)


class Strength(IntEnum):
    """How plainly the words set a deadline. A weak one needs more in its sentence to count as one."""

    YEAR = 1
    CYCLE = 2
    EVERY = 3
    DATED = 4


@dataclass(frozen=True)
class When:
    """A deadline's words with their offsets in the sentence."""

    text: str
    start: int
    end: int
    strength: Strength


_WEEKLY = (
    rf"(?:hằng|hàng|mỗi)\s+tuần\s*,?\s*(?:{_BY}\s+)?{_CLOCK}(?:ngày\s+)?"
    r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)\b"
)

_DAILY = (
    r"(?:hằng|hàng|mỗi)\s+ngày\s*,?\s*(?:vào|lúc|trước|chậm\s+nhất(?:\s+là)?)\s+"
    r"\d{1,2}\s*(?:giờ|h|g)(?:\s*\d{2}(?:\s*phút)?)?"
)

_FORMS = (
    (Strength.DATED, rf"(?:định\s+kỳ\s+)?{_DAILY}"),
    (Strength.DATED, rf"định\s+kỳ\s*,?\s*(?:{_DAY_OF}|{_WEEKDAY})(?:\s*(?:,|và)\s*{_DAY_OF})*{_ALSO}?"),
    (Strength.DATED, rf"(?:định\s+kỳ\s+)?{_WEEKLY}"),
    (Strength.DATED, rf"{_EVERY_BY}(?:{_LATER_BY})*{_ALSO}?"),
    (Strength.DATED, _DATED),
    (Strength.DATED, _TERM),
    (Strength.DATED, rf"(?<=\()(?:{_POINTS})(?=\))"),
    (Strength.DATED, rf"(?<=hoàn thành\s)(?<!đã hoàn thành\s)(?:{_POINTS})"),
    (Strength.DATED, rf"^\W*{_POINT}(?=\s*:)"),
    (Strength.EVERY, rf"{_EVERY}{_ALSO}?"),
    (Strength.CYCLE, r"\b(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần)\b"),
    (Strength.YEAR, rf"(?<=\()năm\s+{_YEAR}(?=\))|\b{_BY}\s+{_IN_YEAR}"),
)
_COMPILED = tuple((strength, re.compile(form, re.IGNORECASE)) for strength, form in _FORMS)
# "Từ ngày 01/7/2025", "kể từ tháng 3": since when, not by when. "Giai đoạn", "tầm nhìn" speak of targets.
# "…, ban hành trước ngày" orders; "các văn bản ban hành trước ngày" only tells which.
_NOT_BEFORE = re.compile(
    r"(?:\bkể\s+từ|\btừ|\bgiai\s+đoạn|\btầm\s+nhìn|(?<![,;]\s)(?<!\bvà\s)(?<!\btrình\s)\bban\s+hành|\bđã|\bsinh)\s+$",
    re.IGNORECASE,
)


def expressions(sentence: str) -> Iterator[When]:
    """The deadlines' words in a sentence, left to right, none overlapping; dates of cited documents are left out."""
    masked = CITATION.sub(lambda match: "\u2007" * len(match[0]), sentence)
    taken = [False] * len(masked)
    found: list[When] = []
    for strength, form in _COMPILED:
        for match in form.finditer(masked):
            if any(taken[match.start() : match.end()]) or _NOT_BEFORE.search(masked[: match.start()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            found.append(_when(sentence, match, strength))
    return iter(sorted(found, key=lambda when: when.start))


def _when(sentence: str, match: re.Match[str], strength: Strength) -> When:
    start, end = match.span()
    text = sentence[start:end]
    # A parenthesis around the whole is not part of the words; one that only closes neither.
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        start, end = start + 1, end - 1
    elif text.endswith(")") and text.count("(") < text.count(")"):
        end -= 1
    elif text.startswith("(") and text.count("(") > text.count(")"):
        start += 1
    return When(sentence[start:end].strip(), start, end, strength)
