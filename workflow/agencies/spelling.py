"""Two spellings are the same when their keys are: case, commas, "và", tone placement and abbreviations don't count."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from base.plain_letters import WORD, composed_small, strip_marks

# Words that come and go between two spellings of one name.
FILLERS = frozenset({"và", "các", "những", "có", "với"})
TONES = {"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
LONGEST_ABBREVIATION = 5


@dataclass(frozen=True)
class NameVocabulary:
    """The province whose name may be left out, what its level is called, and the abbreviations its offices use.

    Abbreviations are keyed without separators: "LĐ-TB&XH" is kept under "lđtbxh", since printed dots, dashes and
    ampersands between the letters don't matter. `elsewhere` are the names of the other provinces.
    """

    province: str = ""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    level: str = "tỉnh"
    elsewhere: tuple[str, ...] = ()


def name_words(text: str, vocabulary: NameVocabulary) -> list[str]:
    """The words of a spelling in small letters, abbreviations written out, fillers left in."""
    words = WORD.findall(composed_small(text))
    written: list[str] = []
    start = 0
    while start < len(words):
        taken, meaning = _abbreviation_at(words, start, vocabulary)
        written.extend(meaning)
        start += taken
    return written


def _abbreviation_at(words: list[str], start: int, vocabulary: NameVocabulary) -> tuple[int, list[str]]:
    for length in range(min(LONGEST_ABBREVIATION, len(words) - start), 0, -1):
        meaning = vocabulary.abbreviations.get("".join(words[start : start + length]))
        if meaning:
            return length, WORD.findall(composed_small(meaning))
    return 1, [words[start]]


def key_of(words: Iterable[str]) -> str:
    """The key of written-out words: fillers dropped, tones moved to the end of each word, final y as i."""
    return " ".join(_sounded(word) for word in words if word not in FILLERS)


def _sounded(word: str) -> str:
    letters = ""
    tone = ""
    for mark in unicodedata.normalize("NFD", word):
        if mark in TONES:
            tone = TONES[mark]
        else:
            letters += mark
    letters = unicodedata.normalize("NFC", letters)
    # "kỹ/kĩ", "quý/quí": the same sound, but "tay" and "tai" are two words.
    letters = re.sub(r"(?<=qu)y$|(?<=[^aeiouăâêôơưu])y$", "i", letters)
    return letters + tone


def toneless(key: str) -> str:
    """The key without any mark: what is left when somebody types without a Vietnamese keyboard."""
    # A final digit is a tone only after letters; the "1" of "Tân Phước 1" stands alone.
    bare = re.sub(r"(?<=[^\W\d])[1-5](?= |$)", "", key)
    return strip_marks(bare)
