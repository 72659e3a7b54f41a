"""The codes: every token and every phrase of an expression is one character.

A syllable is a word (`thường xuyên` is two). The grammar's own words are collected from its patterns; every other word
is plain text.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        # tokens
        "n": "1",  # a number of one or two digits
        "big": "3",  # a longer number that is no year
        "yyyy": "4",  # 1900 to 2199
        "roman": "r",  # I to IV
        "numeral": "u",  # một, hai, ba … as words
        "word": "w",  # a word the grammar doesn't know
        "stop": ".",  # the end of a sentence; the dot inside 15.7.2026 is "·"
        # phrases that name a stretch of the calendar
        "report": "B",  # báo cáo quý, báo cáo 6 tháng
        "document": "W",  # the name of a document, with the numbers and dates in it
        "day": "d",
        "month": "m",
        "months": "h",  # 6 tháng đầu năm, tháng 3-5
        "quarter": "q",
        "year": "y",
        "part": "p",  # đầu, giữa, cuối of one of these
        "feast": "f",  # Tết, Trung thu
        "clock": "c",
        "weekday": "k",
        "days": "j",  # days of a month that isn't named
        "inmonth": "i",  # a month inside a cycle: tháng cuối quý
        "last_month": "a",  # tháng cuối kỳ
        "days_of_period": "b",  # days of that month
        "week": "v",  # a week inside a month
        "later": "O",  # năm sau, năm nay, năm trước: how many years after the issue
        "workday": "Y",  # ngày làm việc đầu tiên, thứ mấy, cuối cùng
        # phrases that count
        "offset": "o",
        "term": "x",  # an offset with "trong vòng" or "chậm nhất" before it
        "every": "e",
        "point": "t",  # a day inside a cycle
        "partial": "P",  # a day of a cycle whose period isn't named yet
        "latest": "l",  # chậm nhất, không quá
        # deadlines
        "fixed": "F",
        "window": "G",
        "recurring": "R",
        "continuous": "C",
        "relative": "L",
        "triggered": "T",
        "external": "X",
        "demand": "D",
        # what is read and left out
        "shift": "S",  # nếu trùng ngày nghỉ thì …
        "former": "N",  # an earlier deadline that no longer holds
        "session": "s",  # kỳ họp thứ 10
        "filler": "z",  # words that make a date doubtful
    }
)

DEADLINES = "FGRCLTXD"
UNIONS: Mapping[str, str] = MappingProxyType(
    {"number": "13u", "q": "1ru", "span": "dmqhypf", "stretch": "mqhy", "count": "ox", "deadline": DEADLINES}
)
# Words that patterns choose among by a kind, because the rule needs to know which it was.
WORD_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "unit": ("phút", "giờ", "ngày", "tuần", "tháng", "quý", "năm"),
        "part_word": ("đầu", "giữa", "cuối"),
        "ten_days": ("thượng", "trung", "hạ"),
        "moon": ("giêng", "chạp"),
        "late_roman": ("v", "vi", "vii", "viii", "ix", "x", "xi", "xii"),
    }
)
PUNCTUATION = frozenset(",;:/-()|%&+’'·→")
# What separates clauses for the eye.
MARKS = frozenset(",;:.|()")
CLAUSE_ENDS = ";.()|lxN" + DEADLINES

NUMERALS: Mapping[str, int] = MappingProxyType(
    {
        "một": 1,
        "mốt": 1,
        "hai": 2,
        "ba": 3,
        "bốn": 4,
        "tư": 4,
        "lăm": 5,
        "nhăm": 5,
        "sáu": 6,
        "bảy": 7,
        "tám": 8,
        "chín": 9,
        "mười": 10,
    }
)
ROMANS: Mapping[str, int] = MappingProxyType({"i": 1, "ii": 2, "iii": 3, "iv": 4})
# Numbers of months only: no quarter has them, and "v", "x" by themselves are letters.
MONTH_ROMANS: Mapping[str, int] = MappingProxyType(
    {**ROMANS, **{word: number for number, word in enumerate(WORD_KINDS["late_roman"], len(ROMANS) + 1)}}
)

_FIRST_WORD_CODE = 0xE000  # Unicode's private area: no printed character can be mistaken for a word


class Vocabulary:
    """The words of a grammar and their codes."""

    def __init__(self, words: Iterable[str]) -> None:
        known = dict.fromkeys((*chain(*WORD_KINDS.values()), "và", "hoặc", *words))
        self._codes = {word: chr(_FIRST_WORD_CODE + n) for n, word in enumerate(known)}
        self._codes |= dict.fromkeys(NUMERALS, CODES["numeral"]) | dict.fromkeys(ROMANS, CODES["roman"])
        unions = {kind: "".join(self._codes[word] for word in words) for kind, words in WORD_KINDS.items()}
        self._unions = {**UNIONS, **unions, "cycle": unions["unit"] + CODES["offset"] + CODES["every"]}
        self.separators = ",;|&+" + self._codes["và"] + self._codes["hoặc"]

    def __contains__(self, word: str) -> bool:
        return word in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def code_of_word(self, word: str) -> str:
        return self._codes[word]

    def codes_of_kind(self, kind: str) -> str:
        """The codes that a pattern's `<kind>` accepts. KeyError names a kind that doesn't exist."""
        return self._unions.get(kind) or CODES[kind]
