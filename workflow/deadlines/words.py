"""The words the grammar knows, and the one-character codes of tokens and phrases.

Every other word is plain text. A syllable is a word: `thường xuyên` is two.
"""

from collections.abc import Mapping
from types import MappingProxyType

# Words that patterns may use. Spelling variants are folded onto these first (`spelling.py`).
WORDS = tuple(
    dict.fromkeys(
        ["ngày", "tháng", "quý", "năm", "tuần", "giờ", "phút", "kỳ", "thứ", "mùng", "rằm", "âm", "dương", "lịch", "chủ", "nhật", "tư", "trước", "sau", "đến", "tới", "từ", "kể", "tính", "hết", "hạn", "thời", "điểm", "gian", "thúc", "kết", "vào", "lúc", "trong", "vòng", "khoảng", "dịp", "chậm", "muộn", "nhất", "quá", "không", "hơn", "là", "lâu", "tối", "đa", "thiểu", "ít", "xong", "hoàn", "thành", "đầu", "giữa", "cuối", "cùng", "tiên", "mỗi", "hằng", "từng", "lần", "làm", "việc", "hành", "chính", "nửa", "đợt", "thường", "xuyên", "liên", "tục", "suốt", "định", "theo", "nay", "này", "tiếp", "liền", "kề", "và", "hoặc", "đồng", "khi", "ngay", "nếu", "có", "yêu", "cầu", "đột", "xuất", "cần", "thiết", "của", "các", "giai", "đoạn", "nhiệm", "học", "khóa", "tết", "nguyên", "đán", "quyết", "nghị", "thông", "luật", "pháp", "lệnh", "công", "văn", "điện", "kế", "hoạch", "chỉ", "thị", "số", "chương", "trình", "báo", "cáo", "tờ", "quy", "khoản", "điều", "mục", "phụ", "lục", "hướng", "dẫn", "luận", "biên", "bản", "giấy", "mời", "trình", "đề", "án", "bắt", "được", "cả", "nay", "cách", "chốt", "lịch", "tiến", "độ", "lộ", "lúc", "tại", "tổ", "chức", "thực", "hiện", "dự", "kiến", "cho", "trễ", "quanh", "xuyên", "suốt", "phát", "sinh", "thời"]
    )
)

NUMERALS: Mapping[str, int] = MappingProxyType(
    {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
)

# Letters between the numbers of a document's sign, as in 05-QĐ/BCĐ. Others are recognised by their place.
ABBREVIATIONS = frozenset(
    ["qđ", "nq", "nđ", "tt", "ct", "kh", "ctr", "tb", "bc", "ttr", "cv", "hd", "gm", "ubnd", "hđnd", "cp", "ttg", "qh", "tu", "tw", "bcđ", "tgv", "cttn", "pl", "btc", "bnv", "bkhcn", "vp", "vpcp", "hdnd", "qd", "nd", "bcd", "bxd", "byt", "bgd", "bgdđt", "btp", "bca", "bqp", "btnmt", "bnnmt", "bct", "blđtbxh", "btttt", "bvhttdl", "nhnn", "ubtvqh", "hc"]
)

_CODE_OF_WORD = {word: chr(0xE000 + n) for n, word in enumerate(WORDS)}

# Phrases and numbers. Words lie in Unicode's private area, so every printable character is free for a code.
CODES: Mapping[str, str] = MappingProxyType(
    {
        "n": "1",  # a number of one or two digits
        "big": "3",  # a longer number that is no year
        "yyyy": "4",  # 1900 to 2199
        "roman": "r",  # I to IV
        "numeral": "u",  # một, hai, ba … as words
        "word": "w",  # a word the grammar doesn't know
        "document": "W",  # the name of a document, with the numbers and dates in it
        "day": "d",
        "month": "m",
        "quarter": "q",
        "half": "h",
        "year": "y",
        "part": "p",  # đầu, giữa, cuối of any of these
        "point": "t",  # a day inside every month or quarter
        "offset": "o",
        "every": "e",
        "days": "j",  # days of a month that isn't named
        "clock": "c",
        "weekday": "k",
        "fixed": "F",
        "window": "G",
        "recurring": "R",
        "continuous": "C",
        "relative": "L",
        "triggered": "T",
        "external": "X",
        "demand": "D",
        "note": "N",  # words about an earlier or given-up date
    }
)

UNIONS: Mapping[str, str] = MappingProxyType(
    {
        "number": "13u",
        "q": "1ru",
        "span": "dmqhyp",
        "unit": "".join(_CODE_OF_WORD[word] for word in ("giờ", "ngày", "tuần", "tháng", "quý", "năm")),
        "deadline": "FGRCLTXD",
    }
)

PUNCTUATION = frozenset(",;:./-()|%&+’'")

CODE_OF_WORD: Mapping[str, str] = MappingProxyType(_CODE_OF_WORD | dict.fromkeys(NUMERALS, CODES["numeral"]))

# Where running text ends: punctuation, or a phrase that is a deadline by itself.
CLAUSE_ENDS = ";.()|" + UNIONS["deadline"]
LIST_SEPARATORS = ",;&|" + _CODE_OF_WORD["và"] + _CODE_OF_WORD["hoặc"]


def code_of_word(word: str) -> str:
    """The code of a word of a pattern; KeyError names a word that is missing from WORDS."""
    return _CODE_OF_WORD[word]


def codes_of_kind(kind: str) -> str:
    """The codes that a pattern's `<kind>` accepts."""
    return UNIONS.get(kind) or CODES[kind]
