"""What can be waited for: words behind "sau khi", "trước khi" and the like have to name something that happens.

A date there is a deadline that no rule has read; a number, a pronoun or a place in a text is nothing to wait for.
"""

import re

from workflow.deadlines.reading.word_lists import ACTS, EMPTY_WORDS
from workflow.deadlines.values.spans import Span, a_day, is_possible

_DAY = re.compile(r"\b\d{1,2} ?[/.-] ?\d{1,2}(?!\d)(?: ?[/.-] ?\d{2,4})?|\bngày \d")
_DATE = r"ngày \d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}"
_NAMES = "quyết định|nghị quyết|nghị định|kế hoạch|công văn|thông tư|chỉ thị|thông báo|kết luận|tờ trình|văn bản"
_DOCUMENT = re.compile(
    rf"(?:số )?\d+\w?(?:/\d{{4}})?[/-](?=[^\W\d])[\w-]+(?:[/-][\w-]+)*(?: {_DATE}| ngày \d+ tháng \d+ năm \d+)?"
    rf"|(?:{_NAMES}) {_DATE}"
)
# No act but a consequence, or a place in a text.
_NO_EVENT = re.compile(
    r"\b(?:xem|coi) (?:như|là)\b|^(?:(?:được )?quy định|nêu|ghi) (?:tại|trong|ở)\b|^theo (?:khoản|điều|điểm|mục)\b"
)


def why_no_event(event: str) -> str:
    """Why nothing can be waited for under these words, in Vietnamese; empty when something can."""
    words = event.lower()
    if _DAY.search(_DOCUMENT.sub(" ", words)):
        return f"“{event}” có ngày chưa đọc được"
    named = [word for word in re.findall(r"[^\W\d_]+", words) if word not in EMPTY_WORDS]
    if not named or _NO_EVENT.search(words):
        return f"“{event}” không phải là một việc để chờ"
    return ""


def is_an_act(event: str) -> bool:
    """Whether one of the words is known to name an act; any other event is only assumed to be one."""
    return not ACTS.isdisjoint(re.findall(r"[^\W\d_]+", event.lower()))


_DATED = re.compile(r"(?P<event>.*?\w)[\s,]*(?:\( ?| )(?:ngày )?(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}) ?\)?$")


def dated_event(event: str) -> tuple[str, Span] | None:
    """An event whose day is printed behind it, and that day: "Luật có hiệu lực (01/7/2026)"."""
    found = _DATED.fullmatch(event)
    if not found or why_no_event(found["event"]) or not is_possible(int(found["d"]), int(found["m"])):
        return None
    return found["event"].removesuffix(" ngày"), a_day(int(found["d"]), int(found["m"]), int(found["y"]))
