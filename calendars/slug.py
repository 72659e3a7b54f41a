"""ASCII names for files and addresses, out of Vietnamese ones."""

import re
import unicodedata

_LONGEST = 80


def slug(name: str) -> str:
    """Return the name in small ASCII letters, digits and hyphens; "khong-ten" when nothing is left.

    Not one to one: "Mỹ Thọ" and "Mỹ Thờ" give the same.

    >>> slug("Báo và Đài phát thanh, Truyền hình Đồng Tháp")
    'bao-va-dai-phat-thanh-truyen-hinh-dong-thap'
    >>> slug("50/KH-UBND")
    '50-kh-ubnd'
    """
    # Đ has no decomposition: it is a letter of its own, not a D with a mark.
    letters = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    ascii_only = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only)[:_LONGEST].strip("-") or "khong-ten"
