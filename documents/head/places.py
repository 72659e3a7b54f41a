"""Provinces and central cities, to tell a place in a letterhead even where a scan garbled it."""

import re

from documents.blocks.folding import bare_words

# The 34 since 01/7/2025 first, then those that were merged into them.
PROVINCES = (
    "Hà Nội", "Huế", "Hải Phòng", "Đà Nẵng", "Thành phố Hồ Chí Minh", "Cần Thơ", "Lai Châu", "Điện Biên", "Sơn La",
    "Lạng Sơn", "Quảng Ninh", "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Cao Bằng", "Tuyên Quang", "Lào Cai", "Thái Nguyên",
    "Phú Thọ", "Bắc Ninh", "Hưng Yên", "Ninh Bình", "Quảng Trị", "Quảng Ngãi", "Gia Lai", "Khánh Hòa", "Lâm Đồng",
    "Đắk Lắk", "Đồng Nai", "Tây Ninh", "Vĩnh Long", "Đồng Tháp", "Cà Mau", "An Giang",
    "Hà Giang", "Yên Bái", "Bắc Kạn", "Vĩnh Phúc", "Hòa Bình", "Bắc Giang", "Thái Bình", "Hải Dương", "Hà Nam",
    "Nam Định", "Quảng Bình", "Quảng Nam", "Kon Tum", "Bình Định", "Ninh Thuận", "Bình Thuận", "Đắk Nông", "Phú Yên",
    "Bà Rịa - Vũng Tàu", "Bình Dương", "Bình Phước", "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh", "Hậu Giang",
    "Sóc Trăng", "Bạc Liêu", "Kiên Giang", "Thừa Thiên Huế",
)  # fmt: skip
_BY_LETTERS = {bare_words(name): name for name in PROVINCES}


def known_province(text: str) -> str:
    """The province that a place's name means, one garbled letter allowed; "" when none or several fit."""
    letters = bare_words(re.sub(r"^\s*(?:tỉnh|thành phố|TP\.?)\s+", "", text, flags=re.IGNORECASE))
    if letters in _BY_LETTERS:
        return _BY_LETTERS[letters]
    near = [name for known, name in _BY_LETTERS.items() if _one_letter_off(letters, known)]
    return near[0] if len(near) == 1 else ""


def exact_province(text: str) -> str:
    """The province of exactly that name, accents aside; "" for anything else."""
    return _BY_LETTERS.get(bare_words(text), "")


def _one_letter_off(given: str, known: str) -> bool:
    if len(known) < 6 or len(given) != len(known):
        return False
    return sum(a != b for a, b in zip(given, known, strict=True)) == 1
