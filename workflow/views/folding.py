"""Text as it is searched: without capitals, marks and doubled blanks, and đ as d, so that "de an" finds "Đề án"."""

from base.plain_letters import strip_marks

# What some keyboards print for Đ is another letter (eth).
_ETH = str.maketrans({"ð": "đ", "Ð": "đ"})


def fold(text: str) -> str:
    """Return the text as searches compare it.

    >>> fold("  Đề án  Ðắk Lắk ")
    'de an dak lak'
    """
    return " ".join(strip_marks(text.translate(_ETH)).lower().split())
