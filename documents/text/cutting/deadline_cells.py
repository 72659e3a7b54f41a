"""Does a text read as a whole deadline? The strongest single cue of where a row's cells lie.

The usual expressions are matched strictly from end to end. The deadline language itself (`workflow.deadlines`) comes
second: it forgives words around an expression, and where the expression ends is just what is asked.
"""

import re
from datetime import date
from functools import lru_cache

from workflow.deadlines import Context, parse
from workflow.deadlines.values.meanings import Unreadable

_CYCLE = r"(?:hằng|hàng|mỗi) (?:năm|quý|tháng|tuần|ngày)"
_DAY = r"(?:(?:ngày )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?|ngày \d{1,2} tháng \d{1,2}(?: năm \d{4})?)"
_MONTH = r"tháng \d{1,2}(?:[/.-]\d{1,2})?(?: ?(?:/|-|năm) ?\d{4})?"
_QUARTER = r"qu[ýí] (?:I{1,3}V?|IV|[1-4])(?: ?(?:/|-|năm) ?\d{4})?"
_YEAR = r"(?:(?:trong |cả )?năm (?:học |kế hoạch )?)?\d{4}"
_HALF = r"(?:0?6|0?9) tháng (?:đầu|cuối)(?: năm(?: \d{4})?)?"
_POINT = rf"(?:(?:ngày )?\d{{1,2}} {_CYCLE}|{_DAY}|{_MONTH}|{_QUARTER}|{_HALF}|{_YEAR})"
_LIMIT = (
    r"(?:(?:hoàn thành |xong |trình )?(?:trước|đến hết|đến|từ|trong|chậm nhất(?: là)?|đầu|giữa|cuối|hạn) (?:ngày )?)"
)
_POINTS = rf"{_LIMIT}?{_POINT}(?: ?(?:,|;|và|-|–|đến) ?{_LIMIT}?{_POINT})*"
_FREQUENT = rf"(?:thường xuyên|liên tục|định kỳ|cả năm|trong năm|quanh năm)(?:[,;]? ?{_CYCLE})?"
_TAIL = r"(?: ?\([^()]*\)| hoặc .*)?"
_WHOLE = re.compile(
    rf"^(?:giai đoạn )?(?:{_POINTS}(?: {_CYCLE})?|{_FREQUENT}|{_CYCLE}|{_LIMIT}?{_POINTS}){_TAIL}\.?$", re.IGNORECASE
)
_AFTER = r"sau khi|khi có|trong vòng|trong thời hạn|chậm nhất|sau \d+ ngày|đột xuất|khi"
_BY = r"theo (?:thời gian|tiến độ|kế hoạch|yêu cầu|quy định|hướng dẫn|chỉ đạo)"
_EVENT = re.compile(
    rf"^(?:(?:trình|ban hành|hoàn thành) .{{3,60}} )?(?:ngay )?(?:(?:{_AFTER}) .{{6,}}|(?:{_BY})(?: .*)?$)",
    re.IGNORECASE,
)
# A deadline names no document by its number; the note beside it does.
_DOCUMENT = re.compile(r"(?:Quyết định|Nghị quyết|Kế hoạch|Công văn|Chỉ thị|Thông báo|Kết luận) số")
_LONGEST = 160
_WHOLE_FIT, _EVENT_FIT, _NO_FIT = 9.0, 5.0, -6.0
# What every text that fits begins with: any other needs no closer look.
_BEGINNING = re.compile(
    r"(?:thường|liên|hằng|hàng|tháng|qu[ýí]|quanh|năm|trước|sau|trong|từ|đến|chậm|cuối|đầu|giữa|hạn|xong|trình|ban"
    r"|hoàn|định|đột|khi|theo|ngay|giai|cả|nửa|mỗi|\d)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:thường|hằng|hàng|tháng|quý|năm|trước|sau|trong|từ|đến|chậm|cuối|đầu|giữa|xong|hoàn thành|định kỳ|đột xuất"
    r"|khi|theo|ngay|ngày|giai đoạn|cả|nửa|mỗi|\d)",
    re.IGNORECASE,
)
_ANY_DAY = Context(issued=date(2026, 1, 1))
# An event may be told in any words, of which the deadline's word list knows none.
_PER_WORD, _MOST_WORDS = 0.4, 14
_MOST_FIT = max(_WHOLE_FIT, _EVENT_FIT + _PER_WORD * _MOST_WORDS)


@lru_cache(maxsize=50_000)
def deadline_fit(text: str) -> float:
    """How much a text looks like a whole deadline cell: most for an expression, less for an awaited event."""
    if len(text) > _LONGEST or not _BEGINNING.match(text) or _DOCUMENT.search(text):
        return _NO_FIT
    if _WHOLE.match(text):
        return _WHOLE_FIT
    if not _EVENT.match(text) and not _is_read(text):
        return _NO_FIT
    return _EVENT_FIT + _PER_WORD * min(text.count(" "), _MOST_WORDS)


def most_fit(token: str | None = None) -> float:
    """The most that `deadline_fit` says of a text with that first token, or any."""
    return _MOST_FIT if token is None or _BEGINNING.match(token) else _NO_FIT


def _is_read(text: str) -> bool:
    """Whether a text that begins like a deadline is understood as one."""
    return bool(_OPENING.match(text)) and not isinstance(parse(text, _ANY_DAY).meaning, Unreadable)
