"""Cells that hold a result and the time by which it is due, under one header: "Quyết định; trước 30/6/2026"."""

import re
from collections.abc import Iterator

from documents.tables.section_titles import reads_as_time

_BETWEEN = re.compile(
    r"\s*[;,(:]\s*|\s+[-–]\s+|\.\s+|\s+(?=trước|trong|chậm nhất|hoàn thành|tháng\s+\d|quý\s+[IV\d])", re.IGNORECASE
)
_TIME = re.compile(
    r"(?:trước|trong|tháng|quý|năm|ngày|\d{1,2}[/.-]|chậm nhất|muộn nhất|hằng|hàng|thường xuyên|định kỳ|đến|cuối|"
    r"đầu|giữa|hoàn thành|từ|sau khi)\b|\d",
    re.IGNORECASE,
)


def split_result_and_term(text: str) -> tuple[str, str]:
    """The result and the time in one cell, the longest time that leaves a result; ("", text) when it can't be told.

    >>> split_result_and_term("Lớp tập huấn (Quý III/2026)")
    ('Lớp tập huấn', 'Quý III/2026')
    """
    for before, behind in _cuts(text):
        if _is_term(behind) and not _TIME.match(before):
            return before, behind
    for before, behind in reversed(list(_cuts(text))):
        if _is_term(before) and not reads_as_time(behind) and not _TIME.match(behind):
            return behind, before
    return "", text


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """The text cut in two at each mark, from the first on, without what encloses either part."""
    for found in _BETWEEN.finditer(text):
        before, behind = text[: found.start()].strip(" ;,.:"), text[found.end() :].strip(" ;,.:")
        if found.group().strip() == "(":
            behind = behind.removesuffix(")")
        if before and behind:
            yield before, behind


def _is_term(text: str) -> bool:
    return bool(_TIME.match(text)) and reads_as_time(text)
