"""Spelling as it comes: what is folded silently, and what is corrected and said.

Folding changes how characters are stored, never what a reader sees (NFD, `Ð` for `Đ`, en dash, U+2044, blanks), or
chooses between two accepted spellings (`hàng năm`, `hằng năm`). Correcting repairs a slip (`Tháng l2`, `Thang 8`); a
reading that needed it is `assumed`.
"""

import re
import unicodedata
from types import MappingProxyType

# Letters between the numbers of a document's sign, as in 05-QĐ/BCĐ.
ABBREVIATIONS = frozenset(
    (
        *(
            "qđ",
            "nq",
            "nđ",
            "tt",
            "ct",
            "kh",
            "ctr",
            "tb",
            "bc",
            "ttr",
            "cv",
            "hd",
            "gm",
            "pl",
            "lct",
            "cđ",
            "kl",
            "cthđ",
        ),
        *("ubnd", "hđnd", "cp", "ttg", "qh", "tu", "tw", "bcđ", "tgv", "vp", "vpcp", "ubtvqh", "nhnn", "cttn", "hc"),
        *("btc", "bnv", "bkhcn", "bxd", "byt", "bgd", "bgdđt", "btp", "bca", "bqp", "btnmt", "bnnmt", "bct", "btttt"),
        *("blđtbxh", "bvhttdl", "stc", "snv", "skhcn", "stttt", "sgdđt", "sct", "syt", "snnmt", "bkhđt", "bnn", "cphc"),
    )
)

_FOLDED_CHARACTERS = str.maketrans(
    {
        "İ": "I",  # the only letter that changes its length in lower case
        "Ð": "Đ",  # Eth, common in documents of UBND offices
        "ð": "đ",
        "\u2044": "/",  # fraction slash, division slash and full-width solidus out of OCR
        "\u2215": "/",
        "\uff0f": "/",
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043", "-"),
        **dict.fromkeys("\u2018\u2032\u00b4`", "’"),
        "÷": "-",  # 2026 ÷ 2030
        "\\": "/",
        "\u0002": "-",  # PDFium's hyphen at a line end
        "\ufffe": "-",
        "ǎ": "ă",  # a caron for the breve, out of fonts before Unicode
        "Ǎ": "Ă",
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},  # full-width digits
        "Ⅰ": "I",
        "Ⅱ": "II",
        "Ⅲ": "III",
        "Ⅳ": "IV",
        "ⅰ": "i",
        "ⅱ": "ii",
        "ⅲ": "iii",
        "ⅳ": "iv",
    }
)

# What a reader doesn't see, or sees as the mark of a footnote: Unicode's format characters (Cf: soft hyphen, zero-width
# and directional marks, tags), joiners and selectors without a shape, superscript digits.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\u00b9\u00b2\u00b3\u2070\u2074-\u2079]"
)
_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FOLDED_CHARACTERS)))}]").search

# Two accepted spellings of one word, or two ways of placing its tone mark. Read alike, never mentioned.
VARIANTS = MappingProxyType(
    {
        "hàng": "hằng",
        "quí": "quý",
        "kì": "kỳ",
        "bẩy": "bảy",
        "mồng": "mùng",
        "khoá": "khóa",
        "kí": "ký",
        "cn": "nhật",
        "h": "giờ",
        "g": "giờ",
    }
)

# One letter with every mark that print and OCR put on it in each other's stead.
_A = "aàảãáạăằẳẵắặâầẩẫấậ"
_U, _O = "uùủũúụưừửữứự", "oòỏõóọôồổỗốộơờởỡớợ"

# Slips seen in print, whatever stands beside them. The corrected word is read and the correction is told.
SLIPS = MappingProxyType(
    {
        "qúy": "quý",
        "qúi": "quý",
        "thàng": "tháng",
        "thág": "tháng",
        "trc": "trước",
        **{f"tr{u}{o}c": "trước" for u in _U for o in _O if f"{u}{o}" != "ướ"},
        "hăng": "hằng",
        "hẳng": "hằng",
        "thuờng": "thường",
        "thưòng": "thường",
        "xuyen": "xuyên",
        "xuyện": "xuyên",
    }
)

# Texts without any accent, out of OCR or a telephone: the words that matter. `ngay` is `ngày` only before a number.
WITHOUT_ACCENTS = MappingProxyType(
    {
        "thang": "tháng",
        "quy": "quý",
        "nam": "năm",
        "den": "đến",
        "het": "hết",
        "hang": "hằng",
        "tu": "từ",
        "cham": "chậm",
        "muon": "muộn",
        "nhat": "nhất",
        "vong": "vòng",
        "tuan": "tuần",
        "lam": "làm",
        "viec": "việc",
        "thuong": "thường",
        "xuyen": "xuyên",
        "dinh": "định",
        "ky": "kỳ",
        "dot": "đột",
        "xuat": "xuất",
        "yeu": "yêu",
        "cau": "cầu",
        "cuoi": "cuối",
        "dau": "đầu",
        "giua": "giữa",
        "moi": "mỗi",
        "va": "và",
        "hoac": "hoặc",
        "ke": "kể",
        "gio": "giờ",
        "lan": "lần",
        "thoi": "thời",
        "han": "hạn",
    }
)

# Slips that are words of their own elsewhere (`quy định`, `ngay sau khi`): corrected only before a number.
SLIPS_BEFORE_NUMBER = MappingProxyType(
    {
        "thánh": "tháng",
        "qui": "quý",
        **{f"th{vowel}ng": "tháng" for vowel in _A if vowel != "á"},
        **{f"ng{vowel}y": "ngày" for vowel in _A if vowel != "à"},
        **{f"n{vowel}m": "năm" for vowel in _A if vowel != "ă"},
        **{f"qu{vowel}": "quý" for vowel in "yỳỷỹỵ"},
    }
)


def fold_spelling(text: str) -> str:
    """The text as it is printed: one encoding, one blank between words, no blank at either end.

    >>> fold_spelling("Quý  I⁄2026 ")
    'Quý I/2026'
    """
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if _FOLDED(text):
        text = unicodedata.normalize("NFC", text.translate(_FOLDED_CHARACTERS))
    return " ".join(text.split())


_LOOKALIKES = str.maketrans("OoQlI|iSB", "000111158")
_LOOKALIKE_NUMBER = re.compile(r"[0-9OolIi|]{1,4}")


_ROMAN_IN_LETTERS = re.compile(r"[il1|]{1,3}|[il1|]v")


def roman_in_letters(token: str) -> str | None:
    """The quarter that OCR mistook for letters, as in `Quý Ill`; None when the token is something else."""
    if not _ROMAN_IN_LETTERS.fullmatch(token):
        return None
    return "iv" if token.endswith("v") else "i" * len(token)


def number_in_letters(token: str) -> str | None:
    """The number that OCR mistook for letters, as in `l2` or `O1`; None when the token is something else."""
    return token.translate(_LOOKALIKES) if _LOOKALIKE_NUMBER.fullmatch(token) else None
