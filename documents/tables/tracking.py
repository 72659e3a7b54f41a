"""What a tracking sheet says of where a task stands: its words, a percentage, the day it was done.

Kept beside the task, never taken for a deadline or a product.
"""

import re
from collections.abc import Sequence
from datetime import date

from documents.blocks.folding import bare_words, cell_line
from documents.head.letterhead import printed_date
from workflow.plan import Reached, TrackedProgress

_LONGEST_BODY = 100
_MOST = 0.5
# "Hoàn thành trước 30/6" is a deadline: a state names no day, unless it says of the past that it is done.
_DONE = re.compile(
    r"^(?:co ban |da )?(?:hoan thanh|thuc hien xong|xong|ket thuc)(?: (?:nhiem vu|dung han|som|qua han|cham))*$"
)
_PAST = re.compile(r"^da (?:\w+ ){0,3}?(?:hoan thanh|xong|ban hanh|phe duyet)\b")
_UNDER_WAY = re.compile(r"^(?:dang|tiep tuc|da trien khai|da chuyen|da trinh|da gui)\b")
_NOT_BEGUN = re.compile(r"^chua (?:thuc hien|trien khai|bat dau|co|lam)\b")
_OPEN = re.compile(r"^(?:chua|khong|cham|qua han|tre han|dung han|trong han|dat|vuong)\b")
_PERCENT = re.compile(r"^(?:dat |hoan thanh )?(\d{1,3})(?:[.,]\d+)?\s*%")
_NUMBER = re.compile(r"^\d+(?:[.,]\d+)*\s*%?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_DAY = re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$")
_TIME = re.compile(
    r"\b(?:thang|quy|nam|ngay|truoc|thuong xuyen|hang (?:nam|quy|thang)|dinh ky|sau khi|trong|den)\b|\b20\d\d\b"
)
_LONGEST_TIME = 80


def reads_as_state(text: str) -> bool:
    """Whether a cell says how far a task is, as "Hoàn thành", "50%", "Chưa thực hiện" do.

    >>> reads_as_state("Đang thực hiện"), reads_as_state("Hoàn thành trước 30/6/2026")
    (True, False)
    """
    words = bare_words(text)
    said = (_DONE, _PAST, _UNDER_WAY, _NOT_BEGUN, _OPEN)
    return bool(_PERCENT.match(text.strip().casefold()) or any(form.match(words) for form in said))


def is_number(text: str) -> bool:
    """Whether a cell is an amount: a number or a share, no year."""
    return bool(_NUMBER.match(text.strip())) and not _YEAR.match(text.strip())


def tells_time(words: str) -> bool:
    """Whether folded words speak of a time, as a deadline's do."""
    return bool(_TIME.search(words)) and len(words) < _LONGEST_TIME


def tells_times(texts: Sequence[str]) -> bool:
    """Whether most of a column's filled cells speak of a time and of no state."""
    return _mostly([_is_time(text) for text in _filled(texts)])


def _is_time(text: str) -> bool:
    """A fund ("Quỹ …") is no quarter, though folded words don't tell them apart."""
    fund = "quỹ" in text.casefold()
    return tells_time(bare_words(text)) and not reads_as_state(text) and not fund


def mostly_states(texts: Sequence[str]) -> bool:
    """Whether half of a column's filled cells say how far a task is."""
    return _mostly([reads_as_state(text) for text in _filled(texts)])


def mostly_numbers(texts: Sequence[str]) -> bool:
    """Whether half of a column's filled cells are amounts."""
    return _mostly([is_number(text) for text in _filled(texts)])


def tracked_progress(state: str, finished: str) -> TrackedProgress | None:
    """Where a task stands by its cells; None when they are empty. Words that can't be read stand for no state."""
    if not state and not finished:
        return None
    done_on = printed_date(finished) if _DAY.match(finished.strip()) else None
    percent = _percent(state)
    return TrackedProgress(words=state, reached=_reached(state, percent, done_on), percent=percent, finished_on=done_on)


def _reached(state: str, percent: int | None, done_on: date | None) -> Reached | None:
    words = bare_words(state)
    if _UNDER_WAY.match(words):
        return Reached.IN_PROGRESS
    if _NOT_BEGUN.match(words):
        return Reached.NOT_STARTED
    if _DONE.match(words) or _PAST.match(words) or percent == 100:
        return Reached.COMPLETED
    if percent is not None:
        return Reached.IN_PROGRESS if percent else Reached.NOT_STARTED
    return Reached.COMPLETED if done_on and not words else None


def _percent(state: str) -> int | None:
    found = _PERCENT.match(state.strip().casefold())
    return int(found[1]) if found and int(found[1]) <= 100 else None


def _filled(texts: Sequence[str]) -> list[str]:
    return [text for text in map(cell_line, texts[:_LONGEST_BODY]) if bare_words(text)]


def _mostly(votes: Sequence[bool]) -> bool:
    return bool(votes) and sum(votes) >= _MOST * len(votes)
