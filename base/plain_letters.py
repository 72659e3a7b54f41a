"""Names in plain letters: words, without marks, and the code that is made of a name."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")


def composed_small(text: str) -> str:
    """Small letters in composed form. Eth (U+00D0), which some fonts print for "Đ", becomes "đ"."""
    return unicodedata.normalize("NFC", text).casefold().replace("\u00f0", "đ")


def strip_marks(text: str) -> str:
    """The text in plain Latin letters."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def code_of(name: str) -> str:
    """A code out of a name.

    >>> code_of("Sở Văn hóa, Thể thao và Du lịch")
    'so-van-hoa-the-thao-va-du-lich'
    """
    return "-".join(WORD.findall(strip_marks(composed_small(name))))
