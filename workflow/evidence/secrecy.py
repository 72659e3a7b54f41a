"""Markings of state secrets, as documents bear them: MẬT, TỐI MẬT, TUYỆT MẬT. Such documents have no place here.

Words of every day hold the same letters (bảo mật, mật khẩu, bí mật), so a marking is told by how it stands: alone on
its line as a stamp does, behind "độ mật", or in capitals in a name or a sentence.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_LEVELS = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
_HIGHER = ("TỐI", "TUYỆT")
# What stands around a stamp: brackets, stars, lines of the frame.
_FRAME = " \t\u00a0*.:;,-–—_|[](){}<>“”\"'/\\"
_NAMED_LEVEL = re.compile(r"\bđộ\s+mật\s*[:\-–]?\s*[“\"(\[]?\s*(tuyệt mật|tối mật|mật)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# Names of files often lose their marks; then only what can be nothing else counts.
_BARE = re.compile(r"(?<![A-Z])(?:(TUYET|TOI)[ _\-.]*MAT|[(\[]MAT[)\]])(?![A-Z])")
# With one of these before or behind it is another word.
_BEFORE = frozenset({"BẢO", "BÍ", "CƠ", "THÂN", "CẨN", "NIÊM", "ONG"})
_BEHIND = frozenset({"KHẨU", "MÃ", "ĐỘ", "ONG", "THIẾT", "VỤ", "PHỤC", "THÁM"})
# A stamp is short; longer lines are sentences.
_LONGEST_STAMP = 24
# More words than these, all in capitals, are a heading: there capitals say nothing.
_HEADING = 3


def marking_in_lines(lines: Iterable[str]) -> str:
    """Return the marking that stands in a document's lines as a stamp does, "" where none does.

    >>> marking_in_lines(["UBND TỈNH", "T Ố I  M Ậ T", "Số: 03/BC"]), marking_in_lines(["KẾ HOẠCH BẢO", "MẬT"])
    ('TỐI MẬT', '')
    """
    before = ""
    for text in _places(lines):
        if found := _stamp(text, before) or _named(text):
            return found
        before = text
    return ""


def _places(lines: Iterable[str]) -> Iterator[str]:
    """What stands alone: a line, also one that is broken by hand within its paragraph, and a column that tabs make."""
    for line in lines:
        for text in unicodedata.normalize("NFC", line).splitlines():
            columns = [column for column in text.split("\t") if column.strip()]
            # The letters of one stamp may be spaced by tabs.
            yield from [text.strip()] if _stamp(text.strip(), "") else map(str.strip, columns)


def marking_in_text(text: str) -> str:
    """Return the marking that somebody's words or a file's name bear, "" where they bear none.

    >>> marking_in_text("Báo cáo MẬT quý I"), marking_in_text("TĂNG CƯỜNG BẢO MẬT"), marking_in_text("12_TOI-MAT.pdf")
    ('MẬT', '', 'TỐI MẬT')
    """
    known = unicodedata.normalize("NFC", text)
    return marking_in_lines(known.splitlines()) or _in_capitals(known) or _without_marks(known)


def _stamp(text: str, before: str) -> str:
    """A line that holds nothing but the marking, its letters perhaps spaced."""
    if len(text) > _LONGEST_STAMP:
        return ""
    level = _LEVELS.get("".join(text.strip(_FRAME).split()), "")
    # A heading in capitals may break within "BẢO MẬT".
    return "" if level == "MẬT" and before.split()[-1:] and before.rsplit(maxsplit=1)[-1] in _BEFORE else level


def _named(text: str) -> str:
    found = _NAMED_LEVEL.search(text)
    return found[1].upper() if found else ""


def _in_capitals(text: str) -> str:
    words = _WORD.findall(text)
    heading = text.isupper() and len(words) > _HEADING
    for before, word, behind in zip(["", *words], words, [*words[1:], ""], strict=False):
        if word != "MẬT":
            continue
        if before in _HIGHER:
            return f"{before} MẬT"
        if not heading and before.upper() not in _BEFORE and behind.upper() not in _BEHIND:
            return "MẬT"
    return ""


def _without_marks(text: str) -> str:
    found = _BARE.search(text)
    return {"TUYET": "TUYỆT MẬT", "TOI": "TỐI MẬT", None: "MẬT"}[found[1]] if found else ""
