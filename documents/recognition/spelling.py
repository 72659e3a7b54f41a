"""Marks over letters that an OCR mistook, put right by the words beside them: "Thú tướng" is "Thủ tướng".

Every Vietnamese syllable is a word, so none is wrong by itself; which two stand side by side in official documents is
known (`word_pairs.txt`). Only the marks of letters are ever changed, never a letter, a number or a sign; a pair that is
known stays as it was read. What was changed is doubted with the whole table, as all that an OCR reads.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from base.plain_letters import strip_marks

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHORT_NAMES = frozenset(
    {"TTXVN", "UBND", "HĐND", "UBMTTQ", "VHTTDL", "LĐTBXH", "GDĐT", "KHCN", "CNTT", "NNPTNT", "TTTT"}
)
_SHORT_NAME = re.compile(r"\b[A-ZĐÂÊÔƠƯ]{5,7}\b")
_WORD = re.compile(r"[^\W\d_]+")
# What a change costs against a known pair: one tone taken for another, a mark seen or lost, a word that is none.
_TONE, _MARK, _NO_WORD = 1.5, 2.2, 0.3
# What a known pair is worth; and one that is met often.
_PAIR, _COMMON = 1.0, 2.0


def mended_marks(text: str) -> str:
    """The text with the marks of its words put right where the words beside them tell.

    >>> mended_marks("Quyết định cúa Thú tướng Chính phú")
    'Quyết định của Thủ tướng Chính phủ'
    >>> mended_marks("Sở Nội vụ, trước ngày 15/7/2026")
    'Sở Nội vụ, trước ngày 15/7/2026'
    """
    text = _SHORT_NAME.sub(lambda name: _known_short_name(name[0]), unicodedata.normalize("NFC", text))
    found = list(_WORD.finditer(text))
    best = _best(_in_case([match[0] for match in found]), [_meets(text, one, two) for one, two in pairwise(found)])
    parts, last = [], 0
    for match, word in zip(found, best, strict=True):
        parts += [text[last : match.start()], word]
        last = match.end()
    return "".join(parts) + text[last:]


def _known_short_name(name: str) -> str:
    """The one agency's initials that differ from the read ones in one letter, or itself.

    >>> _known_short_name("TTIXVN"), _known_short_name("TIXVN"), _known_short_name("BHXHVN")
    ('TTXVN', 'TTXVN', 'BHXHVN')
    """
    if name in _SHORT_NAMES:
        return name
    near = [known for known in _SHORT_NAMES if _one_letter_apart(name, known)]
    return near[0] if len(near) == 1 else name


def _one_letter_apart(read: str, known: str) -> bool:
    """Whether one letter is another, or one too many."""
    if len(read) == len(known):
        return sum(a != b for a, b in zip(read, known, strict=True)) == 1
    return any(read[:place] + read[place + 1 :] == known for place in range(len(read)))


def _in_case(words: list[str]) -> list[str]:
    """The words; one in capitals that stands alone among small ones is a name: "BỘ" is "Bộ"; initials have no tones."""
    shouted = [_is_shouted(word) for word in words]
    if 2 * sum(shouted) > len(words):
        return words
    return [
        word.capitalize() if shouted[place] and not any(_beside(shouted, place)) and _has_tone(word.lower()) else word
        for place, word in enumerate(words)
    ]


def _beside(values: list[bool], place: int) -> list[bool]:
    return [*values[max(0, place - 1) : place], *values[place + 1 : place + 2]]


def _is_shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _meets(text: str, one: re.Match[str], two: re.Match[str]) -> bool:
    return text[one.end() : two.start()].isspace()


def _best(words: list[str], meets: list[bool]) -> list[str]:
    """The likeliest words (Viterbi over each word's readings)."""
    if not words:
        return []
    ways: dict[str, tuple[float, tuple[str, ...]]]
    ways = {reading: (-cost, (reading,)) for reading, cost in _readings(words[0])}
    for word, joined in zip(words[1:], meets, strict=True):
        ways = {
            reading: max(
                ((worth - cost + (_worth(before, reading) if joined else 0), (*path, reading)))
                for before, (worth, path) in ways.items()
            )
            for reading, cost in _readings(word)
        }
    return list(max(ways.values())[1])


def _worth(one: str, two: str) -> float:
    return _pairs().get(_key(one, two), 0.0)


def _readings(word: str) -> Iterator[tuple[str, float]]:
    """The word as read, and the known words that differ from it in their marks only, each with its cost."""
    plain = word.lower()
    known = _words().get(_bare(plain), frozenset())
    yield word, 0.0
    for other in known - {plain}:
        cost = _NO_WORD if plain not in known else _TONE if _has_tone(plain) and _has_tone(other) else _MARK
        yield _as_written(other, word), cost


@cache
def _has_tone(word: str) -> bool:
    return any(letter in _TONES for letter in unicodedata.normalize("NFD", word))


def _as_written(word: str, like: str) -> str:
    if _is_shouted(like):
        return word.upper()
    return word.capitalize() if like[0].isupper() else word


def _key(one: str, two: str) -> str:
    """Two names side by side are known as names only: "Lê Văn Bán" is nobody's "văn bản"."""
    named = all(word[0].isupper() and not _is_shouted(word) for word in (one, two))
    return f"{one} {two}" if named else f"{one} {two}".lower()


@cache
def _bare(word: str) -> str:
    return strip_marks(word.lower())


@cache
def _pairs() -> Mapping[str, float]:
    """What each pair is worth. A line of the file is a word, those that follow it often, a bar, and those that may."""
    pairs: dict[str, float] = {}
    for line in files(__package__).joinpath("word_pairs.txt").read_text(encoding="utf-8").splitlines():
        common, _, rare = line.partition("|")
        first, *others = common.split()
        pairs |= dict.fromkeys((f"{first} {second}" for second in others), _COMMON)
        pairs |= dict.fromkeys((f"{first} {second}" for second in rare.split()), _PAIR)
    return pairs


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """The known words by their letters without marks."""
    words = {word.lower() for pair in _pairs() for word in pair.split()}
    grouped: dict[str, set[str]] = {}
    for word in words:
        grouped.setdefault(_bare(word), set()).add(word)
    return {letters: frozenset(group) for letters, group in grouped.items()}
